"""The log: a line is a JSON object that says where it failed and in which request, and nothing of who asked or what."""

import json
import logging
import re

import pytest
from django.conf import settings
from django.db.utils import IntegrityError
from django.test import Client
from django.urls import path

from timeline import entering, logs, urls
from timeline.logs import Json, OfTheProgram, Readable

SECRETS = ("203.0.113.9", "anna@example.org", "correct-horse", "a-cookie", "a-search", "elsewhere.example")
LOG_IN = "/admin/login/?next=/a-search"


def broken(request):
    try:
        int(request.POST.get("password", "") + request.GET.get("q", ""))
    except ValueError as error:
        raise RuntimeError(f"{request.COOKIES} {request.META['REMOTE_ADDR']}") from error


urlpatterns = [path("broken/", broken), *urls.urlpatterns]
handler500 = urls.handler500


@pytest.fixture
def lines():
    """What the shipped handler would write, as text; every logger that has one of its own is listened to."""
    written = []

    class Written(logging.Handler):
        def emit(self, record):
            written.append(self.format(record))

    handler = Written()
    handler.setFormatter(Json())
    handler.addFilter(OfTheProgram())
    loggers = [logging.getLogger(name) for name in (None, "django")]
    for logger in loggers:
        logger.addHandler(handler)
    yield written
    for logger in loggers:
        logger.removeHandler(handler)


@pytest.fixture
def client():
    client = Client(REMOTE_ADDR=SECRETS[0], raise_request_exception=False)
    client.cookies["desk"] = "a-cookie"
    return client


def test_a_failing_request_leaves_its_traceback_and_its_number_and_nothing_that_was_sent(lines, client, settings):
    settings.ROOT_URLCONF = __name__
    sent = {"name": "anna@example.org", "password": "correct-horse"}
    answer = client.post(
        "/broken/?q=a-search", sent, headers={"X-Request-Id": "mine", "Referer": "//elsewhere.example"}
    )
    assert answer.status_code == 500
    (line,) = map(json.loads, lines)
    assert line.keys() == {"time", "level", "logger", "message", "request", "traceback"}
    assert (line["level"], line["logger"]) == ("ERROR", "django.request")
    assert line["request"] == answer["X-Request-Id"] != "mine"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line["time"])
    assert "in broken" in line["traceback"] and "RuntimeError\n\nIt came of:\n" in line["traceback"]
    assert line["traceback"].endswith("ValueError")
    assert not [secret for secret in SECRETS if secret in lines[0]]


@pytest.mark.django_db
def test_a_log_in_that_fails_leaves_nothing_of_who_tried(lines, client):
    for _try in range(7):
        client.post(LOG_IN, {"username": "anna@example.org", "password": "correct-horse"})
    assert not [secret for secret in SECRETS if secret in "".join(lines)]


@pytest.mark.django_db
def test_nor_does_one_in_which_the_program_fails(lines, client, monkeypatch):
    def fail(*_words, **given):
        raise RuntimeError(given)

    monkeypatch.setattr(entering, "authenticate", fail)
    assert client.post(LOG_IN, {"username": "anna@example.org", "password": "correct-horse"}).status_code == 500
    assert len(lines) == 1 and not [secret for secret in SECRETS if secret in lines[0]]


def test_every_answer_has_a_number_of_its_own(client):
    numbers = [client.get("/healthz")["X-Request-Id"] for _each in range(3)]
    assert len(set(numbers)) == 3
    assert all(re.fullmatch("[0-9a-f]{16}", number) for number in numbers)


@pytest.mark.parametrize("shape", [Json, Readable])
def test_what_other_loggers_say_of_addresses_is_cut_short(shape):
    record = logging.LogRecord("gunicorn.error", logging.ERROR, "", 1, "Error: %s %s", ("GET", "/x?q=a-search"), None)
    said = shape().format(record)
    assert "Error: GET /x" in said and "a-search" not in said


def test_of_a_broken_rule_of_the_database_is_told_which_and_not_by_what():
    error = IntegrityError('violates "one_name"\nDETAIL: Key (email)=(anna@example.org) already exists.')
    said = logs.traceback_of(error)
    assert said.endswith('IntegrityError: violates "one_name"')


def test_the_shipped_settings_send_everything_through_this():
    assert settings.LOGGING["handlers"]["stderr"]["filters"] == ["ours"]
    assert settings.LOGGING["handlers"].keys() == {"stderr"}
    assert settings.LOGGING["loggers"]["gunicorn.error"]["propagate"] is False

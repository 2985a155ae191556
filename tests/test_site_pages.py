"""How to read this, who answers for it, and pages for what goes wrong: honest, and all in one design."""

import re

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import connection
from django.db.utils import InterfaceError, OperationalError
from django.test import RequestFactory
from django.urls import path

from tests.factories import shown_event
from timeline import urls
from timeline.models import Certainty, Countermeasure
from timeline.views import site


def plain(response):
    page = response.content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", page[page.index("<main") : page.index("</main>")]).split())


def refuse(request):
    raise PermissionDenied


def suspect(request):
    raise SuspiciousOperation


def broken(request):
    raise RuntimeError("broken on purpose")


urlpatterns = [
    path("refuse/", refuse),
    path("suspect/", suspect),
    path("broken/", broken),
    *urls.urlpatterns,
]
handler400, handler403 = site.bad_request, site.forbidden
handler404, handler500 = site.not_found, site.server_error


@pytest.fixture
def away():
    """A database that does not answer: every statement fails as it does when the server is gone."""

    def gone(error):
        def fail(*_args):
            raise error("the connection was lost")

        return connection.execute_wrapper(fail)

    return gone


def test_the_legend_explains_every_sign(client):
    page = client.get("/about/").content.decode()
    for certainty in Certainty.values:
        assert f'<use href="#s-{certainty}"/>' in page
    for measure in Countermeasure.Type.values:
        assert f'<use href="#k-{measure}"/>' in page
    for mark in ("day", "span", "before", "after", "none"):
        assert f'<use href="#m-{mark}"/>' in page
    for look in ("hatch", "hollow", "solid", "thin", "unchecked", "ended"):
        assert f'class="b-{look}"' in page
    for shape in range(1, 7):
        assert f'<use href="#a{shape}"/>' in page


def test_every_sign_that_is_used_is_drawn(client):
    page = client.get("/about/").content.decode()
    assert set(re.findall(r'<use href="#([\w-]+)"', page)) <= set(re.findall(r'<symbol id="([\w-]+)"', page))


def test_who_runs_it_comes_from_the_settings(client, settings):
    settings.OPERATOR, settings.CONTACT_EMAIL = "The Harbour Desk", "desk@harbour.example"
    settings.PRIVACY_NOTE = "Logs are kept for a week.\n<b>No more.</b>"
    response = client.get("/about/")
    text = plain(response)
    assert "Who runs this site The Harbour Desk" in text
    assert '<a href="mailto:desk@harbour.example">' in response.content.decode()
    assert "Logs are kept for a week. &lt;b&gt;No more.&lt;/b&gt;" in text


def test_what_the_settings_do_not_say_is_not_made_up(client, settings):
    settings.OPERATOR = settings.CONTACT_EMAIL = settings.PRIVACY_NOTE = ""
    text = plain(client.get("/about/"))
    assert "Whoever runs it has not said so here." in text
    assert "No address is given here." in text


def test_about_asks_the_database_nothing(client):
    # Without the mark `django_db` a test may not touch the database at all.
    assert client.get("/about/").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/suspect/", 400, "That request cannot be read"),
        ("/refuse/", 403, "That is not open to you"),
        ("/nowhere/", 404, "There is nothing at this address"),
        ("/broken/", 500, "The program failed"),
    ],
)
def test_what_goes_wrong_is_said_in_the_same_design(reader, settings, address, status, words):
    settings.ROOT_URLCONF = __name__
    response = reader.get(address)
    assert response.status_code == status
    assert f"{status} {words}" in plain(response)
    page = response.content.decode()
    assert '<link rel="stylesheet"' in page and 'name="robots" content="noindex"' in page
    assert "broken on purpose" not in page


@pytest.mark.parametrize(
    "view", [site.bad_request, site.forbidden, site.not_found, site.server_error, site.unavailable]
)
def test_no_error_page_asks_the_database(view):
    assert view(RequestFactory().get("/x/")).status_code >= 400


@pytest.mark.django_db
@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
@pytest.mark.parametrize("address", ["/", "/harbour-strike/", "/harbour-strike/events/call/", "/e/000000000000"])
def test_with_the_database_away_readers_are_told_when_to_come_again(reader, away, error, address):
    with away(error):
        response = reader.get(address)
    assert response.status_code == 503
    assert response["Retry-After"] == "30"
    assert "no-store" in response["Cache-Control"]
    assert "The site cannot answer just now" in plain(response)
    assert "connection was lost" not in response.content.decode()


@pytest.mark.django_db
def test_it_recovers_by_itself(reader, away):
    shown_event(slug="call")
    with away(OperationalError):
        assert reader.get("/harbour-strike/events/call/").status_code == 503
    assert reader.get("/harbour-strike/events/call/").status_code == 200


@pytest.mark.django_db
def test_a_desk_whose_session_cannot_be_read_is_told_the_same(desk, away):
    desk.raise_request_exception = False
    with away(OperationalError):
        response = desk.get("/admin/")
    assert response.status_code == 503
    assert response["Retry-After"] == "30"


@pytest.mark.django_db
def test_the_process_is_healthy_without_its_database_and_not_ready(reader, away, settings):
    assert reader.get("/readyz").status_code == 200
    for error in (OperationalError, InterfaceError):
        with away(error):
            assert reader.get("/healthz").content.decode() == f"ok {settings.VERSION}\n"
            response = reader.get("/readyz")
            assert response.status_code == 503
            assert response["Retry-After"]


@pytest.mark.django_db
def test_a_page_of_failure_that_fails_is_plain_text(reader, settings, monkeypatch):
    def fail(*_args, **_options):
        raise ValueError("a stylesheet is missing")

    monkeypatch.setattr(site, "render", fail)
    settings.ROOT_URLCONF = __name__
    response = reader.get("/broken/")
    assert (response.status_code, response["Content-Type"]) == (500, "text/plain")
    assert "failed" in response.content.decode()

"""Every answer, whatever its address and status, has the Observatory's top grade, closed to others unless meant."""

import re

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client, override_settings

from tests.trust import observatory
from tests.trust.every import CRISIS, World, routes

pytestmark = pytest.mark.django_db
HTTPS = {
    "SECURE_SSL_REDIRECT": True,
    "SECURE_HSTS_SECONDS": 31_536_000,
    "SESSION_COOKIE_SECURE": True,
    "CSRF_COOKIE_SECURE": True,
    "WHITENOISE_USE_FINDERS": True,
    "WHITENOISE_AUTOREFRESH": True,
}
WRONG = ("/nowhere/", "/api/nowhere", f"/{CRISIS}/export.json?kind=nope", f"/{CRISIS}/events/none/", "/admin/nowhere/")
WRONG += ("/?q=" + "a" * 7000, f"/{CRISIS}/export.csv?q=" + "a" * 7000, "/about", "/static/none.css")
STATIC = ("/static/app.css", "/static/app.js", "/static/desk.css", "/static/icon.svg", "/static/admin/css/base.css")
OPEN = re.compile(
    rf"/{CRISIS}/(embed/|pictures?/.+|(export|timelinejs|feed)\.json|(export|countermeasures|timelinejs)\.csv|feed\.atom"
    r"|calendar\.ics|citations\.(ris|bib))|/e/\w+\.(ris|bib)|/api/(?!v1/$).*|/oembed"
)


@pytest.fixture(scope="module")
def answers(django_db_setup, django_db_blocker):
    """(address, answer) of every route as a superuser sees it, of the log-in as strangers see it, of what is wrong."""
    with django_db_blocker.unblock(), transaction.atomic(), override_settings(**HTTPS):
        world = World()
        stranger, desk = (Client(raise_request_exception=False) for _each in "ab")
        desk.force_login(world.people["Superuser"])
        asked = [(desk, world.address(route)) for route, _name in routes()]
        asked += [(stranger, address) for address in (*WRONG, *STATIC, "/admin/login/", "/admin/")]
        yield [(address, whole(client.get(address, secure=True))) for client, address in asked]
        transaction.set_rollback(True)


def whole(answer):
    answer.getvalue()
    return answer


def test_every_answer_has_the_top_grade(answers):
    assert {
        address[:80]: observatory.score(answer) for address, answer in answers if observatory.grade(answer) != "A+"
    } == {}


def test_all_kinds_of_answers_were_looked_at(answers):
    assert {answer.status_code for _address, answer in answers} >= {200, 204, 301, 302, 400, 403, 404, 405, 414}
    assert all(answer.status_code == 200 for address, answer in answers if address in STATIC)


def test_only_what_is_meant_for_other_sites_may_be_fetched_by_them(answers):
    for address, answer in answers:
        meant = OPEN.fullmatch(address.split("?")[0]) is not None and answer.status_code != 405
        wanted = "cross-origin" if meant else "same-origin"
        assert answer.headers["Cross-Origin-Resource-Policy"] == wanted, (address[:80], answer.status_code)


def test_only_the_embed_may_be_framed(answers):
    for address, answer in answers:
        ancestors = observatory.directives(answer)["frame-ancestors"]
        assert ancestors == ({"*"} if address == f"/{CRISIS}/embed/" else {"'none'"}), address


def test_nothing_may_run_but_our_own_files(answers):
    for address, answer in answers:
        csp = observatory.directives(answer)
        assert csp["default-src"] == {"'none'"} and csp["script-src"] <= {"'self'", "'none'"}, address
        assert csp["style-src"] <= {"'self'", "'none'"} and csp["base-uri"] == {"'none'"}, address
        assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin", address
        assert "camera=()" in answer.headers["Permissions-Policy"], address


def test_http_leads_to_https_on_the_same_host():
    with override_settings(**HTTPS):
        answer = Client().get("/about/?a=b")
        assert (answer.status_code, answer.headers["Location"]) == (301, "https://testserver/about/?a=b")


@pytest.mark.parametrize(
    ("headers", "grade"),
    [
        ({}, "below C"),
        ({"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'"}, "B"),
        (
            {"Content-Security-Policy": "script-src 'unsafe-inline'", "Strict-Transport-Security": "max-age=1"},
            "below C",
        ),
    ],
)
def test_the_rules_give_bad_answers_bad_grades(headers, grade):
    assert observatory.grade(HttpResponse(headers=headers)) == grade

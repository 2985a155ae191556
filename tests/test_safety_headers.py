"""Every answer carries the headers that keep a page to itself, and readers are given no cookie."""

import re

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import path

from timeline import urls
from timeline.middleware import LanguageFromAddress, framed_anywhere


def quiet(request):
    return HttpResponse("quiet")


@framed_anywhere
def framed(request):
    return HttpResponse("framed")


def broken(request):
    raise RuntimeError("broken on purpose")


def large(request):
    return HttpResponse("many words " * 500)


urlpatterns = [
    path("quiet/", quiet),
    path("framed/", framed),
    path("broken/", broken),
    path("large/", large),
    *urls.urlpatterns,
]
handler404, handler500 = urls.handler404, urls.handler500


@pytest.fixture
def addresses(settings):
    settings.ROOT_URLCONF = __name__


def policy(response) -> dict[str, str]:
    pairs = (directive.partition(" ") for directive in response.headers["Content-Security-Policy"].split("; "))
    return {name: values for name, _, values in pairs}


@pytest.mark.usefixtures("addresses")
@pytest.mark.parametrize(
    ("address", "status"), [("/quiet/", 200), ("/quiet", 301), ("/nowhere/", 404), ("/broken/", 500)]
)
@pytest.mark.django_db
def test_every_answer_carries_the_headers_whatever_its_status(reader, address, status):
    response = reader.get(address)
    assert response.status_code == status
    assert policy(response)["default-src"] == "'none'"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["X-Frame-Options"] == "DENY"
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    refused = response.headers["Permissions-Policy"].split(", ")
    assert len(refused) == len(set(refused)) >= 17 and {"camera=()", "microphone=()", "geolocation=()"} <= set(refused)


@pytest.mark.usefixtures("addresses")
def test_the_policy_allows_nothing_inline_and_nothing_from_elsewhere(reader):
    directives = policy(reader.get("/quiet/"))
    assert set(" ".join(directives.values()).split()) == {"'none'", "'self'", "data:"}
    assert [name for name, values in directives.items() if "data:" in values] == ["img-src"]
    assert {name for name, values in directives.items() if values == "'none'"} == {
        "default-src",
        "base-uri",
        "frame-ancestors",
    }


@pytest.mark.usefixtures("addresses")
def test_a_view_may_let_itself_be_framed_and_nothing_else_changes(reader):
    quiet, framed = reader.get("/quiet/"), reader.get("/framed/")
    assert policy(framed) == policy(quiet) | {"frame-ancestors": "*"}
    assert "X-Frame-Options" not in framed.headers
    assert framed.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


@pytest.mark.django_db
def test_the_log_in_page_of_the_desk_has_nothing_inline(reader):
    page = reader.get("/admin/login/")
    assert policy(page)["script-src"] == "'self'"
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", page.content.decode())
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", page.content.decode()))


@pytest.mark.usefixtures("addresses")
@pytest.mark.parametrize("address", ["/", "/about/", "/quiet/", "/nowhere/", "/framed/", "/healthz"])
@pytest.mark.django_db
def test_readers_get_no_cookie_and_pages_do_not_vary_by_one(reader, address):
    response = reader.get(address)
    assert not response.cookies
    assert "cookie" not in response.headers.get("Vary", "").lower()


@pytest.mark.django_db
def test_cookies_of_editors_are_sent_to_the_desk_alone(reader, editor):
    reader.get("/admin/login/")
    reader.post("/admin/login/", {"username": "editor", "password": "password"})
    assert reader.cookies.keys() == {"desk", "desk-csrf"}
    for cookie in reader.cookies.values():
        assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/admin/", True, "Lax")


@pytest.mark.usefixtures("addresses")
def test_pages_are_compressed_for_who_can_read_that(reader):
    assert "Content-Encoding" not in reader.get("/large/").headers
    assert reader.get("/large/", headers={"Accept-Encoding": "gzip"}).headers["Content-Encoding"] == "gzip"


@pytest.mark.usefixtures("addresses")
def test_the_language_is_never_taken_from_a_header_or_a_cookie(settings, reader):
    settings.LANGUAGES = [("en", "English"), ("ja", "Japanese")]
    reader.cookies["django_language"] = "ja"
    response = reader.get("/quiet/", headers={"Accept-Language": "ja"})
    assert response.headers["Content-Language"] == "en"
    assert "accept-language" not in response.headers.get("Vary", "").lower()


def test_the_language_is_the_prefix_of_the_address(settings):
    settings.LANGUAGES = [("en", "English"), ("ja", "Japanese")]
    ask = LanguageFromAddress(lambda request: HttpResponse(request.LANGUAGE_CODE))
    for address, language in {"/ja/about/": "ja", "/about/": "en", "/jam/": "en", "/xx/": "en"}.items():
        response = ask(RequestFactory().get(address))
        assert (response.content.decode(), response.headers["Content-Language"]) == (language, language)

"""Whoever reads gets no cookie, keeps nothing, and fetches nothing from anyone else: on any address."""

import pytest

from tests.trust.every import World, routes

pytestmark = pytest.mark.django_db(transaction=True)
WRONG = ("/nowhere/", "/harbour-strike/?kind=nope", "/?q=" + "a" * 7000)


def test_every_public_address_counts_no_cookie_and_no_stranger(page, live_server, complaints):
    world, asked, said = World(), [], []
    page.on("console", lambda message: said.append(message.text))
    page.on("request", lambda request: asked.append(request.url))
    for address in (*(world.address(route) for route, _name in routes() if not route.startswith("admin/")), *WRONG):
        answer = page.context.request.get(live_server.url + address)
        assert "set-cookie" not in answer.headers, address
        if answer.status != 204 and answer.headers["content-type"].startswith("text/html"):
            page.goto(live_server.url + address)
            assert page.evaluate("() => document.cookie.length + localStorage.length") == 0, address
    assert not [text for text in said if "Permissions-Policy" in text]  # it names only what the browser knows
    assert len(asked) > 40
    assert [url for url in asked if not url.startswith((live_server.url + "/", "data:"))] == []
    assert page.context.cookies() == []
    complaints[:] = [text for text in complaints if "Failed to load resource" not in text]  # of addresses that are none

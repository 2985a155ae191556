"""Which answers are pieces of a page that is already open."""

from functools import wraps
from urllib.parse import parse_qsl, urlsplit

from django.shortcuts import render
from django.utils.cache import patch_vary_headers

SWITCHES = ("HX-Request", "HX-Boosted", "HX-History-Restore-Request")


def wants_fragment(request):
    """Whether htmx will swap the answer into a page that is already open.

    Back-button restores and boosted links say HX-Request too, yet need it all.
    """
    htmx = request.htmx
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def render_page(request, page, context, *, fragment=None, status=200):
    """The page, or its fragment; caches are told that the two differ."""
    name = fragment if fragment and wants_fragment(request) else page
    response = render(request, name, context, status=status)
    patch_vary_headers(response, SWITCHES)
    return response


def addressed(view):
    """Tell htmx the canonical address of a swapped piece, which the view gives as Content-Location.

    What the browser is told depends on where it is, so the piece may be kept here, but not on the way.
    """

    @wraps(view)
    def told(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        if wants_fragment(request) and "Content-Location" in response.headers:
            name, value = move(request.headers.get("HX-Current-URL", ""), response.headers["Content-Location"])
            response.headers[name] = value
            response.headers["Cache-Control"] = "no-store"
        return response

    return told


def move(before, now):
    """Refining the words searched for replaces the address, so that Back leaves them all."""
    was, new = asked(before), asked(now)
    if was == new:
        return "HX-Push-Url", "false"
    if "q" in was and "q" in new and was | {"q": None} == new | {"q": None}:
        return "HX-Replace-Url", now
    return "HX-Push-Url", now


def asked(address):
    values = {}
    for name, value in parse_qsl(urlsplit(address).query):
        values.setdefault(name, []).append(value)
    return values

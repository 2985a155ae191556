"""Which answers are pieces of a page that is already open."""

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

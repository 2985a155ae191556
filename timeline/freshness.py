"""Answers that are not made twice: 304 to whoever has it already, else the kept page, else the view.

An answer depends on the state of its crisis (`states.py`) and on the question: address, query, which piece of the page,
language, host, and the day where none is asked for. Its validator is made of just these, and what was made is kept
under the validator, so that nothing kept can be stale: a new state is a new name. An answer to a question with a value
that was refused is not kept, because what is refused now (a moment to come) may not be later.
"""

import gzip
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date
from django.utils.translation import get_language

from timeline.states import State, digest, state_of

FRAGMENTS = ("HTTP_HX_REQUEST", "HTTP_HX_BOOSTED", "HTTP_HX_HISTORY_RESTORE_REQUEST", "HTTP_HX_TARGET")
LARGEST = 2_000_000  # bytes; what is larger is streamed, or asked for so seldom that making it anew is right
SQUEEZE = 5
READ_OUT = 16  # answers that a process also has as they were before they were squeezed: 2 MB
GOOD = (200, 204)


def unless_fresh(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """For views `view(request, crisis, …)` whose answer depends on the state of the crisis and the question alone."""

    @wraps(view)
    def fresh(request: HttpRequest, crisis: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return answered(request, crisis, lambda: view(request, crisis, *args, **kwargs))

    return fresh


def answered(request: HttpRequest, crisis: str, make: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """The answer about the crisis of that address: 304, or as kept, or what `make` gives. A draft is left to `make`."""
    state = state_of(crisis)
    request.state = state  # type: ignore[attr-defined]  # views ask in the same state
    if state is None:
        return make()
    etag = validator(request, state)
    return conditional(request, etag, since(state), lambda: kept(request, etag, make), state)


def validator(request: HttpRequest, state: State) -> str:
    """An ETag of the answer to this request."""
    live = not request.GET.get("asof") and not request.GET.get("on")
    return f'W/"{digest([state.key, question(request), state.today if live else None])}"'


def question(request: HttpRequest) -> tuple[Any, ...]:
    pieces = [request.META.get(name) for name in FRAGMENTS]
    place = request.scheme, request.get_host(), request.path, request.META.get("QUERY_STRING", "")
    return place, pieces, get_language()


def kept(request: HttpRequest, etag: str, make: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """The answer as it was made before, compressed as it was kept; else made, and kept if it may be."""
    name = f"answer:{etag}"
    if found := cache.get(name):
        return unpacked(request, *found)
    response = make()
    if search := getattr(request, "search", None):
        search.let_go()
    if isinstance(response, HttpResponse) and may_be_kept(request, response):
        packed = response.status_code, dict(response.headers), gzip.compress(response.content, SQUEEZE, mtime=0)
        cache.set(name, packed, timeout=None)
        return unpacked(request, *packed)
    return response


def may_be_kept(request: HttpRequest, response: HttpResponse) -> bool:
    small = len(response.content) <= LARGEST
    return request.method == "GET" and response.status_code in GOOD and small and not refused(request)


def refused(request: HttpRequest) -> bool:
    """Whether the question had a value that its view could not take; the view tells by `request.search`."""
    return bool(getattr(request, "search", None) and request.search.refused)  # type: ignore[attr-defined]


def unpacked(request: HttpRequest, status: int, headers: dict[str, str], body: bytes) -> HttpResponse:
    squeezed = "gzip" in request.headers.get("Accept-Encoding", "") and status == 200
    response = HttpResponse(body if squeezed else read_out(body), status=status, headers=headers)
    if squeezed:
        response.headers["Content-Encoding"] = "gzip"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


@lru_cache(maxsize=READ_OUT)
def read_out(body: bytes) -> bytes:
    return gzip.decompress(body)


def conditional(
    request: HttpRequest, etag: str, modified: int, make: Callable[[], HttpResponseBase], state: State | None = None
) -> HttpResponseBase:
    known = get_conditional_response(request, etag=etag, last_modified=modified)
    response = known if isinstance(known, HttpResponseNotModified) else make()
    return marked(request, response, etag, modified, state)


def marked(
    request: HttpRequest, response: HttpResponseBase, etag: str, modified: int, state: State | None
) -> HttpResponseBase:
    """The response with what its next reader sends back, and what caches on the way may do with it."""
    if response.status_code in (*GOOD, 304) and not refused(request):
        response.headers["ETag"] = etag
        # Not within its own second, in which another process may find the next state.
        if modified and modified < int(timezone.now().timestamp()):
            response.headers["Last-Modified"] = http_date(modified)
    if response.status_code in (*GOOD, 304):
        response.headers.setdefault("Cache-Control", caching(state))
    return response


def caching(state: State | None) -> str:
    """Browsers ask again each time. A cache in front may answer alone for as long as the operator lets it.

    That is never longer than until the next scheduled edition begins or ends.
    """
    seconds = settings.SHARED_CACHE_SECONDS
    if not seconds or state is None:
        return "public, no-cache"
    left = max(0, min(seconds, int((state.until - timezone.now()).total_seconds())))
    return f"public, max-age=0, s-maxage={left}, stale-while-revalidate={min(left, 2)}, stale-if-error=86400"


def since(state: State) -> int:
    """When the crisis was first found in this state, as seconds since 1970; no two states have the same second.

    Nothing in the database tells it: a name can be changed without leaving a date. Where the cache has forgotten, the
    answer is now: a reader then loads once too often, never too seldom.
    """
    name = f"since:{state.crisis}"
    known, moment = cache.get(name) or ("", 0)
    if known != state.key:
        moment = max(int(timezone.now().timestamp()), moment) + 1
        cache.set(name, (state.key, moment), timeout=None)
    return moment

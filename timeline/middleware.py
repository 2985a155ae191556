"""What every answer carries: safety headers, and the language its address names."""

import secrets
from functools import wraps

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.utils import translation

from timeline import logs, purging, routing
from timeline.languages import language_of
from timeline.views import site

FILES = "multipart/form-data"
PERMISSIONS: tuple[str, ...] = ("accelerometer", "camera", "display-capture", "encrypted-media", "geolocation")
PERMISSIONS += ("gyroscope", "hid", "idle-detection", "magnetometer", "microphone", "midi", "payment")
PERMISSIONS += ("publickey-credentials-get", "screen-wake-lock", "serial", "usb", "xr-spatial-tracking")


class RequestId:
    """A number that an answer and the lines of the log about it have in common; nothing a client sends is part of it.

    It stays until the next request of the thread, because a stream is made after this has returned.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        number = secrets.token_hex(8)
        logs.request_id.set(number)
        response = self.get_response(request)
        response.headers["X-Request-Id"] = number
        return response


class SafetyHeaders:
    """Content-Security-Policy and its kin on every response.

    A view changes the policy by `response._csp_config = {...}`, the name Django 6 uses for the same thing.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        headers = response.headers
        headers.setdefault(
            "Content-Security-Policy", policy_text(getattr(response, "_csp_config", settings.SECURE_CSP))
        )
        headers.setdefault("Permissions-Policy", ", ".join(f"{name}=()" for name in PERMISSIONS))
        headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        headers.setdefault("X-Content-Type-Options", "nosniff")
        return response


def policy_text(policy: dict[str, list[str]]) -> str:
    return "; ".join(" ".join([directive, *values]) for directive, values in policy.items())


def framed_anywhere(view):
    """Let any site show this view's answers in a frame."""

    @wraps(view)
    def framed(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        response._csp_config = settings.SECURE_CSP | {"frame-ancestors": ["*"]}
        response.xframe_options_exempt = True
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response

    return framed


class LanguageFromAddress:
    """The language of an answer is the prefix of its address, else the default: never a cookie, never a header.

    So that one address is one page for everybody, and caches need not ask who reads.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        language = language_of(request.path_info)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        if response.streaming:
            response.streaming_content = spoken(response.streaming_content, language)
        response.headers.setdefault("Content-Language", language)
        return response


def spoken(content, language):
    """A stream is made after the middleware has returned, piece by piece; each piece in its language."""
    content = iter(content)
    while True:
        with translation.override(language):
            piece = next(content, None)
        if piece is None:
            return
        yield piece


class Limits:
    """Refuses what is too long, by what its head says, before anything of it is read."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if len(request.META.get("QUERY_STRING", "")) > settings.MOST_QUERY:
            return site.too_long(request, 414)
        if length_of(request) > most_of(request):
            return site.too_long(request, 413)
        return self.get_response(request)


def length_of(request):
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def most_of(request):
    """Only the desk takes forms, and files only in a form made for them. What is a little too long is told there."""
    if not request.path_info.startswith("/admin/"):
        return settings.MOST_OUTSIDE
    return 2 * settings.IMPORT_MOST_BYTES if request.content_type == FILES else settings.DATA_UPLOAD_MAX_MEMORY_SIZE


class DatabaseAway:
    """A page that asks nothing of the database, and when to come again, where a view found the database away.

    What fails before or after the view reaches `server_error` or `bad_request`, which answer the same.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        return site.out_of_reach(request, exception)


SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")


class WhichDatabase:
    """Readers read from the replica, the desk from the primary; while that is away, the desk is for reading only."""

    def __init__(self, get_response):
        if not settings.REPLICA_URL:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request):
        desk = request.path_info.startswith("/admin/")
        alias = routing.for_the_desk() if desk else routing.for_readers()
        request.only_reading = desk and alias == routing.REPLICA
        if request.only_reading and request.method not in SAFE:
            return site.only_reading(request)
        with routing.reading_from(alias):
            response = self.get_response(request)
        if response.streaming:
            response.streaming_content = read_from(alias, response.streaming_content)
        if desk and request.method not in SAFE:
            routing.catch_up()
        return response


def read_from(alias, content):
    """A stream is made after the middleware has returned; each piece from the database the first was read from."""
    content = iter(content)
    while True:
        with routing.reading_from(alias):
            piece = next(content, None)
        if piece is None:
            return
        yield piece


class InFront:
    """Tells caches in front what an answer belongs to, and what of that the desk has just changed."""

    def __init__(self, get_response):
        if not settings.PURGE_URLS:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        about = request.resolver_match.kwargs.get("crisis") if request.resolver_match else None
        response.headers["Cache-Tag"] = purging.tag_of(about)
        if request.method not in SAFE:
            purging.purge_changed()
        return response

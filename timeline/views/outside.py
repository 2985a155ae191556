"""What answers meant for programs have in common: open to other sites, kept out of search engines, errors as JSON."""

from functools import wraps
from itertools import chain, islice

from django.http import Http404, HttpResponse, JsonResponse, StreamingHttpResponse
from django.utils.translation import gettext as _

from timeline.batches import batches

PROBLEM = "application/problem+json"
METHODS = ("GET", "HEAD", "OPTIONS")
PIECE = 200  # lines sent at once: few enough for memory, enough for the compressor


def open_to_all(view):
    """Read-only for any site's scripts; whatever is wrong is told as `application/problem+json`."""

    @wraps(view)
    def opened(request, *args, **kwargs):
        return with_headers(answer(view, request, *args, **kwargs))

    opened.csrf_exempt = True  # it changes nothing; and whoever tries to is told so as JSON
    return opened


def answer(view, request, *args, **kwargs):
    if request.method == "OPTIONS":
        return HttpResponse(status=204, headers={"Allow": ", ".join(METHODS)})
    if request.method not in METHODS:
        refusal = problem(405, _("This address can only be read"))
        refusal.headers["Allow"] = ", ".join(METHODS)
        return refusal
    try:
        return view(request, *args, **kwargs)
    except Http404:
        return problem(404, _("There is nothing at this address"))


HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": ", ".join(METHODS),
    "Access-Control-Allow-Headers": "If-None-Match, If-Modified-Since",
    "Access-Control-Expose-Headers": "ETag, Last-Modified",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "X-Robots-Tag": "noindex",
}


def with_headers(response):
    for name, value in HEADERS.items():
        response.headers[name] = value
    return response


def problem(status, title, **more):
    """An error as RFC 9457 words it."""
    content = {"type": "about:blank", "title": title, "status": status, **more}
    return JsonResponse(content, status=status, content_type=PROBLEM, json_dumps_params={"ensure_ascii": False})


def refused(refusals):
    """Which keys were refused, with the value given and what each takes."""
    errors = [{"key": one.key, "value": one.value, "allowed": str(one.allowed)} for one in refusals]
    return problem(400, _("A value in the address is not understood"), errors=errors)


def streamed(request, lines, content_type, filename):
    """The lines as one file that nobody holds whole; whoever asks only for the head gets no more."""
    if request.method == "HEAD":
        response = HttpResponse(content_type=content_type)
    else:
        response = StreamingHttpResponse(begun(pieces(lines)), content_type=content_type)
    response.headers["Content-Disposition"] = f'inline; filename="{filename}"'
    return response


def begun(content):
    """The same, with its first piece made now: what fails at once is then told by the status, not by a broken file."""
    first = list(islice(content, 1))
    return chain(first, content)


def pieces(lines):
    for part in batches(lines, PIECE):
        yield type(part[0])().join(part)

import hashlib

from django.http import HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from timeline import moments
from timeline.filters import TimelineFilter

from .asking import published_crisis
from .outside import refused

CACHING = "public, max-age=10"


@require_safe
def live(request, crisis):
    """Whether a filter has anything new since a moment: 204 if not, 304 to whoever was told, else a link that says so.

    Asked every half minute by every open page, so that what has not changed is found out by two small queries.
    """
    crisis = published_crisis(crisis)
    search = TimelineFilter(request.GET, crisis)
    if any(refusal.key == "since" for refusal in search.refused):
        return refused(search.refused)
    etag = etag_of(request, crisis)
    if isinstance(get_conditional_response(request, etag=etag), HttpResponseNotModified):
        return marked(HttpResponseNotModified(), etag)
    return marked(answer(request, crisis, search), etag)


def answer(request, crisis, search):
    since = search.since
    lines = moments.news(search, since) if since and not search.moment else []
    if not lines:
        return HttpResponse(status=204)
    return render(request, "changes/_pill.html", {"crisis": crisis, "search": search, "lines": lines})


def etag_of(request, crisis):
    asked = (crisis.stamp, moments.latest_shown(crisis), request.get_full_path())
    return f'W/"{hashlib.sha256(repr(asked).encode()).hexdigest()[:24]}"'


def marked(response, etag):
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = CACHING
    return response

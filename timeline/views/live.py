"""Whether there is anything new, for pages that are open."""

from functools import wraps

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from timeline import moments
from timeline.freshness import unless_fresh

from .asking import ask
from .outside import refused

CACHING = "public, max-age=10"


def asked_often(view):
    """Every open page asks every half minute: for a few seconds, one answer serves all who come through one cache."""

    @wraps(view)
    def answered(*args, **kwargs):
        response = view(*args, **kwargs)
        if response.status_code < 400:
            response.headers["Cache-Control"] = CACHING
        return response

    return answered


@require_safe
@asked_often
@unless_fresh
def live(request, crisis):
    """Whether a filter has anything new since a moment: 204 if not, 304 to whoever knows, else a link that says so."""
    search, reading = ask(request, crisis)
    if any(refusal.key == "since" for refusal in search.refused):
        return refused(search.refused)
    lines = moments.news(search, search.since) if search.since and not search.moment else []
    if not lines:
        return HttpResponse(status=204)
    return render(request, "changes/_pill.html", {"crisis": reading.crisis, "search": search, "lines": lines})

"""Whether a reader already has the answer, found out without making it.

An answer about a crisis depends on its stamp (which every deed raises), on which scheduled editions have come into
view, on what is read live because crises share it (names of actors and sources, the crisis itself), on the day where
none is asked for, on settings and code, and on the question. The validator is made of just these: a few indexed
queries and one pass over the names, which are few. They are read whole, because no column tells when one was changed.
"""

import hashlib
from functools import lru_cache, wraps

from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponseNotModified
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import get_language

from timeline.filters import TimelineFilter
from timeline.models import Actor, Crisis, Edition, Source
from timeline.reading import today_in

FRAGMENTS = ("HX-Request", "HX-Boosted", "HX-History-Restore-Request", "HX-Target")
TOLD = ("SITE_NAME", "SITE_URL", "OPERATOR", "CONTACT_EMAIL", "PRIVACY_NOTE", "EXPORT_LICENCE")
CODE = ("timeline/**/*.py", "timeline/**/*.mo", "templates/**/*", "static/**/*")


def validator(request, crisis, search, state=None):
    """An ETag of the answer to this request about a crisis, as `search` reads it; `state` if it is known already."""
    live = search.moment is None and not search.value("on")
    parts = [
        state or state_of(crisis),
        request.path,
        request.META.get("QUERY_STRING", ""),
        [request.headers.get(name) for name in FRAGMENTS],
        request.get_host(),
        get_language(),
        today_in(crisis) if live else None,
    ]
    return f'W/"{digest(parts)}"'


def state_of(crisis):
    """Changes whenever anything that readers of the crisis can be shown may have changed."""
    return digest([program(), crisis.stamp, came_into_view(crisis), whole(Crisis, crisis), names(), sides(crisis)])


def came_into_view(crisis):
    """The latest beginning and end of an edition that have passed: those scheduled pass without a deed."""
    now, editions = timezone.now(), Edition.objects.filter(crisis=crisis)
    began = editions.filter(shown_from__lte=now).order_by("-shown_from").values_list("shown_from", flat=True).first()
    ended = editions.filter(shown_until__lte=now).order_by("-shown_until").values_list("shown_until", flat=True).first()
    return began, ended


def whole(model, row):
    return list(model.objects.filter(pk=row.pk).values_list())


def names():
    return [list(model.objects.order_by("pk").values_list()) for model in (Actor, Source)]


def sides(crisis):
    return list(crisis.side_set.order_by("order", "pk").values_list("actor", flat=True))


@lru_cache(maxsize=1)
def program():
    """Changes with the code, the templates and the static files; a settings change needs a restart as they do."""
    found = {path for pattern in CODE for path in settings.BASE_DIR.glob(pattern) if path.is_file()}
    return digest([(str(path), hashlib.sha256(path.read_bytes()).digest()) for path in sorted(found)])


def digest(parts):
    told = [getattr(settings, name, "") for name in TOLD]
    return hashlib.sha256(repr([parts, told]).encode()).hexdigest()[:32]


def since(crisis, state):
    """When the crisis was first found in this state, as seconds since 1970; no two states have the same second.

    Nothing in the database tells it: a name can be changed without leaving a date. Where the cache has forgotten, the
    answer is now: a reader then loads once too often, never too seldom.
    """
    key = f"since:{crisis.pk}"
    known, moment = cache.get(key) or ("", 0)
    if known != state:
        moment = max(int(timezone.now().timestamp()), moment) + 1
        cache.set(key, (state, moment), timeout=None)
    return moment


def unless_fresh(view):
    """For views `view(request, crisis, …)`: 304 to whoever has the answer; else the answer with its validators.

    A crisis that is not published is left to the view.
    """

    @wraps(view)
    def fresh(request, crisis, *args, **kwargs):
        found = Crisis.objects.published().filter(slug=crisis).first()
        if found is None:
            return view(request, crisis, *args, **kwargs)
        search = TimelineFilter(request.GET, found)
        return answered(request, found, search, lambda: view(request, crisis, *args, **kwargs))

    return fresh


def answered(request, crisis, search, make):
    """What `make` gives, marked with its validators if it is a 200; or 304, without making it."""
    state = state_of(crisis)
    return conditional(request, validator(request, crisis, search, state), since(crisis, state), make)


def conditional(request, etag, modified, make):
    known = get_conditional_response(request, etag=etag, last_modified=modified)
    response = known if isinstance(known, HttpResponseNotModified) else make()
    return marked(response, etag, modified)


def marked(response, etag, modified):
    """The response with what its next reader sends back. Caches keep it, and ask again each time."""
    if response.status_code in (200, 304):
        response.headers["ETag"] = etag
        if modified:
            response.headers["Last-Modified"] = http_date(modified)
        response.headers.setdefault("Cache-Control", "public, no-cache")
    return response

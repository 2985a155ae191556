from urllib.parse import parse_qsl, urlsplit

from django.views.decorators.http import require_safe

from timeline.facets import facets
from timeline.filters import cursor_of
from timeline.htmx import render_page, wants_fragment
from timeline.overview import all_measures, overview
from timeline.reading import Stub
from timeline.strip import strip

from .asking import ask
from .chips import chips, without_one
from .shapes import SHAPES, VIEWS, shape

PAGE = 30


@require_safe
def timeline(request, crisis):
    """A view of the timeline: the whole page, or what a changed filter or “load more” swaps into the open page."""
    search, reading = ask(request, crisis)
    context = {"crisis": reading.crisis, "search": search, "reading": reading}
    if search.value("view") in SHAPES:
        return shaped(request, search, reading, context)
    context |= page_of_entries(search, reading)
    if wants_fragment(request) and request.htmx.target == "entries":
        context["continues"] = heading_before(search, reading)
        return render_page(request, "timeline/_more_entries.html", context)
    return answer(request, search, reading, context, all_measures(reading))


def shaped(request, search, reading, context):
    """Lanes, ledger or table."""
    measures = all_measures(reading)
    return answer(request, search, reading, context | shape(search, reading, measures), measures)


def answer(request, search, reading, context, measures):
    context |= counted(search) | {
        "view": search.value("view"),
        "views": VIEWS,
        "strip": strip(search, reading, measures),
        "facets": facets(search),
        "chips": chips(search),
        "ways_out": [] if context["entries"] else without_one(search),
    }
    if wants_fragment(request):
        return addressed(request, search, render_page(request, "timeline/_answer.html", context))
    return render_page(request, "timeline/page.html", context | {"overview": overview(reading, measures)})


def counted(search):
    """How many entries the filter selects, how many there are, and how many of them are steps."""
    shown = search.shown().events()
    return {
        "count": search.entries().count(),
        "total": shown.count(),
        "steps": 0 if search.narrows else shown.steps().count(),
    }


def page_of_entries(search, reading):
    """A page of entries, and how many follow."""
    editions, more = search.page(PAGE)
    last = getattr(editions[-1], search.order) if editions else None
    following = search.entries().after(last, search.order).count() if more else 0
    return {
        "entries": reading.entries(editions),
        "following": following,
        "next_size": min(PAGE, following),
        "next": search.query(after=cursor_of(last)) if more else None,
    }


def heading_before(search, reading):
    """The date above which “load more” was pressed: the first new entries may still belong under it."""
    last = search.entries().filter(**{search.order: search.cursor}).first() if search.cursor else None
    return Stub(last, reading).when.without_time if last else None


def addressed(request, search, response):
    """Tell htmx the canonical address. Refining the words searched for replaces it, so that Back leaves them all."""
    before, now = urlsplit(request.headers.get("HX-Current-URL", "")), search.query()
    address = request.path if now == "?" else request.path + now
    was, new = dict_of(before.query), dict_of(now[1:])
    if was == new:
        response["HX-Push-Url"] = "false"
    elif "q" in was and "q" in new and was | {"q": None} == new | {"q": None}:
        response["HX-Replace-Url"] = address
    else:
        response["HX-Push-Url"] = address
    return response


def dict_of(query):
    values = {}
    for name, value in parse_qsl(query):
        values.setdefault(name, []).append(value)
    return values

"""The timeline in its four views, whole or in the pieces that htmx swaps in."""

from django.views.decorators.http import require_safe

from timeline.facets import facets
from timeline.filters import cursor_of
from timeline.freshness import unless_fresh
from timeline.htmx import addressed, render_page, wants_fragment
from timeline.overview import overview
from timeline.reading import Stub
from timeline.strip import strip

from .asking import ask
from .chips import chips, without_one
from .shapes import SHAPES, VIEWS, shape

FIRST, PAGE = 15, 30  # entries; the first page is short, for a quick first visit


@require_safe
@addressed
@unless_fresh
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
    return answer(request, search, reading, context)


def shaped(request, search, reading, context):
    """Lanes, ledger or table."""
    return answer(request, search, reading, context | shape(search, reading, reading.all_measures))


def answer(request, search, reading, context):
    context |= counted(search) | {
        "view": search.value("view"),
        "views": VIEWS,
        "strip": strip(search, reading, reading.all_measures),
        "facets": facets(search),
        "chips": chips(search),
        "ways_out": [] if context["entries"] else without_one(search),
    }
    if wants_fragment(request):
        return at_address(request, search, render_page(request, "timeline/_answer.html", context))
    context["overview"] = reading.remember("overview", lambda: overview(reading, search.selected.columns))
    return render_page(request, "timeline/page.html", context)


def counted(search):
    """How many entries the filter selects, how many there are, and how many of them are steps."""
    selected = search.selected
    return {
        "count": selected.count(),
        "total": len(selected.columns),
        "steps": 0 if search.narrows else int(selected.columns.step.sum()),
    }


def page_of_entries(search, reading):
    """A page of entries, and how many follow."""
    pks, following = search.selected.page(PAGE if search.cursor else min(FIRST, PAGE))
    entries = reading.listed(pks)
    return {
        "entries": entries,
        "following": following,
        "next_size": min(PAGE, following),
        "next": search.query(after=cursor_of(getattr(entries[-1].edition, search.order))) if following else None,
    }


def heading_before(search, reading):
    """The date above which “load more” was pressed: the first new entries may still belong under it."""
    last = search.entries().filter(**{search.order: search.cursor}).first() if search.cursor else None
    return Stub(last, reading).when.without_time if last else None


def at_address(request, search, response):
    """The response with its canonical address, the same question in the same words."""
    response.headers["Content-Location"] = request.path + search.query().rstrip("?")
    return response

from django.views.decorators.http import require_safe

from timeline.facets import facets
from timeline.filters import cursor_of
from timeline.htmx import render_page
from timeline.overview import overview

from .asking import ask
from .chips import chips, without_one

PAGE = 30


@require_safe
def timeline(request, crisis):
    search, reading = ask(request, crisis)
    editions, more = search.page(PAGE)
    count = search.entries().count()
    context = {
        "crisis": reading.crisis,
        "search": search,
        "reading": reading,
        "entries": reading.entries(editions),
        "count": count,
        "total": search.shown().events().count(),
        "next": search.query(after=cursor_of(getattr(editions[-1], search.order))) if more else None,
        "facets": facets(search),
        "chips": chips(search),
        "ways_out": without_one(search) if not count else [],
        "overview": overview(reading),
    }
    return render_page(request, "timeline/page.html", context, fragment="timeline/_results.html")

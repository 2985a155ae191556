"""The page of what was changed, corrected and withdrawn."""

from django.views.decorators.http import require_safe

from timeline import moments
from timeline.filters import cursor_of
from timeline.freshness import unless_fresh
from timeline.htmx import render_page

from .asking import ask
from .chips import chips

PAGE = 30


@require_safe
@unless_fresh
def changes(request, crisis):
    """The public log: what it said, what it says, when, why."""
    search, reading = ask(request, crisis)
    lines, place = moments.log(search, reading, PAGE)
    context = {
        "crisis": reading.crisis,
        "search": search,
        "reading": reading,
        "lines": lines,
        "next": search.query(after=cursor_of(place)) if place else None,
        "chips": chips(search),
    }
    return render_page(request, "changes/page.html", context, fragment="changes/_results.html")

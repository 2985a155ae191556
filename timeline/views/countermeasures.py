from django.views.decorators.http import require_safe

from timeline.htmx import render_page
from timeline.models import Noun
from timeline.tracking import tracked

from .asking import address_of, ask, gone_or_moved
from .chips import chips
from .events import once_at


@require_safe
def tracker(request, crisis):
    search, reading = ask(request, crisis)
    tracking = tracked(search, reading)
    context = {
        "crisis": reading.crisis,
        "search": search,
        "reading": reading,
        "tracking": tracking,
        "chips": chips(search),
    }
    return render_page(request, "countermeasures/tracker.html", context, fragment="countermeasures/_results.html")


@require_safe
def countermeasure(request, crisis, slug):
    search, reading = ask(request, crisis)
    edition = reading.shown().countermeasures().filter(slug=slug).first()
    if edition is None:
        return gone_or_moved(request, once_at(reading, Noun.COUNTERMEASURE, slug), address_of)
    measure = reading.measures([edition])[0]
    context = {
        "crisis": reading.crisis,
        "search": search,
        "reading": reading,
        "measure": measure,
        "steps": reading.entries([step.edition for step in measure.steps]),
        "editions": reading.history(edition),
    }
    return render_page(request, "countermeasures/page.html", context)

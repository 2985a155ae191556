"""The tracker, and the page of one countermeasure."""

from django.urls import reverse
from django.views.decorators.http import require_safe

from timeline.differences import changes
from timeline.freshness import unless_fresh
from timeline.htmx import addressed, render_page, wants_fragment
from timeline.models import Noun
from timeline.tracking import tracked, types, whole_life

from .asking import ask, gone_or_moved
from .chips import chips
from .timelines import at_address


@require_safe
@addressed
@unless_fresh
def tracker(request, crisis):
    """Every countermeasure as it stood on a day, under the event it answers."""
    search, reading = ask(request, crisis)
    context = {
        "crisis": reading.crisis,
        "search": search,
        "reading": reading,
        "tracking": tracked(search, reading),
        "types": types(search, reading),
        "chips": chips(search),
    }
    if wants_fragment(request):
        return at_address(request, search, render_page(request, "countermeasures/_answer.html", context))
    return render_page(request, "countermeasures/tracker.html", context)


@require_safe
@unless_fresh
def countermeasure(request, crisis, slug):
    """One countermeasure: what it answers, why, and its steps with their accounts."""
    search, reading = ask(request, crisis)
    edition = reading.shown().countermeasures().filter(slug=slug).first()
    if edition is None:
        return gone_or_moved(request, reading, crisis=reading.crisis, noun=Noun.COUNTERMEASURE, slug=slug)
    measure = reading.measures([edition])[0]
    context = {
        "crisis": reading.crisis,
        "search": search,
        "reading": reading,
        "measure": measure,
        "life": whole_life(measure),
        "steps": reading.entries([step.edition for step in measure.steps]),
        "changes": changes(reading.history(edition), reading.crisis, reading.at),
        "permanent": request.build_absolute_uri(reverse("short", args=[measure.id])),
    }
    return render_page(request, "countermeasures/page.html", context)

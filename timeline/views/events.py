from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from timeline.htmx import render_page
from timeline.models import Edition, Noun

from .asking import address_of, ask, gone_or_moved


@require_safe
def event(request, crisis, slug):
    search, reading = ask(request, crisis)
    edition = reading.shown().events().filter(slug=slug).first()
    if edition is None:
        return gone_or_moved(request, once_at(reading, Noun.EVENT, slug), address_of)
    entry = reading.entry(edition)
    context = {
        "crisis": reading.crisis,
        "search": search,
        "reading": reading,
        "entry": entry,
        "neighbours": reading.neighbours(edition, search),
        "editions": reading.history(edition),
    }
    return render_page(request, "events/page.html", context)


def once_at(reading, noun, slug):
    return Edition.objects.once_shown(reading.at).filter(crisis=reading.crisis, noun=noun, slug=slug)


@require_safe
def short(request, public_id):
    """The short, permanent address of an entry."""
    edition = Edition.objects.shown().filter(entry=public_id).first()
    if edition is None:
        return gone_or_moved(request, Edition.objects.once_shown().filter(entry=public_id), address_of)
    return redirect(address_of(edition))

"""What every page about a crisis begins with."""

from django.http import Http404
from django.shortcuts import redirect, render

from timeline import dates
from timeline.filters import KEYS, TimelineFilter
from timeline.models import Crisis, Edition
from timeline.reading import Reading, Shown


def ask(request, slug, keys=KEYS):
    """The question asked of a crisis, and the reading that answers: at the moment and on the day asked for."""
    crisis = published_crisis(slug)
    search = TimelineFilter(request.GET, crisis, keys=keys)
    day = dates.day_of(search.value("on")) if search.value("on") else None
    return search, Reading(crisis, search.moment, day)


def published_crisis(slug):
    """The crisis, or a 404 that does not tell a draft from nothing."""
    found = Crisis.objects.published().filter(slug=slug).first()
    if found is None:
        raise Http404
    return found


def gone_or_moved(request, former, address_of):
    """The answer where something once stood: its new address, or that it was withdrawn and why; 404 where nothing did.

    `former` are editions once shown at the old address; `address_of` tells the address of one that is shown.
    """
    last = former.order_by("-shown_from", "-pk").first()
    if last is None:
        raise Http404
    shown = Edition.objects.shown().filter(entry=last.entry).first()
    if shown:
        return redirect(address_of(shown), permanent=False)
    final = Edition.objects.once_shown().filter(entry=last.entry).order_by("-shown_until", "-pk").first()
    return render(request, "gone.html", {"edition": final, "crisis": final.crisis}, status=410)


def address_of(edition):
    """The address of the page of a shown edition."""
    return Shown(edition, Reading(edition.crisis)).url

"""What every page about a crisis begins with."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_datetime

from timeline import dates
from timeline.filters import KEYS, TimelineFilter
from timeline.models import Crisis, Edition
from timeline.reading import Reading, Shown, today_in
from timeline.shelves import shelf_of


def ask(request, slug, keys=KEYS, *, apart=False):
    """The question asked of a crisis, and the reading that answers: at the moment and on the day asked for.

    Readers of one state share a reading, and what it has fetched; `apart` is for who reads all there is.
    """
    crisis = crisis_in(request) or published_crisis(slug)
    search = request.search = TimelineFilter(request.GET, crisis, keys=keys, state=state_in(request))
    day = dates.day_of(search.value("on")) if search.value("on") else None
    if apart or search.moment or day is not None:
        return search, Reading(crisis, search.moment, day)
    return search, shared_reading(search)


def shared_reading(search):
    """The reading of the present that all who read a crisis in its state share, whatever their language."""
    name = "reading", today_in(search.crisis)
    return shelf_of(search.state).get(name, lambda: Reading(search.crisis))


def crisis_in(request):
    state = state_in(request)
    return state and shelf_of(state).get("crisis", lambda: Crisis.objects.get(pk=state.crisis))


def state_in(request):
    """The state of the crisis that the request was found to ask about (see `freshness.py`), if it was."""
    return getattr(request, "state", None)


def published_crisis(slug):
    """The crisis, or a 404 that does not tell a draft from nothing."""
    found = Crisis.objects.published().filter(slug=slug).first()
    if found is None:
        raise Http404
    return found


def gone_or_moved(request, reading, **address):
    """The answer where something once stood: its new address, or that it is gone and why; 404 where nothing did.

    `address` is what editions ever shown there have: crisis, noun and slug, or a public id. What counts is what was
    shown at the reading's moment; what was merged leads to the entry that stands for it.
    """
    last = newest(Edition.objects.once_shown().filter(**address)) or newest(Edition.objects.removed().filter(**address))
    if last is None:
        raise Http404
    for entry in filter(None, (last.entry, last.survivor)):
        shown = reading.shown().filter(entry=entry).first()
        if shown:
            return redirect(Shown(shown, reading).url)
    return gone(request, reading, last.entry)


def gone(request, reading, entry):
    """That an entry is not shown any more, and why; of what was removed, only when."""
    removed = newest(Edition.objects.removed().filter(entry=entry))
    seen = Edition.objects.once_shown(reading.at).filter(entry=entry)
    final = removed or seen.order_by("-shown_until", "-pk").first()
    if final is None:
        raise Http404
    context = {
        "edition": final,
        "crisis": reading.crisis,
        "reading": reading,
        "removed": parse_datetime(removed.end_reason) if removed else None,
    }
    return render(request, "gone.html", context, status=410)


def newest(editions):
    return editions.order_by("-shown_from", "-pk").first()

"""The page of one event, and the short addresses that never change."""

import re

from django.http import Http404
from django.urls import reverse
from django.views.decorators.http import require_safe

from timeline.chains import chain
from timeline.comparing import compare
from timeline.differences import changes
from timeline.filters import written
from timeline.formats import bibtex, ris
from timeline.formats.citations import citations_of
from timeline.freshness import unless_fresh
from timeline.htmx import render_page
from timeline.models import Edition, Noun
from timeline.reading import Shown

from .asking import ask, gone_or_moved
from .outside import open_to_all, refused, streamed

PUBLIC_ID = re.compile(r"[0-9a-z]{12}")


@require_safe
@unless_fresh
def event(request, crisis, slug):
    """One event in full: facts, accounts side by side, what led here, what answers it, its history."""
    search, reading = ask(request, crisis)
    edition = reading.shown().events().filter(slug=slug).first()
    if edition is None:
        return gone_or_moved(request, reading, crisis=reading.crisis, noun=Noun.EVENT, slug=slug)
    entry = reading.entry(edition)
    context = {
        "crisis": reading.crisis,
        "search": search,
        "reading": reading,
        "entry": entry,
        "comparison": compare(entry),
        "chain": chain(entry),
        "neighbours": reading.neighbours(edition, search),
        "changes": changes(reading.history(edition), reading.crisis, reading.at),
        "permanent": request.build_absolute_uri(reverse("short", args=[entry.id])),
    }
    return render_page(request, "events/page.html", context)


@require_safe
def short(request, public_id):
    """The short, permanent address of an event or countermeasure; with `asof`, of the page as it was then."""
    _search, reading = ask_of_entry(request, public_id)
    return gone_or_moved(request, reading, entry=public_id)


def cited(writer, ending, content_type):
    """A view of the file that names one entry, and the reports it rests on, to reference managers."""

    def view(request, public_id):
        search, reading = ask_of_entry(request, public_id)
        if search.refused:
            return refused(search.refused)
        edition = reading.shown().filter(entry=public_id).first()
        if edition is None:
            return gone_or_moved(request, reading, entry=public_id)
        permanent = request.build_absolute_uri(reverse("short", args=[public_id]))
        citations = citations_of(with_steps(edition, reading), f"{permanent}?asof={written(edition.shown_from)}")
        return streamed(request, writer.written(citations), content_type, f"{edition.slug}.{ending}")

    return open_to_all(view)


as_ris = cited(ris, "ris", ris.CONTENT_TYPE)
as_bibtex = cited(bibtex, "bib", bibtex.CONTENT_TYPE)


def with_steps(edition, reading):
    """The entry, the steps behind it if it is a countermeasure, and the sources of all of them known."""
    measure = edition.noun == Noun.COUNTERMEASURE
    parts = [Shown(edition, reading), *(reading.measures([edition])[0].steps if measure else ())]
    reading.learn(parts)
    return parts


def ask_of_entry(request, public_id):
    """What is asked of the one entry with that public id, and the reading that answers."""
    known = known_by(public_id) if PUBLIC_ID.fullmatch(public_id) else None
    if known is None:
        raise Http404
    return ask(request, known.crisis.slug, keys=("asof",))


def known_by(public_id):
    """Any edition readers ever saw under that id, or what is left of one; a position has no page of its own."""
    editions = (Edition.objects.once_shown(), Edition.objects.removed())
    pages = (some.filter(entry=public_id).exclude(noun=Noun.POSITION).select_related("crisis") for some in editions)
    return next(filter(None, (some.first() for some in pages)), None)

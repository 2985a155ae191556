"""`calendar.ics`: whole days only, so that no reader's time zone moves them. A vague date is a tentative span."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from icalendar import Calendar, Component, Event, vText

from timeline import dates, recent
from timeline.dates import When
from timeline.exporting import BATCH, Selection
from timeline.formats.files import Absolute
from timeline.reading import Entry, Stub
from timeline.wordings import date_words, in_a_row

from .plain import clean, identity, moment, one_line, question

PRODUCT = "-//Crisis Timeline//EN"
LAST = date.max.toordinal() - 1  # the day after the last one must be a day too
END = b"END:VCALENDAR\r\n"


def lines(selection: Selection, absolute: Absolute) -> Iterator[bytes]:
    """The calendar as bytes: entries that may have come on some span of days, then those withdrawn, as cancelled."""
    yield head(selection, absolute).to_ical().removesuffix(END)
    for batch in selection.batches():
        yield from some(batch, selection, absolute)
    for gone in withdrawn(selection):
        yield from some(gone, selection, absolute, cancelled=True)
    yield END


def head(selection: Selection, absolute: Absolute) -> Component:
    crisis, about = selection.crisis, selection.about()
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("uid", str(identity(crisis.public_id)))
    for name in ("name", "x-wr-calname"):
        calendar.add(name, vText(one_line(crisis.title)))
    for name in ("description", "x-wr-caldesc"):
        calendar.add(name, vText(clean("\n".join(notes(selection)))))
    calendar.add("url", absolute(crisis.url))
    calendar.add("source", about["address"])
    return calendar


def notes(selection: Selection) -> Iterator[str]:
    if selection.crisis.standfirst:
        yield one_line(selection.crisis.standfirst)
    if selection.notice:
        yield one_line(selection.notice)
    if missing := selection.search.entries().exclude(on_some_days()).count():
        words = ngettext(
            "{count} entry has no date a calendar can show, and is left out.",
            "{count} entries have no date a calendar can show, and are left out.",
            missing,
        )
        yield words.format(count=missing)
    yield _("Licence: {licence}").format(licence=selection.about()["licence"])
    yield _("Generated: {moment}").format(moment=moment(selection.now))
    if selection.pairs:
        yield _("Filter: {filter}").format(filter=question(selection.pairs))


def on_some_days() -> Q:
    """Both ends known, in years that a calendar can write."""
    return Q(undated=False, first_day__gte=1, last_day__lte=LAST)


def withdrawn(selection: Selection) -> Iterator[list[Stub]]:
    """The last editions of entries that are public no more and pass the filter, a batch at a time."""
    reading, last = selection.reading, 0
    editions = selection.search.narrowed(recent.once(reading).events()).taken_back()
    editions = recent.unshown(editions, reading).order_by("pk")
    while rows := list(editions.filter(pk__gt=last)[:BATCH]):
        yield [Stub(row, reading) for row in rows if row.record.get("headline")]
        last = rows[-1].pk


def some(
    entries: Iterable[Entry | Stub], selection: Selection, absolute: Absolute, *, cancelled: bool = False
) -> Iterator[bytes]:
    entries = [entry for entry in entries if entry.edition.first_day >= 1 and entry.edition.last_day <= LAST]
    counts = recent.sequences(selection.reading, [entry.id for entry in entries])
    for entry in entries:
        yield event(entry, counts[entry.id], absolute, cancelled).to_ical()


def event(entry: Entry | Stub, sequence: int, absolute: Absolute, cancelled: bool) -> Component:
    made = Event()
    changed = entry.edition.shown_until if cancelled else entry.updated
    made.add("uid", str(identity(entry.id)))
    made.add("dtstamp", changed)
    made.add("last-modified", changed)
    made.add("created", entry.published)
    made.add("sequence", sequence)
    made.add("dtstart", date.fromordinal(entry.edition.first_day))
    made.add("dtend", date.fromordinal(entry.edition.last_day) + timedelta(days=1))
    made.add("status", "CANCELLED" if cancelled else status(entry.when))
    made.add("transp", "TRANSPARENT")
    made.add("summary", one_line(entry.headline))
    made.add("description", clean("\n".join(described(entry, cancelled))))
    made.add("categories", [str(entry.kind_label)])
    made.add("url", absolute(entry.reading.crisis.url if cancelled else entry.url))
    return made


def status(when: When) -> str:
    """An entry whose days are not all known for certain is only pencilled in."""
    return "TENTATIVE" if dates.vagueness(when) else "CONFIRMED"


def described(entry: Entry | Stub, cancelled: bool) -> Iterator[str]:
    if cancelled:
        yield _("Withdrawn: {reason}").format(reason=entry.edition.end_reason)
        return
    yield date_words(entry.when)
    yield str(entry.certainty_label)
    if entry.record["summary"]:
        yield entry.record["summary"]
    yield in_a_row(source.name for source in entry.sources)

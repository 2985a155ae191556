"""What became public and what ceased to be, newest first: for feeds, calendars and whoever keeps a copy."""

import base64
import binascii
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from timeline.filters import Refused, TimelineFilter
from timeline.models import Crisis, Edition
from timeline.models.editions import EditionQuerySet
from timeline.reading import Entry, Reading, Shown

Ended = Edition.Ended
GONE = (*Edition.TAKEN_BACK, Ended.REMOVED)
Place: TypeAlias = tuple[datetime, bool, int]
"""Where a change stands in the log: its moment, whether something began, the key of its edition."""

TELLING = (Edition.Change.CORRECTION, Edition.Change.CLARIFICATION)


@dataclass(frozen=True)
class Change:
    """One deed that readers could see: an edition that began, or one that ended without another after it."""

    edition: Edition
    kind: str  # first, update, clarification, correction; withdrawn, held, merged, removed
    at: datetime
    reason: str
    shown: Shown | None = None  # its entry as it is shown now, if it is

    @property
    def place(self) -> Place:
        return self.at, self.kind not in GONE, self.edition.pk

    @property
    def headline(self) -> str:
        """What it was called then; nothing is left of what was removed."""
        record = self.edition.record or {}
        return record.get("headline") or record.get("title") or record.get("text") or ""


def news(search: TimelineFilter, reading: Reading, most: int) -> list[Entry | Change]:
    """What a feed tells, newest first: entries as they stand, corrections, and what was withdrawn."""
    shown = list(search.entries().order_by("-shown_from", "-pk").without_words()[:most])
    base = public(search, reading)
    told: list[Entry | Change] = [*reading.entries(shown)]
    told += begun(base.filter(change__in=TELLING), most) + gone(unshown(base, reading), reading, most)
    told += [] if search.narrows else removed(reading)
    return sorted(told, key=when_told, reverse=True)[:most]


def when_told(one: Entry | Change) -> tuple[datetime, int]:
    return (one.updated, one.edition.pk) if isinstance(one, Entry) else (one.at, one.edition.pk)


def changes(
    search: TimelineFilter, reading: Reading, most: int, *, since: datetime | None = None, before: Place | None = None
) -> list[Change]:
    """The log, newest first: every edition ever public and every withdrawal; `before` is the place of the last seen."""
    base = public(search, reading)
    rows = begun(base, most, since, before) + gone(base, reading, most, since, before)
    rows += [] if search.narrows else removed(reading, since, before)
    rows = sorted(rows, key=lambda change: change.place, reverse=True)[:most]
    return named(rows, reading)


def withdrawn(reading: Reading, noun: str, since: datetime | None = None) -> list[Change]:
    """What was public once and is not, latest first: the last that was heard of each, whatever a filter asks."""
    last = {change.edition.entry: change for change in sorted(ends(reading, noun, since), key=lambda one: one.place)}
    return sorted(last.values(), key=lambda change: change.place, reverse=True)


def ends(reading: Reading, noun: str, since: datetime | None) -> Iterator[Change]:
    editions = unshown(once(reading).filter(noun=noun).taken_back(), reading)
    for edition in editions.filter(shown_until__gt=since) if since else editions:
        yield Change(edition, edition.ended, edition.shown_until, edition.end_reason)
    yield from (change for change in removed(reading, since) if change.edition.noun == noun)


def removed(reading: Reading, since: datetime | None = None, before: Place | None = None) -> list[Change]:
    """What was removed for good, of which only the moment is told; there is little of it."""
    editions = Edition.objects.removed().filter(crisis=reading.crisis).exclude(end_reason="")
    told = [Change(edition, Ended.REMOVED, datetime.fromisoformat(edition.end_reason), "") for edition in editions]
    told = [change for change in told if since is None or change.at > since]
    return [change for change in told if before is None or change.place < before]


def once(reading: Reading) -> EditionQuerySet:
    """Every edition that was public at or before the reading's moment."""
    once = Edition.objects.once_shown(reading.at).filter(crisis=reading.crisis)
    return once.exclude(ended=Ended.CANCELLED).without_words()


def public(search: TimelineFilter, reading: Reading) -> EditionQuerySet:
    """Those of them that pass the filter, which selects events; without one, of every noun."""
    return search.narrowed(once(reading).events()) if search.narrows else once(reading)


def unshown(editions: EditionQuerySet, reading: Reading) -> EditionQuerySet:
    """Those whose entry is not shown now, and that ended by the reading's moment."""
    ended = editions.filter(shown_until__lte=reading.at or timezone.now())
    return ended.filter(~Exists(reading.shown().filter(entry=OuterRef("entry"))))


def begun(
    editions: EditionQuerySet, most: int, since: datetime | None = None, before: Place | None = None
) -> list[Change]:
    rows = beside(editions.annotate(moment=F("shown_from")), since, before, rank=True)
    return [Change(row, row.change, row.shown_from, row.reason) for row in rows[:most]]


def gone(
    editions: EditionQuerySet, reading: Reading, most: int, since: datetime | None = None, before: Place | None = None
) -> list[Change]:
    ended = editions.taken_back().filter(shown_until__lte=reading.at or timezone.now())
    rows = beside(ended.annotate(moment=F("shown_until")), since, before, rank=False)
    return [Change(row, row.ended, row.shown_until, row.end_reason) for row in rows[:most]]


def beside(editions: Any, since: datetime | None, before: Place | None, rank: bool) -> Any:
    """Latest first, after one moment and before a place in the log."""
    if since:
        editions = editions.filter(moment__gt=since)
    if before:
        at, kind, pk = before
        same = Q(moment=at, pk__lt=pk) if rank == kind else Q(moment=at) if rank < kind else Q(pk__in=())
        editions = editions.filter(Q(moment__lt=at) | same)
    return editions.order_by("-moment", "-pk")


def named(rows: list[Change], reading: Reading) -> list[Change]:
    """The changes with their entries as they are shown now."""
    now = [Shown(edition, reading) for edition in reading.shown().of_entries({row.edition.entry for row in rows})]
    reading.learn(now)
    by_id = {one.id: one for one in now}
    return [Change(row.edition, row.kind, row.at, row.reason, by_id.get(row.edition.entry)) for row in rows]


def sequences(reading: Reading, entries: Iterable[str]) -> dict[str, int]:
    """How often each entry changed since it was first public, by public id; a withdrawal counts too."""
    counted = once(reading).of_entries(entries).order_by().values("entry")
    ended = Q(shown_until__lte=reading.at or timezone.now()) & Q(ended__in=Edition.TAKEN_BACK)
    counted = counted.annotate(begun=Count("pk"), gone=Count("pk", filter=ended))
    return {row["entry"]: row["begun"] + row["gone"] - 1 for row in counted}


def place_text(place: Place) -> str:
    """A place in the log as it stands in an address."""
    at, kind, pk = place
    return base64.urlsafe_b64encode(f"{at.isoformat()} {int(kind)} {pk}".encode()).rstrip(b"=").decode()


def read_place(text: str, _crisis: Crisis | None = None) -> Place:
    try:
        at, kind, pk = base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4)).decode().split(" ")
        place = datetime.fromisoformat(at), kind == "1", int(pk[:18])
    except (ValueError, binascii.Error):
        raise Refused(_("a link made by this site")) from None
    if place[0].tzinfo is None:
        raise Refused(_("a link made by this site"))
    return place

"""When what the public reads of a crisis changed: the moments it can be seen at, the log, and what is new since one.

Nothing here ever shows what was removed, or what was cancelled before its moment came.
"""

import re
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from timeline.differences import Difference, differences
from timeline.filters import Refusal, TimelineFilter, cursor_of
from timeline.models import Crisis, Edition, Noun
from timeline.models.editions import EditionQuerySet
from timeline.reading import Measure, Reading, Shown, Stance, Stub

CHANGES = (Edition.Change.UPDATE, Edition.Change.CLARIFICATION, Edition.Change.CORRECTION)
EACH_WAY = 12
MOST_NEWS = 100
PLACE = ">BQBHQI"  # the size of any cursor, so that one key reads them all
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TICK = timedelta(microseconds=1)
PUBLIC_ID = re.compile(rb"[0-9a-z]{12}")

LogPlace: TypeAlias = tuple[datetime, bool, str]
"""Where a line stands in the log: its moment, whether it was taken back, the public id of its edition."""

Ways: TypeAlias = tuple[tuple[EditionQuerySet, str], ...]
"""Editions, and the column whose moments count."""


def seen(crisis: Crisis | OuterRef, at: datetime | None = None) -> EditionQuerySet:
    """Every edition that readers saw for some time up to a moment; now, if none is given."""
    return Edition.objects.once_shown(at).filter(crisis=crisis, shown_until__gt=F("shown_from"))


def taken_back(crisis: Crisis, at: datetime | None = None) -> EditionQuerySet:
    """What readers saw and was withdrawn, held or merged by then."""
    at = min(at or timezone.now(), timezone.now())
    return seen(crisis, at).taken_back().filter(shown_until__lte=at)


# The moments


@dataclass
class Moments:
    """The moments around the one a reader looks from, newest first; `here` is when what is seen came to be so."""

    all: list[datetime]
    here: datetime | None
    earlier: datetime | None
    later: datetime | None


def around(crisis: Crisis, at: datetime | None = None, first: datetime | None = None, each: int = EACH_WAY) -> Moments:
    """At most so many moments each way; none before `first`, if given. Silent changes count: they show."""
    before = newest(moments_of(crisis, at), each + 1)
    after = oldest(moments_of(crisis), at, each) if at else []
    before = [moment for moment in before if first is None or moment >= first]
    return Moments(
        all=[*reversed(after), *before],
        here=before[0] if before else None,
        earlier=before[1] if len(before) > 1 else None,
        later=after[0] if after else None,
    )


def latest(crisis: Crisis) -> datetime | None:
    """The moment since which nothing shown has changed; None if nothing ever was shown."""
    return next(iter(newest(moments_of(crisis), 1)), None)


def latest_shown(crisis: Crisis) -> datetime | None:
    """When something last came into view; scheduled editions do so without any deed."""
    return next(iter(distinct(seen(crisis), "shown_from", "-shown_from")[:1]), None)


def moments_of(crisis: Crisis, at: datetime | None = None) -> Ways:
    """The two ways in which what is shown changes, as (editions, column of the moment)."""
    return (seen(crisis, at), "shown_from"), (taken_back(crisis, at), "shown_until")


def newest(ways: Ways, size: int) -> list[datetime]:
    return sorted({m for rows, name in ways for m in distinct(rows, name, f"-{name}")[:size]}, reverse=True)[:size]


def oldest(ways: Ways, at: datetime | None, size: int) -> list[datetime]:
    later = ((rows.filter(**{f"{name}__gt": at}), name) for rows, name in ways)
    return sorted({m for rows, name in later for m in distinct(rows, name, name)[:size]})[:size]


def distinct(rows: EditionQuerySet, name: str, order: str) -> QuerySet[Any, Any]:
    return rows.order_by(order).values_list(name, flat=True).distinct()


# The log


@dataclass
class Line:
    """One change: when, of what, why, and what it said and says. `gone`: it was taken back."""

    edition: Edition
    moment: datetime
    gone: bool
    entry: Shown | None = None
    differences: Sequence[Difference] = ()

    @property
    def label(self) -> str | Promise:
        return (Edition.Ended(self.edition.ended) if self.gone else Edition.Change(self.edition.change)).label

    @property
    def reason(self) -> str:
        return self.edition.end_reason if self.gone else self.edition.reason

    @property
    def before(self) -> datetime:
        """The last moment at which readers saw what it said."""
        return self.moment - TICK

    @property
    def place(self) -> bytes:
        micros = (self.moment - EPOCH) // TICK
        return struct.pack(PLACE, 0, micros, self.gone, 0, 0, 0) + self.edition.public_id.encode()

    @property
    def rank(self) -> LogPlace:
        return self.moment, self.gone, self.edition.public_id


def log(search: TimelineFilter, reading: Reading, size: int) -> tuple[list[Line], bytes | None]:
    """Updates, clarifications, corrections, withdrawals, holds and merges, newest first, and the place to go on from.

    What was published first or changed silently is no part of it. A place that no log wrote is refused.
    """
    place = place_in(search)
    changed = search.narrowed(seen(reading.crisis, reading.at).filter(change__in=CHANGES))
    gone = search.narrowed(taken_back(reading.crisis, reading.at))
    lines = [
        *lines_of(changed, "shown_from", False, place, size + 1),
        *lines_of(gone, "shown_until", True, place, size + 1),
    ]
    lines.sort(key=lambda line: line.rank, reverse=True)
    page = lines[:size]
    fill(page, reading)
    return page, page[-1].place if len(lines) > size else None


def lines_of(editions: EditionQuerySet, column: str, gone: bool, place: LogPlace | None, size: int) -> list[Line]:
    if place:
        editions = editions.filter(follows(column, gone, *place))
    rows = editions.order_by(f"-{column}", "-public_id").without_words()[:size]
    return [Line(edition, getattr(edition, column), gone) for edition in rows]


def follows(column: str, gone: bool, moment: datetime, was_gone: bool, public_id: str) -> Q:
    """What stands after a place; at one moment, what was taken back stands first."""
    older, same = Q(**{f"{column}__lt": moment}), Q(**{column: moment})
    if gone == was_gone:
        return older | same & Q(public_id__lt=public_id)
    return older if gone else older | same


def place_in(search: TimelineFilter) -> LogPlace | None:
    """The cursor as (moment, gone, public id); one that no log wrote is refused, and the log begins at its head."""
    if not search.cursor:
        return None
    _zero, micros, gone, *_rest = struct.unpack(PLACE, search.cursor[:-12])
    public_id = search.cursor[-12:]
    try:
        moment = EPOCH + timedelta(microseconds=micros)
    except OverflowError:
        moment = None
    if moment is None or not PUBLIC_ID.fullmatch(public_id):
        search.refused.append(Refusal("after", cursor_of(search.cursor), str(_("a link made by this page"))))
        return None
    return moment, bool(gone), public_id.decode()


def fill(lines: list[Line], reading: Reading) -> None:
    """Give lines their entries, named, and what changed against the edition readers saw before."""
    shown = [ENTRIES[line.edition.noun](line.edition, reading) for line in lines]
    for line, entry in zip(lines, shown, strict=True):
        line.entry = entry
    reading.learn(shown)
    before = editions_before([line.edition for line in lines if not line.gone])
    for line in lines:
        old = before.get(line.edition.pk)
        line.differences = differences(old.record, line.edition.record) if old and not line.gone else []


ENTRIES: dict[str, type[Stub | Measure | Stance]] = {
    Noun.EVENT: Stub,
    Noun.COUNTERMEASURE: Measure,
    Noun.POSITION: Stance,
}


def editions_before(editions: list[Edition]) -> dict[int, Edition]:
    """For each edition the one readers saw of the same entry before it, by primary key."""
    earlier = seen(OuterRef("crisis")).filter(entry=OuterRef("entry"), shown_from__lt=OuterRef("shown_from"))
    found = Edition.objects.filter(pk__in=[edition.pk for edition in editions]).annotate(
        former=Subquery(earlier.order_by("-shown_from", "-pk").values("pk")[:1])
    )
    former = dict(found.values_list("pk", "former"))
    rows = Edition.objects.only("record").in_bulk([pk for pk in former.values() if pk])
    return {pk: rows[was] for pk, was in former.items() if was in rows}


# What is new


def news(search: TimelineFilter, since: datetime | None) -> list[Line]:
    """What of a filter's entries has come, changed or gone since a moment: one line an entry, the newest first.

    Silent changes are no news; nor is what came and went again since. At most a hundred.
    """
    came = search.shown().filter(shown_from__gt=since).exclude(change=Edition.Change.SILENT)
    came = came.filter(Q(noun=Noun.EVENT) | Q(noun=Noun.COUNTERMEASURE) & ~Q(change=Edition.Change.FIRST))
    gone = taken_back(search.crisis).filter(noun=Noun.EVENT, shown_until__gt=since, first_shown__lte=since)
    found = [
        *lines_of(search.narrowed(came), "shown_from", False, None, MOST_NEWS),
        *lines_of(search.narrowed(gone), "shown_until", True, None, MOST_NEWS),
    ]
    found.sort(key=lambda line: line.rank, reverse=True)
    return list({line.edition.entry: line for line in reversed(found)}.values())[::-1][:MOST_NEWS]

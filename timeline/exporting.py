"""Everything a filter selects, and whatever that refers to: a batch at a time, and all of it as of one moment."""

from collections.abc import Iterator
from copy import copy
from datetime import datetime
from itertools import chain
from typing import Any

from django.conf import settings
from django.utils import timezone

from timeline.filters import PASSING, TimelineFilter
from timeline.models import Actor, External, Record, Source
from timeline.models.editions import EditionQuerySet
from timeline.reading import Entry, Measure, Reading, Stance
from timeline.records import actors_in, reports_in, sources_in

# What is asked of how a page looks, not of what it holds.
OF_PAGES = frozenset({"view", "left", "right", "sort", "zoom", *PASSING})
BATCH = 300
MEASURES = 50  # each brings its steps


class Selection:
    """What one export is made of, read as of one moment: deeds done while a long file is written do not touch it.

    Whoever wants all of it asks in the order of the methods: each notes the names it met for those after it.
    """

    def __init__(self, search: TimelineFilter, reading: Reading, address: str = "", notice: str = "") -> None:
        self.now = timezone.now()
        self.asked, self.crisis, self.address, self.notice = search, reading.crisis, address, notice
        self.search, self.reading = standing_still(search, reading, self.now)
        self.met_actors: set[str] = set()
        self.met_sources: set[str] = set()

    @property
    def narrows(self) -> bool:
        return self.asked.narrows

    @property
    def pairs(self) -> list[list[str]]:
        return [list(pair) for pair in self.asked.pairs(without=OF_PAGES)]

    def about(self) -> dict[str, Any]:
        """What every export carries of itself."""
        return {
            "generated": self.now,
            "licence": settings.EXPORT_LICENCE,
            "filter": self.pairs,
            "address": self.address,
        }

    def count(self) -> int:
        return self.search.entries().count()

    def undated(self) -> int:
        return self.search.entries().filter(undated=True).count()

    def entries(self) -> Iterator[Entry]:
        """Every entry in order, never more than a batch of them in memory."""
        for batch in self.batches():
            yield from batch

    def batches(self) -> Iterator[list[Entry]]:
        place = None
        while True:
            editions = self.search.entries().in_order(self.search.order).without_words()
            rows = list((editions.after(place, self.search.order) if place else editions)[:BATCH])
            for row in rows:
                self.note(row.record)
            yield self.reading.entries(rows)
            self.reading.read.clear()  # nobody asks for them again
            if len(rows) < BATCH:
                return
            place = getattr(rows[-1], self.search.order)

    def beside(self, entries: list[Entry] | None = None) -> Any:
        """What TimelineJS files, taken in, said beside their entries: {entry: External}; of whole files without."""
        kept = External.objects.filter(crisis=self.crisis, system__startswith="timelinejs")
        if entries is None:
            return list(kept.filter(entry=""))
        return {one.entry: one for one in kept.filter(entry__in=[entry.id for entry in entries]).order_by("-pk")}

    def measures(self) -> Iterator[Measure]:
        """The countermeasures that entries are steps of; without a filter, all that are shown."""
        editions, last = measures_of(self.search, self.reading).order_by("entry"), ""
        while True:
            rows = list(editions.filter(entry__gt=last)[:MEASURES])
            for row in rows:
                self.note(row.record)
            yield from self.reading.measures(rows)
            if len(rows) < MEASURES:
                return
            last = rows[-1].entry

    def stances(self) -> Iterator[Stance]:
        """All positions; under a filter, those of the actors met."""
        met = set(self.met_actors)
        for stance in self.reading.stances():
            if not self.narrows or stance.record["actor"] in met:
                self.note(stance.record)
                yield stance

    def actors(self) -> list[Actor]:
        """The actors met, the sides unless filtered, and the states they are part of."""
        found = list(Actor.objects.filter(public_id__in=self.met_actors).select_related("part_of"))
        if not self.narrows:
            found += self.crisis.sides.select_related("part_of")
        found += [actor.part_of for actor in found if actor.part_of]
        return sorted({actor.pk: actor for actor in found}.values(), key=lambda actor: actor.slug)

    def sources(self) -> list[Source]:
        outlets = (self.reading.outlets[source] for source in self.met_sources)
        return sorted(outlets, key=lambda source: source.slug)

    def reports(self) -> Iterator[tuple[dict[str, Any], Source]]:
        """Every report that what is exported rests on, once, as (report, its source)."""
        given = set()
        for shown in chain(self.entries(), self.measures(), self.stances()):
            for report in reports_in(shown.record):
                if report["id"] not in given:
                    given.add(report["id"])
                    yield report, self.reading.outlets[report["source"]]

    def note(self, record: Record) -> None:
        """Keep the names met; there are few of them, however many entries."""
        self.met_actors |= actors_in(record)
        self.met_sources |= sources_in(record)


def measures_of(search: TimelineFilter, reading: Reading) -> EditionQuerySet:
    """The countermeasures that have an entry the filter selects; without a filter, all that are shown."""
    shown = reading.shown().countermeasures()
    if not search.narrows:
        return shown
    return shown.filter(entry__in=search.entries().exclude(parent="").order_by().values("parent"))


def standing_still(search: TimelineFilter, reading: Reading, now: datetime) -> tuple[TimelineFilter, Reading]:
    """The same question and reading, held at the moment asked for, or else at this one."""
    at = search.moment or now
    still = copy(search)
    still.chosen = search.chosen | {"asof": [at]}
    held = Reading(reading.crisis, at, reading.day)
    held.asof = reading.asof  # addresses speak of the moment asked for, if one was
    return still, held

"""The ten-second answer: four lines and a few figures about the whole crisis."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from timeline.columns import Columns
from timeline.models import Certainty, Crisis, Edition
from timeline.reading import Entry, Measure, Reading


@dataclass
class Overview:
    latest: Entry | None
    trigger: Entry | None
    standing: list[Measure]
    measures: list[Measure]
    unsettled: list[Entry]
    entries: int
    steps: int
    certainties: dict[str, int]
    days: int | None
    updated: datetime | None

    @property
    def checked(self) -> str | None:
        """The day on which the least recently checked standing countermeasure was checked."""
        return min((measure.checked for measure in self.standing if measure.checked), default=None)

    @property
    def disputed(self) -> Any:
        return self.certainties.get(Certainty.DISPUTED, 0)


UNSETTLED_SHOWN = 3


def overview(reading: Reading, columns: Columns) -> Overview:
    """What a reader should grasp of a crisis first, from what the reading and its columns show."""
    measures = reading.all_measures
    happened = ~columns.undated & (columns.first_day <= reading.day)
    latest = reading.listed(columns.page(happened, "newest", 1)[0])
    trigger = next(iter(triggers(reading, measures)), None)
    return Overview(
        latest=latest[0] if latest else None,
        trigger=trigger,
        standing=[measure for measure in measures if measure.status.stands],
        measures=measures,
        unsettled=reading.listed(columns.page(columns.unsettled, "newest", UNSETTLED_SHOWN)[0]),
        entries=len(columns),
        steps=int(columns.step.sum()),
        certainties=columns.certainty.tally(columns.every),
        days=days_since(trigger, reading.day),
        updated=reading.shown().aggregate(updated=Max("shown_from"))["updated"],
    )


def triggers(reading: Reading, measures: list[Measure]) -> list[Entry]:
    """The event that most countermeasures answer, the earliest of several."""
    return reading.entries(reading.shown().events().of_entries(answered_most(measures)).in_order("oldest")[:1])


def days_since(entry: Entry | None, day: int) -> int | None:
    """The days from an entry of one known day; None for any other."""
    if entry is None or entry.edition.first_day != entry.edition.last_day:
        return None
    return day - entry.edition.first_day


def answered_most(measures: list[Measure]) -> list[str]:
    """The public ids of the event, or events, that most countermeasures answer."""
    counts = Counter(tie.entry.id for measure in measures for tie in measure.responds_to)
    most = max(counts.values(), default=0)
    return [entry for entry, count in counts.items() if count == most]


def crises_by_activity() -> QuerySet[Any]:
    """Published crises, the one that changed last first, each with when it did and how many entries it shows."""
    shown = Edition.objects.shown().order_by()
    counted = shown.events().filter(crisis=OuterRef("pk")).values("crisis").annotate(n=Count("pk"))
    crises = Crisis.objects.published().annotate(
        active=Subquery(shown.filter(crisis=OuterRef("pk")).order_by("-shown_from").values("shown_from")[:1]),
        entries=Coalesce(Subquery(counted.values("n")), 0),
    )
    return crises.order_by(F("active").desc(nulls_last=True), "title")

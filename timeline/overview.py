"""The ten-second answer: four lines and a few figures about the whole crisis."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Max, OuterRef, Subquery
from django.db.models.functions import Coalesce

from timeline.models import Certainty, Crisis, Edition
from timeline.models.crises import CrisisQuerySet
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


def overview(reading: Reading) -> Overview:
    """What a reader should grasp of a crisis first, from what the reading shows."""
    events, measures = reading.shown().events(), reading.all_measures
    latest = list(events.filter(undated=False, first_day__lte=reading.day).in_order("newest")[:1])
    trigger = list(events.filter(entry__in=answered_most(measures)).in_order("oldest")[:1])
    unsettled = list(events.filter(unsettled=True).in_order("newest")[:UNSETTLED_SHOWN])
    entries = {entry.id: entry for entry in reading.entries([*latest, *trigger, *unsettled])}
    counts = dict(events.order_by().values_list("certainty").annotate(n=Count("pk")))
    return Overview(
        latest=entries[latest[0].entry] if latest else None,
        trigger=entries[trigger[0].entry] if trigger else None,
        standing=[measure for measure in measures if measure.status.stands],
        measures=measures,
        unsettled=[entries[edition.entry] for edition in unsettled],
        entries=sum(counts.values()),
        steps=events.exclude(parent="").count(),
        certainties=counts,
        days=reading.day - trigger[0].first_day if trigger and trigger[0].first_day == trigger[0].last_day else None,
        updated=reading.shown().aggregate(updated=Max("shown_from"))["updated"],
    )


def answered_most(measures: list[Measure]) -> list[str]:
    """The public ids of the event, or events, that most countermeasures answer."""
    counts = Counter(tie.entry.id for measure in measures for tie in measure.responds_to)
    most = max(counts.values(), default=0)
    return [entry for entry, count in counts.items() if count == most]


def crises_by_activity() -> CrisisQuerySet:
    """Published crises, the one that changed last first, each with when it did and how many entries it shows."""
    shown = Edition.objects.shown().order_by()
    counted = shown.events().filter(crisis=OuterRef("pk")).values("crisis").annotate(n=Count("pk"))
    crises = Crisis.objects.published().annotate(
        active=Subquery(shown.filter(crisis=OuterRef("pk")).order_by("-shown_from").values("shown_from")[:1]),
        entries=Coalesce(Subquery(counted.values("n")), 0),
    )
    return crises.order_by(F("active").desc(nulls_last=True), "title")

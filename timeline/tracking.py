"""The tracker: countermeasures grouped by the event they answer, as they stood on one day."""

from dataclasses import dataclass

from timeline.reading import Measure, Stub


@dataclass
class Group:
    event: Stub | None
    measures: list[Measure]


@dataclass
class Tracking:
    groups: list[Group]
    measures: list[Measure]

    @property
    def standing(self):
        return [measure for measure in self.measures if measure.status.stands]

    @property
    def ended(self):
        return [measure for measure in self.measures if measure.status.ended]

    @property
    def not_begun(self):
        return [measure for measure in self.measures if not measure.status.stands and not measure.status.ended]


def tracked(search, reading):
    """The countermeasures that have an entry the filter selects, and what is known of each on the reading's day."""
    parents = search.entries().exclude(parent="").values("parent")
    editions = reading.shown().countermeasures().filter(entry__in=parents)
    measures = sorted(reading.measures(editions.order_by("pk")), key=begun)
    return Tracking(list(grouped(measures)), measures)


def begun(measure):
    return bytes(measure.steps[0].edition.oldest) if measure.steps else b"\xff"


def grouped(measures):
    """A countermeasure stands under the first event it answers; those that answer none come last."""
    groups = {}
    for measure in measures:
        event = measure.responds_to[0].entry if measure.responds_to else None
        groups.setdefault(event.id if event else "", Group(event, [])).measures.append(measure)
    return sorted(
        groups.values(), key=lambda group: (group.event is None, group.event and bytes(group.event.edition.oldest))
    )

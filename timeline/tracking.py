"""The tracker: countermeasures grouped by the event they answer, as they stood on one day."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import dropwhile, takewhile

from django.utils.translation import gettext as _

from timeline import dates, graphic
from timeline.dates import When
from timeline.facets import Choice
from timeline.filters import TimelineFilter
from timeline.graphic import Axis, Bar
from timeline.lives import ENDS
from timeline.models import Countermeasure, Stage
from timeline.reading import Measure, Reading, Stub, Tie
from timeline.wordings import date_words, lowered, mark, say, stage_label, standing_words, status_label


@dataclass
class Row:
    """A countermeasure, and its life drawn on the axis of all of them."""

    measure: Measure
    bar: graphic.Bar | None

    @property
    def also(self) -> Sequence[Tie]:
        """What it answers besides the event it stands under."""
        return self.measure.responds_to[1:]

    @property
    def drawn(self) -> str:
        """The bar in words, for those who do not see it."""
        return life_words(self.measure)


@dataclass
class Group:
    event: Stub | None
    rows: list[Row]


@dataclass
class Tick:
    x: str
    day: int


@dataclass
class Tracking:
    groups: list[Group]
    measures: list[Measure]
    axis: graphic.Axis | None
    day: int

    @property
    def standing(self) -> list[Measure]:
        """Begun for certain, and no end of it is certain."""
        return [measure for measure in self.measures if measure.status.stands and measure.status.begun]

    @property
    def perhaps(self) -> list[Measure]:
        """It cannot be told whether they had begun by the day."""
        return [measure for measure in self.measures if measure.status.stands and not measure.status.begun]

    @property
    def ended(self) -> list[Measure]:
        return [measure for measure in self.measures if measure.status.ended]

    @property
    def not_begun(self) -> list[Measure]:
        return [measure for measure in self.measures if not measure.status.stands and not measure.status.ended]

    @property
    def ticks(self) -> list[Tick]:
        return [Tick(self.axis.x(day), day) for day in graphic.ticks(self.axis)] if self.axis else []

    @property
    def on(self) -> str:
        """Where the reader's day falls, if the axis reaches it."""
        return self.axis.middle(self.day) if self.axis and self.axis.shows(self.day) else ""

    @property
    def looks(self) -> set[str]:
        """The signs that the key must explain."""
        return {look for group in self.groups for row in group.rows if row.bar for look in row.bar.looks}


def tracked(search: TimelineFilter, reading: Reading) -> Tracking:
    """The countermeasures that have an entry the filter selects, and what is known of each on the reading's day."""
    measures = sorted(reading.with_steps_among(search.selected.parents()), key=begun)
    axis = axis_of(measures)
    return Tracking(list(grouped(measures, axis)), measures, axis, reading.day)


def whole_life(measure: Measure) -> Tracking:
    """One countermeasure alone, drawn on an axis of its own."""
    axis = axis_of([measure])
    return Tracking([Group(None, [Row(measure, drawn(measure, axis))])], [measure], axis, measure.reading.day)


def types(search: TimelineFilter, reading: Reading) -> list[Choice]:
    """The types of countermeasure to choose from, each with how many pass every other key."""
    counted = Counter(measure.type for measure in reading.with_steps_among(search.selected.parents(("measure",))))
    counts, ticked = counted, search.chosen.get("measure", ())
    return [
        Choice("measure", value, str(label), counts.get(value, 0), value in ticked[:1])
        for value, label in Countermeasure.Type.choices
        if value in counts or value in ticked
    ]


AFTER_ALL = b"\xff"  # beyond any place in the order


def begun(measure: Measure) -> bytes:
    return bytes(measure.steps[0].edition.oldest) if measure.steps else AFTER_ALL


def grouped(measures: list[Measure], axis: Axis | None) -> list[Group]:
    """A countermeasure stands under the first event it answers; those that answer none come last."""
    groups: dict[str, Group] = {}
    for measure in measures:
        event = measure.responds_to[0].entry if measure.responds_to else None
        groups.setdefault(event.id if event else "", Group(event, [])).rows.append(Row(measure, drawn(measure, axis)))
    return sorted(groups.values(), key=lambda group: place(group.event) if group.event else AFTER_ALL)


def place(event: Stub) -> bytes:
    return bytes(event.edition.oldest)


def drawn(measure: Measure, axis: Axis | None) -> Bar | None:
    """The bar of a countermeasure on an axis; None where there is nothing to draw."""
    if axis is None or not measure.steps:
        return None
    return graphic.bar_of(measure.life, axis, not_before=answered_from(measure), checked=measure.checked_day)


def axis_of(measures: list[Measure]) -> Axis | None:
    """From the first day that one of them may have begun to the last day that anything is known of them."""
    days = []
    for measure in measures:
        earliest = answered_from(measure)
        for step in measure.life:
            days += [step.first if earliest is None else max(step.first, earliest), step.last]
        days += [] if measure.checked_day is None else [measure.checked_day]
    return graphic.axis_of(days)


def answered_from(measure: Measure) -> int | None:
    """The first day that any event it answers can have taken place; None where that is open."""
    first = min((tie.entry.edition.first_day for tie in measure.responds_to), default=dates.EARLIEST)
    return first if first > dates.EARLIEST else None


def status_words(measure: Measure) -> str:
    """What is known on the reading's day, dated: “Announced 14 November 2025”; a demand: “Open, announced …”."""
    step = ruling(measure)
    if step is None:
        return status_label(measure.status, measure.type)
    named, stage = stage_label(step.edition.stage, measure.type), str(Stage(step.edition.stage).label)
    date = dates.wording(step.when, say=say, capital=False)
    if named != stage:
        return _("{status}, {stage} {date}").format(status=named, stage=lowered(stage), date=date)
    return _("{stage} {date}").format(stage=stage, date=date)


def ruling(measure: Measure) -> Stub | None:
    """The step that brought the one status possible on the reading's day: of several that say the same, the first."""
    if not measure.status.certain or measure.status.possible[0] is None:
        return None
    come = [step for step in reversed(measure.steps) if step.edition.first_day <= measure.reading.day]
    come = [step for step in come if step.as_step.decides] or come
    now = stage_label(measure.status.possible[0], measure.type)

    def says_so(step: Stub) -> bool:
        return stage_label(step.edition.stage, measure.type) == now

    saying = list(takewhile(says_so, dropwhile(lambda step: not says_so(step), come)))
    return saying[-1] if saying else None


def until_words(measure: Measure) -> str:
    """What is known of its end: how it ended later, or that no end is reported, and when the desk last looked."""
    if not measure.status.stands:
        return standing_words(measure) if measure.begins is None else ""
    if measure.ends is None:
        return standing_words(measure)
    end = [step for step in measure.steps if step.edition.stage in ENDS][-1]
    stage = lowered(str(Stage(end.edition.stage).label))
    if end.edition.first_day > measure.reading.day:
        return _("Later {stage}, {date}").format(stage=stage, date=lowered_date(end.when))
    return _("It may have ended: {stage} {date}").format(stage=stage, date=lowered_date(end.when))


def lowered_date(when: When) -> str:
    return dates.wording(when, say=say, capital=False)


def life_words(measure: Measure) -> str:
    """Its whole life in a line: “Announced 14 Nov 2025; widened 19 Nov 2025”."""
    steps = [
        _("{stage} {date}").format(stage=str(Stage(step.edition.stage).label), date=date_words(step.when, "short"))
        for step in measure.steps
    ]
    return mark("; ").join([*steps[:1], *map(lowered, steps[1:])])

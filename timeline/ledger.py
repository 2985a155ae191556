"""The ledger: acts of one side left, answers of the other right, and the days between.

What answers what is only what a countermeasure's responses and the links between events say, each with who says so.
Order in time never makes an answer.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from django.db.models import Q

from timeline import dates
from timeline.arrays import Mask
from timeline.columns import ROOT, Columns
from timeline.filters import TimelineFilter
from timeline.lags import Lag, lag
from timeline.models import Actor, Countermeasure, Link, Participation, Stage
from timeline.reading import Entry, Measure, Name, Reading, Stub, Tie

ACTS = Participation.Role.ACTS
PAGE = 30
MOST_ANSWERS = 8
LEFT, RIGHT, BOTH, NEITHER = "left", "right", "both", "neither"
OTHER = {LEFT: RIGHT, RIGHT: LEFT}


@dataclass
class Side:
    """One party with its people and bodies; how many of the entries are its acts, and how many the other answered."""

    name: Name | None
    keys: frozenset[int] = frozenset()
    acts: int = 0
    answered: int = 0

    def acts_in(self, names: Iterable[Name]) -> bool:
        return any(name.actor.pk in self.keys for name in names)


@dataclass
class Counterpart:
    """What an entry answers, or what answers it: an event or a countermeasure, how much later, and who says so."""

    what: Stub | Measure
    tie: Tie
    lag: Lag
    by: list[Name]
    answers: bool  # it answers the entry; else the entry answers it
    across: bool  # it is the other side's, and stands in the other column

    @property
    def measure(self) -> bool:
        return isinstance(self.what, Measure)


@dataclass
class Row:
    """`counterparts` are looked for when the row is drawn, which happens once."""

    entry: Entry
    side: str
    posting: "Posting"

    @cached_property
    def counterparts(self) -> list[Counterpart]:
        answering = sorted(self.posting.answering_it(self), key=lambda one: days(one.what))
        return [*self.posting.answered_by_it(self), *answering]

    @property
    def across(self) -> list[Counterpart]:
        return [one for one in self.counterparts if one.across][:MOST_ANSWERS]

    @property
    def beside(self) -> list[Counterpart]:
        """What is tied to it but belongs in its own column, or in neither."""
        return [one for one in self.counterparts if not one.across][:MOST_ANSWERS]

    @property
    def more(self) -> int:
        return len(self.counterparts) - len(self.across) - len(self.beside)

    @property
    def unanswered(self) -> bool:
        """A side's act that nothing recorded answers; a later step of what has begun awaits no answer of its own."""
        awaits = self.entry.parent is None or self.entry.opens
        return awaits and self.side in OTHER and not any(one.answers for one in self.counterparts)

    @property
    def answers_nothing(self) -> bool:
        """The first step of a countermeasure that answers no event on record."""
        return self.entry.opens and self.entry.parent is not None and not self.entry.parent.responds_to


@dataclass
class Demand:
    measure: Measure
    answer: Stub | None
    open_for: Lag
    until: int

    @property
    def open(self) -> bool:
        return self.answer is None


@dataclass
class Ledger:
    left: Side
    right: Side
    rows: list[Row]
    demands: list[Demand]
    choices: list[Actor]

    @property
    def sides(self) -> list[tuple[str, Side]]:
        return [(LEFT, self.left), (RIGHT, self.right)]


def ledger(entries: list[Entry], search: TimelineFilter, reading: Reading, measures: list[Measure]) -> Ledger:
    """A page of entries as rows, in their order. `measures` are all that the reading shows, for the demands."""
    choices = reading.remember("ledger choices", lambda: roots(search))
    left, right = (side_of(reading, actor) for actor in chosen_sides(search, choices, measures))
    reading.learn([tie.entry for entry in entries for tie in ties_of(entry)])
    left, right = summed(search, reading, left, right), summed(search, reading, right, left)
    return Ledger(left, right, Posting(left, right).rows(entries), demands(search, measures), choices)


# The two sides


def roots(search: TimelineFilter) -> list[Actor]:
    """Everyone with a lane of their own who acts in the crisis, the most active first; a state with its people."""
    columns = search.selected.columns
    counts = columns.parts.tally(columns.every, ROOT, columns.taking_part(None, [ACTS]))
    return sorted((columns.actors[pk] for pk in counts), key=lambda actor: (-counts[actor.pk], actor.name))


def chosen_sides(search: TimelineFilter, choices: list[Actor], measures: list[Measure]) -> list[Actor | None]:
    """The actors asked for, or the two most active: the one that imposes more countermeasures stands right."""
    asked = {name: Actor.objects.filter(slug=search.value(name)).first() for name in OTHER if search.value(name)}
    free = [actor for actor in choices if actor not in asked.values()][: 2 - len(asked)]
    if len(free) == 2 and imposed(free[0], measures) > imposed(free[1], measures):
        free.reverse()
    return [asked.get(name) or (free.pop(0) if free else None) for name in OTHER]


def imposed(actor: Actor, measures: list[Measure]) -> int:
    return sum(any(actor in (name.actor, name.actor.part_of) for name in measure.imposed_by) for measure in measures)


def side_of(reading: Reading, actor: Actor | None) -> Side:
    if actor is None:
        return Side(None)
    parts = Actor.objects.filter(Q(pk=actor.pk) | Q(part_of=actor.pk)).values_list("pk", flat=True)
    return Side(reading.marked(actor), frozenset(parts))


def summed(search: TimelineFilter, reading: Reading, side: Side, other: Side) -> Side:
    """A side with how many entries of the filter are its acts, and how many of these the other side answered."""
    columns, measures = search.selected.columns, reading.all_measures
    acts = reading.remember(("acts", side.keys), lambda: acts_of(columns, side, measures))
    answered = reading.remember(("answered", other.keys), lambda: answered_by(columns, other, measures))
    shown = search.selected.mask()
    return replace(side, acts=int((shown & acts).sum()), answered=int((shown & acts & answered).sum()))


def answered_by(columns: Columns, other: Side, measures: list[Measure]) -> Mask:
    """The events that the other side answered, by a countermeasure or by an act they led to."""
    theirs = [measure for measure in measures if other.acts_in(measure.imposed_by)]
    events = {tie.entry.edition.pk for measure in theirs for tie in measure.responds_to}
    return columns.of(events) | columns.leading_to(acts_of(columns, other, measures))


def acts_of(columns: Columns, side: Side, measures: list[Measure]) -> Mask:
    """The events in which the side acts, and the steps of what it imposes."""
    imposed = [measure.id for measure in measures if side.acts_in(measure.imposed_by)]
    return columns.involving(side.keys, [ACTS]) | columns.parent.among(imposed)


# The rows


def ties_of(entry: Entry) -> list[Tie]:
    """What an entry is tied to by links, or answers as a step."""
    return [*entry.links, *entry.links_here, *(entry.parent.responds_to if entry.parent else ())]


class Posting:
    """Which side an entry is of, and what answers it."""

    def __init__(self, left: Side, right: Side) -> None:
        self.left, self.right = left, right

    def rows(self, entries: list[Entry]) -> list[Row]:
        return [Row(entry, self.side(who(entry)), self) for entry in entries]

    def side(self, names: list[Name]) -> str:
        left, right = self.left.acts_in(names), self.right.acts_in(names)
        if left and right:
            return BOTH
        return LEFT if left else RIGHT if right else NEITHER

    def answered_by_it(self, row: Row) -> Iterator[Counterpart]:
        entry = row.entry
        for tie in entry.parent.responds_to if entry.parent and entry.opens else ():
            yield self.counterpart(row, tie.entry, tie, lag(days(tie.entry), days(entry)), answers=False)
        for tie in entry.links_here:
            if self.is_answer(tie, tie.entry, entry):
                yield self.counterpart(row, tie.entry, tie, lag(days(tie.entry), days(entry)), answers=False)

    def answering_it(self, row: Row) -> Iterator[Counterpart]:
        entry = row.entry
        for measure in entry.answered_by:
            tie = next(tie for tie in measure.responds_to if tie.entry.id == entry.id)
            yield self.counterpart(row, measure, tie, lag(days(entry), days(measure)), answers=True)
        for tie in entry.links:
            if self.is_answer(tie, entry, tie.entry):
                yield self.counterpart(row, tie.entry, tie, lag(days(entry), days(tie.entry)), answers=True)

    def is_answer(self, tie: Tie, first: Entry | Stub, second: Entry | Stub) -> bool:
        """One event led to another, and somebody else acts in the other."""
        roots, others = ({name.root.pk for name in who(event)} for event in (first, second))
        return tie.relation == Link.Relation.LED_TO and not roots & others

    def counterpart(self, row: Row, what: Measure | Stub, tie: Tie, between: Lag, *, answers: bool) -> Counterpart:
        by = what.imposed_by if isinstance(what, Measure) else who(what)
        return Counterpart(what, tie, between, by, answers, across=self.side(by) == OTHER.get(row.side))


def who(event: Stub) -> list[Name]:
    """Who acts in an event, or imposes the countermeasure it is a step of."""
    acting = [event.reading.name(item["id"]) for item in event.record["actors"] if item["role"] == "acts"]
    parent = getattr(event, "parent", None)
    return acting + [name for name in (parent.imposed_by if parent else ()) if name not in acting]


def days(what: Entry | Measure | Stub) -> tuple[int, int]:
    """First and last day that an event, or the beginning of a countermeasure, can be."""
    if isinstance(what, Measure):
        return what.begins or (days(what.steps[0]) if what.steps else (dates.EARLIEST, dates.LATEST))
    return what.edition.first_day, what.edition.last_day


# Demands


def demands(search: TimelineFilter, measures: list[Measure]) -> list[Demand]:
    """The demands with a step that the filter selects, the first made first, with their answer and the days open."""
    made = [measure for measure in measures if measure.type == Countermeasure.Type.DEMAND]
    shown = search.selected.columns.parent.tally(search.selected.mask())
    return sorted(map(demand_of, (one for one in made if one.id in shown)), key=lambda demand: days(demand.measure))


def demand_of(measure: Measure) -> Demand:
    """Open until the step that answered it; until the desk last looked, where none did."""
    settled = (Stage.REFUSED, Stage.MET, Stage.DROPPED, Stage.EXPIRED, Stage.LIFTED)
    answer = next((step for step in measure.steps if step.edition.stage in settled), None)
    until = measure.checked_day or measure.reading.day
    return Demand(measure, answer, lag(days(measure), days(answer) if answer else (until, until)), until)

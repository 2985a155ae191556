"""Swimlanes: who has a lane, and what stands in it on which date. `diagram` gives all of it places to be drawn at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from timeline import dates, diagram
from timeline.diagram import Card, Lane, LaneBar, Mark
from timeline.filters import TimelineFilter
from timeline.lags import gap_words
from timeline.reading import Entry, Measure, Name, Reading
from timeline.tracking import begun
from timeline.wordings import date_words

PAGE = 24
MOST_LANES, FEWEST_LANES = 8, 4
LONG_GAP = 45  # days; a longer stretch without entries is named between two columns


@dataclass
class Column(diagram.Placed):
    when: dates.When
    gap: str = ""
    x: float = 0
    width: float = diagram.COLUMN

    @property
    def words(self) -> str:
        return date_words(self.when, "short")

    @property
    def day(self) -> int | None:
        """The day that puts it where it stands; None where there is none."""
        if self.when.undated:
            return None
        return self.when.last if self.when.first == dates.EARLIEST else self.when.first


@dataclass
class Lanes:
    """Everything in the order in which it is read: cards by date, lanes from the top."""

    columns: list[Column] = field(default_factory=list)
    lanes: list[Lane] = field(default_factory=list)
    cards: list[Card] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    bars: list[LaneBar] = field(default_factory=list)
    empty: list[Name] = field(default_factory=list)
    wires: list[diagram.Wire] = field(default_factory=list)
    head: float = 0
    height: float = 0

    @property
    def width(self) -> float:
        return len(self.columns) * diagram.COLUMN

    @property
    def peopled(self) -> list[Lane]:
        """For narrow screens: the lanes that have cards."""
        return [lane for lane in self.lanes if lane.cards]

    @property
    def looks(self) -> set[str]:
        return {run.look for bar in self.bars for run in bar.runs}


def lanes(entries: list[Entry], search: TimelineFilter, reading: Reading) -> Lanes:
    """The lanes of a page of entries, from the earliest to the latest whatever the order of the list."""
    entries = sorted(entries, key=lambda entry: bytes(entry.edition.oldest))
    found = Lanes(columns=columns_of(entries))
    seats = Seats(entries, search.value("zoom"), reading)
    place = {column.when: number for number, column in enumerate(found.columns)}
    for entry in entries:
        card = Card(entry, chief(entry), seats.lane(chief(entry)), place[entry.when.without_time])
        found.cards.append(card)
        found.marks += marks_of(card, seats)
    found.bars = [
        LaneBar(measure, seats.lane(next(iter(measure.imposed_by), None))) for measure in measures_of(entries)
    ]
    found.lanes = seats.in_order()
    found.empty = seats.empty()
    return diagram.drawn(found)


def columns_of(entries: list[Entry]) -> list[Column]:
    """A column for each date, and how long nothing is recorded before it where that is long."""
    columns = [Column(when) for when in dict.fromkeys(entry.when.without_time for entry in entries)]
    for before, column in pairwise(columns):
        if before.when.last < dates.LATEST and column.when.first > dates.EARLIEST:
            days = column.when.first - before.when.last
            column.gap = gap_words(days) if days > LONG_GAP else ""
    return columns


def chief(entry: Entry) -> Name | None:
    """Whose act an event is: who acts, else who imposes, who met, at whom it was aimed, who is named."""
    imposing = entry.parent.imposed_by if entry.parent else []
    return next(iter([*entry.acting, *imposing, *entry.together, *entry.towards, *entry.mentioned]), None)


def marks_of(card: Card, seats: Seats) -> Iterator[Mark]:
    """One mark for each other lane whose actors take part; an arrow only where they are acted upon."""
    others: dict[int, tuple[Lane, list[tuple[Name, str]]]] = {}
    for name, role in card.entry.actors:
        if role != "mentioned" and (lane := seats.lane(name)) is not card.lane:
            others.setdefault(id(lane), (lane, []))[1].append((name, role))
    for lane, named in others.values():
        yield Mark(named[0][0], len(named) - 1, card, lane, all(role == "towards" for _name, role in named))


def measures_of(entries: list[Entry]) -> list[Measure]:
    """Countermeasures with a step, or an answered event, among the entries; the first to begin first."""
    found = {entry.parent.id: entry.parent for entry in entries if entry.parent}
    found |= {measure.id: measure for entry in entries for measure in entry.answered_by}
    return sorted(found.values(), key=begun)


class Seats:
    """The lanes: a state stands for its people and bodies, unless it is opened (`zoom`), when each has its own."""

    def __init__(self, entries: list[Entry], zoom: str, reading: Reading) -> None:
        self.zoom, self.reading = zoom, reading
        sides = reading.crisis.side_set.select_related("actor__part_of")
        self.sides = [reading.marked(side.actor) for side in sides]
        self.ranks = self.ranked(entries)
        self.lanes: dict[int | None, Lane] = {}

    def ranked(self, entries: list[Entry]) -> dict[int, int]:
        """The lanes in their order: sides first, then whoever acts most; those who act once share the last."""
        chiefs = [name for entry in entries if (name := chief(entry))]
        counts = Counter(self.key(name) for name in chiefs)
        roots = {self.key(name): name.root.pk for name in [*chiefs, *self.taking_part(entries)]}
        order = {name.actor.pk: place for place, name in enumerate(self.sides)}
        ranked = sorted(roots, key=lambda key: (order.get(roots[key], len(order)), -counts[key], key))
        kept = [key for place, key in enumerate(ranked) if roots[key] in order or counts[key] > (place >= FEWEST_LANES)]
        return {key: place for place, key in enumerate(kept[:MOST_LANES])}

    def taking_part(self, entries: list[Entry]) -> list[Name]:
        return [name for entry in entries for name, role in entry.actors if role != "mentioned"]

    def key(self, name: Name) -> int:
        root = name.root
        return name.actor.pk if root.slug == self.zoom else root.pk

    def lane(self, name: Name | None) -> Lane:
        """The lane of an actor; the last, nameless one for whoever has none."""
        key = self.key(name) if name else None
        key = key if key in self.ranks else None
        if key not in self.lanes:
            self.lanes[key] = self.new(name) if name and key is not None else Lane(None)
        if name and key is not None and name.actor.part_of_id:
            self.lanes[key].people.add(name.slug)
        return self.lanes[key]

    def new(self, name: Name) -> Lane:
        root = name.root
        opened = root.slug == self.zoom
        return Lane(name if opened else self.reading.name_of(root), opened=opened)

    def in_order(self) -> list[Lane]:
        ranked = sorted(self.lanes.items(), key=lambda pair: self.ranks.get(pair[0] or 0, MOST_LANES))
        return [lane for _key, lane in ranked]

    def empty(self) -> list[Name]:
        """The sides that have nothing here."""
        return [name for name in self.sides if name.actor.pk not in self.ranks and name.slug != self.zoom]

"""The lanes drawn: places, bars and lines in plain units, columns in order of date and not to scale.

A unit is a sixteenth of the reader's font size. All of it runs from left to right; for scripts that run the other way
the page turns the whole and `flip` turns each text back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING

from timeline import graphic
from timeline.models import Link
from timeline.reading import Entry, Measure, Name
from timeline.tracking import answered_from

if TYPE_CHECKING:
    from timeline.lanes import Lanes


COLUMN, PAD = 164, 7
LINE, LETTERS = 16, 21  # height of a line on a card, and how many letters surely fit on it
MARK, BAR, GAP = 44, 44, 10
LEAST_LANE = 56
ARROW = 14


class Placed:
    x: float
    width: float

    @property
    def flip(self) -> str:
        return f"translate({2 * self.x + self.width:g} 0) scale(-1 1)"


@dataclass
class Lane:
    """`name` is None for those who have no lane of their own; `people` are the slugs of people and bodies in it."""

    name: Name | None
    opened: bool = False
    people: set[str] = field(default_factory=set)
    cards: list[Card] = field(default_factory=list)
    y: float = 0
    height: float = LEAST_LANE

    @property
    def foot(self) -> float:
        return self.y + self.height


@dataclass
class Card(Placed):
    entry: Entry
    who: Name | None
    lane: Lane
    column: int
    x: float = 0
    y: float = 0
    width: float = COLUMN - 2 * PAD
    height: float = 0

    @property
    def right(self) -> float:
        return self.x + self.width


@dataclass
class Mark(Placed):
    """Somebody else who takes part in the event of a card, in a lane of their own, joined to the card by a line."""

    name: Name
    more: int
    card: Card
    lane: Lane
    towards: bool
    x: float = 0
    y: float = 0
    width: float = COLUMN - 2 * PAD
    height: float = MARK
    line_x: float = 0
    line_from: float = 0
    line_to: float = 0

    @property
    def column(self) -> int:
        return self.card.column


@dataclass(frozen=True)
class Run:
    """A stretch of a bar. `look` as in `graphic.Segment`."""

    look: str
    x: float
    width: float

    @property
    def end(self) -> float:
        return self.x + self.width


@dataclass
class LaneBar(Placed):
    """A countermeasure over the columns; `x` and `width` are those of its label."""

    measure: Measure
    lane: Lane
    x: float = 0
    y: float = 0
    width: float = 0
    starts: float = 0
    leads: float = 0  # where the line to it begins, or its label
    runs: list[Run] = field(default_factory=list)
    ended: float | None = None
    goes_on: float | None = None


@dataclass(frozen=True)
class Wire:
    """A line between two entries, ready to draw; red where a countermeasure answers."""

    path: str
    red: bool
    x: float
    y: float


def drawn(lanes: Lanes) -> Lanes:
    """The lanes with every place filled in."""
    for place, column in enumerate(lanes.columns):
        column.x = place * COLUMN
    for card in lanes.cards:
        card.lane.cards.append(card)
        card.height = card_height(card)
    lanes.head = 28 + LINE * max((lines_of(column.words) for column in lanes.columns), default=1)
    lanes.head += LINE * any(column.gap for column in lanes.columns)
    for bar in lanes.bars:
        draw_bar(bar, lanes)
    lanes.height = stack(lanes)
    draw_lines(lanes.marks)
    lanes.wires = list(wires(lanes))
    return lanes


# Heights


def stack(lanes: Lanes) -> float:
    """Give every lane its height and all that is in it its place; gives the foot of the last."""
    y = lanes.head
    for lane in lanes.lanes:
        bars = [bar for bar in lanes.bars if bar.lane is lane]
        for place, bar in enumerate(bars):
            bar.y = y + GAP + place * BAR
        tops = [top_of(column.x, bars, y + GAP) for column in lanes.columns]
        lane.y = y
        foot = pile([*lane.cards, *(mark for mark in lanes.marks if mark.lane is lane)], tops)
        lane.height = max(foot, y + GAP + len(bars) * BAR, y + LEAST_LANE) - y
        y = lane.foot
    return y


def top_of(x: float, bars: list[LaneBar], y: float) -> float:
    """Where there is room in a column: under the last bar that reaches it."""
    return max((bar.y + BAR for bar in bars if bar.leads < x + COLUMN), default=y)


def pile(items: Sequence[Card | Mark], tops: list[float]) -> float:
    """Put what stands in one lane below one another in each column; gives the foot of the longest."""
    feet = dict(enumerate(tops))
    for item in items:
        item.x, item.y = item.column * COLUMN + PAD, feet[item.column]
        feet[item.column] += item.height + GAP
    return max(feet[item.column] for item in items) if items else 0


def card_height(card: Card) -> int:
    who = f"{card.who.name} · " if card.who else ""
    entry = card.entry
    kind = f"{entry.kind_label}: {entry.stage}" if entry.stage else entry.kind_label
    return 14 + LINE * sum(map(lines_of, (f"-- {who}{kind}", entry.short, *badge_texts(entry))))


def badge_texts(entry: Entry) -> list[str]:
    """The badges of a card, of which each has a line of its own."""
    if not entry.disputed_points:
        return [f"--- {entry.certainty_label}"]
    labels = [entry.kind_label, *(point["label"] for point in entry.disputed_points)]
    return [f"--- {label}: {entry.certainty_label}" for label in labels]


def lines_of(text: str) -> int:
    """On how many lines a text surely fits; wide letters count twice."""
    count, used = 1, 0
    for word in text.split():
        width = sum(2 if ord(letter) > 0x2E80 else 1 for letter in word)
        if used and used + 1 + width > LETTERS:
            count, used = count + 1, -1
        over, rest = divmod(used + 1 + width, LETTERS + 1)
        count, used = count + over, rest
    return count


# Bars


def draw_bar(bar: LaneBar, lanes: Lanes) -> None:
    answered = answered_column(bar.measure, lanes.cards)
    looks = [look_in(bar.measure, column.day) for column in lanes.columns]
    begun = next((place for place, look in enumerate(looks) if look), None)
    bar.starts = start_of(begun, answered, lanes.width)
    bar.runs = list(runs(looks, bar.starts))
    ended = next((place for place, look in enumerate(looks) if look == "ended"), None)
    if ended is not None:
        bar.ended = max(ended * COLUMN, bar.starts)
    elif bar.runs and bar.runs[-1].look != "unchecked":
        last = bar.runs[-1]
        bar.goes_on = last.end - 10
        bar.runs[-1] = Run(last.look, last.x, last.width - 10)
    bar.x = max(0, min(bar.starts, lanes.width - 2 * COLUMN))
    bar.width = lanes.width - bar.x
    bar.leads = bar.x if answered is None else min(bar.x, (answered + 1) * COLUMN)


def start_of(begun: int | None, answered: int | None, width: float) -> float:
    """Where a bar starts: at the left edge where it began before the page; never before what it answers."""
    start: float = 0 if not begun else begun * COLUMN + PAD
    if answered is not None:
        start = max(start if begun is not None else 0, (answered + 1) * COLUMN + ARROW)
    elif begun is None:
        start = width
    return start


def answered_column(measure: Measure, cards: list[Card]) -> int | None:
    """The last column that holds an event it answers; None where none is on the page."""
    answered = {tie.entry.id for tie in measure.responds_to}
    return max((card.column for card in cards if card.entry.id in answered), default=None)


def look_in(measure: Measure, day: int | None) -> str:
    """How a bar looks on a column's day, by the rules of every other bar."""
    if day is None:
        return ""
    known = graphic.known_until(measure.life, measure.checked_day)
    found = graphic.looked(measure.life, graphic.Axis(day, day), answered_from(measure), known)
    return next((look for look, _first, _last in found), "")


def runs(looks: list[str], start: float) -> Iterator[Run]:
    """Columns of one look together."""
    for look, together in groupby(range(len(looks)), key=looks.__getitem__):
        places = list(together)
        x, end = max(places[0] * COLUMN, start), (places[-1] + 1) * COLUMN
        if look not in ("", "ended") and end > x:
            yield Run(look, x, end - x)


# Lines


def draw_lines(marks: list[Mark]) -> None:
    """From each card to those who take part in other lanes, side by side where a column has several."""
    in_column = defaultdict(list)
    for mark in marks:
        in_column[mark.column].append(mark)
    for column, together in in_column.items():
        step = min(30, (COLUMN - 50) / len(together))
        for place, mark in enumerate(together):
            mark.line_x = (column + 0.5) * COLUMN + (place - (len(together) - 1) / 2) * step
            mark.x = mark.line_x - mark.width / 2
            below = mark.y > mark.card.y
            mark.line_from = mark.card.y + mark.card.height if below else mark.card.y
            mark.line_to = mark.y + 1 if below else mark.y + MARK - 1


def wires(lanes: Lanes) -> Iterator[Wire]:
    cards = {card.entry.id: card for card in lanes.cards}
    for bar in lanes.bars:
        for tie in bar.measure.responds_to:
            if tie.entry.id in cards:
                yield answer_wire(cards[tie.entry.id], bar)
    for card in lanes.cards:
        for tie in card.entry.links:
            if tie.relation == Link.Relation.LED_TO and tie.entry.id in cards:
                yield link_wire(card, cards[tie.entry.id])


def answer_wire(card: Card, bar: LaneBar) -> Wire:
    """From the edge of the card, along the end of its column, to the start of the bar."""
    x, y, to = (card.column + 1) * COLUMN, card.y + 20, bar.y + 31
    return Wire(f"M{card.right:g} {y:g}H{x:g}V{to:g}H{bar.starts - 1:g}", True, card.right + 2, y)


def link_wire(card: Card, other: Card) -> Wire:
    """Along the end of its column, then above the other card's row of its lane, and into that card."""
    x, y, to = (card.column + 1) * COLUMN - 3, card.y + 38, other.y + 38
    path = f"M{card.right:g} {y:g}H{x:g}"
    if other.column == card.column:
        path += f"V{to:g}H{other.right + 1:g}"
    elif other.column == card.column + 1:
        path += f"V{to:g}H{other.x - 1:g}"
    else:
        path += f"V{other.y - GAP / 2:g}H{other.column * COLUMN + 3:g}V{to:g}H{other.x - 1:g}"
    return Wire(path, False, card.right, y)

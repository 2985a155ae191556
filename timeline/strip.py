"""The overview strip: on which days the entries of a filter fall, and what stands, drawn on one axis.

What lies outside the days asked for is drawn too, and veiled: the reader sees what the choice leaves out.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from timeline import dates, graphic
from timeline.arrays import Mask, Numbers
from timeline.dates import When
from timeline.filters import TimelineFilter
from timeline.reading import Measure, Reading
from timeline.tracking import begun, drawn
from timeline.units import tick_words, unit_words, units
from timeline.wordings import date_words

RANGE = ("from", "to")
FEWEST_DAYS, STACKED = 21, 5
MOST_SPANS, MOST_MEASURES = 6, 8
LOOKED_AT = 64  # days from either end among which a far-away one is looked for
FAR, FAR_DAYS, REST = 2, 120, 3  # far away: a gap of so many times the rest, of so many days, and so many days remain
NARROW, NARROW_STEP = 10, 45  # a date no vaguer than this is drawn whole; a vaguer one may run off the axis
FOLD = 7.0  # percent of the axis kept for what is far away


@dataclass(frozen=True)
class Folded(graphic.Axis):
    """An axis with what lies far before or after folded into a strip of its own at that end."""

    before: str = ""
    after: str = ""

    @property
    def left(self) -> float:
        return FOLD if self.before else 0.0

    @property
    def right(self) -> float:
        return 100 - FOLD if self.after else 100.0

    def share(self, day: int) -> float:
        return self.left + (self.right - self.left) * super().share(day) / 100

    def middle(self, day: int) -> str:
        return graphic.percent((self.share(day) + self.share(day + 1)) / 2)


@dataclass(frozen=True)
class Tick:
    x: str
    label: str
    minor: bool  # left out where the strip is narrow
    at_end: bool


@dataclass(frozen=True)
class Bin:
    """Entries known to have been in one unit: a day, a week, a month or longer."""

    first: int
    last: int
    n: int
    x: str
    width: str
    height: int
    middle: str


@dataclass(frozen=True)
class Span:
    """Entries of one vague date. `look`: one (some day in it), lasted, before, after. Ends are drawn where known."""

    words: str
    n: int
    look: str
    x: str
    end: str
    starts_here: bool
    ends_here: bool
    y: int


@dataclass(frozen=True)
class Row:
    measure: Measure
    bar: graphic.Bar | None


@dataclass
class Strip:
    axis: Folded | None
    unit: str
    counts: dict[str, int]
    bins: list[Bin]
    spans: list[Span]
    rows: list[Row]
    measures: int
    today: str
    chosen: tuple[int | None, int | None]

    @property
    def stacked(self) -> bool:
        return self.unit == "day" and all(one.n <= STACKED for one in self.bins)

    @property
    def most(self) -> Bin | None:
        return max(self.bins, key=lambda one: one.n, default=None)

    @property
    def most_words(self) -> str:
        return unit_words(self.unit, self.most.first) if self.most else ""

    @property
    def height(self) -> int:
        return 14 + max((one.height for one in self.bins), default=12)

    @property
    def spans_height(self) -> int:
        return 10 * max(len(self.spans), 1) + 8

    @property
    def undrawn(self) -> int:
        """Entries of vague dates on the axis that have no bracket of their own."""
        return self.counts["vague"] - sum(one.n for one in self.spans)

    @property
    def more(self) -> int:
        return self.measures - len(self.rows)

    @property
    def looks(self) -> set[str]:
        """The signs that the key must explain."""
        return {look for row in self.rows if row.bar for look in row.bar.looks} | {one.look for one in self.spans}

    @property
    def ticks(self) -> list[Tick]:
        days = graphic.ticks(self.axis) or [self.axis.first]
        return [
            Tick(self.axis.x(day), tick_words(day, before, self.unit), bool(place % 2), self.axis.share(day) > 88)
            for place, (before, day) in enumerate(pairwise([None, *days]))
        ]

    @property
    def brush(self) -> dict[str, Any] | None:
        """What two sliders need; None where the days are beyond those that browsers reckon with."""
        first, last = (dates.iso(day) for day in (self.axis.first, self.axis.last))
        if not (first and len(first) == len(last) == 10):
            return None
        start, end = self.chosen
        return {
            "first": first,
            "days": self.axis.days,
            "from": 0 if start is None else clamp(start - self.axis.first, self.axis.days),
            "to": self.axis.days if end is None else clamp(end + 1 - self.axis.first, self.axis.days),
        }

    @property
    def veiled(self) -> dict[str, str]:
        """How far the axis is veiled: before the first day asked for, and from the day after the last."""
        start, end = self.chosen
        left = 0.0 if start is None else self.axis.share(start)
        right = 100.0 if end is None else self.axis.share(end + 1)
        return {name: graphic.percent(share) for name, share in (("left", left), ("x", right), ("right", 100 - right))}


def strip(search: TimelineFilter, reading: Reading, measures: Iterable[Measure]) -> Strip | None:
    """The strip of what the filter selects whatever its days; None where it selects nothing.

    `measures` are all that the reading shows; those with a step that passes the filter get a row.
    """
    entries = Entries(search)
    if not len(entries.rows):
        return None
    chosen = sorted((measure for measure in measures if measure.id in entries.parents), key=begun)
    axis, unit, starts = axis_of(entries, chosen, reading.day)
    places = places_of(entries, axis, starts)
    tally = tallied(places)
    bins = bins_of(axis, starts, tally)
    counts = {name: tally.get(place, 0) for name, place in OUTSIDE.items()} | {"known": sum(one.n for one in bins)}
    return Strip(
        axis,
        unit,
        counts,
        bins=bins,
        spans=spans(entries, axis, places) if counts["vague"] else [],
        rows=[Row(measure, drawn(measure, axis)) for measure in chosen[-MOST_MEASURES:]],
        measures=len(chosen),
        today=axis.middle(reading.day) if axis and axis.shows(reading.day) else "",
        chosen=search.days,
    )


class Entries:
    """The days of what a filter selects, as columns; `rows` are where they stand in those of the crisis."""

    def __init__(self, search: TimelineFilter) -> None:
        self.columns, self.rows = search.selected.columns, np.flatnonzero(search.selected.mask(without=RANGE))
        self.parents = self.columns.parent.tally(self.rows)
        self.first, self.last = self.columns.first_day[self.rows], self.columns.last_day[self.rows]
        self.undated = self.columns.undated[self.rows]

    def lows(self) -> list[tuple[int, int]]:
        """The earliest last days, as (day, entries)."""
        found = self.columns.last_day.tally(self.rows, slice(LOOKED_AT))
        return [(day, n) for day, n in zip(*found, strict=True) if day < dates.LATEST]

    def highs(self) -> list[tuple[int, int]]:
        """The latest first days, from the latest on."""
        found = self.columns.first_day.tally(self.rows, slice(None, -LOOKED_AT - 1, -1))
        return [(day, n) for day, n in zip(*found, strict=True) if day > dates.EARLIEST]

    def narrow(self) -> Mask:
        """Which dates are to be drawn whole: those that are not vague, and a little vaguer ones of steps."""
        steps = self.columns.step[self.rows]
        return self.last <= self.first + np.where(steps, NARROW_STEP, NARROW)


# The axis


def axis_of(entries: Entries, measures: Iterable[Measure], today: int) -> tuple[Folded | None, str, list[int]]:
    """The axis, its unit and the first days of its units; (None, "", []) where no entry has a date."""
    lows, highs = entries.lows(), entries.highs()
    if not (lows or highs):
        return None, "", []
    first, last = ends_of(lows or highs[::-1], highs or lows[::-1])
    before = far_words([day for day, _n in lows if day < first])
    after = far_words([day for day, _n in highs if day > last])
    first, last = whole(entries, first, last)
    last = known_until(first, last, measures, today)
    unit, starts = units(first, max(last, first + FEWEST_DAYS - 1))
    return Folded(starts[0], starts[-1] - 1, before, after), unit, starts[:-1]


def ends_of(lows: list[tuple[int, int]], highs: list[tuple[int, int]]) -> tuple[int, int]:
    """First and last day that are not far from the rest: less than half of what was looked at is folded away."""
    first = near(lows, highs[0][0])
    last = near(highs, first)
    return min(first, last), max(first, last)


def near(days: list[tuple[int, int]], opposite: int) -> int:
    """The outermost day that is not far away; `days` are (day, entries), outermost first, on the way to `opposite`."""
    kept, folded, total = days[0][0], 0, sum(n for _day, n in days)
    for (day, n), (following, _n) in pairwise(days[: 1 - REST] if len(days) < LOOKED_AT else days):
        folded += n
        if folded * 2 >= total:
            break
        if abs(following - day) > max(FAR * abs(opposite - following), FAR_DAYS):
            kept = following
    return kept


def far_words(days: list[int]) -> str:
    """The years of what is far away: “1972–1979”."""
    ends = (min(days), max(days)) if days else ()
    years = [date_words(dates.parse_edtf(dates.iso_day(day)[:-6]), "short") for day in ends]
    return "–".join(dict.fromkeys(years))


def whole(entries: Entries, first: int, last: int) -> tuple[int, int]:
    """Those ends moved out so that no narrow date, nor that of a step, is cut off."""
    near = entries.narrow() & (entries.last >= first) & (entries.first <= last)
    if not near.any():
        return first, last
    return min(first, int(entries.first[near].min())), max(last, int(entries.last[near].max()))


def known_until(first: int, last: int, measures: list[Measure], today: int) -> int:
    """The last day of the axis: today, or the day a countermeasure was last checked, where that is near."""
    checked = [measure.checked_day for measure in measures if measure.checked_day is not None]
    reach = last + max(14, (last - first) // 4)
    return max([last, *(day for day in (*checked, today) if day <= reach)])


# What is drawn on it


OUTSIDE = {"vague": -1, "before": -2, "after": -3, "undated": -4}  # places that are no unit of the axis


def tallied(places: Numbers) -> dict[int, int]:
    """How many entries are in each unit, by its place; those in none by how they fall outside (`OUTSIDE`)."""
    found, counts = np.unique(places, return_counts=True)
    return dict(zip(found.tolist(), counts.tolist(), strict=True))


def places_of(entries: Entries, axis: Folded | None, starts: list[int]) -> Numbers:
    """The place of the unit that holds all the days an entry can have been on; for a vaguer date, why there is none."""
    if axis is None:
        return np.full(len(entries.rows), OUTSIDE["undated"])
    bounds = np.array([*starts, axis.last + 1])
    begins, ends = (np.searchsorted(bounds, days, "right") - 1 for days in (entries.first, entries.last))
    inside = (begins == ends) & (begins >= 0) & (begins < len(starts))
    outside = [entries.undated, entries.last < axis.first, entries.first > axis.last, inside]
    named = [OUTSIDE["undated"], OUTSIDE["before"], OUTSIDE["after"], begins]
    return np.select(outside, named, OUTSIDE["vague"])


def bins_of(axis: Folded, starts: list[int], counts: dict[int, int]) -> list[Bin]:
    known = {place: n for place, n in counts.items() if place >= 0}
    most = max(known.values(), default=0)
    bounds = pairwise([*starts, axis.last + 1]) if axis else ()
    return [
        bin_of(axis, first, end - 1, known[place], most) for place, (first, end) in enumerate(bounds) if place in known
    ]


def bin_of(axis: Folded, first: int, last: int, n: int, most: int) -> Bin:
    left, right = axis.share(first), axis.share(last + 1)
    width = min((right - left) * 0.84, 2.7)
    height = 12 * n if most <= STACKED else max(2, round(60 * n / most))
    x = (left + right - width) / 2
    return Bin(first, last, n, graphic.percent(x), graphic.percent(width), height, graphic.percent((left + right) / 2))


def spans(entries: Entries, axis: Folded, places: Numbers) -> list[Span]:
    """The vague dates that most entries have, in order of time."""
    vague = entries.columns.edtf.tally(entries.rows[places == OUTSIDE["vague"]])
    most = sorted(vague.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_SPANS]
    found = sorted(((dates.parse_edtf(edtf), n) for edtf, n in most), key=lambda pair: (pair[0].first, pair[0].last))
    return [span_of(axis, when, n, y=9 + 10 * place) for place, (when, n) in enumerate(found)]


def span_of(axis: Folded, when: When, n: int, y: int) -> Span:
    return Span(
        words=date_words(when, "short"),
        n=n,
        look="lasted" if when.lasted else {"before": "before", "after": "after"}.get(when.precision, "one"),
        x=axis.x(when.first),
        end=axis.x(when.last + 1),
        starts_here=when.first >= axis.first,
        ends_here=when.last <= axis.last,
        y=y,
    )


def clamp(value: int, most: int) -> int:
    return min(max(value, 0), most)

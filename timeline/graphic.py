"""Where days fall on a drawing: day numbers in, percentages of its width out. No drawing knows more than its dates."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from timeline import dates, lives
from timeline.models import Stage

SHORTEST = 7  # days that an axis shows at least
MOST_TICKS = 6
# How far apart ticks may stand: days, then months.
DAYS_APART = (1, 2, 7, 14)
MONTHS_APART = (1, 3, 6, 12, 60, 120, 600, 1200, 12000)


@dataclass(frozen=True)
class Axis:
    """Whole days from `first` to `last`, both drawn in full."""

    first: int
    last: int

    @property
    def days(self) -> int:
        return self.last - self.first + 1

    def share(self, day: int) -> float:
        """How far along the axis a day begins, from 0 to 100; what lies outside is held at its edge."""
        return 100 * min(max(day - self.first, 0), self.days) / self.days

    def x(self, day: int) -> str:
        return percent(self.share(day))

    def width(self, first: int, last: int) -> str:
        """How wide the days from first to last are drawn."""
        return percent(self.share(last + 1) - self.share(first))

    def shows(self, day: int) -> bool:
        return self.first <= day <= self.last

    def middle(self, day: int) -> str:
        return percent(self.share(day) + 50 / self.days)


def percent(share: float) -> str:
    return f"{share:.2f}".rstrip("0").rstrip(".") + "%"


def axis_of(days: Iterable[int], shortest: int = SHORTEST) -> Axis | None:
    """The axis that holds all of the days that are days, sentinels left out; None if there is none."""
    known = [day for day in days if dates.EARLIEST < day < dates.LATEST]
    if not known:
        return None
    first, last = min(known), max(known)
    return Axis(first, max(last, first + shortest - 1))


def ticks(axis: Axis) -> list[int]:
    """The days to label: Mondays, firsts of months or of years, as few as fit."""
    if not 1 <= axis.first <= axis.last <= date.max.toordinal():
        return []
    for apart in DAYS_APART:
        if axis.days / apart <= MOST_TICKS:
            return list(mondays(axis, apart) if apart > 2 else range(axis.first, axis.last + 1, apart))
    for apart in MONTHS_APART:
        if axis.days / (apart * 30.4) <= MOST_TICKS:
            return list(firsts(axis, apart))
    return []


def mondays(axis: Axis, apart: int) -> range:
    start = axis.first + (1 - axis.first) % 7  # day 1 was a Monday
    return range(start, axis.last + 1, apart)


def firsts(axis: Axis, apart: int) -> Iterator[int]:
    """The first days of every so many months, counted from year 0."""
    start = date.fromordinal(axis.first)
    month = -(-(start.year * 12 + start.month - 1 + (start.day > 1)) // apart) * apart
    while month < 12 * date.max.year and (day := date(month // 12, month % 12 + 1, 1).toordinal()) <= axis.last:
        yield day
        month += apart


@dataclass(frozen=True)
class Segment:
    """A stretch of a bar. Its look: hatch (may hold), hollow (announced), solid, thin (eased), unchecked or ended."""

    look: str
    first: int
    last: int
    x: str
    end: str
    width: str


@dataclass(frozen=True)
class Bar:
    """A countermeasure drawn: its stretches; where only “reported by” is known of its start; where it ended."""

    segments: tuple[Segment, ...]
    reported_by: str = ""
    ended: str = ""
    goes_on: bool = False

    @property
    def looks(self) -> set[str]:
        return {segment.look for segment in self.segments} | ({"reported"} if self.reported_by else set())


def bar_of(life: list[lives.Step], axis: Axis, *, not_before: int | None = None, checked: int | None = None) -> Bar:
    """The life of a countermeasure on an axis.

    `not_before` is the first day of the event it answers: nothing is hatched before it. After the day it was last
    `checked`, or its last dated step, nothing is known, and it is drawn so.
    """
    stretches = list(looked(life, axis, not_before, known_until(life, checked)))
    segments = tuple(segment(axis, *stretch) for stretch in joined(stretches))
    start, ended = reported_by(life), next((one for one in segments if one.look == "ended"), None)
    return Bar(
        segments,
        reported_by=axis.x(start) if start is not None and start <= axis.last else "",
        ended=ended.x if ended else "",
        goes_on=bool(segments) and segments[-1].look not in ("ended", "unchecked"),
    )


def segment(axis: Axis, look: str, first: int, last: int) -> Segment:
    return Segment(look, first, last, axis.x(first), axis.x(last + 1), axis.width(first, last))


def known_until(life: list[lives.Step], checked: int | None) -> int | None:
    """The day after which nothing is known: when it was last checked, or its last dated step."""
    days = [step.last for step in life if dates.EARLIEST < step.last < dates.LATEST]
    return max(days if checked is None else [*days, checked], default=None)


def looked(
    life: list[lives.Step], axis: Axis, not_before: int | None, known_until: int | None
) -> Iterator[tuple[str, int, int]]:
    """The axis cut where something may change, each stretch with how it looks."""
    cuts = {axis.first} | {day for step in life for day in (step.first, step.first + 1, step.last, step.last + 1)}
    cuts |= {day for day in (not_before, known_until and known_until + 1) if day is not None}
    days = sorted(day for day in cuts if axis.shows(day))
    for first, following in zip(days, [*days[1:], axis.last + 1], strict=True):
        look = look_of(lives.status_on(life, first), in_force_since(life) <= first)
        if look == "hatch" and not_before is not None and first < not_before:
            continue
        if look and look != "ended" and known_until is not None and first > known_until:
            look = "unchecked"
        if look:
            yield look, first, following - 1


def in_force_since(life: list[lives.Step]) -> int:
    """The day from which a source certainly has it in force."""
    return min((step.last for step in life if step.stage == Stage.IN_FORCE), default=dates.LATEST)


def look_of(status: lives.Status, in_force: bool) -> str:
    """The weakest claim that its possible stages allow; "" where it has not begun."""
    if status.ended:
        return "ended"
    if not status.stands:
        return ""
    if any(stage not in lives.BEGINS for stage in status.possible):
        return "hatch"
    if Stage.EASED in status.possible:
        return "thin"
    return "solid" if in_force and Stage.ANNOUNCED not in status.possible else "hollow"


def joined(stretches: list[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    """Stretches that touch and look the same, as one."""
    whole: list[tuple[str, int, int]] = []
    for look, first, last in stretches:
        if whole and whole[-1][0] == look and whole[-1][2] == first - 1:
            whole[-1] = (look, whole[-1][1], last)
        else:
            whole.append((look, first, last))
    return whole


def reported_by(life: list[lives.Step]) -> int | None:
    """The last day on which it may have begun, where the day itself is not known; else None."""
    begun = lives.begins(life)
    return begun[1] if begun and begun[0] < begun[1] < dates.LATEST else None

"""The life of a countermeasure, read from its steps."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from timeline import dates
from timeline.models import Event, Stage
from timeline.records import place

BEGINS = frozenset({Stage.ANNOUNCED, Stage.IN_FORCE, Stage.WIDENED, Stage.EASED})
ENDS = frozenset({Stage.SUSPENDED, Stage.LIFTED, Stage.EXPIRED, Stage.MET, Stage.DROPPED})


@dataclass(frozen=True)
class Step:
    """A stage, the days it may have come on, and its place among steps of the same day."""

    stage: str
    first: int
    last: int
    place: tuple[Any, ...] = ()

    @property
    def decides(self) -> bool:
        """Whether it begins, continues or ends the countermeasure; a threat, a notice or a refusal does not."""
        return self.stage in BEGINS or self.stage in ENDS


def step_of(event: Event) -> Step:
    """A step of a working copy."""
    return Step(event.stage, event.first_day, event.last_day, (place(event.when, event.order, event.public_id),))


@dataclass(frozen=True)
class Status:
    """Every stage possible on a day, most settled first; `None` among them: perhaps not begun."""

    possible: tuple[str | None, ...]

    @property
    def certain(self) -> bool:
        return len(self.possible) == 1

    @property
    def begun(self) -> bool:
        """Whether it has certainly been announced, put in force, or ended since."""
        return all(stage in BEGINS or stage in ENDS for stage in self.possible)

    @property
    def stands(self) -> bool:
        """Whether it may still hold: some possible stage is not an end."""
        return any(stage in BEGINS for stage in self.possible)

    @property
    def ended(self) -> bool:
        return bool(self.possible) and all(stage in ENDS for stage in self.possible)


def status_on(steps: Iterable[Step], day: int) -> Status:
    """Every stage possible on a day: the latest step that decides rules; before the first, a threat or notice."""
    steps = list(steps)
    deciding = [step for step in steps if step.decides]
    stages: list[str | None] = list(rulers(deciding, day))
    if all(step.last > day for step in deciding):
        stages += list(rulers([step for step in steps if not step.decides], day)) or []
        if all(step.last > day for step in steps):
            stages.append(None)
    return Status(tuple(dict.fromkeys(stages)))


def rulers(steps: Iterable[Step], day: int) -> Iterator[Stage | str]:
    """The stages of those steps that can be the latest of them on that day, latest first."""
    for step in sorted(steps, key=latest_first, reverse=True):
        if step.first <= day and all(can_precede(other, step, day) for other in steps if other is not step):
            yield step.stage


def can_precede(other: Step, step: Step, day: int) -> bool:
    """Whether `other` may have come before `step`, or not yet by `day`, when `step` came as late as it can."""
    moment = min(step.last, day)
    if other.last > day:
        return True
    return other.first < moment or (other.first == moment and other.place < step.place)


def latest_first(step: Step) -> tuple[Any, ...]:
    return (step.first, step.last, step.place)


def begins(steps: Iterable[Step]) -> tuple[int, int] | None:
    """The days on which it may have begun; None if no step begins it."""
    return bounds([step for step in steps if step.stage in BEGINS], min)


def ends(steps: Iterable[Step]) -> tuple[int, int] | None:
    """The days on which it may have ended; None unless its last deciding step is an end."""
    deciding = sorted((step for step in steps if step.decides), key=latest_first)
    if not deciding or deciding[-1].stage not in ENDS:
        return None
    return deciding[-1].first, deciding[-1].last


def bounds(steps: Iterable[Step], pick: Callable[[Iterable[int]], int]) -> tuple[int, int] | None:
    if not steps:
        return None
    return pick(step.first for step in steps), pick(step.last for step in steps)


def iso_bounds(days: tuple[int, int] | None) -> dict[str, str | None]:
    """Days as the export gives them."""
    earliest, latest = days or (dates.EARLIEST, dates.LATEST)
    return {"earliest": dates.iso(earliest), "latest": dates.iso(latest)}

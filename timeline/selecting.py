"""Which rows of a crisis's columns a filter selects: the keys of `filters.py` once more, as passes over memory.

The database answers the same question the same way where rows are streamed; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Container
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from timeline.arrays import Coded, Days, Mask
from timeline.columns import Columns
from timeline.lookups import editions_with, is_exact
from timeline.models import Edition
from timeline.searching import Term
from timeline.shelves import shelf_of

if TYPE_CHECKING:
    from timeline.filters import TimelineFilter


Narrow: TypeAlias = Callable[[Columns, "TimelineFilter", Collection[str]], Mask]

FEW = 5_000  # editions that may hold a term; of more, the text of all is looked through


class Selected:
    """What a filter selects among the events shown at its moment."""

    def __init__(self, search: TimelineFilter) -> None:
        self.search = search
        self.masks: dict[tuple[str, ...], Mask] = {}
        self.shelf = shelf_of(None if search.moment else search.state)
        self.made_columns = False
        self.columns = self.shelf.get("columns", self.make)

    def make(self) -> Columns:
        self.made_columns = True
        return Columns(self.search, self.before())

    def before(self) -> Columns | None:
        """Columns that hold most of the same: of the state before, or where a past moment is asked for, of now."""
        if self.search.moment:
            kept: Columns | None = shelf_of(self.search.state).things.get("columns")
        else:
            kept = self.shelf.take_before("columns")
        return kept

    def mask(self, without: Container[object] = ()) -> Mask:
        """The events that pass every key but those named in `without`."""
        mask = self.columns.every
        for narrow, keys in NARROW.items():
            asked = tuple(key for key in keys if key in self.search.chosen and key not in without)
            if asked:
                mask = mask & self.passing(narrow, asked)
        return mask

    def passing(self, narrow: Narrow, asked: tuple[str, ...]) -> Mask:
        if asked not in self.masks:
            self.masks[asked] = narrow(self.columns, self.search, asked)
        return self.masks[asked]

    def count(self, without: Container[object] = ()) -> int:
        return int(np.count_nonzero(self.mask(without)))

    def parents(self, without: Container[object] = ()) -> set[str]:
        """The public ids of countermeasures with a step among them."""
        return self.columns.parent.tally(self.mask(without)).keys() - {""}

    def page(self, size: int) -> tuple[list[int], int]:
        """The pks of one page in order, and how many entries follow it."""
        return self.columns.page(self.mask(), self.search.order, size, self.search.cursor)

    def place_of(self, pk: int) -> bytes:
        """The place in the order of one of them."""
        return self.columns.place_of(pk, self.search.order)

    def place_before(self, size: int) -> bytes | None:
        """The place that the page before the cursor follows; None if that is the first page."""
        return self.columns.place_before(self.mask(), self.search.order, size, self.search.cursor or b"")


def by_words(columns: Columns, search: TimelineFilter, _asked: Collection[str]) -> Mask:
    mask = columns.every
    for term in search.value("q"):
        mask = mask & (holding(columns, term) != term.excluded)
    return mask


def holding(columns: Columns, term: Term) -> Mask:
    """The mask of events whose text holds a term."""
    found = editions_with([term])
    if found is not None and is_exact(term):
        return columns.of(found)
    # Not those shown at this moment alone: what has ended since stands in the columns until these are renewed.
    held = Edition.objects.filter(crisis=columns.crisis, words__contains=term.pattern)
    if found is not None and len(found) <= FEW:
        held = held.filter(pk__in=found)
    return columns.of(held.values_list("pk", flat=True))


def by_participation(columns: Columns, search: TimelineFilter, asked: Collection[str]) -> Mask:
    actors = search.actor_keys if "actor" in asked else None
    return columns.involving(actors, search.chosen["role"] if "role" in asked else None)


def by_column(name: str) -> Narrow:
    def narrow(columns: Columns, search: TimelineFilter, _asked: Collection[str]) -> Mask:
        column: Coded = getattr(columns, name)
        return column.among(search.chosen[name])

    return narrow


def by_source(columns: Columns, search: TimelineFilter, _asked: Collection[str]) -> Mask:
    return columns.resting_on(search.source_keys)


def by_days(columns: Columns, search: TimelineFilter, _asked: Collection[str]) -> Mask:
    first, last = search.days
    begins, ends = ends_of(columns, search.value("dates") == "inside")
    mask = ~columns.undated
    if first is not None:
        mask = mask & (begins >= first)
    return mask & (ends <= last) if last is not None else mask


def ends_of(columns: Columns, inside: bool) -> tuple[Days, Days]:
    """The columns to be compared with the first and with the last day asked for."""
    return (columns.first_day, columns.last_day) if inside else (columns.last_day, columns.first_day)


def by_key_moment(columns: Columns, _search: TimelineFilter, _asked: Collection[str]) -> Mask:
    return columns.key_moment


NARROW: dict[Narrow, tuple[str, ...]] = {
    by_key_moment: ("key",),
    by_column("kind"): ("kind",),
    by_column("stage"): ("stage",),
    by_column("certainty"): ("certainty",),
    by_column("measure"): ("measure",),
    by_days: ("from", "to"),
    by_participation: ("actor", "role"),
    by_source: ("source",),
    by_words: ("q",),
}

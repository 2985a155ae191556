"""Columns of numbers: texts by number, days, and rows that belong to the rows of another table."""

from __future__ import annotations

import ctypes
from collections.abc import Collection, Iterable
from contextlib import suppress
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from timeline.columns import Columns


Mask: TypeAlias = NDArray[np.bool_]
Numbers: TypeAlias = NDArray[np.integer[Any]]
Places: TypeAlias = NDArray[np.bytes_]

PLACE = "S36"  # as long as a place in the order


class Coded:
    """A column of texts as small whole numbers, with the texts they stand for."""

    def __init__(self, texts: Iterable[str] = (), known: Iterable[str] = ()) -> None:
        self.place = {text: place for place, text in enumerate(known)}
        self.codes = self.codes_of(texts)

    def codes_of(self, texts: Iterable[str]) -> Numbers:
        """The numbers of texts; one not met before gets the next."""
        return np.fromiter((self.place.setdefault(text, len(self.place)) for text in texts), np.int32)

    @property
    def values(self) -> list[str]:
        return list(self.place)

    def tally(self, mask: Any) -> dict[str, int]:
        """How many of the masked rows have each text."""
        counts, texts = np.bincount(self.codes[mask]), self.values
        found = np.flatnonzero(counts)
        return {texts[place]: n for place, n in zip(found.tolist(), counts[found].tolist(), strict=True)}

    @cached_property
    def used(self) -> Collection[str]:
        """The texts that any row has; one that rows had once may be known still."""
        return self.tally(slice(None)).keys()

    def among(self, texts: Iterable[str]) -> Mask:
        return marked([self.place[text] for text in texts if text in self.place], len(self.place))[self.codes]

    def renewed(self, kept: Mask, at: Numbers, fresh: Coded) -> Coded:
        """The column without the rows that are not kept, with those of another put in."""
        both = Coded(fresh.texts, known=self.values)
        both.codes = np.insert(self.codes[kept], at, both.codes)
        return both

    @property
    def texts(self) -> list[str]:
        values = self.values
        return [values[code] for code in self.codes.tolist()]

    def replaced(self, by: dict[str, str]) -> Coded:
        """The column of what each text stands for in a mapping; empty for a text that is not in it."""
        found = Coded(by.get(text, "") for text in self.place)
        found.codes = found.codes[self.codes] if len(found.codes) else self.codes
        return found


def marked(numbers: Iterable[int], size: int) -> Mask:
    """A mask of so many numbers, by which a column of them is looked up."""
    mask = np.zeros(size, bool)
    mask[list(numbers)] = True
    return mask


def numbers(values: Iterable[int]) -> Numbers:
    return np.fromiter(values, np.int64)


def table(rows: Iterable[tuple[int, ...]], width: int) -> Numbers:
    """Columns of whole numbers out of rows of so many."""
    return numbers(chain.from_iterable(rows)).reshape(-1, width).T


def integers(values: Collection[int]) -> Numbers:
    return np.array(values, np.int64)


def flags(values: Collection[bool]) -> Mask:
    return np.array(values, bool)


def places(values: Collection[bytes]) -> Places:
    return np.array([bytes(place) for place in values], PLACE)


class Days:
    """A column of day numbers, by its different days."""

    def __init__(self, days: Numbers) -> None:
        self.days, codes = np.unique(days, return_inverse=True)
        self.codes = codes.astype(np.int32)

    def tally(self, mask: Mask) -> tuple[list[int], list[int]]:
        """The different days of the masked rows, the earliest first, and how many rows each has."""
        counts = np.bincount(self.codes[mask], minlength=len(self.days))
        found = np.flatnonzero(counts)
        return self.days[found].tolist(), counts[found].tolist()


class Joined:
    """Rows that belong to events, such as participations: which event each belongs to, and what it names."""

    def __init__(self, columns: Columns, editions: Numbers, *names: Numbers) -> None:
        """The edition of each row, and columns of what it names; equal names of one event are brought together."""
        at = columns.row_of(editions)
        known = at >= 0
        at, named = at[known], [column[known] for column in names]
        order = in_order(at, *reversed(named))
        self.at, self.named = at[order], [column[order].astype(np.int32) for column in named]

    @cached_property
    def once(self) -> list[Mask]:
        """Of each column, which rows are the first of their event with that name."""
        return [firsts(self.at, names) for names in self.named]

    def tally(self, mask: Mask, column: int, kept: Any = None) -> dict[int, int]:
        """How many different masked events have each name in a column, by the rows that are kept."""
        rows = mask[self.at] & self.once[column] if kept is None else mask[self.at] & kept
        names = self.named[column][rows]
        names = names if kept is None else names[firsts(self.at[rows], names)]
        counts = np.bincount(names)
        found = np.flatnonzero(counts)
        return dict(zip(found.tolist(), counts[found].tolist(), strict=True))


def firsts(at: Numbers, names: Numbers) -> Mask:
    """Which rows are not like the one before; equal names of one event stand together."""
    fresh = np.ones(len(at), bool)
    fresh[1:] = (at[1:] != at[:-1]) | (names[1:] != names[:-1])
    return fresh


def in_order(first: Numbers, *further: Numbers) -> Numbers:
    """The order of rows by several columns of numbers that are not negative. Rows nearly in order are quick to sort."""
    keys, size = first.astype(np.int64), int(first.max(initial=0)) + 1
    for column in further:
        width = int(column.max(initial=0)) + 1
        keys, size = keys * width + column, size * width
    return np.argsort(keys, kind="stable") if size < 2**63 else np.lexsort([*reversed(further), first])


def give_back() -> None:
    """Return what the C library holds free for later: 100 MB when columns of a million events were filled."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL("libc.so.6").malloc_trim(0)

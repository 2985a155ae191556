"""Columns of numbers in as few bytes as hold them: texts by number, days, and rows that belong to other rows."""

from __future__ import annotations

import ctypes
import gc
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cached_property
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Mask: TypeAlias = NDArray[np.bool_]
Numbers: TypeAlias = NDArray[np.integer[Any]]

ALL = np.ones(0, bool)
EVERY = slice(None)
LARGE = 2**22  # bytes; numpy has its largest arrays, from this on, in large pages, which are quick to get
KEPT, APART, ARENAS = -1, -3, -8  # what the C library is told: M_TRIM_THRESHOLD, M_MMAP_THRESHOLD, M_ARENA_MAX
VERY_MANY = 300_000  # rows
EVENTS = 2**15  # whose rows are counted at once
BLOCK = 2**16  # rows that are reckoned with at once, so that what is made on the way stays small


class Numbered(dict[str, int]):
    """The number of each text; one not met before gets the next."""

    def __missing__(self, text: str) -> int:
        self[text] = number = len(self)
        return number


class Coded:
    """A column of texts as small whole numbers, with the texts they stand for."""

    def __init__(self, texts: Iterable[str] = (), known: Iterable[str] = ()) -> None:
        self.place = Numbered({text: place for place, text in enumerate(known)})
        self.codes = self.codes_of(texts)

    def codes_of(self, texts: Iterable[str]) -> Numbers:
        return narrow(np.fromiter(map(self.place.__getitem__, texts), np.int32))

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
        return self.tally(EVERY).keys()

    def among(self, texts: Iterable[str]) -> Mask:
        return marked([self.place[text] for text in texts if text in self.place], len(self.place)).take(self.codes)

    def renewed(self, kept: Mask, at: Numbers, fresh: Coded) -> Coded:
        """The column without the rows that are not kept, with those of another put in."""
        both = Coded(fresh.values, known=self.values)
        both.codes = put_in(self.codes[kept], at, both.codes.take(fresh.codes))
        return both

    def replaced(self, by: dict[str, str]) -> Coded:
        """The column of what each text stands for in a mapping; empty for a text that is not in it."""
        found = Coded(by.get(text, "") for text in self.place)
        found.codes = found.codes.take(self.codes) if len(found.codes) else self.codes
        return found


class Days:
    """A column of day numbers, by the place of each among the different days."""

    def __init__(self, days: Numbers, codes: Numbers) -> None:
        self.days, self.codes = days, narrow(codes)

    @classmethod
    def read(cls, days: Collection[int]) -> Days:
        return cls(*np.unique(numbers(days), return_inverse=True))

    @classmethod
    def joined(cls, portions: Sequence[Days]) -> Days:
        """Of portions that follow each other."""
        days = np.unique(np.concatenate([one.days for one in portions]))
        return cls(days, np.concatenate([one.codes_among(days) for one in portions]))

    def codes_among(self, days: Numbers) -> Numbers:
        """What the codes would be among more days."""
        return narrow(np.searchsorted(days, self.days)).take(self.codes)

    def __getitem__(self, mask: Any) -> Numbers:
        """The days of the masked rows."""
        days: Numbers = self.days.take(picked(self.codes, mask))
        return days

    def __le__(self, day: int) -> Mask:
        return self.codes < np.searchsorted(self.days, day, "right")

    def __ge__(self, day: int) -> Mask:
        return self.codes >= np.searchsorted(self.days, day)

    def tally(self, mask: Any, part: slice = EVERY) -> tuple[list[int], list[int]]:
        """The different days of the masked rows, the earliest first, or a part of them; and how many rows each has."""
        counts = np.bincount(picked(self.codes, mask))
        found = np.flatnonzero(counts)[part]
        return self.days[found].tolist(), counts[found].tolist()

    def renewed(self, kept: Mask, at: Numbers, fresh: Days) -> Days:
        days = np.union1d(self.days, fresh.days)
        return Days(days, put_in(self.codes_among(days)[kept], at, fresh.codes_among(days)))


class Joined:
    """What belongs to events, such as participations: `code` is what each names, `at` the row of its event in a block.

    A block is of so many events: its first row, and the slice of what belongs to them. `keys` are row and code in one
    number, each once and in order: row * width + code. Of every code that can be, `names` say what it names, several
    ways; codes of one name stand together.
    """

    def __init__(self, keys: Numbers, *names: Numbers) -> None:
        self.names, width = [narrow(column) for column in names], len(names[0])
        self.at, self.code = np.empty(len(keys), np.uint16), np.empty(len(keys), np.min_scalar_type(width))
        starts = range(0, int(keys[-1]) // width + 1 if len(keys) else 0, EVENTS)
        bounds = [*np.searchsorted(keys, np.array(starts, np.int64) * width).tolist(), len(keys)]
        self.blocks = [(first, slice(*ends)) for first, ends in zip(starts, pairwise(bounds), strict=True)]
        for first, block in self.blocks:
            at, self.code[block] = np.divmod(keys[block], width)
            self.at[block] = at - first

    def keys(self, rows: Numbers, codes: Numbers, width: int) -> Numbers:
        """The keys, where rows and codes have become others (a row: -1 if there is none any more)."""
        found = [np.empty(0, np.int64)]
        for first, block in self.blocks:
            at = rows[first : first + EVENTS].take(self.at[block])
            kept = at >= 0
            found.append(at[kept].astype(np.int64) * width + codes.take(self.code[block][kept]))
        return np.concatenate(found)

    @cached_property
    def once(self) -> list[Mask | None]:
        """Of each way to name, which are the first of their event with that name; None if all are."""
        found = [
            np.concatenate(
                [ALL, *(firsts(self.at[block], names.take(self.code[block])) for _row, block in self.blocks)]
            )
            for names in self.names
        ]
        return [None if mask.all() else mask for mask in found]

    def tally(self, mask: Mask, column: int, kept: Mask | None = None) -> dict[int, int]:
        """How many different masked events have each name; `kept` says which codes count."""
        names = self.names[column]
        counts = np.zeros(len(names), np.int64)
        for first, block in self.blocks:
            rows = self.counting(mask[first : first + EVENTS], column, kept, block)
            counts += np.bincount(self.code[block].take(rows), minlength=len(counts))
        found = np.bincount(names, counts).astype(np.int64)
        present = np.flatnonzero(found)
        return dict(zip(present.tolist(), found[present].tolist(), strict=True))

    def counting(self, mask: Mask, column: int, kept: Mask | None, block: slice) -> Numbers:
        """Which rows of a block count: of those of masked events, and with kept codes, one for each event and name."""
        at, code, names, once = self.at[block], self.code[block], self.names[column], self.once[column]
        found = mask.take(at)
        if kept is None:
            return np.flatnonzero(found if once is None else found & once[block])
        rows = np.flatnonzero(found & kept.take(code))
        return rows if once is None else rows[firsts(at.take(rows), names.take(code.take(rows)))]

    def events(self, kept: Mask, number: int) -> Mask:
        """The mask of the events, so many, with a code that counts."""
        mask = np.zeros(number, bool)
        for first, block in self.blocks:
            mask[first : first + EVENTS][self.at[block].take(np.flatnonzero(kept.take(self.code[block])))] = True
        return mask


def in_order(portions: list[Numbers]) -> Numbers:
    """Keys put together and sorted, which is quick if they are nearly in order; the portions are used up."""
    keys = np.concatenate(portions)
    portions.clear()
    keys.sort(kind="stable")
    return keys


def united(keys: Numbers, width: int) -> Numbers:
    """Keys in order, of which those that differ below a width, a power of two, are made one with the bits of all."""
    fresh = np.ones(len(keys), bool)
    for block in blocks(len(keys) - 1):
        fresh[1:][block] = (keys[1:][block] ^ keys[:-1][block]) >= width
    more = np.flatnonzero(~fresh)
    of = more - 1
    while not fresh[of].all():
        of -= ~fresh[of]
    np.bitwise_or.at(keys, of, keys[more])
    return keys[fresh] if len(more) else keys


def blocks(number: int) -> list[slice]:
    return [slice(start, min(start + BLOCK, number)) for start in range(0, number, BLOCK)]


def firsts(at: Numbers, names: Numbers) -> Mask:
    """Which rows are not like the one before; equal names of one event stand together."""
    fresh = np.ones(len(at), bool)
    fresh[1:] = (at[1:] != at[:-1]) | (names[1:] != names[:-1])
    return fresh


def picked(column: Numbers, rows: Any) -> Numbers:
    """The column at those rows: a slice, their numbers, or a mask, which is slower to follow than to count out."""
    found: Numbers = column[np.flatnonzero(rows) if isinstance(rows, np.ndarray) and rows.dtype.kind == "b" else rows]
    return found


def narrow(values: Numbers) -> Numbers:
    """The same, none of which is negative, in the fewest bytes."""
    return values.astype(np.min_scalar_type(int(values.max(initial=0))), copy=False)


def put_in(column: NDArray[Any], at: Numbers, values: NDArray[Any]) -> NDArray[Any]:
    """The column with values before some of its rows, in bytes enough for both."""
    return np.insert(column.astype(np.result_type(column, values), copy=False), at, values)


def marked(numbers: Iterable[int], size: int) -> Mask:
    """A mask of so many numbers, by which a column of them is looked up."""
    mask = np.zeros(size, bool)
    mask[list(numbers)] = True
    return mask


def numbers(values: Iterable[int]) -> Numbers:
    return np.fromiter(values, np.int64)


def keep_less() -> None:
    """Have the C library keep less of what is free; to be said before there are threads.

    By itself it keeps more with every larger thing that was free once, up to 64 MB, and that for each thread.
    """
    for what, value in ((ARENAS, 1), (APART, LARGE), (KEPT, 4 * LARGE)):
        said(what, value)


@contextmanager
def apart() -> Iterator[None]:
    """What is made within lies by itself, so that it leaves no holes when it goes. Getting it takes a little longer."""
    said(APART, LARGE // 16)
    try:
        yield
    finally:
        keep_less()


def said(what: int, value: int) -> None:
    with suppress(OSError, AttributeError):
        ctypes.CDLL("libc.so.6").mallopt(what, value)


def give_back(rows: int) -> None:
    """Return to the system what is free, once so many rows are let go.

    What is read beside them, countermeasures above all, refers to itself: with very many, that is not left for later.
    """
    if rows >= VERY_MANY:
        gc.collect()
    with suppress(OSError, AttributeError):
        ctypes.CDLL("libc.so.6").malloc_trim(0)

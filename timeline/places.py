"""Where the rows of a crisis stand in either order, as `records.place` writes it, in half the room.

The head of a place, the date, is alike for many rows: it is kept once, with the first row that has it. Days and times
alone are reversed from one order to the other, so rows with one head stand in the same order in both.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from timeline.arrays import Mask, Numbers, put_in
from timeline.records import DAY_BASE, MINUTE_BASE

Texts: TypeAlias = NDArray[np.bytes_]

PLACE = np.dtype([("head", "S20"), ("rest", "S16")])
HEAD = np.dtype([("undated", "u1"), ("day", ">u8"), ("timed", "u1"), ("minute", ">u2"), ("width", ">u8")])


class Order:
    """Heads in order, the first row of each, and how many rows have one."""

    def __init__(self, heads: Texts, firsts: Numbers, sizes: Numbers, rests: Texts) -> None:
        self.heads, self.firsts, self.sizes, self.rests = heads, firsts, sizes, rests
        self.before = np.concatenate([[0], np.cumsum(sizes)])

    def passed(self, place: bytes) -> int:
        """How many rows stand up to a place."""
        head, rest = place[: HEAD.itemsize], place[HEAD.itemsize :]
        at = int(np.searchsorted(self.heads, np.bytes_(head)))
        if at == len(self.heads) or whole(self.heads[at]) != head:
            return int(self.before[at])
        first = self.firsts[at]
        rests = self.rests[first : first + self.sizes[at]]
        return int(self.before[at] + np.searchsorted(rests, np.bytes_(rest), "right"))

    @cached_property
    def rows(self) -> Numbers:
        """Every row, in this order."""
        shift = np.repeat(self.firsts - self.before[:-1], self.sizes)
        rows: Numbers = (np.arange(len(shift)) + shift).astype(np.int32)
        return rows


class Places:
    """`groups` says of each row, the newest first, which of the heads it has."""

    def __init__(self, heads: Texts, groups: Numbers, rests: Texts) -> None:
        firsts = np.flatnonzero(np.diff(groups, prepend=-1)).astype(np.int32)
        sizes = np.diff(firsts, append=len(groups)).astype(np.int32)
        self.rests = rests
        self.newest = Order(heads[groups[firsts]], firsts, sizes, rests)

    @classmethod
    def read(cls, places: Iterable[bytes]) -> Places:
        """Of places in order, the newest first."""
        parts = np.array([bytes(place) for place in places], f"S{PLACE.itemsize}").view(PLACE)
        heads, groups = np.unique(parts["head"], return_inverse=True)
        return cls(heads, groups, parts["rest"].copy())

    @classmethod
    def joined(cls, portions: Sequence[Places]) -> Places:
        """Of portions that follow each other."""
        heads = np.unique(np.concatenate([one.newest.heads for one in portions]))
        groups = [np.searchsorted(heads, one.newest.heads).astype(np.int32).take(one.groups) for one in portions]
        return cls(heads, np.concatenate(groups), np.concatenate([one.rests for one in portions]))

    def __len__(self) -> int:
        return len(self.rests)

    @property
    def groups(self) -> Numbers:
        return np.repeat(np.arange(len(self.newest.heads), dtype=np.int32), self.newest.sizes)

    def renewed(self, kept: Mask, at: Numbers, fresh: Places) -> Places:
        """Without the rows that are not kept, with others put in."""
        heads = np.union1d(self.newest.heads, fresh.newest.heads)
        here, there = (np.searchsorted(heads, one.newest.heads).astype(np.int32) for one in (self, fresh))
        groups = put_in(here.take(self.groups[kept]), at, there.take(fresh.groups))
        return Places(heads, groups, put_in(self.rests[kept], at, fresh.rests))

    @cached_property
    def oldest(self) -> Order:
        heads = turned(self.newest.heads)
        order = np.argsort(heads)
        return Order(heads[order], self.newest.firsts[order], self.newest.sizes[order], self.rests)

    def of(self, row: int, order: str = "newest") -> bytes:
        """The place of a row in an order."""
        at = np.searchsorted(self.newest.firsts, row, "right") - 1
        heads = self.newest.heads[at : at + 1]
        return whole((turned(heads) if order == "oldest" else heads)[0]) + bytes(self.rests[row])


def turned(heads: Texts) -> Texts:
    """What is head in one order, as it is in the other."""
    parts: NDArray[Any] = heads.view(HEAD).copy()
    parts["day"] = 2 * DAY_BASE - parts["day"]
    parts["minute"] = 2 * MINUTE_BASE - parts["minute"]
    return parts.view(heads.dtype)


def whole(head: Any) -> bytes:
    """A head with the zeros at its end, which numpy leaves out."""
    return bytes(head).ljust(HEAD.itemsize, b"\0")

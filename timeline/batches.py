"""Many things, some at a time."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

Thing = TypeVar("Thing")


def batches(things: Iterable[Thing], size: int) -> Iterator[list[Thing]]:
    """The things in their order, as lists of at most `size`."""
    left = iter(things)
    while batch := list(islice(left, size)):
        yield batch

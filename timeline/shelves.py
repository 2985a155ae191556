"""What a process keeps of a crisis as long as its state stays the same: its columns, its cards, its countermeasures.

Whatever is kept was made from one state (`states.py`) and is dropped with it, so nothing kept can be stale.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import RLock
from typing import Any, TypeVar

from timeline.states import State

Made = TypeVar("Made")

CRISES = 8  # whose things are kept, the least recently read first to go


class Shelf:
    """Things by name, each made once however many threads ask."""

    def __init__(self, state: State | None = None, before: dict[str, Any] | None = None) -> None:
        self.key, self.epoch = (state.key, state.epoch) if state else ("", "")
        self.things: dict[Hashable, Any] = {}
        self.before, self.lock = before or {}, RLock()

    def get(self, name: Hashable, make: Callable[[], Made]) -> Made:
        try:
            thing: Made = self.things[name]
        except KeyError:
            with self.lock:
                thing = self.things[name] if name in self.things else self.things.setdefault(name, make())
        return thing

    def take_before(self, name: str) -> Any:
        """The thing of that name that was kept in the state before, from which the new one may be made cheaply."""
        return self.before.pop(name, None)


_shelves: OrderedDict[int, Shelf] = OrderedDict()
_lock = RLock()


def shelf_of(state: State | None) -> Shelf:
    """The shelf of a crisis in this state; an empty one that nobody else sees, if the state is None."""
    if state is None:
        return Shelf()
    with _lock:
        shelf = _shelves.get(state.crisis)
        if shelf is None or shelf.key != state.key:
            shelf = _shelves[state.crisis] = Shelf(state, before_of(shelf, state))
        _shelves.move_to_end(state.crisis)
        while len(_shelves) > CRISES:
            _shelves.popitem(last=False)
        return shelf


def before_of(shelf: Shelf | None, state: State) -> dict[str, Any]:
    """The columns of the state before; of the rest nothing may be used again. After a loading or restoring none is."""
    if shelf is None or shelf.epoch != state.epoch:
        return {}
    columns = (shelf.before | shelf.things).get("columns")
    return {} if columns is None else {"columns": columns}


def forget() -> None:
    """Begin anew for every crisis; for measuring, and after what no state tells, such as a database put in place."""
    with _lock:
        _shelves.clear()

"""What a process keeps of a crisis as long as its state stays the same: its columns, its cards, its countermeasures.

Whatever is kept was made from one state (`states.py`) and is dropped with it, so nothing kept can be stale.
"""

from collections import OrderedDict
from threading import RLock

CRISES = 8  # whose things are kept, the least recently read first to go


class Shelf:
    """Things by name, each made once however many threads ask."""

    def __init__(self, key):
        self.key, self.things, self.lock = key, {}, RLock()

    def get(self, name, make):
        try:
            return self.things[name]
        except KeyError:
            with self.lock:
                if name not in self.things:
                    self.things[name] = make()
                return self.things[name]


_shelves: OrderedDict[int, Shelf] = OrderedDict()
_lock = RLock()


def shelf_of(state) -> Shelf:
    """The shelf of a crisis in this state; an empty one that nobody else sees, if the state is None."""
    if state is None:
        return Shelf("")
    with _lock:
        shelf = _shelves.get(state.crisis)
        if shelf is None or shelf.key != state.key:
            shelf = _shelves[state.crisis] = Shelf(state.key)
        _shelves.move_to_end(state.crisis)
        while len(_shelves) > CRISES:
            _shelves.popitem(last=False)
        return shelf

"""Which rows of a crisis's columns a filter selects: the keys of `filters.py` once more, as passes over memory.

The database answers the same question the same way where rows are streamed; a test holds the two together.
"""

import numpy as np

from timeline.columns import Columns
from timeline.lookups import editions_with, is_exact
from timeline.shelves import shelf_of

FEW = 5_000  # editions that may hold a term; of more, the text of all is looked through


class Selected:
    """What a filter selects among the events shown at its moment."""

    def __init__(self, search):
        self.search, self.masks = search, {}
        self.shelf = shelf_of(None if search.moment else search.state)
        self.columns = self.shelf.get("columns", lambda: Columns(search, self.shelf.take_before("columns")))

    def mask(self, without=()):
        """The events that pass every key but those named in `without`."""
        mask = self.columns.every
        for narrow, keys in NARROW.items():
            asked = tuple(key for key in keys if key in self.search.chosen and key not in without)
            if asked:
                mask = mask & self.passing(narrow, asked)
        return mask

    def passing(self, narrow, asked):
        if asked not in self.masks:
            self.masks[asked] = narrow(self.columns, self.search, asked)
        return self.masks[asked]

    def count(self, without=()):
        return int(np.count_nonzero(self.mask(without)))

    def parents(self, without=()):
        """The public ids of countermeasures with a step among them."""
        return self.columns.parent.tally(self.mask(without)).keys() - {""}

    def page(self, size):
        """The pks of one page in order, and how many entries follow it."""
        return self.columns.page(self.mask(), self.search.order, size, self.search.cursor)

    def place_of(self, pk):
        """The place in the order of one of them."""
        return self.columns.place_of(pk, self.search.order)

    def place_before(self, size):
        """The place that the page before the cursor follows; None if that is the first page."""
        return self.columns.place_before(self.mask(), self.search.order, size, self.search.cursor)


def by_words(columns, search, _asked):
    mask = columns.every
    for term in search.value("q"):
        mask = mask & (holding(columns, term) != term.excluded)
    return mask


def holding(columns, term):
    """The mask of events whose text holds a term."""
    found = editions_with([term])
    if found is not None and is_exact(term):
        return columns.of(found)
    held = columns.events.filter(words__contains=term.pattern)
    if found is not None and len(found) <= FEW:
        held = held.filter(pk__in=found)
    return columns.of(held.values_list("pk", flat=True))


def by_participation(columns, search, asked):
    actors = search.actor_keys if "actor" in asked else None
    return columns.involving(actors, search.chosen["role"] if "role" in asked else None)


def by_column(name):
    def narrow(columns, search, _asked):
        return getattr(columns, name).among(search.chosen[name])

    return narrow


def by_source(columns, search, _asked):
    return columns.resting_on(search.source_keys)


def by_days(columns, search, _asked):
    first, last = search.days
    begins, ends = ends_of(columns, search.value("dates") == "inside")
    mask = ~columns.undated
    if first is not None:
        mask = mask & (begins >= first)
    return mask & (ends <= last) if last is not None else mask


def ends_of(columns, inside):
    """The columns to be compared with the first and with the last day asked for."""
    return (columns.first_day, columns.last_day) if inside else (columns.last_day, columns.first_day)


def by_key_moment(columns, _search, _asked):
    return columns.key_moment


NARROW = {
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

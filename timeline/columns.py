"""The events of a crisis as columns of numbers in memory, one row an event, in the order readers see first.

What a page counts, in facets and strips, under any filter, is a few passes over these instead of forty questions to the
database. They are made from editions that are shown, and made again when the state of the crisis changes.
"""

from functools import cached_property

import numpy as np
from django.db.models import F
from django.db.models.fields.json import KT

from timeline.models import Actor, EditionActor, EditionSource, Source

FIELDS = ("pk", "kind", "certainty", "stage", "parent", "key_moment", "undated", "first_day", "last_day")
NONE = -1


class Coded:
    """A column of texts as small whole numbers, with the texts they stand for."""

    def __init__(self, texts):
        codes = {}
        self.codes = np.fromiter((codes.setdefault(text, len(codes)) for text in texts), np.int32)
        self.values, self.place = list(codes), codes

    def tally(self, mask):
        """How many of the masked rows have each text."""
        counts = np.bincount(self.codes[mask], minlength=len(self.values)).tolist()
        return {value: n for value, n in zip(self.values, counts, strict=True) if n}

    def among(self, texts):
        return np.isin(self.codes, [self.place[text] for text in texts if text in self.place])


class Days:
    """A column of day numbers, by its different days."""

    def __init__(self, days):
        self.days, self.codes = np.unique(days, return_inverse=True)

    def tally(self, mask):
        """The different days of the masked rows, the earliest first, and how many rows each has."""
        counts = np.bincount(self.codes[mask], minlength=len(self.days))
        found = np.flatnonzero(counts)
        return self.days[found].tolist(), counts[found].tolist()


class Joined:
    """Rows that belong to events, such as participations: which event each belongs to, and what it names."""

    def __init__(self, columns, rows, width):
        table = np.array(rows, np.int64).reshape(-1, width)
        table = table[np.isin(table[:, 0], columns.pks)]
        at, named = columns.row_of(table[:, 0]), [table[:, place] for place in range(1, width)]
        order = np.lexsort([*named, at])
        self.at, self.named = at[order], [values[order] for values in named]

    def tally(self, mask, keys, kept=True):
        """How many different masked events have each key; equal keys of one event must stand together."""
        kept = mask[self.at] & kept
        at, keys = self.at[kept], keys[kept]
        fresh = np.ones(len(at), bool)
        fresh[1:] = (at[1:] != at[:-1]) | (keys[1:] != keys[:-1])
        counts = np.bincount(keys[fresh])
        return {int(key): int(counts[key]) for key in np.flatnonzero(counts)}


class Columns:
    """Of the events among `editions`; `measures` are the countermeasures shown with them."""

    def __init__(self, editions, measures):
        self.editions = editions.order_by()
        rows = list(editions.order_by("newest").values_list(*FIELDS))
        columns = list(zip(*rows, strict=True)) or [()] * len(FIELDS)
        self.pks = np.array(columns[0], np.int64)
        self.kind, self.certainty, self.stage, self.parent = map(Coded, columns[1:5])
        self.key_moment, self.undated = (np.array(column, bool) for column in columns[5:7])
        self.first, self.last = (np.array(column, np.int64) for column in columns[7:9])
        types = dict(measures.values_list("entry", "measure"))
        self.measure = Coded(types.get(parent, "") for parent in columns[4])

    def __len__(self):
        return len(self.pks)

    @cached_property
    def every(self):
        return np.ones(len(self), bool)

    @cached_property
    def step(self):
        return ~self.parent.among([""])

    @cached_property
    def by_pk(self):
        return np.argsort(self.pks)

    def row_of(self, pks):
        """The rows of editions, all of which are among these."""
        return self.by_pk[np.searchsorted(self.pks, pks, sorter=self.by_pk)]

    def of(self, pks):
        """The mask of the events whose editions are among those."""
        return np.isin(self.pks, np.fromiter(pks, np.int64))

    @cached_property
    def oldest(self):
        """The rows from the oldest on, which is not quite the other way round: what has no date comes last in both."""
        pks = np.fromiter(self.editions.order_by("oldest").values_list("pk", flat=True), np.int64)
        return self.row_of(pks[np.isin(pks, self.pks)])

    @cached_property
    def newest(self):
        return np.arange(len(self))

    @cached_property
    def places(self):
        """The places in either order, as cursors name them."""
        return {order: np.array(self.places_in(order), "S36") for order in ("newest", "oldest")}

    def places_in(self, order):
        return [bytes(place) for place in self.editions.order_by(order).values_list(order, flat=True)] or [b""]

    def page(self, mask, order, size, after=None):
        """The pks of the first so many masked events in an order, after a place in it; and how many follow those."""
        rows = getattr(self, order)[self.passed(order, after) if after else 0 :]
        found = rows[mask[rows]]
        return self.pks[found[:size]].tolist(), max(len(found) - size, 0)

    def passed(self, order, place):
        """How many events stand in an order up to a place."""
        return int(np.searchsorted(self.places[order], np.bytes_(place), "right"))

    def place_before(self, mask, order, size, place):
        """The place that the page of masked events before the one after `place` follows; None if that is the first."""
        earlier = np.flatnonzero(mask[getattr(self, order)[: self.passed(order, place)]])
        return bytes(self.places[order][earlier[-size - 1]]) if len(earlier) > size else None

    @cached_property
    def parts(self):
        """Participations: role by its place in `roles`, actor, what the actor is part of or is itself."""
        rows = EditionActor.objects.filter(edition__in=self.editions.values("pk"))
        coded = [
            (edition, self.role_code(role), actor, self.root(actor))
            for edition, actor, role in rows.values_list("edition", "actor", "role")
        ]
        return Joined(self, coded, 4)

    @cached_property
    def roles(self):
        return {}

    def role_code(self, role):
        return self.roles.setdefault(role, len(self.roles))

    @cached_property
    def actors(self):
        """Every actor by its pk, with what it is part of."""
        return {actor.pk: actor for actor in Actor.objects.select_related("part_of")}

    def root(self, actor):
        return self.actors[actor].part_of_id or actor

    @cached_property
    def rests(self):
        rows = EditionSource.objects.filter(edition__in=self.editions.values("pk"))
        return Joined(self, list(rows.values_list("edition", "source")), 2)

    @cached_property
    def actors_of_all(self):
        """How many events there are of each actor, whatever is asked."""
        return self.parts.tally(self.every, self.parts.named[1])

    @cached_property
    def sources_of_all(self):
        return self.rests.tally(self.every, self.rests.named[0])

    @cached_property
    def sources(self):
        return {source.pk: source for source in Source.objects.all()}

    def involving(self, actors, roles):
        """The mask of events with one participation of any of the actors (pks) in any of the roles; None is any."""
        mask = ~self.every
        mask[self.parts.at[self.taking_part(actors, roles)]] = True
        return mask

    def taking_part(self, actors, roles):
        """Which participations are of these actors, in these roles."""
        role, actor, _root = self.parts.named
        kept = np.ones(len(actor), bool)
        if actors is not None:
            kept &= np.isin(actor, list(actors))
        if roles is not None:
            kept &= np.isin(role, [self.roles[name] for name in roles if name in self.roles])
        return kept

    def resting_on(self, sources):
        mask = ~self.every
        mask[self.rests.at[np.isin(self.rests.named[0], list(sources))]] = True
        return mask

    @cached_property
    def first_days(self):
        return Days(self.first)

    @cached_property
    def last_days(self):
        return Days(self.last)

    @cached_property
    def edtf(self):
        """Dates as they are written; empty for those of a single day."""
        vague = self.editions.filter(undated=False).exclude(first_day=F("last_day"))
        texts = dict(vague.annotate(edtf=KT("record__date__edtf")).values_list("pk", "edtf"))
        return Coded(texts.get(pk, "") for pk in self.pks.tolist())

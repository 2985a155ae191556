"""The events of a crisis as columns of numbers in memory, one row an event, in the order readers see first.

What a page counts, in facets and strips, under any filter, is a few passes over these instead of forty questions to the
database. They are made from editions that are shown. An edition never changes, so when the state of the crisis does,
only those not known yet are fetched.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import timedelta
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np
from django.db.models import Count, ExpressionWrapper, F, Field, Sum, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from numpy.typing import NDArray

from timeline.arrays import Coded, Days, Joined, Mask, Numbers, in_order, marked, narrow, numbers, put_in, united
from timeline.models import Actor, Edition, EditionActor, EditionSource, EditionTie, Link, Participation, Source
from timeline.models.editions import EditionQuerySet
from timeline.places import Places

if TYPE_CHECKING:
    from timeline.filters import TimelineFilter


TEXTS = ("kind", "certainty", "stage", "parent", "edtf")
FLAGS = ("key_moment", "undated", "unsettled")
DAYS = ("first_day", "last_day")
ACTOR, ROOT = range(2)  # how participations are named; a root is what the actor is part of, or itself
SOURCE = 0  # how accounts are
ROLES = {role: 1 << number for number, role in enumerate(Participation.Role.values)}
NONE = np.empty(0, np.int64)
SETS = 1 << len(ROLES)  # of roles that an actor can have in one event
# Flags as the database has them, which is quicker.
FIELDS: dict[str, Any] = {name: name for name in ("pk", *TEXTS, *DAYS, "newest")}
FIELDS |= {"edtf": Coalesce("edtf", Value(""))} | {name: ExpressionWrapper(F(name), Field()) for name in FLAGS}
UNSEEN = timedelta(minutes=1)  # longer than a deed takes, from the moment it writes down until others see it
AT_ONCE = 500  # rows; of more at once, the collector of garbage looks through all again and again
MANY = 5_000  # more new editions than this are not asked for by their numbers


class Columns:
    """Of the events that a search can show; `before` are those of another state or moment, which hold most of them."""

    pks: Numbers
    new: Numbers
    kind: Coded
    certainty: Coded
    stage: Coded
    parent: Coded
    edtf: Coded
    key_moment: Mask
    undated: Mask
    unsettled: Mask
    first_day: Days
    last_day: Days
    places: Places

    def __init__(self, search: TimelineFilter, before: Columns | None = None) -> None:
        self.moment, self.past, shown = timezone.now(), search.moment is not None, search.shown()
        self.crisis, self.events = search.crisis, shown.events()
        self.before = before if before is not None and len(before) else None
        self.fill() if self.before is None else self.fill_from(self.before)
        self.measure = self.parent.replaced(dict(shown.countermeasures().values_list("entry", "measure")))
        self.parts, self.rests = self.participations(), self.accounts()
        self.before, self.new = None, NONE

    def fill(self) -> None:
        self.take(self.events.order_by("newest"))

    def fill_from(self, before: Columns) -> None:
        new, kept = self.changes_since(before)
        if len(new) > MANY:
            self.before = None
            return self.fill()
        # By their numbers alone: one that a deed ends meanwhile was among them when they were counted.
        self.take(Edition.objects.filter(pk__in=new.tolist()).order_by("newest"))
        passed = [before.places.newest.passed(self.places.of(row)) for row in range(len(self.places))]
        at = np.concatenate([[0], np.cumsum(kept)])[passed]
        for name in ("pks", *FLAGS):
            setattr(self, name, put_in(getattr(before, name)[kept], at, getattr(self, name)))
        for name in (*TEXTS, *DAYS, "places"):
            setattr(self, name, getattr(before, name).renewed(kept, at, getattr(self, name)))
        self.new = new
        return None

    def changes_since(self, before: Columns) -> Any:
        """The pks that came, and which rows of before are kept; all are asked for where that does not add up."""
        if not self.past:
            new, kept = self.newest_changes(before)
            number, total = self.events.aggregate(n=Count("pk"), sum=Sum("pk", default=0)).values()
            if (len(new) + np.count_nonzero(kept), int(new.sum()) + int(before.pks[kept].sum())) == (number, total):
                return new, kept
        now = numbers(self.events.values_list("pk", flat=True))
        return now[before.row_of(now) < 0], before.of(now)

    def newest_changes(self, before: Columns) -> Any:
        since = before.moment - UNSEEN
        came = numbers(self.events.filter(shown_from__gt=since).values_list("pk", flat=True))
        went = Edition.objects.filter(crisis=self.crisis, shown_until__gt=since, shown_until__lte=timezone.now())
        return came[before.row_of(came) < 0], ~before.of(went.values_list("pk", flat=True))

    def take(self, editions: EditionQuerySet) -> None:
        """Read some hundred at a time: as Python's own objects all would take many times the room of the columns."""
        coded = {name: Coded() for name in TEXTS}
        make: dict[str, Callable[[Any], Any]] = {"pk": numbers, "newest": Places.read}
        make |= {name: column.codes_of for name, column in coded.items()}
        make |= dict.fromkeys(FLAGS, flags) | dict.fromkeys(DAYS, Days.read)
        found: dict[str, list[Any]] = {name: [of(())] for name, of in make.items()}
        for some in portions(editions.values_list(*(FIELDS[name] for name in make))):
            for (name, of), values in zip(make.items(), some, strict=True):
                found[name].append(of(values))
        self.new = np.concatenate(found.pop("pk"))
        self.pks = narrow(self.new)
        self.places = Places.joined(found.pop("newest"))
        for name, column in coded.items():
            column.codes = np.concatenate(found.pop(name))
            setattr(self, name, column)
        for name in FLAGS:
            setattr(self, name, np.concatenate(found.pop(name)))
        for name in DAYS:
            setattr(self, name, Days.joined(found.pop(name)))

    def participations(self) -> Joined:
        """Who takes part: a code is the rank of an actor, those of one root together, and the set of its roles."""
        ranked = sorted(self.actors.values(), key=lambda actor: (self.roots[actor.pk], actor.pk))
        actors = np.repeat([actor.pk for actor in ranked] or [0], SETS)
        ranks = np.zeros(len(self.roots), np.int64)
        ranks[actors[::SETS]] = np.arange(0, len(actors), SETS)
        rows = self.rows_of(EditionActor, actor=numbers, role=lambda roles: numbers(map(ROLES.__getitem__, roles)))
        keys: list[Numbers] = [NONE, *(at * len(actors) + ranks[named] + role for at, named, role in rows)]
        if self.before:
            known = self.before.parts
            # Of an actor that is no more, none are left.
            codes = ranks.take(known.names[ACTOR], mode="clip") + np.arange(len(known.names[ACTOR])) % SETS
            keys.append(known.keys(self.row_of(self.before.pks), codes, len(actors)))
        return Joined(united(in_order(keys), SETS), actors, self.roots[actors])

    def accounts(self) -> Joined:
        """The sources that accounts rest on."""
        names = np.arange(max(self.sources, default=0) + 1)
        rows = self.rows_of(EditionSource, source=numbers)
        keys: list[Numbers] = [NONE, *(at * len(names) + named for at, named in rows)]
        if self.before:
            known = self.before.rests
            keys.append(known.keys(self.row_of(self.before.pks), known.names[SOURCE], len(names)))
        return Joined(in_order(keys), names)

    def rows_of(self, model: type[Any], **make: Callable[[Any], Numbers]) -> Iterator[tuple[Numbers, ...]]:
        """What belongs to the new editions, in portions: the rows of these, and columns of what is named."""
        wanted = self.new.tolist() if self.before else self.events.values("pk")
        for editions, *named in portions(model.objects.filter(edition__in=wanted).values_list("edition", *make)):
            rows = self.row_of(numbers(editions)).astype(np.int64)
            columns = (of(column)[rows >= 0] for of, column in zip(make.values(), named, strict=True))
            yield rows[rows >= 0], *columns

    def __len__(self) -> int:
        return len(self.pks)

    # Rows and places

    @cached_property
    def every(self) -> Mask:
        return np.ones(len(self), bool)

    @cached_property
    def step(self) -> Mask:
        return ~self.parent.among([""])

    @cached_property
    def row_by_pk(self) -> NDArray[np.int32]:
        """The row of each pk from the lowest on; one place more, for those that are not among these, holds -1."""
        rows = np.full(int(self.pks.max(initial=0)) - self.lowest + 2, -1, np.int32)
        rows[self.pks - self.lowest] = np.arange(len(self))
        return rows

    @cached_property
    def lowest(self) -> int:
        return int(self.pks.min()) if len(self) else 0

    def row_of(self, pks: Numbers) -> NDArray[np.int32]:
        """The rows of editions; -1 for those that are not among these."""
        places = pks.astype(np.int64) - self.lowest
        places[(places < 0) | (places >= len(self.row_by_pk))] = -1
        return self.row_by_pk[places]

    def of(self, pks: Any) -> Mask:
        """The mask of the events whose editions are among those."""
        rows = self.row_of(pks if isinstance(pks, np.ndarray) else numbers(pks))
        mask = ~self.every
        mask[rows[rows >= 0]] = True
        return mask

    def page(self, mask: Mask, order: str, size: int, after: bytes | None = None) -> tuple[list[int], int]:
        """The pks of the first so many masked events in an order, after a place in it; and how many follow those."""
        found = self.masked(mask, order, slice(self.passed(order, after) if after else 0, None))
        return self.pks[found[:size]].tolist(), max(len(found) - size, 0)

    def masked(self, mask: Mask, order: str, part: slice) -> Numbers:
        """The masked rows in a part of an order."""
        if order == "newest":
            return np.flatnonzero(mask[part]) + (part.start or 0)
        rows = self.places.oldest.rows[part]
        return rows[mask.take(rows)]

    def passed(self, order: str, place: bytes) -> int:
        """How many events stand in an order up to a place."""
        return int(getattr(self.places, order).passed(place))

    def place_of(self, pk: int, order: str) -> bytes:
        return self.places.of(int(self.row_of(np.array([pk]))[0]), order)

    def place_before(self, mask: Mask, order: str, size: int, place: bytes) -> bytes | None:
        """The place that the page of masked events before the one after `place` follows; None if that is the first."""
        earlier = self.masked(mask, order, slice(self.passed(order, place)))
        return self.places.of(int(earlier[-size - 1]), order) if len(earlier) > size else None

    # Names

    @cached_property
    def actors(self) -> dict[int, Actor]:
        """Every actor by its pk, with what it is part of."""
        return {actor.pk: actor for actor in Actor.objects.select_related("part_of")}

    @cached_property
    def roots(self) -> Numbers:
        """What each actor is part of, or is itself, by its pk."""
        roots = np.arange(max(self.actors, default=0) + 1)
        for actor in self.actors.values():
            roots[actor.pk] = actor.part_of_id or actor.pk
        return roots

    @cached_property
    def sources(self) -> dict[int, Source]:
        return {source.pk: source for source in Source.objects.all()}

    @cached_property
    def actors_of_all(self) -> dict[int, int]:
        """How many events there are of each actor, whatever is asked."""
        return self.parts.tally(self.every, ACTOR)

    @cached_property
    def actors_in_use(self) -> Any:
        """Those with most events first, an order that no filter changes."""
        every = self.actors_of_all
        return sorted((self.actors[pk] for pk in every), key=lambda actor: (-every[actor.pk], actor.name))

    @cached_property
    def sources_in_use(self) -> Any:
        every = self.sources_of_all
        return sorted((self.sources[pk] for pk in every), key=lambda source: (-every[source.pk], source.name))

    @cached_property
    def sources_of_all(self) -> dict[int, int]:
        return self.rests.tally(self.every, SOURCE)

    def involving(self, actors: Collection[int] | None, roles: Collection[str] | None) -> Mask:
        """The mask of events with one participation of any of the actors (pks) in any of the roles; None is any."""
        return self.parts.events(self.taking_part(actors, roles), len(self))

    def in_role(self, role: Any, actors: Collection[int] | None = None) -> Mask:
        """The mask of events in which any of the actors, or anybody, has a role."""
        if actors is not None:
            return self.involving(actors, [role])
        if role not in self.by_role:
            self.by_role[role] = self.involving(None, [role])
        return self.by_role[role]

    @cached_property
    def by_role(self) -> dict[str, Mask]:
        return {}

    def taking_part(self, actors: Collection[int] | None, roles: Collection[str] | None) -> Mask:
        """Which codes of participations are of these actors, in these roles."""
        named = self.parts.names[ACTOR]
        kept = np.ones(len(named), bool)
        if actors is not None:
            kept &= marked(actors & self.actors.keys(), len(self.roots))[named]
        if roles is not None:
            kept &= np.arange(len(named)) % SETS & sum(ROLES[role] for role in set(roles)) > 0
        return kept

    def leading_to(self, events: Mask) -> Mask:
        """The mask of events with a link that says they led to one of the masked."""
        mask = ~self.every
        before, after = self.led_to
        mask[before[events[after]]] = True
        return mask

    @cached_property
    def led_to(self) -> Numbers:
        """The rows of the events on either side of such links."""
        ties = EditionTie.objects.filter(edition__in=self.events.values("pk"), relation=Link.Relation.LED_TO)
        named = dict(self.events.filter(entry__in=ties.values("to")).values_list("entry", "pk"))
        pairs = [(edition, named[to]) for edition, to in ties.values_list("edition", "to") if to in named]
        table = np.array(pairs, np.int64).reshape(-1, 2)
        rows = self.row_of(table)
        return rows[(rows >= 0).all(axis=1)].T

    def resting_on(self, sources: Collection[int]) -> Mask:
        return self.rests.events(np.isin(self.rests.names[SOURCE], list(sources)), len(self))


def portions(rows: Any) -> Iterator[tuple[tuple[Any, ...], ...]]:
    """Rows as columns, some hundred at a time."""
    rows = rows.iterator(AT_ONCE)
    while some := list(islice(rows, AT_ONCE)):
        yield tuple(zip(*some, strict=True))


def flags(values: Collection[Any]) -> Mask:
    return np.array(values, bool)

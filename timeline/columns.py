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
from django.db.models import Case, Count, F, Sum, TextField, Value, When
from django.db.models.fields.json import KT
from django.utils import timezone
from numpy.typing import NDArray

from timeline.arrays import (
    PLACE,
    Coded,
    Days,
    Joined,
    Mask,
    Numbers,
    Places,
    flags,
    give_back,
    integers,
    marked,
    numbers,
    places,
    table,
)
from timeline.models import Actor, Edition, EditionActor, EditionSource, EditionTie, Link, Source
from timeline.models.editions import EditionQuerySet
from timeline.records import DAY_BASE, MINUTE_BASE

if TYPE_CHECKING:
    from timeline.filters import TimelineFilter


TEXTS = ("kind", "certainty", "stage", "parent", "edtf")
FLAGS = ("key_moment", "undated", "unsettled")
DAYS = ("first_day", "last_day")
FIELDS = ("pk", *TEXTS, *FLAGS, *DAYS, "newest")
# The parts of a place in the order, as `records.place` packs them.
PARTS = [("undated", "u1"), ("day", ">u8"), ("timed", "u1"), ("minute", ">u2"), ("width", ">u8"), ("rest", "S16")]
# Read out of the record only where it is no single day.
EDTF = Case(When(first_day=F("last_day"), then=Value("")), default=KT("record__date__edtf"), output_field=TextField())
ROLE, ACTOR, ROOT = range(3)  # the columns of participations; a root is what the actor is part of, or itself
SOURCE = 0  # the column of accounts
UNSEEN = timedelta(minutes=1)  # longer than a deed takes, from the moment it writes down until others see it
AT_ONCE = 5_000  # rows
MANY = 5_000  # more new editions than this are not asked for by their numbers


class Columns:
    """Of the events that a search can show; `before` are those of an earlier state, which hold most of them."""

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
    first_day: Numbers
    last_day: Numbers
    newest_places: Places

    def __init__(self, search: TimelineFilter, before: Columns | None = None) -> None:
        self.moment, shown = timezone.now(), search.shown()
        self.crisis, self.events = search.crisis, shown.events()
        self.before = before if before is not None and len(before) else None
        self.fill() if self.before is None else self.fill_from(self.before)
        self.measure = self.parent.replaced(dict(shown.countermeasures().values_list("entry", "measure")))
        self.parts, self.rests = self.participations(), self.accounts()
        self.before = None
        give_back()

    def fill(self) -> None:
        self.take(self.events.order_by("newest"))

    def fill_from(self, before: Columns) -> None:
        new, kept = self.changes_since(before)
        if len(new) > MANY:
            self.before = None
            return self.fill()
        # By their numbers alone: one that a deed ends meanwhile was among them when they were counted.
        self.take(Edition.objects.filter(pk__in=new.tolist()).order_by("newest"))
        at = np.searchsorted(before.newest_places[kept], self.newest_places)
        for name in ("pks", *FLAGS, *DAYS, "newest_places"):
            setattr(self, name, np.insert(getattr(before, name)[kept], at, getattr(self, name)))
        for name in TEXTS:
            setattr(self, name, getattr(before, name).renewed(kept, at, getattr(self, name)))
        self.new = new
        return None

    def changes_since(self, before: Columns) -> Any:
        """The pks that came, and which rows of before are kept; all are asked for where that does not add up."""
        since = before.moment - UNSEEN
        came = numbers(self.events.filter(shown_from__gt=since).values_list("pk", flat=True))
        went = Edition.objects.filter(crisis=self.crisis, shown_until__gt=since, shown_until__lte=timezone.now())
        new = came[~np.isin(came, before.pks)]
        kept = ~before.of(went.values_list("pk", flat=True))
        number, total = self.events.aggregate(n=Count("pk"), sum=Sum("pk", default=0)).values()
        if (len(new) + np.count_nonzero(kept), new.sum() + before.pks[kept].sum()) == (number, total):
            return new, kept
        now = numbers(self.events.values_list("pk", flat=True))
        return now[~np.isin(now, before.pks)], np.isin(before.pks, now)

    def take(self, editions: EditionQuerySet) -> None:
        """Read some thousand at a time: as Python's own objects all would take many times the room of the columns."""
        coded = {name: Coded() for name in TEXTS}
        make: dict[str, Callable[[Any], NDArray[Any]]] = {
            "pk": integers,
            **{name: column.codes_of for name, column in coded.items()},
        }
        make |= dict.fromkeys(FLAGS, flags) | dict.fromkeys(DAYS, integers) | {"newest": places}
        found = {name: [make[name](())] for name in FIELDS}
        rows = editions.annotate(edtf=EDTF).values_list(*FIELDS).iterator(AT_ONCE)
        while some := list(islice(rows, AT_ONCE)):
            for name, values in zip(FIELDS, zip(*some, strict=True), strict=True):
                found[name].append(make[name](values))
        column = {name: np.concatenate(found.pop(name)) for name in FIELDS}
        self.pks = self.new = column["pk"]
        for name in TEXTS:
            coded[name].codes = column[name]
            setattr(self, name, coded[name])
        for name in (*FLAGS, *DAYS):
            setattr(self, name, column[name])
        self.newest_places = column["newest"]

    def participations(self) -> Joined:
        """Role (its place in `roles`), actor and root of each."""
        self.roles: dict[str, int] = dict(self.before.roles) if self.before else {}
        rows = self.rows_of(EditionActor, "edition", "actor", "role")
        numbered = ((edition, actor, self.roles.setdefault(role, len(self.roles))) for edition, actor, role in rows)
        editions, actors, roles = table(numbered, 3)
        if self.before:
            known = self.before.parts
            editions = np.concatenate([self.before.pks[known.at], editions])
            actors = np.concatenate([known.named[ACTOR], actors])
            roles = np.concatenate([known.named[ROLE], roles])
        return Joined(self, editions, roles, actors, self.roots[actors])

    def accounts(self) -> Joined:
        """The sources that accounts rest on."""
        editions, sources = table(self.rows_of(EditionSource, "edition", "source"), 2)
        if self.before:
            known = self.before.rests
            editions = np.concatenate([self.before.pks[known.at], editions])
            sources = np.concatenate([known.named[SOURCE], sources])
        return Joined(self, editions, sources)

    def rows_of(self, model: type[Any], *names: str) -> Iterator[tuple[Any, ...]]:
        """The rows of the new editions."""
        wanted = self.new.tolist() if self.before else self.events.values("pk")
        rows: Iterator[tuple[Any, ...]] = model.objects.filter(edition__in=wanted).values_list(*names).iterator(AT_ONCE)
        return rows

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
    def first_days(self) -> Days:
        return Days(self.first_day)

    @cached_property
    def last_days(self) -> Days:
        return Days(self.last_day)

    @cached_property
    def row_by_pk(self) -> NDArray[np.int32]:
        """The row of each pk from the lowest on; one place more, for those that are not among these, holds -1."""
        rows = np.full(int(self.pks.max(initial=-1)) - self.lowest + 2, -1, np.int32)
        rows[self.pks - self.lowest] = np.arange(len(self))
        return rows

    @cached_property
    def lowest(self) -> int:
        return int(self.pks.min()) if len(self) else 0

    def row_of(self, pks: Numbers) -> NDArray[np.int32]:
        """The rows of editions; -1 for those that are not among these."""
        places = pks - self.lowest
        places[(places < 0) | (places >= len(self.row_by_pk))] = -1
        return self.row_by_pk[places]

    def of(self, pks: Any) -> Mask:
        """The mask of the events whose editions are among those."""
        rows = self.row_of(numbers(pks))
        mask = ~self.every
        mask[rows[rows >= 0]] = True
        return mask

    @cached_property
    def newest(self) -> Numbers:
        return np.arange(len(self))

    @cached_property
    def oldest_places(self) -> Places:
        """The other way round, days and times are reversed and nothing else."""
        turned = self.newest_places.view(PARTS).copy()
        turned["day"] = 2 * DAY_BASE - turned["day"]
        turned["minute"] = 2 * MINUTE_BASE - turned["minute"]
        return turned.view(PLACE)

    @cached_property
    def oldest(self) -> Numbers:
        """The rows from the oldest on, which is not quite the other way round: what has no date comes last in both."""
        return np.argsort(self.oldest_places)

    def page(self, mask: Mask, order: str, size: int, after: bytes | None = None) -> tuple[list[int], int]:
        """The pks of the first so many masked events in an order, after a place in it; and how many follow those."""
        rows = getattr(self, order)[self.passed(order, after) if after else 0 :]
        found = rows[mask[rows]]
        return self.pks[found[:size]].tolist(), max(len(found) - size, 0)

    def passed(self, order: str, place: bytes) -> int:
        """How many events stand in an order up to a place."""
        places, rows = getattr(self, f"{order}_places"), getattr(self, order)
        return int(np.searchsorted(places, np.bytes_(place), "right", sorter=rows)) if len(rows) else 0

    def place_of(self, pk: int, order: str) -> bytes:
        return bytes(getattr(self, f"{order}_places")[self.row_of(np.array([pk]))[0]])

    def place_before(self, mask: Mask, order: str, size: int, place: bytes) -> bytes | None:
        """The place that the page of masked events before the one after `place` follows; None if that is the first."""
        rows = getattr(self, order)[: self.passed(order, place)]
        earlier = rows[mask[rows]]
        return bytes(getattr(self, f"{order}_places")[earlier[-size - 1]]) if len(earlier) > size else None

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
        mask = ~self.every
        mask[self.parts.at[self.taking_part(actors, roles)]] = True
        return mask

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
        """Which participations are of these actors, in these roles."""
        role, actor, _root = self.parts.named
        kept = np.ones(len(actor), bool)
        if actors is not None:
            kept &= marked(actors & self.actors.keys(), len(self.roots))[actor]
        if roles is not None:
            kept &= marked([self.roles[name] for name in roles if name in self.roles], len(self.roles))[role]
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
        mask = ~self.every
        mask[self.rests.at[np.isin(self.rests.named[SOURCE], list(sources))]] = True
        return mask

"""Editions read: their records with every actor, source and other entry named.

A `Reading` fetches whatever a batch of editions refers to in a fixed number of queries. What is not shown at its moment
is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Hashable, Iterable, Iterator
from datetime import datetime
from operator import attrgetter
from typing import Any, TypeVar
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property

from timeline.filters import TimelineFilter, written
from timeline.models import Actor, Crisis, Edition, Link, Source
from timeline.models.editions import EditionQuerySet
from timeline.records import ANSWERS, actors_in, sources_in

from .entries import SHAPES, Entry, Measure, Name, Shown, Stance, Stub, Tie, Told

Made = TypeVar("Made")

MOST_READ = 3_000  # entries


class Reading:
    """What the public saw of one crisis at one moment, looked at on one day (a day number; today if none)."""

    def __init__(self, crisis: Crisis, at: datetime | None = None, day: int | None = None) -> None:
        self.crisis, self.at = crisis, at
        self.day = today_in(crisis, at) if day is None else day
        self.names: dict[str, Name] = {}
        self.outlets: dict[str, Source] = {}
        self.read: dict[int, Entry] = {}  # by the key of their edition
        self.cards: dict[Any, Any] = {}  # how the list draws them
        self.kept: dict[Hashable, Any] = {}

    def shown(self) -> EditionQuerySet:
        return Edition.objects.shown(self.at).filter(crisis=self.crisis).without_words()

    @cached_property
    def asof(self) -> str:
        """What addresses carry so that the reader stays at the moment: “?asof=…”; empty now."""
        return "?" + urlencode({"asof": written(self.at)}) if self.at else ""

    def entries(self, editions: Iterable[Edition]) -> list[Entry]:
        """Events with their countermeasures, links and names, in the order given."""
        editions = list(editions)
        self.forget_some()
        found = {edition.pk: self.read.get(edition.pk) for edition in editions}
        missing = [edition for edition in editions if not found[edition.pk]]
        fresh = self.fresh_entries(missing) if missing else {}
        self.read |= fresh
        return [found[edition.pk] or fresh[edition.pk] for edition in editions]

    def listed(self, pks: Iterable[int]) -> list[Entry]:
        """The same by the keys of editions: what was read before is not fetched again."""
        fetched = Edition.objects.without_words().in_bulk([pk for pk in pks if pk not in self.read])
        known = {pk: self.read[pk].edition for pk in pks if pk not in fetched}
        editions = known | fetched
        return self.entries(editions[pk] for pk in pks if pk in editions)

    def forget_some(self) -> None:
        """A reading is kept for all readers of a crisis until its state changes; its memory is bounded."""
        if len(self.read) > MOST_READ:
            self.read, self.cards = {}, {}

    def fresh_entries(self, editions: list[Edition]) -> dict[int, Entry]:
        entries = [Entry(edition, self) for edition in editions]
        ids = {entry.id for entry in entries}
        links_here = self.linking_to(ids)
        measures = self.measures_around(entries, ids)
        stubs = self.stubs({link["to"] for entry in entries for link in entry.record["links"]})
        self.learn(entries)
        for entry in entries:
            self.tie(entry, measures, stubs, links_here)
        return {entry.edition.pk: entry for entry in entries}

    def entry(self, edition: Edition) -> Entry:
        return self.entries([edition])[0]

    def remember(self, name: Hashable, make: Callable[[], Made]) -> Made:
        """A thing that depends on the reading alone, made once."""
        thing: Made = self.kept[name] if name in self.kept else self.kept.setdefault(name, make())
        return thing

    @cached_property
    def all_measures(self) -> list[Measure]:
        """Every countermeasure that it shows."""
        # Sorted here: asked for in this order, SQLite walks through every edition there is.
        return self.measures(sorted(self.shown().countermeasures(), key=attrgetter("pk")))

    def with_steps_among(self, parents: Container[str]) -> list[Measure]:
        """The countermeasures of those public ids."""
        return [measure for measure in self.all_measures if measure.id in parents]

    def measures(self, editions: Iterable[Edition]) -> list[Measure]:
        """Countermeasures with their steps and what they answer, in the order given."""
        measures = [Measure(edition, self) for edition in editions]
        steps = self.shown().steps_of(measure.id for measure in measures).in_order("oldest")
        by_parent: dict[str, list[Stub]] = {}
        for edition in steps:
            by_parent.setdefault(edition.parent, []).append(Stub(edition, self))
        stubs = self.stubs({item["event"] for measure in measures for item in measure.record["responds_to"]})
        for measure in measures:
            measure.steps = by_parent.get(measure.id, [])
        self.learn([*measures, *(step for measure in measures for step in measure.steps)])
        for measure in measures:
            measure.responds_to = list(self.answers_of(measure, stubs))
        return measures

    def stances(self) -> list[Stance]:
        """The positions shown, in the desk's order."""
        stances = [Stance(edition, self) for edition in self.shown().positions()]
        self.learn(stances)
        return sorted(stances, key=lambda stance: (stance.record["order"], stance.id))

    def neighbours(self, edition: Edition, search: TimelineFilter) -> list[Stub | None]:
        """The events before and after one in time, among those the filter selects; None at either end."""
        entries = search.entries()
        earlier = entries.filter(oldest__lt=edition.oldest).order_by("-oldest").first()
        later = entries.after(bytes(edition.oldest), "oldest").in_order("oldest").first()
        return [Stub(found, self) if found else None for found in (earlier, later)]

    def history(self, edition: Edition) -> list[Edition]:
        """Every edition of an entry shown up to the reading's moment, newest first."""
        once = Edition.objects.once_shown(self.at).filter(entry=edition.entry).without_words()
        return list(once.order_by("-shown_from", "-pk"))

    def name_of(self, actor: Actor) -> Name:
        return self.names.setdefault(actor.public_id, self.marked(actor))

    def measures_around(self, entries: list[Entry], ids: Collection[str]) -> dict[str, Measure]:
        """The countermeasures that entries are steps of, and those that answer them, by public id."""
        parents = {entry.edition.parent for entry in entries if entry.edition.parent}
        if "all_measures" in vars(self):
            return {measure.id: measure for measure in self.all_measures if around(measure, parents, ids)}
        countermeasures = self.shown().countermeasures()
        answering = countermeasures.tied_to(ids, [ANSWERS]).values("pk")
        found = self.measures(countermeasures.filter(Q(entry__in=parents) | Q(pk__in=answering)))
        return {measure.id: measure for measure in found}

    def linking_to(self, ids: Collection[str]) -> dict[str, list[tuple[Stub, dict[str, Any]]]]:
        """Ties from shown events to any of the ids, as {id: [(edition, link)]}."""
        found: dict[str, list[tuple[Stub, dict[str, Any]]]] = {}
        linking = self.shown().events().tied_to(ids, Link.Relation.values)
        for edition in linking.in_order("oldest"):
            for link in edition.record["links"]:
                if link["to"] in ids:
                    found.setdefault(link["to"], []).append((Stub(edition, self), link))
        return found

    def stubs(self, ids: Collection[str]) -> dict[str, Stub]:
        """Shown events by public id."""
        return {edition.entry: Stub(edition, self) for edition in self.shown().events().of_entries(ids)}

    def tie(
        self,
        entry: Entry,
        measures: dict[str, Measure],
        stubs: dict[str, Stub],
        links_here: dict[str, list[tuple[Stub, dict[str, Any]]]],
    ) -> None:
        entry.parent = measures.get(entry.edition.parent)
        entry.answered_by = sorted(
            (measure for measure in measures.values() if any(tie.entry.id == entry.id for tie in measure.responds_to)),
            key=lambda measure: bytes(measure.steps[0].edition.oldest) if measure.steps else b"",
        )
        entry.links = [
            Tie(stubs[link["to"]], link["relation"], link["basis"])
            for link in entry.record["links"]
            if link["to"] in stubs
        ]
        entry.links_here = [Tie(stub, link["relation"], link["basis"]) for stub, link in links_here.get(entry.id, ())]

    def answers_of(self, measure: Measure, stubs: dict[str, Stub]) -> Iterator[Tie]:
        told = {one.id: one for one in measure.told_anywhere}
        for item in measure.record["responds_to"]:
            if item["event"] in stubs:
                yield Tie(stubs[item["event"]], ANSWERS, item["basis"], told.get(item["account"]))

    def learn(self, shown: Iterable[Shown]) -> None:
        """Fetch the actors and sources that records name and that are not known yet."""
        actors, sources = set(), set()
        for one in shown:
            actors |= actors_in(one.record)
            sources |= sources_in(one.record)
        for actor in Actor.objects.filter(public_id__in=actors - self.names.keys()).select_related("part_of"):
            self.names[actor.public_id] = self.marked(actor)
        for source in Source.objects.filter(public_id__in=sources - self.outlets.keys()):
            self.outlets[source.public_id] = source

    def name(self, public_id: str) -> Name:
        return self.names[public_id]

    def marked(self, actor: Actor) -> Name:
        """An actor with the mark of its state: its place among the sides, or the last, neutral shape."""
        root = actor.part_of_id or actor.pk
        return Name(actor, min(self.side_order.get(root, SHAPES), SHAPES), self.crisis.slug, self.asof)

    @cached_property
    def side_order(self) -> dict[int, int]:
        sides = self.crisis.side_set.values_list("actor", flat=True)
        return {actor: place for place, actor in enumerate(sides, start=1)}

    def told(self, item: dict[str, Any]) -> Told:
        relayed = item["relayed_from"]
        origin = self.outlets[relayed["source"]] if relayed else None
        answers = {answer["point"]: answer["text"] for answer in item["answers"]}
        return Told(item, self.outlets[item["source"]], origin, answers)


def around(measure: Measure, parents: Container[str], ids: Container[str]) -> bool:
    """Whether a countermeasure is one of the parents, or answers one of the events of those ids."""
    return measure.id in parents or any(tie.entry.id in ids for tie in measure.responds_to)


def today_in(crisis: Crisis, at: datetime | None = None) -> int:
    """The day it is in the crisis's zone at a moment, as a day number."""
    return (at or timezone.now()).astimezone(ZoneInfo(crisis.time_zone)).date().toordinal()

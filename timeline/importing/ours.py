"""`export.json` taken in: everything keeps its id, and what names another entry finds it again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from timeline import versions
from timeline.batches import batches
from timeline.formats.export_json_in import Item, parts_of
from timeline.formats.incoming import FileFault, Place, RowFault, quoted
from timeline.formats.json_stream import Reader
from timeline.formats.opening import Text
from timeline.importing.outcomes import Taken
from timeline.models import (
    Countermeasure,
    Crisis,
    Edition,
    Event,
    Link,
    Noun,
    Position,
    Record,
    Sealed,
    Version,
    WorkingEntry,
)
from timeline.records import PREFETCH, fresh, record_of
from timeline.workflow import may_edit
from timeline.writing import write

from .book import Book
from .outcomes import ADD, CHANGE, REFUSED, SAME, Outcome, date_words
from .planting import check, check_accounts, check_event, plant
from .targets import ENTRY_ID, countermeasure_target, event_target, position_target

BATCH = 300
ASKED = 500  # ids in one question
MOST_NAMES = 20_000  # countermeasures, positions, actors and sources of a file, together


class Ours:
    """A file of our own. It is read twice: what there is of names and ids first, then the events a batch at a time."""

    def __init__(self, crisis: Crisis, *, by: User | None, hear: Callable[[Outcome], None]) -> None:
        self.crisis, self.by, self.hear = crisis, by, hear
        kinds = ("countermeasures", "positions", "actors", "sources")
        self.lists: dict[str, list[tuple[Place, Any]]] = {name: [] for name in kinds}
        self.head: dict[str, Any] = {}
        self.slugs: dict[str, str] = {}
        self.ids: set[str] = set()
        self.links: dict[str, list[dict[str, Any]]] = {}
        self.touched: list[tuple[Any, bool]] = []  # entries, events by their ids, and whether they were changed
        self.refused: set[str] = set()
        self.seen: set[str] = set()

    def take(self, text: Text) -> None:
        with text.open() as stream:
            self.survey(parts_of(Reader(stream), events=False))
        self.book = Book(self.crisis, self.slugs)
        self.take_names()
        self.take_crisis()
        waiting = self.begin_countermeasures()
        with text.open() as stream:
            for batch in batches(parts_of(Reader(stream), events=True), BATCH):
                self.take_events(batch)
        self.tie()
        self.finish_countermeasures(waiting)
        self.take_positions()
        self.keep_versions()

    def survey(self, parts: Iterator[tuple[str, Place, Any]]) -> None:
        """What the file holds besides events, and the id of every event by its address."""
        for key, place, item in parts:
            if key == "head":
                self.head[item[0]] = item[1]
            elif key == "mention":
                if isinstance(item, dict) and isinstance(item.get("id"), str):
                    self.ids.add(item["id"])
                    self.slugs[str(item.get("slug"))] = item["id"]
            else:
                self.lists[key].append((place, item))
                if sum(map(len, self.lists.values())) > MOST_NAMES:
                    raise FileFault(_("It has more than %(most)d names and countermeasures.") % {"most": MOST_NAMES})

    def take_names(self) -> None:
        for key, taking in (("actors", self.book.take_actor), ("sources", self.book.take_source)):
            for place, value in states_first(self.lists[key]):
                self.try_row(place, value, taking)

    def take_crisis(self) -> None:
        if "crisis" in self.head:
            try:
                self.book.fill_crisis(Item(self.head["crisis"]))
            except RowFault as fault:
                self.refuse(Place(1, "crisis"), self.head["crisis"], fault)

    def try_row(self, place: Place, value: Any, deed: Callable[[Item], Taken]) -> None:
        """Do something with an item and tell its outcome; a fault in it is its outcome."""
        try:
            item = Item(value)
            result, changes, notes = deed(item)
            self.hear(Outcome(result, place, title_of(value), "", tuple(changes), notes=tuple(notes)))
        except RowFault as fault:
            self.refuse(place, value, fault)

    def refuse(self, place: Place, value: Any, fault: RowFault) -> None:
        if isinstance(value, dict) and isinstance(value.get("id"), str):
            self.refused.add(value["id"])
        path = ".".join(part for part in (place.path, fault.path) if part)
        outcome = Outcome(REFUSED, type(place)(place.line, path), title_of(value), cause=fault.cause, mend=fault.mend)
        self.hear(outcome)

    # Countermeasures stand before their steps, and say what they answer after all events stand.

    def begin_countermeasures(self) -> list[Any]:
        waiting = []
        for place, value in self.lists["countermeasures"]:
            try:
                item = Item(value)
                own = self.own_id(item, Countermeasure)
                stored = Countermeasure.objects.filter(public_id=own).first()
                made = stored or self.make_countermeasure(item, own)
                self.book.keep_countermeasure(made, item.text("slug"))
                waiting.append((place, item, made, stored is None))
            except RowFault as fault:
                self.refuse(place, value, fault)
        return waiting

    def make_countermeasure(self, item: Item, own: str) -> Countermeasure:
        made = Countermeasure(public_id=own, crisis=self.crisis, title=item.text("title", needed=True))
        made.slug = self.book.free_slug(Countermeasure, item.text("slug"), made.title)
        made.measure = item.text("type") or "other"
        check(made)
        made.created_by = made.saved_by = self.by
        made.save()
        return made

    def finish_countermeasures(self, waiting: list[Any]) -> None:
        for place, item, made, new in waiting:
            self.try_row(place, item.value, partial(self.finish, made=made, new=new))

    def finish(self, item: Item, made: Countermeasure, new: bool) -> Taken:
        record = countermeasure_target(item, self.book)
        trial = Countermeasure(public_id=made.public_id, slug=made.slug, title=record["title"], measure=record["type"])
        trial.short_title, trial.formality = record["short_title"], record["formality"] or ""
        check(trial)
        check_accounts(record)
        return self.settle(made, record, new)

    def take_positions(self) -> None:
        for place, value in self.lists["positions"]:
            self.try_row(place, value, self.take_position)

    def take_position(self, item: Item) -> Taken:
        own = self.own_id(item, Position)
        record = position_target(item, self.book)
        check(Position(public_id=own, text=record["text"], order=record["order"]))
        check_accounts(record)
        stored = Position.objects.filter(public_id=own).first()
        made = stored or Position(public_id=own, crisis=self.crisis, created_by=self.by)
        return self.settle(made, record, stored is None)

    def settle(self, entry: Countermeasure | Position, record: Record, new: bool) -> Taken:
        """Write a countermeasure or position if it is new or differs; (result, changes, notes)."""
        self.seen.add(entry.public_id)
        changes = [] if new else differing(record_of(fresh(entry)), record)
        if not new and not changes:
            self.touched.append((entry, False))
            return SAME, (), ()
        self.must_be_allowed(entry, new)
        self.book.refuse_foreign_accounts(entry, record)
        entry.saved_by = self.by
        write(entry, record)
        self.touched.append((entry, True))
        return (ADD, (), ()) if new else (CHANGE, changes, ())

    def must_be_allowed(self, entry: WorkingEntry, new: bool) -> None:
        if not new and self.by is not None and not may_edit(self.by, entry):
            raise RowFault(_("You may not change that entry."), _("Ask an editor to import the file."))

    def own_id(self, item: Item, model: type[Countermeasure | Event | Position]) -> str:
        """The id of an entry that may be taken in here. Raises RowFault."""
        own = item.text("id", needed=True)
        if not ENTRY_ID.fullmatch(own):
            raise RowFault(_("“%(id)s” is no id: twelve small letters and digits.") % {"id": quoted(own)}, path="id")
        if own in self.seen:
            raise RowFault(_("The id “%(id)s” stands in the file twice.") % {"id": own}, path="id")
        elsewhere = model.objects.filter(public_id=own).exclude(crisis=self.crisis).first()
        if elsewhere:
            where = {"crisis": elsewhere.crisis}
            raise RowFault(_("That id belongs to another crisis here, “%(crisis)s”.") % where, path="id")
        if Sealed.objects.filter(entry=own).exists():
            raise RowFault(_("It was removed from this desk for good."), _("Take it out of the file."), "id")
        return own

    # Events

    def take_events(self, batch: list[tuple[str, Place, Any]]) -> None:
        self.book.prepare([value for _key, _place, value in batch])
        stored = self.stored_events(batch)
        judged = [self.judge(place, value, stored) for _key, place, value in batch]
        new = [one for one in judged if one and one.result == ADD]
        plant(
            [(one.record, one.slug, self.book.reports) for one in new],
            self.crisis,
            by=self.by,
            countermeasures=self.book.parent_keys,
            actors=self.book.actor_keys,
        )
        for one in judged:
            if one and one.event and one.result == CHANGE:
                one.event.saved_by = self.by
                write(one.event, one.record | {"slug": one.slug, "links": []})
        self.tell(judged)

    def stored_events(self, batch: list[tuple[str, Place, Any]]) -> dict[str, Event]:
        ids = [value["id"] for _key, _place, value in batch if isinstance(value, dict) and has_id(value)]
        events = Event.objects.filter(public_id__in=ids).prefetch_related(*PREFETCH[Noun.EVENT])
        self.merged = dict(Edition.objects.filter(entry__in=ids).exclude(survivor="").values_list("entry", "survivor"))
        return {event.public_id: event for event in events}

    def judge(self, place: Place, value: Any, stored: dict[str, Any]) -> Judged | None:
        """A Judged, None for an item that is refused."""
        try:
            item = Item(value)
            own = self.own_id(item, Event)
            event = stored.get(own)
            self.refuse_merged(own, event)
            record, notes = event_target(item, self.book, event)
            slug = self.slug_of(item, record, event)
            self.book.refuse_foreign_accounts(event, record)
            check_event(record, self.crisis, slug)
            one = Judged(place, event, record, slug, notes)
            if event and one.result == CHANGE:
                self.must_be_allowed(event, False)
        except RowFault as fault:
            self.refuse(place, value, fault)
            return None
        self.seen.add(own)
        if one.result != SAME:
            self.links[own] = record["links"]
        return one

    def refuse_merged(self, own: str, event: Event | None) -> None:
        if event is None and own in self.merged:
            where = {"id": self.merged[own]}
            raise RowFault(_("The desk has merged it with the entry %(id)s.") % where, _("Take it out of the file."))

    def slug_of(self, item: Item, record: Record, event: Event | None) -> str:
        """The address the file gives, unless another event here has it."""
        slug = item.text("slug")
        if self.book.addresses.keep(slug, record["id"]):
            return slug
        return event.slug if event else self.book.addresses.free(record["headline"], record["id"])

    def tell(self, judged: list[Judged | None]) -> None:
        for one in filter(None, judged):
            self.hear(one.outcome())
            self.touched.append((one.record["id"], one.result != SAME))

    def tie(self) -> None:
        """Write the links of all events written, now that each has what it links to."""
        wanted = {item["to"] for links in self.links.values() for item in links} | self.links.keys()
        keys: dict[str, int] = {}
        for ids in batches(sorted(wanted), ASKED):
            keys |= dict(Event.objects.filter(public_id__in=ids, crisis=self.crisis).values_list("public_id", "pk"))
        Link.objects.bulk_create(
            (
                Link(
                    event_id=keys[own], to_id=keys[item["to"]], relation=item["relation"], basis=item["basis"], order=n
                )
                for own, links in self.links.items()
                for n, item in enumerate(links)
                if item["to"] in keys and own in keys
            ),
            batch_size=BATCH,
        )

    def keep_versions(self) -> None:
        events = [own for own, changed in self.touched if isinstance(own, str) and changed]
        for ids in batches(events, ASKED):
            rows = list(Event.objects.filter(public_id__in=ids))
            versions.keep_all(rows, by=self.by, deed=Version.Deed.IMPORTED)
        for entry, changed in self.touched:
            if changed and not isinstance(entry, str):
                versions.keep(entry, by=self.by, deed=Version.Deed.IMPORTED)

    def vanished(self) -> Iterator[str]:
        """Headlines of what readers see here and a newer whole export of this crisis lacks."""
        crisis = self.head.get("crisis")
        if self.head.get("filter") or not isinstance(crisis, dict) or crisis.get("id") != self.crisis.public_id:
            return
        shown = Event.objects.filter(crisis=self.crisis, state=Event.State.PUBLISHED)
        for own, headline in shown.values_list("public_id", "headline").iterator():
            if own not in self.ids:
                yield headline

    def entries(self) -> Iterator[tuple[Event, bool]]:
        """Everything taken in and whether it was changed: countermeasures, positions, then events."""
        whole = [(entry, changed) for entry, changed in self.touched if not isinstance(entry, str)]
        yield from sorted(whole, key=lambda pair: not isinstance(pair[0], Countermeasure))
        for own, changed in self.touched:
            if isinstance(own, str):
                yield Event.objects.get(public_id=own), changed


class Judged:
    """What an event of the file would do."""

    def __init__(self, place: Place, event: Event | None, record: Record, slug: str, notes: list[str]) -> None:
        self.place, self.event, self.record, self.slug, self.notes = place, event, record, slug, notes
        self.changes = differing(record_of(event) | {"slug": event.slug}, record | {"slug": slug}) if event else []
        self.result = ADD if event is None else CHANGE if self.changes else SAME

    def outcome(self) -> Outcome:
        headline, date = self.record["headline"], date_words(self.record["date"])
        return Outcome(self.result, self.place, headline, date, tuple(self.changes), notes=tuple(self.notes))


def differing(current: Record, record: Record) -> list[str]:
    return [name for name in record if record[name] != current.get(name)]


def has_id(value: Any) -> bool:
    return isinstance(value.get("id"), str) and ENTRY_ID.fullmatch(value["id"]) is not None


def states_first(items: list[Any]) -> list[Any]:
    """Actors that are part of nothing before those that are part of something."""
    return sorted(items, key=lambda pair: bool(isinstance(pair[1], dict) and pair[1].get("part_of")))


def title_of(value: Any) -> str:
    if not isinstance(value, dict):
        return ""
    for name in ("headline", "title", "name", "text"):
        if isinstance(value.get(name), str):
            return str(value[name][:300])
    return ""

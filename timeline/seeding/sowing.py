"""Made-up records put into the database, published, a batch at a time."""

import gc
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from django.db import connection, transaction

from timeline.importing.planting import plant
from timeline.models import Countermeasure, Crisis, Edition, Event, Link, Noun, Position, Record, Report, Side, Version
from timeline.publishing import Change, show
from timeline.records import index_editions, new_edition
from timeline.seeding.measures import Plan
from timeline.versions import keep
from timeline.writing import REPORT_FIELDS, write

from .cast import gather
from .entries import NOW, RECENT, Maker
from .ids import made_id
from .measures import countermeasure, plans, position
from .phrases import REASONS

BATCH = 1000
CORRECTED = 0.02  # of all events: each has an edition more


class Taken(Exception):
    """There is a crisis at that address already."""


def seed(slug: str, events: int, hear: Callable[[int], None] = lambda _done: None) -> Crisis:
    """Make a published crisis of so many events; `hear` is told how many there are so far. Gives the crisis.

    Until everything is in, the crisis is a draft, of which readers see nothing.
    """
    if Crisis.objects.filter(slug=slug).exists():
        raise Taken
    make_room()
    sowing = begun(slug, events)
    with collecting_seldom():
        for first in range(0, events, BATCH):
            sow(sowing, range(first, min(first + BATCH, events)))
            hear(min(first + BATCH, events))
            gc.collect()
    finish(sowing)
    return Crisis.objects.get(slug=slug)


def make_room() -> None:
    """Indexes on random ids touch pages all over the file: SQLite would write each of them again for every batch."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA cache_size = -200000")
            cursor.execute("PRAGMA wal_autocheckpoint = 50000")


@contextmanager
def collecting_seldom() -> Iterator[None]:
    """Thousands of rows at once make Python look for garbage again and again, a fifth of the time."""
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.unfreeze()


@dataclass
class Sowing:
    crisis: Crisis
    maker: Maker
    plans: list[Plan]
    steps: dict[int, tuple[str, str]]  # number of an event: countermeasure, stage
    keys: dict[str, int]  # of countermeasures, by public id
    sources: dict[str, int]
    reports: dict[str, Report] = field(default_factory=dict)  # the latest, by public id
    events: dict[str, int] = field(default_factory=dict)  # keys of the latest, by public id


@transaction.atomic
def begun(slug: str, events: int) -> Sowing:
    """The crisis, its cast, and its countermeasures as empty drafts, for their steps to name."""
    cast = gather()
    maker = Maker(slug, events, cast)
    crisis = Crisis.objects.create(
        public_id=made_id(slug),
        slug=slug,
        title=f"Made-up crisis of {events:,} events",
        standfirst="Everything here is made up, to try the program on.",
        time_zone="Asia/Tokyo",
    )
    Side.objects.bulk_create(Side(crisis=crisis, actor=actor, order=n) for n, actor in enumerate(cast.states[:2]))
    planned = plans(slug, events, maker.chance)
    drafts = Countermeasure.objects.bulk_create(
        Countermeasure(public_id=plan.public_id, crisis=crisis, slug=f"measure-{place + 1}", title=plan.public_id)
        for place, plan in enumerate(planned)
    )
    steps = {number: (plan.public_id, stage) for plan in planned for number, stage in plan.steps.items()}
    keys = {draft.public_id: draft.pk for draft in drafts}
    return Sowing(crisis, maker, planned, steps, keys, {source.public_id: source.pk for source in cast.sources})


@transaction.atomic
def sow(sowing: Sowing, numbers: Iterable[int]) -> None:
    """One batch of events, shown."""
    maker, known = sowing.maker, sowing.reports
    records = [maker.event(number, sowing.steps.get(number)) for number in numbers]
    sow_reports(sowing, records)
    shown = {record["id"]: maker.moment(number) for number, record in zip(numbers, records, strict=True)}
    rows = [(record, f"event-{number + 1}", known) for number, record in zip(numbers, records, strict=True)]
    events = plant(rows, sowing.crisis, by=None, countermeasures=sowing.keys, actors=maker.cast.keys, first_shown=shown)
    sow_links(sowing, events, records)
    sow_editions(sowing, events, records)
    sowing.reports = dict(list(known.items())[-2 * RECENT :])


def sow_reports(sowing: Sowing, records: list[Record]) -> None:
    accounts = [account for record in records for account in record["accounts"]]
    told = [account["report"] for account in accounts]
    told += [account["relayed_from"] for account in accounts if account["relayed_from"]]
    new = {item["id"]: item for item in told if item["id"] not in sowing.reports}
    rows = Report.objects.bulk_create(report_from(item, sowing.sources) for item in new.values())
    sowing.reports.update((row.public_id, row) for row in rows)


def report_from(item: dict[str, Any], sources: dict[str, int]) -> Report:
    days = {name: date.fromisoformat(item[name]) for name in ("published", "accessed")}
    fields = {name: item[name] for name in REPORT_FIELDS}
    return Report(public_id=item["id"], source_id=sources[item["source"]], **days, **fields)


def sow_links(sowing: Sowing, events: list[Event], records: list[Record]) -> None:
    sowing.events |= {event.public_id: event.pk for event in events}
    Link.objects.bulk_create(
        Link(event=event, to_id=sowing.events[item["to"]], relation=item["relation"], basis=item["basis"])
        for event, record in zip(events, records, strict=True)
        for item in record["links"]
    )
    sowing.events = {event.public_id: event.pk for event in events[-RECENT:]}


def sow_editions(sowing: Sowing, events: list[Event], records: list[Record]) -> None:
    editions = []
    for event, record in zip(events, records, strict=True):
        editions += editions_of(event, record, sowing.maker.chance)
    index_editions(Edition.objects.bulk_create(editions))
    Version.objects.bulk_create(
        Version(
            crisis=sowing.crisis,
            noun=Noun.EVENT,
            entry=event.public_id,
            number=1,
            deed=Version.Deed.LOADED,
            at=event.first_shown or NOW,
            record=record | {"slug": event.slug},
        )
        for event, record in zip(events, records, strict=True)
    )


def editions_of(event: Event, record: Record, chance: Random) -> list[Edition]:
    """What readers were shown of an event: once in a while something else first."""
    began = event.first_shown or NOW
    now = new_edition(event, record)
    now.public_id = made_id(event.public_id, "edition", 2)
    now.shown_from = now.first_shown = began
    if chance.random() > CORRECTED:
        return [now]
    before = new_edition(event, record | {"summary": f"First reports: {record['summary']}"})
    before.public_id = made_id(event.public_id, "edition", 1)
    before.shown_from = before.first_shown = began
    now.shown_from = min(began + timedelta(hours=chance.randint(1, 72)), NOW + timedelta(days=1))
    now.change, now.reason = Change.CORRECTION, chance.choice(REASONS)
    before.shown_until, before.ended = now.shown_from, Edition.Ended.REPLACED
    return [before, now]


@transaction.atomic
def finish(sowing: Sowing) -> None:
    """Countermeasures and stances, by the same functions as anyone's; then readers see the crisis."""
    crisis, maker, chance = sowing.crisis, sowing.maker, sowing.maker.chance
    for place, plan in enumerate(sowing.plans):
        entry = Countermeasure.objects.get(public_id=plan.public_id)
        sow_entry(entry, countermeasure(plan, place, maker, chance), maker.moment(min(plan.steps)))
    for place, actor in enumerate(maker.cast.states):
        record = position(actor, place, maker, chance)
        sow_entry(Position(public_id=record["id"], crisis=crisis, actor=actor), record, maker.moment(0))
    Crisis.locked(crisis.pk)
    Crisis.objects.filter(pk=crisis.pk).update(state=Crisis.State.ONGOING)
    gather_statistics()


def sow_entry(entry: Countermeasure | Position, record: Record, moment: datetime) -> None:
    write(entry, record)
    show(entry, moment, by=None, change=Change.FIRST, reason="")
    keep(entry, by=None, deed=Version.Deed.LOADED)


def gather_statistics() -> None:
    """A planner that knows nothing of the new rows reads the wrong index."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")

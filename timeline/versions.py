"""The history of working copies: every deed leaves a version, and any version can be taken up again."""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from timeline.models import Countermeasure, Event, Noun, Position, Record, Version, WorkingEntry
from timeline.naming import free_slug
from timeline.records import PREFETCH, fresh, noun_of, record_of
from timeline.writing import write

MODELS: dict[str, type[WorkingEntry]] = {
    Noun.EVENT: Event,
    Noun.COUNTERMEASURE: Countermeasure,
    Noun.POSITION: Position,
}


@transaction.atomic(savepoint=False)
def keep(
    entry: WorkingEntry,
    *,
    by: User | None,
    deed: Version.Deed = Version.Deed.SAVED,
    why: str = "",
    record: Record | None = None,
    held: bool = False,
    **changes: Any,
) -> Version:
    """Keep a working copy as it now stands, numbered after the last; every door that saves one calls this.

    Who has just made its record gives it along, and who has held it since says so: neither is read again. `changes` are
    columns of the working copy that are written with its number.
    """
    changes["version"] = number = next_number(entry, held=held)
    type(entry).objects.filter(pk=entry.pk).update(**changes)
    for name, value in changes.items():
        setattr(entry, name, value)
    version = unsaved(entry, number, whole(entry, record), by=by, deed=deed, at=timezone.now(), why=why)
    version.save(force_insert=True)
    return version


def unsaved(
    entry: WorkingEntry, number: int, record: Record, *, by: User | None, deed: Version.Deed, at: datetime, why: str
) -> Version:
    return Version(
        crisis_id=entry.crisis_id,
        noun=noun_of(entry),
        entry=entry.public_id,
        number=number,
        deed=deed,
        by=by,
        at=at,
        why=why,
        record=record,
    )


@transaction.atomic
def keep_all(entries: list[Event], *, by: User | None, deed: Version.Deed, why: str = "") -> list[Event]:
    """`keep` for many entries of one noun, in a fixed number of queries; gives them as stored, in their order."""
    if not entries:
        return []
    model, noun = type(entries[0]), noun_of(entries[0])
    held = model.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=[entry.pk for entry in entries])
    stored = {entry.pk: entry for entry in held.prefetch_related(*PREFETCH[noun])}
    past = Version.objects.filter(entry__in=[entry.public_id for entry in stored.values()])
    last = dict(past.order_by().values_list("entry").annotate(Max("number")))
    rows, now = [stored[entry.pk] for entry in entries], timezone.now()
    for entry in rows:
        before = last.get(entry.public_id, 0)
        entry.version = max(entry.version, before) + 1 if before else entry.version
    model.objects.bulk_update([entry for entry in rows if entry.public_id in last], ["version"])
    Version.objects.bulk_create(
        unsaved(entry, entry.version, whole(entry, record_of(entry)), by=by, deed=deed, at=now, why=why)
        for entry in rows
    )
    return rows


def whole(entry: WorkingEntry, record: Record | None = None) -> Record:
    """Everything a version keeps of a working copy."""
    return (record or record_of(fresh(entry))) | {"slug": getattr(entry, "slug", "")}


def changed(entry: WorkingEntry) -> bool:
    """Whether the working copy differs from its last version."""
    last = history(entry).first()
    return last is None or last.record != whole(entry)


def next_number(entry: WorkingEntry, *, held: bool) -> int:
    """The number after the last; the row is held, so that two saves at once get two numbers."""
    rows = type(entry).objects.select_for_update(no_key=True).filter(pk=entry.pk)
    number: int = entry.version if held else rows.values_list("version", flat=True).get()
    last = Version.objects.filter(entry=entry.public_id).values_list("number", flat=True).first() or 0
    return max(number, last) + 1 if last else number


def history(entry: WorkingEntry) -> QuerySet[Version]:
    """Every version of an entry, newest first."""
    return Version.objects.filter(entry=entry.public_id).select_related("by")


@transaction.atomic
def restore(version: Version, *, by: User | None, why: str = "") -> WorkingEntry:
    """Make the working copy what it was, children too; one that was deleted comes back as a draft. Returns it."""
    model = MODELS[version.noun]
    entry = model.objects.filter(public_id=version.entry).first()
    entry = entry or model(public_id=version.entry, crisis_id=version.crisis_id)
    write(entry, version.record | {"slug": free_address(entry, version.record)})
    keep(entry, by=by, deed=Version.Deed.RESTORED, why=why or str(version.number))
    return entry


def free_address(entry: WorkingEntry, record: Record) -> str:
    """The address a record had, unless another entry has it by now."""
    slug: str = record.get("slug", "")
    if isinstance(entry, Position):
        return slug
    rows = type(entry).objects.filter(crisis=entry.crisis_id).exclude(pk=entry.pk)
    if not slug or not rows.filter(slug=slug).exists():
        return slug
    return entry.slug or free_slug(rows, slug, fallback=entry.public_id)

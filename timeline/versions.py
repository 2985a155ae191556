"""The history of working copies: every deed leaves a version, and any version can be taken up again."""

from django.db import transaction
from django.utils import timezone

from timeline.models import Countermeasure, Event, Noun, Position, Version
from timeline.records import fresh, noun_of, record_of
from timeline.writing import write

MODELS = {Noun.EVENT: Event, Noun.COUNTERMEASURE: Countermeasure, Noun.POSITION: Position}


@transaction.atomic
def keep(entry, *, by, deed=Version.Deed.SAVED, why=""):
    """Keep a working copy as it now stands, numbered after the last; every door that saves one calls this."""
    number = next_number(entry)
    type(entry).objects.filter(pk=entry.pk).update(version=number)
    entry.version = number
    return Version.objects.create(
        crisis_id=entry.crisis_id,
        noun=noun_of(entry),
        entry=entry.public_id,
        number=number,
        deed=deed,
        by=by,
        at=timezone.now(),
        why=why,
        record=whole(entry),
    )


def whole(entry):
    """Everything a version keeps of a working copy."""
    return record_of(fresh(entry)) | {"slug": getattr(entry, "slug", "")}


def changed(entry):
    """Whether the working copy differs from its last version."""
    last = history(entry).first()
    return last is None or last.record != whole(entry)


def next_number(entry):
    """The number after the last; the row is held, so that two saves at once get two numbers."""
    held = type(entry).objects.select_for_update().get(pk=entry.pk)
    last = Version.objects.filter(entry=entry.public_id).values_list("number", flat=True).first() or 0
    return max(held.version, last) + 1 if last else held.version


def history(entry):
    """Every version of an entry, newest first."""
    return Version.objects.filter(entry=entry.public_id).select_related("by")


@transaction.atomic
def restore(version, *, by, why=""):
    """Make the working copy what it was, children too; one that was deleted comes back as a draft. Returns it."""
    model = MODELS[version.noun]
    entry = model.objects.filter(public_id=version.entry).first()
    entry = entry or model(public_id=version.entry, crisis_id=version.crisis_id)
    write(entry, version.record)
    keep(entry, by=by, deed=Version.Deed.RESTORED, why=why or str(version.number))
    return entry

"""Removing: for law, safety or privacy, a text leaves every address, past and present; a sealed copy stays."""

from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from timeline import lookups
from timeline.models import (
    Countermeasure,
    Crisis,
    Edition,
    EditionActor,
    EditionSource,
    EditionTie,
    External,
    Note,
    Response,
    Sealed,
    Version,
    WorkingEntry,
)
from timeline.pictures import forget_files
from timeline.records import noun_of
from timeline.versions import MODELS, keep, whole
from timeline.writing import write

from .checks import require


@transaction.atomic
def remove(entry: WorkingEntry, *, by: User | None, ground: str) -> Sealed:
    """Leave nothing of an entry but where it stood and when it went; its steps go too. Gives the sealed copy."""
    require(by, "remove")
    if not ground.strip():
        raise ValidationError({"ground": _("Say on what ground: law, safety or privacy.")})
    Crisis.locked(entry.crisis_id)
    if isinstance(entry, Countermeasure):
        for step in entry.steps.all():
            remove(step, by=by, ground=ground)
    sealed = seal(entry, by, ground)
    pictures = pictures_of(entry)
    transaction.on_commit(lambda: forget_files(pictures))
    empty_editions(entry)
    Version.objects.filter(entry=entry.public_id).delete()
    Note.objects.filter(entry=entry.public_id).delete()
    External.objects.filter(entry=entry.public_id).update(said={}, extra={})
    forget_in_log(entry)
    Response.objects.filter(event__public_id=entry.public_id).delete()
    entry.delete()
    return sealed


def seal(entry: WorkingEntry, by: User | None, ground: str) -> Sealed:
    editions = Edition.objects.filter(entry=entry.public_id).values("shown_from", "shown_until", "reason", "record")
    versions = Version.objects.filter(entry=entry.public_id).values("number", "at", "deed", "why", "record")
    content = {
        "working_copy": whole(entry),
        "editions": list(map(plain, editions)),
        "versions": list(map(plain, versions)),
    }
    return Sealed.objects.create(
        crisis_id=entry.crisis_id,
        noun=noun_of(entry),
        entry=entry.public_id,
        at=timezone.now(),
        by=by,
        ground=ground,
        content=content,
    )


def pictures_of(entry: WorkingEntry) -> set[tuple[str, tuple[int, ...]]]:
    """Every picture that any edition or version of the entry, or its working copy, ever had."""
    editions = Edition.objects.filter(entry=entry.public_id).values_list("record", flat=True)
    versions = Version.objects.filter(entry=entry.public_id).values_list("record", flat=True)
    items = [item for record in (whole(entry), *editions, *versions) for item in record.get("pictures", ())]
    return {(item["id"], tuple(item["widths"])) for item in items}


def plain(row: Any) -> dict[str, Any]:
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in row.items()}


def empty_editions(entry: WorkingEntry) -> None:
    """No moment shows them, no search finds them, and no text is in them."""
    editions = Edition.objects.filter(entry=entry.public_id)
    for index in (EditionActor, EditionSource, EditionTie):
        index.objects.filter(edition__in=editions).delete()
    EditionTie.objects.filter(to=entry.public_id).delete()
    editions.update(
        shown_until=F("shown_from"),
        ended=Edition.Ended.REMOVED,
        record={},
        edtf=None,
        words="",
        lookups="",
        reason="",
        end_reason="",
    )
    lookups.let_go()
    last = editions.order_by("-pk").first()
    if last:
        Edition.objects.filter(pk=last.pk).update(end_reason=timezone.now().isoformat())


def forget_in_log(entry: WorkingEntry) -> None:
    """The admin's own log repeats headlines."""
    kind = ContentType.objects.get_for_model(entry)
    LogEntry.objects.filter(content_type=kind, object_id=str(entry.pk)).update(
        object_repr=entry.public_id, change_message=""
    )


@transaction.atomic
def unseal(sealed: Sealed, *, by: User | None) -> WorkingEntry:
    """Bring what was removed back as a draft, for a chief to judge again; its id stays its own."""
    require(by, "remove")
    entry = MODELS[sealed.noun](public_id=sealed.entry, crisis=sealed.crisis)
    write(entry, sealed.content["working_copy"])
    keep(entry, by=by, deed=Version.Deed.RESTORED, why=sealed.ground)
    sealed.delete()
    return entry

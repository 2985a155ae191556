"""The history of a crisis's own words: title, standfirst, state, zone and sides, kept as versions like an entry's."""

from collections.abc import Collection
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from timeline.models import Actor, Crisis, Side, Version
from timeline.naming import names_changed

NOUN = "crisis"
FIELDS = ("title", "standfirst", "sources_note", "slug", "state", "time_zone", "day_first")


def telling(crisis: Crisis) -> dict[str, Any]:
    """Everything a version keeps of a crisis; its entries have versions of their own."""
    sides = crisis.side_set.select_related("actor").order_by("order", "pk")
    return {"id": crisis.public_id} | {
        **{name: getattr(crisis, name) for name in FIELDS},
        "sides": [side.actor.public_id for side in sides],
    }


def history(crisis: Crisis) -> QuerySet[Version]:
    """Every version of its words, newest first."""
    return Version.objects.filter(noun=NOUN, entry=crisis.public_id).select_related("by")


@transaction.atomic
def keep_telling(crisis: Crisis, *, by: User | None, why: str = "", deed: Version.Deed = Version.Deed.SAVED) -> Version:
    """Keep the words of a crisis as they stand, if they differ from the last that were kept."""
    Crisis.objects.select_for_update(no_key=True).get(pk=crisis.pk)
    last, record = history(crisis).first(), telling(Crisis.objects.get(pk=crisis.pk))
    if last is not None and last.record == record:
        return last
    return Version.objects.create(
        crisis=crisis,
        noun=NOUN,
        entry=crisis.public_id,
        number=last.number + 1 if last else 1,
        deed=deed,
        by=by,
        at=timezone.now(),
        why=why,
        record=record,
    )


@transaction.atomic
def tell_again(version: Version, *, by: User | None, why: str = "") -> Crisis:
    """Make the words of a crisis what they were in a version; its address and state stay as they are."""
    if by is not None and not by.has_perm("timeline.change_crisis"):
        raise PermissionDenied(_("You may not do that."))
    crisis = Crisis.objects.get(public_id=version.entry)
    for name in ("title", "standfirst", "sources_note", "time_zone", "day_first"):
        setattr(crisis, name, version.record[name])
    crisis.full_clean(exclude=["slug"])
    crisis.save()
    seat(crisis, version.record["sides"])
    names_changed()
    keep_telling(crisis, by=by, why=why or str(version.number), deed=Version.Deed.RESTORED)
    return crisis


def seat(crisis: Crisis, actors: Collection[str]) -> None:
    known = {actor.public_id: actor for actor in Actor.objects.filter(public_id__in=actors)}
    if len(known) < len(actors):
        raise ValidationError(_("A side it names was deleted."))
    crisis.side_set.all().delete()
    Side.objects.bulk_create(Side(crisis=crisis, actor=known[one], order=order) for order, one in enumerate(actors))

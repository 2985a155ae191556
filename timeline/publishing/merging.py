"""Merging: two entries turn out to be one."""

from collections.abc import Callable

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from timeline.models import Countermeasure, Crisis, Edition, Event, Note, Noun, Record, Version, WorkingEntry
from timeline.records import noun_of
from timeline.versions import keep

from .checks import require
from .ending import end, still_open
from .moving import move
from .showing import Change, publish, show


@transaction.atomic
def merge(entry: WorkingEntry, survivor: WorkingEntry, *, by: User | None, reason: str) -> WorkingEntry:
    """Move what belongs to an entry to another of its kind, which its id and addresses lead to from now on.

    Where readers see the entry, the survivor is published as it then stands. What names the entry, such as a
    countermeasure that answers it, names the survivor; readers are shown no more of that than before.
    """
    require(by, "publish")
    refuse_unlike(entry, survivor)
    Crisis.locked(survivor.crisis_id)
    was_shown = still_open(entry)
    keep(entry, by=by, deed=Version.Deed.MERGED, why=reason)
    steps, naming = steps_of(entry), those_naming(entry, survivor)
    move(entry, survivor)
    keep(survivor, by=by, deed=Version.Deed.MERGED, why=reason)
    if was_shown:
        publish(survivor, by=by, reason=reason)
    for step in steps:
        tell(step, lambda record: record | {"countermeasure": survivor.public_id}, by, reason, Change.UPDATE)
    for one in naming:
        tell(one, lambda record: naming_instead(record, entry.public_id, survivor.public_id), by, reason, Change.SILENT)
    leave_to(entry, survivor, reason)
    return survivor


def refuse_unlike(entry: WorkingEntry, survivor: WorkingEntry) -> None:
    if type(entry) is not type(survivor) or entry.pk == survivor.pk or entry.crisis_id != survivor.crisis_id:
        raise ValidationError(UNLIKE[noun_of(entry)]())
    if getattr(entry, "countermeasure_id", None) != getattr(survivor, "countermeasure_id", None):
        raise ValidationError(_("A step merges only with a step of the same countermeasure."))
    if getattr(entry, "actor_id", None) != getattr(survivor, "actor_id", None):
        raise ValidationError(UNLIKE[Noun.POSITION]())
    refuse_scheduled(entry, survivor)
    if still_open(entry) and not still_open(survivor):
        raise ValidationError(_("Readers can see “%(event)s”. Publish the one that stays first.") % {"event": entry})


UNLIKE = {
    Noun.EVENT: lambda: _("Two different events of one crisis can be merged."),
    Noun.COUNTERMEASURE: lambda: _("Two different countermeasures of one crisis can be merged."),
    Noun.POSITION: lambda: _("Two different positions of one actor in one crisis can be merged."),
}


def refuse_scheduled(*entries: WorkingEntry) -> None:
    """Nothing that waits for a moment is shown before it by becoming part of another."""
    for entry in entries:
        if Edition.objects.of(entry).coming(timezone.now()).exists():
            raise ValidationError(_("“%(entry)s” is scheduled. Publish it or take that back first.") % {"entry": entry})


def steps_of(entry: WorkingEntry) -> list[Event]:
    return list(entry.steps.all()) if isinstance(entry, Countermeasure) else []


def those_naming(entry: WorkingEntry, survivor: WorkingEntry) -> list[WorkingEntry]:
    """Entries whose working copy links to an event or answers it, but for the survivor."""
    if not isinstance(entry, Event):
        return []
    linking = Event.objects.filter(links__to=entry).exclude(pk=survivor.pk)
    return [*linking.distinct(), *Countermeasure.objects.filter(responses__event=entry).distinct()]


def naming_instead(record: Record, old: str, new: str) -> Record:
    """The record with one public id for another; what would then be said twice is said once."""
    links = {(new if link["to"] == old else link["to"], link["relation"]): link for link in record.get("links", ())}
    answers = {new if one["event"] == old else one["event"]: one for one in record.get("responds_to", ())}
    changed = {}
    if "links" in record:
        changed["links"] = [link | {"to": to} for (to, _relation), link in links.items()]
    if "responds_to" in record:
        changed["responds_to"] = [one | {"event": event} for event, one in answers.items()]
    return record | changed


def tell(
    entry: WorkingEntry, altered: Callable[[Record], Record], by: User | None, reason: str, change: Edition.Change
) -> None:
    """Show what readers see or will see of an entry with its record altered, and nothing else that is not shown yet."""
    keep(entry, by=by, deed=Version.Deed.MERGED, why=reason)
    now = timezone.now()
    open_now = Edition.objects.of(entry).filter(shown_until__gt=now).exclude(ended=Edition.Ended.CANCELLED)
    for edition in list(open_now):
        coming = edition.shown_from > now
        said = (Edition.Change(edition.change), edition.reason) if coming else (change, reason)
        record = altered(edition.record)
        show(entry, max(edition.shown_from, now), by=by, change=said[0], reason=said[1], record=record)


def leave_to(entry: WorkingEntry, survivor: WorkingEntry, reason: str) -> None:
    """The entry goes; whoever asks for it is led to the survivor. What stood under it is shown there by now."""
    end(entry, timezone.now(), reason, Edition.Ended.MERGED)
    Edition.objects.filter(entry=entry.public_id).update(survivor=survivor.public_id)
    Edition.objects.filter(survivor=entry.public_id).update(survivor=survivor.public_id)
    Note.objects.filter(entry=entry.public_id).update(entry=survivor.public_id)
    entry.delete()

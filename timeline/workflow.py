"""The way of a working copy from draft to ready. Publishing and withdrawing are deeds of their own."""

from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from timeline.models import Countermeasure, Edition, Version, WorkingCopy, WorkingEntry
from timeline.publishing import differs, publish, require
from timeline.reading import today_in
from timeline.records import fresh
from timeline.versions import MODELS, keep, restore

State = WorkingCopy.State


def may_edit(user: User, entry: WorkingEntry) -> bool:
    """Whether someone may change a working copy: an editor any, others a draft that they began."""
    if user.has_perm("timeline.publish"):
        return True
    own = entry.created_by_id in (None, user.pk)
    return user.has_perm(f"timeline.change_{entry._meta.model_name}") and own and entry.state == State.DRAFT


@transaction.atomic
def submit(entry: WorkingEntry, *, by: User | None) -> None:
    """Hand a draft to the editors."""
    if by is not None and not may_edit(by, entry):
        raise PermissionDenied(_("You may not do that."))
    move(entry, State.REVIEW, by=by, deed=Version.Deed.SUBMITTED, from_states=(State.DRAFT, State.WITHDRAWN))


@transaction.atomic
def send_back(entry: WorkingEntry, *, by: User | None, reason: str) -> None:
    """Return what was submitted, saying what it lacks."""
    require(by, "publish")
    if not reason.strip():
        raise ValidationError({"reason": _("Say what is to be mended.")})
    move(entry, State.DRAFT, by=by, deed=Version.Deed.RETURNED, why=reason, from_states=(State.REVIEW, State.READY))


@transaction.atomic
def make_ready(entry: WorkingEntry, *, by: User | None) -> None:
    """Mark what was submitted as ready to be published."""
    require(by, "publish")
    move(entry, State.READY, by=by, deed=Version.Deed.READY, from_states=(State.DRAFT, State.REVIEW))


@transaction.atomic
def look_over(entry: WorkingEntry, *, by: User | None) -> None:
    """The second pair of eyes, after the fact: not those that published it."""
    require(by, "publish")
    last = Version.objects.filter(entry=entry.public_id, deed=Version.Deed.PUBLISHED).first()
    if by is not None and last and last.by_id == by.pk:
        raise ValidationError(_("Somebody else has to look at what you published."))
    type(entry).objects.filter(pk=entry.pk).update(alone=False)
    keep(entry, by=by, deed=Version.Deed.SEEN)


@transaction.atomic
def take_up(version: Version, *, by: User | None, why: str = "") -> WorkingEntry:
    """Make an entry what it was in a version, or bring one that was deleted back as a draft. Returns it."""
    entry = MODELS[version.noun].objects.filter(public_id=version.entry).first()
    if entry is None:
        require(by, "publish")
    elif by is not None and not may_edit(by, entry):
        raise PermissionDenied(_("You may not do that."))
    entry = restore(version, by=by, why=why)
    type(entry).objects.filter(pk=entry.pk).update(saved_by=by)
    return entry


@transaction.atomic
def check_today(countermeasure: Countermeasure, *, by: User | None) -> None:
    """Note that the desk looked today whether it still stands; readers are told at once where nothing else differs."""
    if by is not None and not may_edit(by, countermeasure):
        raise PermissionDenied(_("You may not do that."))
    public = Edition.objects.of(countermeasure).open().covering(timezone.now()).exists()
    alike = public and not differs(fresh(countermeasure))
    countermeasure.checked, countermeasure.saved_by = date.fromordinal(today_in(countermeasure.crisis)), by
    countermeasure.save(update_fields=["checked", "saved", "saved_by"])
    keep(countermeasure, by=by, why=_("Checked today"))
    if alike and not settings.FOUR_EYES:
        publish(countermeasure, by=by, change=Edition.Change.SILENT)


def move(
    entry: WorkingEntry,
    state: WorkingCopy.State,
    *,
    by: User | None,
    deed: Version.Deed,
    from_states: Iterable[str],
    why: str = "",
) -> None:
    held = type(entry).objects.select_for_update(no_key=True).get(pk=entry.pk)
    if held.state not in from_states:
        label = held.get_state_display()
        raise ValidationError(_("“%(entry)s” is %(state)s.") % {"entry": entry, "state": label.lower()})
    type(entry).objects.filter(pk=entry.pk).update(state=state)
    entry.state = state
    keep(entry, by=by, deed=deed, why=why)

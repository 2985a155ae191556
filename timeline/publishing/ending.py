"""Ending: what the public reads ceases to be shown."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from timeline.models import Countermeasure, Crisis, Edition, Version, WorkingCopy
from timeline.versions import keep

from .checks import require
from .showing import cancel_scheduled


@transaction.atomic
def withdraw(entry, *, by, reason):
    """Take an entry from the public, with a reason it is told; the steps of a countermeasure go with it."""
    require(by, "publish")
    if not reason.strip():
        raise ValidationError({"reason": _("Readers are told why. Give a reason.")})
    Crisis.locked(entry.crisis_id)
    now = timezone.now()
    entries = [entry, *entry.steps.all()] if isinstance(entry, Countermeasure) else [entry]
    for gone in entries:
        end(gone, now, reason)
        type(gone).objects.filter(pk=gone.pk).update(state=WorkingCopy.State.WITHDRAWN)
        keep(gone, by=by, deed=Version.Deed.WITHDRAWN, why=reason)
    entry.refresh_from_db()


def end(entry, now, reason):
    cancel_scheduled(entry, now)
    shown = Edition.objects.of(entry).filter(shown_from__lte=now, shown_until__gt=now)
    shown.update(shown_until=now, ended=Edition.Ended.WITHDRAWN, end_reason=reason)

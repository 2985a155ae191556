"""Taking a moment to come back: what was scheduled is not shown then, and what is shown stays."""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from timeline.models import FOREVER, Countermeasure, Crisis, Edition, Version, WorkingCopy, WorkingEntry
from timeline.versions import keep

from .checks import require
from .showing import cancel_scheduled


@transaction.atomic
def unschedule(entry: WorkingEntry, *, by: User | None) -> None:
    """Cancel the edition to come. What is shown now goes on; what never was shown is ready again.

    The steps of a countermeasure that readers do not see wait with it.
    """
    require(by, "publish")
    Crisis.locked(entry.crisis_id)
    now = timezone.now()
    if not Edition.objects.of(entry).coming(now).exists():
        raise ValidationError(_("Nothing is scheduled any more."))
    take_back(entry, now, by)
    if isinstance(entry, Countermeasure) and entry.state != WorkingCopy.State.PUBLISHED:
        for step in entry.steps.all():
            if Edition.objects.of(step).coming(now).exists():
                take_back(step, now, by)


def take_back(entry: WorkingEntry, now: datetime, by: User | None) -> None:
    moment = Edition.objects.of(entry).coming(now).get().shown_from
    cancel_scheduled(entry, now)
    shown = Edition.objects.of(entry).filter(shown_from__lte=now, shown_until=moment, ended=Edition.Ended.REPLACED)
    if shown.update(shown_until=FOREVER, ended=""):
        changes: dict[str, Any] = {"state": WorkingCopy.State.PUBLISHED}
    else:
        changes = {
            "state": WorkingCopy.State.READY,
            "first_shown": entry.first_shown if once_shown(entry, now) else None,
        }
    type(entry).objects.filter(pk=entry.pk).update(**changes)
    entry.refresh_from_db()
    keep(entry, by=by, deed=Version.Deed.UNSCHEDULED)


def once_shown(entry: WorkingEntry, now: datetime) -> bool:
    return Edition.objects.of(entry).filter(shown_from__lte=now).exists()

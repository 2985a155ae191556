"""Ending: what the public reads ceases to be shown, for good or until a moment."""

from datetime import datetime

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from timeline.models import Countermeasure, Crisis, Edition, Event, Report, Version, WorkingCopy, WorkingEntry
from timeline.versions import keep

from .checks import require, resting_on, rests_on
from .showing import Change, cancel_scheduled, show

Ended = Edition.Ended


@transaction.atomic
def withdraw(entry: WorkingEntry, *, by: User | None, reason: str) -> None:
    """Take an entry from the public, with a reason it is told; the steps of a countermeasure go with it."""
    require(by, "publish")
    take_back(entry, by=by, reason=reason, ended=Ended.WITHDRAWN, deed=Version.Deed.WITHDRAWN)


@transaction.atomic
def hold(report: Report, *, by: User | None, reason: str) -> list[WorkingEntry]:
    """Take back everything that rests on a report its outlet withdrew; gives the entries held."""
    require(by, "publish")
    if report.withdrawn_on is None:
        type(report).objects.filter(pk=report.pk).update(withdrawn_on=timezone.localdate())
    held = [entry for entry in locked(resting_on(report)) if still_open(entry)]
    for entry in held:
        if still_open(entry):  # a step goes with its countermeasure
            take_back(entry, by=by, reason=reason, ended=Ended.HELD, deed=Version.Deed.HELD)
    return held


@transaction.atomic
def embargo(report: Report, until: datetime, *, by: User | None) -> None:
    """Keep what rests on a report from being shown before a moment, whatever is shown or scheduled now."""
    require(by, "publish")
    type(report).objects.filter(pk=report.pk).update(embargo_until=until)
    for entry in locked(resting_on(report)):
        put_off(entry, until, by, report)


@transaction.atomic
def stand_by(report: Report, *, by: User | None) -> None:
    """Its outlet did not withdraw it after all. What was held stays held until it is published again."""
    require(by, "publish")
    type(report).objects.filter(pk=report.pk).update(withdrawn_on=None)


@transaction.atomic
def lift_embargo(report: Report, *, by: User | None) -> None:
    """What rests on a report may be shown; what waits is shown at its moment, or when it is published."""
    require(by, "publish")
    type(report).objects.filter(pk=report.pk).update(embargo_until=None)


def locked(entries: list[WorkingEntry]) -> list[WorkingEntry]:
    """The entries, their crises held in one order, so that two who reach several wait for one another in turn."""
    for crisis in sorted({entry.crisis_id for entry in entries}):
        Crisis.locked(crisis)
    return entries


def put_off(entry: WorkingEntry, until: datetime, by: User | None, report: Report | None = None) -> None:
    """Keep from readers until a moment what of an entry rests on a report; all of it where none is given.

    A countermeasure's steps wait with it. Where a change is to come after that moment, nothing is shown before it.
    """
    now = timezone.now()
    shown = Edition.objects.of(entry).covering(now).first()
    last = Edition.objects.of(entry).open().first()
    ends = shown is not None and (report is None or rests_on(shown.record, report))
    moves = last is not None and last.shown_from < until and (ends or report is None or rests_on(last.record, report))
    if not ends and not moves:
        return
    if ends:
        end_shown(entry, now, _("Under embargo until a later moment."), Ended.HELD)
    if isinstance(entry, Countermeasure) and (ends or shown is None):
        for step in entry.steps.all():
            put_off(step, until, by)
    if last is not None and moves:
        show(entry, until, by=by, change=Change.UPDATE, reason=last.reason, record=last.record)
    keep(entry, by=by, deed=Version.Deed.HELD, why=_("Under embargo until a later moment."))


def take_back(entry: WorkingEntry, *, by: User | None, reason: str, ended: Edition.Ended, deed: Version.Deed) -> None:
    if not reason.strip():
        raise ValidationError({"reason": _("Readers are told why. Give a reason.")})
    Crisis.locked(entry.crisis_id)
    now = timezone.now()
    for gone in [entry, *open_steps(entry)]:
        end(gone, now, reason, ended)
        type(gone).objects.filter(pk=gone.pk).update(state=WorkingCopy.State.WITHDRAWN)
        keep(gone, by=by, deed=deed, why=reason)
    entry.refresh_from_db()


def open_steps(entry: WorkingEntry) -> list[Event]:
    """The steps of a countermeasure that are shown or to be shown."""
    return [step for step in entry.steps.all() if still_open(step)] if isinstance(entry, Countermeasure) else []


def still_open(entry: WorkingEntry) -> bool:
    return Edition.objects.of(entry).open().exists()


def end(entry: WorkingEntry, now: datetime, reason: str, ended: Edition.Ended) -> None:
    cancel_scheduled(entry, now)
    end_shown(entry, now, reason, ended)


def end_shown(entry: WorkingEntry, now: datetime, reason: str, ended: Edition.Ended) -> None:
    shown = Edition.objects.of(entry).covering(now)
    shown.update(shown_until=now, ended=ended, end_reason=reason)

"""Showing: an entry as it now stands becomes an edition."""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from timeline.models import Countermeasure, Crisis, Edition, Event, Record, Version, WorkingCopy, WorkingEntry
from timeline.records import completed, fresh, index_edition, new_edition, record_of
from timeline.versions import keep

from .checks import check, refuse_stranded_steps, require, second_pair_missing, shown_at

Change = Edition.Change


@transaction.atomic
def publish(
    entry: WorkingEntry,
    *,
    by: User | None,
    change: Edition.Change = Change.UPDATE,
    reason: str = "",
    at: datetime | None = None,
    why: str = "",
) -> Edition:
    """Show an entry as it now stands to everyone, from now or from a moment to come; returns the edition.

    Readers see the `reason`; `why` it is shown in spite of what is amiss stays in its history. A step brings its
    countermeasure with it. Raises ValidationError with what is to be mended.
    """
    require(by, "publish")
    Crisis.locked(entry.crisis_id)
    entry.hold()
    whole = completed(entry)
    record = record_of(whole)
    check(whole, record, change, reason)
    alone = second_pair_missing(entry, by, reason or why)
    moment = later_of(timezone.now(), at, embargo_of(whole))
    refuse_stranded_steps(entry, moment)
    if isinstance(entry, Event) and entry.countermeasure and not shown_at(entry.countermeasure, moment):
        above = publish(entry.countermeasure, by=by, change=change, reason=reason, at=moment, why=why)
        moment = above.shown_from
    edition = begun(entry, moment, record, by=by, change=change, reason=reason, whole=whole)
    why = "\n".join(filter(None, (reason, why)))
    changes = public(edition) | {"alone": alone}
    keep(entry, by=by, deed=Version.Deed.PUBLISHED, why=why, record=record, held=True, **changes)
    return edition


def correct(entry: WorkingEntry, *, by: User | None, reason: str) -> Edition:
    """Publish what was wrong put right; readers see the reason."""
    return publish(entry, by=by, change=Change.CORRECTION, reason=reason)


@transaction.atomic
def publish_whole(
    countermeasure: Countermeasure,
    *,
    by: User | None,
    change: Edition.Change = Change.UPDATE,
    reason: str = "",
    at: datetime | None = None,
    why: str = "",
) -> Edition:
    """Publish a countermeasure and those of its steps whose working copy differs from what is shown."""
    edition = publish(countermeasure, by=by, change=change, reason=reason, at=at, why=why)
    for step in countermeasure.steps.all():
        if differs(step):
            publish(step, by=by, change=change, reason=reason, at=at, why=why)
    return edition


def embargo_of(entry: WorkingEntry) -> datetime | None:
    """The latest embargo among the reports an entry rests on, or None; without a query for one that `fresh` gave."""
    reports = (report for account in entry.accounts.all() for report in (account.report, account.relayed_from))
    return max((report.embargo_until for report in reports if report and report.embargo_until), default=None)


def later_of(*moments: datetime | None) -> datetime:
    return max(moment for moment in moments if moment)


def differs(entry: WorkingEntry) -> bool:
    """Whether the working copy has something the last edition, shown or to come, does not show."""
    last = Edition.objects.of(entry).open().first()
    return last is None or last.record != record_of(entry) or last.slug != getattr(entry, "slug", "")


def show(
    entry: WorkingEntry,
    moment: datetime,
    *,
    by: User | None,
    change: Edition.Change,
    reason: str,
    record: Record | None = None,
) -> Edition:
    """Write the edition and end the one before it; nothing is asked any more. A record given is shown as it is."""
    edition = begun(entry, moment, record or record_of(fresh(entry)), by=by, change=change, reason=reason)
    changes = public(edition)
    type(entry).objects.filter(pk=entry.pk).update(**changes)
    for name, value in changes.items():
        setattr(entry, name, value)
    return edition


def begun(
    entry: WorkingEntry,
    moment: datetime,
    record: Record,
    *,
    by: User | None,
    change: Edition.Change,
    reason: str,
    whole: WorkingEntry | None = None,
) -> Edition:
    """The edition, written, and the one before it ended; the working copy is left as it is."""
    now = min(moment, timezone.now())
    first = first_shown(entry, now)
    edition = new_edition(entry, record)
    edition.first_shown, edition.change = first or moment, change if first else Change.FIRST
    edition.shown_from, edition.by, edition.reason = moment, by, reason
    Edition.objects.of(entry).covering(now).update(shown_until=moment, ended=Edition.Ended.REPLACED)
    edition.save(force_insert=True)
    index_edition(edition, whole)
    return edition


def first_shown(entry: WorkingEntry, now: datetime) -> datetime | None:
    """When readers first saw the entry, as its last edition tells; one that is still to come is cancelled before."""
    told = Edition.objects.of(entry).exclude(ended=Edition.Ended.CANCELLED).values_list("shown_from", "first_shown")
    begins, first = told.last() or (now, None)
    if begins > now:
        cancel_scheduled(entry, now)
        _begins, first = told.last() or (now, None)
    return first


def cancel_scheduled(entry: WorkingEntry, now: datetime) -> None:
    """An edition to come never comes; it leaves its row, which no moment shows."""
    coming = Edition.objects.of(entry).coming(now)
    coming.update(shown_until=F("shown_from"), ended=Edition.Ended.CANCELLED)


def public(edition: Edition) -> dict[str, Any]:
    """What the working copy says of being public; when and by whom it was saved stays."""
    return {"state": WorkingCopy.State.PUBLISHED, "first_shown": edition.first_shown}

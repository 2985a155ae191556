"""The deeds by which working copies become what the public reads, and cease to be.

Each holds the crisis for its whole transaction, raises its stamp, and leaves an edition or the end of one. The moment
is taken after the lock, so that editions of one crisis follow one another without gap or overlap.
"""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from timeline.models import FOREVER, Countermeasure, Crisis, Edition, Event, Noun, WorkingCopy
from timeline.records import index_edition, new_edition, noun_of, record_of

Change = Edition.Change


@transaction.atomic
def publish(entry, *, by, change=Change.UPDATE, reason="", at=None):
    """Show an entry as it now stands to everyone, from now or from a moment to come; returns the edition.

    A step brings its countermeasure with it. Raises ValidationError with what is to be mended.
    """
    require(by, "publish")
    crisis = Crisis.locked(entry.crisis_id)
    entry.refresh_from_db()
    check(entry, crisis, change, reason)
    moment = later_of(timezone.now(), at, embargo_of(entry))
    refuse_stranded_steps(entry, moment)
    if isinstance(entry, Event) and entry.countermeasure and not shown_at(entry.countermeasure, moment):
        publish(entry.countermeasure, by=by, change=change, reason=reason, at=moment)
    return show(entry, moment, by=by, change=change, reason=reason)


def correct(entry, *, by, reason):
    """Publish what was wrong put right; readers see the reason."""
    return publish(entry, by=by, change=Change.CORRECTION, reason=reason)


@transaction.atomic
def publish_whole(countermeasure, *, by, change=Change.UPDATE, reason="", at=None):
    """Publish a countermeasure and those of its steps whose working copy differs from what is shown."""
    edition = publish(countermeasure, by=by, change=change, reason=reason, at=at)
    for step in countermeasure.steps.all():
        if differs(step):
            publish(step, by=by, change=change, reason=reason, at=at)
    return edition


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
    entry.refresh_from_db()


def require(by, deed):
    """Refuse whoever may not do that; None is the program itself (fixtures, commands)."""
    if by is not None and not by.has_perm(f"timeline.{deed}"):
        raise PermissionDenied(_("You may not do that."))


def check(entry, crisis, change, reason):
    """Raise ValidationError unless the entry may be shown."""
    problems = list(problems_of(entry))
    if change in (Change.CORRECTION, Change.CLARIFICATION) and not reason.strip():
        problems.append(_("Readers are told why. Give a reason."))
    if problems:
        raise ValidationError(problems)
    entry.full_clean(exclude=["state"])


def problems_of(entry):
    """What keeps an entry from being shown, a sentence each."""
    if noun_of(entry) == Noun.COUNTERMEASURE:
        yield from countermeasure_problems(entry)
    elif not entry.accounts.exists():
        yield _("“%(entry)s” has no account. Say which report it rests on.") % {"entry": entry}


def countermeasure_problems(countermeasure):
    names = {"entry": countermeasure}
    if not Event.objects.filter(countermeasure=countermeasure, accounts__isnull=False).exists():
        yield _("“%(entry)s” has no step with an account. Say when it was announced and who reports it.") % names
    if not countermeasure.parties.filter(part="imposes").exists():
        yield _("“%(entry)s” does not say who imposes it.") % names
    if countermeasure.responses.filter(account__isnull=True).exists():
        yield _("Say who reports that “%(entry)s” answers the event.") % names
    if countermeasure.stated_reason and not countermeasure.stated_reason_account_id:
        yield _("Say who gives the stated reason of “%(entry)s”.") % names
    if countermeasure.reported_motive and not countermeasure.reported_motive_account_id:
        yield _("Say who reports the motive of “%(entry)s”.") % names


def embargo_of(entry):
    """The latest embargo among the reports an entry rests on, or None."""
    untils = [account.report.embargo_until for account in entry.accounts.select_related("report")]
    return max(filter(None, untils), default=None)


def later_of(*moments):
    return max(moment for moment in moments if moment)


def refuse_stranded_steps(entry, moment):
    """A step scheduled before the countermeasure it belongs to would stand alone."""
    if not isinstance(entry, Countermeasure) or shown_at(entry, timezone.now()):
        return
    early = Edition.objects.events().filter(parent=entry.public_id, shown_from__lt=moment, shown_until=FOREVER).first()
    if early:
        headline = early.record["headline"]
        raise ValidationError(_("Its step “%(headline)s” is to be shown before that.") % {"headline": headline})


def shown_at(entry, moment):
    """Whether an edition of the entry covers the moment and all that follows it."""
    return Edition.objects.of(entry).filter(shown_from__lte=moment, shown_until__gt=moment).exists()


def differs(entry):
    """Whether the working copy has something the last edition, shown or to come, does not show."""
    last = Edition.objects.of(entry).filter(shown_until=FOREVER).first()
    return last is None or last.record != record_of(entry) or last.slug != getattr(entry, "slug", "")


def show(entry, moment, *, by, change, reason):
    """Write the edition and end the one before it; nothing is asked any more."""
    now = min(moment, timezone.now())
    cancel_scheduled(entry, now)
    before = Edition.objects.of(entry)
    shown = before.filter(shown_from__lte=now, shown_until__gt=now)
    edition = new_edition(fresh(entry))
    edition.first_shown = (
        before.exclude(ended=Edition.Ended.CANCELLED).values_list("first_shown", flat=True).first() or moment
    )
    edition.change = change if before.exclude(ended=Edition.Ended.CANCELLED).exists() else Change.FIRST
    edition.shown_from, edition.by, edition.reason = moment, by, reason
    shown.update(shown_until=moment, ended=Edition.Ended.REPLACED)
    edition.save(force_insert=True)
    index_edition(edition)
    mark_published(entry, edition)
    return edition


def fresh(entry):
    """The entry with everything its record reads, in a fixed number of queries."""
    return type(entry)._base_manager.prefetch_related(*PREFETCH[noun_of(entry)]).get(pk=entry.pk)


ACCOUNTS = ["accounts__report__source", "accounts__relayed_from__source", "accounts__answers__point"]
PREFETCH = {
    Noun.EVENT: ["participations__actor", "countermeasure", "points", "links__to", *ACCOUNTS],
    Noun.COUNTERMEASURE: ["parties__actor", "responses__event", "responses__account", *ACCOUNTS],
    Noun.POSITION: ["actor", *ACCOUNTS],
}


def cancel_scheduled(entry, now):
    """An edition to come never comes; it leaves its row, which no moment shows."""
    coming = Edition.objects.of(entry).filter(shown_from__gt=now, shown_until=FOREVER)
    for edition in coming:
        Edition.objects.filter(pk=edition.pk).update(shown_until=edition.shown_from, ended=Edition.Ended.CANCELLED)


def end(entry, now, reason):
    cancel_scheduled(entry, now)
    shown = Edition.objects.of(entry).filter(shown_from__lte=now, shown_until__gt=now)
    shown.update(shown_until=now, ended=Edition.Ended.WITHDRAWN, end_reason=reason)


def mark_published(entry, edition):
    """Note on the working copy that it is public, without touching when or by whom it was saved."""
    changes = {"state": WorkingCopy.State.PUBLISHED, "first_shown": edition.first_shown}
    type(entry).objects.filter(pk=entry.pk).update(**changes)
    for name, value in changes.items():
        setattr(entry, name, value)

"""What keeps an entry from being shown, and who may show it."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from timeline.models import (
    Countermeasure,
    Edition,
    Event,
    Position,
    Record,
    Report,
    Version,
    WorkingEntry,
)
from timeline.records import fresh, record_of, reports_in

Change = Edition.Change


def require(by: User | None, deed: str) -> None:
    """Refuse whoever may not do that; None is the program itself (fixtures, commands)."""
    if by is not None and not by.has_perm(f"timeline.{deed}"):
        raise PermissionDenied(_("You may not do that."))


def check(entry: WorkingEntry, record: Record, change: Edition.Change, reason: str) -> None:
    """Raise ValidationError unless the entry, as `fresh` gave it, may be shown."""
    problems = list(problems_of(entry))
    if change in (Change.CORRECTION, Change.CLARIFICATION) and not reason.strip():
        problems.append(_("Readers are told why. Give a reason."))
    if change == Change.SILENT and weighty(entry, record):
        problems.append(_("A change of date, actor, certainty or quote is never silent."))
    if problems:
        raise ValidationError(problems)
    # It is stored, so the database has checked what it can hold and what it refers to.
    stored = {"state"} | {field.name for field in entry._meta.concrete_fields if field.is_relation}
    entry.full_clean(exclude=stored, validate_unique=False, validate_constraints=False)


def problems_of(entry: WorkingEntry) -> Iterator[str]:
    """What keeps an entry from being shown, a sentence each; one that `fresh` gave costs hardly a query."""
    if isinstance(entry, Countermeasure):
        yield from countermeasure_problems(entry)
    elif not entry.accounts.all():
        yield _("“%(entry)s” has no account. Say which report it rests on.") % {"entry": entry}
    for account in entry.accounts.all():
        for report in filter(None, (account.report, account.relayed_from)):
            if report.withdrawn_on:
                names = {"entry": entry, "report": report}
                yield _("“%(entry)s” rests on a report its outlet withdrew: %(report)s.") % names


def countermeasure_problems(countermeasure: Countermeasure) -> Iterator[str]:
    names = {"entry": countermeasure}
    if not any(step.accounts.all() for step in countermeasure.steps.all()):
        yield _("“%(entry)s” has no step with an account. Say when it was announced and who reports it.") % names
    if not any(party.part == "imposes" for party in countermeasure.parties.all()):
        yield _("“%(entry)s” does not say who imposes it.") % names
    if any(response.account_id is None for response in countermeasure.responses.all()):
        yield _("Say who reports that “%(entry)s” answers the event.") % names
    if countermeasure.stated_reason and not countermeasure.stated_reason_account_id:
        yield _("Say who gives the stated reason of “%(entry)s”.") % names
    if countermeasure.reported_motive and not countermeasure.reported_motive_account_id:
        yield _("Say who reports the motive of “%(entry)s”.") % names


def refuse_stranded_steps(entry: WorkingEntry, moment: datetime) -> None:
    """A step scheduled before the countermeasure it belongs to would stand alone."""
    if not isinstance(entry, Countermeasure) or shown_at(entry, timezone.now()):
        return
    early = Edition.objects.events().open().filter(parent=entry.public_id, shown_from__lt=moment).first()
    if early:
        headline = early.record["headline"]
        raise ValidationError(_("Its step “%(headline)s” is to be shown before that.") % {"headline": headline})


def shown_at(entry: WorkingEntry, moment: datetime) -> bool:
    """Whether an edition of the entry covers the moment and all that follows it."""
    return Edition.objects.of(entry).covering(moment).exists()


def weighty(entry: WorkingEntry, record: Record | None = None) -> bool:
    """Whether publishing would change a date, an actor, a certainty or a quote of what was last published."""
    last = Edition.objects.of(entry).open().first()
    return last is not None and weights_of(last.record) != weights_of(record or record_of(fresh(entry)))


def weights_of(record: Record) -> tuple[Any, ...]:
    quotes = [(told["id"], told["quote"], told["quote_original"], told["speaker"]) for told in record["accounts"]]
    points = [(point["id"], point["certainty"]) for point in record.get("points", ())]
    names = ("date", "actors", "actor", "certainty", "imposed_by", "aimed_at", "stage")
    return [record.get(name) for name in names], sorted(quotes), sorted(points)


def resting_on(report: Report) -> list[WorkingEntry]:
    """Entries with an account that a report gives, first hand or relayed, in the working copy or before readers."""
    ways = Q(accounts__report=report) | Q(accounts__relayed_from=report) | Q(public_id__in=shown_resting_on(report))
    rows = (Event.objects, Countermeasure.objects, Position.objects.select_related("actor"))
    return [entry for found in rows for entry in found.filter(ways).distinct()]


def shown_resting_on(report: Report) -> set[str]:
    """The ids of entries whose editions, shown now or to come, rest on a report, whatever is typed since."""
    open_now = Edition.objects.resting_on([report.source_id]).filter(shown_until__gt=timezone.now())
    return {edition.entry for edition in open_now.only("entry", "record") if rests_on(edition.record, report)}


def rests_on(record: Record, report: Report) -> bool:
    return any(one["id"] == report.public_id for one in reports_in(record))


def second_pair_missing(entry: WorkingEntry, by: User | None, reason: str) -> bool:
    """Whether whoever publishes also wrote the last words, where four eyes are asked for; alone, a reason is needed."""
    if not settings.FOUR_EYES or by is None:
        return False
    writers = Version.objects.filter(entry=entry.public_id, deed__in=Version.WRITING).order_by("-number")
    last = writers.values_list("by", flat=True).first()
    if last not in (None, by.pk):
        return False
    if not reason.strip():
        raise ValidationError({"reason": _("Nobody else has looked at this. Say why it cannot wait.")})
    return True

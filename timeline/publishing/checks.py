"""What keeps an entry from being shown, and who may show it."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from timeline.models import FOREVER, Countermeasure, Edition, Event, Noun
from timeline.records import noun_of

Change = Edition.Change


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

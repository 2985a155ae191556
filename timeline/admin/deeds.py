"""The desk's buttons that change what readers see, and where an entry stands in words."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from timeline import publishing
from timeline.models import FOREVER, Countermeasure, Edition, WorkingCopy
from timeline.records import fresh
from timeline.wordings import day_words


def publish(request, entry, form):
    """Publish a saved entry as the form says; what keeps it from being shown is told, and the entry stays saved."""
    deed = publishing.publish_whole if isinstance(entry, Countermeasure) else publishing.publish
    said = form.cleaned_data
    how = {"change": said.get("change") or publishing.Change.UPDATE, "reason": said.get("reason", "")}
    if attempt(request, entry, lambda: deed(entry, by=request.user, at=said.get("at"), **how)):
        messages.success(request, published_words(entry))


def withdraw(request, entry, reason):
    done = attempt(request, entry, lambda: publishing.withdraw(entry, by=request.user, reason=reason))
    if done:
        messages.success(request, _("Withdrawn. Readers who follow a link to it are told why."))
    return done


def attempt(request, entry, deed):
    try:
        deed()
    except ValidationError as error:
        for message in error.messages:
            messages.error(request, _("Saved, but not published. %(problem)s") % {"problem": message})
        return False
    except PermissionDenied:
        messages.error(request, _("Saved, but not published: you may not publish."))
        return False
    return True


def may_publish(request):
    return request.user.has_perm("timeline.publish")


def published_words(entry):
    state = state_of(entry)
    return _("Published.") if state.public else state.words


@dataclass(frozen=True)
class Standing:
    """Where a working copy stands: `words` for the desk; whether readers see it; whether what they see differs."""

    words: str
    public: bool = False
    scheduled: bool = False
    differs: bool = False


def is_public(entry):
    return Edition.objects.of(entry).filter(shown_until=FOREVER).exists()


def state_of(entry):
    if entry.pk is None:
        return Standing(_("New draft"))
    edition = Edition.objects.of(entry).filter(shown_until=FOREVER).first()
    return standing(entry, edition, differs=edition is not None and publishing.differs(fresh(entry)))


def standing(entry, edition, *, differs):
    """`edition` is the one without an end, shown or to come, or None."""
    if edition is None:
        return Standing(unpublished_words(entry))
    scheduled = edition.shown_from > timezone.now()
    pattern = _("Scheduled for %(moment)s") if scheduled else _("Published %(moment)s")
    words = pattern % {"moment": moment_words(edition.shown_from, entry.crisis)}
    if differs:
        words = _("%(state)s, unpublished changes") % {"state": words}
    return Standing(words, public=not scheduled, scheduled=scheduled, differs=differs)


def unpublished_words(entry):
    values = {
        "state": WorkingCopy.State(entry.state).label,
        "moment": moment_words(entry.saved, entry.crisis),
        "who": entry.saved_by,
    }
    pattern = _("%(state)s, saved %(moment)s by %(who)s") if entry.saved_by else _("%(state)s, saved %(moment)s")
    return pattern % values


def moment_words(moment, crisis):
    """A moment in the crisis's zone: the time alone if it is of today."""
    local = moment.astimezone(ZoneInfo(crisis.time_zone))
    today = timezone.now().astimezone(local.tzinfo).date()
    clock = f"{local:%H:%M}"
    return clock if local.date() == today else f"{day_words(local.date().toordinal())} {clock}"

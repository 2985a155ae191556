"""The desk's buttons that change what readers see, and where an entry stands in words."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from timeline import publishing, versions, workflow
from timeline.models import Countermeasure, Crisis, Edition, Version, WorkingCopy
from timeline.records import fresh
from timeline.wordings import day_words

from .publishing_form import PUBLISH, RETURN

State = WorkingCopy.State


def pressed(data):
    """The button that asks for more than saving; empty if only that is asked."""
    return next((button for button in DEEDS if button in data), "")


def do(request, entry, form):
    """What the form's button asks, of an entry already saved. Gives (what, field, sentence) of all that hinders it."""
    try:
        with transaction.atomic():
            refuse_moved(entry)
            DEEDS[form.button](request, entry, form.cleaned_data)
    except ValidationError as error:
        return [(_("Publishing"), place_of(error), message) for message in error.messages]
    except PermissionDenied:
        messages.error(request, _("Saved, and no more: you may not do that."))
    return []


def refuse_moved(entry):
    """A deed is done to what was before whoever pressed the button, and not to what others saved since."""
    Crisis.locked(entry.crisis_id)
    above = getattr(entry, "countermeasure", None)  # held first, as whoever saves both holds them
    *_above, held = (type(one).objects.select_for_update(no_key=True).get(pk=one.pk) for one in (above, entry) if one)
    if held.version != entry.version:
        raise ValidationError(_("Somebody else saved it meanwhile. Look at what they changed, then do it again."))


def place_of(error):
    """The id of the field that would mend it: who publishes alone says why."""
    return "id_publishing-override" if "reason" in getattr(error, "error_dict", ()) else "publishing-title"


def publish(request, entry, said):
    deed = publishing.publish_whole if isinstance(entry, Countermeasure) else publishing.publish
    how = {"change": said.get("change") or publishing.Change.UPDATE, "reason": said.get("reason", "")}
    deed(entry, by=request.user, at=said.get("at"), why=why(said), **how)
    messages.success(request, published_words(entry))


def why(said):
    """What stays in the history of publishing alone, or in spite of warnings."""
    return _("Published all the same: %(reason)s") % {"reason": said["override"]} if said.get("override") else ""


def submit(request, entry, _said):
    workflow.submit(entry, by=request.user)
    messages.success(request, _("Submitted. An editor looks at it next."))


def make_ready(request, entry, _said):
    workflow.make_ready(entry, by=request.user)
    messages.success(request, _("Marked ready to be published."))


def send_back(request, entry, said):
    workflow.send_back(entry, by=request.user, reason=said["lacking"])
    messages.success(request, _("Returned. Whoever wrote it sees your reason."))


def unschedule(request, entry, _said):
    publishing.unschedule(entry, by=request.user)
    messages.success(request, _("It is no longer scheduled."))


DEEDS = {
    PUBLISH: publish,
    RETURN: send_back,
    "_submit": submit,
    "_ready": make_ready,
    "_unschedule": unschedule,
}


def withdraw(request, entry, reason):
    try:
        publishing.withdraw(entry, by=request.user, reason=reason)
    except ValidationError as error:
        for message in error.messages:
            messages.error(request, message)
        return False
    messages.success(request, _("Withdrawn. Readers who follow a link to it are told why."))
    return True


@dataclass(frozen=True)
class Offered:
    """Which deeds the person before the form may do to the entry as it stands."""

    publish: bool = False
    submit: bool = False
    ready: bool = False
    send_back: bool = False


def offered(request, entry):
    state, may = entry.state, may_publish(request)
    return Offered(
        publish=may,
        submit=not may and state in (State.DRAFT, State.WITHDRAWN),
        ready=may and state in (State.DRAFT, State.REVIEW),
        send_back=may and state in (State.REVIEW, State.READY),
    )


def returned(entry):
    """The version by which a draft came back with a reason; None once it was submitted again."""
    if entry.pk is None or entry.state != State.DRAFT:
        return None
    moved = versions.history(entry).exclude(deed__in=Version.WRITING)
    last = moved.exclude(deed__in=(Version.Deed.SEEN, Version.Deed.LOADED)).first()
    return last if last and last.deed == Version.Deed.RETURNED else None


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


def state_of(entry):
    if entry.pk is None:
        return Standing(_("New draft"))
    edition = Edition.objects.of(entry).open().first()
    differs = edition is not None and publishing.differs(fresh(entry))
    return standing(entry, edition, differs=differs, shown=shown_now(entry))


def shown_now(entry):
    return Edition.objects.of(entry).covering(timezone.now()).exists()


def standing(entry, edition, *, differs, shown=False):
    """`edition` is the one without an end, shown or to come, or None; `shown` is whether readers see one now."""
    if edition is None:
        return Standing(unpublished_words(entry))
    scheduled = edition.shown_from > timezone.now()
    moment = moment_words(edition.shown_from, entry.crisis)
    words = standing_pattern(scheduled, shown) % {"moment": moment}
    if differs:
        words = _("%(state)s, unpublished changes") % {"state": words}
    return Standing(words, public=shown or not scheduled, scheduled=scheduled, differs=differs)


def standing_pattern(scheduled, shown):
    if not scheduled:
        return _("Published %(moment)s")
    return _("Published, a change scheduled for %(moment)s") if shown else _("Scheduled for %(moment)s")


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

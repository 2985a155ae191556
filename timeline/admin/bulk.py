"""One deed on many entries: first what would happen to how many, and which are refused and why; then the deed."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from timeline import duplicates, publishing, workflow
from timeline.checking import findings
from timeline.models import Countermeasure, Event
from timeline.publishing.showing import embargo_of
from timeline.records import fresh

from .deeds import moment_words
from .pages import number_in, typed

MOST = 200  # entries in one go


@dataclass(frozen=True)
class Said:
    """What was typed beside the deed: `reason` readers see; `override` is why warnings are passed over."""

    reason: str = ""
    override: str = ""


def publish(entry, by, said):
    if not said.override:
        refuse_warned(entry)
    why = _("In spite of warnings: %(reason)s") % {"reason": said.override} if said.override else ""
    deed = publishing.publish_whole if isinstance(entry, Countermeasure) else publishing.publish
    deed(entry, by=by, reason=said.reason, why=why)


class Warned(ValidationError):
    """What is amiss would be published all the same if a reason were given."""


def refuse_warned(entry):
    found = findings(entry)
    likes = duplicates.like(entry) if isinstance(entry, Event) else ()
    texts = [one.text for one in found]
    texts += [_("It may be the same as “%(other)s”.") % {"other": other} for other in likes]
    if texts:
        raise (ValidationError if any(one.blocks for one in found) else Warned)(texts)


def withdraw(entry, by, said):
    publishing.withdraw(entry, by=by, reason=said.reason)


def submit(entry, by, _said):
    workflow.submit(entry, by=by)


def make_ready(entry, by, _said):
    workflow.make_ready(entry, by=by)


DEEDS = {
    "publish": (publish, gettext_lazy("Publish")),
    "withdraw": (withdraw, gettext_lazy("Withdraw")),
    "submit": (submit, gettext_lazy("Submit")),
    "make_ready": (make_ready, gettext_lazy("Mark ready")),
}


@dataclass
class Outcome:
    """What a deed did, or would do: the entries it takes, and those it refuses with the sentence why."""

    taken: list = field(default_factory=list)
    refused: list = field(default_factory=list)
    warned: bool = False

    @property
    def key(self):
        return ",".join(str(entry.pk) for entry in self.taken)


def carry_out(deed, entries, by, said, *, trial):
    """Do a deed to each entry that allows it; in a trial everything is undone again."""
    outcome = Outcome()
    with transaction.atomic():
        for entry in entries:
            try:
                with transaction.atomic():
                    deed(entry, by, said)
                outcome.taken.append(entry)
            except ValidationError as error:
                outcome.refused.append((entry, " ".join(error.messages)))
                outcome.warned |= isinstance(error, Warned)
            except PermissionDenied as error:
                outcome.refused.append((entry, str(error) or _("You may not do that.")))
        transaction.set_rollback(trial)
    return outcome


def shared(name, deed_admin, request, queryset):
    """The action: a preview first; the deed once it is confirmed that just this is to happen.

    Of more than can go at once the first go; how many are left is said before and after.
    """
    deed, label = DEEDS[name]
    rows = queryset.select_related("crisis")[:MOST]
    entries, again = list(rows), list(rows.all())  # a trial leaves its marks on them
    left = max(queryset.count() - MOST, 0) or left_before(request)
    said = Said(*(typed(request, part) for part in ("reason", "override")))
    lacks = name == "withdraw" and not said.reason
    trial = carry_out(deed, entries, request.user, Said("–") if lacks else said, trial=True)
    if "_confirmed" in request.POST and not lacks and request.POST.get("seen") == trial.key:
        return done(request, label, carry_out(deed, again, request.user, said, trial=False), left)
    return preview(name, deed_admin, request, entries, said, trial, left)


def left_before(request):
    """How many more were chosen on the list when it came to this preview."""
    return number_in(request.POST.get("left", "")) or 0


def preview(name, deed_admin, request, entries, said, outcome, left):
    label, confirmed = DEEDS[name][1], "_confirmed" in request.POST
    page = deed_admin.admin_site.each_context(request) | {
        "title": _("%(deed)s: what will happen") % {"deed": label},
        "opts": deed_admin.opts,
        "deed": label,
        "action": name,
        "explained": name in ("publish", "withdraw"),
        "must": name == "withdraw",
        "said": said,
        "lacks_reason": confirmed and name == "withdraw" and not said.reason,
        "changed": confirmed and request.POST.get("seen") != outcome.key,
        "outcome": outcome,
        "chosen": entries,
        "total": len(entries),
        "left": left,
        "taken": [(entry, embargo_words(entry) if name == "publish" else "") for entry in outcome.taken],
    }
    return TemplateResponse(request, "admin/bulk.html", page)


def embargo_words(entry):
    until = embargo_of(fresh(entry))
    return _("not before %(moment)s") % {"moment": moment_words(until, entry.crisis)} if until else ""


def done(request, label, outcome, left):
    number = len(outcome.taken)
    if number:
        text = ngettext("%(deed)s: %(n)d entry.", "%(deed)s: %(n)d entries.", number)
        messages.success(request, text % {"deed": label, "n": number})
    for _entry, why in outcome.refused:
        messages.error(request, why)
    if left:
        text = ngettext("%(n)d more of those you chose is left.", "%(n)d more of those you chose are left.", left)
        messages.warning(request, f"{text % {'n': left}} {_('Choose them again to go on.')}")


class BulkDeeds:
    """Mixed into the desk of entries."""

    actions: Any = ["submit", "make_ready", "publish", "withdraw"]

    def has_publish_permission(self, request):
        return request.user.has_perm("timeline.publish")

    @admin.action(description=gettext_lazy("Submit to the editors"), permissions=["change"])
    def submit(self, request, queryset):
        return shared("submit", self, request, queryset)

    @admin.action(description=gettext_lazy("Mark ready"), permissions=["publish"])
    def make_ready(self, request, queryset):
        return shared("make_ready", self, request, queryset)

    @admin.action(description=gettext_lazy("Publish"), permissions=["publish"])
    def publish(self, request, queryset):
        return shared("publish", self, request, queryset)

    @admin.action(description=gettext_lazy("Withdraw"), permissions=["publish"])
    def withdraw(self, request, queryset):
        return shared("withdraw", self, request, queryset)

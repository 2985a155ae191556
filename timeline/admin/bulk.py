"""One deed on many entries: first what would happen to how many, and which are refused and why; then the deed."""

from dataclasses import dataclass, field

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from timeline import publishing, workflow
from timeline.models import Countermeasure
from timeline.publishing.showing import embargo_of

from .deeds import moment_words

MOST = 200  # entries in one go


def publish(entry, by, reason):
    deed = publishing.publish_whole if isinstance(entry, Countermeasure) else publishing.publish
    deed(entry, by=by, reason=reason)


def withdraw(entry, by, reason):
    publishing.withdraw(entry, by=by, reason=reason)


def submit(entry, by, reason):
    workflow.submit(entry, by=by)


def make_ready(entry, by, reason):
    workflow.make_ready(entry, by=by)


DEEDS = {
    "publish": (publish, gettext_lazy("Publish"), True),
    "withdraw": (withdraw, gettext_lazy("Withdraw"), True),
    "submit": (submit, gettext_lazy("Submit"), False),
    "make_ready": (make_ready, gettext_lazy("Mark ready"), False),
}


@dataclass
class Outcome:
    """What a deed did, or would do: the entries it takes, and those it refuses with the sentence why."""

    taken: list = field(default_factory=list)
    refused: list = field(default_factory=list)


def carry_out(deed, entries, by, reason, *, trial):
    """Do a deed to each entry that allows it; in a trial everything is undone again."""
    outcome = Outcome()
    with transaction.atomic():
        for entry in entries:
            try:
                with transaction.atomic():
                    deed(entry, by, reason)
                outcome.taken.append(entry)
            except ValidationError as error:
                outcome.refused.append((entry, " ".join(error.messages)))
            except PermissionDenied as error:
                outcome.refused.append((entry, str(error) or _("You may not do that.")))
        transaction.set_rollback(trial)
    return outcome


def shared(name, deed_admin, request, queryset):
    """The action: a preview first, the deed once it is confirmed."""
    deed, label, explained = DEEDS[name]
    if queryset.count() > MOST:
        text = _("Choose at most %(most)d entries at a time.") % {"most": MOST}
        messages.error(request, text)
        return None
    reason = request.POST.get("reason", "").strip()[:1000]
    entries = list(queryset.select_related("crisis"))
    if "_confirmed" in request.POST and (reason or name != "withdraw"):
        return done(request, label, carry_out(deed, entries, request.user, reason, trial=False))
    outcome = carry_out(deed, entries, request.user, reason or "–", trial=True)
    page = deed_admin.admin_site.each_context(request) | {
        "title": _("%(deed)s: what will happen") % {"deed": label},
        "opts": deed_admin.opts,
        "deed": label,
        "action": name,
        "explained": explained,
        "must": name == "withdraw",
        "reason": reason,
        "lacks_reason": "_confirmed" in request.POST,
        "outcome": outcome,
        "chosen": entries,
        "total": len(entries),
        "scheduled": [(entry, embargo_words(entry)) for entry in outcome.taken] if name == "publish" else [],
    }
    return TemplateResponse(request, "admin/bulk.html", page)


def embargo_words(entry):
    until = embargo_of(entry)
    return _("not before %(moment)s") % {"moment": moment_words(until, entry.crisis)} if until else ""


def done(request, label, outcome):
    number = len(outcome.taken)
    if number:
        text = ngettext("%(deed)s: %(n)d entry.", "%(deed)s: %(n)d entries.", number)
        messages.success(request, text % {"deed": label, "n": number})
    for _entry, why in outcome.refused:
        messages.error(request, why)


class BulkDeeds:
    """Mixed into the desk of entries."""

    actions = ["submit", "make_ready", "publish", "withdraw"]

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

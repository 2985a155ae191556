"""The page “To mend”: what the desk's checks find in a crisis, each with a way to the field it is about."""

from django.core.cache import cache
from django.db.models import Count, Max
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from timeline import checking, workflow
from timeline.models import Countermeasure, Crisis, Report, Version

from .pages import MODELS, address_of, need, page_of, site_page, tried

ANCHORS = {
    "event": {"accounts": "accounts", "when": "id_date", "pictures": "pictures"},
    "countermeasure": {"accounts": "because", "steps": "steps", "answers": "because", "when": "steps"},
    "position": {"accounts": "accounts-0"},
}
UNCHECKED = {"stale", "never-checked"}
KEPT = 600  # seconds a count is believed where nothing tells that it changed


def mend(request, slug, site):
    """Everything that is to be mended in a crisis."""
    need(request, "view_event")
    crisis = Crisis.objects.filter(slug=slug).first()
    if crisis is None:
        raise Http404
    mending = checking.to_mend(crisis)
    page = page_of(request, mending.found)
    lines = [line(request, entry, some) for entry, some in page]
    context = {"page": page, "lines": lines, "total": total(mending), "left": mending.left}
    return site_page(request, site, "mend.html", _("To mend: %(crisis)s") % {"crisis": crisis}, **context)


def line(request, entry, found):
    findings = [(finding, anchor(entry, finding)) for finding in found]
    return entry, address_of(entry), findings, checkable(request, entry, found)


def checked_today(request, pk, site):
    """The desk has looked today whether a countermeasure still stands."""
    countermeasure = Countermeasure.objects.select_related("crisis").filter(pk=pk).first()
    if countermeasure is None:
        raise Http404
    if request.method == "POST":
        tried(request, lambda: workflow.check_today(countermeasure, by=request.user))
    return HttpResponseRedirect(reverse("admin:mend", args=[countermeasure.crisis.slug]))


def anchor(entry, finding):
    """Where on the entry's form the field stands."""
    return ANCHORS[entry._meta.model_name].get(finding.field, f"id_{finding.field}")


def checkable(request, entry, found):
    return any(finding.code in UNCHECKED for finding in found) and workflow.may_edit(request.user, entry)


def total(mending):
    return sum(len(found) for _entry, found in mending.found)


def counts(crises):
    """(crisis, (number of open findings, whether there may be more)), anew only after a deed, a save or a day."""
    marks = {crisis.pk: [timezone.localdate()] for crisis in crises}
    for model, column in ((Version, "pk"), *((model, "saved") for model in MODELS)):
        rows = model.objects.filter(crisis__in=crises).order_by().values_list("crisis")
        for crisis, *found in rows.annotate(Max(column), Count("pk")):
            marks[crisis] += found
    gone = Report.objects.filter(withdrawn_on__isnull=False).count() if crises else 0
    return [(crisis, count(crisis, [*marks[crisis.pk], gone])) for crisis in crises]


def count(crisis, marks):
    key = "to-mend:" + ":".join(str(mark) for mark in (crisis.pk, *marks)).replace(" ", "")
    return cache.get_or_set(key, lambda: counted(checking.to_mend(crisis)), KEPT)


def counted(mending):
    return total(mending), mending.left > 0

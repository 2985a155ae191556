"""The deeds on a report: its outlet withdrew it, or it is under embargo. Both reach everything that rests on it."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import admin, messages
from django.db.models import prefetch_related_objects
from django.http import HttpResponseRedirect
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from timeline import publishing
from timeline.models import Crisis, Edition, WorkingCopy
from timeline.wordings import day_words

from .deeds import moment_words
from .fields import DeskForm, Lookups, MomentField, PlainForm
from .pages import Pages, address_of, need, tried


class HoldForm(PlainForm):
    reason = forms.CharField(
        label=gettext_lazy("Reason readers see"),
        widget=forms.Textarea({"rows": 3}),
        max_length=1000,
        help_text=gettext_lazy("Such as “Reuters withdrew the report this rests on”."),
        error_messages={"required": gettext_lazy("Readers are told why. Give a reason.")},
    )


class EmbargoForm(DeskForm, forms.Form):
    until = MomentField(
        label=gettext_lazy("Embargo until"),
        max_length=100,
        help_text=gettext_lazy("A day and a time, such as 27 November 2025 09:00."),
        error_messages={"required": gettext_lazy("Until when? Type a day and a time.")},
    )
    zone = forms.ChoiceField(label=gettext_lazy("Time zone"))

    def __init__(self, *args, zones, **options):
        super().__init__(*args, lookups=Lookups(), **options)
        self.fields["zone"].choices = [(zone, zone) for zone in zones]
        chosen = self.data.get("zone")
        self.fields["until"].zone = chosen if chosen in zones else zones[0]

    def clean_until(self):
        until = self.cleaned_data["until"]
        if until <= timezone.now():
            raise forms.ValidationError(_("That moment has passed."))
        return until


class ReportDeeds(Pages):
    """Mixed into the desk of reports."""

    def get_urls(self):
        pages = {"hold": self.hold_view, "embargo": self.embargo_view, "lift": self.lift_view}
        return [*(self.page(name, view) for name, view in pages.items()), *super().get_urls()]

    def hold_view(self, request, object_id):
        """List what rests on the report; with a reason, take all of it back at once."""
        report = self.reached(request, object_id)
        form = HoldForm(request.POST if request.method == "POST" and "_stand" not in request.POST else None)
        if "_stand" in request.POST:
            publishing.stand_by(report, by=request.user)
            messages.success(request, _("Its outlet stands by it. What was held stays so until it is published again."))
            return HttpResponseRedirect(self.address(report))
        if form.is_valid() and self.held(request, report, form.cleaned_data["reason"]):
            return HttpResponseRedirect(self.address(report, "hold"))
        return self.draw_page(
            request, report, "hold.html", _("Withdrawn by its outlet"), form=form, resting=resting(report)
        )

    def held(self, request, report, reason):
        held = tried(request, lambda: [*publishing.hold(report, by=request.user, reason=reason), None])
        if held:
            self.log_change(request, report, _("Held: %(reason)s") % {"reason": reason})
            number = len(held) - 1
            messages.success(request, _("Marked as withdrawn. Entries taken back: %(number)d.") % {"number": number})
        return held

    def embargo_view(self, request, object_id):
        """Keep what rests on the report from being shown before a moment."""
        report = self.reached(request, object_id)
        found = resting(report)
        form = EmbargoForm(request.POST if request.method == "POST" else None, zones=zones_of(found))
        if form.is_valid():
            until = form.cleaned_data["until"]
            publishing.embargo(report, until, by=request.user)
            self.log_change(request, report, _("Embargo until %(moment)s") % {"moment": until.isoformat()})
            messages.success(request, _("Under embargo. What rests on it is not shown before."))
            return HttpResponseRedirect(self.address(report, "embargo"))
        until = report.embargo_until and in_zone(report.embargo_until, zones_of(found)[0])
        context = {"form": form, "resting": found, "until": until, "lift": self.address(report, "lift")}
        return self.draw_page(request, report, "embargo.html", _("Embargo"), **context)

    def lift_view(self, request, object_id):
        """List what waits for the end of the embargo; on a second word, lift it."""
        report = self.reached(request, object_id)
        if report.embargo_until is None:
            return HttpResponseRedirect(self.address(report, "embargo"))
        if request.method == "POST":
            publishing.lift_embargo(report, by=request.user)
            self.log_change(request, report, _("Embargo lifted"))
            messages.success(request, _("The embargo is lifted. What waits is shown when you publish it."))
            return HttpResponseRedirect(self.address(report))
        found = resting(report)
        until = in_zone(report.embargo_until, zones_of(found)[0])
        context = {"freed": freed(report, found), "until": until}
        return self.draw_page(request, report, "lift.html", _("Lift the embargo"), **context)

    def reached(self, request, object_id):
        report = self.thing_of(request, object_id)
        need(request, "publish")
        return report

    @admin.display(description=gettext_lazy("Stands"), ordering="withdrawn_on")
    def stands(self, report):
        if report.withdrawn_on:
            words = _("Withdrawn by its outlet %(day)s") % {"day": day_words(report.withdrawn_on.toordinal())}
            return format_html('<span class="ct-lacks">{}</span>', words)
        if report.embargo_until and report.embargo_until > timezone.now():
            return _("Embargo until %(moment)s") % {"moment": in_zone(report.embargo_until, "UTC")}
        return "–"


class Standing(admin.SimpleListFilter):
    title = gettext_lazy("standing")
    parameter_name = "standing"

    def lookups(self, request, model_admin):
        return [("withdrawn", _("Withdrawn by its outlet")), ("embargo", _("Under embargo"))]

    def queryset(self, request, queryset):
        if self.value() == "withdrawn":
            return queryset.filter(withdrawn_on__isnull=False)
        return queryset.filter(embargo_until__gt=timezone.now()) if self.value() == "embargo" else queryset


def resting(report):
    """(entry, its address, where it stands) of everything that rests on a report, what readers see first."""
    entries = publishing.resting_on(report)
    ids = [entry.public_id for entry in entries]
    open_now = {row.entry: row for row in Edition.objects.filter(entry__in=ids).open().defer("record")}
    crises = {crisis.pk: crisis for crisis in Crisis.objects.filter(pk__in={entry.crisis_id for entry in entries})}
    for entry in entries:
        entry.crisis = crises[entry.crisis_id]
    rows = [(entry, address_of(entry), open_now.get(entry.public_id)) for entry in entries]
    rows.sort(key=lambda row: row[2] is None)
    return [(entry, address, standing(entry, edition), edition is not None) for entry, address, edition in rows]


def standing(entry, edition):
    if edition is None:
        return entry.get_state_display()
    moment = {"moment": moment_words(edition.shown_from, entry.crisis)}
    if edition.shown_from > timezone.now():
        return _("Scheduled for %(moment)s") % moment
    return _("Readers see it now")


@dataclass(frozen=True)
class Freed:
    """An entry that rests on a report, where it stands, and what becomes of it when the embargo is lifted."""

    entry: WorkingCopy
    address: str
    standing: str
    then: str


def freed(report, found):
    others = other_embargoes(report, [entry for entry, *_rest in found])
    return [
        Freed(entry, address, standing, after_lifting(entry, open_now, others.get(entry.public_id)))
        for entry, address, standing, open_now in found
    ]


def other_embargoes(report, entries):
    """Until when other reports keep an entry back, by its public id."""
    for model in {type(entry) for entry in entries}:
        alike = [entry for entry in entries if type(entry) is model]
        prefetch_related_objects(alike, "accounts__report", "accounts__relayed_from")
    untils = {}
    for entry in entries:
        told = [one for account in entry.accounts.all() for one in (account.report, account.relayed_from) if one]
        moments = [one.embargo_until for one in told if one.pk != report.pk and one.embargo_until]
        untils[entry.public_id] = max((one for one in moments if one > timezone.now()), default=None)
    return untils


def after_lifting(entry, open_now, until):
    if until:
        return _("Another report keeps it back until %(moment)s.") % {"moment": moment_words(until, entry.crisis)}
    return _("It comes at its moment, or at once if you publish it.") if open_now else _("It can be published.")


def zones_of(found):
    """Zones to choose from: of the crises that rest on the report first, then of the others, then UTC."""
    mine = [entry.crisis.time_zone for entry, *_rest in found]
    others = Crisis.objects.order_by("title").values_list("time_zone", flat=True)
    return list(dict.fromkeys((*mine, *others, "UTC")))


def in_zone(moment, zone):
    local = moment.astimezone(ZoneInfo(zone))
    return f"{day_words(local.date().toordinal())} {local:%H:%M} {zone}"

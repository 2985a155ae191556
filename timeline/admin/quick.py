"""Quick add: headline, date, link, what it says; a draft with one account."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from timeline import duplicates, versions
from timeline.models import Account, Crisis, Event
from timeline.naming import free_entry_slug

from .dating import AS_GIVEN, DateFields
from .entries import latest_crisis
from .fields import DeskForm, Lookups, ReportFields, crisis_chosen, problems_of


class QuickForm(DeskForm, ReportFields, DateFields):
    crisis = forms.ModelChoiceField(Crisis.objects.order_by("title"), label=gettext_lazy("Crisis"), empty_label=None)
    headline = forms.CharField(label=gettext_lazy("Headline"), max_length=300)
    attribution = forms.ChoiceField(
        label=gettext_lazy("Rests on"), choices=Account.Attribution, initial=Account.Attribution.NOT_STATED
    )
    says = forms.CharField(
        label=gettext_lazy("What it says"),
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": gettext_lazy("Say in your own words what this report says.")},
    )

    field_order = ["crisis", "headline", "date", "report", "outlet", "its_headline", "its_day", "attribution", "says"]

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.prepare_date(Event().when)
        self.fields["date"].help_text = AS_GIVEN

    def clean(self):
        super().clean()
        self.clean_report_fields()
        self.clean_date_fields()
        return self.cleaned_data

    @transaction.atomic
    def save(self, by):
        said = self.cleaned_data
        event = Event(
            crisis=said["crisis"], headline=said["headline"], kind=Event.Kind.OTHER, saved_by=by, created_by=by
        )
        event.when = said["date"]
        event.slug = free_entry_slug(event, event.headline)
        event.save()
        account = Account(event=event, attribution=said["attribution"], says=said["says"])
        account.report = self.kept_report()
        account.save()
        versions.keep(event, by=by)
        return event


def quick_add(request, site):
    if not request.user.has_perm("timeline.add_event"):
        raise PermissionDenied
    crisis = crisis_chosen(request.POST) or latest_crisis(request)
    form = QuickForm(request.POST or None, lookups=Lookups(crisis), initial={"crisis": crisis})
    if "_reading" in request.POST:
        form.leave_unchecked()
        return TemplateResponse(request, "admin/_reading.html", {"form": form})
    if "_more" in request.POST:
        form.leave_unchecked()
    elif form.is_valid():
        return added(request, form.save(request.user))
    elif not form.is_bound:
        form.begin_at("headline")
    return TemplateResponse(request, "admin/quick.html", drawn(request, site, form))


def added(request, event):
    messages.success(request, _("Draft “%(headline)s” added.") % {"headline": event.headline})
    for other in duplicates.like(event):
        messages.warning(request, _("It may be the same as “%(other)s”.") % {"other": other})
    if "_next" in request.POST:
        return HttpResponseRedirect(f"{reverse('admin:quick')}?crisis={event.crisis.slug}")
    return HttpResponseRedirect(reverse("admin:timeline_event_change", args=[event.pk]))


def drawn(request, site, form):
    lists = [(f"names-{kind}", getattr(form.lookups, kind).suggestions()) for kind in ("reports", "sources")]
    page = {"title": _("Quick add"), "form": form, "problems": problems_of(form), "suggestions": lists}
    return {**site.each_context(request), **page}

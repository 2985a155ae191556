"""What the lists show: worded dates, certainty with its sign, accounts, where an entry stands."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Count, IntegerField, Subquery
from django.db.models.functions import Coalesce
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from timeline import dates
from timeline.checking import BESIDE, found_in
from timeline.models import Edition, WorkingCopy
from timeline.records import PREFETCH, noun_of, record_of
from timeline.wordings import date_words

from . import deeds


def number_of(rows):
    """How many rows a subquery finds, as an annotation."""
    counting = rows.order_by().annotate(all=Count("pk")).values("all")
    counting.query.group_by = ()
    return Coalesce(Subquery(counting, output_field=IntegerField()), 0)


def counted(number):
    return number or "–"


class EntryList(ChangeList):
    """A page of the list knows the record and the edition of each of its rows, fetched for all of them at once."""

    def get_queryset(self, request, exclude_parameters=None):
        noun = noun_of(self.model())
        rows = super().get_queryset(request, exclude_parameters)
        return rows.prefetch_related(*PREFETCH[noun], *BESIDE[noun])

    def get_results(self, request):
        super().get_results(request)
        self.result_list = list(self.result_list)
        ids = [entry.public_id for entry in self.result_list]
        found = Edition.objects.filter(entry__in=ids).open().without_words()
        editions = {edition.entry: edition for edition in found}
        for entry in self.result_list:
            entry.edition = editions.get(entry.public_id)


class WithoutAccount(admin.SimpleListFilter):
    title = gettext_lazy("accounts")
    parameter_name = "accounts"

    def lookups(self, request, model_admin):
        return [("none", _("No account")), ("some", _("With accounts"))]

    def queryset(self, request, queryset):
        if self.value() not in ("none", "some"):
            return queryset
        return queryset.filter(accounts_held=0) if self.value() == "none" else queryset.filter(accounts_held__gt=0)


class EntryColumns:
    """Mixed into the desk of an entry."""

    list_select_related: Any = ["crisis", "saved_by"]

    def get_changelist(self, request, **options):
        return EntryList

    @admin.display(description=gettext_lazy("State"), ordering="state")
    def stands(self, entry):
        return short_standing(entry)

    @admin.display(description=gettext_lazy("To mend"))
    def mend_shown(self, entry):
        return number_to_mend(entry)

    @admin.display(description=gettext_lazy("Accounts"), ordering="accounts_held")
    def accounts_shown(self, entry):
        return entry.accounts_held or format_html('<span class="ct-lacks">{}</span>', _("No account"))


def short_standing(entry):
    edition = entry.edition
    if edition is None:
        return entry.get_state_display()
    differs = edition.record != record_of(entry) or edition.slug != getattr(entry, "slug", "")
    standing = deeds.standing(entry, edition, differs=False)
    words = standing.words if standing.scheduled else _("Published")
    return format_html("{}<br>{}", words, _("unpublished changes")) if differs else words


def number_to_mend(entry):
    """How many findings of the desk's checks are open, as on the page “To mend”; whether one keeps it from readers."""
    found = [] if entry.state == WorkingCopy.State.WITHDRAWN else found_in(entry)
    blocked = any(finding.blocks for finding in found)
    texts = " ".join(finding.text for finding in found)
    pattern = '<span class="ct-lacks" title="{}">{}</span>' if blocked else '<span title="{}">{}</span>'
    words = _("%(n)d, blocked") % {"n": len(found)} if blocked else str(len(found))
    return format_html(pattern, texts, words) if found else "–"


def worded_date(when):
    vague = bool(dates.vagueness(when))
    return format_html('<span class="ct-date{}">{}</span>', " ct-vague" if vague else "", date_words(when))


def badge(entry):
    return format_html('<span class="ct-st ct-{}">{}</span>', entry.certainty, entry.get_certainty_display())

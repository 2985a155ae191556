"""The names the desk keeps: actors, sources and their reports."""

from django import forms
from django.contrib import admin
from django.db.models import OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from timeline import uses
from timeline.models import Account, Actor, Participation, Party, Position, Report, Source
from timeline.models.base import refuse_reserved
from timeline.naming import free_slug, names_changed

from .columns import counted, number_of
from .entries import ScreenAdmin
from .fields import DayField, DeskForm, NameField, kept_name
from .holding import ReportDeeds, Standing
from .screens import Screen


class SharedNameForm(DeskForm, forms.ModelForm):
    """Of an actor or a source: its address is made from its name unless one is typed."""

    slug = forms.SlugField(
        label=gettext_lazy("Address"),
        max_length=80,
        required=False,
        validators=[refuse_reserved],
        help_text=gettext_lazy("Left empty, it is made from the name. Readers’ links depend on it."),
    )

    def clean_country(self):
        return self.cleaned_data["country"].upper()

    def clean_slug(self):
        slug, model = self.cleaned_data["slug"], type(self.instance)
        if slug and model.objects.filter(slug=slug).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("That address is taken."))
        return slug

    def save(self, commit=True):
        row, others = self.instance, type(self.instance).objects.exclude(pk=self.instance.pk)
        row.slug = self.cleaned_data["slug"] or free_slug(others, row.name, fallback=row.public_id)
        row.save()
        names_changed()
        return row


class ActorForm(SharedNameForm):
    part_of = NameField(
        "actors",
        label=gettext_lazy("Part of"),
        required=False,
        help_text=gettext_lazy("The state or body it acts for: one level is enough."),
    )

    class Meta:
        model = Actor
        fields = ["name", "kind", "office", "part_of", "country", "slug"]

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.initial["part_of"] = self.instance.part_of if self.instance.part_of_id else None

    def clean_part_of(self):
        if self.cleaned_data["part_of"] == self.instance and self.instance.pk:
            raise forms.ValidationError(_("Nobody is part of themselves."))
        return self.cleaned_data["part_of"]


class SourceForm(SharedNameForm):
    class Meta:
        model = Source
        fields = ["name", "kind", "host", "country", "slug"]

    def clean_host(self):
        return self.cleaned_data["host"].lower().removeprefix("https://").removeprefix("www.").partition("/")[0]


class ReportForm(DeskForm, forms.ModelForm):
    source = NameField("sources", may_add=True, label=gettext_lazy("Source"))
    published = DayField(label=pgettext_lazy("of a report", "Published"), required=False)
    accessed = DayField(label=gettext_lazy("Accessed"), required=False)

    class Meta:
        model = Report
        fields = ["headline", "url", "archive_url", "authors", "language", "published", "accessed"]

    field_order = ["source", "headline", "url", "published", "authors", "language", "accessed", "archive_url"]

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.initial["source"] = self.instance.source if self.instance.source_id else None

    def clean_url(self):
        url = self.cleaned_data["url"]
        if url and Report.objects.filter(url=url).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("The desk already has the report at that link."))
        return url

    def save(self, commit=True):
        self.instance.source = kept_name(self.cleaned_data["source"])
        self.instance.save()
        return self.instance


class NameScreen(Screen):
    def crisis_meant(self):
        return None


class ActorScreen(NameScreen):
    form = ActorForm


class SourceScreen(NameScreen):
    form = SourceForm


class ReportScreen(NameScreen):
    form = ReportForm


class NameAdmin(ScreenAdmin):
    """What is in use is not deleted: the list of what uses it is shown instead."""

    def get_deleted_objects(self, objs, request):
        found = [use for obj in objs for use in uses.of(obj)]
        return ([], {}, set(), found) if found else super().get_deleted_objects(objs, request)


@admin.register(Actor)
class ActorAdmin(NameAdmin):
    screen = ActorScreen
    list_display = ["name", "kind", "part_of", "office", "used"]
    list_select_related = ["part_of"]
    list_filter = ["kind"]
    search_fields = ["name", "office", "slug"]

    def get_queryset(self, request):
        parts = [model.objects.filter(actor=OuterRef("pk")) for model in (Participation, Party, Position)]
        return super().get_queryset(request).annotate(used=sum(map(number_of, parts[1:]), number_of(parts[0])))

    @admin.display(description=gettext_lazy("Entries"), ordering="used")
    def used(self, actor):
        return counted(actor.used)


@admin.register(Source)
class SourceAdmin(NameAdmin):
    screen = SourceScreen
    list_display = ["name", "kind", "country", "host", "reports_held", "used"]
    list_filter = ["kind"]
    search_fields = ["name", "host", "slug"]

    def get_queryset(self, request):
        reports = Report.objects.filter(source=OuterRef("pk"))
        accounts = Account.objects.filter(Q(report__source=OuterRef("pk")) | Q(relayed_from__source=OuterRef("pk")))
        return super().get_queryset(request).annotate(reports_held=number_of(reports), used=number_of(accounts))

    @admin.display(description=gettext_lazy("Reports"), ordering="reports_held")
    def reports_held(self, source):
        return counted(source.reports_held)

    @admin.display(description=gettext_lazy("Accounts"), ordering="used")
    def used(self, source):
        return counted(source.used)


@admin.register(Report)
class ReportAdmin(ReportDeeds, NameAdmin):
    screen = ReportScreen
    change_form_template = "admin/report_form.html"
    list_display = ["title", "stands", "source", "published", "used"]
    list_display_links = ["title"]
    list_select_related = ["source"]
    list_filter = [Standing, "source"]
    search_fields = ["headline", "url", "source__name", "authors"]

    def get_queryset(self, request):
        accounts = Account.objects.filter(Q(report=OuterRef("pk")) | Q(relayed_from=OuterRef("pk")))
        return super().get_queryset(request).annotate(used=number_of(accounts))

    @admin.display(description=gettext_lazy("Headline"), ordering="headline")
    def title(self, report):
        return report.headline or report.url or _("Without a headline")

    @admin.display(description=gettext_lazy("Accounts"), ordering="used")
    def used(self, report):
        return counted(report.used)

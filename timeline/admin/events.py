"""The event on one screen: what, when, who, accounts and their questions, links, how sure."""

from django import forms
from django.contrib import admin
from django.db.models import OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from timeline.models import Account, Event, Link, Participation

from .accounts import AccountRow, PointRow, accounts_of, answers_without_question, keep_accounts, keep_points
from .addresses import SlugFields
from .columns import EntryColumns, WithoutAccount, badge, number_of, worded_date
from .dating import AS_GIVEN, DateFields
from .entries import EntryAdmin
from .fields import CrisisChoice, DeskForm, NameField, kept_name
from .merging import MergePages
from .rows import Row, replace_parts
from .screens import EntryScreen
from .shots import PictureRow, keep_pictures


class EventForm(DeskForm, CrisisChoice, SlugFields, DateFields, forms.ModelForm):
    countermeasure = NameField("countermeasures", label=gettext_lazy("Step of"), required=False)

    class Meta:
        model = Event
        fields = [
            *("crisis", "headline", "short_headline", "kind", "summary", "body", "place", "significance"),
            *("developing", "stage", "date_text", "certainty", "language", "order"),
        ]
        widgets = {"summary": forms.Textarea({"rows": 3}), "body": forms.Textarea({"rows": 8})}
        help_texts = {
            "summary": gettext_lazy("One or two sentences. Say who said it; leave motive to the accounts."),
            "date_text": gettext_lazy("Only if readers should see the source’s own words, such as “this week”."),
            "order": gettext_lazy("Smaller stands first among entries of the same day."),
        }

    seldom = (
        *("short_headline", "body", "place", "language", "slug", "countermeasure", "stage"),
        *("significance", "developing", "order"),
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["order"].required = False
        self.initial |= {"slug": self.instance.slug, "countermeasure": self.instance.countermeasure}
        when = self.instance.when
        self.prepare_date(when)
        self.fields["date"].help_text = AS_GIVEN
        if self.initial["date"] and when.phrase and when.phrase.lower() in self.initial["date"].lower():
            self.initial["date_text"] = ""

    @property
    def seldom_open(self):
        written = ("short_headline", "body", "place", "countermeasure", "stage")
        return any(self.raw(name) for name in written) or any(name in self.errors for name in self.seldom)

    def clean_order(self):
        return self.cleaned_data["order"] or 0

    def clean(self):
        super().clean()
        self.clean_date_fields()
        step_of, stage = self.cleaned_data.get("countermeasure"), self.cleaned_data.get("stage")
        if step_of and not stage:
            self.add_error("stage", _("Which stage does this step bring?"))
        if not self.errors.keys() & {"countermeasure", "stage"} and not step_of:
            self.refuse_stray_step(stage)
        return self.cleaned_data

    def refuse_stray_step(self, stage):
        if stage:
            self.add_error("countermeasure", _("Of which countermeasure is this a step?"))
        elif self.cleaned_data.get("kind") == Event.Kind.STEP:
            self.add_error("kind", _("A step belongs to a countermeasure. Name it, or choose another kind."))

    def save(self, commit=True):
        event, printed = self.instance, self.cleaned_data["date_text"]
        event.countermeasure = self.cleaned_data["countermeasure"]
        event.when = self.cleaned_data["date"]
        event.date_text = printed or event.date_text
        self.keep_slug()
        event.save()
        return event


class ParticipationRow(Row, forms.ModelForm):
    actor = NameField("actors", may_add=True, label=gettext_lazy("Actor"))

    class Meta:
        model = Participation
        fields = ["role"]

    field_order = ("actor", "role")
    name = gettext_lazy("Participation")
    key = ("actor", "role")

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.initial["actor"] = self.instance.actor if self.instance.actor_id else None

    def part(self, event):
        return Participation(event=event, actor=kept_name(self.cleaned_data["actor"]), role=self.cleaned_data["role"])


class LinkRow(Row, forms.ModelForm):
    to = NameField("events", label=gettext_lazy("Event"))

    class Meta:
        model = Link
        fields = ["relation", "basis"]

    field_order = ("relation", "to", "basis")
    name = gettext_lazy("Link")
    key = ("to", "relation")

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.initial["to"] = self.instance.to if self.instance.to_id else None

    def part(self, event):
        return Link(event=event, **{name: self.cleaned_data[name] for name in ("to", "relation", "basis")})


class EventScreen(EntryScreen):
    form, takes_files = EventForm, True

    def make_rows(self):
        self.add_rows("who", ParticipationRow, self.stored("participations", "actor"), blank=2)
        points = self.add_rows("points", PointRow, self.stored("points"))
        self.add_rows("accounts", AccountRow, accounts_of(self.thing), points=points)
        self.add_rows("links", LinkRow, self.stored("links", "to"))
        self.add_rows("pictures", PictureRow, self.stored("pictures"), user=self.user)

    def keep_files(self):
        for row in self.rows["pictures"]:
            row.keep_chosen()

    def hangs_together(self):
        for row in self.rows["links"].live:
            if row.cleaned_data["to"] == self.thing:
                row.add_error("to", _("An event cannot be linked to itself."))
        return not answers_without_question(self.rows["points"], self.rows["accounts"]) and all(
            form.is_valid() or not form.is_bound for form in self.forms
        )

    def keep(self):
        event = self.main.save()
        replace_parts(event.participations, [row.part(event) for row in self.rows["who"].live])
        points = keep_points(event, self.rows["points"])
        keep_accounts(event, self.rows["accounts"], points)
        replace_parts(event.links, [row.part(event) for row in self.rows["links"].live])
        keep_pictures(event, self.rows["pictures"], files=not self.previewed)


@admin.register(Event)
class EventAdmin(EntryColumns, MergePages, EntryAdmin):
    screen = EventScreen
    change_form_template = "admin/event_form.html"
    list_display = ["when_worded", "headline", "kind_shown", "sure", "accounts_shown", "mend_shown", "stands"]
    list_display_links = ["headline"]
    list_filter = ["crisis", "state", "certainty", "kind", WithoutAccount]
    search_fields = ["headline", "short_headline", "summary", "place", "public_id"]

    def get_queryset(self, request):
        held = number_of(Account.objects.filter(event=OuterRef("pk")))
        return super().get_queryset(request).annotate(accounts_held=held)

    @admin.display(description=gettext_lazy("When"), ordering="first_day")
    def when_worded(self, event):
        return worded_date(event.when)

    @admin.display(description=gettext_lazy("Kind"), ordering="kind")
    def kind_shown(self, event):
        return (
            f"{event.get_kind_display()}: {event.get_stage_display().lower()}"
            if event.stage
            else event.get_kind_display()
        )

    @admin.display(description=gettext_lazy("Certainty"), ordering="certainty")
    def sure(self, event):
        return badge(event)

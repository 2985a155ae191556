"""The countermeasure on one screen: what, who, what it answers, why, and its steps."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from timeline import dates, lives, stepping
from timeline.models import Countermeasure, Event, Party, Response
from timeline.reading import today_in
from timeline.wordings import day_words, in_a_row, status_label

from .accounts import AccountRow, accounts_of, keep_accounts
from .addresses import SlugFields
from .clashes import Opened
from .columns import EntryColumns
from .entries import EntryAdmin
from .fields import CrisisChoice, DayField, DeskForm, NameField, kept_name
from .merging import MergePages
from .rows import Row, replace_parts
from .screens import EntryScreen
from .steps import StepRow, Steps

FIRST = "first"


class Told(forms.ChoiceField):
    """Which account says so: one of the form's own, or the first step's."""

    def __init__(self, **options):
        super().__init__(required=False, **options)

    def offer(self, accounts):
        self.choices = [("", _("Nobody yet")), (FIRST, _("The account of the first step"))] + [
            (str(place), told_label(row)) for place, row in enumerate(accounts)
        ]


def told_label(row):
    label = _("Account {number}").format(number=row.number)
    return f"{label}: {row.source}" if row.source else label


def place_of(accounts, account_id):
    """Where on the form a stored account stands, as a choice."""
    return next((str(at) for at, row in enumerate(accounts) if account_id and row.instance.pk == account_id), "")


class CountermeasureForm(DeskForm, CrisisChoice, SlugFields, forms.ModelForm):
    checked = DayField(
        label=gettext_lazy("Checked"),
        required=False,
        max_length=100,
        help_text=gettext_lazy("The day the desk last looked."),
    )
    stated_reason_told = Told(label=gettext_lazy("Who gives the reason"))
    reported_motive_told = Told(label=gettext_lazy("Who reports the motive"))

    named_by = "title"

    class Meta:
        model = Countermeasure
        fields = [
            *("crisis", "title", "short_title", "measure", "formality", "summary", "stated_reason"),
            *("reported_motive", "checked"),
        ]
        widgets = {
            "summary": forms.Textarea({"rows": 3}),
            "stated_reason": forms.Textarea({"rows": 2}),
            "reported_motive": forms.Textarea({"rows": 2}),
        }

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.initial["slug"] = self.instance.slug

    @property
    def seldom_open(self):
        wrong = self.is_bound and self.errors.keys() & {"short_title", "formality", "slug"}
        return bool(self.raw("short_title") or self.raw("formality") or wrong)

    def offer(self, accounts):
        for name in ("stated_reason", "reported_motive"):
            self.fields[f"{name}_told"].offer(accounts)
            self.initial[f"{name}_told"] = place_of(accounts, getattr(self.instance, f"{name}_account_id"))

    def save(self, commit=True):
        self.keep_slug()
        self.instance.save()
        return self.instance


class PartyRow(Row, forms.Form):
    actor = NameField("actors", may_add=True, label=gettext_lazy("Actor"))

    name = gettext_lazy("Party")
    key = ("actor",)

    def __init__(self, *args, instance=None, part, **options):
        super().__init__(*args, **options)
        self.part_played = part
        self.name = Party.Side(part).label
        self.fields["actor"].label = self.name
        self.initial["actor"] = instance and instance.actor

    def part(self, countermeasure):
        actor = kept_name(self.cleaned_data["actor"])
        return Party(countermeasure=countermeasure, actor=actor, part=self.part_played)


class ResponseRow(Row, forms.ModelForm):
    event = NameField("events", label=gettext_lazy("Event"))
    told = Told(label=gettext_lazy("Who says that it answers this"))

    class Meta:
        model = Response
        fields = ["basis"]

    field_order = ("event", "basis", "told")
    name = gettext_lazy("Answers")
    key = ("event",)

    def __init__(self, *args, accounts, **options):
        super().__init__(*args, **options)
        self.fields["told"].offer(accounts)
        self.initial["event"] = self.instance.event if self.instance.event_id else None
        self.initial["told"] = place_of(accounts, self.instance.account_id) if self.instance.pk else FIRST

    def part(self, countermeasure, account):
        event, basis = self.cleaned_data["event"], self.cleaned_data["basis"]
        return Response(countermeasure=countermeasure, event=event, basis=basis, account=account)


class CountermeasureScreen(EntryScreen):
    form = CountermeasureForm

    def make_rows(self):
        parties = list(self.stored("parties", "actor"))
        self.before = (self.thing.title, parties)
        for name, part in (("by", Party.Side.IMPOSES), ("at", Party.Side.AIMED_AT)):
            mine = [party for party in parties if party.part == part]
            self.add_rows(name, PartyRow, mine, part=part)
        accounts = self.add_rows("accounts", AccountRow, accounts_of(self.thing), blank=0)
        self.main.offer(accounts)
        self.add_rows("answers", ResponseRow, self.stored("responses", "event", "account"), accounts=accounts)
        self.add_rows("steps", StepRow, self.stored_steps(), answered=self.first_day_answered)

    def opened(self):
        yield from super().opened()
        for row in self.rows["steps"]:
            if row.raw("id"):
                yield Opened(Event, row.raw("id"), row.raw("opened"))

    def stored_steps(self):
        return self.thing.steps.order_by("first_day", "pk") if self.thing.pk else ()

    def first_day_answered(self):
        """The first day of the event answered that is typed now; None if there is none or it is undated."""
        for row in self.rows["answers"]:
            try:
                event = row.fields["event"].clean(row.raw("event")) if row.raw("event").strip() else None
            except ValidationError:
                continue
            if event and not row.removed and not event.when.undated:
                return event.first_day
        return None

    def hangs_together(self):
        refused = [row.refuse_removal() for row in self.rows["steps"] if row.removed and row.stored]
        return not any(refused)

    def keep(self):
        countermeasure = self.main.save()
        parties = [row.part(countermeasure) for name in ("by", "at") for row in self.rows[name].live]
        replace_parts(countermeasure.parties, parties)
        Steps(countermeasure, parties, self.before, self.user).keep(self.rows["steps"])
        accounts = self.keep_accounts(countermeasure)
        for name in ("stated_reason", "reported_motive"):
            setattr(countermeasure, f"{name}_account", accounts.get(self.main.cleaned_data[f"{name}_told"]))
        countermeasure.save()
        answers = self.rows["answers"].live
        replace_parts(
            countermeasure.responses,
            [row.part(countermeasure, accounts.get(row.cleaned_data["told"])) for row in answers],
        )

    def keep_accounts(self, countermeasure):
        """The accounts of the form saved, by the choice that names them; the first step's is copied if it is chosen."""
        saved = dict(zip(self.living_places(), keep_accounts(countermeasure, self.rows["accounts"]), strict=True))
        first = stepping.first_account(countermeasure) if FIRST in self.chosen() else None
        return saved | ({FIRST: stepping.copied_account(first, countermeasure)} if first else {})

    def living_places(self):
        return [str(place) for place, row in enumerate(self.rows["accounts"]) if row.lives]

    def chosen(self):
        yield from (self.main.cleaned_data[f"{name}_told"] for name in ("stated_reason", "reported_motive"))
        yield from (row.cleaned_data["told"] for row in self.rows["answers"].live)


@admin.register(Countermeasure)
class CountermeasureAdmin(EntryColumns, MergePages, EntryAdmin):
    screen = CountermeasureScreen
    change_form_template = "admin/countermeasure_form.html"
    list_display = ["title", "measure", "imposed_by", "today", "steps_held", "checked_on", "mend_shown", "stands"]
    list_filter = ["crisis", "state", "measure"]
    search_fields = ["title", "short_title", "summary", "public_id"]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("steps")

    @admin.display(description=gettext_lazy("Imposed by"))
    def imposed_by(self, countermeasure):
        parties = countermeasure.parties.all()
        return in_a_row(str(party.actor) for party in parties if party.part == Party.Side.IMPOSES) or "–"

    @admin.display(description=gettext_lazy("Today"))
    def today(self, countermeasure):
        status = lives.status_on(map(lives.step_of, countermeasure.steps.all()), today_in(countermeasure.crisis))
        return status_label(status, countermeasure.measure)

    @admin.display(description=gettext_lazy("Steps"))
    def steps_held(self, countermeasure):
        held = len(countermeasure.steps.all())
        return held or format_html('<span class="ct-lacks">{}</span>', _("No step"))

    @admin.display(description=gettext_lazy("Checked"), ordering="checked")
    def checked_on(self, countermeasure):
        return day_words(countermeasure.checked.toordinal()) if countermeasure.checked else _("Never")

    def posted(self, request, thing):
        """“Checked today” is a save with today, in the crisis's zone, as the day last looked."""
        if "_checked" in request.POST:
            request.POST = request.POST.copy()
            crisis = self.screen(thing, data=request.POST).crisis_meant()
            if crisis:
                request.POST["checked"] = dates.iso(today_in(crisis))
        return super().posted(request, thing)

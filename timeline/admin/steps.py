"""The steps of a countermeasure as rows of its form: stage, date, report, what it says."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from timeline import dates, stepping, versions
from timeline.models import Account, Event, Response
from timeline.naming import free_entry_slug

from .clashes import keep_beginning
from .dating import DateFields
from .fields import ReportFields
from .rows import Row, replace_parts


class StepRow(Row, ReportFields, DateFields, forms.ModelForm):
    """`answered` gives the first day of the event that the countermeasure on the form answers, or None."""

    attribution = forms.ChoiceField(
        label=gettext_lazy("Rests on"), choices=Account.Attribution, initial=Account.Attribution.NOT_STATED
    )
    says = forms.CharField(
        label=gettext_lazy("What it says"),
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": gettext_lazy("Say in your own words what this report says.")},
    )

    class Meta:
        model = Event
        fields = ["stage"]
        error_messages = {"stage": {"required": gettext_lazy("Which stage does this step bring?")}}

    name = gettext_lazy("Step")

    def __init__(self, *args, answered, **options):
        self.answered = answered
        super().__init__(*args, **options)
        self.fields["stage"].required = True
        self.fields["opened"] = forms.CharField(required=False, widget=forms.HiddenInput)
        self.initial["opened"] = str(self.instance.version) if self.stored else ""
        self.prepare_date(self.instance.when)
        self.account = self.instance.accounts.select_related("report__source").first() if self.stored else None
        if self.stored and self.instance.when.undated:
            self.initial["date"] = "unknown"
        if self.account:
            self.show_report(self.account.report)
            self.initial |= {"attribution": self.account.attribution, "says": self.account.says}

    @property
    def more_accounts(self):
        return max(0, self.instance.accounts.count() - 1) if self.stored else 0

    def default_date(self):
        if self.blank:
            return dates.UNDATED
        day = self.report_day()
        return stepping.bounded(self.answered(), day.toordinal() if day else None)

    def report_day(self):
        """The day of the report that is typed, known or new; None if it cannot be told."""
        try:
            typed = self.fields["its_day"].clean(self.raw("its_day"))
            report = self.report_meant or self.lookups.reports.find(self.raw("report"))
        except ValidationError:
            return None
        return report.published if report else typed

    def clean(self):
        super().clean()
        self.clean_report_fields(self.account.report if self.account else None)
        self.clean_date_fields()
        return self.cleaned_data

    def refuse_removal(self):
        """Mark the row if what it stands for may not be deleted; True if so."""
        if self.stored.first_shown:
            self.add_error("remove", _("Readers have seen this step. Open it and withdraw it instead."))
        elif Response.objects.filter(event=self.stored).exists():
            self.add_error("remove", _("Another countermeasure answers this step."))
        return bool(self.errors)


class Steps:
    """Saves step rows under their countermeasure. `before` is its title and parties as they were stored."""

    def __init__(self, countermeasure, parties, before, user):
        self.countermeasure, self.parties, self.user = countermeasure, parties, user
        self.title_before, self.parties_before = before

    def keep(self, rows):
        for step in rows.gone:
            versions.keep(step, by=self.user, deed=versions.Version.Deed.DELETED)
            step.delete()
        for row in rows.live:
            if row.changed_data or self.follows(row.instance):
                self.keep_step(row)

    def follows(self, step):
        """Whether an unchanged step must be written for what it takes from the countermeasure."""
        renamed = self.title_before != self.countermeasure.title and self.has_made_headline(step)
        return renamed or self.takes_parties(step) or step.crisis_id != self.countermeasure.crisis_id

    def has_made_headline(self, step):
        return step.headline == stepping.headline(self.title_before, step.stage)

    def takes_parties(self, step):
        """Whether its participants are those the former parties gave, and the parties have changed."""
        taken = {(part.actor_id, part.role) for part in step.participations.all()}
        given = {(part.actor_id, part.role) for part in stepping.participants(step, self.parties_before)}
        now = {(part.actor_id, part.role) for part in stepping.participants(step, self.parties)}
        return taken == given and given != now

    def keep_step(self, row):
        step, new = row.instance, row.stored is None
        takes = new or self.takes_parties(step)
        if not new:
            keep_beginning(step)
        self.name(step, made=new or step.headline == stepping.headline(self.title_before, row.initial["stage"]))
        step.kind = Event.Kind.STEP if new else step.kind
        step.when, step.saved_by, step.created_by = row.cleaned_data["date"], self.user, step.created_by or self.user
        step.save()
        if takes:
            replace_parts(step.participations, stepping.participants(step, self.parties))
        self.keep_account(row, step)
        versions.keep(step, by=self.user)

    def name(self, step, made):
        """Put the step under its countermeasure; one whose headline a form `made` is renamed with it."""
        step.crisis, step.countermeasure = self.countermeasure.crisis, self.countermeasure
        if made:
            step.headline = stepping.headline(self.countermeasure.title, step.stage)
        if made and not step.first_shown:
            step.slug = free_entry_slug(step, step.headline)

    def keep_account(self, row, step):
        account = row.account or Account(event=step)
        account.report = row.kept_report()
        account.attribution, account.says = row.cleaned_data["attribution"], row.cleaned_data["says"]
        account.save()

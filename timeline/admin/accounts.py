"""Accounts on a form: what each report says, with an answer to each question they are compared on."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from timeline.models import Account, Answer, Point

from .fields import ReportFields
from .rows import Row

UNSEEN = gettext_lazy("Not in what we have seen")


class PointRow(Row, forms.ModelForm):
    class Meta:
        model = Point
        fields = ["label", "certainty"]

    name = gettext_lazy("Question")

    def save_to(self, event, order):
        self.instance.event, self.instance.order = event, order
        self.instance.save()
        return self.instance


class AccountRow(Row, ReportFields, forms.ModelForm):
    """`points` are the rows of questions, saved or not: each gives the account one field for its answer."""

    relayed = forms.CharField(
        label=gettext_lazy("Relayed from"),
        max_length=1000,
        required=False,
        help_text=gettext_lazy("The report whose words it passes on: link or headline."),
        widget=forms.TextInput({"list": "names-reports", "autocomplete": "off"}),
    )

    class Meta:
        model = Account
        fields = [
            *("attribution", "attributed_to", "speaker", "says", "quote"),
            *("quote_original", "quote_language", "translator", "response"),
        ]
        widgets = {
            "says": forms.Textarea({"rows": 3}),
            "quote": forms.Textarea({"rows": 2}),
            "quote_original": forms.Textarea({"rows": 2}),
        }
        error_messages = {"says": {"required": gettext_lazy("Say in your own words what this report says.")}}

    name = gettext_lazy("Account")
    seldom = ("quote_original", "quote_language", "translator", "response", "relayed")

    def __init__(self, *args, points=(), **options):
        self.points = list(points)
        super().__init__(*args, **options)
        if self.stored:
            self.show_report(self.instance.report)
            self.initial["relayed"] = self.shown_relay()
        self.add_answers()

    def shown_relay(self):
        return self.lookups.reports.label(self.instance.relayed_from) if self.instance.relayed_from_id else ""

    def add_answers(self):
        told = {answer.point_id: answer.text for answer in self.instance.answers.all()} if self.stored else {}
        for place, point in enumerate(self.points):
            if point.removed or not (point.lives or self.is_bound):
                continue
            widget = forms.Textarea({"rows": 2, "placeholder": UNSEEN, "class": f"ct-answer-{place}"})
            field = forms.CharField(required=False, widget=widget, max_length=2000)
            field.label = point.raw("label") or _("Question {number}").format(number=place + 1)
            self.fields[f"answer-{place}"] = field
            self.initial[f"answer-{place}"] = told.get(point.instance.pk, "")

    @property
    def answers(self):
        """The answer fields to draw: those of questions that are asked."""
        asked = [place for place, point in enumerate(self.points) if not point.blank or self.answered(place)]
        return [self[f"answer-{place}"] for place in asked if f"answer-{place}" in self.fields]

    def answered(self, place):
        name = f"answer-{place}"
        return name in self.fields and bool(self.raw(name).strip())

    @property
    def source(self):
        return self.instance.report.source if self.stored else None

    @property
    def seldom_open(self):
        shown = [self.raw(name) for name in self.seldom if name != "response"]
        wrong = self.is_bound and any(name in self.errors for name in self.seldom)
        return any(shown) or wrong or self.raw("response") != Account.Stance.ASSERTS

    def clean(self):
        super().clean()
        self.clean_report_fields(self.instance.report if self.stored else None)
        self.find_relayed()
        return self.cleaned_data

    def find_relayed(self):
        text, self.relayed_meant = self.cleaned_data.get("relayed", "").strip(), None
        if not text or text == self.shown_relay():
            self.relayed_meant = self.instance.relayed_from if text else None
            return
        try:
            self.relayed_meant = self.lookups.reports.find(text)
        except ValidationError as error:
            self.add_error("relayed", error)
            return
        if self.relayed_meant is None:
            self.add_error("relayed", _("The desk has no such report yet. Add it under Reports, or as an account."))
        elif self.report_meant and self.relayed_meant == self.report_meant:
            self.add_error("relayed", _("A report cannot relay itself."))

    def save_to(self, owner, order, points=()):
        """Save the account for its owner; `points` are the saved questions, None where one has gone."""
        account = self.instance
        setattr(account, owner._meta.model_name, owner)
        account.order, account.report, account.relayed_from = order, self.kept_report(), self.relayed_meant
        account.save()
        self.keep_answers(account, points)
        return account

    def keep_answers(self, account, points):
        said = {point.pk: self.cleaned_data.get(f"answer-{place}", "").strip() for place, point in points.items()}
        for answer in account.answers.all():
            text = said.pop(answer.point_id, answer.text)
            if text and text != answer.text:
                Answer.objects.filter(pk=answer.pk).update(text=text)
            elif not text:
                answer.delete()
        Answer.objects.bulk_create(Answer(account=account, point_id=pk, text=text) for pk, text in said.items() if text)


def accounts_of(owner):
    """The stored accounts of an entry with all that their rows show."""
    if not owner.pk:
        return ()
    return owner.accounts.select_related("report__source", "relayed_from__source").prefetch_related("answers")


def keep_accounts(owner, rows, points=None):
    """Save the account rows of an entry, removing those ticked; `points` are saved questions by their place."""
    for account in rows.gone:
        account.delete()
    return [row.save_to(owner, order, points or {}) for order, row in enumerate(rows.live)]


def keep_points(event, rows):
    """Save the question rows; returns them by their place on the form."""
    for point in rows.gone:
        point.delete()
    living = [(place, row) for place, row in enumerate(rows) if row.lives]
    return {place: row.save_to(event, order) for order, (place, row) in enumerate(living)}


def answers_without_question(points, accounts):
    """Mark question rows left empty though some account answers them; True if there are any."""
    wrong = False
    for place, point in enumerate(points):
        if not point.lives and not point.removed and any(row.lives and row.answered(place) for row in accounts):
            point.add_error("label", _("Which question do these answers belong to?"))
            wrong = True
    return wrong

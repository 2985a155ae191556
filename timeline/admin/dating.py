"""The one field for a date, and what readers will see of it."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from timeline import dates
from timeline.wordings import date_words

from .fields import read_date, typed_date

LONGEST_KEPT = 120
READ_AS_TYPED = {
    "hx-post": "",
    "hx-trigger": "input changed delay:300ms",
    "hx-swap": "outerHTML",
    "hx-sync": "this:replace",
    "autocomplete": "off",
}


AS_GIVEN = gettext_lazy(
    "As its source gives it: 25 November 2025, November 2025, week of 24 November 2025, before 25 November 2025."
)


class DateFields(forms.Form):
    """A date in one text field. The form that mixes it in calls `clean_date_fields` and may give a `default_date`."""

    date = forms.CharField(label=gettext_lazy("Date"), max_length=dates.LONGEST, required=False)

    def prepare_date(self, when):
        self.initial["date"] = typed_date(when)
        target = f"reading-{self.add_prefix('date')}"
        self.fields["date"].widget.attrs |= READ_AS_TYPED | {
            "hx-target": f"#{target}",
            "hx-vals": f'{{"_reading": "{self.add_prefix("date")}"}}',
        }
        self.reading_id = target

    def default_date(self):
        """The date if none is typed."""
        return dates.UNDATED

    def date_meant(self):
        """What is typed now, as a `When`. Raises ValidationError."""
        text = self.raw("date").strip()
        crisis = self.lookups.crisis
        return read_date(text, crisis.day_first if crisis else True) if text else self.default_date()

    def clean_date_fields(self):
        try:
            self.cleaned_data["date"] = self.date_meant()
        except ValidationError as error:
            self.add_error("date", error)
            return
        if max(len(self.cleaned_data["date"].edtf), len(self.cleaned_data["date"].phrase)) > LONGEST_KEPT:
            self.add_error("date", _("That is too long to keep as a date. Name fewer days."))

    @property
    def reading(self):
        """“Readers will see: Week of 24 November 2025”, or why the text cannot be read."""
        try:
            when = self.date_meant()
        except ValidationError as error:
            return format_html('<span class="ct-refused">{}</span>', error.messages[0])
        words, printed = date_words(when), self.raw("date_text").strip() if "date_text" in self.fields else ""
        if printed:
            return format_html(_("Readers will see: <b>{}</b> (kept as: {})"), printed, words)
        return format_html(_("Readers will see: <b>{}</b>"), words)

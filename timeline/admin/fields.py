"""What editors type names, days and reports into, and the forms that hold them."""

from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from timeline import dates
from timeline.models import Actor, Countermeasure, Crisis, Event, Position, Report, Source
from timeline.naming import Names, named
from timeline.reporting import Reports, cleaned_link, is_link, kept_report

from .pages import number_in

# Days that a column for a calendar day or a moment can hold in every zone.
DAYS = range(date(1000, 1, 1).toordinal(), date(9000, 1, 1).toordinal())


class Lookups:
    """The names one form may ask for, each kind fetched at most once."""

    def __init__(self, crisis=None):
        self.crisis = crisis

    @cached_property
    def actors(self):
        return Names(Actor.objects.all())

    @cached_property
    def sources(self):
        return Names(Source.objects.all())

    @cached_property
    def events(self):
        return Names(Event.objects.filter(crisis=self.crisis).defer("body", "summary"))

    @cached_property
    def countermeasures(self):
        return Names(Countermeasure.objects.filter(crisis=self.crisis))

    @cached_property
    def positions(self):
        return Names(Position.objects.filter(crisis=self.crisis).select_related("actor"))

    @cached_property
    def reports(self):
        return Reports(self.sources)


class NameField(forms.CharField):
    """A name as typed; becomes the row it names, or for “+Name”, where that is allowed, an unsaved one."""

    def __init__(self, kind, *, may_add=False, **options):
        options.setdefault("max_length", 200 if may_add else 500)
        super().__init__(**options)
        self.kind, self.may_add, self.lookups = kind, may_add, None
        self.widget.attrs |= {"list": f"names-{kind}", "autocomplete": "off"}

    @property
    def names(self):
        return getattr(self.lookups, self.kind)

    def prepare_value(self, value):
        return value if value is None or isinstance(value, str) else self.names.label(value)

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None
        adding = self.may_add and text.startswith(("+", "＋"))
        found = self.exactly(text[1:].strip()) if adding else self.names.find(text)
        if found is None and not (adding and text[1:].strip()):
            raise ValidationError(self.unknown(text))
        return found or self.names.model(name=text[1:].strip())

    def exactly(self, name):
        return self.names.by_label.get(name)

    def unknown(self, text):
        what = self.names.model._meta.verbose_name
        if not self.may_add:
            return _("No %(what)s has the words “%(text)s”.") % {"what": what, "text": text}
        return _("No %(what)s is called “%(text)s”. To add it, put a plus sign first: “+%(text)s”.") % {
            "what": what,
            "text": text.lstrip("+"),
        }


def kept_name(row):
    """A row that a name field gave, saved if it is new."""
    return row if row is None or row.pk else named(type(row), row.name)


class DayField(forms.CharField):
    """One exact day, typed as people type days; becomes a date."""

    day_first = True

    def prepare_value(self, value):
        return dates.wording(dates.parse_edtf(value.isoformat())) if isinstance(value, date) else value

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None
        when = read_date(text, self.day_first)
        if when.precision != "day" or when.first not in DAYS:
            raise ValidationError(_("Type one day, such as 27 November 2025."))
        return date.fromordinal(when.first)


class MomentField(forms.CharField):
    """A day and time in the crisis's zone unless another is typed; becomes a datetime."""

    day_first, zone = True, "UTC"

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None
        when = read_date(text, self.day_first)
        if when.minute is None or when.first not in DAYS:
            raise ValidationError(_("Type a day and a time, such as 27 November 2025 09:00."))
        day = datetime.combine(date.fromordinal(when.first), datetime.min.time(), zone_of(when.zone or self.zone))
        return day.replace(hour=when.minute // 60, minute=when.minute % 60)


def zone_of(name):
    if name[:1] in "+-":
        hours, minutes = (name[1:] + ":00").split(":")[:2]
        offset = timedelta(hours=int(hours), minutes=int(minutes))
        return timezone(-offset if name[0] == "-" else offset)
    return ZoneInfo("UTC" if name == "Z" else name)


def read_date(text, day_first=True):
    """The `When` of what was typed; ValidationError with the sentence that tells what to type instead."""
    try:
        return dates.read(text, day_first=day_first)
    except dates.DateRefused as refused:
        raise ValidationError(_(refused.message).format(**refused.values)) from None


def typed_date(when):
    """The text that an editor would type for a date: its words where they read back the same, else EDTF."""
    if when.undated and not when.phrase:
        return ""
    words = dates.wording(when)
    try:
        return words if dates.read(words) == when else edtf_text(when)
    except dates.DateRefused:
        return edtf_text(when)


def edtf_text(when):
    if when.minute is None:
        return when.edtf
    return f"{when.edtf} {dates.clock_time(when.minute)} {when.zone}".strip()


class Written(forms.BoundField):
    """A field that runs from the side on which what is typed in it begins."""

    def build_widget_attrs(self, attrs, widget=None):
        attrs = super().build_widget_attrs(attrs, widget)
        if isinstance(widget or self.field.widget, forms.TextInput | forms.Textarea):
            attrs.setdefault("dir", "auto")
        return attrs


class PlainForm(forms.Form):
    """A form of the desk that asks for no names."""

    bound_field_class = Written
    use_required_attribute = False


class DeskForm:
    """Mixed into every form of the desk: names are looked up in the maps of its screen, plain fields carry no hints."""

    bound_field_class: type[forms.BoundField] | None = Written

    def __init__(self, *args, lookups, **options):
        super().__init__(*args, use_required_attribute=False, **options)
        self.lookups = lookups
        for field in self.fields.values():
            if isinstance(field, NameField):
                field.lookups = lookups
            if isinstance(field, DayField | MomentField):
                field.day_first = lookups.crisis.day_first if lookups.crisis else True
            if isinstance(field, MomentField) and lookups.crisis:
                field.zone = lookups.crisis.time_zone

    def begin_at(self, name):
        """Put the cursor there when the page opens."""
        self.fields[name].widget.attrs["autofocus"] = True

    def leave_unchecked(self):
        """Draw what was typed as it stands, without judging it."""
        self._errors, self.cleaned_data = forms.utils.ErrorDict(), {}

    def raw(self, name):
        """The text now in a field, typed or stored."""
        value = self[name].value()
        return value if isinstance(value, str) else "" if value is None else str(value)


def problems_of(form):
    """(label, id of the field, sentence) for every error of a form that stands alone."""
    return [
        (form[name].label, form[name].id_for_label, message) for name, found in form.errors.items() for message in found
    ]


def crisis_chosen(data):
    """The crisis that was chosen on a form, or None."""
    number = number_in(data.get("crisis", ""))
    return Crisis.objects.filter(pk=number).first() if number is not None else None


class CrisisChoice(forms.Form):
    """Mixed into the form of an entry: of which crisis it is."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["crisis"].queryset = Crisis.objects.order_by("title")
        self.fields["crisis"].empty_label = None

    def clean_crisis(self):
        crisis = self.cleaned_data["crisis"]
        if self.instance.first_shown and crisis.pk != self.initial["crisis"]:
            raise ValidationError(_("Readers have seen it in another crisis. Withdraw it there and add it anew."))
        return crisis


class ReportFields(forms.Form):
    """Which report something rests on: its link or words of its headline, and what is needed of a new one."""

    report = forms.CharField(
        label=gettext_lazy("Report"),
        max_length=1000,
        required=False,
        help_text=gettext_lazy("Paste its link, or type words of its headline."),
        widget=forms.TextInput({"list": "names-reports", "autocomplete": "off"}),
    )
    outlet = NameField("sources", may_add=True, label=gettext_lazy("Outlet"), required=False)
    its_headline = forms.CharField(label=gettext_lazy("Its headline"), max_length=300, required=False)
    its_day = DayField(label=pgettext_lazy("of a report", "Published"), required=False)

    needs_report = True
    report_meant = None

    def show_report(self, report):
        self.initial["report"] = self.lookups.reports.label(report)

    @property
    def new_report_open(self):
        """Whether the fields of a new report are drawn open: something stands in them, or is missing there."""
        names = ("outlet", "its_headline", "its_day")
        return any(self.raw(name) or (self.is_bound and name in self.errors) for name in names)

    def clean_report_fields(self, kept=None):
        """Find the report or prepare a new one; `kept` is the one the row has, which unchanged text leaves alone."""
        text = self.cleaned_data.get("report", "").strip()
        if kept and text == self.lookups.reports.label(kept):
            self.report_meant = kept
        elif text or self.cleaned_data.get("outlet"):
            self.seek_report(text)
        elif self.needs_report and "report" not in self.errors:
            self.add_error("report", _("Which report says so? Paste its link, or type words of its headline."))

    def seek_report(self, text):
        try:
            found = self.lookups.reports.find(text) if text else None
            link = cleaned_link(text) if is_link(text) else ""
        except ValidationError as error:
            self.add_error("report", error)
            return
        self.report_meant = found or self.new_report(text, link)

    def new_report(self, text, link):
        outlet = self.cleaned_data.get("outlet") or (self.lookups.reports.outlet(link) if link else None)
        if outlet is None and "outlet" not in self.errors:
            self.add_error("outlet", _("A new report. Which outlet is it from?"))
        headline = self.cleaned_data.get("its_headline") or ("" if link else text)
        if len(headline) > 300:
            self.add_error("report", _("That is too long for a headline. Paste its link, or type fewer words."))
        if self.errors.keys() & {"report", "outlet", "its_headline", "its_day"}:
            return None
        return Report(source=outlet, url=link, headline=headline, published=self.cleaned_data.get("its_day"))

    def kept_report(self):
        report = self.report_meant
        return report if report.pk else kept_report(report)

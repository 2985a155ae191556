"""What an editor says when publishing, returning or withdrawing."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from timeline.publishing import Change

from .fields import DeskForm, Lookups, MomentField, PlainForm, problems_of

EXPLAINED = (Change.CLARIFICATION, Change.CORRECTION)
PUBLISH, RETURN = "_publish", "_return"


class PublishForm(DeskForm, forms.Form):
    """How a change is classed, the reason readers see, when it shows, why it shows in spite of warnings; what it lacks.

    Each is asked for only by the button that needs it.
    """

    change = forms.ChoiceField(
        label=gettext_lazy("This change is"),
        choices=[choice for choice in Change.choices if choice[0] != Change.FIRST],
        required=False,
        help_text=gettext_lazy("A change of date, actor, certainty or quote is never silent."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason readers see"),
        required=False,
        max_length=1000,
        help_text=gettext_lazy("Needed for a clarification or correction: what was wrong, and how it came to light."),
    )
    at = MomentField(
        label=gettext_lazy("Publish at"),
        required=False,
        max_length=100,
        help_text=gettext_lazy("Left empty, now. A day and time in the crisis’s zone: 27 November 2025 09:00."),
    )
    override = forms.CharField(
        label=gettext_lazy("Publish all the same, because"),
        required=False,
        max_length=1000,
        help_text=gettext_lazy("Kept in the history; readers do not see it."),
    )
    lacking = forms.CharField(
        label=gettext_lazy("What is to be mended"),
        required=False,
        max_length=1000,
        help_text=gettext_lazy("Whoever wrote it sees this at the top of the form."),
    )

    def __init__(self, data=None, *, thing, button=""):
        super().__init__(data, prefix="publishing", lookups=Lookups(thing.crisis if thing.crisis_id else None))
        self.button = button
        if button not in (PUBLISH, RETURN):
            self.leave_unchecked()

    def clean_at(self):
        moment = self.cleaned_data["at"]
        if self.button == PUBLISH and moment and moment <= timezone.now():
            raise forms.ValidationError(_("That moment has passed. Leave it empty to publish now."))
        return moment

    def clean(self):
        data = super().clean()
        if self.button == RETURN:
            self.errors.pop("at", None)
            if not data.get("lacking"):
                self.add_error("lacking", _("Say what is to be mended."))
        elif data.get("change") in EXPLAINED and not data.get("reason"):
            self.add_error("reason", _("Readers are told why. Give a reason."))
        return data

    @property
    def opens(self):
        """Whether what is folded away has to be seen."""
        return bool({"change", "reason", "at"} & self.errors.keys() or self.raw("at"))

    @property
    def problems(self):
        return problems_of(self)


class WithdrawForm(PlainForm):
    reason = forms.CharField(
        label=gettext_lazy("Reason readers see"),
        widget=forms.Textarea({"rows": 3}),
        max_length=1000,
        error_messages={"required": gettext_lazy("Readers are told why. Give a reason.")},
    )

"""What an editor says when publishing or withdrawing."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from timeline.publishing import Change

from .fields import DeskForm, Lookups, MomentField

EXPLAINED = (Change.CLARIFICATION, Change.CORRECTION)


class PublishForm(DeskForm, forms.Form):
    """How a change is classed, the reason readers see, and when it shows; asked for only when publishing."""

    change = forms.ChoiceField(
        label=gettext_lazy("This change is"),
        choices=[choice for choice in Change.choices if choice[0] != Change.FIRST],
        required=False,
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

    def __init__(self, data=None, *, thing, unchecked=False):
        super().__init__(data, prefix="publishing", lookups=Lookups(thing.crisis if thing.crisis_id else None))
        if unchecked:
            self.leave_unchecked()

    def clean_at(self):
        moment = self.cleaned_data["at"]
        if moment and moment <= timezone.now():
            raise forms.ValidationError(_("That moment has passed. Leave it empty to publish now."))
        return moment

    def clean(self):
        data = super().clean()
        if data.get("change") in EXPLAINED and not data.get("reason"):
            self.add_error("reason", _("Readers are told why. Give a reason."))
        return data


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason readers see"),
        widget=forms.Textarea({"rows": 3}),
        max_length=1000,
        error_messages={"required": gettext_lazy("Readers are told why. Give a reason.")},
    )

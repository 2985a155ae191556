"""The address of an entry: made from its name until an editor types one, and left alone once readers have it."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from timeline.models.base import refuse_reserved
from timeline.naming import free_entry_slug


class SlugFields(forms.Form):
    """Mixed into the form of an entry that has an address made of the field `named_by`."""

    slug = forms.SlugField(
        label=gettext_lazy("Address"),
        max_length=80,
        required=False,
        validators=[refuse_reserved],
        help_text=gettext_lazy("Left empty, it is made from the name."),
    )

    named_by = "headline"

    def clean_slug(self):
        slug, entry = self.cleaned_data["slug"], self.instance
        crisis = self.cleaned_data.get("crisis")
        if slug and slug != self.initial.get("slug") and crisis:
            others = type(entry).objects.filter(crisis=crisis, slug=slug).exclude(pk=entry.pk)
            if others.exists():
                raise forms.ValidationError(_("Another entry of this crisis has that address."))
        return slug

    def keep_slug(self):
        """Set the address of the entry that is about to be saved."""
        entry, typed = self.instance, self.cleaned_data["slug"]
        if typed and (typed != self.initial.get("slug") or entry.first_shown or not self.slug_was_made()):
            entry.slug = typed
        elif not entry.first_shown:
            entry.slug = free_entry_slug(entry, getattr(entry, self.named_by))

    def slug_was_made(self):
        """Whether the stored address is the one the former name gives, so that it may follow the name."""
        before = type(self.instance).objects.filter(pk=self.instance.pk).first()
        if before is None:
            return True
        made = free_entry_slug(before, getattr(before, self.named_by))
        return before.slug == made

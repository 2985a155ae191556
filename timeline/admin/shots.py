"""Photographs on the form of an event: chosen, described, credited, taken away."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from timeline.models import Picture
from timeline.pictures import decoded, file_name, keep_picture
from timeline.views.pictures import NAME, file_of

from .rows import Row

SAID = ("alt", "caption", "credit", "licence")


class PictureRow(Row, forms.ModelForm):
    """A stored photograph, or a place to choose one; what is said of it may come before or after."""

    file = forms.FileField(
        label=gettext_lazy("Photograph"),
        required=False,
        widget=forms.FileInput({"accept": "image/jpeg,image/png,image/webp"}),
        help_text=gettext_lazy("JPEG, PNG or WebP, at most 20 MB. Where it was taken is not kept."),
    )

    class Meta:
        model = Picture
        fields = SAID

    name = gettext_lazy("Picture")

    @property
    def chosen(self):
        return self.files.get(self.add_prefix("file"))

    @property
    def blank(self):
        return not self.chosen and super().blank

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file:
            decoded(file)
            file.seek(0)
        elif not self.stored:
            raise forms.ValidationError(_("Choose the photograph; after an error it has to be chosen again."))
        return file

    def save_to(self, event, order):
        picture = self.instance if self.stored else keep_picture(event, self.cleaned_data["file"])
        for name in SAID:
            setattr(picture, name, self.cleaned_data[name])
        picture.order = order
        picture.save()

    @property
    def src(self):
        """Where the desk sees it, published or not."""
        return reverse("admin:picture", args=[file_name(self.stored.public_id, self.stored.widths[0])])


def keep_pictures(event, rows, *, files=True):
    """Save the picture rows of an event; without `files` only those that are stored already."""
    for picture in rows.gone:
        picture.delete()  # its files stay: a version may bring it back
    for order, row in enumerate(row for row in rows.live if files or row.stored):
        row.save_to(event, order)


def picture(request, name):
    """A picture of any event, published or not, to those who may read events at the desk."""
    if not request.user.has_perm("timeline.view_event"):
        raise PermissionDenied
    match = NAME.fullmatch(name)
    if not match or not Picture.objects.filter(public_id=match[1]).exists():
        raise Http404
    return file_of(name, "private, no-store")

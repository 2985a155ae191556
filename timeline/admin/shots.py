"""Photographs on the form of an event: chosen, described, credited, taken away."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from timeline import shelf
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

    def __init__(self, *args, user=None, **options):
        super().__init__(*args, **options)
        self.user = user
        self.token = self.data.get(self.add_prefix("kept"), "") if self.is_bound else ""

    @property
    def chosen(self):
        return self.files.get(self.add_prefix("file")) or self.kept

    @cached_property
    def kept(self):
        """The photograph chosen when the form was last sent; None if there is none."""
        return shelf.kept(self.token, self.user) if self.token and self.user else None

    @property
    def blank(self):
        return not self.chosen and super().blank

    def clean_file(self):
        file = self.cleaned_data["file"] or self.kept
        if file:
            decoded(file)
            file.seek(0)
        elif not self.stored:
            raise forms.ValidationError(_("Choose the photograph."))
        return file

    def keep_chosen(self):
        """Keep what was chosen for the next time the form is sent: a browser does not send it again by itself."""
        file = self.files.get(self.add_prefix("file"))
        if not file or not self.user or self.stored or self.removed or not is_photograph(file):
            return
        shelf.drop(self.token, self.user)
        self.token = shelf.keep(file, self.user)
        vars(self).pop("kept", None)

    def save_to(self, event, order):
        picture = self.instance if self.stored else keep_picture(event, self.cleaned_data["file"])
        if self.token and self.user:
            transaction.on_commit(lambda: shelf.drop(self.token, self.user))
        for name in SAID:
            setattr(picture, name, self.cleaned_data[name])
        picture.order = order
        picture.save()

    @property
    def src(self):
        """Where the desk sees it, published or not."""
        return reverse("admin:picture", args=[file_name(self.stored.public_id, self.stored.widths[0])])


def is_photograph(file):
    try:
        decoded(file)
    except forms.ValidationError:
        return False
    return True


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

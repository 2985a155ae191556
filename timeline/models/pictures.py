"""Photographs of events."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .base import Noun
from .events import Event


class Picture(Noun):
    """A photograph of an event. Its files are kept under its public id, one for each width in `widths`."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="pictures")
    alt = models.CharField(
        _("what it shows"), max_length=300, blank=True, help_text=_("Read out to those who do not see it.")
    )
    caption = models.CharField(_("caption"), max_length=300, blank=True)
    credit = models.CharField(_("credit"), max_length=120, blank=True)
    licence = models.CharField(_("licence"), max_length=120, blank=True)
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    widths = models.JSONField(default=list, editable=False)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.alt or self.caption or self.public_id

"""What a file taken in calls an entry, and what else it said."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .base import ID_LENGTH


class External(models.Model):
    """What another program calls an entry, and what its file says that has no place of its own here.

    `entry` is empty for what belongs to the file as a whole (its title, its eras). `said` is what the file said when it
    was last taken in, so that a newer one changes only what it says anew and nothing that the desk has mended since.
    """

    crisis = models.ForeignKey("Crisis", models.CASCADE, related_name="externals")
    system = models.CharField(max_length=120)  # kind of file and the slug of its source: timelinejs:our-first-timeline
    external = models.CharField(max_length=200, blank=True)
    given = models.BooleanField(default=True)  # the file gives that id; false where it is made of date and headline
    entry = models.CharField(max_length=ID_LENGTH, blank=True)
    said = models.JSONField(default=dict)
    extra = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("external id")
        verbose_name_plural = _("external ids")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint("crisis", "system", "external", name="external_once_in_a_crisis")]
        indexes = [models.Index("entry", name="external_of_entry")]

    def __str__(self) -> str:
        return f"{self.system} {self.external}"

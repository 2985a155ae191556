"""What the desk keeps for itself: past versions, sealed copies, notes."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .base import ID_LENGTH
from .editions import Noun


class Version(models.Model):
    """A working copy as it stood after one deed: who, when, why, and the whole record, children too.

    Named by public id and not by foreign key, so that it outlives the working copy and can bring it back.
    """

    class Deed(models.TextChoices):
        SAVED = "saved", _("Saved")
        SUBMITTED = "submitted", _("Submitted")
        RETURNED = "returned", _("Returned")
        READY = "ready", _("Marked ready")
        PUBLISHED = "published", _("Published")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        HELD = "held", _("Held")
        MERGED = "merged", _("Merged")
        RESTORED = "restored", _("Restored")
        LOADED = "loaded", _("Loaded from a fixture")
        IMPORTED = "imported", _("Imported")
        DELETED = "deleted", _("Deleted")
        SEEN = "seen", _("Looked over")
        UNSCHEDULED = "unscheduled", _("No longer scheduled")

    WRITING = (Deed.SAVED, Deed.RESTORED, Deed.MERGED, Deed.IMPORTED)  # deeds that put words in

    crisis = models.ForeignKey("Crisis", models.PROTECT, related_name="versions")
    noun = models.CharField(max_length=14, choices=[*Noun.choices, ("crisis", _("Crisis"))])
    entry = models.CharField(max_length=ID_LENGTH)
    number = models.PositiveIntegerField()
    deed = models.CharField(max_length=12, choices=Deed, default=Deed.SAVED)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    why = models.TextField(blank=True)
    record = models.JSONField()

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ["-number"]
        constraints = [models.UniqueConstraint("entry", "number", name="version_number_once")]
        indexes = [models.Index("crisis", "at", name="version_by_moment")]

    def __str__(self) -> str:
        return f"{self.entry} {self.number}: {self.get_deed_display()}"


class Sealed(models.Model):
    """What was removed for good, kept where only a chief can read it."""

    crisis = models.ForeignKey("Crisis", models.PROTECT, related_name="+")
    noun = models.CharField(max_length=14, choices=Noun)
    entry = models.CharField(max_length=ID_LENGTH, unique=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    ground = models.CharField(_("ground"), max_length=200)
    content = models.JSONField()

    class Meta:
        verbose_name = _("sealed copy")
        verbose_name_plural = _("sealed copies")
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.get_noun_display()} {self.entry}"


class Note(models.Model):
    """A note of the desk to itself; never public. One handed over waits for the next shift."""

    crisis = models.ForeignKey("Crisis", models.CASCADE, related_name="notes")
    entry = models.CharField(max_length=ID_LENGTH, blank=True)
    text = models.TextField(_("note"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    handed_over = models.BooleanField(_("for the next shift"), default=False)
    done = models.BooleanField(_("done"), default=False)

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        ordering = ["-at", "-pk"]
        indexes = [models.Index("entry", name="note_of_entry")]

    def __str__(self) -> str:
        return self.text[:60]

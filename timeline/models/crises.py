"""The story that entries belong to, its sides, and the stamp that every deed raises."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .base import ByPublicId, Noun, Part, WritesField, new_id, refuse_reserved

if TYPE_CHECKING:
    from .actors import Actor


def refuse_unknown_zone(name: str) -> None:
    if name not in available_timezones():
        raise ValidationError(_("“%(name)s” is not a time zone. Type one such as Asia/Tokyo."), params={"name": name})


class CrisisQuerySet(models.QuerySet["Crisis"]):
    def published(self) -> CrisisQuerySet:
        return self.exclude(state=Crisis.State.DRAFT)


class Crisis(Noun):
    """One story. It shows nothing at any moment until it is published."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        ONGOING = "ongoing", _("Ongoing")
        ENDED = "ended", _("Ended")

    slug = models.SlugField(_("address"), max_length=80, unique=True, validators=[refuse_reserved])
    title = models.CharField(_("title"), max_length=200)
    standfirst = models.TextField(_("standfirst"), blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC", validators=[refuse_unknown_zone])
    day_first = models.BooleanField(
        _("day before month"), default=True, help_text=_("How a date typed as 5/11/2025 is read: 5 November.")
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    sources_note = models.TextField(
        _("note on sources"), blank=True, help_text=_("Shown at the foot of every page of this crisis.")
    )
    sides: models.ManyToManyField[Actor, Side] = models.ManyToManyField("Actor", through="Side", related_name="+")
    # The stamp: a new epoch when rows were loaded or restored, else the counter is raised by every deed.
    epoch = models.CharField(max_length=12, default=new_id, editable=False)
    counter = models.PositiveBigIntegerField(default=0, editable=False)

    objects = ByPublicId.from_queryset(CrisisQuerySet)()  # type: ignore[misc]  # narrower than a Noun's

    class Meta:
        verbose_name = _("crisis")
        verbose_name_plural = _("crises")
        ordering = ["title"]
        permissions = [
            ("publish", _("Can publish, correct, withdraw, hold and merge")),
            ("remove", _("Can remove for good, and see what was removed")),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def url(self) -> str:
        return reverse("timeline", args=[self.slug])

    @property
    def published(self) -> bool:
        return self.state != self.State.DRAFT

    @property
    def stamp(self) -> str:
        """Changes whenever anything shown of this crisis may have changed."""
        return f"{self.epoch}.{self.counter}"

    @classmethod
    def locked(cls, pk: int) -> None:
        """Raise the stamp of a crisis, and hold it until the transaction ends: every deed begins here."""
        # Not against those that only refer to it: whoever saves an entry keeps a version that names the crisis.
        cls.objects.filter(pk=pk).update(counter=F("counter") + 1)


class Side(Part):
    """A chief party to a crisis; the order gives it its shape and hue."""

    key = ("crisis_id", "actor_id")

    crisis = models.ForeignKey(Crisis, models.CASCADE)
    actor = models.ForeignKey("Actor", models.PROTECT)
    order = models.PositiveSmallIntegerField(default=0)
    writes = WritesField()

    class Meta:
        verbose_name = _("side")
        verbose_name_plural = _("sides")
        ordering = ["order", "pk"]
        constraints = [models.UniqueConstraint("crisis", "actor", name="side_once_in_a_crisis")]

    def __str__(self) -> str:
        return str(self.actor)

"""The one dated row: what happened, who took part, on what it can be compared, and what it led to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .base import Dated, Noun, Part, WorkingCopy, refuse_reserved

if TYPE_CHECKING:
    from .actors import Actor


class Certainty(models.TextChoices):
    """Whether the thing took place; not whether every claim about it holds."""

    CONFIRMED = "confirmed", _("Confirmed")
    STATED = "stated", _("Stated by one side")
    REPORTED = "reported", _("Reported")
    DISPUTED = "disputed", _("Disputed")


class Basis(models.TextChoices):
    """Who ties two entries together."""

    STATED = "stated", _("Stated by a party")
    REPORTED = "reported", _("Reported")
    DESK = "desk", _("Desk’s reading")


class Stage(models.TextChoices):
    """Where a step leaves its countermeasure."""

    THREATENED = "threatened", _("Threatened")
    NOTIFIED = "notified", _("Notified")
    ANNOUNCED = "announced", _("Announced")
    IN_FORCE = "in-force", _("In force")
    WIDENED = "widened", _("Widened")
    EASED = "eased", _("Eased")
    SUSPENDED = "suspended", _("Suspended")
    LIFTED = "lifted", _("Lifted")
    EXPIRED = "expired", _("Expired")
    REFUSED = "refused", _("Refused")
    MET = "met", _("Met")
    DROPPED = "dropped", _("Dropped")


class Event(WorkingCopy, Dated):
    """The one dated thing. A step of a countermeasure is an event too."""

    class Kind(models.TextChoices):
        STATEMENT = "statement", _("Statement")
        CALL = "call", _("Call")
        MEETING = "meeting", _("Meeting")
        VISIT = "visit", _("Visit")
        AGREEMENT = "agreement", _("Agreement")
        LAW = "law", _("Law")
        PUBLICATION = "publication", _("Publication")
        MILITARY = "military", _("Military")
        PROTEST = "protest", _("Protest")
        STEP = "step", _("Step")
        OTHER = "other", _("Other")

    class Significance(models.TextChoices):
        NORMAL = "normal", _("Normal")
        KEY = "key", _("Key moment")

    crisis = models.ForeignKey("Crisis", models.PROTECT, related_name="events", verbose_name=_("crisis"))
    headline = models.CharField(_("headline"), max_length=300)
    short_headline = models.CharField(
        _("short headline"), max_length=80, blank=True, help_text=_("For small places; must mean the same.")
    )
    slug = models.SlugField(_("address"), max_length=80, allow_unicode=False, validators=[refuse_reserved])
    summary = models.TextField(_("what happened"), blank=True)
    body = models.TextField(_("more"), blank=True, help_text=_("Markdown."))
    language = models.CharField(_("language"), max_length=12, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.STATEMENT)
    certainty = models.CharField(_("certainty"), max_length=10, choices=Certainty, default=Certainty.REPORTED)
    significance = models.CharField(_("significance"), max_length=6, choices=Significance, default=Significance.NORMAL)
    developing = models.BooleanField(_("developing"), default=False)
    order = models.SmallIntegerField(_("order among equals"), default=0)
    countermeasure = models.ForeignKey(
        "Countermeasure", models.PROTECT, null=True, blank=True, related_name="steps", verbose_name=_("countermeasure")
    )
    stage = models.CharField(_("stage"), max_length=10, choices=Stage, blank=True)
    actors: models.ManyToManyField[Actor, Participation] = models.ManyToManyField(
        "Actor", through="Participation", related_name="events"
    )

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["-first_day", "-pk"]
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint("crisis", "slug", name="event_address_once_in_a_crisis"),
            models.CheckConstraint(
                name="step_needs_countermeasure_and_stage",
                condition=Q(countermeasure__isnull=True, stage="") | (Q(countermeasure__isnull=False) & ~Q(stage="")),
            ),
            models.CheckConstraint(
                name="kind_step_needs_countermeasure", condition=~Q(kind="step") | Q(countermeasure__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.headline

    def clean(self) -> None:
        if self.countermeasure and self.countermeasure.crisis_id != self.crisis_id:
            raise ValidationError({"countermeasure": _("That countermeasure belongs to another crisis.")})


class Participation(Part):
    """An actor in an event. A call has two “with”; an act has one who acts and one towards whom."""

    class Role(models.TextChoices):
        ACTS = "acts", _("Acts")
        TOWARDS = "towards", _("Towards")
        WITH = "with", _("With")
        MENTIONED = "mentioned", _("Mentioned")

    key = ("event_id", "actor_id", "role")

    event = models.ForeignKey(Event, models.CASCADE, related_name="participations")
    actor = models.ForeignKey("Actor", models.PROTECT, related_name="participations", verbose_name=_("actor"))
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.ACTS)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        ordering = ["order", "pk"]
        constraints = [models.UniqueConstraint("event", "actor", "role", name="participation_once")]

    def __str__(self) -> str:
        return f"{self.actor} ({self.get_role_display()})"


class Point(Noun):
    """A question on which the accounts of an event are compared."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="points")
    label = models.CharField(_("question"), max_length=120)
    certainty = models.CharField(_("how sure"), max_length=10, choices=Certainty, default=Certainty.REPORTED)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.label


class Link(Part):
    """One event to another. Order in time is no proof of cause: the basis says who draws the line."""

    class Relation(models.TextChoices):
        LED_TO = "led-to", _("Led to")
        PART_OF = "part-of", _("Part of")
        CORRECTS = "corrects", _("Corrects")

    key = ("event_id", "to_id", "relation")

    event = models.ForeignKey(Event, models.CASCADE, related_name="links")
    to = models.ForeignKey(Event, models.CASCADE, related_name="links_here", verbose_name=_("to"))
    relation = models.CharField(_("relation"), max_length=10, choices=Relation, default=Relation.LED_TO)
    basis = models.CharField(_("basis"), max_length=10, choices=Basis, default=Basis.DESK)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = pgettext_lazy("between events", "link")
        verbose_name_plural = _("links")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint("event", "to", "relation", name="link_once"),
            models.CheckConstraint(name="link_not_to_itself", condition=~Q(event=F("to"))),
        ]

    def __str__(self) -> str:
        return f"{self.get_relation_display()}: {self.to}"

    def clean(self) -> None:
        if self.event_id and self.to_id and self.event.crisis_id != self.to.crisis_id:
            raise ValidationError({"to": _("That event belongs to another crisis.")})

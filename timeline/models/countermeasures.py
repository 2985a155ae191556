"""What answers an event and lasts, who imposes it on whom, and what actors stand for."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .base import Part, WorkingCopy, refuse_reserved
from .events import Basis


class Countermeasure(WorkingCopy):
    """An answer that lasts. It has no date of its own: its life is its steps, which are events."""

    class Type(models.TextChoices):
        TRADE = "trade", _("Trade restriction")
        TARIFF = "tariff", _("Tariff")
        FINANCIAL = "financial", _("Financial restriction")
        ARMS = "arms", _("Arms embargo")
        TRAVEL_WARNING = "travel-warning", _("Travel warning")
        VISA = "visa", _("Visa restriction")
        CULTURE = "culture", _("Cultural restriction")
        PROTEST = "protest", _("Formal protest")
        DOWNGRADE = "downgrade", _("Downgrade of ties")
        TALKS_SUSPENDED = "talks-suspended", _("Talks suspended")
        DEMAND = "demand", _("Demand")
        LEGAL = "legal", _("Legal step")
        MILITARY = "military", _("Military step")
        BOYCOTT = "boycott", _("Boycott")
        RELIEF = "relief", _("Relief")
        OTHER = "other", _("Other")

    class Formality(models.TextChoices):
        FORMAL = "formal", _("Formal act")
        ANNOUNCED = "announced", _("Announced")
        NOTIFIED = "notified", _("Notified privately")
        PRACTICE = "practice", _("Practice reported")
        COMPANIES = "companies", _("Attributed to companies")

    crisis = models.ForeignKey("Crisis", models.PROTECT, related_name="countermeasures", verbose_name=_("crisis"))
    title = models.CharField(_("title"), max_length=200)
    short_title = models.CharField(_("short title"), max_length=40, blank=True, help_text=_("For small places."))
    slug = models.SlugField(_("address"), max_length=80, validators=[refuse_reserved])
    summary = models.TextField(_("what it is"), blank=True)
    measure = models.CharField(_("type"), max_length=16, choices=Type, default=Type.OTHER)
    formality = models.CharField(_("formality"), max_length=10, choices=Formality, blank=True)
    stated_reason = models.TextField(_("stated reason"), blank=True)
    stated_reason_account = models.ForeignKey(
        "Account", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("who gives the reason")
    )
    reported_motive = models.TextField(_("reported motive"), blank=True)
    reported_motive_account = models.ForeignKey(
        "Account", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("who reports the motive")
    )
    checked = models.DateField(_("checked"), null=True, blank=True, help_text=_("The day the desk last looked."))

    class Meta:
        verbose_name = _("countermeasure")
        verbose_name_plural = _("countermeasures")
        ordering = ["title"]
        constraints = [models.UniqueConstraint("crisis", "slug", name="countermeasure_address_once_in_a_crisis")]

    def __str__(self) -> str:
        return self.title


class Party(Part):
    """Who imposes a countermeasure, and at whom it is aimed."""

    class Side(models.TextChoices):
        IMPOSES = "imposes", _("Imposed by")
        AIMED_AT = "aimed-at", _("Aimed at")

    key = ("countermeasure_id", "actor_id", "part")

    countermeasure = models.ForeignKey(Countermeasure, models.CASCADE, related_name="parties")
    actor = models.ForeignKey("Actor", models.PROTECT, related_name="parties", verbose_name=_("actor"))
    part = models.CharField(_("part"), max_length=8, choices=Side)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        ordering = ["order", "pk"]
        constraints = [models.UniqueConstraint("countermeasure", "actor", "part", name="party_once")]

    def __str__(self) -> str:
        return f"{self.get_part_display()}: {self.actor}"


class Response(Part):
    """A countermeasure answers an event: the only place where “answers” is kept."""

    key = ("countermeasure_id", "event_id")

    countermeasure = models.ForeignKey(Countermeasure, models.CASCADE, related_name="responses")
    event = models.ForeignKey("Event", models.PROTECT, related_name="responses", verbose_name=_("event answered"))
    basis = models.CharField(_("basis"), max_length=10, choices=Basis, default=Basis.REPORTED)
    account = models.ForeignKey(
        "Account", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("account")
    )
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("response")
        verbose_name_plural = _("responses")
        ordering = ["order", "pk"]
        constraints = [models.UniqueConstraint("countermeasure", "event", name="response_once")]

    def __str__(self) -> str:
        return str(self.event)


class Position(WorkingCopy):
    """A standing stance of an actor."""

    crisis = models.ForeignKey("Crisis", models.PROTECT, related_name="positions", verbose_name=_("crisis"))
    actor = models.ForeignKey("Actor", models.PROTECT, related_name="positions", verbose_name=_("actor"))
    text = models.TextField(_("stance"))
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("position")
        verbose_name_plural = _("positions")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return f"{self.actor}: {self.text[:60]}"

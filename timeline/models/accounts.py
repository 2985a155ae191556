"""What reports say of an entry, and what they answer to the questions it raises."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .base import Noun, Part

OWNERS = ("event", "countermeasure", "position")


def one_owner() -> Q:
    """True where exactly one of the owners is set."""
    ways = Q()
    for owner in OWNERS:
        ways |= Q(**{f"{other}__isnull": other != owner for other in OWNERS})
    return ways


class Account(Noun):
    """What one report says of one entry.

    `report` is what the desk read; `relayed_from` is the report whose words it passes on. Relayed words never appear as
    the outlet's own.
    """

    class Attribution(models.TextChoices):
        OFFICIAL = "official", _("Official statement")
        ON_RECORD = "on-record", _("On record")
        UNNAMED = "unnamed", _("Unnamed sources")
        STATE_MEDIA = "state-media", _("State media")
        DOCUMENT = "document", _("Document")
        OTHER_OUTLET = "other-outlet", _("Other outlet")
        EDITORIAL = "editorial", _("Editorial")
        OBSERVED = "observed", _("Own observation")
        NOT_STATED = "not-stated", _("Not stated")

    class Stance(models.TextChoices):
        ASSERTS = "asserts", _("Asserts")
        CONFIRMS = "confirms", _("Confirms")
        DENIES = "denies", _("Denies")
        DECLINES = "declines", _("Declines to comment")
        NEITHER = "neither", _("Neither confirms nor denies")
        SILENT = "silent", _("Silent")

    event = models.ForeignKey("Event", models.CASCADE, null=True, blank=True, related_name="accounts")
    countermeasure = models.ForeignKey("Countermeasure", models.CASCADE, null=True, blank=True, related_name="accounts")
    position = models.ForeignKey("Position", models.CASCADE, null=True, blank=True, related_name="accounts")
    report = models.ForeignKey("Report", models.PROTECT, related_name="accounts", verbose_name=_("report"))
    relayed_from = models.ForeignKey(
        "Report", models.PROTECT, null=True, blank=True, related_name="relayed_accounts", verbose_name=_("relayed from")
    )
    attribution = models.CharField(_("rests on"), max_length=12, choices=Attribution, default=Attribution.NOT_STATED)
    attributed_to = models.CharField(_("in the report’s words"), max_length=200, blank=True)
    speaker = models.CharField(_("speaker"), max_length=120, blank=True)
    says = models.TextField(_("what it says"))
    quote = models.TextField(_("exact quote"), blank=True)
    quote_original = models.TextField(_("quote in the original"), blank=True)
    quote_language = models.CharField(_("language of the original"), max_length=12, blank=True)
    translator = models.CharField(_("translator"), max_length=120, blank=True)
    response = models.CharField(_("stance"), max_length=8, choices=Stance, default=Stance.ASSERTS)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(name="account_has_one_owner", condition=one_owner()),
            models.CheckConstraint(
                name="account_not_relayed_from_itself", condition=~Q(relayed_from=models.F("report"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report.source}: {self.says[:60]}"


class Answer(Part):
    """What one account says on one question."""

    key = ("account_id", "point_id")

    account = models.ForeignKey(Account, models.CASCADE, related_name="answers")
    point = models.ForeignKey("Point", models.CASCADE, related_name="answers")
    text = models.TextField(_("answer"))

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ["point__order", "pk"]
        constraints = [models.UniqueConstraint("account", "point", name="answer_once")]

    def __str__(self) -> str:
        return self.text

    def clean(self) -> None:
        if self.account_id and self.point_id and self.account.event_id != self.point.event_id:
            raise ValidationError({"point": _("That question belongs to another event.")})

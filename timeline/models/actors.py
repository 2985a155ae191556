"""Names that crises share: who acts, who reports, and the reports themselves."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .base import ByPublicId, LinkField, Noun, WritesField, refuse_reserved

country_code = RegexValidator(r"^[A-Z]{2}\Z", _("Two capital letters, such as JP."))


def first_of(rows: models.Manager[Any], *ways: Any) -> Any:
    """The row that the first way to find one finds; DoesNotExist if none does."""
    for way in ways:
        if found := rows.filter(way).first():
            return found
    raise rows.model.DoesNotExist


class ByIdAndSlug(ByPublicId):
    """Natural key of a name that crises share: a name this desk already has keeps the desk's row."""

    def get_by_natural_key(self, public_id: str, slug: str = "") -> Any:
        return first_of(self, Q(public_id=public_id), Q(slug=slug))


class SharedName(Noun):
    """A name that several crises use."""

    name = models.CharField(_("name"), max_length=200)
    slug = models.SlugField(_("address"), max_length=80, unique=True, validators=[refuse_reserved])
    country = models.CharField(
        _("country"), max_length=2, blank=True, validators=[country_code], help_text=_("ISO 3166 code, such as JP.")
    )
    writes = WritesField()

    objects = ByIdAndSlug()  # type: ignore[misc]  # narrower than a Noun's

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str, ...]:
        return (self.public_id, self.slug)


class Actor(SharedName):
    """Who acts. The name is the desk's, never a standard's."""

    class Kind(models.TextChoices):
        STATE = "state", _("State or territory")
        GOVERNMENT = "government", _("Government body")
        PERSON = "person", _("Person")
        ORGANISATION = "organisation", _("Organisation")
        OUTLET = "outlet", _("Outlet")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.PERSON)
    office = models.CharField(
        _("office"), max_length=120, blank=True, help_text=_("What readers should know: Prime Minister of Japan.")
    )
    part_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="parts", verbose_name=_("part of")
    )

    class Meta:
        verbose_name = _("actor")
        verbose_name_plural = _("actors")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(name="actor_not_part_of_itself", condition=~Q(part_of=F("pk"))),
            models.CheckConstraint(
                name="actor_country_is_two_letters", condition=Q(country="") | Q(country__regex=r"^[A-Z]{2}$")
            ),
        ]

    def clean(self) -> None:
        if self.part_of and self.part_of.part_of_id:
            raise ValidationError(
                {"part_of": _("%(name)s is itself part of something. One level is enough.") % {"name": self.part_of}}
            )
        if self.part_of and self.pk and self.parts.exists():
            raise ValidationError(
                {"part_of": _("%(name)s has parts of its own. One level is enough.") % {"name": self}}
            )


class Source(SharedName):
    """An outlet or institution that reports."""

    class Kind(models.TextChoices):
        WIRE = "wire", _("Wire")
        NEWSPAPER = "newspaper", _("Newspaper")
        BROADCASTER = "broadcaster", _("Broadcaster")
        STATE_MEDIA = "state-media", _("State media")
        GOVERNMENT = "government", _("Government")
        INTERNATIONAL = "international-body", _("International body")
        THINK_TANK = "think-tank", _("Think tank")
        SOCIAL = "social-account", _("Social account")
        OTHER = "other", _("Other")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.NEWSPAPER)
    host = models.CharField(
        _("web host"),
        max_length=120,
        blank=True,
        help_text=_("A link to this host is taken as a report of this source."),
    )

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["name"]


class ByIdAndLink(models.Manager):
    """Natural key of a report: a link this desk already has keeps the desk's row."""

    def get_by_natural_key(self, public_id: str, url: str = "") -> Any:
        return first_of(self, Q(public_id=public_id), Q(url=url) & ~Q(url=""))


class Report(Noun):
    """One article or statement of a source."""

    source = models.ForeignKey(Source, models.PROTECT, related_name="reports", verbose_name=_("source"))
    headline = models.CharField(_("headline"), max_length=300, blank=True)
    url = LinkField(_("link"), max_length=1000, blank=True)
    archive_url = LinkField(_("archived copy"), max_length=1000, blank=True)
    authors = models.CharField(_("authors"), max_length=300, blank=True)
    language = models.CharField(_("language"), max_length=12, blank=True, help_text=_("Such as en, ja, zh-Hans."))
    published = models.DateField(_("published"), null=True, blank=True)
    accessed = models.DateField(_("accessed"), null=True, blank=True)
    embargo_until = models.DateTimeField(_("embargo until"), null=True, blank=True)
    withdrawn_on = models.DateField(_("withdrawn by its outlet on"), null=True, blank=True)

    objects = ByIdAndLink()  # type: ignore[misc,assignment]  # another than a Noun's

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["source__name", "-published", "headline"]
        constraints = [
            models.UniqueConstraint("url", name="report_link_once", condition=~Q(url="")),
        ]

    def __str__(self) -> str:
        return f"{self.source}: {self.headline or self.url or self.published or self.public_id}"

    def natural_key(self) -> tuple[str, ...]:
        return (self.public_id, self.url)

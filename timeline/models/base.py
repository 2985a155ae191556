"""What several nouns share: the public id, the state of a working copy, the uncertain date."""

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import time
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from timeline import dates
from timeline.dates import When

ID_LENGTH = 12
ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"

# Addresses directly under /<crisis>/ and at the root: a slug that equals one of them would hide it.
RESERVED_SLUGS = frozenset(
    {"about", "admin", "api", "e", "healthz", "oembed", "pictures", "readyz", "robots", "sitemap", "static", "favicon"}
    | {"events", "countermeasures", "actors", "sources", "changes", "embed", "feed", "calendar", "export", "timelinejs"}
    | {"citations", "live"}
)


def new_id() -> str:
    """A public id: made once, kept for ever, the same after export and import anywhere."""
    return "".join(secrets.choice(ALPHABET) for _place in range(ID_LENGTH))


def refuse_reserved(slug: str) -> None:
    languages = {code.lower() for code, _name in settings.LANGUAGES}
    if slug.lower() in RESERVED_SLUGS | languages:
        raise ValidationError(_("“%(slug)s” is an address of this site. Choose another."), params={"slug": slug})


class PublicIdField(models.CharField):
    """Twelve small letters and digits, filled in once."""

    def __init__(self, **options: Any) -> None:
        options |= {"max_length": ID_LENGTH, "unique": True, "default": new_id, "editable": False}
        options["validators"] = [RegexValidator(rf"^[0-9a-z]{{{ID_LENGTH}}}\Z")]
        super().__init__(**options)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, path, args, _options = super().deconstruct()
        return name, path, args, {}


class WritesField(models.PositiveIntegerField):
    """How often the row was written, counted by a trigger (migration 0007): so whatever wrote it, readers' caches know.

    A migration that alters such a table on SQLite makes it anew, without the trigger, and must put that back.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options | {"default": 0, "editable": False, "serialize": False})

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, _path, args, _options = super().deconstruct()
        return name, "django.db.models.PositiveIntegerField", args, {"default": 0, "editable": False}


class LinkField(models.URLField):
    """An address on the web; one typed without http:// or https:// is taken as https."""

    def formfield(self, **options: Any) -> Any:
        return super().formfield(**options | {"assume_scheme": "https"})

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, _path, args, options = super().deconstruct()
        return name, "django.db.models.URLField", args, options


class ByPublicId(models.Manager):
    """Natural key by public id, so that a fixture never names a row by its number."""

    def get_by_natural_key(self, public_id: str) -> Any:
        return self.get(public_id=public_id)


class Noun(models.Model):
    """Anything with a public id."""

    public_id = PublicIdField()

    objects = ByPublicId()

    class Meta:
        abstract = True

    def natural_key(self) -> tuple[str, ...]:
        return (self.public_id,)


class ByKey(models.Manager):
    def get_by_natural_key(self, *values: str | int) -> Any:
        return self.get(**dict(zip(self.model.key, values, strict=True)))  # type: ignore[attr-defined]  # only of a Part


class Part(models.Model):
    """A row that belongs to a noun and needs no id of its own: found again by the columns in `key`."""

    key: tuple[str, ...]

    objects = ByKey()

    class Meta:
        abstract = True

    def natural_key(self) -> tuple[Any, ...]:
        return tuple(getattr(self, name) for name in self.key)


class WorkingCopy(Noun):
    """What editors write. The public never reads it: it reads the editions that publishing makes of it."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        REVIEW = "review", _("In review")
        READY = "ready", _("Ready")
        PUBLISHED = "published", _("Published")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT, editable=False)
    alone = models.BooleanField(_("published without a second pair of eyes"), default=False, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    first_shown = models.DateTimeField(_("first shown"), null=True, blank=True, editable=False)
    created = models.DateTimeField(auto_now_add=True)
    saved = models.DateTimeField(_("last saved"), auto_now=True)
    saved_by = models.ForeignKey(
        "auth.User",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("saved by"),
    )

    created_by = models.ForeignKey(
        "auth.User",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("begun by"),
    )

    class Meta:
        abstract = True

    def hold(self) -> None:
        """Read it anew, and keep others from saving it until the transaction ends."""
        self.refresh_from_db(from_queryset=type(self)._base_manager.select_for_update(no_key=True))


def dated(edtf: str, *, minute: int | None = None, zone: str = "", phrase: str = "") -> When:
    """A date from the columns or the items it is kept in."""
    when = dates.parse_edtf(edtf)
    if minute is not None:
        when = dates.join_time(when, minute, zone)
    return replace(when, phrase=phrase)


class Dated(models.Model):
    """A date as vague as its source: EDTF text, and the first and last day it can be as whole numbers."""

    edtf = models.CharField(_("date"), max_length=120, blank=True)
    date_text = models.CharField(_("printed date"), max_length=120, blank=True)
    time = models.TimeField(_("local time"), null=True, blank=True)
    zone = models.CharField(_("time zone"), max_length=64, blank=True)
    first_day = models.BigIntegerField(default=dates.EARLIEST, editable=False)
    last_day = models.BigIntegerField(default=dates.LATEST, editable=False)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_days_in_order", condition=models.Q(first_day__lte=models.F("last_day"))
            ),
            models.CheckConstraint(
                name="%(class)s_zone_needs_time", condition=models.Q(zone="") | models.Q(time__isnull=False)
            ),
        ]

    def save(self, *args: Any, **options: Any) -> None:
        """Keep the derived day numbers in step with the text."""
        when = dates.parse_edtf(self.edtf)
        self.first_day, self.last_day = when.first, when.last
        super().save(*args, **options)

    @property
    def when(self) -> When:
        """The date as one value; the stored text is the truth, the day numbers only its index."""
        minute = None if self.time is None else self.time.hour * 60 + self.time.minute
        return dated(self.edtf, minute=minute, zone=self.zone, phrase=self.date_text)

    @when.setter
    def when(self, value: Any) -> None:
        self.edtf, self.date_text, self.zone = value.edtf, value.phrase, value.zone
        self.time = None if value.minute is None else time(*divmod(value.minute, 60))
        self.first_day, self.last_day = value.first, value.last

"""What the public was shown, from one moment to another: the only thing that readers are answered from."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, TypeAlias

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .base import ID_LENGTH, PublicIdField, WorkingCopy
from .crises import Crisis
from .events import Participation

Record: TypeAlias = dict[str, Any]
"""The whole public content of an entry, in the shape of the export; `records.py` makes it."""

FOREVER = datetime(9999, 1, 1, tzinfo=UTC)


class Noun(models.TextChoices):
    EVENT = "event", _("Event")
    COUNTERMEASURE = "countermeasure", _("Countermeasure")
    POSITION = "position", _("Position")


class EditionQuerySet(models.QuerySet["Edition"]):
    def shown(self, at: datetime | None = None) -> EditionQuerySet:
        """What the public saw at a moment, in no order; now, if none is given.

        A moment to come is taken as now, so that nobody reads ahead what is scheduled.
        """
        now = timezone.now()
        at = min(at or now, now)
        return self.covering(at).filter(crisis__in=Crisis.objects.published()).order_by()

    def covering(self, moment: datetime) -> EditionQuerySet:
        """Those in whose time a moment falls."""
        return self.filter(shown_from__lte=moment, shown_until__gt=moment)

    def open(self) -> EditionQuerySet:
        """Those without an end, shown or to come: one of an entry at most."""
        return self.filter(shown_until=FOREVER)

    def coming(self, now: datetime) -> EditionQuerySet:
        """Those whose moment is still to come."""
        return self.open().filter(shown_from__gt=now)

    def once_shown(self, at: datetime | None = None) -> EditionQuerySet:
        """What the public saw at a moment or at any moment before it; for addresses that have moved or gone.

        An edition whose moment came after it was cancelled was never seen.
        """
        at = min(at or timezone.now(), timezone.now())
        seen = Q(shown_from__lte=at) & Q(shown_from__lt=F("shown_until"))
        return self.filter(seen, crisis__in=Crisis.objects.published())

    def removed(self) -> EditionQuerySet:
        """What was removed for good: no text is left in it, only where it stood and when it went."""
        return self.filter(crisis__in=Crisis.objects.published()).ended_as([Edition.Ended.REMOVED])

    def ended_as(self, ways: Iterable[str]) -> EditionQuerySet:
        # Said twice, the second time in the words of the index that holds no edition still shown.
        ended = Edition.objects.filter(ended__in=ways).exclude(ended="")
        return self.numbered(ended.order_by().values("pk"))

    def taken_back(self) -> EditionQuerySet:
        """Those that ended without another in their place, what was removed apart: withdrawn, held, or merged."""
        return self.ended_as(Edition.TAKEN_BACK)

    def events(self) -> EditionQuerySet:
        return self.filter(noun=Noun.EVENT)

    def countermeasures(self) -> EditionQuerySet:
        return self.filter(noun=Noun.COUNTERMEASURE)

    def positions(self) -> EditionQuerySet:
        return self.filter(noun=Noun.POSITION)

    def of(self, entry: WorkingCopy) -> EditionQuerySet:
        """All editions of one working copy, oldest first."""
        return self.filter(entry=entry.public_id).order_by("shown_from", "pk")

    def of_entries(self, entries: Iterable[str]) -> EditionQuerySet:
        """Those of some entries (public ids)."""
        return self.numbered(Edition.objects.filter(entry__in=entries).order_by().values("pk"))

    def steps(self) -> EditionQuerySet:
        return self.events().exclude(parent="")

    def steps_of(self, countermeasures: Iterable[str]) -> EditionQuerySet:
        """The steps of countermeasures (public ids)."""
        steps = Edition.objects.filter(parent__in=countermeasures).exclude(parent="")
        return self.numbered(steps.order_by().values("pk"))

    def numbered(self, pks: models.QuerySet[Any, Any]) -> EditionQuerySet:
        # A planner then begins with the few that are meant, whatever it believes of all that is shown.
        return self.filter(pk__in=pks)

    def possibly_between(self, first: int | None, last: int | None) -> EditionQuerySet:
        """Entries that may have happened on some day from first to last (day numbers)."""
        editions = self
        if first is not None:
            editions = editions.filter(last_day__gte=first)
        if last is not None:
            editions = editions.filter(first_day__lte=last)
        return editions

    def wholly_between(self, first: int | None, last: int | None) -> EditionQuerySet:
        """Entries that cannot have happened outside those days."""
        editions = self
        if first is not None:
            editions = editions.filter(first_day__gte=first)
        if last is not None:
            editions = editions.filter(last_day__lte=last)
        return editions

    def involving(self, actors: Iterable[int] | None = None, roles: Iterable[str] | None = None) -> EditionQuerySet:
        """Entries with one participation of any of the actors in any of the roles; None leaves either open."""
        parts = EditionActor.objects.filter(edition=OuterRef("pk"))
        if actors is not None:
            parts = parts.filter(actor__in=actors)
        if roles is not None:
            parts = parts.filter(role__in=roles)
        return self.filter(Exists(parts))

    def resting_on(self, sources: Iterable[int]) -> EditionQuerySet:
        """Entries with an account that a report of any of the sources gives, first hand or relayed."""
        return self.filter(Exists(EditionSource.objects.filter(edition=OuterRef("pk"), source__in=sources)))

    def tied_to(self, entries: Iterable[str], relations: Iterable[str]) -> EditionQuerySet:
        """Entries that name any of the entries (public ids) in one of those relations."""
        ties = EditionTie.objects.filter(to__in=entries, relation__in=relations)
        return self.numbered(ties.values("edition"))

    def without_words(self) -> EditionQuerySet:
        """Without the text that is only searched, never shown."""
        return self.defer("words", "lookups")

    def in_order(self, order: str = "newest") -> EditionQuerySet:
        return self.order_by(order)

    def after(self, key: bytes, order: str = "newest") -> EditionQuerySet:
        """What follows a place in the order; the place may have gone, or rows may have come before it."""
        return self.filter(**{f"{order}__gt": key})


class Edition(models.Model):
    """What the public was shown of one entry from one moment to another. Never changed; only ended, or emptied by law.

    `record` is the entry as `export.json` gives it, with entries, actors and sources named by public id. `entry` and
    `parent` are public ids too, not foreign keys: an edition outlives its working copy.
    """

    class Change(models.TextChoices):
        FIRST = "first", _("First published")
        UPDATE = "update", _("Update")
        CLARIFICATION = "clarification", _("Clarification")
        CORRECTION = "correction", _("Correction")
        SILENT = "silent", pgettext_lazy("a change", "Silent")

    class Ended(models.TextChoices):
        REPLACED = "replaced", _("Replaced")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        HELD = "held", _("Held")
        MERGED = "merged", _("Merged")
        REMOVED = "removed", _("Removed")
        CANCELLED = "cancelled", _("Never shown")

    TAKEN_BACK = (Ended.WITHDRAWN, Ended.HELD, Ended.MERGED)

    public_id = PublicIdField()
    crisis = models.ForeignKey(Crisis, models.PROTECT, related_name="editions")
    noun = models.CharField(max_length=14, choices=Noun)
    entry = models.CharField(max_length=ID_LENGTH)
    slug = models.CharField(max_length=80, blank=True)
    shown_from = models.DateTimeField()
    shown_until = models.DateTimeField(default=FOREVER)
    first_shown = models.DateTimeField()
    change = models.CharField(max_length=13, choices=Change, default=Change.FIRST)
    reason = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    ended = models.CharField(max_length=9, choices=Ended, blank=True)
    end_reason = models.TextField(blank=True)
    survivor = models.CharField(max_length=ID_LENGTH, blank=True)  # the entry it was merged into
    record = models.JSONField()

    kind = models.CharField(max_length=12, blank=True)
    certainty = models.CharField(max_length=10, blank=True)
    measure = models.CharField(max_length=16, blank=True)
    stage = models.CharField(max_length=10, blank=True)
    parent = models.CharField(max_length=ID_LENGTH, blank=True)
    key_moment = models.BooleanField(default=False)
    unsettled = models.BooleanField(default=False)  # it, or a claim made of it, is disputed
    first_day = models.BigIntegerField()
    last_day = models.BigIntegerField()
    undated = models.BooleanField(default=False)
    edtf = models.CharField(max_length=120, null=True, blank=True)  # noqa: DJ001  none of a single day; added at no cost
    oldest = models.BinaryField()
    newest = models.BinaryField()
    words = models.TextField()
    lookups = models.TextField(default="", blank=True)

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        ordering = ["shown_from", "pk"]
        constraints = [
            models.UniqueConstraint("entry", name="one_open_edition_of_an_entry", condition=Q(shown_until=FOREVER)),
            models.CheckConstraint(name="edition_moments_in_order", condition=Q(shown_from__lte=F("shown_until"))),
            models.CheckConstraint(name="edition_days_in_order", condition=Q(first_day__lte=F("last_day"))),
        ]
        indexes = [
            models.Index("crisis", "noun", "oldest", name="edition_oldest"),
            # Whatever is kept in memory of each event stands in the index itself (`columns.py`).
            models.Index(
                *("crisis", "noun", "newest", "shown_from", "shown_until", "kind", "certainty", "stage", "parent"),
                *("edtf", "first_day", "last_day", "undated", "key_moment", "unsettled", "id"),
                name="edition_newest",
            ),
            models.Index("entry", "shown_from", name="edition_of_entry"),
            models.Index("crisis", "noun", "slug", name="edition_by_address"),
            models.Index("parent", name="edition_of_parent", condition=~Q(parent="")),
            models.Index("crisis", "shown_from", name="edition_by_moment"),
            models.Index("crisis", "shown_until", name="edition_by_last_moment"),
            models.Index("crisis", "change", "shown_from", name="edition_by_change", condition=~Q(change="first")),
            models.Index("crisis", "ended", "shown_until", name="edition_by_end", condition=~Q(ended="")),
            # Whatever a count or a strip asks of what is shown stands in the index itself.
            models.Index(
                *("crisis", "noun", "shown_from", "shown_until"),
                *("first_day", "last_day", "undated", "parent"),
                name="edition_shown",
            ),
        ]  # and one over `lookups`, in migration 0010

    def __str__(self) -> str:
        return f"{self.noun} {self.entry}, {self.shown_from:%Y-%m-%d %H:%M}"

    def save(self, *args: Any, **options: Any) -> None:
        """An edition is written once; a deed ends it by an update of its last moment and nothing else."""
        if not self._state.adding:
            raise TypeError("An edition is never changed.")
        super().save(*args, **options)

    @property
    def scheduled(self) -> bool:
        return self.shown_from > timezone.now() and self.shown_from < self.shown_until


class EditionActor(models.Model):
    """A participation, as a column to filter on."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="parts")
    actor = models.ForeignKey("Actor", models.PROTECT, related_name="edition_parts")
    role = models.CharField(max_length=10, choices=Participation.Role)

    class Meta:
        constraints = [models.UniqueConstraint("edition", "actor", "role", name="edition_part_once")]
        indexes = [models.Index("actor", "role", "edition", name="edition_part_by_actor")]

    def __str__(self) -> str:
        return f"{self.actor_id} {self.role}"


class EditionSource(models.Model):
    """A source that an account of the edition rests on."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="rests_on")
    source = models.ForeignKey("Source", models.PROTECT, related_name="edition_rests")

    class Meta:
        constraints = [models.UniqueConstraint("edition", "source", name="edition_source_once")]
        indexes = [models.Index("source", "edition", name="edition_by_source")]

    def __str__(self) -> str:
        return f"{self.source_id}"


class EditionTie(models.Model):
    """Another entry that the edition names: what it answers, led to, is part of, corrects."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="ties")
    to = models.CharField(max_length=ID_LENGTH)
    relation = models.CharField(max_length=10)

    class Meta:
        constraints = [models.UniqueConstraint("edition", "to", "relation", name="edition_tie_once")]
        indexes = [models.Index("to", "relation", "edition", name="edition_by_tie")]

    def __str__(self) -> str:
        return f"{self.relation} {self.to}"

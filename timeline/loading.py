"""Rows that were loaded from a fixture, made whole: derived columns, editions, a new epoch."""

from collections.abc import Iterable, Iterator

from django.core.exceptions import ValidationError
from django.db.models import F, Model, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from timeline import dates
from timeline.models import (
    Account,
    Actor,
    Answer,
    Countermeasure,
    Crisis,
    Edition,
    Event,
    Link,
    Participation,
    Party,
    Point,
    Position,
    Report,
    Response,
    Side,
    Source,
    Version,
    WorkingCopy,
    WorkingEntry,
    new_id,
)
from timeline.publishing import Change, differs, problems_of, show
from timeline.versions import changed, keep

FIRST = (Countermeasure, Position, Event)  # a step is never shown before its countermeasure


def settle(loaded: Iterable[Model]) -> None:
    """Give what was loaded its days and, where it is marked published, an edition; a crisis loaded gets a new epoch.

    An entry never shown before is shown from its `first_shown`, another from now; one whose record has not changed gets
    no edition. Raises ValidationError where an entry may not be shown.
    """
    for event in loaded:
        if isinstance(event, Event):
            derive_days(event)
    copies = [row for kind in FIRST for row in loaded if isinstance(row, kind)]
    for copy in copies:
        if changed(copy):
            keep(copy, by=None, deed=Version.Deed.LOADED)
        if copy.state == WorkingCopy.State.PUBLISHED and differs(copy):
            show_loaded(copy)
    touched = {copy.crisis_id for copy in copies} | {row.pk for row in loaded if isinstance(row, Crisis)}
    for crisis in Crisis.objects.select_for_update(no_key=True).filter(pk__in=touched).order_by("pk"):
        Crisis.objects.filter(pk=crisis.pk).update(epoch=new_id())


def derive_days(event: Event) -> None:
    when = dates.parse_edtf(event.edtf)
    Event.objects.filter(pk=event.pk).update(first_day=when.first, last_day=when.last)


def show_loaded(copy: WorkingEntry) -> None:
    if problems := list(problems_of(copy)):
        raise ValidationError(problems)
    known = Edition.objects.of(copy).exists()
    moment = timezone.now() if known or not copy.first_shown else min(copy.first_shown, timezone.now())
    show(copy, moment, by=None, change=Change.UPDATE if known else Change.FIRST, reason="")


OWNER = Coalesce("event__public_id", "countermeasure__public_id", "position__public_id")


def rows_of(crisis: Crisis) -> Iterator[Model]:
    """Every row a fixture of the crisis needs, each after the rows it names; equals in the order the desk has them."""
    mine = accounts_of(crisis)
    reports = Report.objects.filter(Q(accounts__in=mine) | Q(relayed_accounts__in=mine)).distinct()
    actors = actors_of(crisis)
    yield crisis
    yield from actors.order_by(F("part_of").asc(nulls_first=True), "slug")
    yield from Side.objects.filter(crisis=crisis).order_by("order", "pk")
    yield from Source.objects.filter(reports__in=reports).distinct().order_by("slug")
    yield from reports.order_by("source__slug", "public_id")
    for model in (Countermeasure, Position, Event):
        yield from model.objects.filter(crisis=crisis).order_by("public_id")
    yield from Point.objects.filter(event__crisis=crisis).order_by("event__public_id", "order", "pk")
    yield from mine.order_by(OWNER, "order", "pk")
    yield from Answer.objects.filter(account__in=mine).order_by("account__public_id", "point__order", "pk")
    yield from Participation.objects.filter(event__crisis=crisis).order_by("event__public_id", "order", "pk")
    yield from Party.objects.filter(countermeasure__crisis=crisis).order_by("countermeasure__public_id", "order", "pk")
    yield from Response.objects.filter(countermeasure__crisis=crisis).order_by(
        "countermeasure__public_id", "order", "pk"
    )
    yield from Link.objects.filter(event__crisis=crisis).order_by("event__public_id", "order", "pk")


def accounts_of(crisis: Crisis) -> QuerySet[Account]:
    owned = Q(event__crisis=crisis) | Q(countermeasure__crisis=crisis) | Q(position__crisis=crisis)
    return Account.objects.filter(owned)


def actors_of(crisis: Crisis) -> QuerySet[Actor]:
    """The actors its entries and sides name, and the states those are part of."""
    named = Actor.objects.filter(
        Q(participations__event__crisis=crisis)
        | Q(parties__countermeasure__crisis=crisis)
        | Q(positions__crisis=crisis)
        | Q(pk__in=crisis.side_set.values("actor"))
    )
    return Actor.objects.filter(Q(pk__in=named.values("pk")) | Q(parts__in=named.values("pk"))).distinct()

"""Which entries of a crisis the checks look at: the database names the few that may have something amiss.

Whatever `checking` finds something in is among them, and what it blocks is among those that come first; a test holds
the two together. Not every one of them has something.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from timeline.lives import ENDS
from timeline.models import (
    Account,
    Certainty,
    Countermeasure,
    Crisis,
    Event,
    Party,
    Picture,
    Point,
    Position,
    Response,
    WorkingCopy,
)

STALE_DAYS = 14
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
Model = type[Event | Countermeasure | Position]


def suspects(crisis: Crisis, most: int) -> tuple[list[tuple[Model, int]], int]:
    """(model, key) of up to `most` entries, those that cannot be shown first; and how many there are in all."""
    first = ranked(crisis, most + 1)
    number = len(first) if len(first) <= most else sum(rows.count() for rows in suspected(crisis))
    return [(model, key) for _rank, model, key in first[:most]], number


def ranked(crisis: Crisis, most: int) -> list[tuple[int, Model, int]]:
    """(0 for what cannot be shown and 1 for the rest, model, key) of up to `most`, in that order."""
    found = [
        (rank, rows.model, key)
        for rows in suspected(crisis)
        for rank, key in rows.order_by("rank", *rows.model._meta.ordering).values_list("rank", "pk")[:most]
    ]
    return sorted(found, key=lambda one: one[0])[:most]


def suspected(crisis: Crisis) -> Iterator[QuerySet[Any]]:
    """The entries of each noun that may have something amiss, with their rank."""
    for model, blocked, doubtful in (
        (Countermeasure, blocked_countermeasures(crisis), doubtful_countermeasures(crisis)),
        (Event, blocked_entries(crisis, "event"), doubtful_events(crisis)),
        (Position, blocked_entries(crisis, "position"), Q(pk__in=())),
    ):
        rows = model.objects.filter(crisis=crisis).exclude(state=WorkingCopy.State.WITHDRAWN)
        rank = Case(When(blocked, then=0), When(doubtful, then=1), default=2)
        yield rows.annotate(rank=rank).filter(rank__lt=2)


def blocked_entries(crisis: Crisis, noun: str) -> Q:
    """Without an account, or resting on what its outlet withdrew."""
    return ~Exists(Account.objects.filter(**{noun: OuterRef("pk")})) | withdrawn_under(crisis, noun)


def withdrawn_under(crisis: Crisis, noun: str) -> Q:
    withdrawn = Q(report__withdrawn_on__isnull=False) | Q(relayed_from__withdrawn_on__isnull=False)
    return Q(pk__in=accounts_in(crisis, noun).filter(withdrawn).values(noun))


def accounts_in(crisis: Crisis, noun: str = "event") -> QuerySet[Account]:
    return Account.objects.filter(**{f"{noun}__crisis": crisis}).order_by()


def doubtful_events(crisis: Crisis) -> Q:
    accounts = accounts_in(crisis)
    unnamed, denies = Q(attribution=Account.Attribution.UNNAMED), Q(response=Account.Stance.DENIES)
    named = Exists(Account.objects.filter(~unnamed, event=OuterRef("pk")))
    disputed = Q(certainty=Certainty.DISPUTED) | Q(
        pk__in=Point.objects.filter(event__crisis=crisis, certainty=Certainty.DISPUTED).order_by().values("event")
    )
    return (
        names_a_weekday()
        | (Q(pk__in=accounts.filter(unnamed).values("event")) & ~named)
        | (Q(pk__in=accounts.filter(denies).values("event")) & ~disputed)
        | Q(pk__in=Picture.objects.filter(event__crisis=crisis, alt__regex=r"^\s*$").order_by().values("event"))
        | misplaced()
    )


def names_a_weekday() -> Q:
    said = Q()
    for day in WEEKDAYS:
        said |= Q(headline__icontains=day) | Q(summary__icontains=day)
    return said


def misplaced() -> Q:
    """A step before what it answers, or before another step that its own should follow."""
    same = {"countermeasure": OuterRef("countermeasure")}
    early = Exists(Response.objects.filter(event__first_day__gt=OuterRef("last_day"), **same))
    follows = Q(stage="in-force") | Q(stage__in=ENDS)
    outrun = follows & Exists(Event.objects.filter(first_day__gt=OuterRef("last_day"), **same))
    return Q(countermeasure__isnull=False) & (early | outrun)


def blocked_countermeasures(crisis: Crisis) -> Q:
    told = Account.objects.filter(event__countermeasure=OuterRef("pk"))
    imposed = Party.objects.filter(countermeasure=OuterRef("pk"), part=Party.Side.IMPOSES)
    unfounded = Response.objects.filter(countermeasure=OuterRef("pk"), account=None)
    return (
        ~Exists(told)
        | ~Exists(imposed)
        | Exists(unfounded)
        | (~Q(stated_reason="") & Q(stated_reason_account=None))
        | (~Q(reported_motive="") & Q(reported_motive_account=None))
        | withdrawn_under(crisis, "countermeasure")
    )


def doubtful_countermeasures(crisis: Crisis) -> Q:
    steps = Event.objects.filter(crisis=crisis, countermeasure__isnull=False).filter(misplaced())
    answers = Exists(Response.objects.filter(countermeasure=OuterRef("pk")))
    return ~answers | Q(pk__in=steps.order_by().values("countermeasure")) | unchecked()


def unchecked() -> Q:
    """Not looked at lately, while its last step ended nothing."""
    last = Event.objects.filter(countermeasure=OuterRef("pk")).order_by("-first_day", "-order", "-pk").values("stage")
    ended = Coalesce(Subquery(last[:1]), Value(""), output_field=CharField())
    old = Q(checked=None) | Q(checked__lt=timezone.localdate() - timedelta(days=STALE_DAYS))
    return old & ~Q(pk__in=Countermeasure.objects.annotate(ended=ended).filter(ended__in=ENDS).order_by().values("pk"))

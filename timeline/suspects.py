"""Which entries of a crisis the checks look at: the database names the few that may have something amiss.

Whatever `checking` finds something in is among them, and what it blocks is among those that come first; a test holds
the two together. Few of them have nothing, or these would keep the others from being looked at.
"""

from collections.abc import Collection, Iterator
from datetime import timedelta
from typing import Any

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from timeline.lives import BEGINS, ENDS
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
LAST = OuterRef("last_day")
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
        if model is Event:
            rows = rows.annotate(weekday=(F("first_day") - 1) % 7)
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
    asserts = Q(response__in=(Account.Stance.ASSERTS, Account.Stance.CONFIRMS))
    asserted = Exists(Account.objects.filter(asserts, event=OuterRef("pk")))
    disputed = Q(certainty=Certainty.DISPUTED) | Q(
        pk__in=Point.objects.filter(event__crisis=crisis, certainty=Certainty.DISPUTED).order_by().values("event")
    )
    return (
        names_another_weekday()
        | (Q(pk__in=accounts.filter(unnamed).values("event")) & ~named)
        | (Q(pk__in=accounts.filter(denies).values("event")) & asserted & ~disputed)
        | Q(pk__in=Picture.objects.filter(event__crisis=crisis, alt__regex=r"^\s*$").order_by().values("event"))
        | misplaced()
    )


def names_another_weekday() -> Q:
    """An exact date beside the name of a weekday, and not of its own."""
    return Q(first_day=F("last_day")) & (another_in("headline") | another_in("summary"))


def another_in(field: str) -> Q:
    said, own = Q(), Q()
    for number, day in enumerate(WEEKDAYS):
        said |= Q(**{f"{field}__icontains": day})
        # “Tuesdays” is no Tuesday.
        own |= Q(weekday=number) & Q(**{f"{field}__icontains": day}) & ~Q(**{f"{field}__icontains": f"{day}s"})
    return said & ~own


def misplaced() -> Q:
    """A step before what it answers, in force before it was announced, or at an end before it began."""
    early = Exists(Response.objects.filter(countermeasure=OuterRef("countermeasure"), event__first_day__gt=LAST))
    in_force = Q(stage="in-force") & comes_before(["announced"])
    ends = Q(stage__in=ENDS) & comes_before(BEGINS)
    return Q(countermeasure__isnull=False) & (early | in_force | ends)


def comes_before(stages: Collection[str]) -> Q:
    """Before every other step of these stages, of which there is one."""
    others = Event.objects.filter(countermeasure=OuterRef("countermeasure"), stage__in=stages)
    return Q(Exists(others)) & Q(~Exists(others.filter(first_day__lte=LAST)))


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

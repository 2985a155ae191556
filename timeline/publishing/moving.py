"""What belongs to a working copy becomes another's of its kind."""

from collections.abc import Callable
from typing import Any

from django.db.models import Max

from timeline.models import Countermeasure, Event, Noun, Position, WorkingEntry
from timeline.records import noun_of


def move(entry: WorkingEntry, survivor: WorkingEntry) -> None:
    """Move what belongs to an entry; what the survivor has already is not doubled."""
    MOVERS[noun_of(entry)](entry, survivor)


def move_event(event: Event, survivor: Event) -> None:
    move_points(event, survivor)
    move_accounts(event, survivor, "event")
    move_participations(event, survivor)
    event.pictures.update(event=survivor)
    move_links(event, survivor)
    move_answered(event, survivor)


def move_countermeasure(countermeasure: Countermeasure, survivor: Countermeasure) -> None:
    move_accounts(countermeasure, survivor, "countermeasure")
    for name in ("stated_reason", "reported_motive"):
        if not getattr(survivor, name):
            setattr(survivor, name, getattr(countermeasure, name))
            setattr(survivor, f"{name}_account", getattr(countermeasure, f"{name}_account"))
    survivor.checked = max(filter(None, (countermeasure.checked, survivor.checked)), default=None)
    survivor.save()
    move_parties(countermeasure, survivor)
    move_answers(countermeasure, survivor)
    countermeasure.steps.update(countermeasure=survivor)


def move_position(position: Position, survivor: Position) -> None:
    move_accounts(position, survivor, "position")


MOVERS: dict[str, Callable[[Any, Any], None]] = {
    Noun.EVENT: move_event,
    Noun.COUNTERMEASURE: move_countermeasure,
    Noun.POSITION: move_position,
}


def move_accounts(entry: WorkingEntry, survivor: WorkingEntry, owner: str) -> None:
    for order, account in enumerate(entry.accounts.all(), start=next_order(survivor.accounts)):
        setattr(account, owner, survivor)
        account.order = order
        account.save()


def move_points(event: Event, survivor: Event) -> None:
    points = {point.label: point for point in survivor.points.all()}
    for point in event.points.all():
        if point.label not in points:
            point.event, point.order = survivor, next_order(survivor.points)
            point.save()
        else:
            point.answers.update(point=points[point.label])


def move_participations(event: Event, survivor: Event) -> None:
    for part in event.participations.all():
        if not survivor.participations.filter(actor=part.actor, role=part.role).exists():
            part.event, part.order = survivor, next_order(survivor.participations)
            part.save()


def move_links(event: Event, survivor: Event) -> None:
    """Links keep their meaning; one the survivor has already, or to itself, is dropped."""
    for link in event.links.all():
        if link.to_id != survivor.pk and not survivor.links.filter(to=link.to, relation=link.relation).exists():
            link.event = survivor
            link.save()
    for link in event.links_here.all():
        if link.event_id != survivor.pk and not link.event.links.filter(to=survivor, relation=link.relation).exists():
            link.to = survivor
            link.save()


def move_answered(event: Event, survivor: Event) -> None:
    for response in event.responses.all():
        if survivor.responses.filter(countermeasure=response.countermeasure).exists():
            response.delete()
        else:
            response.event = survivor
            response.save()


def move_answers(countermeasure: Countermeasure, survivor: Countermeasure) -> None:
    for response in countermeasure.responses.all():
        if not survivor.responses.filter(event=response.event_id).exists():
            response.countermeasure, response.order = survivor, next_order(survivor.responses)
            response.save()


def move_parties(countermeasure: Countermeasure, survivor: Countermeasure) -> None:
    for party in countermeasure.parties.all():
        if not survivor.parties.filter(actor=party.actor_id, part=party.part).exists():
            party.countermeasure, party.order = survivor, next_order(survivor.parties)
            party.save()


def next_order(rows: Any) -> int:
    return (rows.aggregate(last=Max("order"))["last"] or 0) + 1

"""Records made working copies, many at once: each passes the checks of an editor's form, none costs its own queries."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, TypeAlias

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _

from timeline.formats.incoming import RowFault
from timeline.models import Account, Answer, Crisis, Event, Participation, Point, Record, Report
from timeline.records import when_of
from timeline.writing import ACCOUNT_FIELDS, EVENT_FIELDS

Planted: TypeAlias = tuple[Record, str, dict[str, Report]]
"""The record of an event, its address, and the reports it names by their ids."""

BLANK_EVENT: Record = {
    **dict.fromkeys(("headline", "short_headline", "language", "summary", "body", "place"), ""),
    "kind": "other",
    "certainty": "reported",
    "significance": "normal",
    "developing": False,
    "order": 0,
    "countermeasure": None,
    "stage": None,
    "actors": [],
    "accounts": [],
    "points": [],
    "links": [],
}
BLANK_ACCOUNT: dict[str, Any] = dict.fromkeys(ACCOUNT_FIELDS, "") | {
    "attribution": "not-stated",
    "response": "asserts",
    "relayed_from": None,
    "answers": [],
}


def event_from(record: Record, crisis: Crisis, slug: str) -> Event:
    """An unsaved event with the fields of a record."""
    event = Event(public_id=record["id"], crisis=crisis, slug=slug, stage=record["stage"] or "")
    for name in EVENT_FIELDS:
        setattr(event, name, record[name])
    event.when = when_of(record["date"])
    return event


def check_event(record: Record, crisis: Crisis, slug: str) -> None:
    """Raise RowFault where a form would refuse the event, its participants, accounts or questions."""
    event = event_from(record, crisis, slug)
    check(event)
    if bool(record["stage"]) != bool(record["countermeasure"]):
        raise RowFault(_("A step has both a countermeasure and a stage, another event neither."), path="stage")
    if record["kind"] == Event.Kind.STEP and not record["countermeasure"]:
        raise RowFault(_("Its kind is step, but it names no countermeasure."), path="countermeasure")
    for number, item in enumerate(record["actors"]):
        check(Participation(role=item["role"]), f"actors[{number}]", ("event", "actor"))
    for number, item in enumerate(record["points"]):
        check(point_from(item), f"points[{number}]")
    check_accounts(record)


def check_accounts(record: Record) -> None:
    for number, item in enumerate(record["accounts"]):
        path = f"accounts[{number}]"
        check(account_from(item), path)
        relayed = item["relayed_from"]
        if relayed and relayed["id"] == item["report"]["id"]:
            raise RowFault(_("A report cannot relay itself."), path=f"{path}.relayed_from")
        if any(not answer["text"].strip() for answer in item["answers"]):
            raise RowFault(_("An answer is empty."), path=f"{path}.answers")


def check(thing: Model, path: str = "", exclude: Iterable[str] = ()) -> None:
    """The checks of an editor's form on one row; uniqueness is seen to by whoever asks."""
    foreign = [field.name for field in thing._meta.fields if field.is_relation]
    try:
        thing.full_clean(exclude=[*foreign, *exclude], validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        name, messages = next(iter(error.message_dict.items()))
        name = "" if name == "__all__" else name
        raise RowFault(" ".join(messages), path=".".join(part for part in (path, name) if part)) from None


def point_from(item: dict[str, Any], event: Event | None = None) -> Point:
    return Point(
        event=event, public_id=item["id"], label=item["label"], certainty=item["certainty"], order=item["order"]
    )


def account_from(item: dict[str, Any], order: int = 0, **owner: Any) -> Account:
    fields = {name: item[name] for name in ACCOUNT_FIELDS}
    return Account(public_id=item["id"], order=order, **fields, **owner)


def plant(
    records: list[Planted],
    crisis: Crisis,
    *,
    by: User | None,
    countermeasures: dict[str, int],
    actors: dict[str, int],
    first_shown: dict[str, datetime] | None = None,
) -> list[Event]:
    """Save new events from (record, slug, reports by id), checked before; returns them. Links are left out.

    `countermeasures` and `actors` give the key of each by its public id; `first_shown` the moments of those whose
    editions the caller makes.
    """
    events = [event_from(record, crisis, slug) for record, slug, _reports in records]
    for event, (record, _slug, _reports) in zip(events, records, strict=True):
        event.created_by = event.saved_by = by
        event.countermeasure_id = countermeasures.get(record["countermeasure"])
        if first_shown:
            event.state, event.first_shown = Event.State.PUBLISHED, first_shown[event.public_id]
    Event.objects.bulk_create(events)
    pairs = list(zip(events, records, strict=True))
    points = plant_points(pairs)
    plant_accounts(pairs, points)
    Participation.objects.bulk_create(
        Participation(event_id=event.pk, actor_id=actors[item["id"]], role=item["role"], order=order)
        for event, (record, _slug, _reports) in pairs
        for order, item in enumerate(record["actors"])
    )
    return events


def plant_points(pairs: list[tuple[Event, Planted]]) -> dict[str, Point]:
    points = [point_from(item, event) for event, (record, _slug, _reports) in pairs for item in record["points"]]
    return {point.public_id: point for point in Point.objects.bulk_create(points)}


def plant_accounts(pairs: list[tuple[Event, Planted]], points: dict[str, Point]) -> None:
    accounts, said = [], []
    for event, (record, _slug, reports) in pairs:
        for order, item in enumerate(record["accounts"]):
            relayed = item["relayed_from"] and reports[item["relayed_from"]["id"]]
            report = reports[item["report"]["id"]]
            accounts.append(account_from(item, order, event=event, report=report, relayed_from=relayed))
            said.append(item["answers"])
    Account.objects.bulk_create(accounts)
    Answer.objects.bulk_create(
        Answer(account=account, point=points[answer["point"]], text=answer["text"])
        for account, answers in zip(accounts, said, strict=True)
        for answer in answers
    )

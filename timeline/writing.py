"""A record made a working copy again: the way back of `records`."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from timeline.models import (
    Account,
    Actor,
    Answer,
    Countermeasure,
    Event,
    Link,
    Participation,
    Party,
    Picture,
    Point,
    Position,
    Record,
    Report,
    Response,
    Source,
    WorkingEntry,
    new_id,
)
from timeline.records import noun_of, when_of

EVENT_FIELDS = (
    *("headline", "short_headline", "language", "summary", "body", "kind", "certainty", "significance", "developing"),
    *("order", "place"),
)
ACCOUNT_FIELDS = (
    *("attribution", "attributed_to", "speaker", "says", "quote", "quote_original", "quote_language", "translator"),
    "response",
)
PICTURE_FIELDS = ("alt", "caption", "credit", "licence", "width", "height", "widths")
REPORT_FIELDS = ("headline", "url", "archive_url", "authors", "language")


@transaction.atomic
def write(entry: WorkingEntry, record: Record) -> None:
    """Give a working copy the content of a record, children too; whatever it had and the record lacks is deleted.

    Raises ValidationError where the record names an actor, source or entry that is no longer there.
    """
    if record.get("slug") and not isinstance(entry, Position):
        entry.slug = record["slug"]
    WRITERS[noun_of(entry)](entry, record)


def write_event(event: Event, record: Record) -> None:
    for name in EVENT_FIELDS:
        setattr(event, name, record[name])
    event.when = when_of(record["date"])
    event.countermeasure = named(Countermeasure, record["countermeasure"]) if record["countermeasure"] else None
    event.stage = record["stage"] or ""
    event.save()
    event.participations.all().delete()
    for order, item in enumerate(record["actors"]):
        Participation.objects.create(event=event, actor=named(Actor, item["id"]), role=item["role"], order=order)
    event.points.all().delete()
    points = {item["id"]: write_point(event, item) for item in record["points"]}
    write_accounts("event", event, record, points)
    write_pictures(event, record)
    event.links.all().delete()
    for order, item in enumerate(record["links"]):
        to = Event.objects.filter(public_id=item["to"]).first()
        if to:
            Link.objects.create(event=event, to=to, relation=item["relation"], basis=item["basis"], order=order)


def write_pictures(event: Event, record: Record) -> None:
    """The pictures anew under their ids; their files were never deleted."""
    event.pictures.all().delete()
    gone = Picture.objects.filter(public_id__in=[item["id"] for item in record.get("pictures", ())])
    elsewhere = set(gone.values_list("public_id", flat=True))
    for order, item in enumerate(item for item in record.get("pictures", ()) if item["id"] not in elsewhere):
        Picture.objects.create(
            event=event, public_id=item["id"], order=order, **{name: item[name] for name in PICTURE_FIELDS}
        )


def write_point(event: Event, item: dict[str, Any]) -> Point:
    fields = {name: item[name] for name in ("label", "certainty", "order")}
    return Point.objects.create(event=event, public_id=free_id(Point, item["id"]), **fields)


def write_countermeasure(countermeasure: Countermeasure, record: Record) -> None:
    for name in ("title", "short_title", "summary"):
        setattr(countermeasure, name, record[name])
    countermeasure.measure, countermeasure.formality = record["type"], record["formality"] or ""
    countermeasure.checked = day(record["checked"])
    countermeasure.stated_reason = record["stated_reason"] or ""
    countermeasure.reported_motive = record["reported_motive"] or ""
    countermeasure.stated_reason_account = countermeasure.reported_motive_account = None
    countermeasure.save()
    countermeasure.responses.all().delete()
    accounts = write_accounts("countermeasure", countermeasure, record)
    countermeasure.stated_reason_account = account_named(record["stated_reason_account"], accounts)
    countermeasure.reported_motive_account = account_named(record["reported_motive_account"], accounts)
    countermeasure.save()
    write_parties(countermeasure, record)
    write_responses(countermeasure, record, accounts)


def write_parties(countermeasure: Countermeasure, record: Record) -> None:
    countermeasure.parties.all().delete()
    for part, actors in ((Party.Side.IMPOSES, record["imposed_by"]), (Party.Side.AIMED_AT, record["aimed_at"])):
        for order, actor in enumerate(actors):
            Party.objects.create(countermeasure=countermeasure, actor=named(Actor, actor), part=part, order=order)


def write_responses(countermeasure: Countermeasure, record: Record, accounts: dict[str, Account]) -> None:
    for order, item in enumerate(record["responds_to"]):
        event = Event.objects.filter(public_id=item["event"]).first()
        if event:
            account = account_named(item["account"], accounts)
            Response.objects.create(
                countermeasure=countermeasure, event=event, basis=item["basis"], account=account, order=order
            )


def account_named(public_id: str | None, accounts: dict[str, Account]) -> Account | None:
    """An account of the countermeasure's own, or of one of its steps."""
    return accounts.get(public_id or "") or Account.objects.filter(public_id=public_id or "").first()


def write_position(position: Position, record: Record) -> None:
    position.actor, position.text, position.order = named(Actor, record["actor"]), record["text"], record["order"]
    position.save()
    write_accounts("position", position, record)


def write_accounts(
    owner: str, entry: WorkingEntry, record: Record, points: dict[str, Point] | None = None
) -> dict[str, Account]:
    """The accounts of an entry as the record has them, under their ids; gives them by id.

    An account that stays is changed, not made anew: others may name it, such as what a countermeasure answers.
    """
    entry.accounts.exclude(public_id__in=[item["id"] for item in record["accounts"]]).delete()
    stored = {account.public_id: account for account in entry.accounts.all()}
    return {
        item["id"]: write_account(
            stored.get(item["id"]) or Account(**{owner: entry}, public_id=free_id(Account, item["id"])),
            item,
            order,
            points or {},
        )
        for order, item in enumerate(record["accounts"])
    }


def free_id(model: type[Point | Account], public_id: str) -> str:
    """The id a row had, or a new one where merging gave the row to another entry."""
    return new_id() if model.objects.filter(public_id=public_id).exists() else public_id


def write_account(account: Account, item: dict[str, Any], order: int, points: dict[str, Point]) -> Account:
    for name in ACCOUNT_FIELDS:
        setattr(account, name, item[name])
    account.report, account.order = report_of(item["report"]), order
    account.relayed_from = item["relayed_from"] and report_of(item["relayed_from"])
    account.save()
    account.answers.all().delete()
    for answer in item["answers"]:
        if answer["point"] in points:
            Answer.objects.create(account=account, point=points[answer["point"]], text=answer["text"])
    return account


def report_of(item: dict[str, Any]) -> Report:
    """The desk's report of that id, or of that link; made again if it was deleted."""
    same = Q(public_id=item["id"]) | (Q(url=item["url"]) & ~Q(url=""))
    return Report.objects.filter(same).first() or Report.objects.create(
        public_id=item["id"],
        source=named(Source, item["source"]),
        published=day(item["published"]),
        accessed=day(item["accessed"]),
        **{name: item[name] for name in REPORT_FIELDS},
    )


def named(model: type[Actor | Source | Countermeasure], public_id: str) -> Any:
    found = model.objects.filter(public_id=public_id).first()
    if found is None:
        label = model._meta.verbose_name
        raise ValidationError(_("The %(label)s it names (%(id)s) was deleted.") % {"label": label, "id": public_id})
    return found


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


WRITERS: dict[str, Callable[[Any, Record], None]] = {
    "event": write_event,
    "countermeasure": write_countermeasure,
    "position": write_position,
}

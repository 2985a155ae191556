"""Items of `export.json` made records of this desk: what they name by address is named by the ids it has here."""

from __future__ import annotations

import re
from collections.abc import Container
from typing import TYPE_CHECKING, Any, NoReturn

from django.utils.translation import gettext as _

from timeline import dates
from timeline.formats.export_json_in import Item
from timeline.formats.incoming import RowFault, quoted
from timeline.models import Event, Link, Record
from timeline.records import date_item, record_of, report_item, when_of

from .planting import check

if TYPE_CHECKING:
    from timeline.importing.book import Book


ENTRY_ID = re.compile(r"[0-9a-z]{12}")


def event_target(item: Item, book: Book, event: Event | None) -> tuple[Record, list[str]]:
    """(record, notes) of an event; `event` is the one stored here, or None."""
    notes: list[str] = []
    record: Record = {
        "id": item.text("id"),
        "headline": item.text("headline", needed=True),
        **{name: item.text(name) for name in ("short_headline", "language", "summary", "body", "place")},
        "kind": item.text("kind") or "other",
        "certainty": item.text("certainty") or "reported",
        "significance": item.text("significance") or "normal",
        "developing": item.flag("developing"),
        "order": item.number("order"),
        "date": date_target(item.object("date")),
        "actors": [{"id": book.actor(part).public_id, "role": part.text("role")} for part in item.objects("actors")],
        "countermeasure": parent_target(item, book),
        "stage": item.text("stage") or None,
        "points": [point_target(point) for point in item.objects("points")],
        "links": links_target(item, book, notes),
    }
    record["accounts"] = accounts_target(item, book, {point["id"] for point in record["points"]})
    if pictures := pictures_target(item, event, notes):
        record["pictures"] = pictures
    return record, notes


def date_target(item: Item | None) -> dict[str, Any]:
    """The date as the record has it: its words and bounds are made anew."""
    if item is None:
        return date_item(dates.UNDATED)
    date: dict[str, str | None] = {"edtf": item.text("edtf"), "phrase": item.text("phrase")}
    date |= {"time": item.text("time") or None, "zone": item.text("zone") or None}
    try:
        return date_item(when_of(date))
    except dates.DateRefused as refused:
        raise RowFault(_(refused.message).format(**refused.values), path=item.at("edtf")) from None
    except ValueError:
        raise item.wrong("time", _("time of day")) from None


def parent_target(item: Item, book: Book) -> str | None:
    slug = item.text("countermeasure")
    return book.countermeasure(slug).public_id if slug else None


def point_target(item: Item) -> dict[str, Any]:
    return {
        "id": id_target(item),
        "label": item.text("label", needed=True),
        "certainty": item.text("certainty") or "reported",
        "order": max(0, item.number("order") or 0),
    }


def id_target(item: Item) -> str:
    own = item.text("id", needed=True)
    if not ENTRY_ID.fullmatch(own):
        raise item.wrong("id", _("id: twelve small letters and digits"))
    return own


def links_target(item: Item, book: Book, notes: list[str]) -> list[dict[str, Any]]:
    """Links to events that the file or the desk has; the others are told."""
    found = []
    for link in item.objects("links"):
        to = link.text("id") or book.slugs.get(link.text("to"), "")
        relation, basis = link.text("relation"), link.text("basis") or "desk"
        check(Link(relation=relation, basis=basis), link.path)
        if to == item.text("id"):
            raise RowFault(_("It links to itself."), path=link.path)
        if book.has_event(to):
            found.append({"to": to, "relation": relation, "basis": basis})
        else:
            notes.append(
                _("Neither the file nor the desk has what it links to: %(to)s") % {"to": quoted(link.text("to"))}
            )
    return found


def pictures_target(item: Item, event: Event | None, notes: list[str]) -> list[dict[str, Any]]:
    """A file brings no pictures: those stay that the desk has."""
    stored = record_of(event).get("pictures", []) if event else []
    if item.list("pictures") and not stored:
        notes.append(_("Its pictures are not in the file. Add them at the desk."))
    return stored if event else []


def accounts_target(item: Item, book: Book, points: Container[str] = ()) -> list[dict[str, Any]]:
    return [account_target(account, book, points) for account in item.objects("accounts")]


def account_target(item: Item, book: Book, points: Container[str]) -> dict[str, Any]:
    relayed = item.object("relayed_from")
    report = book.report(item.object("report") or missing(item, "report"))
    texts = ("attributed_to", "speaker", "quote", "quote_original", "quote_language", "translator")
    return {
        "id": id_target(item),
        "source": report.source.public_id,
        "report": report_item(report),
        "attribution": item.text("attribution") or "not-stated",
        **{name: item.text(name) for name in texts},
        "says": item.text("says", needed=True),
        "response": item.text("response") or "asserts",
        "relayed_from": report_item(book.report(relayed)) if relayed else None,
        "answers": [answer_target(answer, points) for answer in item.objects("answers")],
    }


def missing(item: Item, name: str) -> NoReturn:
    raise RowFault(_("It has no “%(name)s”.") % {"name": name}, path=item.at(name))


def answer_target(item: Item, points: Container[str]) -> dict[str, Any]:
    point = item.text("point", needed=True)
    if point not in points:
        raise item.wrong("point", _("question of this event"))
    return {"point": point, "text": item.text("text", needed=True)}


def countermeasure_target(item: Item, book: Book) -> Record:
    accounts = accounts_target(item, book)
    return {
        "id": item.text("id"),
        "title": item.text("title", needed=True),
        "short_title": item.text("short_title"),
        "summary": item.text("summary"),
        "type": item.text("type") or "other",
        "formality": item.text("formality") or None,
        "imposed_by": [book.actor_at(slug).public_id for slug in item.texts("imposed_by")],
        "aimed_at": [book.actor_at(slug).public_id for slug in item.texts("aimed_at")],
        "responds_to": [
            found for response in item.objects("responds_to") if (found := response_target(response, book))
        ],
        "checked": day_target(item, "checked"),
        "stated_reason": item.text("stated_reason") or None,
        "stated_reason_account": item.text("stated_reason_account") or None,
        "reported_motive": item.text("reported_motive") or None,
        "reported_motive_account": item.text("reported_motive_account") or None,
        "accounts": accounts,
    }


def response_target(item: Item, book: Book) -> dict[str, Any] | None:
    event = item.text("id") or book.slugs.get(item.text("event"), "")
    if not book.has_event(event):
        return None
    return {"event": event, "basis": item.text("basis") or "reported", "account": item.text("account") or None}


def day_target(item: Item, name: str) -> str | None:
    """An ISO day as it is, None where there is none."""
    text = item.text(name)
    if not text:
        return None
    try:
        dates.day_of(text)
    except dates.DateRefused:
        raise item.wrong(name, _("day, such as 2025-11-27")) from None
    return text


def position_target(item: Item, book: Book) -> Record:
    return {
        "id": item.text("id"),
        "actor": book.actor_at(item.text("actor", needed=True)).public_id,
        "text": item.text("text", needed=True),
        "order": max(0, item.number("order") or 0),
        "accounts": accounts_target(item, book),
    }

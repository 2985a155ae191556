"""The record of an entry: its whole public content, in the shape `export.json` gives, made here and nowhere else.

Entries, actors and sources are named by public id. What depends on other entries (slugs, names, a countermeasure's
status and days) is left out and filled in on reading.
"""

import struct
from collections.abc import Callable, Iterable, Iterator
from copy import copy
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects

from timeline import dates, searching
from timeline.dates import When
from timeline.lookups import lookups
from timeline.models import (
    Account,
    Actor,
    Answer,
    Certainty,
    Countermeasure,
    Edition,
    EditionActor,
    EditionSource,
    EditionTie,
    Event,
    Noun,
    Participation,
    Party,
    Picture,
    Position,
    Record,
    Report,
    Response,
    Source,
    WorkingEntry,
)
from timeline.models.base import dated

ANSWERS, PICTURE = "answers", "picture"
ORDER_BASE, MINUTE_BASE, DAY_BASE = 2**31, 4096, 2**62


def noun_of(entry: WorkingEntry) -> Noun:
    return {Event: Noun.EVENT, Countermeasure: Noun.COUNTERMEASURE, Position: Noun.POSITION}[type(entry)]


def record_of(entry: WorkingEntry) -> Record:
    """The record of a working copy as it now stands."""
    return RECORDS[noun_of(entry)](entry)


def fresh(entry: WorkingEntry) -> Any:
    """The entry with everything its record reads, in a fixed number of queries."""
    return type(entry)._base_manager.prefetch_related(*PREFETCH[noun_of(entry)]).get(pk=entry.pk)


def completed(entry: WorkingEntry) -> Any:
    """The same of an entry that was just read; the entry itself stays without, and so shows what is added to it."""
    whole = copy(entry)
    vars(whole).pop("_prefetched_objects_cache", None)  # it would be one for both
    prefetch_related_objects([whole], *PREFETCH[noun_of(entry)])
    return whole


ACCOUNTS = [
    Prefetch("accounts", Account.objects.select_related("report__source", "relayed_from__source")),
    Prefetch("accounts__answers", Answer.objects.select_related("point")),
]
PREFETCH: dict[str, list[Any]] = {
    Noun.EVENT: [
        Prefetch("participations", Participation.objects.select_related("actor")),
        *("pictures", "countermeasure", "points", "links__to", *ACCOUNTS),
    ],
    Noun.COUNTERMEASURE: [
        Prefetch("parties", Party.objects.select_related("actor")),
        Prefetch("responses", Response.objects.select_related("event", "account")),
        *ACCOUNTS,
    ],
    Noun.POSITION: ["actor", *ACCOUNTS],
}


def event_record(event: Event) -> Record:
    return {
        "id": event.public_id,
        "headline": event.headline,
        "short_headline": event.short_headline,
        "language": event.language,
        "summary": event.summary,
        "body": event.body,
        "kind": event.kind,
        "certainty": event.certainty,
        "significance": event.significance,
        "developing": event.developing,
        "order": event.order,
        "date": date_item(event.when),
        "actors": [{"id": part.actor.public_id, "role": part.role} for part in event.participations.all()],
        "place": event.place,
        "countermeasure": event.countermeasure.public_id if event.countermeasure else None,
        "stage": event.stage or None,
        "accounts": [account_item(account) for account in event.accounts.all()],
        "points": [
            {"id": point.public_id, "label": point.label, "certainty": point.certainty, "order": point.order}
            for point in event.points.all()
        ],
        "pictures": [picture_item(picture) for picture in event.pictures.all()],
        "links": [
            {"to": link.to.public_id, "relation": link.relation, "basis": link.basis} for link in event.links.all()
        ],
    }


def countermeasure_record(countermeasure: Countermeasure) -> Record:
    parties: dict[str, list[str]] = {"imposes": [], "aimed-at": []}
    for party in countermeasure.parties.all():
        parties[party.part].append(party.actor.public_id)
    return {
        "id": countermeasure.public_id,
        "title": countermeasure.title,
        "short_title": countermeasure.short_title,
        "summary": countermeasure.summary,
        "type": countermeasure.measure,
        "formality": countermeasure.formality or None,
        "imposed_by": parties["imposes"],
        "aimed_at": parties["aimed-at"],
        "responds_to": [
            {"event": response.event.public_id, "basis": response.basis, "account": id_of(response.account)}
            for response in countermeasure.responses.all()
        ],
        "checked": countermeasure.checked and countermeasure.checked.isoformat(),
        "stated_reason": countermeasure.stated_reason or None,
        "stated_reason_account": id_of(countermeasure.stated_reason_account),
        "reported_motive": countermeasure.reported_motive or None,
        "reported_motive_account": id_of(countermeasure.reported_motive_account),
        "accounts": [account_item(account) for account in countermeasure.accounts.all()],
    }


def position_record(position: Position) -> Record:
    return {
        "id": position.public_id,
        "actor": position.actor.public_id,
        "text": position.text,
        "order": position.order,
        "accounts": [account_item(account) for account in position.accounts.all()],
    }


RECORDS: dict[str, Callable[[Any], Record]] = {
    Noun.EVENT: event_record,
    Noun.COUNTERMEASURE: countermeasure_record,
    Noun.POSITION: position_record,
}


def id_of(row: Account | None) -> str | None:
    return row.public_id if row else None


def date_item(when: When) -> dict[str, Any]:
    """A date as the export gives it: `text` in English or the desk's phrase, `earliest` and `latest` ISO or null."""
    return {
        "edtf": when.edtf,
        "earliest": dates.iso(when.first),
        "latest": dates.iso(when.last),
        "text": dates.wording(when),
        "phrase": when.phrase,
        "precision": when.precision,
        "time": None if when.minute is None else dates.clock_time(when.minute),
        "zone": when.zone or None,
    }


def when_of(item: dict[str, Any]) -> When:
    """The date that `date_item` gave."""
    hours, _mark, minutes = (item["time"] or "").partition(":")
    minute = int(hours) * 60 + int(minutes) if hours else None
    return dated(item["edtf"], minute=minute, zone=item["zone"] or "", phrase=item["phrase"])


def picture_item(picture: Picture) -> dict[str, Any]:
    return {
        "id": picture.public_id,
        "alt": picture.alt,
        "caption": picture.caption,
        "credit": picture.credit,
        "licence": picture.licence,
        "width": picture.width,
        "height": picture.height,
        "widths": picture.widths,
    }


def account_item(account: Account) -> dict[str, Any]:
    return {
        "id": account.public_id,
        "source": account.report.source.public_id,
        "report": report_item(account.report),
        "attribution": account.attribution,
        "attributed_to": account.attributed_to,
        "speaker": account.speaker,
        "says": account.says,
        "quote": account.quote,
        "quote_original": account.quote_original,
        "quote_language": account.quote_language,
        "translator": account.translator,
        "response": account.response,
        "relayed_from": account.relayed_from and report_item(account.relayed_from),
        "answers": [{"point": answer.point.public_id, "text": answer.text} for answer in account.answers.all()],
    }


def report_item(report: Report) -> dict[str, Any]:
    return {
        "id": report.public_id,
        "source": report.source.public_id,
        "headline": report.headline,
        "url": report.url,
        "archive_url": report.archive_url,
        "authors": report.authors,
        "language": report.language,
        "published": report.published and report.published.isoformat(),
        "accessed": report.accessed and report.accessed.isoformat(),
    }


def new_edition(entry: WorkingEntry, record: Record) -> Edition:
    """An unsaved edition of a working copy: its record and the columns the public filters on, without moments."""
    noun = noun_of(entry)
    when = when_of(record["date"]) if noun == Noun.EVENT else dated("")
    words = searching.words(searched_fields(record))
    return Edition(
        crisis_id=entry.crisis_id,
        noun=noun,
        entry=entry.public_id,
        slug=getattr(entry, "slug", ""),
        record=record,
        kind=record.get("kind") or "",
        certainty=record.get("certainty") or "",
        measure=record.get("type") or "",
        stage=record.get("stage") or "",
        parent=record.get("countermeasure") or "",
        unsettled=unsettled(record),
        key_moment=record.get("significance") == Event.Significance.KEY,
        first_day=when.first,
        last_day=when.last,
        undated=when.undated,
        edtf=record["date"]["edtf"] if noun == Noun.EVENT and when.first < when.last else None,
        oldest=place(when, record.get("order") or 0, entry.public_id),
        newest=place(when, record.get("order") or 0, entry.public_id, newest=True),
        words=words,
        lookups=lookups(words),
    )


def unsettled(record: Record) -> bool:
    claims = [record.get("certainty"), *(point["certainty"] for point in record.get("points", ()))]
    return Certainty.DISPUTED in claims


def place(when: When, order: int, public_id: str, *, newest: bool = False) -> bytes:
    """Where an entry stands in the order, as bytes to compare: the whole order in one indexed column.

    Dated before undated; first day it can be (an open start: its last day); untimed before timed; local time; narrower
    before wider; the editor's own order; public id. `newest` reverses days and times only.
    """
    day = when.last if when.first == dates.EARLIEST else when.first
    width = min(when.last - when.first, 2**63)
    minute = when.minute or 0
    sign = -1 if newest else 1
    return (
        struct.pack(
            ">BQBHQI",
            when.undated,
            sign * day + DAY_BASE,
            when.minute is not None,
            sign * minute + MINUTE_BASE,
            width,
            order + ORDER_BASE,
        )
        + public_id.encode()
    )


def searched_fields(record: Record) -> Iterator[str]:
    """The texts that `q` reads."""
    yield from (record.get(name) or "" for name in ("headline", "title", "summary", "body", "place", "text"))
    for account in record["accounts"]:
        yield from (account["says"], account["quote"], account["quote_original"])


def index_edition(edition: Edition, entry: WorkingEntry | None = None) -> None:
    """Write the rows that actors, sources and ties of a saved edition are found by.

    An entry that `fresh` gave, and whose record it shows, is given along so that nobody is looked up again.
    """
    write_index([edition], *(named_by(entry) if entry else named_in([edition])))


def index_editions(editions: Iterable[Edition]) -> None:
    """`index_edition` for many, in a fixed number of queries."""
    write_index(editions, *named_in(editions))


def write_index(editions: Iterable[Edition], actors: dict[str, int], sources: dict[str, int]) -> None:
    EditionActor.objects.bulk_create(row for edition in editions for row in actor_rows(edition, actors))
    EditionSource.objects.bulk_create(row for edition in editions for row in source_rows(edition, sources))
    EditionTie.objects.bulk_create(row for edition in editions for row in tie_rows(edition))


def named_in(editions: Iterable[Edition]) -> tuple[dict[str, int], dict[str, int]]:
    """The keys of all actors and sources that editions name, by public id."""
    actors = {actor for edition in editions for actor in actors_in(edition.record)}
    sources = {source for edition in editions for source in sources_in(edition.record)}
    return (
        dict(Actor.objects.filter(public_id__in=actors).values_list("public_id", "pk")),
        dict(Source.objects.filter(public_id__in=sources).values_list("public_id", "pk")),
    )


def named_by(entry: Any) -> tuple[dict[str, int], dict[str, int]]:
    """The same of an entry that has been read with all its record reads."""
    parts = {Noun.EVENT: "participations", Noun.COUNTERMEASURE: "parties"}.get(noun_of(entry))
    rows = getattr(entry, parts).all() if parts else [entry]
    reports = [report for told in entry.accounts.all() for report in (told.report, told.relayed_from) if report]
    actors = {row.actor.public_id: row.actor_id for row in rows}
    return actors, {report.source.public_id: report.source_id for report in reports}


def actor_rows(edition: Edition, keys: dict[str, int]) -> list[EditionActor]:
    parts = sorted(parts_in(edition.record))
    return [EditionActor(edition_id=edition.pk, actor_id=keys[actor], role=role) for actor, role in parts]


def actors_in(record: Record) -> set[str]:
    return {actor for actor, _role in parts_in(record)}


def parts_in(record: Record) -> set[tuple[str, str]]:
    """(actor, role) of everyone who takes part in it, imposes it, is its aim, or holds it."""
    parts = {(item["id"], item["role"]) for item in record.get("actors", ())}
    parts |= {(actor, "acts") for actor in record.get("imposed_by", ())}
    parts |= {(actor, "towards") for actor in record.get("aimed_at", ())}
    return parts | ({(record["actor"], "acts")} if "actor" in record else set())


def source_rows(edition: Edition, keys: dict[str, int]) -> list[EditionSource]:
    found = sorted(keys[source] for source in sources_in(edition.record) if source in keys)
    return [EditionSource(edition_id=edition.pk, source_id=key) for key in found]


def reports_in(record: Record) -> Iterator[dict[str, Any]]:
    """The reports that its accounts rest on, those that are relayed too."""
    for account in record["accounts"]:
        yield account["report"]
        if account["relayed_from"]:
            yield account["relayed_from"]


def sources_in(record: Record) -> set[str]:
    return {report["source"] for report in reports_in(record)}


def tie_rows(edition: Edition) -> list[EditionTie]:
    record = edition.record
    ties = {(item["to"], item["relation"]) for item in record.get("links", ())}
    ties |= {(item["id"], PICTURE) for item in record.get("pictures", ())}
    ties |= {(item["event"], ANSWERS) for item in record.get("responds_to", ())}
    return [EditionTie(edition_id=edition.pk, to=to, relation=relation) for to, relation in sorted(ties)]

"""`export.json`: the shape in which the whole public content of a crisis leaves, and comes back."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from timeline.exporting import Selection
from timeline.formats.files import Absolute
from timeline.lives import iso_bounds
from timeline.models import Actor, Crisis, Source
from timeline.reading import Entry, Measure, Stance, Told
from timeline.wordings import status_label


def lines(selection: Selection, absolute: Absolute) -> Iterator[str]:
    """The document as text, an item a line, so that nobody holds all of it."""
    yield "{" + ", ".join(f"{text(name)}: {text(value)}" for name, value in head(selection, absolute).items())
    for name, items in sections(selection, absolute):
        yield f", {text(name)}: ["
        for number, item in enumerate(items):
            yield (",\n" if number else "\n") + text(item)
        yield "]"
    yield "}\n"


def head(selection: Selection, absolute: Absolute) -> dict[str, Any]:
    crisis = crisis_item(selection.crisis, absolute(selection.crisis.url))
    return {"crisis": crisis, **selection.about(), "count": selection.count()}


def sections(selection: Selection, absolute: Absolute) -> Iterator[tuple[str, Iterable[dict[str, Any]]]]:
    """The lists of the document in their order; each is gone through before the next is asked for."""
    yield "events", (event_item(entry, absolute) for entry in selection.entries())
    yield "countermeasures", (countermeasure_item(measure, absolute) for measure in selection.measures())
    yield "positions", (position_item(stance) for stance in selection.stances())
    yield "actors", map(actor_item, selection.actors())
    yield "sources", map(source_item, selection.sources())


def text(value: Any) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)


def crisis_item(crisis: Crisis, url: str) -> dict[str, Any]:
    return {
        "id": crisis.public_id,
        "slug": crisis.slug,
        "title": crisis.title,
        "url": url,
        "standfirst": crisis.standfirst,
        "state": crisis.state,
        "time_zone": crisis.time_zone,
        "day_first": crisis.day_first,
        "sides": list(crisis.side_set.values_list("actor__slug", flat=True)),
        "sources_note": crisis.sources_note,
    }


def event_item(entry: Entry, absolute: Absolute) -> dict[str, Any]:
    """An event with its names filled in; `absolute` makes an address of this site one for the world."""
    return entry.record | {
        "slug": entry.slug,
        "url": absolute(entry.url),
        "actors": [{"id": name.actor.public_id, "slug": name.slug, "role": role} for name, role in entry.actors],
        "pictures": [asdict(shot) | {"url": absolute(shot.largest)} for shot in entry.pictures],
        "countermeasure": entry.parent.slug if entry.parent else None,
        "accounts": [account_item(told) for told in entry.accounts],
        "links": [
            {"id": tie.entry.id, "to": tie.entry.slug, "relation": tie.relation, "basis": tie.basis}
            for tie in entry.links
        ],
        "published": entry.published,
        "updated": entry.updated,
        "edition": entry.edition.public_id,
    }


def account_item(told: Told) -> dict[str, Any]:
    relayed = told.item["relayed_from"]
    return told.item | {
        "source": told.source.slug,
        "report": told.item["report"] | {"source": told.source.slug},
        "relayed_from": relayed | {"source": told.origin.slug} if relayed and told.origin else None,
    }


def countermeasure_item(measure: Measure, absolute: Absolute) -> dict[str, Any]:
    return measure.record | {
        "slug": measure.slug,
        "url": absolute(measure.url),
        "imposed_by": [name.slug for name in measure.imposed_by],
        "aimed_at": [name.slug for name in measure.aimed_at],
        "responds_to": [
            {
                "id": tie.entry.id,
                "event": tie.entry.slug,
                "basis": tie.basis,
                "account": tie.account and tie.account.id,
            }
            for tie in measure.responds_to
        ],
        "status": [stage for stage in measure.status.possible if stage],
        "status_text": status_label(measure.status, measure.type),
        "begins": iso_bounds(measure.begins),
        "ends": iso_bounds(measure.ends),
        "accounts": [account_item(told) for told in measure.accounts],
        "steps": [step.slug for step in measure.steps],
        "published": measure.published,
        "updated": measure.updated,
        "edition": measure.edition.public_id,
    }


def position_item(stance: Stance) -> dict[str, Any]:
    return stance.record | {
        "actor": stance.actor.slug,
        "accounts": [account_item(told) for told in stance.accounts],
        "published": stance.published,
        "updated": stance.updated,
        "edition": stance.edition.public_id,
    }


def actor_item(actor: Actor) -> dict[str, Any]:
    return {
        "id": actor.public_id,
        "slug": actor.slug,
        "name": actor.name,
        "kind": actor.kind,
        "office": actor.office,
        "country": actor.country or None,
        "part_of": actor.part_of.slug if actor.part_of else None,
    }


def source_item(source: Source) -> dict[str, Any]:
    return {
        "id": source.public_id,
        "slug": source.slug,
        "name": source.name,
        "kind": source.kind,
        "country": source.country or None,
        "host": source.host,
    }

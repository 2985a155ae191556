"""The API described for programs: OpenAPI 3.1, made from the vocabulary itself so that it cannot fall behind."""

from collections.abc import Iterable
from typing import Any

from timeline.filters import KEY_MOMENTS, NARROWING, ROLES, VIEWS
from timeline.models import Certainty, Countermeasure, Event, Stage

from .openapi_examples import EXAMPLES
from .openapi_shapes import MOMENT, SHAPES, Schema, one_of

SUMMARY = "Read-only. Items have the shape of export.json."
NOTES = """
Every list is of one crisis and takes the keys of the timeline's own addresses: values of one key add up, keys narrow.
A page ends with `next`, the address of the page after it, or null. To keep a copy: read all pages once and note
`generated` of the first; later ask with that moment as `changed_since`, take in what comes, and drop what `withdrawn`
names. Answers carry an ETag; sent back as `If-None-Match` it gets 304 as long as nothing has changed. What is wrong
with a question is told as `application/problem+json`, naming key, value and what is allowed. Any site's scripts may
ask.
"""


def document(server: str) -> Schema:
    return {
        "openapi": "3.1.0",
        "info": {"title": "Crisis Timeline", "version": "1", "summary": SUMMARY, "description": NOTES.strip()},
        "servers": [{"url": server}],
        "paths": {path: {"get": operation(*told)} for path, told in PATHS.items()},
        "components": {
            "parameters": PARAMETERS,
            "schemas": SHAPES,
            "responses": {name: failure(text, name) for name, text in FAILURES.items()},
            "headers": HEADERS,
        },
    }


def operation(summary: str, shape: str, keys: Iterable[str], failures: Iterable[str]) -> Schema:
    return {
        "operationId": summary.partition(",")[0].lower().replace(" ", "-"),
        "summary": summary,
        "parameters": [{"$ref": f"#/components/parameters/{key}"} for key in (*keys, "If-None-Match")],
        "responses": {
            "200": answer(shape),
            **({"302": MOVED} if "410" in failures else {}),
            "304": {"description": "Nothing has changed.", "headers": refs("headers", "ETag")},
            **{code: {"$ref": f"#/components/responses/{code}"} for code in failures},
        },
    }


def answer(shape: str) -> Schema:
    content = {"schema": {"$ref": f"#/components/schemas/{shape}"}, "example": EXAMPLES[shape]}
    return {
        "description": "The answer.",
        "headers": refs("headers", "ETag", "Access-Control-Allow-Origin"),
        "content": {"application/json": content},
    }


def refs(kind: str, *names: str) -> Schema:
    return {name: {"$ref": f"#/components/{kind}/{name}"} for name in names}


def failure(text: str, code: str) -> Schema:
    content = {"schema": {"$ref": "#/components/schemas/Problem"}, "example": EXAMPLES[f"Problem {code}"]}
    return {"description": text, "content": {"application/problem+json": content}}


MOVED = {
    "description": "It was merged into another entry.",
    "headers": {"Location": {"description": "The entry that stands for it.", "schema": {"type": "string"}}},
}
FAILURES = {
    "400": "A key or a value is not understood. Each is named, with what is allowed.",
    "404": "There is nothing at this address; a draft looks the same.",
    "410": "It was withdrawn. The reason is in `detail`.",
}
HEADERS = {
    "ETag": {
        "description": "Stands for this answer; send it back as If-None-Match.",
        "schema": {"type": "string"},
        "example": 'W/"6f2a"',
    },
    "Access-Control-Allow-Origin": {"description": "Any site may ask.", "schema": {"const": "*"}, "example": "*"},
}


def query(
    name: str,
    description: str,
    example: Any,
    schema: Schema | None = None,
    *,
    many: bool = False,
    required: bool = False,
) -> Schema:
    schema = schema or {"type": "string"}
    return {
        "name": name,
        "in": "query",
        "required": required,
        "description": description,
        "schema": {"type": "array", "items": schema, "minItems": 1} if many else schema,
        "example": [example] if many else example,
        **({"style": "form", "explode": True} if many else {}),
    }


def segment(name: str, description: str, example: str, pattern: str) -> Schema:
    schema = {"type": "string", "pattern": pattern}
    return {
        "name": name,
        "in": "path",
        "required": True,
        "description": description,
        "schema": schema,
        "example": example,
    }


DAY = {"type": "string", "format": "date"}
SLUG = {"type": "string", "pattern": "^[-a-zA-Z0-9_]{1,80}$"}
PARAMETERS = {
    "slug": segment("slug", "Address of a crisis.", "china-japan-2025", "^[-a-zA-Z0-9_]{1,80}$"),
    "id": segment("id", "Public id: made once, never used again.", "k3v9x2m4q8zt", "^[0-9a-z]{12}$"),
    "crisis": query("crisis", "Address of the crisis asked about.", "china-japan-2025", SLUG, required=True),
    "q": query("q", "Every word must match the beginning of some word; “a phrase”; -without. 200 characters.", "ban"),
    "actor": query("actor", "Addresses of actors; a state stands for its people and bodies.", "japan", SLUG, many=True),
    "role": query("role", "What the same actor does in it.", "acts", one_of(ROLES), many=True),
    "kind": query("kind", "Kinds of event.", "call", one_of(Event.Kind.values), many=True),
    "measure": query(
        "measure", "Steps of these types of countermeasure.", "trade", one_of(Countermeasure.Type.values), many=True
    ),
    "stage": query("stage", "Stages of steps.", "announced", one_of(Stage.values), many=True),
    "certainty": query("certainty", "How sure it took place.", "confirmed", one_of(Certainty.values), many=True),
    "source": query("source", "Addresses of sources it rests on.", "reuters", SLUG, many=True),
    "from": query("from", "What can have happened on this day or after it.", "2025-11-01", DAY),
    "to": query("to", "What can have happened on this day or before it.", "2025-11-30", DAY),
    "dates": query("dates", "Only what lies wholly between the two days.", "inside", one_of(["inside"])),
    "key": query("key", "Key moments only.", KEY_MOMENTS, one_of([KEY_MOMENTS])),
    "view": query("view", "Changes nothing: the keys of a page may be carried over whole.", "list", one_of(VIEWS)),
    "asof": query("asof", "As readers saw it at a moment that has passed.", "2025-11-27T12:00:00Z", MOMENT),
    "on": query("on", "The day for which a status is told; today if none.", "2025-11-19", DAY),
    "order": query("order", "By day of the event.", "newest", one_of(["newest", "oldest"]) | {"default": "newest"}),
    "changed_since": query(
        "changed_since",
        "Only what became public, changed or was withdrawn after a moment.",
        "2025-11-27T12:00:00Z",
        MOMENT,
    ),
    "facets": query("facets", "Count the choices of every key as well.", "true", one_of(["true"])),
    "limit": query("limit", "Items of one page.", 50, {"type": "integer", "minimum": 1, "maximum": 300, "default": 50}),
    "after": query("after", "Where the page before this ended; part of the address in `next`.", "AAECAw"),
    "If-None-Match": {
        "name": "If-None-Match",
        "in": "header",
        "required": False,
        "description": "The ETag of the answer one has.",
        "schema": {"type": "string"},
        "example": 'W/"6f2a"',
    },
}
FILTER = (*NARROWING, "asof", "view")
PAGE = ("limit", "after")

PATHS = {
    "/api/v1/crises": ("Crises, the one that changed last first", "Crises", (), ("400",)),
    "/api/v1/crises/{slug}": ("One crisis", "Crisis", ("slug",), ("400", "404")),
    "/api/v1/events": (
        "Events, steps of countermeasures included",
        "Events",
        ("crisis", *FILTER, "order", "changed_since", "facets", *PAGE),
        ("400",),
    ),
    "/api/v1/events/{id}": ("One event", "Event", ("id", "asof", "on"), ("400", "404", "410")),
    "/api/v1/countermeasures": (
        "Countermeasures, with their status on a day",
        "Countermeasures",
        ("crisis", *FILTER, "on", "changed_since", *PAGE),
        ("400",),
    ),
    "/api/v1/countermeasures/{id}": (
        "One countermeasure",
        "Countermeasure",
        ("id", "asof", "on"),
        ("400", "404", "410"),
    ),
    "/api/v1/actors": ("Actors, those named and the sides", "Actors", ("crisis", "asof", *PAGE), ("400",)),
    "/api/v1/sources": ("Sources, those that entries rest on", "Sources", ("crisis", "asof", *PAGE), ("400",)),
    "/api/v1/changes": (
        "Changes, corrections and withdrawals, newest first",
        "Changes",
        ("crisis", *FILTER, "changed_since", *PAGE),
        ("400",),
    ),
}


def overview() -> list[tuple[str, str, list[str]]]:
    """The paths for people: (path, what it gives, the keys it takes)."""
    return [
        (path, summary, [key for key in keys if PARAMETERS[key]["in"] == "query"])
        for path, (summary, _shape, keys, _failures) in PATHS.items()
    ]

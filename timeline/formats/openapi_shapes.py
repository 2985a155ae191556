"""The shapes of the API's answers, as JSON Schema."""

from collections.abc import Iterable
from typing import Any, TypeAlias

from timeline.lives import BEGINS, ENDS
from timeline.models import (
    Account,
    Actor,
    Basis,
    Certainty,
    Countermeasure,
    Crisis,
    Edition,
    Event,
    Link,
    Noun,
    Participation,
    Source,
    Stage,
)

Schema: TypeAlias = dict[str, Any]
"""A piece of JSON Schema."""

TEXT, FLAG, WHOLE = {"type": "string"}, {"type": "boolean"}, {"type": "integer"}
ID = {"type": "string", "pattern": "^[0-9a-z]{12}$"}
SLUG = {"type": "string"}
URL = {"type": "string"}
MOMENT = {"type": "string", "format": "date-time"}
ISO_DAY = {
    "type": ["string", "null"],
    "description": "ISO 8601; years before 1 and after 9999 are written -0043 and +20000.",
}


def shape(description: str = "", optional: Iterable[str] = (), **fields: Schema) -> Schema:
    return {
        "type": "object",
        **({"description": description} if description else {}),
        "properties": fields,
        "required": [name for name in fields if name not in optional],
    }


def listed(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def maybe(one: Schema) -> Schema:
    return {"anyOf": [one, {"type": "null"}]}


def one_of(values: Iterable[str]) -> Schema:
    return {"type": "string", "enum": [str(value) for value in values]}


def page(**fields: Schema) -> Schema:
    return shape(
        "",
        (),
        crisis=ref("About"),
        generated=MOMENT,
        licence=TEXT,
        filter=listed(listed(TEXT)),
        address=URL,
        **fields,
        next=maybe(URL),
    )


GONE = ("withdrawn", "held", "merged", "removed")
WITHDRAWN = {"id": ID, "withdrawn": MOMENT, "how": one_of(GONE), "reason": TEXT, "survivor": maybe(ID)}
BOUNDS = shape(earliest=ISO_DAY, latest=ISO_DAY)
PICTURE = shape(
    id=ID, url=URL, alt=TEXT, caption=TEXT, credit=TEXT, licence=TEXT, width=WHOLE, height=WHOLE, widths=listed(WHOLE)
)
SHOWN = {"published": MOMENT, "updated": MOMENT, "edition": ID}
ABOUT = {
    "id": ID,
    "slug": SLUG,
    "title": TEXT,
    "url": URL,
    "standfirst": TEXT,
    "state": one_of(Crisis.State.values),
    "time_zone": TEXT,
    "day_first": FLAG,
    "sides": listed(SLUG),
    "sources_note": TEXT,
}
SHAPES = {
    "About": shape("A crisis.", **ABOUT),
    "Crisis": shape("A crisis.", **ABOUT, entries=WHOLE, changed=maybe(MOMENT)),
    "Crises": shape(count=WHOLE, crises=listed(ref("Crisis"))),
    "Date": shape(
        "A date as vague as its source: EDTF, the days it can be, and in words.",
        edtf=TEXT,
        earliest=ISO_DAY,
        latest=ISO_DAY,
        text=TEXT,
        phrase=TEXT,
        precision=one_of(
            [
                "time",
                "day",
                "week",
                "month",
                "season",
                "year",
                "decade",
                "century",
                "days",
                "before",
                "after",
                "unknown",
            ]
        ),
        time=maybe(TEXT),
        zone=maybe(TEXT),
    ),
    "Report": shape(
        "One article or statement of a source.",
        id=ID,
        source=SLUG,
        headline=TEXT,
        url=URL,
        archive_url=URL,
        authors=TEXT,
        language=TEXT,
        published=ISO_DAY,
        accessed=ISO_DAY,
    ),
    "Account": shape(
        "What one report says; `relayed_from` is the report whose words it passes on.",
        id=ID,
        source=SLUG,
        report=ref("Report"),
        attribution=one_of(Account.Attribution.values),
        attributed_to=TEXT,
        speaker=TEXT,
        says=TEXT,
        quote=TEXT,
        quote_original=TEXT,
        quote_language=TEXT,
        translator=TEXT,
        response=one_of(Account.Stance.values),
        relayed_from=maybe(ref("Report")),
        answers=listed(shape(point=ID, text=TEXT)),
    ),
    "Event": shape(
        "The one dated thing. A step of a countermeasure is one too.",
        id=ID,
        slug=SLUG,
        url=URL,
        headline=TEXT,
        short_headline=TEXT,
        language=TEXT,
        summary=TEXT,
        body={"type": "string", "description": "Markdown."},
        kind=one_of(Event.Kind.values),
        certainty=one_of(Certainty.values),
        significance=one_of(Event.Significance.values),
        developing=FLAG,
        order=WHOLE,
        date=ref("Date"),
        actors=listed(shape(id=ID, slug=SLUG, role=one_of(Participation.Role.values))),
        place=TEXT,
        pictures=listed(PICTURE),
        countermeasure=maybe(SLUG),
        stage=maybe(one_of(Stage.values)),
        accounts=listed(ref("Account")),
        points=listed(shape(id=ID, label=TEXT, certainty=one_of(Certainty.values), order=WHOLE)),
        links=listed(shape(id=ID, to=SLUG, relation=one_of(Link.Relation.values), basis=one_of(Basis.values))),
        **SHOWN,
    ),
    "Countermeasure": shape(
        "An answer that lasts. Its life is its steps, which are events.",
        id=ID,
        slug=SLUG,
        url=URL,
        title=TEXT,
        short_title=TEXT,
        summary=TEXT,
        type=one_of(Countermeasure.Type.values),
        formality=maybe(one_of(Countermeasure.Formality.values)),
        imposed_by=listed(SLUG),
        aimed_at=listed(SLUG),
        responds_to=listed(shape(id=ID, event=SLUG, basis=one_of(Basis.values), account=maybe(ID))),
        status={
            "type": "array",
            "items": one_of(Stage.values),
            "description": (
                "Every stage possible on the day asked for, most settled first; none: not begun. "
                f"It holds in: {', '.join(sorted(BEGINS))}; it has ended in: {', '.join(sorted(ENDS))}."
            ),
        },
        status_text=TEXT,
        begins=BOUNDS,
        ends=BOUNDS,
        checked=ISO_DAY,
        stated_reason=maybe(TEXT),
        stated_reason_account=maybe(ID),
        reported_motive=maybe(TEXT),
        reported_motive_account=maybe(ID),
        accounts=listed(ref("Account")),
        steps=listed(SLUG),
        **SHOWN,
    ),
    "Actor": shape(
        id=ID,
        slug=SLUG,
        name=TEXT,
        kind=one_of(Actor.Kind.values),
        office=TEXT,
        country=maybe(TEXT),
        part_of=maybe(SLUG),
    ),
    "Source": shape(id=ID, slug=SLUG, name=TEXT, kind=one_of(Source.Kind.values), country=maybe(TEXT), host=TEXT),
    "Change": shape(
        "What became public or ceased to be. `url` is null where the entry is not shown now.",
        id=ID,
        noun=one_of(Noun.values),
        edition=ID,
        headline=TEXT,
        url=maybe(URL),
        change=one_of([*Edition.Change.values, *GONE]),
        at=MOMENT,
        reason=TEXT,
    ),
    "Withdrawn": shape("Drop it from your copy; `survivor` is the entry it was merged into.", **WITHDRAWN),
    "Choice": shape(
        optional=("parts",),
        value=TEXT,
        label=TEXT,
        count=WHOLE,
        selected=FLAG,
        parts=listed(ref("Choice")),
    ),
    "Events": page(
        count=WHOLE,
        events=listed(ref("Event")),
        withdrawn=listed(ref("Withdrawn")),
        facets={"type": "object", "additionalProperties": listed(ref("Choice"))},
    ),
    "Countermeasures": page(
        count=WHOLE, countermeasures=listed(ref("Countermeasure")), withdrawn=listed(ref("Withdrawn"))
    ),
    "Actors": page(count=WHOLE, actors=listed(ref("Actor"))),
    "Sources": page(count=WHOLE, sources=listed(ref("Source"))),
    "Changes": page(changes=listed(ref("Change"))),
    "Problem": shape(
        "RFC 9457.",
        optional=("detail", "errors", *WITHDRAWN),
        type=TEXT,
        title=TEXT,
        status=WHOLE,
        detail=TEXT,
        errors=listed(shape(key=TEXT, value=TEXT, allowed=TEXT)),
        **WITHDRAWN,
    ),
}
SHAPES["Events"]["required"].remove("facets")

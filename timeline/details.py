"""Two records of one entry compared to the last word, with everything that belongs to them: for the desk's history."""

from collections.abc import Iterator
from typing import Any, TypeAlias

from django.db.models import Model
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from timeline import dates
from timeline.differences import GONE, NEW, Difference, Piece, pieces
from timeline.models import (
    Account,
    Actor,
    Answer,
    Basis,
    Certainty,
    Countermeasure,
    Crisis,
    Event,
    Link,
    Participation,
    Picture,
    Point,
    Position,
    Record,
    Source,
    Stage,
)
from timeline.records import when_of
from timeline.wordings import date_words
from timeline.writing import ACCOUNT_FIELDS

Line: TypeAlias = tuple[str, str]
"""A label and what stands behind it."""

Keyed: TypeAlias = tuple[tuple[Any, ...], Line]
"""What a line is about, the same in every version, and the line."""

LABELLED = {
    "kind": Event.Kind,
    "certainty": Certainty,
    "significance": Event.Significance,
    "stage": Stage,
    "type": Countermeasure.Type,
    "formality": Countermeasure.Formality,
    "attribution": Account.Attribution,
    "response": Account.Stance,
    "basis": Basis,
    "role": Participation.Role,
    "relation": Link.Relation,
    "state": Crisis.State,
}
OF_EVENT = (
    *("headline", "short_headline", "language", "summary", "body", "place", "kind", "certainty", "significance"),
    *("developing", "order", "stage", "slug"),
)
OF_COUNTERMEASURE = (
    *("title", "short_title", "summary", "type", "formality", "checked", "stated_reason", "reported_motive", "slug"),
)
OF_POSITION = ("text", "order")
OF_CRISIS = ("title", "standfirst", "state", "slug", "time_zone", "day_first", "sources_note")
COLUMN = {"type": "measure"}


def details(before: Record, after: Record) -> list[Difference]:
    """What differs between two records, a line for each text of the entry or of what belongs to it."""
    names = Named(before, after)
    old, new = (dict(lines(record, names)) for record in (before, after))
    keys = [*new, *(key for key in old if key not in new)]
    return [differing(old.get(key), new.get(key)) for key in keys if text(old.get(key)) != text(new.get(key))]


def text(line: Line | None) -> str:
    return line[1] if line else ""


def differing(old: Line | None, new: Line | None) -> Difference:
    label = (new or old or ("", ""))[0]
    if not text(old) or not text(new):
        kind = NEW if text(new) else GONE
        return Difference(label, [Piece(kind, text(new) or text(old))])
    return Difference(label, pieces(text(old), text(new)))


def told(record: Record) -> list[tuple[str, str]]:
    """A whole record in words: (label, text) of all that is not empty."""
    return [line for _key, line in lines(record, Named(record)) if line[1]]


class Named:
    """The names of what records name by public id, fetched at once; what was deleted keeps its id."""

    def __init__(self, *records: Record) -> None:
        self.ids = {public_id for record in records for public_id in ids_in(record)}
        self.names: dict[str, str] = {}
        for model in (Actor, Source, Event, Countermeasure):
            self.names |= {row.public_id: str(row) for row in model.objects.filter(public_id__in=self.ids)}

    def __call__(self, public_id: str) -> str:
        return self.names.get(public_id, public_id or "")


def ids_in(record: Record) -> Iterator[str]:
    yield from (part["id"] for part in record.get("actors", ()))
    yield from (link["to"] for link in record.get("links", ()))
    yield from (response["event"] for response in record.get("responds_to", ()))
    yield from (*record.get("imposed_by", ()), *record.get("aimed_at", ()))
    yield from filter(None, (record.get("countermeasure"), record.get("actor")))
    yield from record.get("sides", ())
    for account in record.get("accounts", ()):
        yield account["report"]["source"]
        yield from filter(None, [(account["relayed_from"] or {}).get("source")])


def lines(record: Record, names: Named) -> Iterator[Keyed]:
    """(key, (label, text)) in the order of the form; the key is the same in every version."""
    model, fields = kind_of(record)
    for name in fields:
        yield (name,), (label_of(model, COLUMN.get(name, name)), worded(name, record.get(name)))
    if record.get("date"):
        yield ("date",), (_("Date"), date_in(record["date"]))
    if record.get("actor"):
        yield ("actor",), (_("Actor"), names(record["actor"]))
    if record.get("countermeasure"):
        yield ("countermeasure",), (_("Step of"), names(record["countermeasure"]))
    yield from of_parties(record, names)
    for number, side in enumerate(record.get("sides", ()), start=1):
        yield ("side", number), (_("Side %(number)d") % {"number": number}, names(side))
    yield from of_points(record)
    for account in record.get("accounts", ()):
        yield from of_account(account, record, names)
    yield from of_ties(record, names)
    for picture in record.get("pictures", ()):
        for name in ("alt", "caption", "credit", "licence"):
            label = f"{_('Picture')}: {label_of(Picture, name).lower()}"
            yield ("picture", picture["id"], name), (label, picture.get(name) or "")


def kind_of(record: Record) -> tuple[type[Model], tuple[str, ...]]:
    if "headline" in record:
        return Event, OF_EVENT
    if "standfirst" in record:
        return Crisis, OF_CRISIS
    return (Countermeasure, OF_COUNTERMEASURE) if "title" in record else (Position, OF_POSITION)


def label_of(model: type[Model], name: str) -> str:
    field = model._meta.get_field(name)
    return capfirst(str(getattr(field, "verbose_name", name)))


def worded(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else ""
    if name in LABELLED and value:
        return str(LABELLED[name](value).label)
    return "" if value is None else str(value)


def date_in(item: dict[str, Any]) -> str:
    when = when_of(item)
    clock = f" {item['time']} {item['zone'] or ''}".rstrip() if item["time"] and dates.wording(when) else ""
    words = date_words(when)
    return words if item["time"] and item["time"] in words else words + clock


def of_parties(record: Record, names: Named) -> Iterator[Keyed]:
    for part in record.get("actors", ()):
        yield ("actor", part["id"], part["role"]), (worded("role", part["role"]), names(part["id"]))
    for name, label in (("imposed_by", _("Imposed by")), ("aimed_at", _("Aimed at"))):
        for actor in record.get(name, ()):
            yield (name, actor), (label, names(actor))


def of_points(record: Record) -> Iterator[Keyed]:
    for point in record.get("points", ()):
        yield ("point", point["id"]), (label_of(Point, "label"), point["label"])
        label = _("%(question)s: how sure") % {"question": point["label"]}
        yield ("point", point["id"], "sure"), (label, worded("certainty", point["certainty"]))


def of_account(account: dict[str, Any], record: Record, names: Named) -> Iterator[Keyed]:
    outlet, key = names(account["report"]["source"]), ("account", account["id"])
    whose = _("Account of %(outlet)s") % {"outlet": outlet}
    yield (*key, "report"), (_("%(account)s: report") % {"account": whose}, report_words(account["report"], names))
    relayed = account["relayed_from"]
    words = report_words(relayed, names) if relayed else ""
    yield (*key, "relayed"), (_("%(account)s: relayed from") % {"account": whose}, words)
    for name in ACCOUNT_FIELDS:
        yield (*key, name), (f"{whose}: {label_of(Account, name).lower()}", worded(name, account.get(name)))
    questions = {point["id"]: point["label"] for point in record.get("points", ())}
    for answer in account["answers"]:
        question = questions.get(answer["point"], label_of(Answer, "text"))
        yield (*key, "answer", answer["point"]), (f"{whose}: {question}", answer["text"])


def report_words(report: dict[str, Any], names: Named) -> str:
    return " ".join(filter(None, (names(report["source"]), report["headline"], report["url"], report["published"])))


def of_ties(record: Record, names: Named) -> Iterator[Keyed]:
    for link in record.get("links", ()):
        words = f"{names(link['to'])} ({worded('basis', link['basis'])})"
        yield ("link", link["to"], link["relation"]), (worded("relation", link["relation"]), words)
    for response in record.get("responds_to", ()):
        words = f"{names(response['event'])} ({worded('basis', response['basis'])})"
        yield ("answers", response["event"]), (_("Answers"), words)

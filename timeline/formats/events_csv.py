"""`export.csv`: one row an event, for spreadsheets. What does not fit a row is flattened, see FLATTENED."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from timeline.exporting import Selection
from timeline.formats.files import Absolute
from timeline.reading import Entry, Name, Told

from . import sheets
from .plain import moment

COLUMNS = [
    *("id", "slug", "url", "headline", "short_headline", "kind", "certainty", "key_moment", "developing"),
    *("edtf", "date_text", "earliest", "latest", "precision", "time", "zone"),
    *("actors", "acts", "towards", "with", "mentioned", "place", "language", "summary", "body"),
    *("countermeasure", "countermeasure_title", "measure", "stage", "answered_by", "links"),
    *("sources", "accounts", "reports", "points", "published", "updated", "edition"),
    *sheets.ABOUT,
]
FLATTENED = _(
    "Several values of one cell stand between “ | ”. Actors are given twice: as addresses with their roles in "
    "“actors”, as names under each role. An account is its source, what it rests on and what it says; its quote, "
    "speaker and answers are only in export.json. Links name the other event’s address. Text that a spreadsheet would "
    "run as a formula begins with an apostrophe."
)


def lines(selection: Selection, absolute: Absolute) -> Iterator[str]:
    about = sheets.about(selection)
    return sheets.lines(COLUMNS, (row(entry, absolute) + about for entry in selection.entries()))


def row(entry: Entry, absolute: Absolute) -> list[Any]:
    return [
        *whole(entry, absolute),
        *dated(entry.record["date"]),
        sheets.joined(f"{name.slug}:{role}" for name, role in entry.actors),
        *(sheets.joined(name.name for name in names) for names in by_role(entry)),
        *(entry.place, entry.language, entry.summary, entry.body),
        *tied(entry),
        sheets.joined(source.name for source in entry.sources),
        sheets.joined(account(told) for told in entry.accounts),
        sheets.joined(told.report["url"] or told.report["headline"] for told in entry.accounts),
        sheets.joined(f"{point['label']}: {point['certainty']}" for point in entry.points),
        *(moment(entry.published), moment(entry.updated), entry.edition.public_id),
    ]


def whole(entry: Entry, absolute: Absolute) -> Iterator[Any]:
    record = entry.record
    yield from (entry.id, entry.slug, absolute(entry.url), record["headline"], record["short_headline"])
    yield from (record["kind"], record["certainty"], yes(record["significance"] == "key"), yes(record["developing"]))


def dated(date: dict[str, str | None]) -> list[str | None]:
    return [date[name] for name in ("edtf", "text", "earliest", "latest", "precision", "time", "zone")]


def by_role(entry: Entry) -> tuple[list[Name], ...]:
    return entry.acting, entry.towards, entry.together, entry.mentioned


def tied(entry: Entry) -> Iterator[str | None]:
    parent = entry.parent
    yield from (parent.slug, parent.record["title"], parent.type) if parent else ("", "", "")
    yield entry.stage
    yield sheets.joined(measure.slug for measure in entry.answered_by)
    yield sheets.joined(f"{tie.relation}:{tie.entry.slug}" for tie in entry.links)


def account(told: Told) -> str:
    relaying = f", relaying {told.origin.name}" if told.origin else ""
    return f"{told.source.name}{relaying} ({told.attribution}): {told.says}"


def yes(value: Any) -> str:
    return "yes" if value else "no"

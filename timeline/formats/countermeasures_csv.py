"""`countermeasures.csv`: one row a countermeasure, as it stood on the day asked for."""

from collections.abc import Iterator
from typing import Any

from timeline import dates
from timeline.exporting import Selection
from timeline.formats.files import Absolute
from timeline.lives import iso_bounds
from timeline.reading import Measure, Told
from timeline.wordings import status_label

from . import sheets
from .plain import moment

COLUMNS = [
    *("id", "slug", "url", "title", "short_title", "type", "formality", "imposed_by", "aimed_at"),
    *("responds_to", "on", "status", "status_text", "begins_earliest", "begins_latest", "ends_earliest", "ends_latest"),
    *("checked", "steps", "stated_reason", "stated_reason_source", "reported_motive", "reported_motive_source"),
    *("sources", "summary", "published", "updated", "edition"),
    *sheets.ABOUT,
]


def lines(selection: Selection, absolute: Absolute) -> Iterator[str]:
    about = sheets.about(selection)
    return sheets.lines(COLUMNS, (row(measure, absolute) + about for measure in selection.measures()))


def row(measure: Measure, absolute: Absolute) -> list[Any]:
    record = measure.record
    return [
        *(measure.id, measure.slug, absolute(measure.url), record["title"], record["short_title"]),
        *(record["type"], record["formality"]),
        *(sheets.joined(name.slug for name in names) for names in (measure.imposed_by, measure.aimed_at)),
        sheets.joined(f"{tie.entry.slug} ({tie.basis})" for tie in measure.responds_to),
        *life(measure),
        *(record["stated_reason"], teller(measure.told_reason)),
        *(record["reported_motive"], teller(measure.told_motive)),
        sheets.joined(source.name for source in measure.all_sources),
        *(record["summary"], moment(measure.published), moment(measure.updated), measure.edition.public_id),
    ]


def life(measure: Measure) -> Iterator[Any]:
    begins, ends = iso_bounds(measure.begins), iso_bounds(measure.ends)
    yield dates.iso(measure.reading.day)
    yield sheets.joined(measure.status.possible)
    yield status_label(measure.status, measure.type)
    yield from (begins["earliest"], begins["latest"], ends["earliest"], ends["latest"])
    yield measure.record["checked"]
    yield sheets.joined(f"{step.edition.stage} {step.record['date']['text']}: {step.slug}" for step in measure.steps)


def teller(told: Told | None) -> str | None:
    return told.source.name if told else None

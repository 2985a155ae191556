"""What RIS and BibTeX have in common: the reports to cite, and the timeline itself, as the same few fields."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from timeline.exporting import Selection
from timeline.formats.files import Absolute
from timeline.models import Source
from timeline.reading import Shown
from timeline.records import reports_in

from .plain import moment, one_line, question


@dataclass
class Citation:
    """One work to cite, every text in one line; days are ISO or empty."""

    key: str
    title: str
    outlet: str
    url: str = ""
    published: str = ""
    accessed: str = ""
    language: str = ""
    authors: list[str] = field(default_factory=list)
    note: str = ""


def citations(selection: Selection, absolute: Absolute) -> Iterator[Citation]:
    """The timeline first: its note carries licence, time and filter. Then every report, once."""
    yield timeline(selection, absolute)
    for report, source in selection.reports():
        yield of_report(report, source)


def citations_of(parts: list[Shown], address: str) -> Iterator[Citation]:
    """One entry as readers were shown it at `address`, then every report once: its own, and those of its steps."""
    shown = parts[0]
    yield Citation(
        key=f"{shown.slug}-{shown.id}",
        title=one_line(shown.record.get("headline") or shown.record["title"]),
        outlet=one_line(settings.OPERATOR or settings.SITE_NAME),
        url=address,
        published=shown.updated.date().isoformat(),
        note=_("In: {title}").format(title=one_line(shown.crisis.title)),
    )
    reports = {report["id"]: report for part in parts for report in reports_in(part.record)}
    yield from (of_report(report, shown.reading.outlets[report["source"]]) for report in reports.values())


def timeline(selection: Selection, absolute: Absolute) -> Citation:
    about = selection.about()
    note = [_("Licence: {licence}").format(licence=about["licence"]), f"{_('File')}: {about['address']}"]
    if about["filter"]:
        note.append(_("Filter: {filter}").format(filter=question(about["filter"])))
    note.append(_("Generated: {moment}").format(moment=moment(selection.now)))
    return Citation(
        key=f"{selection.crisis.slug}-{selection.crisis.public_id}",
        title=one_line(selection.crisis.title),
        outlet=one_line(settings.OPERATOR or settings.SITE_NAME),
        url=absolute(selection.crisis.url),
        accessed=selection.now.date().isoformat(),
        note=one_line(". ".join(note)),
    )


def of_report(report: dict[str, Any], source: Source) -> Citation:
    archived = report["archive_url"]
    return Citation(
        key=f"{source.slug}-{report['id']}",
        title=one_line(report["headline"]) or f"[{one_line(source.name)}]",
        outlet=one_line(source.name),
        url=one_line(report["url"]),
        published=report["published"] or "",
        accessed=report["accessed"] or "",
        language=one_line(report["language"]),
        authors=authors(report["authors"]),
        note=one_line(_("Archived copy: {url}").format(url=archived)) if archived else "",
    )


def authors(text: str) -> list[str]:
    """Names between semicolons or “and”; a comma may as well stand inside a name."""
    return [name for name in re.split(r"\s*;\s*|\s+and\s+", one_line(text)) if name]

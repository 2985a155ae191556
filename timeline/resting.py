"""What rests on a source: its reports, as the entries shown name them."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from timeline.models import Source
from timeline.reading import Reading

MOST_READ = 500  # editions looked through for reports, newest first


@dataclass
class Used:
    """A report, the entries that rest on it, and the reports of others that relay it, by id."""

    report: dict[str, Any]
    entries: set[str] = field(default_factory=set)
    relayed: dict[str, dict[str, Any]] = field(default_factory=dict)
    through: list[tuple[Source, dict[str, Any]]] = field(default_factory=list)  # with their outlets


def reports_of(reading: Reading, source: Source) -> list[Used]:
    """The reports of a source that shown entries rest on, newest first; those without a day last."""
    found: dict[str, Used] = {}
    resting = reading.shown().resting_on([source.pk]).order_by("-shown_from", "-pk")
    for entry, record in resting.values_list("entry", "record")[:MOST_READ]:
        for account in record["accounts"]:
            note(found, source.public_id, entry, account["report"], account["relayed_from"])
    name_outlets(found.values())
    return sorted(found.values(), key=lambda used: (used.report["published"] or "", used.report["id"]), reverse=True)


def note(found: dict[str, Used], source: str, entry: str, report: dict[str, str], relayed: Any) -> None:
    """Count an account for the report of the source, whether the desk read that itself or had it relayed."""
    for one in filter(None, (report, relayed)):
        if one["source"] == source:
            used = found.setdefault(one["id"], Used(one))
            used.entries.add(entry)
            if one is relayed:
                used.relayed[report["id"]] = report


def name_outlets(found: Collection[Used]) -> None:
    """Put the source beside each report that relays: (source, report)."""
    wanted = {report["source"] for used in found for report in used.relayed.values()}
    outlets = {source.public_id: source for source in Source.objects.filter(public_id__in=wanted)}
    for used in found:
        used.through = [(outlets[report["source"]], report) for report in used.relayed.values()]

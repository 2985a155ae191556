"""What rests on a source: its reports, as the entries shown name them."""

from dataclasses import dataclass, field

from timeline.models import Source

MOST_READ = 500  # editions looked through for reports, newest first


@dataclass
class Used:
    """A report, the entries that rest on it, and the reports of others that relay it: (outlet, report) by id."""

    report: dict
    entries: set = field(default_factory=set)
    through: dict = field(default_factory=dict)


def reports_of(reading, source) -> list[Used]:
    """The reports of a source that shown entries rest on, newest first; those without a day last."""
    found = {}
    resting = reading.shown().resting_on([source.pk]).order_by("-shown_from", "-pk")
    for entry, record in resting.values_list("entry", "record")[:MOST_READ]:
        for account in record["accounts"]:
            note(found, source.public_id, entry, account["report"], account["relayed_from"])
    name_outlets(found.values())
    return sorted(found.values(), key=lambda used: (used.report["published"] or "", used.report["id"]), reverse=True)


def note(found, source, entry, report, relayed):
    """Count an account for the report of the source, whether the desk read that itself or had it relayed."""
    for one in filter(None, (report, relayed)):
        if one["source"] == source:
            used = found.setdefault(one["id"], Used(one))
            used.entries.add(entry)
            if one is relayed:
                used.through[report["id"]] = report


def name_outlets(found):
    """Put the source beside each report that relays: (source, report)."""
    wanted = {report["source"] for used in found for report in used.through.values()}
    outlets = {source.public_id: source for source in Source.objects.filter(public_id__in=wanted)}
    for used in found:
        used.through = [(outlets[report["source"]], report) for report in used.through.values()]

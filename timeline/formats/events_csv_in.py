"""`export.csv` read back, and tables that desks make by hand with the columns date and headline.

A row changes of a stored event what its columns hold; accounts are taken from it only for an event that is new.
"""

import re
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from timeline import dates
from timeline.dates import When
from timeline.formats.csv_stream import Table
from timeline.models import Account

from .html_in import link_of
from .incoming import Cited, Place, Row, RowFault, Told, quoted
from .sheets import BETWEEN, FORMULA

TEXTS = ("headline", "short headline", "place", "language", "summary", "body")
CHOICES = ("kind", "certainty", "stage")
YES, NO = {"yes", "true", "1", "x"}, {"no", "false", "0", ""}
ID = re.compile(r"[0-9a-z]{12}")
ACCOUNT = re.compile(
    r"(?P<outlet>.+?)(?:, relaying (?P<origin>.+?))? \((?P<attribution>[a-z-]+)\): (?P<says>.+)", re.DOTALL
)
ROLES = ("acts", "towards", "with", "mentioned")


def rows(table: Table, day_first: bool) -> Iterator[Row]:
    for line, cells in table:
        row = Row(Place(line))
        if isinstance(cells, RowFault):
            row.fault = cells
        else:
            try:
                fill(row, {name: undefused(cell) for name, cell in cells.items()}, day_first)
            except RowFault as fault:
                row.fault = fault
        yield row


def undefused(cell: str) -> str:
    """A cell without the apostrophe that keeps spreadsheets from running it."""
    return cell[1:] if cell.startswith("'") and cell[1:].lstrip(" ").startswith(FORMULA) else cell


def fill(row: Row, cells: dict[str, str], day_first: bool) -> None:
    row.fields = {name.replace(" ", "_"): cells[name] for name in TEXTS if name in cells}
    row.fields |= {name: cells[name].lower() for name in CHOICES if cells.get(name)}
    if not row.fields.get("headline"):
        raise RowFault(_("It has no headline."), _("Give it one."), "headline")
    row.id = id_of(cells.get("id", ""))
    row.fields["date"] = date_of(cells, day_first)
    row.fields |= flags_of(cells)
    if cells.get("countermeasure"):
        row.fields["countermeasure"] = cells["countermeasure"]
    row.actors = actors_of(cells)
    row.told = told_of(cells, row.fields)


def id_of(cell: str) -> str:
    if cell and not ID.fullmatch(cell):
        cause = _("“%(cell)s” is no id: twelve small letters and digits.") % {"cell": quoted(cell)}
        raise RowFault(cause, _("Leave it empty for a new event."), "id")
    return cell


def date_of(cells: dict[str, str], day_first: bool) -> dict[str, Any]:
    """The date of a record: of the column edtf, else of the column date in words."""
    try:
        when = (
            dates.parse_edtf(cells["edtf"])
            if cells.get("edtf")
            else dates.read(cells.get("date", ""), day_first=day_first)
        )
    except dates.DateRefused as refused:
        raise RowFault(_(refused.message).format(**refused.values), "", "date") from None
    time = cells.get("time") or (dates.clock_time(when.minute) if when.minute is not None else "")
    if time and not re.fullmatch(r"(?:[01]?[0-9]|2[0-3]):[0-5][0-9]", time):
        raise RowFault(_("“%(time)s” is no time of day.") % {"time": quoted(time)}, _("Write it like 15:30."), "time")
    zone = (cells.get("zone") or when.zone) if time else ""
    return {
        "edtf": when.edtf,
        "time": time.zfill(5) if time else None,
        "zone": zone or None,
        "phrase": phrase(cells, when),
    }


def phrase(cells: dict[str, str], when: When) -> str:
    """The words to print, where they are not those that the date itself gives."""
    if "phrase" in cells:
        return cells["phrase"]
    words = cells.get("date text", "")
    if time := cells.get("time"):
        words = words.partition(time)[0].rstrip(" ,")
    own = dates.wording(when.without_time if when.minute is not None else when)
    return "" if not words or words.lower().startswith(own.lower()) else words


def flags_of(cells: dict[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in ("key moment", "developing"):
        if name in cells:
            said = cells[name].lower()
            if said not in YES | NO:
                raise RowFault(_("“%(cell)s” is neither yes nor no.") % {"cell": quoted(said)}, "", name)
            found[name] = said in YES
    if "key moment" in found:
        found["significance"] = "key" if found.pop("key moment") else "normal"
    return found


def actors_of(cells: dict[str, str]) -> list[tuple[str, str]] | None:
    """(name or address, role) of every participation, None if no column speaks of them."""
    if "actors" in cells:
        pairs = [cell.rpartition(":") for cell in several(cells["actors"])]
        return [(name or role, role if name else "acts") for name, _colon, role in pairs]
    if not any(role in cells for role in ROLES):
        return None
    return [(name, role) for role in ROLES for name in several(cells.get(role, ""))]


def several(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(BETWEEN.strip()) if part.strip()]


def told_of(cells: dict[str, str], fields: dict[str, Any]) -> list[Told]:
    """The accounts of an event that is new."""
    accounts, reports = several(cells.get("accounts", "")), several(cells.get("reports", ""))
    told = [account(text, report) for text, report in zip(accounts, padded(reports, accounts), strict=True)]
    if not told and (cells.get("source") or cells.get("link")):
        cited = Cited(link_of(cells.get("link", "")), cells.get("report", ""), cells.get("source", ""))
        told = [Told(fields.get("summary") or fields["headline"], cites=cited, direct=True)]
    return told or [Told(fields.get("summary") or fields["headline"])]


def padded(reports: list[str], accounts: list[str]) -> list[str]:
    return reports if len(reports) == len(accounts) else [""] * len(accounts)


def account(text: str, report: str) -> Told:
    match = ACCOUNT.fullmatch(text)
    outlet, says = (match["outlet"], match["says"]) if match else ("", text)
    attribution = match["attribution"] if match and match["attribution"] in Account.Attribution else "not-stated"
    link = link_of(report)
    cited = Cited(link, "" if link else report, outlet) if outlet or link else None
    return Told(says, cites=cited, direct=True, fields={"attribution": attribution})

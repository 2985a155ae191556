"""The spreadsheet of TimelineJS as CSV: of today, with a column for each part of a date, and of old, month first."""

from collections.abc import Callable, Iterator
from typing import Any

from timeline.formats.csv_stream import Table

from .html_in import plain
from .incoming import Place, Row, RowFault
from .timelinejs_dates import parts_of, time_parts
from .timelinejs_in import row_of, whole_rows

TODAY = {
    *("year", "month", "day", "time", "end year", "end month", "end day", "end time", "display date", "headline"),
    *("text", "media", "media credit", "media caption", "media thumbnail", "alt text", "type", "group", "background"),
}
OLD = {
    *("start date", "end date", "headline", "text", "media", "media credit", "media caption", "media thumbnail"),
    *("type", "tag"),
}
IDS = ("unique id", "uniqueid")


def rows_today(table: Table) -> Iterator[Row]:
    yield from rows(table, TODAY, dates_today)


def rows_old_sheet(table: Table) -> Iterator[Row]:
    yield from rows(table, OLD, dates_old)


def rows(table: Table, known: set[str], dates_of: Callable[[dict[str, str]], dict[str, Any]]) -> Iterator[Row]:
    """Rows as the JSON of version 3 would have them; title and eras together belong to the file."""
    whole: dict[str, Any] = {}
    for line, cells in table:
        place = Place(line)
        if isinstance(cells, RowFault):
            yield Row(place, fault=cells)
            continue
        kind = cells.get("type", "").lower()
        try:
            item = item_of(cells, known, {} if kind == "title" else dates_of(cells))
        except RowFault as fault:
            yield Row(place, {"headline": plain(cells.get("headline", ""))[:300]}, fault=fault)
            continue
        if kind == "title":
            whole["title"] = item
        elif kind == "era":
            whole.setdefault("eras", []).append(item)
        else:
            yield row_of(item, place)
    yield from whole_rows(whole)


def item_of(cells: dict[str, str], known: set[str], dates: dict[str, Any]) -> dict[str, Any]:
    media = {"url": "media", "credit": "media credit", "caption": "media caption", "thumbnail": "media thumbnail"}
    item = {
        **dates,
        "text": filled({"headline": cells.get("headline"), "text": cells.get("text")}),
        "media": filled({name: cells.get(column) for name, column in media.items()} | {"alt": cells.get("alt text")}),
        "group": cells.get("group") or cells.get("tag"),
        "display_date": cells.get("display date"),
        "background": background_of(cells.get("background", "")),
        "unique_id": next((cells[name] for name in IDS if cells.get(name)), ""),
        "type": cells.get("type") if cells.get("type", "").lower() not in ("title", "era") else "",
    }
    further = {name: cell for name, cell in cells.items() if name not in known and name not in IDS and cell}
    return filled(item) | further


def filled(parts: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in parts.items() if value}


def background_of(cell: str) -> dict[str, Any]:
    """An address, or a colour such as #123 or red."""
    return {"url" if "/" in cell else "color": cell} if cell else {}


def dates_today(cells: dict[str, str]) -> dict[str, Any]:
    found = {"start_date": parts_today(cells, "")}
    if any(cells.get(f"end {name}") for name in ("year", "month", "day", "time")):
        found["end_date"] = parts_today(cells, "end ")
    return found


def parts_today(cells: dict[str, str], before: str) -> dict[str, Any]:
    parts = {name: cells.get(before + name, "") for name in ("year", "month", "day")}
    return filled(parts | time_parts(cells.get(f"{before}time"), f"{before}time"))


def dates_old(cells: dict[str, str]) -> dict[str, Any]:
    found = {"start_date": parts_of(cells["start date"], "start date") if cells.get("start date") else None}
    if cells.get("end date"):
        found["end_date"] = parts_of(cells["end date"], "end date")
    return found

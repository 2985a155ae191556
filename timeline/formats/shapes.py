"""Which of the formats a file is written in, told from its beginning."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .csv_stream import Table
from .incoming import FileFault, quoted
from .json_stream import Reader
from .opening import Text

OURS, OURS_CSV = "json", "csv"
TIMELINEJS, TIMELINEJS_OLD = "timelinejs", "timelinejs-old"
SHEET, SHEET_OLD = "sheet", "sheet-old"
SHAPES = {
    OURS: gettext_lazy("Crisis Timeline, export.json"),
    OURS_CSV: gettext_lazy("Crisis Timeline, export.csv, or a table with the columns date and headline"),
    TIMELINEJS: gettext_lazy("TimelineJS 3, JSON"),
    TIMELINEJS_OLD: gettext_lazy("TimelineJS 1 or 2, JSON"),
    SHEET: gettext_lazy("TimelineJS 3, spreadsheet as CSV"),
    SHEET_OLD: gettext_lazy("TimelineJS 1 or 2, spreadsheet as CSV (month before day)"),
}
JSON_SHAPES = (OURS, TIMELINEJS, TIMELINEJS_OLD)


def shape_of(text: Text) -> str:
    """The code of the format. Raises FileFault with what the file is instead."""
    with text.open() as stream:
        first = stream.read(4096).lstrip("\ufeff \t\r\n")[:1]
    if first == "<":
        raise FileFault(_("This is a web page, not a file of entries. Download the file itself: JSON or CSV."), 1)
    with text.open() as stream:
        if first in ("{", "["):
            return shape_of_json(Reader(stream))
        reader = Reader(stream)
        if reader.wrapped and reader.peek() == "{":
            return shape_of_json(reader)
    with text.open() as stream:
        return shape_of_table(Table(stream))


def shape_of_json(reader: Reader) -> str:
    if reader.peek() == "[":
        raise FileFault(_("This is a list. A timeline is an object with a list called “events”."), reader.line)
    keys: list[str] = []
    for key in reader.members():
        refuse_other_trades(key, reader)
        if key == "timeline" and reader.peek() == "{":
            return TIMELINEJS_OLD
        if key == "events":
            return shape_of_events(reader, keys)
        keys.append(key)
        skip(reader)
    reader.finish()
    raise FileFault(wrong_keys(keys), 1)


def refuse_other_trades(key: str, reader: Reader) -> None:
    if key in ("features", "coordinates", "geometry"):
        raise FileFault(_("This is GeoJSON: places, not entries with dates."), reader.line)
    if key in ("$schema", "properties", "$defs", "definitions"):
        raise FileFault(_("This is a JSON schema: it describes files and holds no entries."), reader.line)


def skip(reader: Reader) -> None:
    if reader.peek() == "[":
        for _item in reader.items():
            pass
    else:
        reader.value()


def wrong_keys(keys: list[str]) -> str:
    if not keys:
        return _("It is empty: an object without keys. A timeline has a list called “events”.")
    some = ", ".join(quoted(key) for key in keys[:8])
    return _("It has no list called “events”. What it has: %(some)s.") % {"some": some}


def shape_of_events(reader: Reader, keys: list[str]) -> str:
    if reader.peek() != "[":
        raise FileFault(_("“events” is not a list."), reader.line)
    for _line, item in reader.items():  # noqa: PERF102, it is no dictionary
        if isinstance(item, dict):
            return shape_of_event(item)
    return OURS if "crisis" in keys else TIMELINEJS


def shape_of_event(item: dict[str, Any]) -> str:
    return OURS if "headline" in item and "date" in item and "start_date" not in item else TIMELINEJS


def shape_of_table(table: Table) -> str:
    columns = set(table.columns)
    if {"year", "headline"} <= columns:
        return SHEET
    if {"start date", "headline"} <= columns:
        return SHEET_OLD
    if "headline" in columns and columns & {"date", "edtf", "id"}:
        return OURS_CSV
    some = ", ".join(quoted(name) for name in table.columns[:8] if name)
    sentence = _(
        "Its first line does not name the columns of a timeline (date and headline at least, or those of "
        "TimelineJS). What it has: %(some)s."
    )
    raise FileFault(sentence % {"some": some or _("nothing")}, table.header_line)

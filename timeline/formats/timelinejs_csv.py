"""`timelinejs.csv`: rows for a TimelineJS sheet, in the columns TimelineJS knows and no others."""

from collections.abc import Iterator
from typing import Any

from timeline.exporting import Selection
from timeline.formats.files import Absolute

from . import sheets, timelinejs

COLUMNS = [
    *("Year", "Month", "Day", "Time", "End Year", "End Month", "End Day", "End Time", "Display Date"),
    *("Headline", "Text", "Media", "Media Credit", "Media Caption", "Media Thumbnail", "Alt Text"),
    *("Type", "Group", "Background"),
]


def lines(selection: Selection, absolute: Absolute) -> Iterator[str]:
    return sheets.lines(COLUMNS, rows(selection, absolute))


def rows(selection: Selection, absolute: Absolute) -> Iterator[list[Any]]:
    """The title first: it carries licence, time, filter and address."""
    yield row(timelinejs.whole(selection, absolute)["title"] | {"type": "title"})
    yield from map(row, timelinejs.slides(selection, absolute))


def row(slide: dict[str, Any]) -> list[Any]:
    start, end, media = (part(slide, name) for name in ("start_date", "end_date", "media"))
    background = part(slide, "background")
    cells = {
        **{name: start.get(name.lower()) for name in ("Year", "Month", "Day")},
        **{f"End {name}": end.get(name.lower()) for name in ("Year", "Month", "Day")},
        "Time": clock(start),
        "Display Date": slide.get("display_date"),
        "Headline": slide["text"]["headline"],
        "Text": slide["text"]["text"],
        "Media": media.get("url"),
        "Media Credit": media.get("credit"),
        "Media Caption": media.get("caption"),
        "Alt Text": media.get("alt"),
        "Type": slide.get("type"),
        "Group": slide.get("group"),
        "Background": background.get("url") or background.get("color"),
        "Media Thumbnail": media.get("thumbnail"),
    }
    return [cells.get(name) for name in COLUMNS]


def clock(start: dict[str, Any]) -> str | None:
    """The time, if it came from here: the desk's own are whole numbers."""
    hour, minute = start.get("hour"), start.get("minute")
    return f"{hour:02}:{minute:02}" if isinstance(hour, int) and isinstance(minute, int) else None


def part(slide: dict[str, Any], name: str) -> dict[str, Any]:
    """An object of a slide; files taken in may hold anything there."""
    return slide[name] if isinstance(slide.get(name), dict) else {}

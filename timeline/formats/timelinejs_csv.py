"""`timelinejs.csv`: rows for a TimelineJS sheet, in the columns TimelineJS knows and no others."""

from . import sheets, timelinejs

COLUMNS = [
    *("Year", "Month", "Day", "Time", "End Year", "End Month", "End Day", "End Time", "Display Date"),
    *("Headline", "Text", "Media", "Media Credit", "Media Caption", "Media Thumbnail", "Alt Text"),
    *("Type", "Group", "Background"),
]


def lines(selection, absolute):
    return sheets.lines(COLUMNS, rows(selection, absolute))


def rows(selection, absolute):
    """The title first: it carries licence, time, filter and address."""
    yield row(timelinejs.title(selection, absolute) | {"type": "title"})
    for entry in selection.entries():
        if timelinejs.place(entry.when) is not None:
            yield row(timelinejs.slide(entry, absolute))


def row(slide):
    start, end = slide.get("start_date", {}), slide.get("end_date", {})
    media = slide.get("media", {})
    cells = {
        **{name: start.get(name.lower()) for name in ("Year", "Month", "Day")},
        **{f"End {name}": end.get(name.lower()) for name in ("Year", "Month", "Day")},
        "Time": f"{start['hour']:02}:{start['minute']:02}" if "hour" in start else None,
        "Display Date": slide.get("display_date"),
        "Headline": slide["text"]["headline"],
        "Text": slide["text"]["text"],
        "Media": media.get("url"),
        "Media Credit": media.get("credit"),
        "Media Caption": media.get("caption"),
        "Alt Text": media.get("alt"),
        "Type": slide.get("type"),
        "Group": slide.get("group"),
    }
    return [cells.get(name) for name in COLUMNS]

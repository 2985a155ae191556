"""The table's rows sorted by something other than time, page by page."""

from collections.abc import Callable
from typing import Any

from django.db.models import Count
from django.db.models.fields.json import KT

from timeline import searching
from timeline.filters import TimelineFilter, cursor_of
from timeline.models import Certainty, Event
from timeline.windows import Window, window

MOST_SORTED = 2000  # entries that are sorted by anything but time; beyond, their keys would have to be read every time


def sorted_window(search: TimelineFilter, size: int) -> Window:
    """A page in the order asked for, equals in the order of time; in the order of time where there are too many."""
    if search.value("sort") == "when" or too_many(search):
        return window(search, size)
    rows = sorted_rows(search)
    start = start_of(rows, search.cursor)
    page = rows[start : start + size]
    return Window(
        [pk for pk, _place in page],
        before=query_from(search, rows, start - size) if start else None,
        after=query_from(search, rows, start + size) if start + size < len(rows) else None,
    )


def too_many(search: TimelineFilter) -> bool:
    return search.value("sort") != "when" and search.selected.count() > MOST_SORTED


def sorted_rows(search: TimelineFilter) -> list[tuple[int, bytes]]:
    """(primary key, place in time) of every entry, sorted."""
    column, key = SORTS[search.value("sort")]
    entries = search.entries().in_order(search.order)
    keyed = entries.annotate(**column) if isinstance(column, dict) else entries
    rows = keyed.values_list("pk", search.order, next(iter(column)) if isinstance(column, dict) else column)
    return [(pk, bytes(place)) for pk, place, _text in sorted(rows, key=lambda row: key(row[2]))]


def start_of(rows: list[tuple[int, bytes]], cursor: bytes | None) -> int:
    """Where the page begins; at the first row where the one it followed has gone."""
    places = [place for _pk, place in rows] if cursor else []
    return places.index(cursor) + 1 if cursor in places else 0


def query_from(search: TimelineFilter, rows: list[tuple[int, bytes]], start: int) -> str:
    return search.query(after=cursor_of(rows[start - 1][1])) if start > 0 else search.query()


def kind_label(kind: str) -> str:
    return searching.fold(str(Event.Kind(kind).label))


SORTS: dict[str, tuple[Any, Callable[[Any], Any]]] = {
    "headline": ({"headline": KT("record__headline")}, searching.fold),
    "kind": ("kind", kind_label),
    "certainty": ("certainty", Certainty.values.index),
    "sources": ({"n": Count("rests_on")}, lambda count: -count),
}

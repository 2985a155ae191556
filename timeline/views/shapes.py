"""What each view of the timeline draws of a page of entries, beside the list."""

from django.utils.translation import gettext_lazy as _

from timeline import lanes, ledger, sorting
from timeline.windows import window

ROWS = 60
VIEWS = (("list", _("List")), ("lanes", _("Lanes")), ("ledger", _("Ledger")), ("table", _("Table")))
COLUMNS = (
    ("when", _("When")),
    ("headline", _("What")),
    ("", _("Who")),
    ("kind", _("Kind")),
    ("certainty", _("Certainty")),
    ("sources", _("Sources")),
)


def shape(search, reading, measures):
    """The page that the view asked for shows, under the names its template knows."""
    view = search.value("view")
    return SHAPES[view](search, reading, measures) | {"drawn": f"timeline/_{view}.html"}


def lanes_of(search, reading, _measures):
    page = window(search, lanes.PAGE)
    entries = reading.listed(page.pks)
    return {"window": page, "entries": entries, "lanes": lanes.lanes(entries, search, reading)}


def ledger_of(search, reading, measures):
    page = window(search, ledger.PAGE)
    entries = reading.listed(page.pks)
    return {"window": page, "entries": entries, "ledger": ledger.ledger(entries, search, reading, measures)}


def table_of(search, reading, _measures):
    page = sorting.sorted_window(search, ROWS)
    return {
        "window": page,
        "entries": reading.listed(page.pks),
        "columns": COLUMNS,
        "sort": search.value("sort"),
        "too_many": sorting.MOST_SORTED if sorting.too_many(search) else 0,
    }


SHAPES = {"lanes": lanes_of, "ledger": ledger_of, "table": table_of}

"""Files of everything a filter selects."""

from timeline.exporting import OF_PAGES, Selection
from timeline.filters import KEYS, PASSING
from timeline.formats import (
    bibtex,
    countermeasures_csv,
    events_csv,
    export_json,
    ris,
    timelinejs,
    timelinejs_csv,
)
from timeline.freshness import unless_fresh

from .asking import ask
from .outside import open_to_all, refused, streamed

ASKED = {name: key for name, key in KEYS.items() if name not in PASSING}  # a file is never one page


def export(writer, name, content_type):
    """A view of the file `name`, written by the module `writer`."""

    def view(request, crisis):
        search, reading = ask(request, crisis, ASKED, apart=True)
        if search.refused:
            return refused(search.refused)
        selection = Selection(search, reading, canonical(request, search))
        lines = writer.lines(selection, request.build_absolute_uri)
        response = streamed(request, lines, content_type, f"{crisis}-{name}")
        for header, value in told(selection).items():
            response.headers[header] = value
        return response

    return open_to_all(unless_fresh(view))


def canonical(request, search):
    """The address of this very file, whatever else the request carried."""
    return request.build_absolute_uri(request.path + search.query(without=OF_PAGES).rstrip("?"))


def told(selection):
    """What the file carries of itself, for the formats that have no place for it when they are empty."""
    return {
        "X-Export-Licence": selection.about()["licence"],
        "X-Export-Generated": selection.now.isoformat(),
        "X-Export-Address": selection.address,
    }


as_json = export(export_json, "export.json", "application/json")
as_csv = export(events_csv, "export.csv", "text/csv; charset=utf-8")
countermeasures = export(countermeasures_csv, "countermeasures.csv", "text/csv; charset=utf-8")
as_timelinejs = export(timelinejs, "timelinejs.json", "application/json")
as_timelinejs_csv = export(timelinejs_csv, "timelinejs.csv", "text/csv; charset=utf-8")
as_ris = export(ris, "citations.ris", ris.CONTENT_TYPE)
as_bibtex = export(bibtex, "citations.bib", bibtex.CONTENT_TYPE)

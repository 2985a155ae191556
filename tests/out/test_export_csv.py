"""`export.csv` and `countermeasures.csv` open in any spreadsheet, and run nothing there."""

import csv
import io

import pytest

from tests.factories import (
    AccountFactory,
    ActorFactory,
    EventFactory,
    ReportFactory,
    SourceFactory,
    shown,
    shown_countermeasure,
    shown_event,
)
from timeline.formats import sheets
from timeline.models import Participation

pytestmark = pytest.mark.django_db


def rows(text):
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_an_event_is_one_row(fetch):
    event = EventFactory(
        headline="A call, at last", slug="call", kind="call", when="week of 24 November 2025", accounts=0
    )
    for name in ("China", "Japan"):
        Participation.objects.create(event=event, actor=ActorFactory(name=name, slug=name.lower()), role="with")
    for outlet, says in (("Wire", "It took place."), ("Paper", "So it\ndid.")):
        report = ReportFactory(source=SourceFactory(name=outlet), url=f"https://{outlet.lower()}.example/1")
        AccountFactory(event=event, report=report, says=says)
    shown(event)
    (row,) = rows(fetch("export.csv"))
    assert (row["headline"], row["kind"], row["with"], row["actors"]) == (
        "A call, at last",
        "call",
        "China | Japan",
        "china:with | japan:with",
    )
    assert (row["edtf"], row["date_text"], row["earliest"], row["latest"]) == (
        "[2025-11-24..2025-11-30]",
        "Week of 24 November 2025",
        "2025-11-24",
        "2025-11-30",
    )
    assert row["sources"] == "Wire | Paper"
    assert row["accounts"] == "Wire (not-stated): It took place. | Paper (not-stated): So it\ndid."
    assert row["reports"] == "https://wire.example/1 | https://paper.example/1"
    assert row["url"] == "http://testserver/harbour-strike/events/call/"


def test_relayed_words_never_appear_as_the_outlets_own(fetch):
    event = EventFactory(accounts=0)
    origin = ReportFactory(source=SourceFactory(name="Wire"))
    AccountFactory(event=event, report=ReportFactory(source=SourceFactory(name="Paper")), relayed_from=origin)
    shown(event)
    assert rows(fetch("export.csv"))[0]["accounts"].startswith("Paper, relaying Wire (")


def test_every_row_says_under_which_licence_when_by_what_filter_and_where_it_was_made(fetch, settings, clock):
    settings.EXPORT_LICENCE = "CC BY 4.0"
    shown_event(kind="call")
    (row,) = rows(fetch("export.csv", "?kind=call"))
    assert [row[name] for name in sheets.ABOUT] == [
        "CC BY 4.0",
        "2025-11-28T12:00:00Z",
        "kind=call",
        "http://testserver/harbour-strike/export.csv?kind=call",
    ]


def test_a_file_without_rows_says_so_in_its_headers(client):
    shown_event()
    response = client.get("/harbour-strike/export.csv?kind=call")
    assert rows(response.getvalue().decode()) == []
    assert response["X-Export-Address"] == "http://testserver/harbour-strike/export.csv?kind=call"
    assert response["X-Export-Licence"] and response["X-Export-Generated"]


def test_a_countermeasure_is_one_row_with_its_status_on_the_day(fetch):
    trigger = shown_event(slug="trigger")
    by, at = ActorFactory(slug="dockers"), ActorFactory(slug="port")
    steps = [("announced", "2025-11-14"), ("lifted", "2025-11-20")]
    shown_countermeasure(slug="boycott", by=by, at=at, steps=steps, answers=[trigger])
    for day, status in (("2025-11-13", ""), ("2025-11-15", "announced"), ("2025-11-21", "lifted")):
        (row,) = rows(fetch("countermeasures.csv", f"?on={day}"))
        assert (row["on"], row["status"]) == (day, status)
    assert (row["imposed_by"], row["aimed_at"], row["responds_to"]) == ("dockers", "port", "trigger (reported)")
    assert (row["begins_earliest"], row["ends_latest"]) == ("2025-11-14", "2025-11-20")
    assert row["steps"].startswith("announced 14 November 2025: ")


def test_countermeasures_follow_the_filter(fetch):
    shown_countermeasure(slug="ban", measure="trade")
    shown_countermeasure(slug="advice", measure="travel-warning")
    assert [row["slug"] for row in rows(fetch("countermeasures.csv", "?measure=trade"))] == ["ban"]
    assert len(rows(fetch("countermeasures.csv"))) == 2


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "  =1", "\x00=1"])
def test_a_cell_a_spreadsheet_would_run_begins_with_an_apostrophe(text):
    assert sheets.plain(text).startswith("'")


@pytest.mark.parametrize("cell", ["a=1", "", "2025-11-25", -44, "'=1"])
def test_other_cells_stay_as_they_are(cell):
    assert sheets.plain(cell) == cell

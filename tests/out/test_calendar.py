"""`calendar.ics` puts nothing on a day that no source gives, in calendars other people wrote."""

from datetime import date

import pytest
from icalendar import Calendar

from tests.factories import EventFactory, shown, shown_event
from timeline.publishing import correct, withdraw

pytestmark = pytest.mark.django_db


@pytest.fixture
def calendar(fetch):
    def calendar(query=""):
        return Calendar.from_ical(fetch("calendar.ics", query))

    return calendar


@pytest.fixture
def events(calendar):
    def events(query=""):
        return calendar(query).walk("VEVENT")

    return events


@pytest.mark.parametrize(
    ("when", "start", "end", "status"),
    [
        ("2025-11-25", (2025, 11, 25), (2025, 11, 26), "CONFIRMED"),
        ("24 to 27 November 2025", (2025, 11, 24), (2025, 11, 28), "CONFIRMED"),
        ("between 24 and 27 November 2025", (2025, 11, 24), (2025, 11, 28), "TENTATIVE"),
        ("week of 24 November 2025", (2025, 11, 24), (2025, 12, 1), "TENTATIVE"),
        ("2025-11", (2025, 11, 1), (2025, 12, 1), "TENTATIVE"),
        ("about 25 November 2025", (2025, 11, 25), (2025, 11, 26), "TENTATIVE"),
        ("2024-02-29", (2024, 2, 29), (2024, 3, 1), "CONFIRMED"),
        ("2025-12-31", (2025, 12, 31), (2026, 1, 1), "CONFIRMED"),
    ],
)
def test_whole_days_with_an_end_that_is_the_day_after(events, when, start, end, status):
    shown_event(when=when)
    (event,) = events()
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (date(*start), date(*end))
    assert event["DTSTART"].params["VALUE"] == event["DTEND"].params["VALUE"] == "DATE"
    assert event["STATUS"] == status


@pytest.mark.parametrize("when", ["", "before 25 November 2025", "after 25 November 2025", "44 BC", "Y20000"])
def test_what_has_no_days_a_calendar_can_write_is_left_out_and_counted(calendar, when):
    shown(EventFactory(edtf=when) if when.startswith("Y") else EventFactory(when=when))
    shown_event(when="2025-11-25")
    read = calendar()
    assert len(read.walk("VEVENT")) == 1
    assert "1 entry has no date a calendar can show" in read["DESCRIPTION"]


def test_the_vague_words_are_told(events):
    shown_event(when="week of 24 November 2025")
    assert "Week of 24 November 2025" in events()[0]["DESCRIPTION"]


def test_a_change_raises_the_sequence_and_keeps_the_uid(events, clock):
    event = shown_event()
    first = events()[0]
    clock.forward(hours=1)
    correct(event, by=None, reason="A comma.")
    second = events()[0]
    assert (first["UID"], first["SEQUENCE"], second["SEQUENCE"]) == (second["UID"], 0, 1)
    assert second["LAST-MODIFIED"].dt == clock.now


def test_what_is_withdrawn_is_cancelled_and_comes_back_with_a_higher_sequence(events, clock):
    event = shown_event(headline="Rumour")
    uid = events()[0]["UID"]
    clock.forward(hours=1)
    withdraw(event, by=None, reason="Not so.")
    (gone,) = events()
    assert (gone["UID"], gone["STATUS"], gone["SEQUENCE"]) == (uid, "CANCELLED", 1)
    assert "Not so." in gone["DESCRIPTION"]
    clock.forward(hours=1)
    shown(event)
    (back,) = events()
    assert (back["UID"], back["STATUS"], back["SEQUENCE"]) == (uid, "CONFIRMED", 2)


def test_it_follows_the_filter(events, clock):
    shown_event(kind="call", headline="Call")
    gone = shown_event(kind="law", headline="Law")
    clock.forward(hours=1)
    withdraw(gone, by=None, reason="Not so.")
    assert [one["SUMMARY"] for one in events("?kind=call")] == ["Call"]
    assert [one["STATUS"] for one in events("?kind=law")] == ["CANCELLED"]


def test_it_says_what_it_is(calendar, settings, clock):
    settings.EXPORT_LICENCE = "CC BY 4.0; see about, please"
    shown_event(kind="call")
    read = calendar("?kind=call")
    assert read["X-WR-CALNAME"] == "The harbour strike"
    for told in ("CC BY 4.0; see about, please", "2025-11-28T12:00:00Z", "kind=call"):
        assert told in read["DESCRIPTION"]
    assert read["SOURCE"] == "http://testserver/harbour-strike/calendar.ics?kind=call"


def test_lines_are_folded_and_ended_as_the_standard_wants(fetch):
    shown(EventFactory(headline="日本産水産物の輸入停止" * 20, summary="a\nb\rc"))
    text = fetch("calendar.ics")
    assert "\n" not in text.replace("\r\n", "") and "\r" not in text.replace("\r\n", "")
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75


def test_a_value_not_understood_is_named(calendar):
    shown_event()
    assert "kind=chat" in calendar("?kind=chat")["DESCRIPTION"]

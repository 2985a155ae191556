"""`citations.ris` and `citations.bib` are read by other people's programs as they were meant."""

from datetime import date

import pytest
import rispy
from pybtex.database import parse_string

from tests.factories import AccountFactory, EventFactory, ReportFactory, SourceFactory, shown, shown_event

pytestmark = pytest.mark.django_db


@pytest.fixture
def report():
    report = ReportFactory(
        source=SourceFactory(name="The Wire", slug="the-wire"),
        headline="100% of {talks} & more_",
        url="https://news.example/a?b=1&c=100%25#d",
        authors="A. Smith; B. Jones and C. Doe",
        language="en",
        published=date(2025, 11, 25),
        accessed=date(2025, 11, 26),
        archive_url="https://archive.example/1",
    )
    for _twice in range(2):
        event = EventFactory(accounts=0)
        AccountFactory(event=event, report=report)
        shown(event)
    return report


def test_ris_gives_the_timeline_and_each_report_once(fetch, report):
    timeline, cited = rispy.loads(fetch("citations.ris"))
    assert timeline["title"] == "The harbour strike"
    assert "Licence:" in timeline["notes"][0] and "citations.ris" in timeline["notes"][0]
    assert cited["id"] == f"the-wire-{report.public_id}"
    assert cited["title"] == "100% of {talks} & more_"
    assert cited["authors"] == ["A. Smith", "B. Jones", "C. Doe"]
    assert cited["secondary_title"] == "The Wire"
    assert (cited["year"], cited["date"], cited["access_date"]) == ("2025", "2025/11/25", "2025/11/26")
    assert cited["urls"] == ["https://news.example/a?b=1&c=100%25#d"]


def test_bibtex_gives_the_same(fetch, report):
    entries = parse_string(fetch("citations.bib"), "bibtex").entries
    timeline, cited = entries.values()
    assert list(entries) == [f"harbour-strike-{timeline.key.split('-')[-1]}", f"the-wire-{report.public_id}"]
    assert cited.fields["title"] == r"{100\% of {\textbraceleft}talks{\textbraceright} \& more\_}"
    assert [str(person) for person in cited.persons["author"]] == ["{A. Smith}", "{B. Jones}", "{C. Doe}"]
    assert cited.fields["url"] == "https://news.example/a?b=1&c=100%25#d"
    assert (cited.fields["year"], cited.fields["urldate"]) == ("2025", "2025-11-26")
    assert "archive.example" in cited.fields["note"]


def test_the_report_whose_words_are_relayed_is_cited_too(fetch):
    event = EventFactory(accounts=0)
    AccountFactory(
        event=event, report=ReportFactory(headline="Second hand"), relayed_from=ReportFactory(headline="First")
    )
    shown(event)
    assert {one["title"] for one in rispy.loads(fetch("citations.ris"))} == {
        "The harbour strike",
        "Second hand",
        "First",
    }


def test_a_report_without_a_headline_is_called_by_its_outlet(fetch):
    event = EventFactory(accounts=0)
    AccountFactory(event=event, report=ReportFactory(headline="", source=SourceFactory(name="Wire")))
    shown(event)
    assert rispy.loads(fetch("citations.ris"))[1]["title"] == "[Wire]"


def test_citations_follow_the_filter(fetch):
    shown_event(kind="call")
    shown_event(kind="law")
    assert len(rispy.loads(fetch("citations.ris", "?kind=law"))) == 2

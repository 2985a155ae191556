"""Every file, the calendar and the API hold exactly what the filter selects, whatever is asked."""

import csv
import io
import json
import re

import pytest
from django.test import Client
from hypothesis import given
from icalendar import Calendar

from tests import worlds
from tests.examples import examples
from tests.factories import AccountFactory, CountermeasureFactory, EventFactory, LinkFactory, shown, shown_event
from tests.test_filters_agree import asked, questions
from timeline import dates
from timeline.filters import TimelineFilter
from timeline.formats.plain import identity, urn

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        crisis = worlds.build(seed=11)
        yield crisis, worlds.Oracle(crisis)
        transaction.set_rollback(True)


def fetched(place):
    response = Client().get(place)
    assert response.status_code == 200
    return response.getvalue().decode()


def table(text):
    return list(csv.DictReader(io.StringIO(text, newline="")))


@examples(25)
@given(question=questions)
def test_every_file_holds_what_the_filter_selects(world, question):
    crisis, oracle = world
    search = TimelineFilter(asked(question), crisis)
    if search.refused:
        return
    chosen = oracle.ordered(question)
    ids = [edition.entry for edition in chosen]
    here = "/harbour-strike/{}" + search.query()
    exported = json.loads(fetched(here.format("export.json")))
    assert [item["id"] for item in exported["events"]] == ids
    assert [row["id"] for row in table(fetched(here.format("export.csv")))] == ids
    dated = [edition.entry for edition in chosen if edition.record["date"]["edtf"]]
    slides = json.loads(fetched(here.format("timelinejs.json")))["events"]
    assert [slide["unique_id"] for slide in slides] == dated
    assert len(table(fetched(here.format("timelinejs.csv")))) == 1 + len(dated)
    days = [
        edition.entry for edition in chosen if edition.first_day >= 1 and edition.last_day < dates.day_of("9999-12-31")
    ]
    calendar = Calendar.from_ical(fetched(here.format("calendar.ics"))).walk("VEVENT")
    assert [one["UID"] for one in calendar] == [str(identity(entry)) for entry in days]
    answer = Client().get("/api/v1/events", {"crisis": crisis.slug, "limit": 300, **dict(asked(question).lists())})
    assert [item["id"] for item in answer.json()["events"]] == ids
    fed = [urn(edition.entry) for edition in sorted(chosen, key=lambda one: (one.shown_from, one.pk), reverse=True)]
    assert [item["id"] for item in json.loads(fetched(here.format("feed.json")))["items"]] == fed
    assert re.findall("<id>(urn:[^<]+)</id>", fetched(here.format("feed.atom")))[1:] == fed
    parents = {edition.parent for edition in chosen if edition.parent}
    measures = table(fetched(here.format("countermeasures.csv")))
    if search.narrows:
        assert {row["id"] for row in measures} == parents
        cited = {report_of(account) for item in exported["events"] for account in item["accounts"]}
        cited |= {report_of(account) for item in exported["countermeasures"] for account in item["accounts"]}
        assert set(re.findall(r"ID  - s\d-(\w+)", fetched(here.format("citations.ris")))) == cited
        assert set(re.findall(r"@\w+{s\d-(\w+),", fetched(here.format("citations.bib")))) == cited


def report_of(account):
    return account["report"]["id"]


FILES = [
    *("export.json", "export.csv", "countermeasures.csv", "timelinejs.json", "timelinejs.csv"),
    *("citations.ris", "citations.bib", "feed.atom", "feed.json", "calendar.ics"),
]
LISTS = ["events", "countermeasures", "actors", "sources", "changes"]
PLACES = [f"/harbour-strike/{name}" for name in FILES] + [f"/api/v1/{name}?crisis=harbour-strike" for name in LISTS]


def grow(events):
    """Events with accounts and links, each answered by a countermeasure with a step."""
    last = shown_event()
    for _number in range(events):
        event = EventFactory()
        AccountFactory(event=event)
        LinkFactory(event=event, to=last)
        last = shown(event)
        shown(CountermeasureFactory(answers=[last]))


def test_more_entries_ask_no_more_queries(django_assert_max_num_queries):
    grow(2)
    few = {}
    for place in PLACES:
        with django_assert_max_num_queries(60, info=place) as asked_for:
            Client().get(place).getvalue()
        few[place] = len(asked_for)
    grow(6)
    for place in PLACES:
        with django_assert_max_num_queries(few[place], info=place):
            Client().get(place).getvalue()


def test_a_file_of_many_batches_is_the_same_as_one_of_a_single_batch(world, monkeypatch):
    whole = fetched("/harbour-strike/export.json")
    monkeypatch.setattr("timeline.exporting.BATCH", 7)
    monkeypatch.setattr("timeline.exporting.MEASURES", 2)
    in_parts = fetched("/harbour-strike/export.json")
    documents = [json.loads(text) | {"generated": None} for text in (whole, in_parts)]
    assert documents[0] == documents[1]

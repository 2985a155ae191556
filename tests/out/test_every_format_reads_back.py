"""Whatever an editor pastes, every format is read back whole by somebody else's program."""

import csv
import io
import json

import feedparser
import pytest
import rispy
from django.test import Client
from hypothesis import HealthCheck, example, given, settings
from icalendar import Calendar
from pybtex.database import parse_string

from tests.factories import AccountFactory, ActorFactory, EventFactory, ReportFactory, SourceFactory, shown
from timeline.formats.plain import clean, one_line
from timeline.models import Edition

from .texts import NASTY, nasty

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def event(django_db_setup, django_db_blocker):
    """One event whose texts each example puts into its edition, as if an editor had."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        actor, source = ActorFactory(), SourceFactory()
        event = EventFactory(actors=[actor], accounts=0)
        AccountFactory(event=event, report=ReportFactory(source=source))
        yield shown(event), actor, source
        transaction.set_rollback(True)


def put(event, text):
    """The text wherever a text can stand."""
    entry, actor, source = event
    edition = Edition.objects.get(entry=entry.public_id)
    record = edition.record | {"headline": text, "summary": text, "body": text, "place": text}
    record["accounts"][0] |= {"says": text, "quote": text, "attributed_to": text, "speaker": text}
    record["accounts"][0]["report"] |= {"headline": text, "authors": text}
    record["date"]["phrase"] = text[:100]
    Edition.objects.filter(pk=edition.pk).update(record=record)
    for name in (actor, source):
        type(name).objects.filter(pk=name.pk).update(name=text[:200])


def fetched(name):
    response = Client().get(f"/harbour-strike/{name}")
    assert response.status_code == 200
    return response.getvalue().decode()


def all_examples(test):
    for text in NASTY:
        test = example(text=text)(test)
    return test


@all_examples
@settings(max_examples=15, suppress_health_check=list(HealthCheck))
@given(text=nasty)
def test_every_format_reads_back(event, text):
    put(event, text)
    line = one_line(text)
    (item,) = json.loads(fetched("export.json"))["events"]
    assert (item["headline"], item["body"], item["accounts"][0]["says"]) == (text, text, text)

    (row,) = csv.DictReader(io.StringIO(fetched("export.csv"), newline=""))
    assert row["headline"].removeprefix("'") == clean(text).removeprefix("'")
    assert not row["headline"].lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\n"))

    (slide,) = json.loads(fetched("timelinejs.json"))["events"]
    assert "<script" not in slide["text"]["text"] + slide["text"]["headline"]
    assert len(list(csv.DictReader(io.StringIO(fetched("timelinejs.csv"), newline="")))) == 2

    atom = feedparser.parse(fetched("feed.atom").encode())
    assert not atom.bozo and len(atom.entries) == 1
    assert json.loads(fetched("feed.json"))["items"][0]["title"] == line

    (ics,) = Calendar.from_ical(fetched("calendar.ics")).walk("VEVENT")
    assert (str(ics["SUMMARY"]), ics["STATUS"]) == (line, "CONFIRMED")

    (_timeline, cited) = rispy.loads(fetched("citations.ris"))
    assert one_line(cited["title"]) == (line or f"[{one_line(text[:200])}]")
    assert len(parse_string(fetched("citations.bib"), "bibtex").entries) == 2

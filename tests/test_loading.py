"""A fixture alone makes a crisis visible, takes nothing from another, and comes back out as it went in."""

import json

import pytest
from django.core.management import CommandError, call_command

from tests.factories import (
    AccountFactory,
    ActorFactory,
    AnswerFactory,
    CountermeasureFactory,
    CrisisFactory,
    EventFactory,
    LinkFactory,
    PointFactory,
    PositionFactory,
    ReportFactory,
    SideFactory,
    shown,
)
from timeline.models import (
    Account,
    Actor,
    Countermeasure,
    Crisis,
    Edition,
    Event,
    Participation,
    Point,
    Position,
    Report,
    Version,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def dumped(tmp_path):
    """A crisis with one of everything, written as a fixture and then wiped from the database."""
    build()
    path = tmp_path / "dumped.json"
    call_command("dump_crisis", "harbour-strike", output=str(path))
    wipe()
    return path


def build():
    china, person = ActorFactory(slug="china", name="China"), ActorFactory(slug="person", kind="person")
    person.part_of = china
    person.save()
    SideFactory(actor=china)
    trigger = EventFactory(slug="trigger", when="week of 24 November 2025", actors=[person])
    account = AccountFactory(event=trigger, relayed_from=ReportFactory())
    AnswerFactory(account=account, point=PointFactory(event=trigger))
    LinkFactory(event=trigger, to=EventFactory(slug="second", when="1979"))
    ban = CountermeasureFactory(by=china, at=person, answers=[trigger], stated_reason="Water")
    ban.stated_reason_account = ban.accounts.first()
    ban.save()
    for entry in (trigger, Event.objects.get(slug="second"), ban, PositionFactory(actor=person)):
        shown(entry)
    EventFactory(slug="draft", headline="A draft")


def wipe():
    Edition.objects.all().delete()
    Version.objects.all().delete()
    Countermeasure.objects.update(stated_reason_account=None)
    Account.objects.all().delete()
    for model in (Countermeasure, Position):
        model.objects.filter(pk__in=model.objects.values("pk")).update(state="draft")
    Participation.objects.all().delete()
    Event.objects.filter(countermeasure__isnull=False).delete()
    for model in (Countermeasure, Position, Event, Point, Report, Crisis):
        model.objects.all().delete()
    Actor.objects.filter(part_of__isnull=False).delete()
    Actor.objects.all().delete()


def public():
    """Everything the export says, without moments and editions."""
    from django.test import Client

    document = json.loads(Client().get("/harbour-strike/export.json").getvalue())
    for item in document["events"] + document["countermeasures"] + document["positions"]:
        del item["edition"], item["updated"], item["published"]
    del document["generated"]
    return document


def test_a_dumped_crisis_comes_back_with_the_same_public_content(tmp_path):
    build()
    before = public()
    path = tmp_path / "dumped.json"
    call_command("dump_crisis", "harbour-strike", output=str(path))
    wipe()
    call_command("loaddata", path, verbosity=0)
    assert public() == before
    assert before["count"] == 3


def test_loading_shows_what_is_marked_published_and_nothing_else(dumped):
    call_command("loaddata", dumped, verbosity=0)
    assert not Edition.objects.filter(slug="draft").exists()
    assert Event.objects.filter(slug="draft").exists()


def test_entries_are_shown_from_the_moment_the_fixture_gives(dumped):
    call_command("loaddata", dumped, verbosity=0)
    published = Event.objects.filter(state="published")
    assert published.count() > 1
    for event in published:
        assert Edition.objects.of(event).get().shown_from == event.first_shown


def test_loading_twice_writes_no_second_edition(dumped):
    call_command("loaddata", dumped, verbosity=0)
    editions = Edition.objects.count()
    call_command("loaddata", dumped, verbosity=0)
    assert Edition.objects.count() == editions


def test_loading_makes_a_new_epoch(dumped):
    call_command("loaddata", dumped, verbosity=0)
    before = Crisis.objects.get().epoch
    call_command("loaddata", dumped, verbosity=0)
    assert Crisis.objects.get().epoch != before


def test_another_crisis_and_the_desks_own_names_are_left_alone(dumped):
    mine = ActorFactory(slug="china", name="The desk’s China")
    other = CrisisFactory(slug="other")
    event = shown(EventFactory(crisis=other, slug="trigger", actors=[mine]))
    call_command("loaddata", dumped, verbosity=0)
    mine.refresh_from_db()
    assert mine.name == "The desk’s China"
    assert Actor.objects.filter(slug="china").count() == 1
    assert Edition.objects.of(event).count() == 1
    assert Countermeasure.objects.get().parties.filter(actor=mine).exists()


def test_a_link_the_desk_already_has_keeps_the_desks_report(dumped):
    rows = json.loads(dumped.read_text())
    url = next(row["fields"]["url"] for row in rows if row["model"] == "timeline.report")
    mine = ReportFactory(url=url, headline="Mine")
    call_command("loaddata", dumped, verbosity=0)
    assert Report.objects.get(url=url) == mine
    assert Report.objects.get(url=url).headline == "Mine"


def test_a_fixture_that_shows_an_entry_without_an_account_is_refused_whole(dumped):
    rows = [row for row in json.loads(dumped.read_text()) if row["model"] != "timeline.answer"]
    for row in rows:
        if row["model"] == "timeline.countermeasure":
            row["fields"]["stated_reason_account"] = None
    rows = [row for row in rows if row["model"] not in ("timeline.account", "timeline.response")]
    dumped.write_text(json.dumps(rows))
    with pytest.raises(CommandError, match=r"no account|no step with an account"):
        call_command("loaddata", dumped, verbosity=0)
    assert not Crisis.objects.exists()


def test_dumping_an_unknown_crisis_says_so():
    with pytest.raises(CommandError, match="No crisis"):
        call_command("dump_crisis", "nowhere")

"""A report is killed or put under embargo from its own page, and all that rests on it follows."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.factories import AccountFactory, EventFactory, PositionFactory, ReportFactory, shown
from timeline.models import Edition

pytestmark = pytest.mark.django_db


@pytest.fixture
def report():
    return ReportFactory(headline="The leak")


def resting_on(report, **fields):
    event = EventFactory(accounts=0, **fields)
    AccountFactory(event=event, report=report)
    return event


def page(report, name):
    return reverse(f"admin:timeline_report_{name}", args=[report.pk])


def headlines():
    return {edition.record.get("headline") for edition in Edition.objects.shown()}


def test_everything_that_rests_on_a_report_is_listed_and_held_in_one_deed(desk_of, report, reader):
    event = shown(resting_on(report, headline="The call", slug="the-call"))
    resting_on(report, headline="A draft")
    relayed = EventFactory(headline="Relayed", accounts=0)
    AccountFactory(event=relayed, relayed_from=report)
    shown(relayed), shown(EventFactory(headline="Elsewhere"))
    client = desk_of("Editor")
    text = client.get(page(report, "hold")).text
    for name in ("The call", "A draft", "Relayed"):
        assert name in text
    assert text.count("Readers see it now") == 2
    assert "Elsewhere" not in text
    assert client.post(page(report, "hold"), {"reason": "Reuters withdrew it."}).status_code == 302
    report.refresh_from_db()
    assert report.withdrawn_on is not None
    assert headlines() == {"Elsewhere"}
    answer = reader.get(f"/harbour-strike/events/{event.slug}/")
    assert answer.status_code == 410
    assert "Reuters withdrew it." in answer.text


def test_holding_needs_the_reason_readers_see(desk_of, report):
    shown(resting_on(report))
    assert "Give a reason" in desk_of("Editor").post(page(report, "hold"), {"reason": " "}).text
    assert headlines()


def test_a_report_that_its_outlet_stands_by_again_no_longer_blocks(desk_of, report):
    event = shown(resting_on(report))
    client = desk_of("Editor")
    client.post(page(report, "hold"), {"reason": "Withdrawn."})
    client.post(page(report, "hold"), {"_stand": ""})
    report.refresh_from_db()
    assert report.withdrawn_on is None
    assert headlines() == set()
    shown(event)
    assert headlines() == {event.headline}


def test_an_embargo_typed_in_the_crisiss_zone_holds(desk_of, report):
    event = shown(resting_on(report))
    client = desk_of("Editor")
    assert 'value="Asia/Tokyo"' in client.get(page(report, "embargo")).text
    typed = {"until": "1 January 2031 09:00", "zone": "Asia/Tokyo"}
    assert client.post(page(report, "embargo"), typed).status_code == 302
    report.refresh_from_db()
    assert report.embargo_until.isoformat() == "2031-01-01T00:00:00+00:00"
    assert headlines() == set()
    assert Edition.objects.of(event).last().shown_from == report.embargo_until
    assert "1 January 2031 09:00 Asia/Tokyo" in client.get(page(report, "embargo")).text


@pytest.mark.parametrize("until", ["", "1 January 2031", "tomorrow", "1 January 2020 09:00"])
def test_an_embargo_needs_a_moment_to_come(desk_of, report, until):
    answer = desk_of("Editor").post(page(report, "embargo"), {"until": until, "zone": "UTC"})
    assert answer.status_code == 200
    assert 'class="errorlist"' in answer.text
    report.refresh_from_db()
    assert report.embargo_until is None


def test_an_embargo_is_lifted(desk_of, report):
    event = shown(resting_on(report))
    client = desk_of("Editor")
    client.post(page(report, "embargo"), {"until": "1 January 2031 09:00", "zone": "UTC"})
    assert page(report, "lift") in client.get(page(report, "embargo")).text
    client.get(page(report, "lift"))
    report.refresh_from_db()
    assert report.embargo_until
    client.post(page(report, "lift"))
    report.refresh_from_db()
    assert report.embargo_until is None
    shown(event)
    assert headlines() == {event.headline}


def test_what_waits_for_an_embargo_is_listed_before_it_is_lifted(desk_of, report):
    scheduled, draft, twice = (resting_on(report, headline=name) for name in ("Scheduled", "Draft", "Twice"))
    AccountFactory(event=twice, report=ReportFactory(embargo_until=timezone.now().replace(year=2032)))
    client = desk_of("Editor")
    assert client.get(page(report, "lift")).headers["Location"] == page(report, "embargo")
    shown(scheduled)
    client.post(page(report, "embargo"), {"until": "1 January 2031 09:00", "zone": "UTC"})
    answer = client.get(page(report, "lift"))
    assert {one.entry.headline: one.then.split(" until")[0] for one in answer.context["freed"]} == {
        "Scheduled": "It comes at its moment, or at once if you publish it.",
        "Draft": "It can be published.",
        "Twice": "Another report keeps it back",
    }
    assert "Scheduled for 1 January 2031 18:00" in answer.text and draft.headline in answer.text
    assert "Lifting shows nothing by itself" in answer.text
    client.post(page(report, "lift"))
    assert headlines() == set()


def test_the_list_of_reports_shows_embargo_and_withdrawal(desk_of, report):
    type(report).objects.update(embargo_until=timezone.now() + timedelta(days=1))
    ReportFactory(headline="Killed", withdrawn_on=timezone.localdate()), ReportFactory(headline="Plain")
    client, address = desk_of("Editor"), reverse("admin:timeline_report_changelist")
    text = client.get(address).text
    assert "Embargo until" in text
    assert "Withdrawn by its outlet" in text
    assert "The leak" not in client.get(address, {"standing": "withdrawn"}).text
    assert "Killed" not in client.get(address, {"standing": "embargo"}).text


def test_neither_can_be_set_past_the_deed_on_the_reports_form(desk_of, report):
    client = desk_of("Reporter")
    address = reverse("admin:timeline_report_change", args=[report.pk])
    text = client.get(address).text
    assert page(report, "hold") not in text
    assert 'name="withdrawn_on"' not in text
    typed = {"source": str(report.source), "withdrawn_on": "1 January 2025", "embargo_until": "1 January 2031 09:00"}
    client.post(address, {"headline": "Changed", **typed, "_save": ""})
    report.refresh_from_db()
    assert (report.headline, report.withdrawn_on, report.embargo_until) == ("Changed", None, None)


def test_the_page_asks_as_often_however_much_rests_on_it(desk_of, report):
    client = desk_of("Editor")

    def asked():
        client.get(page(report, "hold"))
        with CaptureQueriesContext(connection) as queries:
            client.get(page(report, "hold"))
        return len(queries)

    def some():
        shown(resting_on(report))
        AccountFactory(position=PositionFactory(accounts=0), report=report)

    some()
    before = asked()
    some()
    some()
    assert asked() == before

"""Holding, embargo, removing and merging: what readers can still reach, and what is left nowhere."""

import json
from datetime import timedelta

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.utils.html import strip_tags

from tests.factories import (
    AccountFactory,
    ActorFactory,
    CountermeasureFactory,
    EventFactory,
    LinkFactory,
    PointFactory,
    PositionFactory,
    ReportFactory,
    shown,
    shown_countermeasure,
    shown_event,
)
from timeline.models import Edition, Event, External, Note, Participation, Sealed, Version
from timeline.notes import write_note
from timeline.publishing import embargo, hold, merge, publish, remove, resting_on, unseal, withdraw
from timeline.versions import keep

pytestmark = pytest.mark.django_db
SECRET = "Xyzzyword"


def headlines(at=None):
    return {one.record.get("headline") or one.record.get("title") for one in Edition.objects.shown(at)}


def test_a_report_its_outlet_withdrew_takes_everything_that_rests_on_it(clock):
    report = ReportFactory()
    direct, relayed = EventFactory(accounts=0), EventFactory(accounts=0)
    AccountFactory(event=direct, report=report)
    AccountFactory(event=relayed, relayed_from=report)
    other = shown_event(headline="Other")
    countermeasure = shown_countermeasure(title="Ban")
    AccountFactory(countermeasure=countermeasure, report=report)
    for entry in (direct, relayed):
        shown(entry)
    draft = EventFactory(accounts=0)
    AccountFactory(event=draft, relayed_from=report)
    assert set(resting_on(report)) == {direct, relayed, countermeasure, draft}
    clock.forward(minutes=1)
    held = hold(report, by=None, reason="The outlet withdrew it.")
    assert set(held) == {direct, relayed, countermeasure}
    assert headlines() == {other.headline}
    with pytest.raises(ValidationError, match="its outlet withdrew"):
        publish(direct, by=None)


def test_an_embargo_set_later_puts_off_what_is_shown_and_what_is_scheduled(clock):
    report = ReportFactory()
    now, soon = EventFactory(headline="Shown", accounts=0), EventFactory(headline="Soon", accounts=0)
    for event in (now, soon):
        AccountFactory(event=event, report=report)
    publish(now, by=None)
    publish(soon, by=None, at=clock.now + timedelta(hours=1))
    clock.forward(minutes=5)
    embargo(report, clock.now + timedelta(hours=3), by=None)
    assert headlines() == set()
    clock.forward(hours=2)
    assert headlines() == set()
    clock.forward(hours=1)
    assert headlines() == {"Shown", "Soon"}


def test_an_embargo_never_leaves_a_step_without_its_countermeasure(clock):
    report = ReportFactory()
    countermeasure = CountermeasureFactory()
    AccountFactory(countermeasure=countermeasure, report=report)
    shown(countermeasure)
    clock.forward(minutes=5)
    embargo(report, clock.now + timedelta(hours=3), by=None)
    assert headlines() == set()
    clock.forward(hours=3)
    assert len(headlines()) == 2


def test_an_embargo_hides_what_is_shown_though_a_change_is_to_come_after_it(clock):
    report = ReportFactory()
    event = EventFactory(headline="Leaked", accounts=0)
    AccountFactory(event=event, report=report)
    shown(event)
    event.headline = "Later"
    event.save()
    publish(event, by=None, at=clock.now + timedelta(hours=5))
    clock.forward(minutes=5)
    embargo(report, clock.now + timedelta(hours=3), by=None)
    assert headlines() == set()
    clock.forward(hours=4)
    assert headlines() == set()
    clock.forward(hours=1)
    assert headlines() == {"Later"}


def test_what_readers_see_is_found_by_its_report_though_the_working_copy_rests_on_another_by_now(clock):
    report, until = ReportFactory(), clock.now + timedelta(hours=3)
    event = EventFactory(headline="Leaked", accounts=0)
    account = AccountFactory(event=event, report=report)
    shown(event)
    account.report = ReportFactory()
    account.save()
    clock.forward(minutes=5)
    embargo(report, until, by=None)
    assert headlines() == set()
    clock.forward(hours=4)
    assert headlines() == {"Leaked"}
    assert hold(report, by=None, reason="Its outlet withdrew it.") == [event]
    assert headlines() == set()


def test_a_change_under_embargo_waits_and_what_readers_see_meanwhile_stays(clock):
    report, event = ReportFactory(), shown_event(headline="Known")
    AccountFactory(event=event, report=report)
    event.headline = "Leaked"
    event.save()
    publish(event, by=None, at=clock.now + timedelta(hours=1))
    clock.forward(minutes=5)
    embargo(report, clock.now + timedelta(hours=3), by=None)
    clock.forward(hours=2)
    assert headlines() == {"Known"}
    clock.forward(hours=1)
    assert headlines() == {"Leaked"}


def test_a_step_waits_for_the_embargo_of_the_countermeasure_it_brings_with_it(clock):
    countermeasure = CountermeasureFactory(title="Ban")
    until = clock.now + timedelta(hours=3)
    AccountFactory(countermeasure=countermeasure, report=ReportFactory(embargo_until=until))
    publish(countermeasure.steps.get(), by=None)
    clock.forward(hours=2)
    assert headlines() == set()
    clock.forward(hours=1)
    assert len(headlines()) == 2


def everything_in_the_database():
    with connection.cursor() as cursor:
        for table in set(connection.introspection.table_names(cursor)) - {"timeline_lookups"}:  # its pages are tables
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                yield table, json.dumps([str(bytes(cell) if isinstance(cell, memoryview) else cell) for cell in row])


def test_what_is_removed_is_left_nowhere_but_in_the_sealed_copy(clock, editor):
    event = EventFactory(headline=f"A {SECRET} headline", summary=SECRET, slug="where-it-stood")
    Participation.objects.create(event=event, actor=ActorFactory())
    AccountFactory(event=event, says=SECRET, quote=SECRET)
    keep(event, by=None)
    publish(event, by=None)
    before = clock.now
    clock.forward(minutes=1)
    event.summary = f"{SECRET} again"
    event.save()
    publish(event, by=None, reason=SECRET)
    shown_countermeasure(answers=[event], title="Stays")
    write_note(SECRET, by=None, crisis=event.crisis, entry=event.public_id)
    External.objects.create(crisis=event.crisis, system="csv:x", entry=event.public_id, said={"headline": SECRET})
    log = {"content_type": ContentType.objects.get_for_model(event), "object_id": event.pk, "object_repr": str(event)}
    LogEntry.objects.create(user=editor, action_flag=CHANGE, change_message=SECRET, **log)
    clock.forward(minutes=1)
    remove(event, by=None, ground="Safety")
    holding = {table for table, row in everything_in_the_database() if SECRET.lower() in row.lower()}
    assert holding == {"timeline_sealed"}
    assert not any("headline" in text for text in headlines(before) | headlines())
    assert "Stays" in headlines()


def test_removing_a_countermeasure_removes_its_steps(clock):
    countermeasure = shown_countermeasure(title="Ban")
    remove(countermeasure, by=None, ground="Law")
    assert (headlines(), Sealed.objects.count(), Event.objects.count()) == (set(), 2, 0)


def test_only_a_chief_removes():
    editor = get_user_model().objects.create_user("an-editor", is_staff=True)
    editor.user_permissions.add(Permission.objects.get(codename="publish"))
    with pytest.raises(PermissionDenied):
        remove(shown_event(), by=editor, ground="Law")


def test_a_chief_can_bring_a_sealed_copy_back_as_a_draft():
    event = shown_event(headline="Removed")
    sealed = remove(event, by=None, ground="Law")
    back = unseal(sealed, by=None)
    assert (back.headline, back.state, headlines()) == ("Removed", "draft", set())
    publish(back, by=None)
    assert headlines() == {"Removed"}


def test_merging_moves_accounts_points_participants_links_and_answers(clock):
    actor = ActorFactory()
    gone, stays = (
        shown_event(actors=[actor], slug="gone"),
        shown_event(headline="Stays", actors=[actor, ActorFactory()]),
    )
    AccountFactory(event=gone, says="Second account")
    PointFactory(event=gone, label="Why")
    LinkFactory(event=gone, to=EventFactory())
    ban = CountermeasureFactory(answers=[gone])
    clock.forward(minutes=1)
    merge(gone, stays, by=None, reason="The same call.")
    edition = Edition.objects.shown().get(entry=stays.public_id)
    assert len(edition.record["accounts"]) == 3
    assert [point["label"] for point in edition.record["points"]] == ["Why"]
    assert len(edition.record["actors"]) == 2
    assert len(edition.record["links"]) == 1
    assert ban.responses.get().event == stays
    assert headlines() == {"Stays"}
    assert Version.objects.filter(entry=gone.public_id, deed="merged").exists()


def test_the_old_id_and_address_lead_to_the_survivor(client, clock):
    first, second, third = (shown_event(slug=f"call-{number}") for number in range(3))
    clock.forward(minutes=1)
    merge(first, second, by=None, reason="The same.")
    merge(second, third, by=None, reason="The same.")
    for address in (f"/e/{first.public_id}", "/harbour-strike/events/call-0/", "/harbour-strike/events/call-1/"):
        response = client.get(address)
        assert (response.status_code, response["Location"]) == (302, "/harbour-strike/events/call-2/"), address


def test_what_answers_or_links_to_the_one_that_goes_shows_the_survivor_and_nothing_unpublished(client, clock):
    goes, stays, before = (shown_event(slug=slug) for slug in ("goes", "stays", "before"))
    LinkFactory(event=before, to=goes, relation="led-to")
    publish(before, by=None)
    ban = shown_countermeasure(title="Ban", slug="ban", answers=[goes])
    for entry, name in ((ban, "title"), (before, "headline")):
        setattr(entry, name, f"Not yet {SECRET}")
        entry.save()
    clock.forward(minutes=1)
    merge(goes, stays, by=None, reason="The same.")
    shown_now = {one.entry: one for one in Edition.objects.shown()}
    assert [item["event"] for item in shown_now[ban.public_id].record["responds_to"]] == [stays.public_id]
    assert [item["to"] for item in shown_now[before.public_id].record["links"]] == [stays.public_id]
    assert not any(SECRET in name for name in headlines())
    assert "Ban" in client.get("/harbour-strike/events/stays/").text
    for entry in (ban, before):
        assert Version.objects.filter(entry=entry.public_id, deed="merged").exists()


def test_merging_countermeasures_moves_steps_accounts_parties_and_what_they_answer(client, clock):
    trigger, japan = shown_event(), ActorFactory(name="Japan")
    goes = CountermeasureFactory(slug="goes", title="Fish ban", answers=[trigger], at=japan, stated_reason="Waste.")
    goes.stated_reason_account = goes.accounts.get()
    goes.save()
    shown(goes)
    stays = shown_countermeasure(slug="stays", title="Import ban", steps=[("in-force", "2025-11-22")])
    step, account = goes.steps.get(), goes.accounts.get()
    step.headline = f"Not yet {SECRET}"
    step.save()
    before = clock.now
    clock.forward(minutes=1)
    merge(goes, stays, by=None, reason="The same ban.")
    stays.refresh_from_db()
    assert {one.stage for one in stays.steps.all()} == {"announced", "in-force"}
    assert (stays.accounts.get(), stays.stated_reason, stays.stated_reason_account) == (account, "Waste.", account)
    edition = Edition.objects.shown().get(entry=stays.public_id)
    assert [item["event"] for item in edition.record["responds_to"]] == [trigger.public_id]
    assert edition.record["aimed_at"] == [japan.public_id] and len(edition.record["imposed_by"]) == 2
    assert Edition.objects.shown().get(entry=step.public_id).parent == stays.public_id
    assert Edition.objects.shown(before).get(entry=step.public_id).parent == goes.public_id
    assert not any(SECRET in name for name in headlines()) and "Fish ban" not in headlines()
    for address in (f"/e/{goes.public_id}", "/harbour-strike/countermeasures/goes/"):
        response = client.get(address)
        assert (response.status_code, response["Location"]) == (302, "/harbour-strike/countermeasures/stays/"), address
    assert "Waste." in client.get("/harbour-strike/countermeasures/stays/").text


def test_a_change_of_a_step_that_is_to_come_comes_under_the_countermeasure_that_stays(clock):
    goes, stays = shown_countermeasure(title="Goes"), shown_countermeasure(title="Stays")
    step = goes.steps.get()
    step.headline = "Later words"
    step.save()
    publish(step, by=None, at=clock.now + timedelta(hours=2))
    clock.forward(minutes=1)
    merge(goes, stays, by=None, reason="The same.")
    assert "Later words" not in headlines()
    clock.forward(hours=2)
    edition = Edition.objects.shown().get(entry=step.public_id)
    assert (edition.record["headline"], edition.parent) == ("Later words", stays.public_id)


def test_merging_positions_moves_their_accounts_and_needs_one_actor():
    goes, other = shown(PositionFactory()), shown(PositionFactory())
    stays = shown(PositionFactory(actor=goes.actor))
    with pytest.raises(ValidationError, match="of one actor"):
        merge(goes, other, by=None, reason="The same.")
    merge(goes, stays, by=None, reason="The same.")
    assert len(Edition.objects.shown().get(entry=stays.public_id).record["accounts"]) == 2
    assert not Edition.objects.shown().filter(entry=goes.public_id).exists()


@pytest.mark.parametrize("scheduled", ["goes", "stays"])
def test_nothing_scheduled_is_shown_early_by_merging(clock, scheduled):
    goes, stays = shown_event(headline="Goes"), shown_event(headline="Stays")
    entry = {"goes": goes, "stays": stays}[scheduled]
    AccountFactory(event=entry, says=SECRET)
    publish(entry, by=None, at=clock.now + timedelta(hours=1))
    with pytest.raises(ValidationError, match="is scheduled"):
        merge(goes, stays, by=None, reason="The same.")


def test_an_event_and_a_countermeasure_are_never_one():
    with pytest.raises(ValidationError, match="Two different events"):
        merge(shown_event(), shown_countermeasure(), by=None, reason="The same.")


def test_notes_of_the_desk_go_with_what_is_merged():
    goes, stays = EventFactory(), EventFactory()
    write_note("Call the port", by=None, crisis=goes.crisis, entry=goes.public_id)
    merge(goes, stays, by=None, reason="The same.")
    assert Note.objects.get().entry == stays.public_id


def test_readers_keep_what_they_see_when_the_survivor_is_a_draft():
    with pytest.raises(ValidationError, match="Publish the one that stays"):
        merge(shown_event(), EventFactory(), by=None, reason="Same.")


def test_a_withdrawn_and_a_removed_entry_answer_410(client, clock):
    gone, removed = shown_event(slug="gone"), shown_event(slug="removed", headline=SECRET)
    clock.forward(minutes=1)
    withdraw(gone, by=None, reason="It was another ship.")
    identity = removed.public_id
    remove(removed, by=None, ground="Privacy")
    page = client.get("/harbour-strike/events/gone/")
    assert page.status_code == 410
    assert "It was another ship." in page.text
    for address in ("/harbour-strike/events/removed/", f"/e/{identity}"):
        page = client.get(address)
        assert page.status_code == 410, address
        assert "Removed on 28\xa0November 2025" in strip_tags(page.text)
        assert SECRET not in page.text

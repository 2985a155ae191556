import pytest
from django.urls import reverse

from tests.factories import (
    AccountFactory,
    ActorFactory,
    CountermeasureFactory,
    EventFactory,
    PositionFactory,
    ReportFactory,
    shown,
    shown_event,
)
from timeline.models import Actor, Event, Report, Version


def delete(desk, thing):
    return desk.post(reverse(f"admin:timeline_{thing._meta.model_name}_delete", args=[thing.pk]), {"post": "yes"})


def delete_in_list(desk, *things):
    address = reverse(f"admin:timeline_{things[0]._meta.model_name}_changelist")
    chosen = {"action": "delete_selected", "_selected_action": [thing.pk for thing in things], "post": "yes"}
    return desk.post(address, chosen)


@pytest.mark.parametrize("by", [delete, delete_in_list])
def test_an_actor_in_use_is_not_deleted_and_what_uses_it_is_listed(desk, by):
    actor = ActorFactory(name="Japan")
    shown_event(headline="The call", actors=[actor])
    CountermeasureFactory(title="The ban", at=actor)
    PositionFactory(actor=actor, text="It will not move.")
    ActorFactory(name="Sanae Takaichi", part_of=actor)
    page = by(desk, actor).text
    for use in ("The call (Acts)", "The ban (Aimed at)", "It will not move.", "Sanae Takaichi", "1 published entries"):
        assert use in page
    assert Actor.objects.filter(pk=actor.pk).exists()


def test_a_source_or_report_in_use_is_not_deleted(desk):
    report = ReportFactory(headline="The report")
    AccountFactory(event=EventFactory(headline="The call", accounts=0), report=ReportFactory(), relayed_from=report)
    assert "The call" in delete(desk, report).text
    assert "The report" in delete(desk, report.source).text
    assert Report.objects.filter(pk=report.pk).exists()


def test_what_nothing_uses_is_deleted(desk):
    actor = ActorFactory()
    assert delete(desk, actor).status_code == 302
    assert not Actor.objects.exists()


@pytest.mark.parametrize("by", [delete, delete_in_list])
def test_what_readers_have_seen_is_withdrawn_and_never_deleted(desk, by):
    event = shown_event(headline="The call")
    assert "“The call” has been published. Withdraw it instead." in by(desk, event).text
    assert Event.objects.exists()
    shown(event)


@pytest.mark.parametrize("by", [delete, delete_in_list])
def test_a_draft_is_deleted_and_leaves_its_last_version(desk, by):
    by(desk, EventFactory(headline="A draft"))
    assert not Event.objects.exists()
    assert [(version.deed, version.record["headline"]) for version in Version.objects.all()] == [("deleted", "A draft")]


def test_an_event_that_a_countermeasure_answers_is_not_deleted(desk):
    event = EventFactory()
    CountermeasureFactory(title="The ban", answers=[event])
    assert delete(desk, event).status_code == 200
    assert Event.objects.filter(pk=event.pk).exists()

"""Working copies become public by deeds, and only by deeds."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from tests.factories import (
    AccountFactory,
    CountermeasureFactory,
    CrisisFactory,
    EventFactory,
    PositionFactory,
    StepFactory,
    shown,
    shown_countermeasure,
    shown_event,
)
from timeline.models import Account, Crisis, Edition, Event, Response
from timeline.publishing import correct, differs, publish, publish_whole, unschedule, withdraw

pytestmark = pytest.mark.django_db


def headlines(at=None):
    return {edition.record.get("headline") or edition.record.get("title") for edition in Edition.objects.shown(at)}


def test_a_draft_is_not_shown():
    EventFactory(headline="Draft")
    assert headlines() == set()


def test_what_an_editor_changes_stays_hidden_until_published_again():
    event = shown_event(headline="As published")
    event.headline = "As changed"
    event.save()
    assert headlines() == {"As published"}
    assert differs(event)
    publish(event, by=None)
    assert headlines() == {"As changed"}
    assert not differs(event)


def test_an_edition_is_never_changed():
    edition = Edition.objects.of(shown_event()).get()
    edition.reason = "Another"
    with pytest.raises(TypeError):
        edition.save()


def test_a_past_moment_shows_what_was_shown_then(clock):
    event = shown_event(headline="First")
    before = clock.now
    clock.forward(hours=1)
    event.headline = "Second"
    event.save()
    correct(event, by=None, reason="The first was wrong.")
    assert headlines(at=before) == {"First"}
    assert headlines() == {"Second"}


def test_nobody_reads_ahead_what_is_scheduled(clock):
    event = EventFactory(headline="Tomorrow")
    publish(event, by=None, at=clock.now + timedelta(days=1))
    assert headlines() == headlines(at=clock.now + timedelta(days=2)) == set()
    clock.forward(days=1)
    assert headlines() == {"Tomorrow"}


def test_publishing_now_cancels_what_was_scheduled(clock):
    event = shown_event(headline="Now")
    event.headline = "Later"
    event.save()
    publish(event, by=None, at=clock.now + timedelta(days=1))
    event.headline = "At once"
    event.save()
    publish(event, by=None)
    clock.forward(days=2)
    assert headlines() == {"At once"}


def test_withdrawing_cancels_what_was_scheduled_and_needs_a_reason(clock):
    event = shown_event()
    publish(event, by=None, at=clock.now + timedelta(days=1))
    with pytest.raises(ValidationError):
        withdraw(event, by=None, reason=" ")
    withdraw(event, by=None, reason="It did not take place.")
    assert headlines() == set()
    clock.forward(days=2)
    assert headlines() == set()


def test_an_embargo_holds_back_whatever_rests_on_the_report(clock):
    event = EventFactory()
    account = AccountFactory(event=event)
    account.report.embargo_until = clock.now + timedelta(hours=3)
    account.report.save()
    publish(event, by=None)
    assert headlines() == set()
    clock.forward(hours=3)
    assert headlines() == {event.headline}


@pytest.mark.parametrize("entry", [lambda: EventFactory(accounts=0), lambda: PositionFactory(accounts=0)])
def test_nothing_is_published_without_an_account(entry):
    with pytest.raises(ValidationError, match="no account"):
        publish(entry(), by=None)


def test_a_countermeasure_needs_a_step_with_an_account_and_its_answers_need_one_each():
    with pytest.raises(ValidationError, match="no step with an account"):
        publish(CountermeasureFactory(steps=[]), by=None)
    countermeasure = CountermeasureFactory(answers=[EventFactory()])
    Response.objects.update(account=None)
    with pytest.raises(ValidationError, match="Say who reports"):
        publish(countermeasure, by=None)


def test_a_reason_or_motive_is_not_published_without_who_gives_it():
    countermeasure = CountermeasureFactory(stated_reason="Water", reported_motive="Taiwan")
    with pytest.raises(ValidationError) as refused:
        publish(countermeasure, by=None)
    assert len(refused.value.messages) == 2
    account = AccountFactory(countermeasure=countermeasure)
    countermeasure.stated_reason_account = countermeasure.reported_motive_account = account
    countermeasure.save()
    publish(countermeasure, by=None)
    assert headlines() == {countermeasure.title}


def test_publishing_a_step_publishes_its_countermeasure():
    step = StepFactory(countermeasure=CountermeasureFactory(title="Ban", steps=[]), headline="Announced")
    publish(step, by=None)
    assert headlines() == {"Ban", "Announced"}


def test_withdrawing_a_countermeasure_withdraws_its_steps():
    withdraw(shown_countermeasure(), by=None, reason="It was a misreading.")
    assert headlines() == set()


def test_a_countermeasure_cannot_be_put_off_past_a_step_that_is_to_be_shown(clock):
    countermeasure = CountermeasureFactory(steps=[])
    publish(StepFactory(countermeasure=countermeasure), by=None, at=clock.now + timedelta(hours=1))
    with pytest.raises(ValidationError, match="to be shown before that"):
        publish(countermeasure, by=None, at=clock.now + timedelta(hours=2))


def test_a_countermeasure_may_be_put_off_to_the_moment_of_its_step(clock):
    countermeasure, moment = CountermeasureFactory(steps=[]), clock.now + timedelta(hours=1)
    publish(StepFactory(countermeasure=countermeasure), by=None, at=moment)
    publish(countermeasure, by=None, at=moment)
    clock.forward(hours=1)
    assert len(headlines()) == 2


def test_publishing_a_whole_countermeasure_leaves_unchanged_steps_alone(clock):
    countermeasure = shown_countermeasure(steps=[("announced", "2025-11-14"), ("in-force", "2025-11-19")])
    step = countermeasure.steps.first()
    step.headline = "Reworded"
    step.save()
    clock.forward(minutes=1)
    publish_whole(countermeasure, by=None)
    assert sorted(Edition.objects.of(one).count() for one in countermeasure.steps.all()) == [1, 2]


def test_a_correction_needs_a_reason_which_its_edition_keeps():
    event = shown_event()
    with pytest.raises(ValidationError):
        correct(event, by=None, reason="")
    edition = correct(event, by=None, reason="The day was wrong.")
    assert (edition.change, edition.reason) == ("correction", "The day was wrong.")


def test_whoever_lacks_the_right_is_refused():
    nobody = get_user_model().objects.create_user("reporter", is_staff=True)
    event = EventFactory()
    with pytest.raises(PermissionDenied):
        publish(event, by=nobody)
    with pytest.raises(PermissionDenied):
        withdraw(shown(event), by=nobody, reason="No.")


def test_every_deed_raises_the_stamp_of_its_crisis():
    event = EventFactory()
    stamps = [event.crisis.stamp]
    for deed in (lambda: publish(event, by=None), lambda: withdraw(event, by=None, reason="Wrong.")):
        deed()
        stamps.append(Crisis.objects.get().stamp)
    assert len(set(stamps)) == 3


def test_a_failed_deed_leaves_nothing():
    event = EventFactory(accounts=0)
    stamp = event.crisis.stamp
    with pytest.raises(ValidationError):
        publish(event, by=None)
    assert (Edition.objects.count(), Crisis.objects.get().stamp) == (0, stamp)


def test_an_unpublished_crisis_shows_nothing_at_any_moment(clock):
    event = shown_event()
    then = clock.now
    clock.forward(days=1)
    Crisis.objects.filter(pk=event.crisis_id).update(state="draft")
    assert headlines() == headlines(at=then) == set()


def test_the_first_moment_is_kept_through_later_editions(clock):
    event = shown_event()
    first = clock.now
    clock.forward(days=1)
    assert publish(event, by=None).first_shown == first


def test_what_is_taken_back_before_anybody_saw_it_bears_no_first_moment(clock):
    never, once = EventFactory(), shown_event()
    first = once.first_shown
    for event in (never, once):
        publish(event, by=None, at=clock.now + timedelta(hours=1))
        unschedule(event, by=None)
    assert [(one.state, one.first_shown) for one in (never, once)] == [("ready", None), ("published", first)]


def test_what_was_taken_back_in_time_was_never_seen(client, clock):
    event = EventFactory()
    publish(event, by=None, at=clock.now + timedelta(hours=1))
    unschedule(event, by=None)
    clock.forward(hours=2)
    assert not Edition.objects.once_shown().of(event).exists()
    assert client.get(f"/e/{event.public_id}").status_code == 404


def test_a_step_of_another_crisis_is_refused():
    elsewhere = CountermeasureFactory(crisis=CrisisFactory(slug="elsewhere"))
    event = shown_event(headline="The ban begins")
    Event.objects.filter(pk=event.pk).update(countermeasure=elsewhere, stage="in_force")
    with pytest.raises(ValidationError, match="belongs to another crisis"):
        publish(event, by=None)


def test_the_database_refuses_two_open_editions_of_one_entry():
    edition = Edition.objects.of(shown_event()).get()
    edition.pk, edition.public_id, edition._state.adding = None, "another00000", True
    with pytest.raises(IntegrityError), transaction.atomic():
        edition.save(force_insert=True)


@pytest.mark.parametrize("owners", [{}, {"event": 1, "position": 1}])
def test_the_database_holds_that_an_account_belongs_to_one_entry(owners):
    made = {"event": EventFactory(accounts=0), "position": PositionFactory(accounts=0)}
    with pytest.raises(IntegrityError), transaction.atomic():
        AccountFactory(**{name: made[name] for name in owners})
    assert not Account.objects.exists()


@pytest.mark.parametrize("broken", [{"stage": "announced"}, {"kind": "step"}])
def test_the_database_holds_that_a_step_has_a_countermeasure_and_a_stage(broken):
    CrisisFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        EventFactory(**broken)


def test_a_correction_asks_the_database_little_however_often_it_was_made(django_assert_max_num_queries):
    event = shown_event(summary="Three ships.")
    AccountFactory(event=event)
    for summary in ("Four ships.", "Five ships."):
        event.summary = summary
        event.save()
        with django_assert_max_num_queries(21):
            correct(event, by=None, reason="A number was wrong.")
    assert event.accounts.count() == len(Edition.objects.shown().get().record["accounts"]) == 2
    assert differs(Event.objects.get()) is False


def test_what_is_added_to_an_entry_that_was_just_published_belongs_to_it():
    event = shown_event()
    before = len(event.accounts.all())
    AccountFactory(event=event)
    assert len(event.accounts.all()) == before + 1
    publish(event, by=None)
    assert len(event.accounts.all()) == len(Edition.objects.shown().get().record["accounts"]) == before + 1

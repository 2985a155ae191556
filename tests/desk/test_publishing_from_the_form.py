from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from tests.desk.typing import Form
from tests.factories import CountermeasureFactory, EventFactory, PositionFactory, shown_countermeasure, shown_event
from timeline.models import Crisis, Edition, Event, Version, WorkingCopy


def headlines():
    return [edition.record["headline"] for edition in Edition.objects.shown().events()]


@pytest.fixture
def reporter(client, django_user_model):
    """A client of somebody who may write but not publish."""
    user = django_user_model.objects.create_user("reporter", password="x", is_staff=True)
    user.user_permissions.add(*Permission.objects.filter(codename__in=["add_event", "change_event", "view_event"]))
    client.force_login(user)
    return client


def test_a_draft_is_published_from_its_form(open_form):
    event = EventFactory(headline="The call")
    form = open_form(event)
    assert "Draft, saved" in form.answer.text
    assert form.press("_publish") == ["Published."]
    assert headlines() == ["The call"]
    assert "Publish changes" in form.answer.text


def test_what_cannot_be_published_is_saved_and_says_why(open_form):
    form = open_form("event").type(headline="The call")
    form.press("_publish")
    assert form.answer.context["stopped"]
    assert "“The call” has no account. Say which report it rests on." in form.answer.text
    assert Event.objects.get().state == WorkingCopy.State.DRAFT


def test_changes_to_a_published_entry_stay_unpublished_until_they_are_published(open_form):
    form = open_form(shown_event(headline="The call"))
    assert form.type(headline="The long call").press() == [
        "Saved. Readers do not see the changes until you publish them."
    ]
    assert headlines() == ["The call"]
    assert "unpublished changes" in form.answer.text
    form.press("_publish")
    assert headlines() == ["The long call"]
    assert "unpublished changes" not in form.answer.text


def test_a_correction_is_published_with_the_reason_readers_see_and_not_without(open_form):
    event = shown_event(headline="The call")
    form = open_form(event).type(headline="The long call")
    form.data["publishing-change"] = "correction"
    assert form.refused("_publish") == {"Reason readers see": "Readers are told why. Give a reason."}
    assert form.data["headline"] == "The long call"
    form.data["publishing-reason"] = "It lasted longer."
    form.press("_publish")
    last = Edition.objects.of(event).last()
    assert (last.change, last.reason, last.by.username) == ("correction", "It lasted longer.", "editor")


def test_an_entry_can_be_published_later_in_the_crisiss_zone(open_form):
    event = EventFactory()
    form = open_form(event)
    form.data["publishing-at"] = "1 January 2031 09:00"
    form.press("_publish")
    edition = Edition.objects.of(event).get()
    assert edition.shown_from.isoformat() == "2031-01-01T00:00:00+00:00"
    assert "Scheduled for 1 January 2031 09:00" in form.answer.text
    assert headlines() == []


def test_a_moment_that_has_passed_or_is_none_is_refused(open_form):
    form = open_form(EventFactory())
    form.data["publishing-at"] = "1 January 2020 09:00"
    assert "has passed" in form.refused("_publish")["Publish at"]
    form.data["publishing-at"] = "1 January 2031"
    assert "a day and a time" in form.refused("_publish")["Publish at"]


def test_what_is_typed_about_publishing_does_not_hinder_saving(open_form):
    form = open_form(EventFactory())
    form.data["publishing-at"] = "whenever"
    assert form.press() == ["Draft saved."]


def test_withdrawing_asks_for_the_reason_readers_are_told(open_form, desk, reader):
    event = shown_event()
    address = reverse("admin:timeline_event_withdraw", args=[event.pk])
    assert address in open_form(event).answer.text
    assert "Give a reason" in desk.post(address, {"reason": " "}).text
    assert headlines() == [event.headline]
    assert desk.post(address, {"reason": "It never took place."}).status_code == 302
    assert headlines() == []
    assert reader.get(f"/harbour-strike/events/{event.slug}/").status_code == 410
    assert "Withdrawn, saved" in open_form(event).answer.text


def test_withdrawing_a_countermeasure_names_the_steps_that_go_with_it(desk):
    measure = shown_countermeasure()
    page = desk.get(reverse("admin:timeline_countermeasure_withdraw", args=[measure.pk])).text
    assert measure.steps.get().headline in page


@pytest.mark.parametrize("factory", [EventFactory, CountermeasureFactory, PositionFactory])
def test_a_preview_is_the_public_page_of_what_is_typed_and_stores_nothing(open_form, factory):
    entry = factory()
    form = open_form(entry)
    name = {"Event": "headline", "Countermeasure": "title", "Position": "text"}[type(entry).__name__]
    before = (Edition.objects.count(), Version.objects.count(), Crisis.objects.values_list("epoch", "counter").get())
    page = form.type(**{name: "As it is typed"}).post("_preview")
    assert page.status_code == 200
    assert "As it is typed" in page.text
    assert "Nothing of it is saved." in page.text
    assert 'id="entry"' not in page.text
    assert "no-store" in page.headers["Cache-Control"]
    entry.refresh_from_db()
    assert getattr(entry, name) != "As it is typed"
    assert (
        Edition.objects.count(),
        Version.objects.count(),
        Crisis.objects.values_list("epoch", "counter").get(),
    ) == before


def test_a_new_entry_of_a_crisis_nobody_sees_yet_can_be_previewed(open_form):
    Crisis.objects.update(state=Crisis.State.DRAFT)
    page = open_form("event").type(headline="As it is typed", who_0_actor="+Somebody").post("_preview")
    assert "As it is typed" in page.text
    assert not Event.objects.exists()
    assert Crisis.objects.get().state == Crisis.State.DRAFT


def test_a_preview_of_what_has_errors_is_the_form_with_its_errors(open_form):
    assert "Headline" in open_form("event").refused("_preview")


def test_who_may_not_publish_finds_no_button_and_is_refused_but_loses_nothing(reporter, crisis):
    address = reverse("admin:timeline_event_add")
    page = reporter.get(address).text
    assert 'name="_publish"' not in page
    answer = reporter.post(address, Form(page).data | {"headline": "Mine", "_publish": "1"}, follow=True)
    assert "you may not do that" in answer.text
    assert Event.objects.get().state == WorkingCopy.State.DRAFT
    event = shown_event()
    assert reporter.post(reverse("admin:timeline_event_withdraw", args=[event.pk]), {"reason": "x"}).status_code == 403


def test_times_of_the_desk_are_in_the_crisiss_zone(open_form):
    event = EventFactory()
    moment = timezone.now() - timedelta(days=400)
    Event.objects.filter(pk=event.pk).update(saved=moment.replace(year=2025, month=3, day=1, hour=20, minute=30))
    assert "Draft, saved 2 March 2025 05:30" in open_form(event).answer.text

"""Reporters write and submit; editors return, make ready, publish, schedule. Each is offered what they may do."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.desk.conftest import Typing
from tests.factories import ActorFactory, CountermeasureFactory, EventFactory, shown_event
from timeline.models import Edition, Event, Version
from timeline.publishing import publish
from timeline.versions import keep

BUTTONS = ("_save", "_preview", "_submit", "_ready", "_return", "_publish", "_unschedule")


@pytest.fixture
def people(crisis, django_user_model):
    """Call it with a role and a thing: the form as somebody of that role has it before them."""

    def people(role, thing):
        client = Client()
        user, _made = django_user_model.objects.get_or_create(username=role.lower(), defaults={"is_staff": True})
        user.groups.set([Group.objects.get(name=role)])
        client.force_login(user)
        if isinstance(thing, str):
            return Typing(client, reverse(f"admin:timeline_{thing}_add"))
        return Typing(client, reverse(f"admin:timeline_{thing._meta.model_name}_change", args=[thing.pk]))

    return people


def offered(form):
    return [button for button in BUTTONS if f'name="{button}"' in form.answer.text]


def written(people, **fields):
    """An event that a reporter wrote and submitted."""
    form = people("Reporter", "event").type(headline="The call", **fields)
    form.type(accounts_0_report="Note", accounts_0_outlet="+Wire", accounts_0_says="They spoke.")
    assert form.press("_submit") == ["Submitted. An editor looks at it next."]
    return Event.objects.latest("pk")


def test_a_reporter_is_offered_to_save_preview_and_submit_a_draft_and_then_nothing(people):
    form = people("Reporter", "event")
    assert offered(form) == ["_save", "_preview", "_submit"]
    event = written(people)
    form = people("Reporter", event)
    assert "In review, saved" in form.answer.text
    assert '<fieldset class="ct-all" disabled>' in form.answer.text
    assert form.post("_save").status_code == 403


def test_an_editor_is_offered_the_rest(people):
    event = written(people)
    assert offered(people("Editor", event)) == ["_save", "_preview", "_ready", "_return", "_publish"]
    form = people("Editor", event)
    assert form.press("_ready") == ["Marked ready to be published."]
    assert "Ready, saved" in form.answer.text
    assert offered(form) == ["_save", "_preview", "_return", "_publish"]


def test_what_is_returned_says_why_at_the_top_until_it_is_submitted_again(people):
    event = written(people)
    form = people("Editor", event)
    assert form.refused("_return") == {"What is to be mended": "Say what is to be mended."}
    form.data["publishing-lacking"] = "Which ministry?"
    form.press("_return")
    form = people("Reporter", event)
    assert "Returned by editor" in form.answer.text and "Which ministry?" in form.answer.text
    form.type(summary="The foreign ministry.").press()
    assert "Which ministry?" in form.answer.text
    form.press("_submit")
    assert "Which ministry?" not in form.answer.text
    assert [version.deed for version in Version.objects.filter(entry=event.public_id)] == [
        *("submitted", "saved", "returned", "submitted", "saved"),
    ]


@pytest.mark.parametrize("button", ["_publish", "_ready", "_return"])
def test_editors_deeds_do_nothing_in_a_reporters_hands(people, button):
    form = people("Reporter", "event").type(headline="The call")
    form.data["publishing-lacking"] = "x"
    assert form.press(button) == ["Saved, and no more: you may not do that."]
    assert Event.objects.get().state == "draft"
    assert not Edition.objects.exists()


def test_a_refusal_is_a_page_of_ours(people, editor):
    event = EventFactory(created_by=editor)
    form = people("Reporter", "event")
    answer = form.client.post(reverse("admin:timeline_event_change", args=[event.pk]), {"_publish": "1"})
    assert answer.status_code == 403
    assert "That is not open to you" in answer.text


def test_a_change_of_certainty_is_never_silent(people):
    event = shown_event(certainty="reported")
    form = people("Editor", event).type(certainty="confirmed")
    form.data["publishing-change"] = "silent"
    assert form.refused("_publish") == {"Publishing": "A change of date, actor, certainty or quote is never silent."}
    assert form.data["publishing-change"] == "silent"
    form.data["publishing-change"] = "update"
    assert form.press("_publish") == ["Published."]


def test_what_is_scheduled_says_so_and_can_be_taken_back_or_published_now(people):
    event = written(people)
    form = people("Editor", event)
    form.data["publishing-at"] = "1 January 2031 09:00"
    assert form.press("_publish") == ["Scheduled for 1 January 2031 09:00"]
    assert form.press("_unschedule") == ["It is no longer scheduled."]
    event.refresh_from_db()
    assert (event.state, event.first_shown) == ("ready", None)
    assert "Ready, saved" in form.answer.text
    last = Version.objects.filter(entry=event.public_id).first()
    assert (last.deed, last.why, last.by.username) == ("unscheduled", "", "editor")
    assert "No longer scheduled" in form.client.get(reverse("admin:timeline_event_history", args=[event.pk])).text
    assert "No longer scheduled" in form.client.get(reverse("admin:waiting", args=["handed-in"])).text
    form.data["publishing-at"] = "1 January 2031 09:00"
    form.press("_publish")
    assert "Publish now" in form.answer.text
    form.press("_publish")
    assert Edition.objects.shown().get().record["headline"] == "The call"


def test_taking_back_a_change_to_come_leaves_what_readers_see(people):
    event = shown_event(headline="The call")
    form = people("Editor", event).type(headline="The long call")
    form.data["publishing-at"] = "1 January 2031 09:00"
    form.press("_publish")
    assert "Published, a change scheduled for 1 January 2031 09:00" in form.answer.text
    form.press("_unschedule")
    assert Edition.objects.shown().get().record["headline"] == "The call"
    assert Edition.objects.of(event).first().ended == ""
    assert "unpublished changes" in form.answer.text
    form.press("_publish")
    assert Edition.objects.shown().get().record["headline"] == "The long call"


def test_steps_wait_with_their_countermeasure(people):
    measure = CountermeasureFactory()
    for entry in (measure, *measure.steps.all()):
        publish(entry, by=None, at=timezone.now() + timedelta(days=1))
    people("Editor", measure).press("_unschedule")
    assert not Edition.objects.filter(ended="").exists()


def test_four_eyes_take_the_reason_that_readers_do_not_see(people, settings):
    settings.FOUR_EYES = True
    form = people("Editor", "event").type(headline="The call", accounts_0_says="So.", accounts_0_attribution="unnamed")
    form.type(accounts_0_report="Note", accounts_0_outlet="+Wire")
    form.data["publishing-at"] = "1 January 2031 09:00"
    form.press("_publish")
    assert form.answer.context["stopped"]
    assert form.data["publishing-at"] == "1 January 2031 09:00"
    form.data["publishing-override"] = "It is on the wires."
    form.press("_publish")
    event = Event.objects.get()
    assert event.alone
    assert Edition.objects.get().reason == ""


def test_who_publishes_alone_is_asked_why_beside_the_field(people, settings):
    settings.FOUR_EYES = True
    form = people("Editor", "event").type(headline="The call", accounts_0_says="So.")
    form.type(accounts_0_report="Note", accounts_0_outlet="+Wire").press()
    assert "Say why it cannot wait" in form.refused("_publish")["Publishing"]
    assert 'href="#id_publishing-override"' in form.answer.text
    form.data["publishing-override"] = "It is on the wires."
    assert form.press("_publish") == ["Published."]


def test_warnings_stop_publishing_until_a_reason_is_given_that_stays_in_history(people):
    event = written(people, accounts_0_attribution="unnamed")
    form = people("Editor", event)
    assert "1 open warning" in form.answer.text
    form.look(form.post("_publish"))
    assert [(one.anchor, one.text) for one in form.answer.context["amiss"]] == [
        ("id_accounts-0-report", "It rests on unnamed sources of a single report."),
    ]
    assert 'href="#id_accounts-0-report"' in form.answer.text
    assert not Edition.objects.exists()
    form.data["publishing-override"] = "Two more are coming."
    form.press("_publish")
    last = Version.objects.filter(entry=event.public_id).first()
    assert (last.deed, last.why) == ("published", "Published all the same: Two more are coming.")
    assert Edition.objects.get().reason == ""


def test_no_reason_helps_against_what_blocks(people):
    form = people("Editor", "event").type(headline="The call")
    form.press("_publish")
    assert "publishing-override" not in form.data
    form.data["publishing-override"] = "All the same."
    form.look(form.post("_publish"))
    assert not Edition.objects.exists()


def test_what_may_be_the_same_event_is_named_with_a_way_to_it(people):
    japan = ActorFactory(name="Japan")
    first = EventFactory(headline="Ministers speak by telephone", when="2025-11-25", actors=[japan])
    EventFactory(headline="Ministers speak by telephone", when="2025-10-25", actors=[japan])
    EventFactory(headline="Ministers speak by telephone", when="2025-11-25", actors=[ActorFactory()])
    EventFactory(headline="A harbour is closed", when="2025-11-25", actors=[japan])
    form = people("Editor", "event").type(
        headline="Ministers speak on the telephone", date="2025-11", who_0_actor="Japan"
    )
    form.type(accounts_0_report="Note", accounts_0_outlet="+Wire", accounts_0_says="They spoke.")
    form.press("_publish")
    found = form.answer.context["amiss"]
    assert [(one.text, one.other, one.blocks) for one in found] == [
        (
            "It may be the same as “Ministers speak by telephone”: the same days, an actor in common, similar words.",
            reverse("admin:timeline_event_change", args=[first.pk]),
            False,
        )
    ]
    second = Event.objects.get(headline="Ministers speak on the telephone")
    page = form.client.get(found[0].merge)
    assert f"/event/{second.pk}/merge/?survivor=" in found[0].merge
    assert page.context["survivor"] == first


def test_what_older_histories_say_of_a_moment_taken_back_is_named_as_the_deed_it_was(people):
    moved = import_module("timeline.migrations.0008_deeds_and_roles")
    ready, taken_back = (keep(EventFactory(), by=None, deed="ready", why=why) for why in ("", "No longer scheduled."))
    for step, deeds in ((moved.name_the_deed, ["ready", "unscheduled"]), (moved.as_it_was, ["ready", "ready"])):
        step(apps, None)
        kept = Version.objects.filter(pk__in=[ready.pk, taken_back.pk]).order_by("pk")
        assert list(kept.values_list("deed", flat=True)) == deeds
    assert kept[1].why == "No longer scheduled."

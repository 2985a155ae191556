"""A deed on many entries is shown first: how many, which are refused and why. Then exactly that happens."""

import re

import pytest
from django.urls import reverse

from tests.factories import CountermeasureFactory, EventFactory, shown_event
from timeline import workflow
from timeline.models import Edition, Event, Version

pytestmark = pytest.mark.django_db

LIST = "/admin/timeline/event/"


def chosen(action, *entries, **more):
    return {"action": action, "_selected_action": [entry.pk for entry in entries]} | more


def confirmed(client, action, *entries, path=LIST, **said):
    """Look at the preview, type into it, and confirm it as it stands."""
    page = client.post(path, chosen(action, *entries, **said))
    return client.post(
        path, chosen(action, *entries, _confirmed="1", seen=page.context["outcome"].key, **said), follow=True
    )


def headlines():
    return {edition.record["headline"] for edition in Edition.objects.shown().events()}


def test_publishing_many_is_previewed_and_then_done(desk_of):
    good, bare, client = EventFactory(headline="Good"), EventFactory(headline="Bare", accounts=0), desk_of("Editor")
    page = client.post(LIST, chosen("publish", good, bare))
    assert "Publish: 1 of 2" in page.text
    assert "1 is refused" in page.text
    assert "“Bare” has no account" in page.text
    assert headlines() == set()
    assert not Version.objects.exists()
    said = confirmed(client, "publish", good, bare).text
    assert headlines() == {"Good"}
    assert "Publish: 1 entry." in said
    assert "“Bare” has no account" in said


def test_withdrawing_many_needs_the_reason_readers_see(desk_of, reader):
    events, client = [shown_event(slug="a"), shown_event(slug="b")], desk_of("Editor")
    assert "Withdraw: 2 of 2" in client.post(LIST, chosen("withdraw", *events)).text
    page = client.post(LIST, chosen("withdraw", *events, _confirmed="1", reason=" "))
    assert "Give a reason" in page.text
    assert len(headlines()) == 2
    confirmed(client, "withdraw", *events, reason="None of it took place.")
    assert headlines() == set()
    assert "None of it took place." in reader.get("/harbour-strike/events/a/").text


def test_many_are_submitted_and_marked_ready(desk_of, person):
    events = [EventFactory(created_by=person("Reporter")) for _each in range(2)]
    other = EventFactory(created_by=person("Editor"), headline="Another’s")
    reporter = desk_of("Reporter")
    assert "Submit: 2 of 3" in reporter.post(LIST, chosen("submit", *events, other)).text
    confirmed(reporter, "submit", *events, other)
    assert sorted(Event.objects.values_list("state", flat=True)) == ["draft", "review", "review"]
    confirmed(desk_of("Editor"), "make_ready", *events)
    assert sorted(Event.objects.values_list("state", flat=True)) == ["draft", "ready", "ready"]


@pytest.mark.parametrize("action", ["publish", "withdraw", "make_ready"])
def test_a_reporter_is_not_offered_the_editors_deeds_and_is_refused(desk_of, person, action):
    event, client = EventFactory(created_by=person("Reporter")), desk_of("Reporter")
    workflow.submit(event, by=None)
    assert f'value="{action}"' not in client.get(LIST).text
    client.post(LIST, chosen(action, event, _confirmed="1", reason="Now."))
    event.refresh_from_db()
    assert event.state == "review"
    assert headlines() == set()


def test_a_countermeasure_is_published_with_its_steps(desk_of):
    measure = CountermeasureFactory()
    address = reverse("admin:timeline_countermeasure_changelist")
    confirmed(desk_of("Editor"), "publish", measure, path=address, override="Nobody answers at night.")
    assert headlines() == {measure.steps.get().headline}


def test_of_too_many_the_first_go_and_what_is_left_is_said_before_and_after(desk_of, monkeypatch):
    monkeypatch.setattr("timeline.admin.bulk.MOST", 2)
    events, client = [EventFactory() for _three in range(3)], desk_of("Editor")
    page = client.post(LIST, {"action": "publish", "_selected_action": events[0].pk, "select_across": "1"})
    assert "these are the first 2 of those you chose. 1 more is left" in page.text
    assert headlines() == set()
    fields = re.findall(r'<input type="hidden" name="(_selected_action|action|seen|left)" value="([^"]*)"', page.text)
    data = dict(fields) | {"_selected_action": [value for name, value in fields if name == "_selected_action"]}
    assert len(data["_selected_action"]) == 2
    said = client.post(LIST, data | {"_confirmed": "1"}, follow=True).text
    assert len(headlines()) == 2
    assert "Publish: 2 entries." in said
    assert "1 more of those you chose is left. Choose them again to go on." in said


def test_what_is_amiss_is_published_only_with_a_reason_that_stays_in_history(desk_of):
    event, client = EventFactory(headline="They met on Sunday", when="2025-11-25"), desk_of("Editor")
    page = client.post(LIST, chosen("publish", event))
    assert "Publish: 0 of 1" in page.text
    assert "It says Sunday" in page.text
    typed = {"override": "The paper says so.", "_confirmed": "1", "seen": ""}
    page = client.post(LIST, chosen("publish", event, **typed))
    assert "Nothing has been done yet." in page.text
    assert "Publish: 1 of 1" in page.text
    assert headlines() == set()
    confirmed(client, "publish", event, override="The paper says so.")
    assert headlines() == {"They met on Sunday"}
    assert "The paper says so." in Version.objects.get(entry=event.public_id).why


def test_nothing_happens_that_was_not_seen_before(desk_of):
    event, client = EventFactory(), desk_of("Editor")
    assert "Nothing has been done yet." in client.post(LIST, chosen("publish", event, _confirmed="1")).text
    assert headlines() == set()

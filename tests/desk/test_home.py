"""The home page tells each what waits for them, and nothing that is not theirs."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.factories import CountermeasureFactory, EventFactory, PositionFactory, shown_event
from timeline import workflow
from timeline.models import Event, Version
from timeline.notes import write_note
from timeline.publishing import publish, remove, withdraw
from timeline.versions import keep

pytestmark = pytest.mark.django_db

HOME = "/admin/"


def lists(client):
    """The names on each list of the home page."""
    sections = client.get(HOME).context["sections"]
    return {section.name: [row.name for row in section.rows] for section in sections}


def draft_of(user, headline, factory=EventFactory):
    event = factory(headline=headline, created_by=user, saved_by=user)
    keep(event, by=user)
    return event


def test_an_editor_sees_what_was_handed_in_returned_scheduled_and_taken_back(desk_of, person):
    reporter, editor = person("Reporter"), person("Editor")
    for headline in ("In review", "Sent back"):
        workflow.submit(draft_of(reporter, headline), by=reporter)
    workflow.send_back(Event.objects.get(headline="Sent back"), by=editor, reason="Which ministry?")
    publish(EventFactory(headline="To come"), by=None, at=timezone.now() + timedelta(hours=2))
    withdraw(shown_event(headline="Wrong"), by=editor, reason="It never took place.")
    found = lists(desk_of("Editor"))
    assert found.pop("latest")
    assert found == {
        "handed-in": ["In review"],
        "returned": ["Sent back"],
        "scheduled": ["To come"],
        "taken-back": ["Wrong"],
    }
    page = desk_of("Editor").get(HOME).text
    assert "Which ministry?" in page
    assert "It never took place." in page


def test_a_reporter_sees_what_came_back_to_them_and_where_their_own_stands(desk_of, person):
    reporter, editor = person("Reporter"), person("Editor")
    for headline in ("Mine", "Handed in", "Came back"):
        draft_of(reporter, headline)
    for headline in ("Handed in", "Came back"):
        workflow.submit(Event.objects.get(headline=headline), by=reporter)
    workflow.send_back(Event.objects.get(headline="Came back"), by=editor, reason="Name the spokesman.")
    other = draft_of(editor, "Another’s")
    workflow.submit(other, by=editor)
    workflow.send_back(other, by=editor, reason="Not yours to see.")
    found = lists(desk_of("Reporter"))
    found.pop("latest")
    assert found["returned"] == ["Came back"]
    assert found["with-editors"] == ["Handed in"]
    assert set(found["drafts"]) == {"Mine", "Came back"}
    assert found.keys() == {"returned", "with-editors", "drafts"}


def test_what_was_submitted_again_no_longer_counts_as_returned(desk_of, person):
    reporter = person("Reporter")
    event = draft_of(reporter, "The call")
    workflow.submit(event, by=reporter)
    workflow.send_back(event, by=person("Editor"), reason="Which?")
    workflow.submit(event, by=reporter)
    assert "returned" not in lists(desk_of("Reporter"))


def test_what_was_published_alone_waits_for_another_pair_of_eyes(desk_of, person, settings):
    settings.FOUR_EYES = True
    editor, chief = person("Editor"), person("Chief")
    event = draft_of(editor, "At night")
    publish(event, by=editor, reason="It cannot wait.")
    mine, others = desk_of("Editor"), desk_of("Chief")
    address = reverse("admin:look-over", args=[event.public_id])
    assert lists(mine)["alone"] == lists(others)["alone"] == ["At night"]
    assert address not in mine.get(HOME).text
    assert address in others.get(HOME).text
    assert "Somebody else" in mine.post(address, follow=True).text
    others.post(address)
    assert "alone" not in lists(others)
    assert Version.objects.filter(entry=event.public_id, deed="seen", by=chief).exists()


def test_a_note_handed_over_waits_until_it_is_done(desk_of, person, crisis):
    note = write_note("Ministry calls at nine", by=person("Editor"), crisis=crisis, handed_over=True)
    client = desk_of("Chief")
    assert lists(client)["notes"] == ["Ministry calls at nine"]
    client.post(reverse("admin:note", args=[note.pk]), {"_done": ""})
    assert "notes" not in lists(client)


def test_times_are_in_the_crisiss_zone(desk_of, person):
    publish(EventFactory(), by=None, at=timezone.now().replace(year=2031, month=1, day=1, hour=20, minute=30))
    assert "2 January 2031 05:30" in desk_of("Editor").get(HOME).text


def test_a_long_list_is_short_at_home_and_whole_on_its_own_page(desk_of, person):
    reporter = person("Reporter")
    for number in range(7):
        workflow.submit(draft_of(reporter, f"Draft {number}"), by=reporter)
    client = desk_of("Editor")
    assert len(lists(client)["handed-in"]) == 5
    address = reverse("admin:waiting", args=["handed-in"])
    assert address in client.get(HOME).text
    assert len(client.get(address).context["page"].object_list) == 7
    assert client.get("/admin/waiting/nonsense/").status_code == 404


def paged(client, address, monkeypatch):
    """The names on every page of a list, two to a page, found by following its links."""
    monkeypatch.setattr("timeline.admin.pages.PER_PAGE", 2)
    names, number = [], 1
    while number:
        answer = client.get(address, {"page": number})
        names.append([getattr(row, "name", str(row)) for row in answer.context["page"]])
        number = number + 1 if f'href="?page={number + 1}"' in answer.text else 0
    return names


def test_a_list_goes_on_over_pages_to_its_very_end(desk_of, person, monkeypatch):
    reporter, clients = person("Reporter"), {role: desk_of(role) for role in ("Reporter", "Editor")}
    kinds = (EventFactory, CountermeasureFactory, PositionFactory, EventFactory, CountermeasureFactory)
    for number, factory in enumerate(kinds):
        words = "text" if factory is PositionFactory else "title" if factory is CountermeasureFactory else "headline"
        entry = factory(created_by=reporter, **{words: f"Number {number}"})
        keep(entry, by=reporter)
        workflow.submit(entry, by=reporter)
    publish(EventFactory(headline="Soon"), by=None, at=timezone.now() + timedelta(hours=1))
    publish(EventFactory(headline="Sooner"), by=None, at=timezone.now() + timedelta(minutes=1))
    publish(EventFactory(headline="Later"), by=None, at=timezone.now() + timedelta(hours=2))
    whole = ["Number 4", "Number 3", "Number 2", "Number 1", "Number 0"]
    for role, name in (("Editor", "handed-in"), ("Reporter", "with-editors")):
        pages = paged(clients[role], reverse("admin:waiting", args=[name]), monkeypatch)
        assert [len(page) for page in pages] == [2, 2, 1]
        assert [row.split(": ")[-1] for page in pages for row in page] == whole
    scheduled = paged(clients["Editor"], reverse("admin:waiting", args=["scheduled"]), monkeypatch)
    assert scheduled == [["Sooner", "Soon"], ["Later"]]
    latest = paged(clients["Editor"], reverse("admin:waiting", args=["latest"]), monkeypatch)
    assert sum(len(page) for page in latest) == Version.objects.count() == 13


def test_notes_sealed_copies_and_what_is_to_mend_go_on_over_pages(desk_of, person, crisis, monkeypatch):
    for number in range(3):
        write_note(f"Note {number}", by=person("Editor"), crisis=crisis)
        EventFactory(headline=f"Bare {number}", accounts=0)
        remove(EventFactory(), by=None, ground="law")
    chief = desk_of("Chief")
    for address in (reverse("admin:notes"), reverse("admin:sealed"), reverse("admin:mend", args=[crisis.slug])):
        assert [len(page) for page in paged(chief, address, monkeypatch)] == [2, 1], address


@pytest.mark.parametrize("asked", ["0", "-1", "x", "99999999999999999999", ""])
def test_a_page_that_does_not_exist_is_the_nearest_one(desk_of, crisis, asked):
    address = reverse("admin:waiting", args=["latest"])
    assert desk_of("Editor").get(address, {"page": asked}).status_code == 200


def test_open_findings_are_counted_with_a_way_to_them(desk_of, crisis):
    CountermeasureFactory(checked=None)
    page = desk_of("Editor").get(HOME)
    [(_crisis, number, more)] = page.context["to_mend"]
    assert (number, more) == (2, False)
    assert reverse("admin:mend", args=[crisis.slug]) in page.text


def test_a_line_leads_to_the_entry_wherever_it_is_known_only_by_its_id(desk_of):
    event, client = EventFactory(), desk_of("Editor")
    address = reverse("admin:entry", args=[event.public_id])
    assert client.get(address).headers["Location"] == reverse("admin:timeline_event_change", args=[event.pk])
    assert client.get(reverse("admin:entry", args=["gone12345678"])).headers["Location"].startswith("/admin/deleted/")


def test_the_home_page_asks_as_often_however_much_waits(desk_of, person, crisis):
    reporter, editor = person("Reporter"), person("Editor")

    def some():
        for factory in (EventFactory, PositionFactory, CountermeasureFactory):
            one = factory(created_by=reporter)
            keep(one, by=reporter)
            workflow.submit(one, by=reporter)
            two = factory(created_by=reporter)
            publish(two, by=None, at=timezone.now() + timedelta(hours=2))
            three = factory()
            publish(three, by=None)
            withdraw(three, by=editor, reason="Wrong.")
        write_note("Call", by=editor, crisis=crisis, entry=one.public_id, handed_over=True)

    def asked():
        client.get(HOME)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(HOME)
        return len(queries)

    client = desk_of("Editor")
    some()
    before = asked()
    some()
    some()
    assert asked() == before


@pytest.mark.parametrize("role", ["Reporter", "Editor", "Chief"])
def test_an_empty_desk_is_drawn_for_everybody(desk_of, role, crisis):
    assert desk_of(role).get(HOME).status_code == 200

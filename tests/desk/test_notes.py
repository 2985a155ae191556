"""Notes are the desk's own: written on an entry or a crisis, handed over, done; readers never see them."""

import pytest
from django.urls import reverse

from tests.factories import shown_event
from timeline.models import Note

pytestmark = pytest.mark.django_db


def notes_of(event):
    return reverse("admin:timeline_event_notes", args=[event.pk])


def test_a_note_is_written_on_an_entry_and_no_reader_finds_it(desk_of, reader):
    event, client = shown_event(), desk_of("Editor")
    assert notes_of(event) in client.get(reverse("admin:timeline_event_change", args=[event.pk])).text
    client.post(notes_of(event), {"text": "Call the ministry"})
    note = Note.objects.get()
    assert (note.entry, note.by.username, note.handed_over) == (event.public_id, "editor", False)
    assert "Call the ministry" in client.get(notes_of(event)).text
    for path in (f"/harbour-strike/events/{event.slug}/", "/harbour-strike/?q=ministry"):
        assert "Call the ministry" not in reader.get(path).text


def test_an_empty_note_is_refused(desk_of):
    event = shown_event()
    assert "Write the note first." in desk_of("Editor").post(notes_of(event), {"text": "  "}).text
    assert not Note.objects.exists()


def test_a_note_of_the_crisis_is_handed_over_from_the_page_of_all_notes(desk_of, crisis):
    client, address = desk_of("Editor"), reverse("admin:notes")
    client.post(address, {"text": "Tokyo wakes at six", "handed_over": "on", "crisis": crisis.pk})
    note = Note.objects.get()
    assert (note.crisis, note.entry, note.handed_over) == (crisis, "", True)
    assert "Tokyo wakes at six" in desk_of("Chief").get(address).text


@pytest.mark.parametrize(("button", "column"), [("_done", "done"), ("_over", "handed_over")])
def test_a_note_is_handed_over_or_done_with_where_it_stands(desk_of, button, column):
    event, client = shown_event(), desk_of("Editor")
    client.post(notes_of(event), {"text": "Call"})
    note = Note.objects.get()
    answer = client.post(reverse("admin:note", args=[note.pk]), {button: "", "next": notes_of(event)})
    assert answer.headers["Location"] == notes_of(event)
    note.refresh_from_db()
    assert getattr(note, column) is True
    client.post(reverse("admin:note", args=[note.pk]), {"_open": ""})
    note.refresh_from_db()
    assert not note.done


def test_no_way_back_leads_to_another_site(desk_of, crisis):
    client = desk_of("Editor")
    client.post(reverse("admin:notes"), {"text": "Call", "crisis": crisis.pk})
    address = reverse("admin:note", args=[Note.objects.get().pk])
    for asked in ("https://evil.example/", "//evil.example/", "javascript:alert(1)"):
        assert client.post(address, {"_done": "", "next": asked}).headers["Location"] == reverse("admin:notes")


def test_a_reporter_writes_notes_and_settles_only_their_own(desk_of, person, crisis):
    event, client = shown_event(), desk_of("Reporter")
    others = Note.objects.create(crisis=crisis, text="Call Tokyo", by=person("Editor"))
    client.post(notes_of(event), {"text": "Ask the port", "handed_over": "on"})
    mine = Note.objects.get(entry=event.public_id)
    assert (mine.by, mine.handed_over) == (person("Reporter"), True)
    page = client.get(reverse("admin:notes")).text
    assert "Call Tokyo" in page and "Ask the port" in page
    assert reverse("admin:note", args=[mine.pk]) in page and reverse("admin:note", args=[others.pk]) not in page
    assert client.post(reverse("admin:note", args=[mine.pk]), {"_done": ""}).status_code == 302
    assert client.post(reverse("admin:note", args=[others.pk]), {"_done": ""}).status_code == 403
    assert list(Note.objects.order_by("pk").values_list("done", flat=True)) == [False, True]


def test_whoever_has_no_role_has_no_notes(client, django_user_model, crisis):
    client.force_login(django_user_model.objects.create_user("guest", is_staff=True))
    note = Note.objects.create(crisis=crisis, text="Secret")
    assert client.get(reverse("admin:notes")).status_code == 403
    assert client.post(reverse("admin:notes"), {"text": "Mine", "crisis": crisis.pk}).status_code == 403
    assert client.post(reverse("admin:note", args=[note.pk]), {"_done": ""}).status_code == 403

"""The desk's page: choose a file, see what it would do, say yes; and the same at the terminal."""

import io
import json
import os
import time

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from tests.factories import CrisisFactory, SourceFactory
from timeline.importing import waiting
from timeline.models import Event, Source, Version

from .files import slide, v3

GOOD = v3(slide("One"), slide("Two"))
MIXED = v3(slide("One"), slide("Bad", year=""), slide("<i>Two</i> & three"))


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path / "imports"


@pytest.fixture
def crisis(db):
    SourceFactory(name="Our sheet", slug="our-sheet")
    return CrisisFactory()


def upload(client, crisis, content, **more):
    content = content if isinstance(content, bytes) else json.dumps(content).encode()
    data = {"crisis": crisis.pk, "source": "Our sheet", "shape": "", "file": SimpleUploadedFile("ours.json", content)}
    return client.post("/admin/import/", data | more)


def ticket(page):
    return page.context["ticket"]


def messages(client, answer):
    return [str(message) for message in client.get(answer.headers["Location"]).context["messages"]]


def test_a_trial_shows_each_row_and_stores_nothing(desk, crisis):
    page = upload(desk, crisis, MIXED)
    assert page.status_code == 200
    text = page.text
    for words in (
        "TimelineJS 3, JSON",
        "line 1, events[1].start_date",
        "It has no year.",
        "1 row is refused",
        "Two &amp; three",
    ):
        assert words in text
    assert not Event.objects.exists()
    assert "Import the 2 good rows" in text and 'name="_confirm"' not in text


def test_saying_yes_stores_what_was_shown_as_drafts(desk, editor, crisis, folder):
    answer = desk.post("/admin/import/", {"ticket": ticket(upload(desk, crisis, GOOD)), "_confirm": "1"})
    assert messages(desk, answer) == ["Imported ours.json: Add 2."]
    assert set(Event.objects.values_list("state", "created_by")) == {("draft", editor.pk)}
    assert set(Version.objects.values_list("deed", flat=True)) == {"imported"}
    assert not list(folder.iterdir())


def test_the_good_rows_alone_may_be_taken(desk, crisis):
    answer = desk.post("/admin/import/", {"ticket": ticket(upload(desk, crisis, MIXED)), "_partial": "1"})
    assert messages(desk, answer) == ["Imported ours.json: Refused 1, Add 2."]
    assert Event.objects.count() == 2


def test_saying_no_stores_nothing_and_forgets_the_file(desk, crisis, folder):
    answer = desk.post("/admin/import/", {"ticket": ticket(upload(desk, crisis, GOOD)), "_cancel": "1"})
    assert messages(desk, answer) == ["Nothing was stored."]
    assert not Event.objects.exists() and not list(folder.iterdir())


def test_the_second_time_there_is_nothing_to_do(desk, crisis):
    desk.post("/admin/import/", {"ticket": ticket(upload(desk, crisis, GOOD)), "_confirm": "1"})
    assert "there is nothing to do" in upload(desk, crisis, GOOD).text


def test_published_at_once_if_asked(desk, crisis):
    page = upload(desk, crisis, GOOD, publish="on")
    assert "shown to readers at once" in page.text
    answer = desk.post("/admin/import/", {"ticket": ticket(page), "_confirm": "1"})
    assert messages(desk, answer) == ["Imported ours.json: Add 2, published 2."]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b" \n ", "ours.json: The file is empty."),
        (b"[1]", "ours.json, line 1: This is a list."),
        (b'{"events": [\n{"start', "cut off"),
        (b"PK\x03\x04", "spreadsheet or an archive"),
    ],
)
def test_a_broken_file_is_told_on_the_form(desk, crisis, folder, content, words):
    page = upload(desk, crisis, content)
    assert page.status_code == 200
    assert any(words in str(sentence) for _what, _field, sentence in page.context["problems"])
    assert "Nothing was stored." in page.text
    assert not list(folder.iterdir())


def test_an_empty_file_and_none_at_all_are_told_too(desk, crisis):
    assert "The file is empty" in upload(desk, crisis, b"").text
    assert desk.post("/admin/import/", {"crisis": crisis.pk}).context["problems"]


def test_a_source_must_be_named_and_a_new_one_takes_a_plus(desk, crisis):
    page = upload(desk, crisis, GOOD, source="")
    assert "Name the source of this file" in page.text
    page = upload(desk, crisis, GOOD, source="+The first timeline")
    desk.post("/admin/import/", {"ticket": ticket(page), "_confirm": "1"})
    assert Source.objects.filter(name="The first timeline").count() == 1
    assert Event.objects.first().accounts.get().report.source.name == "The first timeline"


def test_a_file_that_is_too_long_is_thrown_away_as_it_comes(desk, crisis, settings, folder):
    settings.IMPORT_MOST_BYTES = 100_000
    page = upload(desk, crisis, b"x" * 150_000)
    assert page.status_code == 200
    assert "longer than" in page.text and "Nothing was stored" in page.text
    assert not folder.exists() or not list(folder.iterdir())


def test_a_ticket_of_another_editor_or_changed_or_used_leads_back_to_the_form(desk, crisis, client, django_user_model):
    mine = ticket(upload(desk, crisis, GOOD))
    other = django_user_model.objects.create_superuser("other", password="password")
    client.force_login(other)
    for who, words in ((client, mine), (desk, mine[:-3] + "xyz"), (desk, "nonsense")):
        answer = who.post("/admin/import/", {"ticket": words, "_confirm": "1"})
        assert messages(who, answer) == ["That file is kept no longer. Choose it again."]
    messages(desk, desk.post("/admin/import/", {"ticket": mine, "_confirm": "1"}))
    answer = desk.post("/admin/import/", {"ticket": mine, "_confirm": "1"})
    assert messages(desk, answer) == ["That file is kept no longer. Choose it again."]
    assert Event.objects.count() == 2


def test_a_file_waits_a_day_and_no_longer(desk, crisis, folder):
    mine = ticket(upload(desk, crisis, GOOD))
    (path,) = folder.iterdir()
    old = time.time() - (waiting.HOURS + 1) * 3600
    os.utime(path, (old, old))
    answer = desk.post("/admin/import/", {"ticket": mine, "_confirm": "1"})
    assert messages(desk, answer) == ["That file is kept no longer. Choose it again."]
    upload(desk, crisis, GOOD)
    assert not path.exists() and len(list(folder.iterdir())) == 1


def test_who_may_not_write_may_not_import_and_who_may_not_publish_is_not_asked(client, crisis, django_user_model):
    someone = django_user_model.objects.create_user("someone", is_staff=True)
    client.force_login(someone)
    assert client.get("/admin/import/").status_code == 403
    someone.user_permissions.set(Permission.objects.filter(codename__in=["add_event", "change_event"]))
    page = client.get("/admin/import/")
    assert page.status_code == 200 and 'name="publish"' not in page.text
    upload(client, crisis, GOOD, publish="on")
    client.post("/admin/import/", {"ticket": ticket(upload(client, crisis, GOOD, publish="on")), "_confirm": "1"})
    assert set(Event.objects.values_list("state", flat=True)) == {"draft"}


def test_what_the_new_file_lacks_is_shown(desk, crisis):
    desk.post("/admin/import/", {"ticket": ticket(upload(desk, crisis, GOOD)), "_confirm": "1"})
    page = upload(desk, crisis, v3(slide("One")))
    assert "1 entry of the former file is not in this one" in page.text and '<li dir="auto">Two</li>' in page.text


def test_a_long_file_is_shown_in_part_with_its_counts(desk, crisis):
    page = upload(desk, crisis, v3(*(slide(f"Event {number}") for number in range(350))))
    assert "Add (350)" in page.text and "The first 300 are shown." in page.text
    assert "Event 299" in page.text and "Event 320" not in page.text


def test_nothing_of_the_file_acts_on_the_page(desk, crisis):
    page = upload(desk, crisis, v3(slide("<script>alert(1)</script><img onerror=x>Fine", display_date="<b onclick=x>")))
    assert "<script>alert" not in page.text and "onerror" not in page.text and "style=" not in page.text


# At the terminal


def command(*words, **options):
    out = io.StringIO()
    call_command("import_timeline", *words, stdout=out, **options)
    return out.getvalue()


def test_the_terminal_tries_stores_and_publishes(crisis, tmp_path):
    path = tmp_path / "ours.json"
    path.write_text(json.dumps(GOOD))
    said = command(path, "--crisis", crisis.slug, "--dry-run")
    assert "line 1, events[0]  Add:  2011  One" in said and "Add: 2" in said and "nothing was stored" in said
    assert not Event.objects.exists()
    said = command(path, "--crisis", crisis.slug, "--source", "our-sheet", "--publish")
    assert "Published: 2." in said
    assert set(Event.objects.values_list("state", flat=True)) == {"published"}
    said = command(path, "--crisis", crisis.slug, "--source", "our-sheet")
    assert "Same: 2" in said


def test_without_a_source_the_file_is_a_report_of_its_own_name(crisis, tmp_path):
    path = tmp_path / "Our first timeline.json"
    path.write_text(json.dumps(GOOD))
    command(path, "--crisis", crisis.slug)
    assert Event.objects.first().accounts.get().report.source.name == "Our first timeline"


@pytest.mark.parametrize(
    ("content", "words", "said"),
    [
        (None, (), "There is no file"),
        ("", (), "ours.json: The file is empty."),
        ('{"a": 1}', (), "ours.json, line 1: It has no list called “events”. What it has: a. Nothing was stored."),
        (json.dumps(MIXED), (), "Nothing was stored. Rows refused: 1."),
        (json.dumps(GOOD), ("--crisis", "nowhere"), "No crisis has the address “nowhere”"),
        (json.dumps(GOOD), ("--source", "nobody"), "No source has the address “nobody”"),
    ],
)
def test_the_terminal_says_what_is_wrong(crisis, tmp_path, content, words, said):
    path = tmp_path / "ours.json"
    if content is not None:
        path.write_text(content)
    with pytest.raises(CommandError) as raised:
        command(path, *("--crisis", crisis.slug, *words))
    assert said in str(raised.value)
    assert not Event.objects.exists()


def test_the_terminal_takes_the_good_rows_and_names_the_others(crisis, tmp_path):
    path = tmp_path / "ours.json"
    path.write_text(json.dumps(MIXED))
    said = command(path, "--crisis", crisis.slug, "--partial")
    assert "line 1, events[1].start_date  Refused:  Bad  (It has no year.)" in said
    assert "Give at least the year it begins." in said
    assert Event.objects.count() == 2

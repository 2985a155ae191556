"""A long file is taken in by a process of its own; a page tells how far it is, and what came of it."""

import fcntl
import json
import os
import threading
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction

from tests.factories import CrisisFactory, SourceFactory
from tests.machine import database_url
from tests.patience import PATIENCE
from timeline.importing import Options, apart, trials, waiting
from timeline.models import Crisis, Event

from .files import slide, v3

GOOD = json.dumps(v3(slide("One"), slide("Two")))


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    settings.IMPORT_AT_ONCE_BYTES = 10
    return tmp_path / "imports"


@pytest.fixture
def crisis(db):
    SourceFactory(name="Our sheet", slug="our-sheet")
    return CrisisFactory()


@pytest.fixture
def started(monkeypatch):
    """Tokens of imports whose process was to be started; none is."""
    tokens = []
    monkeypatch.setattr(apart, "start", lambda token, lock: tokens.append(token))
    monkeypatch.setattr(os, "nice", lambda by: by)
    monkeypatch.setattr(trials, "room_for_copy", lambda: False)
    return tokens


def upload(client, crisis, content=GOOD, **more):
    data = {"crisis": crisis.pk, "source": "Our sheet", "file": SimpleUploadedFile("ours.json", content.encode())}
    return client.post("/admin/import/", data | more, follow=True)


def held(token):
    """The lock that the process of an import holds."""
    lock = waiting.beside(token, "lock").open("wb")
    fcntl.flock(lock, fcntl.LOCK_EX)
    return lock


def test_a_trial_apart_is_followed_to_its_end_and_so_is_what_is_stored(desk, crisis, started, folder):
    page = upload(desk, crisis)
    (token,) = started
    address = f"/admin/import/{token}/"
    assert page.redirect_chain == [(address, 302)]
    with held(token):
        page = desk.get(address)
        assert "The file is being read." in page.text and '<meta http-equiv="refresh"' in page.text
        apart.write(token, "far", {"rows": 300, "of": 1200, "published": 0})
        assert "300 of about 1200 rows are done." in desk.get(address).text
        assert "under way" in desk.get("/admin/import/").text
        assert "300 of about" in desk.get(address, headers={"HX-Request": "true"}).text
    apart.run(token)
    assert not Event.objects.exists()
    assert desk.get(address, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"
    page = desk.get(address)
    assert "Add (2)" in page.text and 'name="_confirm"' in page.text

    page = desk.post("/admin/import/", {"ticket": page.context["ticket"], "_confirm": "1"}, follow=True)
    assert started == [token, token] and page.redirect_chain == [(address, 302)]
    apart.run(token)
    for _time in range(2):
        assert "Imported ours.json: Add 2." in desk.get(address).text
    assert Event.objects.count() == 2
    assert not waiting.path_of(token).exists()


def test_asked_for_twice_it_is_done_once(desk, crisis, editor, started):
    token = waiting.keep(SimpleUploadedFile("ours.json", GOOD.encode()))
    with held(token):
        apart.begin(token, crisis, Options(), by=editor, language="en")
    assert started == []


def test_one_that_was_stopped_says_so_and_what_to_do(desk, crisis, started):
    upload(desk, crisis)
    assert "It was stopped before its end." in desk.get(f"/admin/import/{started[0]}/").text


def test_what_is_wrong_with_the_file_is_told_at_once_or_at_the_end(desk, crisis, started, folder):
    assert "This is a list." in upload(desk, crisis, "[1, 2, 3, 4, 5, 6]").text
    assert "Name the source of this file" in upload(desk, crisis, source="").text
    assert started == [] and not list(folder.iterdir())
    upload(desk, crisis, '{"events": [{"start_date": {}}, {"text')
    apart.run(*started)
    page = desk.get(f"/admin/import/{started[0]}/")
    assert "ours.json, line 1: The file ends in the middle" in page.text and "Nothing was stored." in page.text


def test_nobody_else_sees_it(desk, crisis, started, client, django_user_model):
    upload(desk, crisis)
    client.force_login(django_user_model.objects.create_superuser("other", password="password"))
    for token in (started[0], "0" * 32, "nonsense"):
        page = client.get(f"/admin/import/{token}/", follow=True)
        assert "That file is kept no longer." in page.text
    assert "long imports" not in client.get("/admin/import/").text


def test_a_tally_comes_back_from_its_file(desk, crisis, started):
    upload(desk, crisis, json.dumps(v3(slide("One", group="Nobody"), slide("Bad", year=""))))
    apart.run(*started)
    page = desk.get(f"/admin/import/{started[0]}/")
    for words in ("line 1, events[1].start_date", "It has no year.", "No actor is called like its group", "2011"):
        assert words in page.text


@pytest.mark.django_db(transaction=True)
def test_a_process_of_its_own_does_it(desk, editor, settings, monkeypatch, tmp_path):
    for name, value in database_url(connection, tmp_path).items():
        monkeypatch.setenv(name, value)
    SourceFactory(name="Our sheet", slug="our-sheet")
    page = upload(desk, CrisisFactory())
    token = Path(page.redirect_chain[0][0]).name
    wait_for(token)
    page = desk.get(f"/admin/import/{token}/")
    assert "Add (2)" in page.text and not Event.objects.exists()
    assert not list(tmp_path.glob("imports/*.copy*"))
    desk.post("/admin/import/", {"ticket": page.context["ticket"], "_confirm": "1"})
    wait_for(token)
    assert "Imported ours.json: Add 2." in desk.get(f"/admin/import/{token}/").text
    assert set(Event.objects.values_list("state", "created_by")) == {("draft", editor.pk)}


@pytest.mark.django_db(transaction=True)
def test_the_desk_writes_on_during_a_long_trial(transactional_db):
    token = waiting.keep(SimpleUploadedFile("ours.json", GOOD.encode()))
    with trials.on_a_copy(token), transaction.atomic():
        CrisisFactory(slug="of-the-trial")
        writer = threading.Thread(target=write_one)
        writer.start()
        writer.join(PATIENCE)
        assert not writer.is_alive()
        transaction.set_rollback(True)
    assert [crisis.slug for crisis in Crisis.objects.all()] == ["of-the-desk"]
    assert not list(waiting.folder().glob("*.copy*"))


def write_one():
    CrisisFactory(slug="of-the-desk")
    connection.close()


def test_the_copy_of_a_trial_that_was_killed_is_thrown_away(desk, crisis, started, folder):
    upload(desk, crisis)
    copy = waiting.beside(started[0], "copy")
    copy.write_bytes(b"all there is")
    desk.get(f"/admin/import/{started[0]}/")
    assert not copy.exists()


def wait_for(token):
    """The lock is had when the process has ended."""
    with waiting.beside(token, "lock").open("rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)

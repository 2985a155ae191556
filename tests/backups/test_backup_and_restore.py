"""`manage.py backup` writes everything as of one moment, `manage.py restore` brings all of it back, or nothing."""

import io
import json
import stat
import threading
import zipfile
from contextlib import nullcontext

import pytest
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from tests.factories import CountermeasureFactory, CrisisFactory, EventFactory, shown
from tests.patience import PATIENCE
from timeline import purging
from timeline.backups import BackupFault, back_up, making, opened, restore, restoring
from timeline.backups.archive import ABOUT
from timeline.backups.rows import digest, tables
from timeline.models import Actor, Crisis, Edition, Event, External, Sealed, new_id


@pytest.fixture(autouse=True)
def folder(settings, tmp_path, request, monkeypatch):
    settings.MEDIA_ROOT = tmp_path / "pictures"
    if "transactional_db" not in request.fixturenames:
        # One moment of its own is not to be had within the transaction of a test.
        monkeypatch.setattr(making, "snapshot", nullcontext)


@pytest.fixture
def apart(transactional_db):
    """For what needs transactions of its own."""


@pytest.fixture
def desk(db):
    """A desk with something of every kind in it; its published crisis."""
    crisis = CrisisFactory(state="ongoing")
    answered = shown(
        EventFactory(
            crisis=crisis,
            headline="それは「言った」\u202e\n",
            when="44 BC",
            actors=[Actor.objects.create(name="A", slug="a")],
        )
    )
    EventFactory(crisis=crisis, headline="A draft")
    shown(CountermeasureFactory(crisis=crisis, steps=[("announced", "2025-11-14")], answers=[answered]))
    External.objects.create(
        crisis=crisis, system="csv:x", external="1", said={"b": 1, "a": [None, {"z": 2.5, "y": "é"}]}
    )
    editor = get_user_model().objects.create_superuser("editor", password="password")
    Sealed.objects.create(
        crisis=crisis, noun="event", entry=new_id(), at="2025-11-28T12:00:00.123456Z", by=editor, content={}
    )
    Client().force_login(editor)
    default_storage.save(f"{answered.public_id}-480.webp", ContentFile(b"RIFF picture"))
    return crisis


def content():
    """Every row of every table, summed up; the epochs of crises differ by intent."""
    Crisis.objects.update(epoch="0")
    return {name: digest(model) for name, model in tables().items()}


def backup(path, **options):
    out = io.StringIO()
    call_command("backup", path, stdout=out, **options)
    return out.getvalue()


def fault(deed, *args, **options):
    with pytest.raises((CommandError, BackupFault)) as raised:
        deed(*args, **options)
    return str(raised.value)


def test_what_comes_back_is_what_was_there(apart, desk, tmp_path, reader):
    path = tmp_path / "b.zip"
    assert "1 crises, 3 events, 3 editions" in backup(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    before, epoch, page = content(), desk.epoch, reader.get(f"/{desk.slug}/").text
    picture = next(name for name in default_storage.listdir("")[1])
    Event.objects.filter(headline="A draft").delete()
    Crisis.objects.update(title="Overwritten")
    EventFactory()
    default_storage.delete(picture)
    default_storage.save(f"{new_id()}-480.webp", ContentFile(b"of later"))

    out = io.StringIO()
    call_command("restore", path, replace=True, stdout=out)
    assert "is restored and compared: 1 crises, 3 events" in out.getvalue()
    assert Crisis.objects.get().epoch != epoch
    assert content() == before
    assert not Session.objects.exists()
    assert default_storage.listdir("")[1] == [picture]
    with default_storage.open(picture) as file:
        assert file.read() == b"RIFF picture"
    assert reader.get(f"/{desk.slug}/").text == page
    assert get_user_model().objects.get().check_password("password")


def test_new_rows_after_it_take_numbers_of_their_own(desk, tmp_path):
    back_up(tmp_path / "b.zip")
    highest = Event.objects.order_by("pk").last().pk
    restore(tmp_path / "b.zip", replace=True)
    assert EventFactory().pk > highest


def test_no_reader_is_answered_from_before(desk, tmp_path, reader, monkeypatch):
    back_up(tmp_path / "b.zip")
    etag = reader.get(f"/{desk.slug}/feed.atom").headers["ETag"]
    assert reader.get(f"/{desk.slug}/feed.atom", headers={"If-None-Match": etag}).status_code == 304
    told = []
    monkeypatch.setattr(purging, "purge", told.append)
    Crisis.objects.update(slug="of-now")
    restore(tmp_path / "b.zip", replace=True)
    assert reader.get(f"/{desk.slug}/feed.atom", headers={"If-None-Match": etag}).status_code == 200
    assert told == [["site", *sorted(["of-now", desk.slug])]]


def test_the_desk_writes_on_while_a_backup_of_one_moment_is_made(apart, desk, tmp_path, monkeypatch):
    put_table, ends = making.put_table, []

    def write_meanwhile():
        EventFactory(crisis=desk, headline="Written meanwhile")
        ends.append("written")
        connection.close()

    def put(file, name, model):
        found = put_table(file, name, model)
        if not ends:
            writer = threading.Thread(target=write_meanwhile)
            writer.start()
            writer.join(PATIENCE)
        return found

    monkeypatch.setattr(making, "put_table", put)
    about = back_up(tmp_path / "b.zip")
    assert ends == ["written"] and Event.objects.count() == 4
    assert about["tables"]["timeline_event"]["rows"] == 3
    restore(tmp_path / "b.zip", replace=True)
    assert Event.objects.count() == 3


def test_nothing_is_overwritten_without_a_word(desk, tmp_path):
    path = tmp_path / "b.zip"
    backup(path)
    assert "is there already" in fault(backup, path)
    backup(path, replace=True)
    before = content()
    said = fault(call_command, "restore", path)
    assert "There is something here already: 1 crises, 3 events, 3 editions, 1 people." in said
    assert content() == before
    assert [found.name for found in tmp_path.glob("*b.zip*")] == ["b.zip"]


def test_an_empty_database_takes_it_without_a_word(desk, tmp_path):
    back_up(tmp_path / "b.zip")
    before = content()
    with connection.cursor() as cursor:
        for name in tables():
            cursor.execute(f"DELETE FROM {name}")
    restore(tmp_path / "b.zip")
    assert content() == before


def damaged(path, how):
    data = path.read_bytes()
    if how == "cut off":
        path.write_bytes(data[: len(data) // 2])
    elif how == "a bit":
        with zipfile.ZipFile(path) as file:
            info = file.getinfo("tables/timeline_edition.jsonl")
        at = info.header_offset + 30 + len(info.filename) + 20 + info.compress_size // 2
        path.write_bytes(data[:at] + bytes([data[at] ^ 0x10]) + data[at + 1 :])
    elif how == "no archive":
        path.write_bytes(b"not an archive")
    else:
        rewritten(path, how)


def rewritten(path, how):
    """Another archive with one member left out, or other than it was."""
    with zipfile.ZipFile(path) as file:
        members = {name: file.read(name) for name in file.namelist()}
    if how == "a row less":
        members["tables/timeline_event.jsonl"] = b"".join(members["tables/timeline_event.jsonl"].splitlines(True)[1:])
    elif how == "another word":
        members["tables/timeline_event.jsonl"] = members["tables/timeline_event.jsonl"].replace(b"A draft", b"A drift")
    elif how == "another picture":
        members |= {name: b"RIFF other" for name in members if name.startswith("pictures/")}
    else:
        del members[how]
    with zipfile.ZipFile(path, "w") as file:
        for name, value in members.items():
            file.writestr(name, value)


WAYS = ("cut off", "a bit", "no archive", "a row less", "another word", "another picture")


def test_a_damaged_backup_is_refused_before_anything_is_touched(desk, tmp_path):
    before = content()
    for number, how in enumerate((*WAYS, ABOUT, "tables/timeline_event.jsonl")):
        path = tmp_path / f"{number}.zip"
        back_up(path)
        damaged(path, how)
        assert "is damaged" in fault(restore, path, replace=True), how
        assert "is damaged" in fault(call_command, "restore", path, check=True), how
    assert content() == before


def test_other_files_and_none_are_refused(db, tmp_path):
    assert "There is no file" in fault(restore, tmp_path / "none.zip")
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as file:
        file.writestr(ABOUT, json.dumps({"program": "another"}))
    assert "made by another program" in fault(restore, tmp_path / "other.zip")
    with zipfile.ZipFile(tmp_path / "photos.zip", "w") as file:
        file.writestr("a.txt", "a")
    assert "is it a backup of this program?" in fault(restore, tmp_path / "photos.zip")


def test_a_backup_of_another_version_says_which(desk, tmp_path):
    path = tmp_path / "b.zip"
    migrations = MigrationRecorder(connection).migration_qs
    extra = migrations.create(app="timeline", name="0099_later")
    back_up(path)
    extra.delete()
    before = content()
    assert "made by a later program: this database lacks timeline.0099_later" in fault(restore, path, replace=True)
    back_up(path, replace=True)
    extra = migrations.create(app="timeline", name="0099_later")
    assert "made by an earlier program: it lacks timeline.0099_later" in fault(restore, path, replace=True)
    extra.delete()
    assert content() == before


def test_one_that_fails_half_way_changes_nothing(desk, tmp_path, monkeypatch):
    back_up(tmp_path / "b.zip")
    picture = default_storage.listdir("")[1][0]
    default_storage.delete(picture)
    Crisis.objects.update(title="Of now")
    before = content()
    monkeypatch.setattr(restoring, "digest", lambda model: {})
    assert "came out different from what was saved" in fault(restore, tmp_path / "b.zip", replace=True)
    assert content() == before and not default_storage.exists(picture)


def test_check_only_looks(desk, tmp_path):
    back_up(tmp_path / "b.zip")
    Crisis.objects.update(title="Of now")
    out = io.StringIO()
    call_command("restore", tmp_path / "b.zip", check=True, stdout=out)
    assert "is whole and fits" in out.getvalue() and Crisis.objects.get().title == "Of now"


def test_a_member_of_an_archive_can_be_read_by_anyone(desk, tmp_path):
    back_up(tmp_path / "b.zip")
    with opened(tmp_path / "b.zip") as archive:
        place = archive.about["tables"]["timeline_edition"]["columns"].index("record")
        records = [json.loads(line)[place] for line in archive.lines("timeline_edition")]
    assert sorted(record["id"] for record in records) == sorted(Edition.objects.values_list("entry", flat=True))

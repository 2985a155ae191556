"""The disk is full: a sentence, and nothing is there by halves."""

import errno
import json
import resource
import sqlite3
from contextlib import closing, contextmanager, nullcontext
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from PIL import Image

from tests.factories import CrisisFactory, EventFactory, SourceFactory
from timeline.backups import BackupFault, back_up, making
from timeline.importing import waiting
from timeline.models import Event, Picture, Report, Version, new_id
from timeline.pictures import keep_picture

NO_ROOM = OSError(errno.ENOSPC, "No space left on device")
ROOMY = 2**30


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "pictures"
    settings.DATA_DIR = tmp_path


@contextmanager
def full_database():
    """A database that grows no more: SQLite is told so, PostgreSQL says so where an account is written."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA max_page_count = 1")  # which it takes for as many as there are
        else:
            cursor.execute(
                "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS "
                "$$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$"
            )
            cursor.execute("CREATE TRIGGER no_room BEFORE INSERT ON timeline_account EXECUTE FUNCTION no_room()")
        try:
            yield
        finally:
            if connection.vendor == "sqlite":
                cursor.execute(f"PRAGMA max_page_count = {ROOMY}")
            else:
                cursor.execute("DROP FUNCTION no_room() CASCADE")


@contextmanager
def files_at_most(size):
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.django_db(transaction=True)
def test_a_save_and_an_import_into_a_full_database_say_so_and_store_nothing(desk, tmp_path):
    crisis, path = CrisisFactory(), tmp_path / "ours.json"
    SourceFactory(name="Reuters", host="reuters.com")
    typed = {"crisis": crisis.pk, "headline": "A call", "date": "25/11/2025", "attribution": "not-stated"}
    typed |= {"report": "https://reuters.com/a", "says": "They spoke. " * 20_000}
    slides = [{"start_date": {"year": 2011}, "text": {"headline": f"N {n}", "text": "x" * 5000}} for n in range(50)]
    path.write_text(json.dumps({"events": slides}))

    with full_database():
        answer = desk.post("/admin/quick/", typed)
        assert answer.status_code == 507
        assert "nothing was stored" in answer.text and "Go back: what you typed is still there." in answer.text
        with pytest.raises(CommandError, match=r"ours\.json: There is no room left on the disk\. Nothing was stored\."):
            call_command("import_timeline", path, "--crisis", crisis.slug)
        assert not any(model.objects.exists() for model in (Event, Report, Version))

    assert desk.post("/admin/quick/", typed).status_code == 302
    assert Event.objects.get().accounts.count() == 1


if connection.vendor == "sqlite":  # which has one writer at a time

    @pytest.mark.django_db(transaction=True)
    def test_a_save_that_waits_in_vain_for_another_writer_says_so(desk):
        crisis = CrisisFactory()
        SourceFactory(name="Reuters", host="reuters.com")
        typed = {"crisis": crisis.pk, "headline": "A call", "date": "25/11/2025", "attribution": "not-stated"}
        typed |= {"report": "https://reuters.com/a", "says": "They spoke."}
        connection.cursor().execute("PRAGMA busy_timeout = 10")
        with closing(sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            answer = desk.post("/admin/quick/", typed)
            assert answer.status_code == 503
            assert "Go back: what you typed is still in the form." in answer.text
        assert not Event.objects.exists()
        connection.close()


def test_an_upload_that_finds_no_room_leaves_nothing(desk, monkeypatch):
    with files_at_most(10_000), pytest.raises(OSError, match="File too large"):
        waiting.keep(SimpleUploadedFile("ours.json", b"x" * 50_000))
    assert not list(waiting.folder().iterdir())

    def keep(file):
        raise NO_ROOM

    monkeypatch.setattr(waiting, "keep", keep)
    SourceFactory(name="Our sheet")
    said = {"crisis": CrisisFactory().pk, "source": "Our sheet", "file": SimpleUploadedFile("ours.json", b"{}")}
    answer = desk.post("/admin/import/", said)
    assert answer.status_code == 507 and "nothing was stored" in answer.text


def test_a_picture_that_finds_no_room_leaves_nothing(db):
    out = BytesIO()
    Image.effect_noise((600, 400), 90).convert("RGB").save(out, "PNG")
    event = EventFactory()
    with files_at_most(30_000), pytest.raises(OSError, match="File too large"):
        keep_picture(event, SimpleUploadedFile("photo.png", out.getvalue()), alt="Noise")
    assert default_storage.listdir("")[1] == [] and not Picture.objects.exists()


def test_a_backup_that_finds_no_room_leaves_nothing_and_the_one_before_it(db, tmp_path, monkeypatch):
    monkeypatch.setattr(making, "snapshot", nullcontext)
    EventFactory()
    path = tmp_path / "b.zip"
    path.write_bytes(b"the one before")
    default_storage.save(f"{new_id()}-480.webp", ContentFile(b"x" * 300_000))
    monkeypatch.setattr(making, "put_pictures", limited(making.put_pictures))
    with pytest.raises(BackupFault, match=r"cannot be written: File too large\. Nothing is left of it"):
        back_up(path, replace=True)
    assert path.read_bytes() == b"the one before"
    assert sorted(found.name for found in tmp_path.iterdir()) == ["b.zip", "pictures"]


def limited(deed):
    def wrapped(*args):
        with files_at_most(200_000):
            yield from deed(*args)

    return wrapped

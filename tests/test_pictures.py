"""Photographs are decoded safely, carry nothing with them, and show only with what is published."""

from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests.factories import EventFactory, shown
from timeline.checking import findings
from timeline.models import Edition, Picture
from timeline.pictures import keep_picture
from timeline.publishing import publish, remove
from timeline.records import fresh, record_of
from timeline.versions import keep, restore

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def upload(size=(2000, 1000), kind="JPEG", **saving):
    out = BytesIO()
    Image.new("RGB", size, "navy").save(out, kind, **saving)
    return SimpleUploadedFile(f"photo.{kind.lower()}", out.getvalue())


def test_a_picture_is_kept_in_a_few_widths_as_webp_and_never_wider_than_it_was():
    wide = keep_picture(EventFactory(), upload((2000, 1000)), alt="A ship")
    narrow = keep_picture(EventFactory(), upload((600, 300), "PNG"), alt="A ship")
    assert (wide.widths, narrow.widths) == ([480, 960, 1600], [480, 600])
    for width in wide.widths:
        with default_storage.open(f"{wide.public_id}-{width}.webp") as file, Image.open(file) as image:
            assert (image.format, image.size) == ("WEBP", (width, width // 2))


def test_location_and_camera_are_stripped_and_the_picture_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6  # turned a quarter
    exif.get_ifd(0x8825)[1] = "N"  # somewhere on earth
    picture = keep_picture(EventFactory(), upload((400, 200), exif=exif), alt="A ship")
    assert (picture.width, picture.height) == (200, 400)
    with default_storage.open(f"{picture.public_id}-200.webp") as file, Image.open(file) as image:
        assert not image.getexif()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"\xff\xd8\xff\xe0broken",
        b"GIF89a",
    ],
)
def test_what_is_no_photograph_is_refused_and_nothing_is_kept(content, tmp_path):
    with pytest.raises(ValidationError):
        keep_picture(EventFactory(), SimpleUploadedFile("photo.jpg", content))
    assert (Picture.objects.count(), list(tmp_path.iterdir())) == (0, [])


def test_a_picture_that_would_fill_the_memory_is_refused(monkeypatch):
    monkeypatch.setattr("timeline.pictures.MOST_PIXELS", 100)
    with pytest.raises(ValidationError, match="million pixels"):
        keep_picture(EventFactory(), upload((20, 20)))


def test_readers_get_a_picture_only_once_an_edition_shows_it(client):
    event = EventFactory()
    picture = keep_picture(event, upload(), alt="A ship")
    address = f"/pictures/{picture.public_id}-480.webp"
    assert client.get(address).status_code == 404
    publish(event, by=None)
    response = client.get(address)
    assert (response.status_code, response["Content-Type"]) == (200, "image/webp")
    assert b"".join(response.streaming_content)[8:12] == b"WEBP"
    assert Edition.objects.shown().get().record["pictures"][0]["alt"] == "A ship"


def test_other_names_are_not_found(client):
    for name in ("secret-key", "..%2Fsecret-key", "0" * 12 + "-480.webp", "x-480.webp"):
        assert client.get(f"/pictures/{name}").status_code == 404


def test_what_is_removed_takes_its_pictures_files_with_it(client, tmp_path, django_capture_on_commit_callbacks):
    event = EventFactory()
    picture = keep_picture(event, upload(), alt="A ship")
    publish(event, by=None)
    with django_capture_on_commit_callbacks(execute=True):
        remove(event, by=None, ground="Privacy")
    assert list(tmp_path.iterdir()) == []
    assert client.get(f"/pictures/{picture.public_id}-480.webp").status_code == 404


def test_a_picture_without_words_keeps_the_entry_from_being_ready():
    event = EventFactory()
    keep_picture(event, upload(), alt=" ")
    (finding,) = findings(event)
    assert (finding.code, finding.blocks) == ("alt", True)


def test_a_version_brings_the_picture_back():
    event = EventFactory()
    keep_picture(event, upload(), alt="A ship")
    version, before = keep(event, by=None), record_of(fresh(event))
    event.pictures.all().delete()
    restore(version, by=None)
    assert record_of(fresh(event)) == before
    assert shown(event)

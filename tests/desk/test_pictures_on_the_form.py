"""Photographs are chosen, described and credited on the form, and shown to readers with what is published."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from tests.factories import EventFactory, shown
from timeline.models import Picture, Version
from timeline.pictures import keep_picture

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def photo(name="photo.jpg", size=(1200, 800)):
    out = BytesIO()
    Image.new("RGB", size, "navy").save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue())


def test_a_photograph_is_added_described_and_credited(open_form):
    event = EventFactory()
    form = open_form(event).type(pictures_0_alt="A ship", pictures_0_credit="Kyodo", pictures_0_licence="CC BY 4.0")
    form.data["pictures-0-file"] = photo()
    form.press()
    picture = event.pictures.get()
    assert (picture.alt, picture.credit, picture.licence, picture.widths) == (
        "A ship",
        "Kyodo",
        "CC BY 4.0",
        [480, 960, 1200],
    )
    assert Version.objects.first().record["pictures"][0]["credit"] == "Kyodo"
    form.type(pictures_0_caption="In the strait").press()
    picture.refresh_from_db()
    assert picture.caption == "In the strait"


def test_what_is_no_photograph_is_an_error_beside_the_field(open_form, tmp_path):
    form = open_form(EventFactory())
    form.data["pictures-0-file"] = SimpleUploadedFile("photo.jpg", b"<svg/>")
    assert form.refused() == {"Picture 1, photograph": "This is no JPEG, PNG or WebP picture that can be read."}
    assert not list(tmp_path.iterdir())


def test_words_without_a_photograph_are_not_lost_silently(open_form):
    form = open_form(EventFactory()).type(pictures_0_alt="A ship")
    assert "Choose the photograph" in form.refused()["Picture 1, photograph"]


def test_a_photograph_without_words_keeps_the_event_from_being_published_until_it_has_them(open_form):
    event = EventFactory()
    keep_picture(event, photo())
    form = open_form(event)
    form.look(form.post("_publish"))
    assert 'href="#id_pictures-0-alt"' in form.answer.text
    assert "It cannot be published like this." in form.answer.text
    form.type(pictures_0_alt="A ship").press("_publish")
    assert event.pictures.get().alt == "A ship"


def test_a_photograph_is_taken_away_by_its_box_and_its_files_stay_for_history(open_form, tmp_path):
    event = EventFactory()
    keep_picture(event, photo(), alt="A ship")
    form = open_form(event)
    form.data["pictures-0-remove"] = "on"
    form.press()
    assert not Picture.objects.exists()
    assert len(list(tmp_path.iterdir())) == 3


def test_the_desk_sees_an_unpublished_photograph_and_the_public_does_not(desk, reader, open_form):
    picture = keep_picture(EventFactory(), photo(), alt="A ship")
    address = reverse("admin:picture", args=[f"{picture.public_id}-480.webp"])
    assert address in open_form(picture.event).answer.text
    answer = desk.get(address)
    assert b"".join(answer.streaming_content)[8:12] == b"WEBP"
    assert "no-store" in answer.headers["Cache-Control"]
    assert reader.get(address).status_code == 302
    assert reader.get(f"/pictures/{picture.public_id}-480.webp").status_code == 404
    assert desk.get(reverse("admin:picture", args=["nothing.webp"])).status_code == 404


def test_a_preview_shows_the_photographs_kept_and_keeps_no_file(open_form, tmp_path):
    picture = keep_picture(EventFactory(), photo(), alt="A ship")
    form = open_form(picture.event).more("pictures").type(pictures_1_alt="Another")
    form.data["pictures-1-file"] = photo("other.jpg")
    page = form.post("_preview").text
    assert f"/admin/pictures/{picture.public_id}-480.webp" in page
    assert len(list(tmp_path.iterdir())) == 3


def test_readers_see_it_with_its_size_its_words_and_its_credit(reader):
    event = EventFactory(headline="The call")
    picture = keep_picture(event, photo(), alt="A ship", credit="Kyodo", licence="CC BY 4.0")
    shown(event)
    for path in (f"/harbour-strike/events/{event.slug}/", "/harbour-strike/"):
        page = reader.get(path).text
        assert 'width="1200" height="800" alt="A ship"' in page
        assert f"/pictures/{picture.public_id}-960.webp 960w" in page
    assert "Photograph: Kyodo" in reader.get(f"/harbour-strike/events/{event.slug}/").text

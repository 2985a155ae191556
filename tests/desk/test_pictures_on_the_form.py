"""Photographs are chosen, described and credited on the form, and shown to readers with what is published."""

import os
import time
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from tests.factories import EventFactory, shown
from timeline import shelf
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


def kept_files(tmp_path):
    return sorted((tmp_path / "waiting").iterdir()) if (tmp_path / "waiting").exists() else []


@pytest.mark.parametrize("again", ["an error", "a row more", "a clash"])
def test_a_photograph_that_was_chosen_need_not_be_chosen_again(
    open_form, tmp_path, again, django_capture_on_commit_callbacks
):
    event = EventFactory(headline="The call")
    form = open_form(event).type(pictures_0_alt="A ship", headline="" if again == "an error" else "My call")
    form.data["pictures-0-file"] = photo()
    if again == "a clash":
        open_form(event).type(headline="Another call").press()
        form.look(form.post("_save"))
        form.data["clash-choice-headline"] = "typed"
    else:
        form.refused() if again == "an error" else form.more("pictures")
    assert "The photograph you chose is kept" in form.answer.text
    assert (len(kept_files(tmp_path)), event.pictures.count()) == (1, 0)
    with django_capture_on_commit_callbacks(execute=True):
        form.type(headline="My call").press()
    assert (event.pictures.get().alt, event.pictures.get().width) == ("A ship", 1200)
    assert not kept_files(tmp_path)
    assert "The photograph you chose is kept" not in form.answer.text


def test_another_photograph_replaces_the_one_kept_and_a_box_throws_it_away(open_form, tmp_path):
    event = EventFactory()
    form = open_form(event).type(pictures_0_alt="A ship", headline="")
    form.data["pictures-0-file"] = photo()
    form.refused()
    form.data["pictures-0-file"] = photo(size=(700, 400))
    form.refused()
    assert len(kept_files(tmp_path)) == 1
    form.type(headline="The call")
    form.data["pictures-0-remove"] = "on"
    form.press()
    assert not event.pictures.exists()
    form.type(pictures_0_alt="A ship", headline="")
    form.data["pictures-0-file"] = photo(size=(700, 400))
    form.refused()
    form.type(headline="The call").press()
    assert event.pictures.get().width == 700


@pytest.mark.parametrize("token", ["0" * 32, "../../secret-key", "x", ""])
def test_what_is_not_on_the_shelf_has_to_be_chosen(open_form, token):
    form = open_form(EventFactory()).type(pictures_0_alt="A ship")
    form.data["pictures-0-kept"] = token
    assert "Choose the photograph" in form.refused()["Picture 1, photograph"]


def test_what_is_no_photograph_is_not_kept(open_form, tmp_path):
    form = open_form(EventFactory()).type(headline="")
    form.data["pictures-0-file"] = SimpleUploadedFile("photo.jpg", b"<svg/>")
    form.refused()
    assert not kept_files(tmp_path)


def test_the_shelf_is_small_each_has_their_own_and_it_is_cleared_after_a_day(tmp_path, person, monkeypatch, reader):
    monkeypatch.setattr(shelf, "MOST", 2)
    mine, others = person("Reporter"), person("Editor")
    old, token = shelf.keep(photo(), others), shelf.keep(photo(), mine)
    assert shelf.kept(token, mine) and not shelf.kept(token, others)
    (path,) = [path for path in kept_files(tmp_path) if old in path.name]
    os.utime(path, (time.time() - 25 * 3600,) * 2)
    for _each in range(3):
        shelf.keep(photo(), mine)
    assert len(kept_files(tmp_path)) == 2
    assert not shelf.kept(old, others)
    for name in [path.name for path in kept_files(tmp_path)]:
        for address in (f"/pictures/waiting/{name}", f"/pictures/{name}"):
            assert reader.get(address).status_code == 404


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

"""A file is taken in at the desk in a browser, with JavaScript and without."""

import json
import os

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, let_in
from tests.factories import CrisisFactory, SourceFactory
from timeline.importing import apart, trials
from timeline.models import Event

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def file(tmp_path):
    SourceFactory(name="Our sheet", slug="our-sheet")
    CrisisFactory()
    slides = [
        {"start_date": {"year": year}, "text": {"headline": f"It happened in {year}"}} for year in (2011, 2012, "")
    ]
    path = tmp_path / "ours.json"
    path.write_text(json.dumps({"events": slides}))
    return path


@pytest.fixture
def plain_desk_page(plain_page, editor):
    return let_in(plain_page, editor)


def try_file(page, address, file, awaited=None):
    page.goto(f"{address}/admin/")
    page.get_by_role("link", name="Import a file").click()
    page.get_by_label("Whose file is it?").fill("Our sheet")
    page.get_by_label("File", exact=True).set_input_files(file)
    page.get_by_role("button", name="See what it would do").click()
    (awaited or page.get_by_role("button", name="Import the")).wait_for()


def take_good_rows(page, address, file):
    try_file(page, address, file)
    expect(page.locator("#content-main")).to_contain_text("1 row is refused")
    assert not Event.objects.exists()
    page.get_by_role("button", name="Import the 2 good rows").click()
    expect(page.locator(".messagelist")).to_contain_text("Imported ours.json: Refused 1, Add 2.")
    assert Event.objects.count() == 2


def test_the_good_rows_are_taken_in(desk_page, live_server, file):
    take_good_rows(desk_page, live_server.url, file)


def test_the_same_is_done_without_javascript(plain_desk_page, live_server, file):
    take_good_rows(plain_desk_page, live_server.url, file)


def test_axe_finds_nothing_on_form_and_trial(desk_page, live_server, file, assert_accessible):
    desk_page.goto(f"{live_server.url}/admin/import/")
    assert_accessible(desk_page)
    try_file(desk_page, live_server.url, file)
    assert_accessible(desk_page)


def test_neither_is_wider_than_a_phone(desk_page, live_server, file):
    desk_page.set_viewport_size(PHONE)
    for look in (
        lambda: desk_page.goto(f"{live_server.url}/admin/import/"),
        lambda: try_file(desk_page, live_server.url, file),
    ):
        look()
        assert desk_page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


@pytest.fixture
def apart_in_hand(settings, monkeypatch, tmp_path):
    """Imports begin apart, and are done when the test does them."""
    settings.DATA_DIR, settings.IMPORT_AT_ONCE_BYTES = tmp_path, 10
    monkeypatch.setattr(apart, "start", lambda token, lock: None)
    monkeypatch.setattr(apart, "is_running", lambda token: apart.read(token, "ended") is None)
    monkeypatch.setattr(trials, "room_for_copy", lambda: False)
    monkeypatch.setattr(os, "nice", lambda by: by)


@pytest.mark.parametrize("with_script", [True, False], ids=["with JavaScript", "without"])
def test_a_long_import_tells_how_far_it_is_until_it_is_done(
    with_script, desk_page, plain_desk_page, live_server, file, apart_in_hand, assert_accessible
):
    page = desk_page if with_script else plain_desk_page
    try_file(page, live_server.url, file, awaited=page.get_by_text("The file is being read."))
    token = page.url.rstrip("/").rpartition("/")[2]
    apart.write(token, "far", {"rows": 1, "of": 3, "published": 0})
    expect(page.get_by_text("1 of about 3 rows are done.")).to_be_visible()
    if with_script:
        assert_accessible(page)
    apart.run(token)
    expect(page.get_by_role("button", name="Import the 2 good rows")).to_be_visible()

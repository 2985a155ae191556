"""Pages in other languages in a real browser: the menu, what axe says, widths, and pages from right to left."""

import re

import pytest
from django.conf import settings as site
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.factories import ActorFactory, SideFactory, shown_countermeasure, shown_event

pytestmark = pytest.mark.django_db(transaction=True)

HOME = "/harbour-strike/"
PAGES = {
    "timeline": HOME,
    "lanes": f"{HOME}?view=lanes",
    "ledger": f"{HOME}?view=ledger",
    "table": f"{HOME}?view=table",
    "event": f"{HOME}events/walk-out/",
    "tracker": f"{HOME}countermeasures/",
    "about": "/about/",
    "crises": "/",
}
PREFIXES = [f"/{code}" for code, _name in site.LANGUAGES if code != site.LANGUAGE_CODE]


@pytest.fixture(autouse=True)
def strike():
    union, port = ActorFactory(name="Dockers’ Union"), ActorFactory(name="Port Authority")
    SideFactory(actor=union)
    SideFactory(actor=port)
    event = shown_event(headline="Dockers walk out", slug="walk-out", when="2025-11-07", language="en", actors=[union])
    steps = [("announced", "[2025-11-08..2025-11-12]"), ("in-force", "2025-11-14")]
    shown_countermeasure(title="Lock-out", by=port, at=union, steps=steps, answers=[event])


@pytest.fixture
def arabic(settings):
    """A language from right to left, whose texts are not translated here: its pages show what the layout does."""
    settings.LANGUAGES = [*settings.LANGUAGES, ("ar", "العربية")]


def overflow(page):
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def test_the_menu_leads_to_the_same_question_in_another_language(visit):
    page = visit(f"{HOME}?order=oldest")
    page.get_by_role("link", name="日本語").click()
    expect(page).to_have_url(re.compile(f"/ja{HOME}\\?order=oldest$"))
    expect(page.locator("html")).to_have_attribute("lang", "ja")
    expect(page.get_by_role("link", name="古い順")).to_have_attribute("aria-current", "true")


def test_a_filter_stays_in_the_language_of_the_page(visit):
    page = visit(f"/ja{HOME}")
    page.locator("#q").fill("walk")
    expect(page.locator("#count")).to_have_attribute("data-count", "1")
    expect(page).to_have_url(re.compile("/ja/.*q=walk"))
    expect(page.locator("#results")).to_contain_text("情報源")


@pytest.mark.parametrize("prefix", PREFIXES)
def test_axe_finds_nothing_on_a_timeline_in_another_language(visit, assert_accessible, prefix):
    assert_accessible(visit(prefix + HOME))


@pytest.mark.parametrize("prefix", PREFIXES)
@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_longer_words_do_not_widen_a_page_on_a_phone(visit, prefix, path):
    page = visit(prefix + path)
    for size in (PHONE, {"width": 320, "height": 640}):
        page.set_viewport_size(size)
        assert overflow(page) <= 0, size


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
@pytest.mark.usefixtures("arabic")
def test_a_page_from_right_to_left_fits_begins_at_the_right_and_passes_axe(visit, assert_accessible, path):
    page = visit(f"/ar{path}")
    for size in (PHONE, DESKTOP):
        page.set_viewport_size(size)
        assert overflow(page) <= 0, size
    brand, menu = (page.locator(f".mast {part}").bounding_box() for part in (".brand", "nav"))
    assert brand["x"] > menu["x"]
    assert_accessible(page)


@pytest.mark.usefixtures("arabic")
def test_from_right_to_left_the_spine_stands_right_of_its_entries_and_early_days_right_of_late_ones(visit):
    page = visit(f"/ar{HOME}")
    entry = page.locator("article.ent").first
    assert entry.locator(".mk").bounding_box()["x"] > entry.locator("h4").bounding_box()["x"]
    early, late = page.locator("#brush-from"), page.locator("#brush-to")
    assert early.evaluate("node => getComputedStyle(node).direction") == "rtl"
    expect(late).to_be_visible()


@pytest.mark.usefixtures("arabic")
def test_the_desk_from_right_to_left_fits_a_phone(desk_page, live_server):
    for path in ("", "timeline/event/add/", "timeline/countermeasure/add/"):
        desk_page.goto(f"{live_server.url}/admin/ar/{path}")
        expect(desk_page.locator("html")).to_have_attribute("dir", "rtl")
        for size in (PHONE, DESKTOP):
            desk_page.set_viewport_size(size)
            assert overflow(desk_page) <= 0, (path, size)

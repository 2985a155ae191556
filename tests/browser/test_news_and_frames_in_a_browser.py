"""News of an open page, versions of it, frames of it and its print, in a real browser."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import looks
from tests.factories import EventFactory, shown, shown_countermeasure, shown_event
from tests.patience import until
from timeline.publishing import correct, withdraw

pytestmark = pytest.mark.django_db(transaction=True)
HOME = "/harbour-strike/"
HALF_A_MINUTE = 36_000


@pytest.fixture
def crisis():
    event = shown_event(slug="walk-out", headline="Nine hundred dockers walk out", when="2025-11-01", accounts=2)
    for number in range(12):
        shown_event(headline=f"Talks, day {number}", when=f"2025-11-{number + 2:02}")
    shown_countermeasure(title="Lock-out", slug="lock-out", answers=[event])
    return event


@pytest.fixture
def open_page(page, live_server):
    """The timeline, with a clock that the test moves."""
    page.clock.install()
    page.goto(live_server.url + HOME)
    return page


def later(page):
    page.clock.run_for(HALF_A_MINUTE)


def ask(page):
    """Move the clock until the page has asked, and give the answer. It goes on only once it read the one before."""
    answers = []
    page.on("response", lambda response: answers.append(response) if "/live/" in response.url else None)
    until(lambda: later(page) or answers)
    return answers[0]


def test_news_is_a_link_that_moves_nothing_and_is_announced_once(crisis, open_page, complaints):
    page = open_page
    page.evaluate("scrollTo({ top: 900, behavior: 'instant' })")
    assert ask(page).status == 204
    before = page.evaluate("[scrollY, document.documentElement.scrollHeight]")
    shown(EventFactory(headline="The port answers", when="2025-11-25"))
    ask(page)
    expect(page.locator(".pill")).to_have_text("↑ 1 new update")
    expect(page.locator("#live")).to_have_text("1 new update")
    assert page.evaluate("[scrollY, document.documentElement.scrollHeight]") == before
    page.evaluate("document.getElementById('live').textContent = ''")
    shown(EventFactory(headline="The port answers again", when="2025-11-26"))
    ask(page)
    expect(page.locator(".pill")).to_have_text("↑ 2 new updates")
    expect(page.locator("#live")).to_have_text("")


def test_the_link_brings_the_news_and_puts_focus_on_the_first_of_it(crisis, open_page):
    page = open_page
    shown(EventFactory(headline="The port answers", when="2025-11-25"))
    later(page)
    page.locator(".pill").click()
    expect(page.get_by_text("1 update since")).to_be_visible()
    expect(page.locator(":focus")).to_have_text("The port answers")
    expect(page.locator(".pill")).to_have_count(0)


def test_nobody_asks_while_the_page_is_hidden_and_at_once_when_it_is_seen_again(crisis, open_page):
    page = open_page
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "/live/" in request.url else None)
    page.evaluate("Object.defineProperty(document, 'hidden', { configurable: true, get: () => true })")
    later(page)
    later(page)
    assert asked == []
    page.evaluate("Object.defineProperty(document, 'hidden', { configurable: true, get: () => false })")
    with page.expect_response("**/live/**"):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def test_what_is_asked_follows_the_filter(crisis, open_page):
    page = open_page
    page.goto(page.url + "?kind=call")
    page.check("#f-kind-statement")
    expect(page.locator("#updates")).to_have_attribute("data-live", re.compile("kind=statement"))


def test_the_key_moments_switch_works_like_any_filter(crisis, visit):
    shown(EventFactory(headline="It matters", significance="key"))
    page = visit(HOME)
    page.check("#f-key-1")
    expect(page.locator("#count")).to_have_attribute("data-count", "1")
    expect(page).to_have_url(re.compile(r"\?key=1$"))


def test_versions_changes_and_the_frame_are_accessible_and_fit(crisis, visit, assert_accessible, live_server):
    moment = crisis.first_shown.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    crisis.headline = "Nine thousand dockers walk out"
    crisis.save()
    correct(crisis, by=None, reason="A nought was missing.")
    withdraw(shown_event(headline="Not so"), by=None, reason="It did not take place.")
    for number, address in enumerate((f"{HOME}?asof={moment}", f"{HOME}changes/", f"{HOME}embed/")):
        page = visit(address)
        for _size in looks(page, number % 2):
            assert_accessible(page)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address


def test_a_moment_is_chosen_without_script(crisis, plain_page, live_server):
    crisis.headline = "Nine thousand dockers walk out"
    crisis.save()
    correct(crisis, by=None, reason="A nought was missing.")
    plain_page.goto(live_server.url + HOME + "changes/")
    plain_page.select_option("#then", index=1)
    plain_page.get_by_role("button", name="Show that version").click()
    expect(plain_page.get_by_text("As readers saw it at")).to_be_visible()
    plain_page.get_by_role("link", name="Later version").click()
    plain_page.get_by_role("link", name="See it as it is now").click()
    expect(plain_page.locator("body")).to_contain_text("Nine thousand dockers")


def test_the_frame_shows_inside_another_page_and_its_links_leave_it(crisis, page, live_server):
    other = f"<iframe src='{live_server.url}{HOME}embed/' width='600' height='400'></iframe>"
    page.route("**/elsewhere", lambda route: route.fulfill(body=other, content_type="text/html"))
    page.goto(live_server.url + "/elsewhere")
    frame = page.frame_locator("iframe")
    expect(frame.get_by_role("link", name="The harbour strike")).to_be_visible()
    frame.get_by_text("Open the full timeline").click()
    page.wait_for_url(live_server.url + HOME)


def test_on_paper_accounts_are_open_and_controls_are_gone(crisis, visit):
    page = visit(HOME)
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator(".says").first.is_visible()
    for control in ("#filters", ".menu", ".seg", ".dock", ".mast nav"):
        assert not page.locator(control).first.is_visible(), control
    assert page.locator(".only-p").is_visible()

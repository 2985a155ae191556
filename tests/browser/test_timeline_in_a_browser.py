"""The timeline in a real browser: swapping, focus, history, keyboard, and the same without JavaScript."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE, go_back, go_forward, looks
from tests.factories import ActorFactory, SideFactory, shown_countermeasure, shown_event
from tests.patience import until
from timeline.views import timelines

pytestmark = pytest.mark.django_db(transaction=True)

HOME = "/harbour-strike/"


@pytest.fixture
def crisis():
    port, union = ActorFactory(name="Port authority", slug="port"), ActorFactory(name="Union", slug="union")
    SideFactory(actor=port)
    trigger = shown_event(headline="The union calls a strike", when="2025-11-01", actors=[union])
    shown_event(headline="The port calls the union", kind="call", when="2025-11-04", actors=[port], accounts=2)
    shown_event(headline="A disputed meeting", kind="meeting", when="2025-11", certainty="disputed", accounts=2)
    shown_countermeasure(title="Lock-out", answers=[trigger], by=port, steps=[("announced", "2025-11-03")])


def heading(page):
    return page.locator("#count")


def test_filtering_swaps_the_results_and_leaves_focus_on_the_control(crisis, visit):
    page = visit(HOME)
    expect(heading(page)).to_have_attribute("data-count", "4")
    assert page.locator("#live").inner_text() == ""
    page.evaluate("window.same = true")
    page.check("#f-kind-call")
    expect(heading(page)).to_have_text("1 of 4 entries")
    expect(page).to_have_url(re.compile(r"/harbour-strike/\?kind=call$"))
    expect(page.locator("#live")).to_have_text("1 of 4 entries")
    expect(page.locator("#apply")).to_have_text("Show 1 entry")
    expect(page.locator("#f-kind-call")).to_be_focused()
    assert page.evaluate("window.same")


def test_what_is_being_typed_is_never_taken_away(crisis, visit):
    page = visit(HOME)
    page.locator("#q").press_sequentially("por", delay=20)
    expect(heading(page)).to_have_text("1 of 4 entries")
    page.locator("#q").press_sequentially("t call", delay=150)
    expect(page).to_have_url(re.compile(r"\?q=port\+call$"))
    expect(page.locator("#q")).to_have_value("port call")
    expect(page.locator("#q")).to_be_focused()
    go_back(page)
    expect(page).to_have_url(re.compile(r"/harbour-strike/$"))
    expect(page.locator("#q")).to_have_value("")


def test_typed_dates_become_a_chip_and_go_with_it(crisis, visit, unheard):
    page = visit(HOME)
    page.fill("#from", "4/11/2025")
    with unheard():  # Enter changes and submits: htmx logs the request that was overtaken
        page.press("#from", "Enter")
        expect(page).to_have_url(re.compile(r"\?from=2025-11-04$"))
    page.get_by_role("link", name="Remove filter: from 4 Nov 2025").click()
    expect(page).to_have_url(re.compile(r"/harbour-strike/$"))
    expect(page.locator("#from")).to_have_value("")


def test_back_and_forward_restore_boxes_and_results(crisis, visit):
    page = visit(HOME)
    page.check("#f-kind-call")
    expect(heading(page)).to_have_text("1 of 4 entries")
    page.check("#f-kind-meeting")
    expect(heading(page)).to_have_text("2 of 4 entries")
    go_back(page)
    expect(heading(page)).to_have_text("1 of 4 entries")
    expect(page.locator("#f-kind-meeting")).not_to_be_checked()
    expect(page.locator("#f-kind-call")).to_be_checked()
    go_back(page)
    expect(heading(page)).to_have_attribute("data-count", "4")
    expect(page.locator("#f-kind-call")).not_to_be_checked()
    go_forward(page)
    expect(heading(page)).to_have_text("1 of 4 entries")
    expect(page.locator("#f-kind-call")).to_be_checked()
    page.locator("h4 a").first.click()
    expect(page).to_have_url(re.compile("/events/"))
    page.go_back()
    expect(page.locator("#f-kind-call")).to_be_checked()
    expect(heading(page)).to_have_text("1 of 4 entries")


def test_back_returns_to_where_one_had_scrolled(crisis, visit):
    for day in range(10, 22):
        shown_event(when=f"2025-11-{day}")
    page = visit(HOME)
    page.evaluate("scrollTo({top: 1500, behavior: 'instant'})")
    page.check("#f-kind-call")
    expect(heading(page)).to_have_text("1 of 16 entries")
    go_back(page)
    expect(heading(page)).to_have_text("16 entries 1 of them a step")
    until(lambda: page.evaluate("scrollY") == 1500)


def test_removing_a_chip_moves_focus_to_the_next_else_to_the_count(crisis, visit):
    page = visit(HOME + "?kind=call&kind=meeting")
    page.locator("#chip-1").press("Enter")
    expect(page.locator(".chip")).to_have_count(1)
    expect(page.locator("#chip-1")).to_be_focused()
    page.locator("#chip-1").press("Enter")
    expect(page.locator(".chip")).to_have_count(0)
    expect(heading(page)).to_be_focused()


def test_load_more_continues_and_takes_focus_to_the_first_new_entry(crisis, visit, monkeypatch):
    monkeypatch.setattr(timelines, "PAGE", 2)
    page = visit(HOME)
    shown_event(headline="A newcomer", when="2025-11-05")
    page.get_by_role("link", name="Load 2 earlier entries").press("Enter")
    expect(page.locator("[data-entry]")).to_have_count(4)
    expect(page.locator("[data-entry] h4 a").nth(2)).to_be_focused()
    expect(page.locator("#live")).to_have_text("2 entries added")
    expect(page.locator("#more a")).to_have_count(0)
    assert page.url.endswith(HOME)


def test_an_opened_list_of_choices_stays_open(crisis, visit):
    page = visit(HOME)
    page.locator("#d-stage > summary").click()
    page.check("#f-kind-step")
    expect(heading(page)).to_have_text("1 of 4 entries")
    expect(page.locator("#d-stage")).to_have_attribute("open", "")


def test_what_is_folded_has_no_nodes_until_it_is_opened(crisis, visit):
    page = visit(HOME)
    stages, accounts = page.locator("#d-stage"), page.locator('.acc:has-text("What the source says")').last
    for fold in (stages, accounts):
        expect(fold.locator("> noscript")).to_have_count(1)
        expect(fold.locator("> div")).to_have_count(0)
        fold.locator("summary").press("Enter")
        expect(fold.locator("> div")).to_be_visible()
    page.check("#f-stage-announced")
    expect(heading(page)).to_have_text("1 of 4 entries")
    expect(page.locator("#f-stage-announced")).to_be_checked()
    expect(page.locator("#f-stage-announced")).to_be_focused()


def test_without_javascript_what_is_folded_is_all_there(crisis, plain_page, live_server):
    plain_page.goto(live_server.url + HOME)
    plain_page.locator("#d-stage > summary").click()
    plain_page.check("#f-stage-announced")
    plain_page.locator("#apply").click()
    expect(heading(plain_page)).to_have_text("1 of 4 entries")
    plain_page.locator(".acc > summary").click()
    expect(plain_page.locator(".says section")).to_be_visible()


def test_paper_has_what_is_folded(crisis, visit):
    page = visit(HOME)
    expect(page.locator(".acc:not([open])")).not_to_have_count(0)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.locator(".acc:not([open])")).to_have_count(0)
    expect(page.locator(".acc noscript")).to_have_count(0)


WATCH = """() => {
  window.shifts = [];
  const names = (one) => one.sources.map(({ node }) => node?.id || node?.className).filter((name) => name !== "foot");
  const note = (list) => shifts.push(...list.map(names).filter((moved) => moved.length));
  window.seen = new PerformanceObserver((list) => note(list.getEntries()));
  seen.observe({ type: "layout-shift", buffered: true });
  window.moved = async () => {
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
    note(seen.takeRecords());
    return shifts;
  };
}"""


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_no_swap_moves_what_stays(crisis, visit, size):
    """Not even right after a click, when the browser would not count it. The foot of the page follows its entries."""
    page = visit(HOME)
    page.set_viewport_size(size)
    page.reload()
    page.evaluate(WATCH)
    if size == DESKTOP:
        page.check("#f-kind-call")
        expect(heading(page)).to_have_text("1 of 4 entries")
        assert page.evaluate("moved()") == []
        page.locator("#clear").click()
        expect(heading(page)).to_have_text("4 entries 1 of them a step")
        assert page.evaluate("moved()") == []
    for view in ("lanes", "ledger", "table", "list"):
        page.locator(f"#view-{view}").click()
        expect(page.locator(f"#view-{view}")).to_have_attribute("aria-current", "true")
        assert page.evaluate("moved()") == []


def test_what_fails_keeps_the_entries_and_offers_another_try(crisis, visit, unheard):
    page = visit(HOME)
    with unheard():
        page.route("**/*kind=call*", lambda route: route.fulfill(status=503, body="down"))
        page.check("#f-kind-call")
        expect(page.locator("#trouble")).to_be_visible()
        expect(heading(page)).to_have_attribute("data-count", "4")
        page.unroute("**/*kind=call*")
        page.get_by_role("button", name="Try again").click()
        expect(heading(page)).to_have_text("1 of 4 entries")
        expect(page.locator("#trouble")).to_be_hidden()


def test_the_keyboard_alone_filters_and_reads(crisis, visit):
    page = visit(HOME)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    page.locator("#f-kind-call").focus()
    page.keyboard.press("Space")
    expect(heading(page)).to_have_text("1 of 4 entries")
    page.locator(".menu > summary").press("Enter")
    expect(page.get_by_role("link", name="Data JSON")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Data JSON")).to_be_hidden()
    page.locator(".acc > summary").first.press("Enter")
    expect(page.locator(".says").first).to_be_visible()


def test_the_slash_goes_to_the_search_until_it_is_switched_off(crisis, visit):
    page = visit(HOME + "changes/")
    page.keyboard.press("/")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_have_value("/")
    visit(HOME + "?view=lanes").keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    visit("/about/").get_by_label("Use this key").uncheck()
    visit(HOME).keyboard.press("/")
    expect(page.locator("#q")).not_to_be_focused()
    expect(visit("/about/").get_by_label("Use this key")).not_to_be_checked()


def test_a_link_skips_to_the_entries(crisis, visit):
    page = visit(HOME)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the entries")).to_be_focused()
    page.keyboard.press("Enter")
    expect(heading(page)).to_be_focused()


def test_the_sheet_of_filters_on_a_phone(crisis, visit):
    page = visit(HOME)
    page.set_viewport_size(PHONE)
    expect(page.locator("#q")).to_be_hidden()
    page.get_by_role("button", name="Filter").click()
    page.check("#f-kind-call")
    expect(page.locator("#apply")).to_have_text("Show 1 entry")
    page.locator("#apply").click()
    expect(page.locator("#q")).to_be_hidden()
    expect(heading(page)).to_be_in_viewport()
    expect(page.get_by_role("button", name="Filter")).to_be_focused()
    expect(page.get_by_role("button", name="Filter")).to_contain_text("(1")


def test_without_javascript_the_form_and_links_do_the_same(crisis, plain_page, live_server, monkeypatch):
    monkeypatch.setattr(timelines, "PAGE", 2)
    page = plain_page
    page.goto(live_server.url + HOME)
    page.check("#f-actor-port")
    page.fill("#q", "call")
    page.locator("#apply").click()
    expect(heading(page)).to_have_text("1 of 4 entries")
    expect(page.locator("#f-actor-port")).to_be_checked()
    page.get_by_role("link", name="Clear all").click()
    page.get_by_role("link", name="Load 2 earlier entries").click()
    expect(page.locator("[data-entry]")).to_have_count(2)
    page.get_by_role("link", name="Back to the newest entries").click()
    page.set_viewport_size(PHONE)
    page.get_by_role("button", name="Filter").click()
    expect(page.locator("#q")).to_be_visible()


def test_the_theme_is_the_systems_until_the_reader_chooses(crisis, visit):
    page = visit(HOME)
    paper = "getComputedStyle(document.documentElement).backgroundColor"
    light = page.evaluate(paper)
    page.get_by_role("button", name="Dark").click()
    dark = page.evaluate(paper)
    assert light != dark
    page.reload()
    assert page.evaluate(paper) == dark
    page.get_by_role("button", name="Dark").click()
    assert page.evaluate(paper) == light and page.evaluate("localStorage.length") == 0


def test_axe_finds_nothing(crisis, visit, assert_accessible):
    for turned, query in enumerate(("", "?kind=law&kind=quarrel")):
        page = visit(HOME + query)
        for _size in looks(page, turned):
            assert_accessible(page)


def test_nothing_scrolls_sideways_at_320_pixels(crisis, visit):
    shown_event(headline="W" * 300, actors=ActorFactory.create_batch(7))
    page = visit(HOME)
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_a_first_visit_takes_five_requests(crisis, page, live_server):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(live_server.url + HOME)
    page.wait_for_load_state("networkidle")
    assert len(asked) <= 5, asked

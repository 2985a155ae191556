"""Strip, lanes, ledger and table in a browser: keyboard, swaps, narrow screens, no script, accessibility."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, looks
from tests.demo import load_demo
from tests.patience import until

HOME = "/china-japan-2025/"
VIEWS = ("", "?view=lanes", "?view=ledger", "?view=table", "?view=table&sort=headline", "?view=lanes&zoom=japan")


@pytest.fixture(autouse=True)
def demo(live_server):
    load_demo()


def test_axe_finds_nothing_in_any_view(page, live_server, assert_accessible):
    for number, query in enumerate(VIEWS):
        page.goto(live_server.url + HOME + query)
        page.locator(".ov details").evaluate("fold => fold.open = true")
        for _size in looks(page, number % 2):
            assert_accessible(page)


def test_no_view_makes_the_page_scroll_sideways(page, live_server):
    for query in VIEWS:
        page.goto(live_server.url + HOME + query)
        for width in (320, 768, 1920):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (query, width)


def test_every_card_has_room_for_its_text(visit):
    for query in ("?view=lanes", "?view=lanes&order=oldest"):
        page = visit(HOME + query)
        over = page.locator(".card").evaluate_all(
            "cards => cards.filter(card => card.scrollHeight > card.clientHeight + 1).map(card => card.textContent)"
        )
        assert over == []


def test_the_brush_sets_the_days_by_keyboard_and_keeps_the_focus(visit):
    page = visit(HOME)
    slider = page.locator("#brush-from")
    slider.focus()
    with page.expect_response(lambda response: "from=" in response.url):
        page.keyboard.press("PageUp")
    expect(page).to_have_url(re.compile(r"\?from=2025-\d\d-\d\d$"))
    expect(page.locator("#brush-from")).to_be_focused()
    expect(page.locator("#count")).not_to_have_attribute("data-count", "33")
    expect(page.locator("#brush-from")).to_have_attribute("aria-valuetext", page.input_value("#from"))
    expect(page.locator(".veil rect").first).not_to_have_attribute("width", re.compile("^0%?$"))


def test_the_brush_let_go_at_its_ends_sets_no_limit(visit):
    page = visit(HOME + "?from=2025-11-20")
    assert page.input_value("#from") == "20 November 2025"
    page.locator("#brush-from").focus()
    with page.expect_response(lambda response: response.url.endswith("/") or "from" not in response.url):
        page.keyboard.press("Home")
    expect(page).to_have_url(re.compile(HOME + "$"))
    expect(page.locator("#count")).to_have_attribute("data-count", "33")


def test_the_two_ends_of_the_brush_do_not_cross(visit):
    page = visit(HOME)
    page.locator("#brush-from").focus()
    with page.expect_response(lambda response: "from=" in response.url):
        page.keyboard.press("End")
    days = page.locator("[data-brush]").get_attribute("data-days")
    expect(page.locator("#brush-from")).to_have_value(str(int(days) - 1))


def test_dragging_veils_what_is_left_out_before_anything_is_loaded(visit):
    page = visit(HOME)
    page.locator("#brush-to").scroll_into_view_if_needed()
    thumb = page.locator("#brush-to").bounding_box()
    page.mouse.move(thumb["x"] + thumb["width"] - 12, thumb["y"] + thumb["height"] / 2)
    page.mouse.down()
    page.mouse.move(thumb["x"] + thumb["width"] / 2, thumb["y"] + thumb["height"] / 2)
    expect(page.locator(".veil rect").last).not_to_have_attribute("width", re.compile("^0%?$"))
    assert "to=" not in page.url
    with page.expect_response(lambda response: "to=" in response.url):
        page.mouse.up()
    expect(page).to_have_url(re.compile("to=2025-"))


def test_arrow_keys_go_through_the_lanes_in_order_of_time(visit):
    page = visit(HOME + "?view=lanes")
    ids = page.locator("[data-lanes] [data-entry]").evaluate_all("all => all.map(one => one.dataset.entry)")
    here, height = page.locator(":focus"), "one => one.getBoundingClientRect().top + scrollY"
    page.locator("[data-lanes] [data-entry]").first.focus()
    for key, place in (("ArrowRight", 1), ("End", -1), ("ArrowLeft", -2), ("Home", 0)):
        page.keyboard.press(key)
        expect(here).to_have_attribute("data-entry", ids[place])
    above = here.evaluate(height)
    page.keyboard.press("ArrowDown")
    expect(here).not_to_have_attribute("data-entry", ids[0])
    assert here.get_attribute("data-entry") in ids and here.evaluate(height) > above


def test_changing_the_view_keeps_the_filter_and_says_where_one_is(visit):
    page = visit(HOME + "?kind=statement")
    count = page.get_attribute("#count", "data-count")
    for view in ("lanes", "ledger", "table"):
        with page.expect_response(lambda response, view=view: f"view={view}" in response.url):
            page.click(f"#view-{view}")
        expect(page.locator(f"#view-{view}")).to_have_attribute("aria-current", "true")
        expect(page).to_have_url(re.compile(f"kind=statement&view={view}"))
        expect(page.locator("#count")).to_have_attribute("data-count", count)
        expect(page.locator("#results [data-entry]")).to_have_count(int(count))
        expect(page.locator(f"#view-{view}")).to_be_focused()


def test_a_filter_chosen_in_a_view_stays_in_that_view(visit):
    page = visit(HOME + "?view=table&sort=headline")
    page.click("button.wide-only")
    with page.expect_response(lambda response: "kind=call" in response.url):
        page.check("#filters [name=kind][value=call]")
    expect(page).to_have_url(re.compile("kind=call&view=table&sort=headline"))
    expect(page.locator("tr[data-entry]")).to_have_count(int(page.get_attribute("#count", "data-count")))


def test_sides_of_the_ledger_are_chosen_without_a_reload(visit):
    page = visit(HOME + "?view=ledger")
    page.locator("#side-right").focus()
    with page.expect_response(lambda response: "right=united-states" in response.url):
        page.select_option("#side-right", "united-states")
    expect(page.locator(".pans .right h3")).to_contain_text("United States")
    expect(page.locator("#side-right")).to_be_focused()


def test_without_script_the_views_and_the_days_work(plain_page, live_server):
    plain_page.goto(live_server.url + HOME)
    expect(plain_page.locator("[data-brush]")).to_be_hidden()
    expect(plain_page.locator(".strip")).to_be_visible()
    plain_page.fill("#from", "20 November 2025")
    plain_page.click("#apply")
    expect(plain_page).to_have_url(re.compile("from=20"))
    for view in ("lanes", "ledger", "table"):
        plain_page.click(f"#view-{view}")
        expect(plain_page.locator(f"#view-{view}")).to_have_attribute("aria-current", "true")
    plain_page.click("th >> text=Kind")
    expect(plain_page).to_have_url(re.compile("sort=kind"))


def test_on_a_phone_lanes_are_a_list_by_actor(page, live_server):
    page.set_viewport_size(PHONE)
    page.goto(live_server.url + HOME + "?view=lanes")
    expect(page.locator(".lanes")).to_be_hidden()
    expect(page.locator(".by-actor h3").first).to_contain_text("China")
    assert page.locator(".by-actor li").count() == page.locator("[data-entry]").count()


def test_on_a_phone_the_strip_folds_and_the_first_entry_is_on_the_second_screen(page, live_server):
    page.set_viewport_size(PHONE)
    page.goto(live_server.url + HOME)
    expect(page.locator(".strip")).to_be_hidden()
    assert page.locator("[data-entry]").first.bounding_box()["y"] < 2 * PHONE["height"]
    page.click(".ov summary")
    expect(page.locator(".strip")).to_be_visible()


def test_the_head_of_the_table_stays_in_sight(visit):
    page = visit(HOME + "?view=table")
    page.locator("tr[data-entry]").last.scroll_into_view_if_needed()
    until(lambda: 0 <= page.locator("th").first.bounding_box()["y"] < 5)


def test_a_table_copies_as_rows_and_columns(visit):
    page = visit(HOME + "?view=table&kind=call")
    text = page.evaluate("getSelection().selectAllChildren(document.querySelector('tbody')); getSelection().toString()")
    rows = [row.split("\t") for row in text.strip().split("\n")]
    assert all(len(row) == 6 for row in rows)
    assert rows[0][0] == "25 November 2025" and rows[0][2] == "Donald Trump + Sanae Takaichi"

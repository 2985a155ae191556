"""Every public page but the timeline in a real browser: swaps, copied links, widths, and what axe says."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, go_back, looks
from tests.factories import (
    AccountFactory,
    ActorFactory,
    AnswerFactory,
    CountermeasureFactory,
    EventFactory,
    LinkFactory,
    PointFactory,
    PositionFactory,
    ReportFactory,
    SideFactory,
    SourceFactory,
    StepFactory,
    shown,
    shown_event,
)
from timeline.publishing import correct, withdraw

pytestmark = pytest.mark.django_db(transaction=True)

HOME = "/harbour-strike/"
TRACKER = f"{HOME}countermeasures/"
PAGES = {
    "event": f"{HOME}events/call/",
    "event with countermeasures": f"{HOME}events/strike/",
    "event with many accounts": f"{HOME}events/many/",
    "step": f"{HOME}events/step/",
    "countermeasure": f"{TRACKER}lock-out/",
    "tracker": TRACKER,
    "tracker on a day": f"{TRACKER}?on=2025-11-02&measure=trade",
    "tracker without rows": f"{TRACKER}?q=nothing",
    "actor": f"{HOME}actors/union/",
    "source": f"{HOME}sources/courier/",
    "about": "/about/",
    "not found": "/nowhere/",
    "withdrawn": f"{HOME}events/gone/",
}


@pytest.fixture
def crisis():
    union = ActorFactory(name="Union", slug="union", office="The dockers’ union")
    SideFactory(actor=union)
    courier = SourceFactory(name="The Courier", slug="courier")
    strike = shown_event(headline="The union calls a strike", slug="strike", when="2025-11-01", actors=[union])
    call = compared("call", union, courier, 3)
    compared("many", union, courier, 6)
    LinkFactory(event=strike, to=call, relation="led-to")
    strike.headline = "The union calls a strike at the port"
    strike.body = "# A heading\n\nA *text* with a [link](https://news.example/)."
    strike.save()
    correct(strike, by=None, reason="It was the port alone.")
    lock_out = CountermeasureFactory(
        slug="lock-out", title="Lock-out", by=union, at=ActorFactory(), answers=[strike], checked="2025-11-27",
        steps=[("in-force", "between 1 and 20 November 2025"), ("lifted", "2025-11-25")], stated_reason="Order.",
    )  # fmt: skip
    lock_out.stated_reason_account = AccountFactory(countermeasure=lock_out)
    lock_out.save()
    StepFactory(countermeasure=lock_out, slug="step", stage="announced", when="2025-11-01", actors=[union])
    shown(lock_out)
    shown(PositionFactory(actor=union))
    withdraw(shown_event(slug="gone"), by=None, reason="It rested on a forgery.")


def compared(slug, union, courier, accounts):
    event = EventFactory(slug=slug, headline="The port calls the union", when="2025-11-04", accounts=0, actors=[union])
    asked, why = PointFactory(event=event, label="What it asked for", certainty="disputed"), PointFactory(event=event)
    for number in range(accounts):
        source = courier if number else SourceFactory()
        report = ReportFactory(source=source, published="2025-11-05", language="ja")
        account = AccountFactory(
            event=event, report=report, relayed_from=ReportFactory(), response="denies" if number == 1 else "asserts",
            quote="No.", quote_original="否。", quote_language="ja", translator="The desk", speaker="A speaker",
        )  # fmt: skip
        AnswerFactory(account=account, point=asked)
        if number == 1:
            AnswerFactory(account=account, point=why)
    return shown(event)


def test_axe_finds_nothing(crisis, page, live_server, assert_accessible):
    for number, address in enumerate(PAGES.values()):
        page.goto(live_server.url + address)
        for _size in looks(page, number % 2):
            assert_accessible(page)


def test_nothing_reaches_beyond_the_page(crisis, page, live_server):
    for name, address in PAGES.items():
        page.goto(live_server.url + address)
        for width in (320, 390, 768, 1280, 1920):
            page.set_viewport_size({"width": width, "height": 900})
            beyond = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert beyond <= 0, (name, width)


def test_the_day_of_the_tracker_is_swapped_in_and_back_restores_it(crisis, visit):
    page = visit(TRACKER)
    page.evaluate("window.same = true")
    page.fill("#on", "2/11/2025")
    page.press("#on", "Enter")
    expect(page.locator("#count")).to_have_text(re.compile("1 countermeasure on 2.November.2025"))
    expect(page).to_have_url(re.compile(r"\?on=2025-11-02$"))
    expect(page.locator("#live")).to_have_text(re.compile("1 countermeasure on 2.November.2025"))
    expect(page.locator("#on")).to_be_focused()
    assert page.evaluate("window.same")
    go_back(page)
    expect(page).to_have_url(re.compile(r"/countermeasures/$"))
    expect(page.locator("#on")).to_have_value("")


def test_a_day_that_cannot_be_read_is_explained_beside_its_field(crisis, visit):
    page = visit(TRACKER)
    page.fill("#on", "on Thursday")
    page.select_option("#measure", "trade")
    expect(page.locator("#chips")).to_contain_text("on=on Thursday was left out")
    expect(page.locator(".chip")).to_contain_text("Trade restriction")


def test_the_tracker_works_without_javascript(crisis, plain_page, live_server):
    plain_page.goto(live_server.url + TRACKER)
    plain_page.fill("#on", "26 November 2025")
    plain_page.click("text=Show")
    expect(plain_page.locator("#count")).to_have_text(re.compile("1 countermeasure on 26.November.2025"))
    expect(plain_page.locator("[data-countermeasure]")).to_contain_text("Lifted 25")


def test_the_permanent_link_is_copied_and_said_so(crisis, page, live_server):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(live_server.url + PAGES["event"])
    page.click("text=Copy link")
    expect(page.locator("#live")).to_have_text("Link copied")
    assert page.evaluate("navigator.clipboard.readText()") == page.input_value("#permanent")


def test_without_javascript_no_button_promises_to_copy(crisis, plain_page, live_server):
    plain_page.goto(live_server.url + PAGES["event"])
    expect(plain_page.get_by_text("Copy link")).to_be_hidden()


def test_accounts_stand_in_columns_on_a_desk_and_by_point_on_a_phone(crisis, visit):
    page = visit(PAGES["event"])
    tops = page.locator(".cmp thead th").evaluate_all("cells => cells.map((cell) => cell.getBoundingClientRect().top)")
    assert len(set(tops)) == 1 and len(tops) == 4
    page.set_viewport_size(PHONE)
    row = page.locator(".cmp tbody tr").nth(1)
    expect(row.locator("th")).to_contain_text("What it asked for")
    names = row.locator("td .who b:first-child")
    assert [names.nth(number).is_visible() for number in range(names.count())] == [True] * 3
    lefts = row.locator("td:visible").evaluate_all("cells => cells.map((cell) => cell.getBoundingClientRect().left)")
    assert len(set(lefts)) == 1


def test_the_comparison_stays_a_table_to_a_screen_reader_on_a_phone(crisis, page, live_server):
    page.set_viewport_size(PHONE)
    page.goto(live_server.url + PAGES["event"])
    table = page.get_by_role("table", name="What each source says")
    expect(table.get_by_role("rowheader").nth(1)).to_contain_text("What it asked for")
    expect(table.get_by_role("row").nth(1).get_by_role("cell")).to_have_count(3)

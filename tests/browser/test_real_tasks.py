"""What readers and editors come for, done once each on the demo, by the way that takes the fewest steps."""

import re

import pytest
from django.contrib.auth import get_user_model
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, let_in
from tests.demo import SLUG, load_demo
from timeline.models import Event

pytestmark = pytest.mark.django_db(transaction=True)

CALL = f"/{SLUG}/events/trump-takaichi-call/"
DENIAL = "Kihara declines to comment on the Journal’s report, then denies its wording"


@pytest.fixture(autouse=True)
def demo(live_server):
    load_demo()


@pytest.fixture
def desk(demo, page, live_server):
    """Call it with a path: opens it as an editor."""
    let_in(page, get_user_model().objects.create_superuser("chief", password="password"))

    def desk(path=""):
        page.goto(f"{live_server.url}/admin/{path}")
        return page

    return desk


def test_what_did_china_do_after_14_november_and_is_it_still_in_force(visit):
    page = visit(f"/{SLUG}/")
    page.get_by_role("link", name="Countermeasures", exact=True).click()
    ban = page.get_by_role("row").filter(has_text="Ban on imports of Japanese seafood")
    expect(ban).to_contain_text("In force between 19 and 27 November 2025")
    expect(ban).to_contain_text("No end reported, checked 27 November 2025")


def test_from_the_keyboard_three_presses_of_tab_lead_to_the_filters(visit):
    page = visit(f"/{SLUG}/")
    for _press in range(3):
        page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the filters")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Search")).to_be_focused()


def test_who_says_trump_asked_for_what_is_one_tap_away_on_a_phone(visit, page):
    page.set_viewport_size(PHONE)
    doubt = visit(f"/{SLUG}/").get_by_role("link", name="What he asked for: disputed")
    page.emulate_media(media="print")  # paper says it too
    expect(doubt).to_be_visible()
    page.emulate_media(media="screen")
    doubt.click()
    expect(page).to_have_url(re.compile(CALL))
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="What he asked for"))
    expect(row).to_be_in_viewport()
    expect(row.get_by_role("cell").filter(has_text="Two Japanese government sources")).to_contain_text("escalation")
    expect(row.get_by_role("cell").filter(has_text="Denies")).to_contain_text("Minoru Kihara (Jiji Press)")


def test_the_citation_is_given_in_words_and_as_files(visit, page, live_server):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visit(CALL).get_by_role("link", name="Share and cite").click()
    page.get_by_role("button", name="Copy citation").click()
    expect(page.locator("#live")).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("“Trump and Takaichi speak by phone; what he asked of her is disputed”. The China–Japan")
    for kind, begins in (("RIS", "TY  - ELEC"), ("BibTeX", "@misc{trump-takaichi-call")):
        address = page.get_by_role("link", name=kind, exact=True).get_attribute("href")
        assert page.request.get(live_server.url + address).text().startswith(begins)


def test_a_filtered_view_that_is_shared_says_that_it_is_one_and_leads_to_its_entries(visit, page):
    page.set_viewport_size(PHONE)
    visit(f"/{SLUG}/?kind=call").get_by_role("link", name="A filter is on: 2 of 33 entries").click()
    expect(page.get_by_role("link", name="Remove filter: Call")).to_be_in_viewport()
    page.get_by_role("link", name="Clear all").click()
    expect(page.locator("#narrowed")).to_have_text("33 entries")


def test_a_link_whose_filter_names_nothing_says_so_at_once(visit, page):
    page.set_viewport_size(PHONE)
    told = visit(f"/{SLUG}/?actor=nobody").get_by_role("link", name="Something in this address was left out")
    expect(told).to_be_in_viewport()
    told.click()
    expect(page.get_by_text("actor=nobody was left out.")).to_be_in_viewport()


def test_tonights_statement_with_two_sources_is_published_and_seen(desk):
    page = desk("timeline/event/add/")
    page.keyboard.type("Tokyo answers tonight’s statement")
    page.get_by_label("Date", exact=True).fill("28 November 2025")
    page.locator("#id_who-0-actor").fill("Minoru Kihara")
    for number, host in enumerate(("reuters.com", "asahi.com")):
        if number:
            page.get_by_role("button", name="Add account").click()
        expect(page.locator(f"#id_accounts-{number}-report")).to_be_visible()
        page.locator(f"#id_accounts-{number}-report").fill(f"https://{host}/tonight")
        page.locator(f"#id_accounts-{number}-says").fill("Tokyo regrets it.")
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("Published.")
    page.get_by_role("link", name="View on site").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tokyo answers tonight’s statement")
    expect(page.locator(".cmp thead")).to_contain_text("Reuters")


def test_a_headline_is_corrected_with_a_reason_that_readers_see(desk):
    page = desk()
    page.get_by_role("link", name=DENIAL).click()
    page.get_by_label("Headline", exact=True).fill("Kihara denies the Journal’s wording")
    page.get_by_role("link", name="How this change is told to readers").click()
    expect(page.get_by_label("This change is")).to_be_in_viewport()
    page.get_by_label("This change is").select_option("correction")
    page.get_by_label("Reason readers see").fill("He had not declined.")
    page.get_by_role("button", name="Publish changes").click()
    expect(page.locator(".messagelist")).to_contain_text("Published.")
    page.get_by_role("link", name="View on site").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kihara denies the Journal’s wording")
    expect(page.get_by_role("region", name="Corrections and changes")).to_contain_text("He had not declined.")


def test_on_a_phone_the_list_fits_and_a_report_its_outlet_withdrew_is_held(desk, page):
    page.set_viewport_size(PHONE)
    desk("timeline/event/")
    row = page.get_by_role("row").filter(has_text=DENIAL)
    expect(row).to_contain_text("27 November 2025")
    assert page.evaluate("() => document.querySelector('.results').scrollWidth") <= PHONE["width"]
    row.get_by_role("link", name=DENIAL).click()
    page.get_by_role("link", name="Open this report").click()
    page.get_by_role("link", name="Withdrawn by its outlet").click()
    page.locator("#id_reason").fill("Its outlet took it back.")
    page.get_by_role("button", name="Its outlet withdrew it: hold all").click()
    expect(page.locator(".messagelist")).to_be_visible()
    assert Event.objects.get(slug="kihara-denial").state == "withdrawn"


def test_a_report_that_should_not_have_been_is_withdrawn_and_its_address_says_why(desk, live_server):
    page = desk()
    page.get_by_role("link", name=DENIAL).click()
    page.get_by_role("link", name="Withdraw").click()
    page.locator("#id_reason").fill("It rested on a mistake.")
    page.get_by_role("button", name="Withdraw").click()
    expect(page.locator(".messagelist")).to_be_visible()
    page.goto(f"{live_server.url}/{SLUG}/events/kihara-denial/")
    expect(page.locator("main")).to_contain_text("It rested on a mistake.")

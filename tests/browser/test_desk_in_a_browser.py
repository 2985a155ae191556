"""The desk as an editor works at it, with and without JavaScript."""

from io import BytesIO

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from PIL import Image
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, looks
from tests.factories import (
    ActorFactory,
    CountermeasureFactory,
    CrisisFactory,
    EventFactory,
    PointFactory,
    SourceFactory,
    shown,
)
from timeline.models import Edition, Event

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def names():
    CrisisFactory()
    SourceFactory(name="Reuters", host="reuters.com"), SourceFactory(name="The Journal", host="wsj.com")
    ActorFactory(name="Sanae Takaichi"), ActorFactory(name="Donald Trump")


@pytest.fixture
def plain_desk_page(plain_page, live_server, editor):
    """A page without JavaScript, with the editor logged in."""
    client = Client()
    client.force_login(editor)
    value = client.cookies["desk"].value
    plain_page.context.add_cookies([{"name": "desk", "value": value, "domain": "localhost", "path": "/admin/"}])
    return plain_page


def write_the_call(page, address):
    """An event with two accounts compared on one question, from the add form to the saved draft."""
    page.goto(address)
    page.get_by_label("Headline", exact=True).fill("Trump calls Takaichi")
    page.get_by_label("Date", exact=True).fill("25/11/2025")
    page.locator("#id_who-0-actor").fill("trump")
    page.locator("#id_points-0-label").fill("What he asked for")
    page.locator("#id_accounts-0-report").fill("https://reuters.com/a")
    page.locator("#id_accounts-0-says").fill("He urged calm.")
    page.get_by_role("button", name="Add account").click()
    expect(page.locator("#id_accounts-1-says")).to_be_visible()
    expect(page.locator("#id_accounts-0-says")).to_have_value("He urged calm.")
    expect(page.locator("#id_who-0-actor")).to_have_value("trump")
    page.locator("#id_accounts-1-report").fill("https://wsj.com/b")
    page.locator("#id_accounts-1-says").fill("He advised her.")
    page.get_by_label("What he asked for").first.fill("Calm")
    page.get_by_label("What he asked for").nth(1).fill("A lower tone")
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("Draft saved.")).to_be_visible()
    event = Event.objects.get()
    told = [account.answers.get().text for account in event.accounts.all()]
    assert told == ["Calm", "A lower tone"]
    assert (event.edtf, str(event.actors.get())) == ("2025-11-25", "Donald Trump")


def test_an_event_with_two_accounts_is_written_on_one_screen(desk_page, live_server, names):
    write_the_call(desk_page, live_server.url + "/admin/timeline/event/add/")


def test_the_same_is_done_without_javascript(plain_desk_page, live_server, names):
    write_the_call(plain_desk_page, live_server.url + "/admin/timeline/event/add/")


def test_a_shift_is_worked_without_javascript_on_a_phone(plain_desk_page, live_server, names, settings, tmp_path):
    """Quick add, a photograph kept through an error, scheduling and taking back, publishing many, a note, a merge."""
    settings.MEDIA_ROOT = tmp_path / "media"
    page, desk = plain_desk_page, f"{live_server.url}/admin/"
    page.set_viewport_size(PHONE)
    page.goto(f"{desk}quick/")
    page.get_by_label("Headline", exact=True).fill("Trump calls Takaichi")
    page.get_by_label("Date", exact=True).fill("25/11/2025")
    page.get_by_label("Report", exact=True).fill("https://reuters.com/a")
    page.get_by_label("What it says").fill("He urged calm.")
    page.get_by_role("button", name="Add draft").click()
    expect(page.get_by_role("button", name="Publish", exact=True)).to_be_visible()
    page.locator("#id_pictures-0-file").set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": photo()})
    page.locator("#id_pictures-0-alt").fill("A ship")
    page.get_by_label("Headline", exact=True).fill("")
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("The photograph you chose is kept")).to_be_visible()
    page.get_by_label("Headline", exact=True).fill("Trump calls Takaichi")
    expect(page.get_by_label("Publish at")).to_be_visible()  # an error opens what is folded
    page.get_by_label("Publish at").fill("1 January 2031 09:00")
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_text("Scheduled for 1 January 2031 09:00").first).to_be_visible()
    assert Event.objects.get().pictures.get().alt == "A ship"
    page.get_by_text("Publish later").click()
    page.get_by_role("button", name="Do not publish it then").click()
    expect(page.get_by_text("It is no longer scheduled.")).to_be_visible()
    page.get_by_role("link", name="Notes").click()
    page.get_by_label("Note", exact=True).fill("Ask the port")
    page.get_by_role("button", name="Add note").click()
    expect(page.get_by_text("Ask the port", exact=True)).to_be_visible()
    EventFactory(headline="The call of Tuesday")
    page.goto(f"{desk}timeline/event/")
    for box in page.locator("input.action-select").all():
        box.check()
    page.get_by_label("Action:").select_option("publish")
    page.get_by_role("button", name="Go").click()
    page.get_by_role("button", name="Publish: 2").click()
    expect(page.get_by_text("Publish: 2 entries.")).to_be_visible()
    page.get_by_role("link", name="The call of Tuesday").click()
    page.get_by_role("link", name="Merge").click()
    page.get_by_label("Merge into").fill("Trump calls")
    page.get_by_role("button", name="See what moves").click()
    page.get_by_label("Reason readers see").fill("The same call.")
    page.get_by_role("button", name="Merge", exact=True).click()
    expect(page.get_by_text("is now part of this one")).to_be_visible()
    assert Edition.objects.shown().get().record["pictures"][0]["alt"] == "A ship"


def photo():
    file = BytesIO()
    Image.new("RGB", (600, 400), "navy").save(file, "PNG")
    return file.getvalue()


def test_what_readers_will_see_follows_the_typing(desk_page, live_server, names):
    desk_page.goto(live_server.url + "/admin/timeline/event/add/")
    date = desk_page.get_by_label("Date", exact=True)
    date.press_sequentially("week of 24 November 2025")
    expect(desk_page.locator("#reading-date")).to_have_text("Readers will see: Week of 24 November 2025")
    expect(date).to_be_focused()
    date.fill("on Thursday")
    expect(desk_page.locator("#reading-date")).to_contain_text("does not say which day")


# Where the cursor is at the moment the row is there: what is typed then must not land in another field a little later.
CURSOR_AT_ONCE = """() => {
  window.cursor = [];
  const row = () => document.getElementById("id_who-2-actor") && cursor.push(document.activeElement.id);
  new MutationObserver(row).observe(document.body, { childList: true, subtree: true });
}"""


def test_a_row_that_is_added_gets_the_cursor_at_once_and_the_page_does_not_reload(desk_page, live_server, names):
    desk_page.goto(live_server.url + "/admin/timeline/event/add/")
    desk_page.locator("#id_body").evaluate("area => { area.value = 'not posted anew' }")
    desk_page.evaluate(CURSOR_AT_ONCE)
    desk_page.get_by_role("button", name="Add participant").click()
    expect(desk_page.locator("#id_who-2-actor")).to_be_focused()
    assert set(desk_page.evaluate("cursor")) == {"id_who-2-actor"}
    assert desk_page.locator("#id_body").input_value() == "not posted anew"


def test_typing_survives_the_end_of_the_session(desk_page, live_server, names, complaints):
    desk_page.goto(live_server.url + "/admin/timeline/event/add/")
    desk_page.locator("#id_accounts-0-says").fill("Long and hard to type again.")
    Session.objects.all().delete()
    desk_page.get_by_role("button", name="Add account").click()
    expect(desk_page.locator("#lost")).to_contain_text("Your text is still here")
    expect(desk_page.locator("#id_accounts-0-says")).to_have_value("Long and hard to type again.")
    desk_page.get_by_role("button", name="Save draft").click()
    desk_page.get_by_label("Username").fill("editor")
    desk_page.get_by_label("Password").fill("password")
    desk_page.get_by_role("button", name="Log in and go on").click()
    expect(desk_page.locator("#id_accounts-0-says")).to_have_value("Long and hard to type again.")
    complaints.clear()  # the browser notes every answer of 403


def test_enter_saves_and_adds_no_row(desk_page, live_server, names):
    desk_page.goto(live_server.url + "/admin/timeline/event/add/")
    desk_page.get_by_label("Headline", exact=True).fill("Trump calls Takaichi")
    desk_page.get_by_label("Headline", exact=True).press("Enter")
    expect(desk_page.get_by_text("Draft saved.")).to_be_visible()


def test_a_preview_opens_beside_the_form(desk_page, live_server, names, listen):
    event = EventFactory(headline="The call")
    desk_page.goto(f"{live_server.url}/admin/timeline/event/{event.pk}/change/")
    desk_page.get_by_label("Headline", exact=True).fill("The long call")
    with desk_page.expect_popup() as opened:
        desk_page.get_by_role("button", name="Preview").click()
    expect(listen(opened.value).get_by_role("heading", level=1)).to_contain_text("The long call")
    expect(desk_page.get_by_label("Headline", exact=True)).to_have_value("The long call")


def test_the_theme_can_be_chosen(desk_page, live_server, names):
    desk_page.goto(live_server.url + "/admin/")
    html = desk_page.locator("html")
    before = html.get_attribute("data-theme")
    desk_page.get_by_role("button", name="Toggle theme").click()
    expect(html).not_to_have_attribute("data-theme", before)


STOCK = ("auth/user/", "auth/user/add/", "auth/group/add/", "password_change/")
STOCK += ("timeline/event/{}/history/", "timeline/event/{}/delete/")
PAGES = ("", "quick/", "timeline/event/", "timeline/event/add/", "timeline/countermeasure/", "timeline/actor/add/")


@pytest.mark.parametrize(("number", "path"), list(enumerate([*PAGES, "EVENT", "COUNTERMEASURE", "ERRORS", "WITHDRAW"])))
def test_axe_finds_nothing_on_any_screen(desk_page, live_server, names, assert_accessible, number, path):
    event = shown(EventFactory(actors=[ActorFactory()], accounts=2, when="2025-11"))
    PointFactory(event=event)
    EventFactory(accounts=0)
    measure = CountermeasureFactory(answers=[event])
    addresses = {
        "EVENT": f"timeline/event/{event.pk}/change/",
        "COUNTERMEASURE": f"timeline/countermeasure/{measure.pk}/change/",
        "ERRORS": "timeline/event/add/",
        "WITHDRAW": f"timeline/event/{event.pk}/withdraw/",
    }
    desk_page.goto(f"{live_server.url}/admin/{addresses.get(path, path)}")
    if path == "ERRORS":
        desk_page.get_by_label("Date", exact=True).fill("on Thursday")
        desk_page.get_by_role("button", name="Save draft").click()
        expect(desk_page.get_by_role("alert").first).to_be_visible()
    open_all(desk_page)
    for _size in looks(desk_page, number % 2):
        assert_accessible(desk_page)


def open_all(page):
    """Open what is folded, so that it is looked at too."""
    page.evaluate("() => document.querySelectorAll('details').forEach(each => { each.open = true })")


@pytest.mark.parametrize("path", STOCK)
def test_pages_taken_as_they_are_keep_to_the_policy(desk_page, live_server, names, path):
    event = EventFactory()
    answer = desk_page.goto(f"{live_server.url}/admin/{path.format(event.pk)}")
    assert answer.status == 200


def test_nothing_is_wider_than_a_phone(desk_page, live_server, names):
    event = EventFactory(actors=[ActorFactory()])
    measure = CountermeasureFactory(answers=[event])
    desk_page.set_viewport_size(PHONE)
    for path in ("quick/", f"timeline/event/{event.pk}/change/", f"timeline/countermeasure/{measure.pk}/change/"):
        desk_page.goto(f"{live_server.url}/admin/{path}")
        open_all(desk_page)
        assert desk_page.evaluate("() => document.documentElement.scrollWidth") <= PHONE["width"], path

"""One night in a real browser: written, submitted, returned, published, scheduled, clashed over, corrected, kept."""

import contextlib

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.factories import ActorFactory, CrisisFactory, EventFactory, SourceFactory
from tests.patience import until
from timeline.models import Countermeasure, Edition, Event, Version

pytestmark = pytest.mark.django_db(transaction=True)
ADD = "/admin/timeline/event/add/"


@pytest.fixture
def story():
    """A crisis with three outlets and four actors, and the roles that emptying the database took away."""
    from timeline.rights import set_roles

    set_roles()
    CrisisFactory()
    for name, host in (("Reuters", "reuters.com"), ("The Journal", "wsj.com"), ("The Office", "kantei.go.jp")):
        SourceFactory(name=name, host=host)
    for name in ("Donald Trump", "Sanae Takaichi", "China", "Japan"):
        ActorFactory(name=name)


@pytest.fixture
def sit_down(browser, browser_context_args, live_server, listen):
    """Call it with a role and a name: a page of a browser of their own, logged in."""
    with contextlib.ExitStack() as stack:

        def sit_down(role, name, **how):
            user = get_user_model().objects.create_user(name, password="password", is_staff=True)
            user.groups.set([Group.objects.get(name=role)])
            client = Client()
            client.force_login(user)
            context = browser.new_context(**browser_context_args | how)
            stack.callback(context.close)
            value = client.cookies[settings.SESSION_COOKIE_NAME].value
            cookie = {"name": settings.SESSION_COOKIE_NAME, "value": value, "domain": "localhost", "path": "/admin/"}
            context.add_cookies([cookie])
            page = listen(context.new_page())
            page.go = lambda path: page.goto(live_server.url + path)
            return page

        yield sit_down


def change(entry):
    return f"/admin/timeline/{entry._meta.model_name}/{entry.pk}/change/"


def press(page, name):
    page.locator(".submit-row").get_by_role("button", name=name, exact=True).click()


def says(page, text):
    expect(page.locator(".messagelist")).to_contain_text(text)


def write_the_call(page):
    """Three accounts on two points, in one save."""
    page.go(ADD)
    page.get_by_label("Headline", exact=True).fill("Trump calls Takaichi")
    page.locator("#id_kind").select_option("call")
    page.locator("#id_date").fill("25/11/2025")
    page.locator("#id_who-0-actor").fill("trump")
    page.locator("#id_who-0-role").select_option("with")
    page.locator("#id_who-1-actor").fill("takaichi")
    page.locator("#id_who-1-role").select_option("with")
    page.locator("#id_points-0-label").fill("What he asked for")
    for row in ("question", "account", "account"):
        page.get_by_role("button", name=f"Add {row}").click()
        expect(page.locator("#points-1" if row == "question" else "#accounts-1")).to_be_visible()
    expect(page.locator("#accounts-2")).to_be_visible()
    page.locator("#id_points-1-label").fill("How Tokyo took it")
    links = ("https://www.reuters.com/a", "https://www.wsj.com/b", "https://japan.kantei.go.jp/c")
    for number, link in enumerate(links):
        page.locator(f"#id_accounts-{number}-report").fill(link)
        page.locator(f"#id_accounts-{number}-says").fill(f"What it says, {number}.")
    page.locator("#id_accounts-0-answer-0").fill("No demands")
    page.locator("#id_accounts-1-answer-0").fill("A lower tone")
    press(page, "Submit")
    says(page, "Submitted.")
    event = Event.objects.get(headline="Trump calls Takaichi")
    assert (event.accounts.count(), event.points.count(), event.state) == (3, 2, "review")
    return event


def write_the_ban(page):
    page.go("/admin/timeline/countermeasure/add/")
    page.get_by_label("Title", exact=True).fill("Ban on seafood")
    page.locator("#id_by-0-actor").fill("China")
    page.locator("#id_at-0-actor").fill("Japan")
    page.locator("#id_checked").fill(timezone.localdate().isoformat())
    page.locator("#id_answers-0-event").fill("trump calls")
    page.locator("#id_steps-0-stage").select_option("announced")
    page.locator("#id_steps-0-date").fill("27/11/2025")
    page.locator("#id_steps-0-report").fill("https://www.reuters.com/ban")
    page.locator("#id_steps-0-says").fill("China will stop imports.")
    press(page, "Submit")
    says(page, "Submitted.")
    return Countermeasure.objects.get()


def test_a_night_from_draft_to_correction(sit_down, live_server, story):
    reporter, editor, other = sit_down("Reporter", "rita"), sit_down("Editor", "edo"), sit_down("Editor", "linh")
    call, ban = write_the_call(reporter), write_the_ban(reporter)

    # The editor returns the ban with a reason, which the reporter sees until it is submitted again.
    editor.go(change(ban))
    editor.get_by_text("Return it with a reason").click()
    editor.get_by_label("What is to be mended").fill("Which products?")
    editor.get_by_role("button", name="Return", exact=True).click()
    says(editor, "Returned.")
    reporter.go(change(ban))
    expect(reporter.locator(".ct-note").filter(has_text="Which products?")).to_be_visible()
    reporter.locator("#id_summary").fill("All seafood.")
    press(reporter, "Submit")
    says(reporter, "Submitted.")
    expect(reporter.get_by_text("Which products?")).to_have_count(0)

    # The call is published, the ban scheduled.
    editor.go(change(call))
    press(editor, "Publish")
    says(editor, "Published.")
    editor.go(change(ban))
    editor.get_by_text("Publish later").click()
    editor.get_by_label("Publish at").fill("1 January 2031 09:00")
    press(editor, "Publish")
    says(editor, "Scheduled for 1 January 2031 09:00")
    assert [edition.entry for edition in Edition.objects.shown()] == [call.public_id]

    # Two editors clash over the headline; the summary of one and the place of the other are both kept.
    editor.go(change(call)), other.go(change(call))
    other.locator("#id_headline").fill("Trump telephones Takaichi")
    other.locator("#id_summary").fill("Both confirm it.")
    press(other, "Save")
    says(other, "Saved.")
    editor.locator("#id_headline").fill("Trump speaks with Takaichi")
    editor.get_by_text("Short headline, longer text").click()
    editor.locator("#id_place").fill("By telephone")
    press(editor, "Save")
    box = editor.get_by_role("alert").filter(has_text="Two versions")
    expect(box).to_be_focused()
    expect(box).to_contain_text("Saved by linh")
    box.get_by_label("Headline: stored now").check()
    box.get_by_role("button", name="Save what is chosen").click()
    says(editor, "Saved.")
    call.refresh_from_db()
    assert (call.headline, call.summary, call.place) == (
        *("Trump telephones Takaichi", "Both confirm it."),
        "By telephone",
    )

    # A correction is told to readers, and the page as of before still says what it said.
    before = timezone.now()
    editor.locator("#id_certainty").select_option("confirmed")
    editor.get_by_label("This change is").select_option("correction")
    editor.get_by_label("Reason readers see").fill("Both offices confirm the call.")
    press(editor, "Publish changes")
    says(editor, "Published.")
    page = f"{live_server.url}/harbour-strike/events/{call.slug}/"
    reporter.goto(page)
    expect(reporter.get_by_role("heading", level=1)).to_have_text("Trump telephones Takaichi")
    expect(reporter.locator("main")).to_contain_text("Both offices confirm the call.")
    moment = before.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    reporter.goto(f"{page}?asof={moment}")
    expect(reporter.get_by_role("heading", level=1)).to_have_text("Trump calls Takaichi")

    deeds = list(Version.objects.filter(entry=call.public_id).order_by("number").values_list("deed", "by__username"))
    assert deeds == [
        *(("saved", "rita"), ("submitted", "rita"), ("published", "edo")),
        *(("saved", "linh"), ("saved", "edo"), ("saved", "edo"), ("published", "edo")),
    ]


def test_what_is_typed_survives_a_crash_and_is_offered_back_once(sit_down, story):
    page = sit_down("Reporter", "rita")
    page.go(ADD)
    page.get_by_label("Headline", exact=True).fill("Long and hard to type again")
    page.get_by_role("button", name="Add account").click()
    page.locator("#id_accounts-1-says").fill("They spoke.")
    again = page.context.new_page()
    again.goto(page.url.removesuffix("add/"))
    # What another tab sees is kept by the browser itself, and does not go with the process that wrote it.
    until(lambda: "They spoke." in kept(again))
    page.close(run_before_unload=False)
    again.goto(page.url)
    again.get_by_role("button", name="Bring it back").click()
    expect(again.locator("#id_headline")).to_have_value("Long and hard to type again")
    expect(again.locator("#id_accounts-1-says")).to_have_value("They spoke.")
    again.locator("#id_accounts-1-says").fill("")
    press(again, "Save draft")
    says(again, "Draft saved.")
    again.goto(page.url)
    expect(again.locator("#kept")).to_be_hidden()


def kept(page):
    return page.evaluate("() => Object.values(localStorage).join()")


def test_what_is_typed_is_kept_while_one_types_on_and_when_the_tab_is_put_away(sit_down, story):
    page = sit_down("Reporter", "rita")
    page.clock.install()
    page.go(ADD)
    for typed in ("They", "They spoke"):
        page.locator("#id_headline").fill(typed)
        page.clock.run_for(300)
    assert "They" in kept(page)
    page.locator("#id_headline").fill("They spoke at noon")
    page.evaluate("Object.defineProperty(document, 'hidden', { get: () => true })")
    page.evaluate("() => { document.dispatchEvent(new Event('visibilitychange')) }")
    assert "They spoke at noon" in kept(page)


def test_leaving_a_changed_form_warns_and_leaving_another_does_not(sit_down, story):
    page = sit_down("Reporter", "rita")
    event = EventFactory(headline="The call", created_by=get_user_model().objects.get(username="rita"))
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.go(change(event))
    page.reload()
    assert asked == []
    page.locator("#id_headline").fill("The long call")
    page.reload()
    assert asked == ["beforeunload"]
    page.locator("#id_headline").fill("The longer call")
    press(page, "Save draft")
    says(page, "Draft saved.")
    assert asked == ["beforeunload"]


def test_a_clash_is_settled_without_javascript_on_a_phone(sit_down, story, assert_accessible):
    event = EventFactory(headline="The call")
    page = sit_down("Editor", "edo", java_script_enabled=False, viewport=PHONE)
    page.go(change(event))
    other = sit_down("Editor", "linh", viewport=PHONE)
    other.go(change(event))
    other.locator("#id_headline").fill("Their call")
    press(other, "Save draft")
    says(other, "Draft saved.")
    page.locator("#id_headline").fill("My call")
    press(page, "Save draft")
    page.get_by_role("button", name="Save mine over it").click()
    says(page, "Draft saved.")
    event.refresh_from_db()
    assert event.headline == "My call"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_where_publishing_is_stopped_nor_where_two_clash(sit_down, story, assert_accessible, theme):
    event = EventFactory(headline="The call", accounts=0)
    editor, other = sit_down("Editor", "edo", color_scheme=theme), sit_down("Editor", "linh")
    editor.go(change(event))
    press(editor, "Publish")
    expect(editor.get_by_role("alert").filter(has_text="Not published yet")).to_be_focused()
    assert_accessible(editor)
    editor.go(change(event)), other.go(change(event))
    other.locator("#id_headline").fill("Their call")
    press(other, "Save draft")
    says(other, "Draft saved.")
    editor.locator("#id_headline").fill("My call")
    press(editor, "Save draft")
    expect(editor.get_by_role("alert").filter(has_text="Two versions")).to_be_focused()
    assert_accessible(editor)
    editor.set_viewport_size(PHONE)
    assert_accessible(editor)
    assert editor.evaluate("() => document.documentElement.scrollWidth") <= PHONE["width"]


def test_pictures_are_shown_without_moving_the_page(sit_down, live_server, story, settings, tmp_path):
    from tests.desk.test_pictures_on_the_form import photo

    settings.MEDIA_ROOT = tmp_path
    event = EventFactory(headline="The call")
    page = sit_down("Editor", "edo")
    page.go(change(event))
    file = photo()
    page.locator("#id_pictures-0-file").set_input_files(
        {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": file.read()}
    )
    page.locator("#id_pictures-0-alt").fill("A ship")
    page.locator("#id_pictures-0-credit").fill("Kyodo")
    press(page, "Publish")
    says(page, "Published.")
    page.goto(f"{live_server.url}/harbour-strike/events/{event.slug}/")
    image = page.get_by_role("img", name="A ship")
    expect(image).to_be_visible()
    until(lambda: image.evaluate("image => image.complete && image.naturalWidth > 0"))
    assert image.evaluate("image => image.width / image.height") > 1.4
    expect(page.get_by_text("Photograph: Kyodo")).to_be_visible()

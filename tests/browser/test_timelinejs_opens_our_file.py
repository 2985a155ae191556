"""TimelineJS 3 itself opens `timelinejs.json`, unchanged, without asking anyone else for anything."""

import pytest
from playwright.sync_api import expect

from tests import npm
from tests.demo import load_demo
from tests.factories import AccountFactory, ActorFactory, EventFactory, shown, shown_event
from tests.patience import until

pytestmark = pytest.mark.django_db(transaction=True)

PAGE = """<!doctype html><html lang="en"><title>TimelineJS</title><link rel="stylesheet" href="/tl/css/timeline.css">
<div id="timeline" style="height:600px"></div><script src="/tl/js/timeline.js"></script>
<script>
var options = {font: "none", script_path: location.href + "js/"};
window.shown = new TL.Timeline("timeline", "/harbour-strike/timelinejs.json", options);
</script>
"""


@pytest.fixture
def opened(page, live_server):
    """Call it to have our file opened by TimelineJS: gives the page once all slides are drawn."""
    if not npm.TIMELINEJS.exists():
        pytest.skip("npm has not installed TimelineJS: python -m tests.run --on browser does, where npm is")

    def serve(route):
        path = route.request.url.partition("/tl/")[2]
        if not path:
            route.fulfill(body=PAGE, content_type="text/html")
        elif path == "css/fonts/font.none.css":
            route.fulfill(body="", content_type="text/css")
        else:
            route.fulfill(path=npm.TIMELINEJS / path)

    def opened():
        page.route("**/tl/**", serve)
        page.goto(f"{live_server.url}/tl/")
        page.wait_for_selector(".tl-slide .tl-headline")
        return page

    return opened


def test_every_dated_event_has_its_slide_group_and_words(opened):
    japan = ActorFactory(name="Japan & co", slug="japan")
    shown_event(headline="A call", when="2025-11-25", actors=[japan])
    shown_event(headline="A ban", when="week of 17 November 2025", actors=[ActorFactory(part_of=japan)])
    shown_event(headline="Long before", when="44 BC")
    shown_event(headline="Some day", when="")
    page = opened()
    assert page.evaluate("shown.config.isValid()")
    expect(page.locator(".tl-timemarker")).to_have_count(3)
    expect(page.locator(".tl-slide .tl-headline")).to_have_count(4)
    headlines = page.locator(".tl-slide .tl-headline").all_text_contents()
    assert [text.strip() for text in headlines][1:] == ["Long before", "A ban", "A call"]
    assert {"44 BC", "Week of 17 November 2025"} <= set(page.locator(".tl-headline-date").all_text_contents())
    expect(page.locator(".tl-timegroup-message").filter(has_text="Japan & co")).to_have_count(1)
    assert "The harbour strike" in page.locator(".tl-slide-titleslide").text_content()


def test_ids_can_be_gone_to(opened):
    shown_event(headline="First", when="2025-11-25")
    last = shown_event(headline="Last", when="2025-11-27")
    page = opened()
    page.evaluate("id => shown.goToId(id)", last.public_id)
    page.wait_for_function("id => shown.current_id === id", arg=last.public_id)


def test_nothing_in_a_text_runs_and_every_source_is_told(opened):
    bad = "<script>window.ran = 1</script><img src=x onerror='window.ran = 1'> & &lt;b&gt;"
    event = EventFactory(
        headline=bad, summary=bad, body=bad, actors=[ActorFactory(name=bad)], date_text=bad, accounts=0
    )
    AccountFactory(event=event, says=bad, quote=bad)
    AccountFactory(event=event, says="Seen with own eyes.")
    shown(event)
    page = opened()
    expect(page.locator(".tl-slide").nth(1)).to_contain_text(bad)
    expect(page.locator(".tl-slide").nth(1)).to_contain_text("Seen with own eyes.")
    assert page.evaluate("window.ran") is None


def test_the_demo_opens_whole(opened, page, live_server):
    load_demo()
    page.route(
        "**/harbour-strike/timelinejs.json",
        lambda route: route.continue_(url=f"{live_server.url}/china-japan-2025/timelinejs.json"),
    )
    shown = opened()
    assert shown.evaluate("shown.config.isValid()")
    until(lambda: shown.locator(".tl-timemarker").count() > 25)

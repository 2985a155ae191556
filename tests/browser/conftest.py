"""Tests in a real browser. The machine's own Chromium is used; without one these tests are skipped."""

import contextlib
import os
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from tests import machine
from tests.patience import PATIENCE

expect.set_options(timeout=PATIENCE * 1000)

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def pytest_collection_modifyitems(items):
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker("browser")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    if not machine.chromium():
        pytest.skip("no Chromium on the path, and CHROMIUM names none")
    # Playwright leaves an event loop in the thread, which Django takes for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return {**browser_type_launch_args, "executable_path": machine.chromium(), "args": list(QUIET)}


@pytest.fixture(scope="session")
def browser(browser):
    """Every context of it waits as long as a slow machine needs."""
    browser.on("context", lambda context: context.set_default_timeout(PATIENCE * 1000))
    return browser


@pytest.fixture
def browser_context_args(browser_context_args):
    return {**browser_context_args, "viewport": DESKTOP, "locale": "en-GB", "timezone_id": "Asia/Tokyo"}


@pytest.fixture
def complaints():
    """What the browser complained of: errors, refusals by the policy, requests to other hosts. Empty at the end."""
    heard: list[str] = []
    yield heard
    assert not heard


@pytest.fixture
def listen(live_server, complaints):
    """Call it with a page to have its complaints counted. `page`, `plain_page` and `desk_page` are listened to."""

    def listen(page):
        page.on("console", lambda message: complaints.extend(_errors(page, message)))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: complaints.extend(_strangers(request.url, live_server.url)))
        return page

    return listen


@pytest.fixture
def page(page, listen):
    return listen(page)


@pytest.fixture
def plain_page(browser, browser_context_args, listen):
    """A page with JavaScript off."""
    context = browser.new_context(**browser_context_args, java_script_enabled=False)
    yield listen(context.new_page())
    context.close()


@pytest.fixture
def desk_page(page, live_server, editor):
    """A page with the editor logged in."""
    return let_in(page, editor)


def let_in(page, user):
    """The page, with the user logged in."""
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    cookie = {"name": name, "value": client.cookies[name].value, "domain": "localhost", "path": "/admin/"}
    page.context.add_cookies([cookie])
    return page


def go_back(page):
    """Back to a question asked before: its page is loaded anew, and hears the next deed only once it is."""
    with page.expect_event("load"):
        page.go_back()


def go_forward(page):
    with page.expect_event("load"):
        page.go_forward()


@pytest.fixture
def visit(page, live_server):
    """Call it with a path: opens it in `page` and gives the page back."""

    def visit(path: str):
        page.goto(live_server.url + path)
        return page

    return visit


@pytest.fixture
def unheard(complaints):
    """`with unheard():` around what makes the tools complain of themselves: axe and screenshots add styles."""

    @contextlib.contextmanager
    def unheard():
        before = list(complaints)
        yield
        complaints[:] = before

    return unheard


def looks(page, turned):
    """The page on a phone and on a desktop, in a theme each. What is turned has the other one: call it so for every
    second page, as axe takes long and neither the width nor the theme knows of the other."""
    for size, theme in zip((PHONE, DESKTOP), ("dark", "light") if turned else ("light", "dark"), strict=True):
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=theme)
        yield size


@pytest.fixture
def assert_accessible(unheard):
    """Call it with a page: fails on anything axe finds."""

    def assert_accessible(page):
        with unheard():
            if not page.evaluate("'axe' in window"):
                page.evaluate(AXE_SCRIPT)
            found = AxeResults(page.evaluate("axe.run({ resultTypes: ['violations'] })"))
        assert found.violations_count == 0, found.generate_report()

    return assert_accessible


def _errors(page, message):
    # An error page is no complaint: its own address answers 404, and the browser says so.
    own = message.text.startswith("Failed to load resource") and message.location.get("url") == page.url
    return [message.text] if message.type == "error" and not own else []


def _strangers(url, home):
    return [] if url.startswith((home + "/", "data:", "blob:", "about:")) else [f"asked another host: {url}"]

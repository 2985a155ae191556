"""The way into the desk in a browser: by keyboard, without JavaScript, on a phone, in either theme."""

import time
from base64 import b32decode

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django_otp.oath import TOTP
from playwright.sync_api import expect

from tests.browser.conftest import looks

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def someone():
    """An editor, whose password is “password”; roles are looked up anew, as tables are emptied between these tests."""
    made = get_user_model().objects.create_user("someone", password="password", is_staff=True)
    made.groups.add(Group.objects.get_or_create(name="Editor")[0])
    return made


def code_for(spelled):
    made = TOTP(b32decode(spelled.replace(" ", "")))
    made.time = time.time()
    return f"{made.token():06}"


def log_in(page, address):
    page.goto(f"{address}/admin/")
    expect(page.get_by_label("Username")).to_be_focused()
    page.keyboard.type("someone")
    page.keyboard.press("Tab")
    page.keyboard.type("password")
    page.keyboard.press("Enter")


def set_up(page, address, look=lambda page: None):
    """By keyboard alone, from the log-in to the codes."""
    log_in(page, address)
    expect(page.get_by_text("Your role needs a second factor.")).to_be_visible()
    code = page.get_by_label("Code the app shows")
    code.focus()
    page.keyboard.type(code_for(page.locator(".ct-quick code").inner_text()))
    page.keyboard.press("Tab")
    page.keyboard.type("password")
    page.keyboard.press("Enter")
    expect(page.locator(".ct-codes li")).to_have_count(10)
    look(page)
    page.get_by_role("link", name="I have kept them").click()
    expect(page.get_by_role("link", name="Quick add")).to_be_visible()


def test_a_role_that_needs_a_second_factor_sets_it_up(settings, page, live_server, someone):
    settings.SECOND_FACTOR = ["editor"]
    set_up(page, live_server.url)


def test_axe_finds_nothing_on_the_codes_and_where_access_is_seen_to(
    settings, page, desk_page, live_server, someone, assert_accessible
):
    desk_page.goto(f"{live_server.url}/admin/auth/user/{someone.pk}/change/")
    desk_page.get_by_role("link", name="Access", exact=True).click()
    expect(desk_page.get_by_role("button", name="Log out everywhere")).to_be_visible()
    assert_accessible(desk_page)
    page.context.clear_cookies()
    settings.SECOND_FACTOR = ["editor"]
    set_up(page, live_server.url, look=assert_accessible)
    page.get_by_role("link", name="Your access").click()
    expect(page.get_by_role("button", name="New recovery codes")).to_be_visible()
    assert_accessible(page)


def test_the_same_is_done_without_javascript(settings, plain_page, live_server, someone):
    settings.SECOND_FACTOR = ["editor"]
    set_up(plain_page, live_server.url)


def test_axe_finds_nothing_and_nothing_is_wider_than_a_phone(page, live_server, someone, assert_accessible):
    page.goto(f"{live_server.url}/admin/login/")
    look_at(page, assert_accessible)
    page.get_by_role("button", name="Log in").click()
    expect(page.locator(".errorlist").first).to_be_visible()
    look_at(page, assert_accessible, turned=True)
    log_in(page, live_server.url)
    page.get_by_role("link", name="Your access").click()
    expect(page.get_by_role("heading", name="Second factor")).to_be_visible()
    look_at(page, assert_accessible)


def look_at(page, assert_accessible, turned=False):
    for size in looks(page, turned):
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]

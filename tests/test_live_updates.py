"""Whether anything is new: asked by every open page, answered with nothing, “as you know”, or a quiet link."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.counting import queries_for
from tests.factories import CountermeasureFactory, CrisisFactory, EventFactory, shown
from timeline.publishing import correct, publish, remove, withdraw
from timeline.views import timelines

pytestmark = pytest.mark.django_db
HOME = "/harbour-strike/"


@pytest.fixture
def event(clock):
    event = shown(EventFactory(headline="Dockers walk out", kind="statement"))
    clock.forward(hours=1)
    return event


def asked_by(text):
    """The address an open page asks, as it is written in the page."""
    found = re.search(r'data-live="([^"]*)"', text)
    return found and found[1].replace("&amp;", "&")


def pill(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())


def linked(answer):
    return re.search(r'href="([^"]*)"', answer.text)[1].replace("&amp;", "&")


def test_a_page_that_shows_all_there_is_gets_nothing(reader, event):
    answer = reader.get(asked_by(reader.get(HOME).text))
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["ETag"]


def test_what_has_not_changed_is_not_told_twice(reader, event):
    address = asked_by(reader.get(HOME).text)
    etag = reader.get(address).headers["ETag"]
    with CaptureQueriesContext(connection) as queries:
        again = reader.get(address, headers={"If-None-Match": etag})
    assert again.status_code == 304 and again.headers["ETag"] == etag
    assert len(queries) <= 2


def test_new_entries_and_changes_are_counted_each_once(reader, event, clock):
    address = asked_by(reader.get(HOME).text)
    etag = reader.get(address).headers["ETag"]
    shown(EventFactory())
    event.headline = "All dockers walk out"
    event.save()
    correct(event, by=None, reason="All of them.")
    clock.forward(minutes=1)
    event.summary = "At dawn."
    event.save()
    publish(event, by=None)
    answer = reader.get(address, headers={"If-None-Match": etag})
    assert answer.status_code == 200
    assert pill(answer) == "↑ 2 new updates"
    assert answer.headers["ETag"] != etag


def test_a_withdrawal_is_news_and_a_silent_change_is_not(reader, event, clock):
    other = shown(EventFactory())
    clock.forward(minutes=1)
    address = asked_by(reader.get(HOME).text)
    publish(other, by=None, change="silent")
    clock.forward(minutes=1)
    assert reader.get(address).status_code == 204
    withdraw(event, by=None, reason="Wrong.")
    clock.forward(minutes=1)
    assert pill(reader.get(address)) == "↑ 1 new update"


def test_what_came_and_went_again_is_no_news_nor_what_was_removed(reader, event, clock):
    address = asked_by(reader.get(HOME).text)
    brief, secret = shown(EventFactory()), shown(EventFactory())
    clock.forward(minutes=1)
    withdraw(brief, by=None, reason="Wrong.")
    remove(secret, by=None, ground="Privacy.")
    clock.forward(minutes=1)
    assert reader.get(address).status_code == 204


def test_a_scheduled_entry_is_news_from_its_moment_on(reader, event, clock):
    address = asked_by(reader.get(HOME).text)
    publish(EventFactory(), by=None, at=clock.now.replace(hour=20))
    told = reader.get(address)
    assert told.status_code == 204
    clock.forward(hours=12)
    assert pill(reader.get(address, headers={"If-None-Match": told.headers["ETag"]})) == "↑ 1 new update"


def test_only_what_passes_the_filter_is_news(reader, event, clock):
    address = asked_by(reader.get(HOME, {"kind": "call"}).text)
    assert "kind=call" in address
    shown(EventFactory(kind="meeting"))
    clock.forward(minutes=1)
    assert reader.get(address).status_code == 204
    shown(EventFactory(kind="call"))
    clock.forward(minutes=1)
    answer = reader.get(address)
    assert pill(answer) == "↑ 1 new update"
    assert "kind=call" in linked(answer)


def test_a_changed_countermeasure_is_news_a_new_one_comes_with_its_steps(reader, event, clock):
    address = asked_by(reader.get(HOME).text)
    measure = shown(CountermeasureFactory(crisis=event.crisis))
    clock.forward(minutes=1)
    assert pill(reader.get(address)) == "↑ 1 new update"
    address = asked_by(reader.get(HOME).text)
    measure.title = "Another title"
    measure.save()
    publish(measure, by=None)
    clock.forward(minutes=1)
    assert pill(reader.get(address)) == "↑ 1 new update"


def test_the_link_leads_to_a_page_that_lists_and_finds_what_is_new(reader, event, clock):
    address = asked_by(reader.get(HOME).text)
    new = shown(EventFactory(headline="The port answers"))
    withdraw(event, by=None, reason="Wrong.")
    clock.forward(minutes=1)
    page = reader.get(linked(reader.get(address))).text
    assert "2 updates since" in page
    assert re.search(rf'id="e-{new.public_id}".*?<a href="[^"]*" autofocus>The port answers', page, re.DOTALL)
    assert page.count("autofocus") == 1
    assert "<del" in page and "noindex" in page
    results = re.search(r'<section id="results".*(?=<nav class="dock")', page, re.DOTALL)[0]
    assert re.findall(r"since=", results) == ["since="]  # where the page asks for what comes next


def test_a_new_entry_beyond_the_page_is_found_in_the_list_of_news(reader, event, clock):
    for _each in range(31):
        shown(EventFactory(when="2025-11-25"))
    clock.forward(minutes=1)
    address = asked_by(reader.get(HOME).text)
    shown(EventFactory(headline="Long ago", when="1979"))
    clock.forward(minutes=1)
    page = reader.get(linked(reader.get(address))).text
    assert re.search(r'<a href="[^"]*"[^>]* autofocus>Long ago', page)
    assert page.count("autofocus") == 1


def test_pages_of_the_past_do_not_ask(reader, event):
    assert asked_by(reader.get(HOME, {"asof": "2025-11-28T12:30Z"}).text) is None


def test_a_moment_that_is_none_is_refused(reader, event):
    answer = reader.get(f"{HOME}live/", {"since": "yesterday"})
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert reader.get(f"{HOME}live/").status_code == 204
    assert "was left out" in reader.get(HOME, {"since": "yesterday"}).text


def test_a_draft_crisis_says_no_more_than_no_crisis(reader, event):
    event.crisis.state = "draft"
    event.crisis.save()
    assert reader.get(f"{HOME}live/").status_code == 404


def test_queries_do_not_grow_with_the_news(reader, clock, monkeypatch):
    monkeypatch.setattr(timelines, "FIRST", timelines.PAGE)
    crisis = CrisisFactory()
    shown(EventFactory(crisis=crisis))
    address = asked_by(reader.get(HOME).text)

    clock.forward(minutes=1)
    shown(EventFactory(crisis=crisis))
    clock.forward(minutes=1)
    few, page = queries_for(reader, address), queries_for(reader, linked(reader.get(address)))
    for _each in range(20):
        shown(EventFactory(crisis=crisis))
    clock.forward(minutes=1)
    assert queries_for(reader, address) == few <= 5
    assert queries_for(reader, linked(reader.get(address))) == page


# Key moments


def test_key_moments_can_be_asked_for_where_the_desk_has_marked_any(reader, clock):
    shown(EventFactory(headline="It matters", significance="key"))
    shown(EventFactory(headline="It matters less"))
    page = reader.get(HOME).text
    assert 'name="key" value="1"' in page
    only = reader.get(HOME, {"key": "1"}).text
    assert 'data-count="1"' in only and "It matters less" not in re.search(r'id="entries".*', only, re.DOTALL)[0]
    assert "Remove filter:" in only


def test_there_is_no_switch_where_no_moment_is_marked(reader, event):
    assert 'name="key"' not in reader.get(HOME).text


def test_a_key_that_is_not_one_is_refused(reader, event):
    assert "was left out" in reader.get(HOME, {"key": "yes"}).text

"""Feeds tell what is new, corrected or gone, to programs other people wrote, under ids that never change."""

import json

import feedparser
import pytest

from tests.factories import ActorFactory, EventFactory, shown, shown_countermeasure, shown_event
from timeline.publishing import correct, remove, withdraw

pytestmark = pytest.mark.django_db


@pytest.fixture
def atom(fetch):
    def atom(query=""):
        feed = feedparser.parse(fetch("feed.atom", query))
        assert not feed.bozo
        return feed

    return atom


@pytest.fixture
def items(fetch):
    def items(query=""):
        return json.loads(fetch("feed.json", query))["items"]

    return items


def test_atom_and_json_tell_the_same(atom, items, clock):
    shown_event(headline="Older", slug="older")
    clock.forward(hours=1)
    shown_countermeasure(title="Boycott", steps=[("announced", "2025-11-19")])
    feed = atom()
    assert (feed.feed.title, feed.feed.subtitle) == (
        "The harbour strike",
        "Dockers and the port authority are in dispute.",
    )
    assert feed.feed.links[0].href == "http://testserver/harbour-strike/"
    assert [(one.id, one.title, one.link) for one in feed.entries] == [
        (one["id"], one["title"], one["url"]) for one in items()
    ]
    assert feed.entries[1].title == "Older"
    assert feed.entries[1].published == "2025-11-28T12:00:00+00:00"
    assert feed.feed.updated == "2025-11-28T13:00:00+00:00"


def test_json_feed_has_what_version_1_1_asks_for(fetch):
    shown_event(kind="call", actors=[ActorFactory(name="Port")])
    document = json.loads(fetch("feed.json", "?kind=call"))
    assert document["version"] == "https://jsonfeed.org/version/1.1"
    assert document["home_page_url"] == "http://testserver/harbour-strike/?kind=call"
    assert document["feed_url"] == "http://testserver/harbour-strike/feed.json?kind=call"
    (item,) = document["items"]
    assert item.keys() >= {"id", "url", "title", "content_html", "date_published", "date_modified"}
    assert item["tags"] == ["Call", "Port"]


def test_an_id_is_the_same_on_another_host_and_after_every_change(client, items, clock, settings):
    settings.ALLOWED_HOSTS = ["other.example", "testserver"]
    event = shown_event(slug="here")
    before = items()[0]["id"]
    clock.forward(hours=1)
    event.slug, event.headline = "there", "Renamed"
    event.save()
    shown(event)
    moved = client.get("/harbour-strike/feed.json", headers={"host": "other.example"}).json()["items"][0]
    assert moved["id"] == before and before.startswith("urn:uuid:")
    assert moved["url"] == "http://other.example/harbour-strike/events/there/"
    assert (moved["date_published"], moved["date_modified"]) == ("2025-11-28T12:00:00Z", "2025-11-28T13:00:00Z")


def test_a_correction_is_an_item_of_its_own_with_its_reason(atom, clock):
    event = shown_event(headline="A call")
    clock.forward(hours=1)
    event.headline = "A meeting"
    event.save()
    correct(event, by=None, reason="They met; nobody called.")
    clock.forward(hours=1)
    shown(event)
    feed = atom()
    assert [one.title for one in feed.entries] == ["A meeting", "Correction: A meeting"]
    assert "They met; nobody called." in feed.entries[1].summary
    assert len({one.id for one in feed.entries}) == 2


def test_a_withdrawal_is_an_item_with_its_reason_and_the_entry_is_gone(atom, clock):
    event = shown_event(headline="Rumour")
    clock.forward(hours=1)
    withdraw(event, by=None, reason="Nobody stands by it.")
    (only,) = atom().entries
    assert (only.title, only.link) == ("Withdrawn: Rumour", f"http://testserver/e/{event.public_id}")
    assert "Nobody stands by it." in only.summary
    clock.forward(hours=1)
    shown(event)
    assert [one.title for one in atom().entries] == ["Rumour"]


def test_what_is_removed_takes_the_place_of_its_own_text(items, clock):
    event = shown_event(headline="Private matter", summary="A name.")
    known = items()[0]["id"]
    clock.forward(hours=1)
    remove(event, by=None, ground="privacy")
    (only,) = items()
    assert (only["id"], only["title"]) == (known, "Removed")
    assert "Private" not in json.dumps(only) and "A name" not in json.dumps(only)


def test_a_feed_follows_the_filter_corrections_and_withdrawals_too(items, clock):
    kept, other = shown_event(kind="call", headline="Kept"), shown_event(kind="law", headline="Other")
    clock.forward(hours=1)
    correct(other, by=None, reason="A comma.")
    withdraw(kept, by=None, reason="Not so.")
    assert [one["title"] for one in items("?kind=call")] == ["Withdrawn: Kept"]
    assert [one["title"] for one in items("?kind=law")] == ["Other", "Correction: Other"] or [
        one["title"] for one in items("?kind=law")
    ] == ["Correction: Other", "Other"]


def test_a_value_not_understood_is_left_out_and_named(atom):
    shown_event()
    feed = atom("?kind=chat")
    assert len(feed.entries) == 1
    assert "kind=chat" in feed.feed.subtitle


def test_every_claim_stands_with_who_claims_it(items):
    event = shown_event(summary="A call took place.")
    source = event.accounts.get().report.source
    html = items()[0]["content_html"]
    assert f"<strong>{source}</strong> (Not stated): It took place." in html


def test_control_characters_break_no_feed(atom):
    shown(EventFactory(headline="A\x0b\x1f\ufffe bell", summary="\x01 rings\x7f"))
    assert atom().entries[0].title == "A bell"


def test_an_empty_feed_is_a_feed(atom, items):
    shown_event(kind="law")
    assert (atom("?kind=call").entries, items("?kind=call")) == ([], [])


def test_pages_can_name_the_feeds(client):
    from django.template.loader import render_to_string

    crisis = shown_event().crisis
    html = render_to_string("_alternates.html", {"crisis": crisis})
    for name in ("feed.atom", "feed.json", "calendar.ics", "export.json"):
        assert f'href="/harbour-strike/{name}"' in html

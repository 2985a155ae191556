"""A first visit stays small, however much a crisis holds: in nodes, as a browser with script makes them."""

from html.parser import HTMLParser

import pytest
from django.core.management import call_command

from tests.factories import AccountFactory, ActorFactory, EventFactory, shown, shown_countermeasure

pytestmark = pytest.mark.django_db
MOST = 1500


class Nodes(HTMLParser):
    """Counts elements. With script on, what stands in a noscript is text."""

    CDATA_CONTENT_ELEMENTS = ("script", "style", "noscript")
    count = 0

    def handle_starttag(self, _tag, _attributes):
        self.count += 1


def nodes_in(page):
    parser = Nodes()
    parser.feed(page)
    return parser.count


def test_the_first_page_of_the_demo_has_few_nodes(client):
    call_command("loaddata", "china-japan-2025", verbosity=0)
    page = client.get("/china-japan-2025/").text
    assert page.count("data-entry") == 15
    assert nodes_in(page) <= MOST


def test_more_entries_actors_and_sources_make_no_more_nodes(client):
    state = ActorFactory()
    grow(18, state)
    few = nodes_in(client.get("/harbour-strike/").text)
    grow(18, state)
    assert nodes_in(client.get("/harbour-strike/").text) <= few <= MOST


def grow(entries, state):
    """Entries of the same kind, each with an actor and a source of its own."""
    for _each in range(entries):
        event = EventFactory(when="2025-11-20", actors=[ActorFactory(part_of=state), ActorFactory()], accounts=0)
        AccountFactory(event=event)
        shown(event)
    for _each in range(10):
        shown_countermeasure(steps=[("announced", "2025-11-19")])

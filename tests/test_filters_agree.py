"""The page's count, the list walked to its end, the facets and the export all say the same, and what an oracle says."""

import json

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import worlds
from timeline.facets import facets
from timeline.filters import TimelineFilter, cursor_of

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """A crisis of forty entries and its oracle, kept for all tests of this file and then rolled back."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        crisis = worlds.build()
        yield crisis, worlds.Oracle(crisis)
        transaction.set_rollback(True)


def some(values, most=2):
    return st.lists(st.sampled_from(values), min_size=1, max_size=most, unique=True)


days = st.sampled_from(["1979-06-01", "2025-11-01", "2025-11-24", "2025-11-25", "2025-12-31", "2026-01-01"])
KEYS = {
    "q": some(["ban", "-ban", "中国", "hai san", '"on fish"', "follow-up", "elysee 3", "日本"], 1),
    "actor": some(["china", "japan", "p0", "p1"]),
    "role": some(["acts", "towards", "with"]),
    "kind": some(["statement", "call", "step"]),
    "measure": some(["trade", "demand"]),
    "stage": some(["announced", "lifted"]),
    "certainty": some(["confirmed", "reported", "disputed"]),
    "source": some(["s0", "s1"]),
    "from": days.map(lambda day: [day]),
    "to": days.map(lambda day: [day]),
    "dates": st.just(["inside"]),
    "key": st.just(["1"]),
    "order": some(["oldest", "newest"], 1),
}
questions = st.lists(st.sampled_from(sorted(KEYS)), max_size=3, unique=True).flatmap(
    lambda names: st.fixed_dictionaries({name: KEYS[name] for name in names})
)


def asked(question):
    data = QueryDict(mutable=True)
    for key, values in question.items():
        data.setlist(key, values)
    return data


@settings(max_examples=200, suppress_health_check=list(HealthCheck))
@given(question=questions, size=st.integers(2, 20))
def test_count_list_facets_and_export_agree_with_the_oracle(client, world, question, size):
    crisis, oracle = world
    expected = [edition.entry for edition in oracle.ordered(question)]
    search = TimelineFilter(asked(question), crisis)
    assert walked(search, size) == expected
    assert search.entries().count() == len(expected)
    assert {(choice.key, choice.value): choice.count for choice in flat(facets(search))} == {
        (choice.key, choice.value): count_without(oracle, question, choice) for choice in flat(facets(search))
    }
    assert counted(client, search) == len(expected)
    if not search.refused:
        assert exported(client, search) == expected


def walked(search, size):
    """The list as a reader pages through it."""
    found = []
    while True:
        rows, more = search.page(size)
        found += [edition.entry for edition in rows]
        if not more:
            return found
        search.chosen["after"] = [bytes(getattr(rows[-1], search.order))]


def flat(every):
    for facet in every:
        for choice in facet.choices:
            yield choice
            yield from choice.parts


def count_without(oracle, question, choice):
    """How many entries have the value and pass every other key; a role with an actor must be of one participation."""
    others = {key: values for key, values in question.items() if key != choice.key}
    return len(oracle.selected(others | {choice.key: [choice.value]}))


def counted(client, search):
    """What the page says above its list."""
    return int(client.get("/harbour-strike/" + search.query()).text.split('data-count="')[1].split('"')[0])


def exported(client, search):
    response = client.get("/harbour-strike/export.json" + search.query())
    document = json.loads(response.getvalue())
    assert document["count"] == len(document["events"])
    return [event["id"] for event in document["events"]]


def test_the_page_and_the_export_say_the_same_count(client, world):
    page = client.get("/harbour-strike/?kind=step").text
    count = json.loads(client.get("/harbour-strike/export.json?kind=step").getvalue())["count"]
    assert f'data-count="{count}"' in page
    assert count > 0


def test_a_page_stays_right_while_entries_are_added_before_it(client, world):
    crisis, oracle = world
    search = TimelineFilter(QueryDict(), crisis)
    first, _more = search.page(10)
    expected = [edition.entry for edition in oracle.ordered({})][10:20]
    worlds.shown(worlds.EventFactory(crisis=crisis, when="2025-12-31"))
    later = TimelineFilter(QueryDict(f"after={cursor_of(first[-1].newest)}"), crisis)
    assert [edition.entry for edition in later.page(10)[0]] == expected

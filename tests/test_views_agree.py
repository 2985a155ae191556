"""List, lanes, ledger and table show the same entries, say the same count, and keep the order of the filter."""

import re

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import worlds
from tests.test_filters_agree import asked, questions
from timeline import lanes, ledger
from timeline.filters import TimelineFilter
from timeline.overview import all_measures
from timeline.reading import Reading
from timeline.strip import strip
from timeline.views import shapes, timelines
from timeline.windows import window

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        crisis = worlds.build()
        yield crisis, worlds.Oracle(crisis)
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def one_page():
    """Pages so long that every view shows all at once."""
    with pytest.MonkeyPatch.context() as patch:
        for module, name in ((lanes, "PAGE"), (ledger, "PAGE"), (shapes, "ROWS"), (timelines, "PAGE")):
            patch.setattr(module, name, 200)
        yield


def in_view(client, question, view):
    """The entries a page shows, in order, and the count it says."""
    query = TimelineFilter(asked(question), None).query(view=view)
    page = client.get("/harbour-strike/" + query).text
    counts = re.findall(r'data-count="(\d+)"', page)
    assert len(counts) == 1
    return re.findall(r'data-entry="(\w+)"', page), int(counts[0])


@settings(max_examples=50, suppress_health_check=list(HealthCheck))
@given(question=questions)
def test_every_view_shows_what_the_oracle_selects(client, world, one_page, question):
    _crisis, oracle = world
    expected = [edition.entry for edition in oracle.ordered(question)]
    by_time = [edition.entry for edition in oracle.ordered(question | {"order": ["oldest"]})]
    for view in ("list", "ledger", "table"):
        assert in_view(client, question, view) == (expected, len(expected))
    assert in_view(client, question, "lanes") == (by_time, len(by_time))


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(question=questions, size=st.integers(1, 9))
def test_pages_lead_forward_and_back_over_the_same_entries(world, question, size):
    crisis, oracle = world
    forward, query = [], TimelineFilter(asked(question), crisis).query()
    while query is not None:
        page = window(TimelineFilter(QueryDict(query[1:]), crisis), size)
        forward.append([edition.entry for edition in page.editions])
        last, query = query, page.after
    assert sum(forward, []) == [edition.entry for edition in oracle.ordered(question)]
    backward, query = [], last
    while query is not None:
        page = window(TimelineFilter(QueryDict(query[1:]), crisis), size)
        backward.insert(0, [edition.entry for edition in page.editions])
        query = page.before
    assert backward == forward


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(question=questions)
def test_the_strip_counts_every_entry_that_passes_all_but_the_days(world, question):
    crisis, oracle = world
    search, reading = TimelineFilter(asked(question), crisis), Reading(crisis)
    found = strip(search, reading, all_measures(reading))
    expected = oracle.selected({key: values for key, values in question.items() if key not in ("from", "to")})
    assert (sum(found.counts.values()) if found else 0) == len(expected)
    if found and found.axis:
        assert sum(one.n for one in found.bins) == found.counts["known"]
        assert sum(one.n for one in found.spans) + found.undrawn == found.counts["vague"] and found.undrawn >= 0

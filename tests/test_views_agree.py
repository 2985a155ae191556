"""Every page that shows entries shows the same ones, says the same count, and keeps the order of the filter.

The files, feeds and the API are asked the same in out/test_files_agree.py.
"""

import itertools
import re

import pytest
from django.core.cache import cache
from django.core.handlers.wsgi import WSGIHandler
from django.http import QueryDict
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from tests import worlds
from tests.examples import examples
from tests.test_filters_agree import asked, questions
from timeline import lanes, ledger
from timeline.filters import TimelineFilter
from timeline.reading import Reading
from timeline.strip import strip
from timeline.views import embeds, shapes, timelines
from timeline.windows import window

pytestmark = pytest.mark.django_db
SIZES = (
    (lanes, "PAGE"),
    (ledger, "PAGE"),
    (shapes, "ROWS"),
    (timelines, "FIRST"),
    (timelines, "PAGE"),
    (embeds, "ROWS"),
)


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        crisis = worlds.build()
        yield crisis, worlds.Oracle(crisis)
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def page_at():
    """Call it with an address: the page, made by all of the program but without what the test client notes of it."""
    handler = WSGIHandler()
    handler.load_middleware()

    def page_at(address):
        response = handler.get_response(RequestFactory().get(address))
        assert response.status_code == 200
        return response.content.decode()

    return page_at


@pytest.fixture(scope="module")
def long_pages():
    """Pages so long that each shows all at once."""
    with pytest.MonkeyPatch.context() as patch:
        for module, name in SIZES:
            patch.setattr(module, name, 200)
        yield


def shown_in(page):
    return re.findall(r'data-entry="(\w+)"', page)


def counted_in(page):
    (count,) = re.findall(r'data-count="(\d+)"', page)
    return int(count)


@examples(12)
@given(question=questions)
def test_every_view_shows_what_the_oracle_selects(page_at, world, long_pages, question):
    _crisis, oracle = world
    expected = [edition.entry for edition in oracle.ordered(question)]
    by_time = [edition.entry for edition in oracle.ordered(question | {"order": ["oldest"]})]
    for view in ("list", "ledger", "table", "lanes"):
        page = page_at("/harbour-strike/" + TimelineFilter(asked(question), None).query(view=view))
        assert shown_in(page) == (by_time if view == "lanes" else expected)
        assert counted_in(page) == len(expected)


@examples(12)
@given(question=questions)
def test_a_frame_shows_what_the_oracle_selects(page_at, world, long_pages, question):
    _crisis, oracle = world
    expected = [edition.entry for edition in oracle.ordered(question)]
    page = page_at("/harbour-strike/embed/" + TimelineFilter(asked(question), None).query())
    assert shown_in(page) == expected
    assert re.findall(r"Open the full timeline, (\d+) entr", page) == [str(len(expected))]


@examples(12)
@given(question=questions, about=st.sampled_from([("actor", "actors", "china"), ("source", "sources", "s0")]))
def test_pages_of_an_actor_and_a_source_show_what_the_oracle_selects(page_at, world, long_pages, question, about):
    _crisis, oracle = world
    key, place, slug = about
    expected = [edition.entry for edition in oracle.ordered(question | {key: [slug]})]
    others = {name: values for name, values in question.items() if name != key}
    page = page_at(f"/harbour-strike/{place}/{slug}/" + TimelineFilter(asked(others), None).query())
    assert (shown_in(page), counted_in(page)) == (expected, len(expected))


NEXT = {
    "list": r'id="more"[^>]*><a class="btn" href="[^"?]*(\?[^"]+)"',
    "table": r'rel="next" href="(\?[^"]+)"',
    "ledger": r'href="(\?[^"]+)"[^>]*><span class="ar" aria-hidden="true">←',
    "lanes": r'href="(\?[^"]+)"[^>]*><span class="ar" aria-hidden="true">←',
}


@examples(3, thorough=100)
@given(question=questions, size=st.integers(9, 25))
def test_the_links_of_every_view_lead_through_all_entries(page_at, world, question, size):
    """From the newest on. Lanes show each page from its earliest; a sorted table has pages of its own order."""
    _crisis, oracle = world
    question = question | {"order": ["newest"]}
    expected = [edition.entry for edition in oracle.ordered(question)]
    by_time = [edition.entry for edition in oracle.ordered(question | {"order": ["oldest"]})]
    parts = [expected[start : start + size] for start in range(0, max(len(expected), 1), size)]
    with pytest.MonkeyPatch.context() as patch:
        for module, name in SIZES:
            patch.setattr(module, name, size)
        cache.clear()  # whose pages were of another size
        pages = {view: list(walked(page_at, asked(question), view)) for view in NEXT}
        by_headline = list(walked(page_at, asked(question), "table", sort="headline"))
    assert pages["list"] == pages["ledger"] == pages["table"] == parts
    assert pages["lanes"] == [[entry for entry in by_time if entry in part] for part in parts]
    assert [len(page) for page in by_headline] == [len(part) for part in parts]
    assert sorted(itertools.chain(*by_headline)) == sorted(expected)


def walked(page_at, data, view, sort="when"):
    query = TimelineFilter(data, None).query(view=view, sort=sort)
    while query:
        page = page_at("/harbour-strike/" + query)
        yield shown_in(page)
        query = next(iter(re.findall(NEXT[view], page)), "").replace("&amp;", "&")


@examples(25)
@given(question=questions, size=st.integers(1, 9))
def test_pages_lead_forward_and_back_over_the_same_entries(world, question, size):
    crisis, oracle = world
    forward, query = [], TimelineFilter(asked(question), crisis).query()
    while query is not None:
        page = window(TimelineFilter(QueryDict(query[1:]), crisis), size)
        forward.append(page.pks)
        last, query = query, page.after
    assert list(itertools.chain(*forward)) == [edition.pk for edition in oracle.ordered(question)]
    backward, query = [], last
    while query is not None:
        page = window(TimelineFilter(QueryDict(query[1:]), crisis), size)
        backward.insert(0, page.pks)
        query = page.before
    assert backward == forward


@examples(25)
@given(question=questions)
def test_the_strip_counts_every_entry_that_passes_all_but_the_days(world, question):
    crisis, oracle = world
    search, reading = TimelineFilter(asked(question), crisis), Reading(crisis)
    found = strip(search, reading, reading.all_measures)
    expected = oracle.selected({key: values for key, values in question.items() if key not in ("from", "to")})
    assert (sum(found.counts.values()) if found else 0) == len(expected)
    if found and found.axis:
        assert sum(one.n for one in found.bins) == found.counts["known"]
        assert sum(one.n for one in found.spans) + found.undrawn == found.counts["vague"] and found.undrawn >= 0

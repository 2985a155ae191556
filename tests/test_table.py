"""The table: every column sorts over all pages, pages go on where the last ended, cells hold plain text."""

import html
import re

import pytest
from django.http import QueryDict

from tests.counting import queries_for
from tests.factories import (
    AccountFactory,
    ActorFactory,
    CrisisFactory,
    EventFactory,
    shown,
    shown_countermeasure,
    shown_event,
)
from timeline import sorting
from timeline.filters import TimelineFilter
from timeline.models import Edition, Participation

pytestmark = pytest.mark.django_db


def entries_of(query, size=100):
    """Headlines over all pages, and how many pages there were."""
    crisis, found, pages = CrisisFactory(), [], 0
    while query is not None:
        window = sorting.sorted_window(TimelineFilter(QueryDict(query), crisis), size)
        found += headlines(window)
        query, pages = window.after and window.after[1:], pages + 1
    return found, pages


def headlines(window):
    return [Edition.objects.get(pk=pk).record["headline"] for pk in window.pks]


def test_headlines_sort_by_their_letters_whatever_their_case_and_accents():
    for headline in ("Zoo", "élan", "apple", "Banana", "中国"):
        shown_event(headline=headline)
    assert entries_of("sort=headline")[0] == ["apple", "Banana", "élan", "Zoo", "中国"]


def test_certainty_sorts_from_the_surest():
    for certainty in ("disputed", "reported", "confirmed", "stated"):
        shown_event(headline=certainty, certainty=certainty)
    assert entries_of("sort=certainty")[0] == ["confirmed", "stated", "reported", "disputed"]


def test_kinds_sort_by_the_word_that_stands_in_the_cell():
    for kind in ("visit", "call", "meeting"):
        shown_event(headline=kind, kind=kind)
    assert entries_of("sort=kind")[0] == ["call", "meeting", "visit"]


def test_sources_sort_by_their_number_most_first():
    for number in (1, 3, 2):
        event = EventFactory(headline=str(number), accounts=0)
        for _each in range(number):
            AccountFactory(event=event)
        shown(event)
    assert entries_of("sort=sources")[0] == ["3", "2", "1"]


def test_equals_stand_in_the_order_of_time():
    for day in (3, 1, 2):
        shown_event(headline=f"day {day}", kind="call", when=f"2025-11-0{day}")
    assert entries_of("sort=kind&order=oldest")[0] == ["day 1", "day 2", "day 3"]
    assert entries_of("sort=kind")[0] == ["day 3", "day 2", "day 1"]


@pytest.mark.parametrize("sort", sorting.SORTS)
@pytest.mark.parametrize("order", ["newest", "oldest"])
def test_pages_of_a_sorted_table_hold_every_entry_once_and_in_order(sort, order):
    for number in range(11):
        kind, certainty = ("call", "visit")[number % 2], ("reported", "confirmed")[number % 3 == 0]
        shown_event(headline=f"N{number % 4}", kind=kind, certainty=certainty, when=f"2025-11-{number + 1:02}")
    whole, _one = entries_of(f"sort={sort}&order={order}")
    paged, pages = entries_of(f"sort={sort}&order={order}", size=4)
    assert (paged, pages) == (whole, 3) and len(whole) == 11


def test_previous_rows_lead_back_to_the_page_before():
    for number in range(9):
        shown_event(headline=f"N{number}")
    crisis = CrisisFactory()

    def page(query):
        return sorting.sorted_window(TimelineFilter(QueryDict(query), crisis), 4)

    first = page("sort=headline")
    second = page(first.after[1:])
    third = page(second.after[1:])
    assert first.before is None and third.after is None
    assert page(third.before[1:]).pks == second.pks
    assert page(second.before[1:]).pks == first.pks


def test_a_page_whose_last_entry_has_gone_begins_anew():
    for number in range(5):
        shown_event(headline=f"N{number}")
    crisis = CrisisFactory()
    after = sorting.sorted_window(TimelineFilter(QueryDict("sort=headline"), crisis), 2).after[1:]
    Edition.objects.filter(record__headline="N1").update(
        shown_until="2020-01-01T00:00Z", shown_from="2019-01-01T00:00Z"
    )
    window = sorting.sorted_window(TimelineFilter(QueryDict(after), crisis), 2)
    assert headlines(window) == ["N0", "N2"]


def test_too_many_entries_stay_in_order_of_date_and_the_page_says_so(client, monkeypatch):
    monkeypatch.setattr(sorting, "MOST_SORTED", 2)
    for number in (1, 3, 2):
        shown_event(headline=f"N{4 - number}", when=f"2025-11-0{number}")
    assert entries_of("sort=headline&order=oldest")[0] == ["N3", "N2", "N1"]
    page = client.get("/harbour-strike/?view=table&sort=headline").text
    assert "Only up to 2 entries" in page and re.search(r'<th scope="col" aria-sort="descending"><a [^>]*>When', page)


def cells(client, query=""):
    """The text of every cell, as a spreadsheet would take it."""
    page = client.get(f"/harbour-strike/?view=table{query}").text
    body = re.search(r"<tbody>(.*)</tbody>", page, re.DOTALL)[1]
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", body, re.DOTALL)
    return [
        [html.unescape(re.sub(r"<[^>]+>", "", cell)) for cell in re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL)]
        for row in rows
    ]


def test_cells_hold_what_is_seen_and_nothing_hidden(client):
    event = EventFactory(headline="A call", kind="call", when="2025-11-25", accounts=0, certainty="stated")
    AccountFactory(event=event, report__source__name="AFP"), AccountFactory(event=event, report__source__name="WSJ")
    for name, role in (("Trump", "acts"), ("Takaichi", "towards")):
        Participation.objects.create(event=event, actor=ActorFactory(name=name), role=role)
    shown(event)
    row = ["25 November 2025", "A call", "Trump → Takaichi", "Call", "Stated by one side", "AFP, WSJ"]
    assert cells(client) == [row]


def test_who_met_is_joined_by_a_plus_and_a_step_names_who_imposes_it(client):
    event = EventFactory(kind="meeting", when="2025-11-02")
    for name in ("Kanai", "Liu"):
        Participation.objects.create(event=event, actor=ActorFactory(name=name), role="with")
    shown(event)
    at, by = ActorFactory(name="Japan"), ActorFactory(name="China")
    shown_countermeasure(by=by, at=at, steps=[("widened", "2025-11-01")])
    assert [row[2:4] for row in cells(client)] == [["Kanai + Liu", "Meeting"], ["China → Japan", "Step: widened"]]


def test_the_sorted_column_says_so_and_its_link_keeps_the_filter(client):
    shown_event(kind="call")
    page = client.get("/harbour-strike/?view=table&kind=call&sort=certainty").text
    assert re.findall(r"aria-sort=\"(\w+)\"", page) == ["ascending"]
    assert 'href="?kind=call&amp;view=table&amp;sort=headline"' in page


def test_a_column_that_does_not_sort_is_refused_with_a_notice(client):
    shown_event()
    assert "sort=colour</b>" in client.get("/harbour-strike/?view=table&sort=colour").text


@pytest.mark.parametrize("sort", ["when", "headline", "sources"])
def test_queries_do_not_grow_with_the_entries(client, sort):
    counts = []
    for _round in range(2):
        for day in range(1, 7):
            shown_event(when=f"2025-11-{day:02}", actors=[ActorFactory()])
        counts.append(queries_for(client, f"/harbour-strike/?view=table&sort={sort}"))
    assert counts[1] <= counts[0] <= 70

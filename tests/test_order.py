"""The order of entries is total, stable and one index range on both databases."""

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from tests import worlds
from tests.factories import CrisisFactory, EventFactory, shown, shown_event
from timeline import dates
from timeline.models import Edition, new_id
from timeline.models.base import dated
from timeline.records import place

EDTF = st.sampled_from(["2025-11-25", "2025-11", "[..2025-11-24]", "2025-11-24/..", "", "-0043", "Y20000", "1979~"])
times = st.one_of(st.none(), st.integers(0, 1439))


def key_in_words(edtf, minute, order, public_id, newest):
    """The contract's order, told as a tuple."""
    when = dates.parse_edtf(edtf)
    day = when.last if when.first == dates.EARLIEST else when.first
    sign = -1 if newest else 1
    timed = minute is not None
    return (when.undated, sign * day, timed, sign * (minute or 0), when.last - when.first, order, public_id)


entries = st.tuples(EDTF, times, st.integers(-3, 3), st.builds(new_id)).map(
    lambda entry: entry if dates.parse_edtf(entry[0]).precision == "day" else (entry[0], None, *entry[2:])
)


@given(st.lists(entries, min_size=2, max_size=8), st.booleans())
def test_the_bytes_sort_as_the_contract_says(some, newest):
    def packed(entry):
        edtf, minute, order, public_id = entry
        return place(dated(edtf, minute=minute), order, public_id, newest=newest)

    assert sorted(some, key=packed) == sorted(some, key=lambda entry: key_in_words(*entry, newest))


@pytest.mark.django_db
def test_undated_entries_come_last_in_both_directions():
    shown_event(headline="No date", when="")
    shown_event(headline="44 BC", when="44 BC")
    shown_event(headline="Year 20000", when="Y20000")
    in_order = {
        order: [edition.record["headline"] for edition in Edition.objects.shown().in_order(order)]
        for order in ("oldest", "newest")
    }
    assert in_order == {"oldest": ["44 BC", "Year 20000", "No date"], "newest": ["Year 20000", "44 BC", "No date"]}


@pytest.mark.django_db
def test_untimed_comes_before_timed_and_times_run_with_the_order():
    crisis = CrisisFactory()
    for headline, time in (("noon", "12:00"), ("dawn", "05:00"), ("that day", None)):
        shown(EventFactory(crisis=crisis, headline=headline, time=time))
    assert [one.record["headline"] for one in Edition.objects.shown().in_order("oldest")] == [
        "that day",
        "dawn",
        "noon",
    ]
    assert [one.record["headline"] for one in Edition.objects.shown().in_order("newest")] == [
        "that day",
        "noon",
        "dawn",
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("order", ["oldest", "newest"])
def test_a_page_is_one_range_of_an_index(order):
    crisis = worlds.build(12)
    some = Edition.objects.first()
    page = Edition.objects.events().filter(crisis=crisis).in_order(order).after(getattr(some, order), order)[:5]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off; SET LOCAL enable_bitmapscan = off"
            )
    plan = page.explain()
    assert f"edition_{order}" in plan
    assert "TEMP B-TREE" not in plan
    assert "Sort" not in plan

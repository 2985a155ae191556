"""Columns of numbers stay what they are, whatever is taken out and put in and however few bytes hold them."""

from collections import Counter

import numpy as np
import pytest

from timeline import arrays, dates
from timeline.arrays import Coded, Days, Joined, in_order, put_in, united
from timeline.places import Places
from timeline.records import place

DATES = [
    "",
    "1972",
    "2025-11",
    "2025-11-25",
    "2025-11-25T14:05",
    "2025-11-25T09:30",
    "../2025-11-25",
    "2025-11-24/2025-11-25",
]
ENTRIES = [(edtf, order, f"{2 * number:012}") for number, edtf in enumerate(DATES * 3) for order in (0, number % 2)]
ENTRIES = list({entry[2]: entry for entry in ENTRIES}.values())


def places_of(entries, *, newest):
    return sorted(place(dates.parse_edtf(edtf), order, name, newest=newest) for edtf, order, name in entries)


@pytest.mark.parametrize("order", ["newest", "oldest"])
def test_places_stand_as_they_are_written_in_either_order(order):
    written = places_of(ENTRIES, newest=order == "newest")
    kept = Places.read(places_of(ENTRIES, newest=True))
    rows = np.arange(len(kept)) if order == "newest" else kept.oldest.rows
    assert [kept.of(row, order) for row in rows] == written
    for number, one in enumerate(written):
        assert getattr(kept, order).passed(one) == number + 1
        assert getattr(kept, order).passed(one[:-1] + bytes([one[-1] - 1])) == number


def test_places_renewed_or_joined_are_as_if_read_at_once():
    every = places_of(ENTRIES, newest=True)
    kept = np.arange(len(every)) % 3 > 0
    left, fresh = Places.read(every), Places.read(np.array(every)[~kept])
    at = np.searchsorted(np.flatnonzero(kept), np.flatnonzero(~kept))
    for made in (left.renewed(kept, at, fresh), Places.joined([Places.read(every[:7]), Places.read(every[7:])])):
        assert [made.of(row) for row in range(len(made))] == every
        assert [made.of(row, "oldest") for row in made.oldest.rows] == places_of(ENTRIES, newest=False)


def test_numbers_too_large_for_a_column_make_it_wider():
    assert put_in(np.array([1, 2], np.uint8), np.array([1]), np.array([70_000])).tolist() == [1, 70_000, 2]
    texts = [str(number) for number in range(300)]
    both = Coded(["0", "1"]).renewed(np.array([True, False]), np.ones(300, int), Coded(texts))
    assert [both.values[code] for code in both.codes] == ["0", *texts]


def test_keys_that_differ_in_their_last_bits_alone_become_one():
    keys = in_order([np.array([16 + 4, 48 + 1]), np.array([16 + 1, 32, 16 + 8])])
    assert united(keys, 16).tolist() == [16 + 1 + 4 + 8, 32, 48 + 1]
    assert united(np.array([], int), 16).tolist() == []


def test_what_belongs_to_events_is_counted_block_by_block(monkeypatch):
    monkeypatch.setattr(arrays, "EVENTS", 4)
    rows = [(event, code) for event in (0, 3, 4, 9, 10, 17) for code in range(6) if (event * 7 + code * 5) % 3]
    names = np.arange(6), np.array([0, 0, 0, 1, 1, 2])
    made = Joined(np.array([event * 6 + code for event, code in rows]), *names)
    mask, kept = np.arange(18) % 4 != 1, np.arange(6) % 2 > 0
    for column, name in enumerate(names):
        for some, counted in ((None, range(6)), (kept, (1, 3, 5))):
            found = {(event, name[code]) for event, code in rows if mask[event] and code in counted}
            assert made.tally(mask, column, some) == Counter(one for _event, one in found)
    assert np.flatnonzero(made.events(kept, 18)).tolist() == sorted({event for event, code in rows if kept[code]})
    moved = np.where(np.arange(18) == 4, -1, np.arange(18) + 1)
    assert made.keys(moved, np.arange(6) + 1, 9).tolist() == [(at + 1) * 9 + code + 1 for at, code in rows if at != 4]
    assert Joined(np.array([], int), *names).tally(mask, 0) == {}


def test_days_are_compared_and_counted_though_they_are_kept_by_number():
    days = Days.read([5, -(10**15), 5, 10**15])
    assert (days <= 5).tolist() == [True, True, True, False]
    assert (days >= 5).tolist() == [True, False, True, True]
    assert days[days >= 5].tolist() == [5, 5, 10**15]
    assert days.tally(days >= 5) == ([5, 10**15], [2, 1])

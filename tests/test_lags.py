"""Days between two dates: exact where both are, else the fewest and the most they can be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline import dates
from timeline.lags import Lag, gap_words, lag, lag_words


def days_of(text):
    when = dates.read(text) if text else dates.UNDATED
    return when.first, when.last


@pytest.mark.parametrize(
    ("act", "answer", "words"),
    [
        ("7 November 2025", "12 November 2025", "5 days later"),
        ("7 November 2025", "8 November 2025", "1 day later"),
        ("7 November 2025", "7 November 2025", "Same day"),
        ("7 November 2025", "between 7 and 19 November 2025", "Between 0 and 12 days later"),
        ("between 5 and 10 November 2025", "8 November 2025", "Between 0 and 3 days later"),
        ("November 2025", "December 2025", "Between 1 and 60 days later"),
        ("7 November 2025", "after 12 November 2025", "At least 6 days later"),
        ("before 7 November 2025", "12 November 2025", "At least 6 days later"),
        ("7 November 2025", "", "Days between not known"),
        ("12 November 2025", "7 November 2025", "Dated 5 days before"),
        ("25 November 1979", "25 November 2025", "About 46 years later"),
        ("1979", "2025", "Between 45 and 47 years later"),
        ("2023", "2025", "Between 367 and 1095 days later"),
    ],
)
def test_the_days_between_say_no_more_than_the_dates(act, answer, words):
    assert lag_words(lag(days_of(act), days_of(answer))) == words


spans = st.tuples(st.integers(1, 400), st.integers(0, 30)).map(lambda pair: (pair[0], pair[0] + pair[1]))


@given(act=spans, answer=spans)
def test_every_pair_of_days_in_order_lies_between_the_fewest_and_the_most(act, answer):
    between = lag(act, answer)
    possible = [b - a for a in range(act[0], act[1] + 1) for b in range(answer[0], answer[1] + 1) if b >= a]
    if possible:
        assert (between.least, between.most) == (min(possible), max(possible))
    else:
        assert between.most < 0


def test_an_end_that_is_open_says_nothing_of_the_days_between():
    assert lag((10, dates.LATEST), (3, 3)) == Lag(None, -7)
    assert lag((dates.EARLIEST, 5), (9, 9)) == Lag(4, None)


def test_an_exact_lag_is_known_to_be_so():
    assert Lag(3, 3).exact and not Lag(0, 3).exact and not Lag(None, None).exact


def test_long_stretches_are_named_in_the_largest_unit():
    assert [gap_words(days) for days in (50, 150, 16800)] == ["50 days", "5 months", "46 years"]

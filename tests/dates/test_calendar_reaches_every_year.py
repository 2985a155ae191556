from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.dates.strategies import day_number
from timeline.dates import EARLIEST, LATEST, DateRefused, day_of, iso
from timeline.dates.calendar import civil, ordinal


@given(st.dates())
def test_days_of_python_have_pythons_numbers(day):
    assert day_of(day.isoformat()) == day.toordinal()
    assert iso(day.toordinal()) == day.isoformat()


@given(st.integers(-(10**14), 10**14))
def test_every_number_is_one_day_and_back(number):
    year, month, day = civil(number)
    assert ordinal(year, month, day) == day_number(year, month, day) == number
    assert day_of(iso(number)) == number


@given(st.integers(-(10**9), 10**9))
def test_the_next_number_is_the_next_day(number):
    today, tomorrow = civil(number), civil(number + 1)
    assert (*tomorrow[:2], tomorrow[2] - 1) == today or tomorrow[2] == 1


@pytest.mark.parametrize(
    ("text", "number"),
    [("0001-01-01", 1), ("0000-12-31", 0), ("-0043-03-15", day_number(-43, 3, 15)), ("+20000-01-01", 7304485)],
)
def test_years_outside_four_digits_are_expanded(text, number):
    assert (day_of(text), iso(number)) == (number, text)


@pytest.mark.parametrize("end", [EARLIEST, LATEST, EARLIEST - 1, LATEST + 1])
def test_an_open_end_has_no_iso_day(end):
    assert iso(end) is None


def test_sentinels_lie_beyond_every_year_that_can_be_typed():
    assert EARLIEST < day_of("-1000000000000-01-01") < day_of("+1000000000000-12-31") < LATEST


@pytest.mark.parametrize(
    "text",
    ["", "2025", "2025-11", "2025-1-5", "2025-11-31", "2025-13-01", "2025-00-10", "+2025-11-25", "-0000-01-01",
     "20000-01-01", "+020000-01-01", "2025-11-25T00:00", "2025-11-25 ", "2025-11-25\n", "２０２５-11-25",
     "+9999999999999-01-01", "+" + "9" * 5000 + "-01-01", None, date(2025, 11, 25)],
)  # fmt: skip
def test_anything_but_an_iso_day_is_refused(text):
    with pytest.raises(DateRefused):
        day_of(text)

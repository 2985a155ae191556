"""The `edtf` package judges the forms it gets right: closed dates of four-digit years, their strict bounds."""

import edtf
from hypothesis import given
from hypothesis import strategies as st

from tests.dates.strategies import QUALIFIERS, iso_year, month_end
from timeline.dates import iso, parse_edtf

years = st.integers(1, 9999)


@st.composite
def dates(draw):
    year, month = draw(years), draw(st.integers(1, 12))
    day = draw(st.integers(1, month_end(year, month)))
    text = draw(st.sampled_from(["{y}", "{y}-{m:02d}", "{y}-{m:02d}-{d:02d}"])).format(y=iso_year(year), m=month, d=day)
    return text + draw(QUALIFIERS)


blurred = st.one_of(
    st.integers(1, 999).map(lambda stem: f"{stem:03d}X"),
    st.integers(1, 99).map(lambda stem: f"{stem:02d}XX"),
    years.map(lambda year: f"{year:04d}-XX"),
    st.builds(lambda year, month: f"{year:04d}-{month:02d}-XX", years, st.integers(1, 12)),
)


def theirs(text):
    found = edtf.parse_edtf(text)
    return tuple("{:04d}-{:02d}-{:02d}".format(*end[:3]) for end in (found.lower_strict(), found.upper_strict()))


@given(st.one_of(dates(), blurred))
def test_single_dates_have_the_same_strict_bounds(text):
    when = parse_edtf(text)
    assert (iso(when.first), iso(when.last)) == theirs(text)


@given(dates(), dates())
def test_intervals_have_the_same_strict_bounds(one, two):
    start, end = sorted((one, two), key=lambda text: (parse_edtf(text).first, parse_edtf(text).last))
    when = parse_edtf(f"{start}/{end}")
    assert (iso(when.first), iso(when.last)) == theirs(f"{start}/{end}")

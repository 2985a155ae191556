from datetime import date

import pytest
from hypothesis import given

from tests.dates import strategies
from timeline.dates import EARLIEST, LATEST, UNDATED, DateRefused, iso, parse_edtf


@pytest.mark.parametrize(
    ("text", "first", "last", "precision"),
    [
        ("2025-11-25", "2025-11-25", "2025-11-25", "day"),
        ("2025-11", "2025-11-01", "2025-11-30", "month"),
        ("2024-02", "2024-02-01", "2024-02-29", "month"),
        ("1900-02", "1900-02-01", "1900-02-28", "month"),
        ("2025-11-XX", "2025-11-01", "2025-11-30", "month"),
        ("2025", "2025-01-01", "2025-12-31", "year"),
        ("2025-XX", "2025-01-01", "2025-12-31", "year"),
        ("2025-XX-XX", "2025-01-01", "2025-12-31", "year"),
        ("202X", "2020-01-01", "2029-12-31", "decade"),
        ("19XX", "1900-01-01", "1999-12-31", "century"),
        ("-20XX", "-2099-01-01", "-2000-12-31", "century"),
        ("2025-21", "2025-03-01", "2025-12-22", "season"),
        ("2025-24", "2025-01-01", "2026-03-21", "season"),
        ("-0043-03-15", "-0043-03-15", "-0043-03-15", "day"),
        ("0000", "0000-01-01", "0000-12-31", "year"),
        ("Y20000", "+20000-01-01", "+20000-12-31", "year"),
        ("Y-17E7", "-170000000-01-01", "-170000000-12-31", "year"),
        ("2025-11-24/2025-11-27", "2025-11-24", "2025-11-27", "days"),
        ("2025-11/2025-12-03", "2025-11-01", "2025-12-03", "days"),
        ("2025-11-24/2025-11-XX", "2025-11-24", "2025-11-30", "days"),
        ("2025-11-24/..", "2025-11-24", None, "after"),
        ("2025-11-24/", "2025-11-24", None, "after"),
        ("../2025-11-24", None, "2025-11-24", "before"),
        ("/2025-11-24", None, "2025-11-24", "before"),
        ("[2025-11-24..2025-11-27]", "2025-11-24", "2025-11-27", "days"),
        ("[2025-11-24..2025-11-30]", "2025-11-24", "2025-11-30", "week"),
        ("[2025-11-25..2025-12-01]", "2025-11-25", "2025-12-01", "days"),
        ("[2025-11-24,2025-11-30]", "2025-11-24", "2025-11-30", "days"),
        ("[..2025-11-24]", None, "2025-11-24", "before"),
        ("[2025-11-26..]", "2025-11-26", None, "after"),
        ("[1667,1668,1670..1672]", "1667-01-01", "1672-12-31", "days"),
        ("[-1667,1760-12..]", "-1667-01-01", None, "after"),
    ],
)
def test_a_text_gives_its_first_and_last_day_and_precision(text, first, last, precision):
    when = parse_edtf(text)
    assert (iso(when.first), iso(when.last), when.precision, when.edtf) == (first, last, precision, text)


@pytest.mark.parametrize("text", ["", "unknown", "/", "../..", "XXXX", "XXXX-XX-XX"])
def test_a_text_that_says_nothing_is_undated(text):
    assert parse_edtf(text) == UNDATED
    assert UNDATED.undated and (UNDATED.first, UNDATED.last) == (EARLIEST, LATEST)


@pytest.mark.parametrize(
    ("text", "edtf", "minute", "zone"),
    [
        ("2025-11-25T19:30", "2025-11-25", 1170, ""),
        ("2025-11-25T19:30:59.5Z", "2025-11-25", 1170, "Z"),
        ("2025-11-25T23:30:00-05:00", "2025-11-25", 1410, "-05:00"),
        ("2025-11-25T09:00+09", "2025-11-25", 540, "+09:00"),
        ("2025-11-25T09:00+0530", "2025-11-25", 540, "+05:30"),
        ("2025-11-30T24:00:00", "2025-12-01", 0, ""),
    ],
)
def test_a_time_is_kept_beside_its_own_calendar_day(text, edtf, minute, zone):
    when = parse_edtf(text)
    assert (when.edtf, when.minute, when.zone, when.precision) == (edtf, minute, zone, "time")
    assert when.first == when.last == date.fromisoformat(edtf).toordinal()


@pytest.mark.parametrize(("text", "flags"), [("1979", (0, 0)), ("1979~", (1, 0)), ("1979?", (0, 1)), ("1979%", (1, 1))])
def test_qualifiers_are_told_and_do_not_widen_the_year(text, flags):
    when = parse_edtf(text)
    assert (when.approximate, when.uncertain) == flags
    assert (iso(when.first), iso(when.last)) == ("1979-01-01", "1979-12-31")


def test_a_span_lasted_and_a_set_is_one_unknown_day():
    assert parse_edtf("2025-11-24/2025-11-27").lasted
    assert not parse_edtf("[2025-11-24..2025-11-27]").lasted


@pytest.mark.parametrize("text", ["2025-11-25/2025-11-25", "[2025-11-25]", "[2025-11-25..2025-11-25]"])
def test_both_ends_alike_are_one_date(text):
    assert parse_edtf(text) == parse_edtf("2025-11-25")


@pytest.mark.parametrize(
    "text",
    [
        "2025-02-29", "2025-13", "2025-00", "2025-11-00", "2025-11-31", "2025-25", "-0000", "-00", "19", "193", "12345",
        "+2025", " 2025", "2025 ", "2025-1-5", "2025-XX-05", "2025-1X", "20X5", "1XXX", "XXXX-12-25", "2025-11-2X",
        "Y2025", "Y99", "Y1E13", "Y1000000000001", "Y9999999999999E99", "Y017000", "Y20000-11", "1950S2",
        "2025-11-30/2025-11-24", "2025-11-24/2025-11", "2025/2024", "2025-24/2025-21", "2025/2026/2027", "..", "[..]",
        "2025-11-25T25:00", "2025-11-25T24:01", "2025-11-25T19", "2025-11-25T1:30", "2025-11-25T19:30:60",
        "2025-11-25t19:30z", "2025-11-25T19:30-00:00", "2025-11-25T19:30+14:01", "2025-11-25T19:30-12:01",
        "2025-11T19:30", "T19:30", "2025-11-25~T19:30", "2025-11-25T19:30Z/2025-11-26", "[]", "[2025-11-24,]",
        "[2025~]", "[2025..2024]", "[..2024,2025]extra", "[2024,..2025]", "[2024..,2025]", "[2024, 2025]",
        "{2024,2025}", "[2024}", "?2025", "2025-?11", "２０２５", "٢٠٢٥", "2025-11-25\n",
        "open", "none", "2001-21^southern",
    ],
)  # fmt: skip
def test_anything_else_is_refused(text):
    with pytest.raises(DateRefused):
        parse_edtf(text)


@given(strategies.dated)
def test_bounds_are_those_reckoned_without_the_parser(example):
    text, first, last = example
    when = parse_edtf(text)
    assert (when.first, when.last) == (first, last)


@given(strategies.dated)
def test_bounds_are_in_order_and_inside_64_bits(example):
    when = parse_edtf(example[0])
    assert -(2**60) <= when.first <= when.last <= 2**60


@given(strategies.dated)
def test_its_own_text_reads_back_to_the_same(example):
    when = parse_edtf(example[0])
    assert parse_edtf(when.edtf) == when


@given(strategies.seasons)
def test_a_season_begins_in_its_year_and_ends_by_march_of_the_next(text):
    when = parse_edtf(text)
    year = text.rsplit("-", 1)[0]
    assert iso(when.first).rsplit("-", 2)[0] == year
    assert 200 < when.last - when.first < 366 + 81


def test_a_span_within_one_season_is_that_season():
    assert parse_edtf("2025-21/2025-21") == parse_edtf("2025-21")

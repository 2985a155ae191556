import pytest
from hypothesis import example, given

from tests.dates import strategies
from timeline.dates import DateRefused, html_datetime, join_time, parse_edtf, read, vagueness, weekday, wording


@pytest.mark.parametrize(
    ("edtf", "long", "short"),
    [
        ("2025-11-25", "25 November 2025", "25 Nov 2025"),
        ("2025-11-05", "5 November 2025", "5 Nov 2025"),
        ("2025-11", "November 2025", "Nov 2025"),
        ("2025-11-XX", "November 2025", "Nov 2025"),
        ("2025", "2025", "2025"),
        ("202X", "2020s", "2020s"),
        ("200X", "Decade 2000–2009", "decade 2000–2009"),
        ("18XX", "19th century", "19th century"),
        ("20XX", "21st century", "21st century"),
        ("10XX", "11th century", "11th century"),
        ("12XX", "13th century", "13th century"),
        ("-20XX", "21st century BC", "21st century BC"),
        ("2025-21", "Spring 2025", "spring 2025"),
        ("1979~", "About 1979", "c. 1979"),
        ("1979?", "1979 (uncertain)", "1979?"),
        ("1979%", "About 1979 (uncertain)", "c. 1979?"),
        ("-0043", "44 BC", "44 BC"),
        ("-0043-03-15", "15 March 44 BC", "15 Mar 44 BC"),
        ("0079", "AD 79", "AD 79"),
        ("Y20000", "Year 20000", "year 20000"),
        ("2025-11-24/2025-11-27", "24 to 27 November 2025", "24–27 Nov 2025"),
        ("2025-11-24/2025-12-02", "24 November to 2 December 2025", "24 Nov – 2 Dec 2025"),
        ("2025-11-24/2026-01-03", "24 November 2025 to 3 January 2026", "24 Nov 2025 – 3 Jan 2026"),
        ("2025-10/2025-11", "October to November 2025", "Oct – Nov 2025"),
        ("1979~/1985", "About 1979 to 1985", "c. 1979 – 1985"),
        ("2025-11-24/..", "Since 24 November 2025", "since 24 Nov 2025"),
        ("2025-11-24/", "From 24 November 2025, end not known", "from 24 Nov 2025, end not known"),
        ("../2025-11-24", "Until 24 November 2025", "until 24 Nov 2025"),
        ("/2025-11-24", "Until 24 November 2025, start not known", "until 24 Nov 2025, start not known"),
        ("[2025-11-24..2025-11-27]", "Between 24 and 27 November 2025", "betw. 24 and 27 Nov 2025"),
        ("[2025-11-07..2025-12-02]", "Between 7 November and 2 December 2025", "betw. 7 Nov and 2 Dec 2025"),
        ("[2025-11-24..2025-11-30]", "Week of 24 November 2025", "wk of 24 Nov 2025"),
        ("[..2025-11-24]", "Before 25 November 2025", "bef. 25 Nov 2025"),
        ("[..2025-10-31]", "Before 1 November 2025", "bef. 1 Nov 2025"),
        ("[..2025-10]", "Before November 2025", "bef. Nov 2025"),
        ("[..2024]", "Before 2025", "bef. 2025"),
        ("[..-0001]", "Before 1 BC", "bef. 1 BC"),
        ("[..9999-12-31]", "By 31 December 9999", "by 31 Dec 9999"),
        ("[2025-11-26..]", "After 25 November 2025", "aft. 25 Nov 2025"),
        ("[2025-11-24,2025-11-27]", "24 or 27 November 2025", "24 or 27 Nov 2025"),
        (
            "[1667,1668,1670..1672]",
            "One of: 1667; 1668; between 1670 and 1672",
            "one of: 1667; 1668; betw. 1670 and 1672",
        ),
        ("[450X,1900]", "Decade 4500–4509 or 1900", "decade 4500–4509 or 1900"),
        ("", "Date not given", "no date"),
    ],
)
def test_a_date_in_words(edtf, long, short):
    when = parse_edtf(edtf)
    assert (wording(when), wording(when, style="short")) == (long, short)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("25/11/2025 7:30 pm", "25 November 2025, 19:30"),
        ("25/11/2025 19:30 asia/tokyo", "25 November 2025, 19:30 (Asia/Tokyo)"),
        ("2025-11-25T09:05+09:00", "25 November 2025, 09:05 (UTC+09:00)"),
        ("2025-11-25T00:00Z", "25 November 2025, 00:00 (UTC)"),
    ],
)
def test_a_time_stands_after_the_date_with_its_zone(typed, words):
    assert wording(read(typed)) == words
    assert wording(read(typed).without_time) == "25 November 2025"


def test_the_desks_own_phrase_is_printed():
    assert wording(join_time(parse_edtf("[2025-11-24..2025-11-30]"), None, phrase="this week")) == "This week"


def test_a_time_needs_an_exact_day():
    day = parse_edtf("2025-11-25")
    assert join_time(day, 1170, "Asia/Tokyo") == read("25 November 2025, 19:30 Asia/Tokyo")
    for edtf, minute in (("2025-11", 60), ("2025-11-25~", 60), ("", 60), ("2025-11-25", 1440), ("2025-11-25", -1)):
        with pytest.raises(DateRefused):
            join_time(parse_edtf(edtf), minute)


def test_a_wording_inside_a_sentence_begins_small():
    assert wording(parse_edtf("[..2025-11-24]"), capital=False) == "before 25 November 2025"


@pytest.mark.parametrize(
    ("edtf", "day", "vague"),
    [
        ("2025-11-25", "Tuesday", ""), ("2025-11-25T19:30", "Tuesday", ""), ("2025-11-24/2025-11-27", "", ""),
        ("2025-11-24/..", "", ""), ("2025-11-25~", "", "Day not certain"), ("2025-11-25?", "", "Day not certain"),
        ("2025-11", "", "Day not given"), ("2025-11-24/2025-12", "", "Day not given"), ("1979~", "", "Day not given"),
        ("[2025-11-24..2025-11-27]", "", "Day not given"), ("[..2025-11-24]", "", "Day not given"),
        ("", "", "Date not given"), ("-0043-03-15", "", ""),
    ],
)  # fmt: skip
def test_only_an_exact_day_has_a_weekday_and_only_a_vague_one_says_so(edtf, day, vague):
    when = parse_edtf(edtf)
    assert (weekday(when), vagueness(when)) == (day, vague)


@pytest.mark.parametrize(
    ("edtf", "html"),
    [
        ("2025-11-25", "2025-11-25"), ("2025-11", "2025-11"), ("2025", "2025"), ("2025-11-XX", "2025-11"),
        ("[2025-11-24..2025-11-30]", "2025-W48"), ("[2025-12-29..2026-01-04]", "2026-W01"),
        ("2025-11-25T19:30", "2025-11-25T19:30"), ("2025-11-25T19:30+09:00", "2025-11-25T19:30+09:00"),
        ("2025-11-25T19:30Z", "2025-11-25T19:30Z"), ("Y20000", "20000"), ("0079", "0079"),
        ("-0043", ""), ("0000", ""), ("202X", ""), ("2025-21", ""), ("1979~", ""), ("2025-11-25?", ""),
        ("2025-11-24/2025-11-27", ""), ("[..2025-11-24]", ""), ("", ""), ("Y-20000", ""),
    ],
)  # fmt: skip
def test_html_gets_a_datetime_only_where_it_says_exactly_this(edtf, html):
    assert html_datetime(parse_edtf(edtf)) == html


def test_a_named_zone_is_left_out_of_the_html_value():
    assert html_datetime(read("25 November 2025, 19:30 Asia/Tokyo")) == "2025-11-25T19:30"


@given(strategies.dated)
@example(("[450X,1900]", 0, 0))
@example(("1905/190X", 0, 0))
def test_the_long_wording_reads_back_to_the_same_bounds(dated):
    when = parse_edtf(dated[0])
    back = read(wording(when))
    assert (back.first, back.last) == (when.first, when.last)
    assert (back.lasted, back.precision) == (when.lasted, when.precision)


@given(strategies.dated)
def test_the_short_wording_claims_no_more_than_the_date(example):
    when = parse_edtf(example[0])
    back = read(wording(when, style="short"))
    assert back.first <= when.first and when.last <= back.last


@given(strategies.seasons)
def test_the_wording_of_a_season_reads_back(text):
    assert read(wording(parse_edtf(text))) == parse_edtf(text)


@given(strategies.dated)
def test_doubt_is_never_lost_in_words(example):
    when = parse_edtf(example[0])
    back = read(wording(when))
    assert (back.approximate, back.uncertain) == (when.approximate, when.uncertain)


@given(strategies.dated)
def test_the_words_do_not_change_when_read_and_written_again(example):
    words = wording(parse_edtf(example[0]))
    assert wording(read(words)) == words

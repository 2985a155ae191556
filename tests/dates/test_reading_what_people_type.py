import pytest

from timeline.dates import UNDATED, iso, read

DAY = "2025-11-25"
SPAN = "2025-11-24/2025-11-27"


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("25/11/2025", DAY), ("25.11.2025", DAY), ("25-11-2025", DAY), ("2025/11/25", DAY), ("2025.11.25", DAY),
        ("2025-11-25", DAY), (" 2025-11-25 ", DAY), ("25 November 2025", DAY), ("25 NOVEMBER 2025", DAY),
        ("25 Nov 2025", DAY), ("25 Nov. 2025", DAY), ("25-Nov-2025", DAY), ("25th November 2025", DAY),
        ("the 25th of November, 2025", DAY), ("Nov 25, 2025", DAY), ("November 25th 2025", DAY),
        ("Tuesday 25 November 2025", DAY), ("Tue, 25 Nov 2025", DAY), ("Tuesday, November 25, 2025", DAY),
        ("on 25 November 2025", DAY), ("on Tuesday 25/11/2025", DAY), ("25 November 2025.", DAY),
        ("5/1/2025", "2025-01-05"), ("3 Sept 2025", "2025-09-03"), ("29 February 2024", "2024-02-29"),
        ("2025-11", "2025-11"), ("11/2025", "2025-11"), ("November 2025", "2025-11"), ("in November 2025", "2025-11"),
        ("Nov, 2025", "2025-11"), ("May 2025", "2025-05"), ("2025", "2025"), ("in 2025", "2025"),
        ("25\xa0November\u202f2025", DAY), ("２５ November ２０２５", DAY), ("２０２５－１１－２５", DAY),
        ("2025‑11‑25", DAY),
        ("\u200e25 November 2025\u200f", DAY),
        ("2025年11月25日", DAY), ("2025 年 11 月 25 日", DAY), ("２０２５年１１月２５日", DAY),
        ("2025年11月25日（火）", DAY),
        ("2025年11月25日火曜日", DAY), ("2025年11月25日星期二", DAY), ("2025年11月25号", DAY),
        ("2025年11月", "2025-11"),
        ("2025年", "2025"), ("公元前44年", "-0043"), ("2025年11月24日～27日", SPAN), ("2025年11月24日至27日", SPAN),
        ("2025年11月24日から27日まで", SPAN), ("2025年11月24日至12月2日", "2025-11-24/2025-12-02"),
        ("25 tháng 11 năm 2025", DAY), ("ngày 25/11/2025", DAY), ("Ngày 25 tháng 11 năm 2025", DAY),
        ("tháng 11 năm 2025", "2025-11"), ("tháng 11/2025", "2025-11"), ("năm 2025", "2025"),
        ("nga\u0300y 25 tha\u0301ng 11 na\u0306m 2025", DAY),
        ("before 25 November 2025", "[..2025-11-24]"), ("before 1/11/2025", "[..2025-10-31]"),
        ("before November 2025", "[..2025-10]"), ("before 2025", "[..2024]"), ("before the 1970s", "[..1969]"),
        ("before 44 BC", "[..-0044]"), ("prior to 25/11/2025", "[..2025-11-24]"),
        ("after 25 November 2025", "[2025-11-26..]"), ("after December 2025", "[2026-01..]"),
        ("after 1 BC", "[0001..]"),
        ("by 27 November 2025", "[..2025-11-27]"), ("on or before 27 November 2025", "[..2025-11-27]"),
        ("no later than 27 November 2025", "[..2025-11-27]"), ("on or after 27 November 2025", "[2025-11-27..]"),
        ("since 25 November 2025", "2025-11-25/.."), ("from 25 November 2025", "2025-11-25/.."),
        ("until 25 November 2025", "../2025-11-25"),
        ("week of 24 November 2025", "[2025-11-24..2025-11-30]"),
        ("the week of 30/11/2025", "[2025-11-24..2025-11-30]"),
        ("Week of Thursday 27 November 2025", "[2025-11-24..2025-11-30]"),
        ("week beginning 24 November 2025", "[2025-11-24..2025-11-30]"), ("w/c 24/11/2025", "[2025-11-24..2025-11-30]"),
        ("week of 1 January 2026", "[2025-12-29..2026-01-04]"),
        ("about 1979", "1979~"), ("around November 2025", "2025-11~"), ("circa 1979", "1979~"), ("c.1979", "1979~"),
        ("ca. 44 BC", "-0043~"), ("1979 (uncertain)", "1979?"), ("possibly 1979", "1979?"), ("1979?", "1979?"),
        ("possibly about 1979", "1979%"), ("about 25 November 2025", "2025-11-25~"),
        ("24 to 27 November 2025", SPAN), ("24-27 November 2025", SPAN), ("24–27 November 2025", SPAN),
        ("24 – 27 Nov 2025", SPAN), ("from 24 to 27 November 2025", SPAN), ("24 until 27 November 2025", SPAN),
        ("November 24–27, 2025", SPAN), ("Nov 24 to Nov 27, 2025", SPAN), ("24/11/2025 to 27/11/2025", SPAN),
        ("24/11/2025-27/11/2025", SPAN), ("2025-11-24 to 2025-11-27", SPAN), ("2025-11-24/2025-11-27", SPAN),
        ("Monday 24 to Thursday 27 November 2025", SPAN),
        ("24 November to 2 December 2025", "2025-11-24/2025-12-02"),
        ("24 November 2025 to 3 January 2026", "2025-11-24/2026-01-03"),
        ("October to November 2025", "2025-10/2025-11"), ("1979 to 1985", "1979/1985"), ("1979–1985", "1979/1985"),
        ("between 7 and 27 November 2025", "[2025-11-07..2025-11-27]"),
        ("between 24 November and 2 December 2025", "[2025-11-24..2025-12-02]"),
        ("between November 7 and 27, 2025", "[2025-11-07..2025-11-27]"), ("between 1979 and 1985", "[1979..1985]"),
        ("24 or 25 November 2025", "[2025-11-24,2025-11-25]"),
        ("44 BC", "-0043"), ("44 B.C.", "-0043"), ("44 BCE", "-0043"), ("1 BC", "0000"),
        ("15 March 44 BC", "-0043-03-15"),
        ("AD 79", "0079"), ("79 AD", "0079"), ("24 August 79 CE", "0079-08-24"), ("year 20000", "Y20000"),
        ("20000 BC", "Y-19999"),
        ("the 1970s", "197X"), ("1970's", "197X"), ("19th century", "18XX"), ("the 21st century", "20XX"),
        ("1st century BC", "-00XX"), ("21st century BC", "-20XX"),
        ("spring 2025", "2025-21"), ("Summer of 2025", "2025-22"), ("fall 2025", "2025-23"), ("winter 2025", "2025-24"),
        ("[2025-11-24 .. 2025-11-27]", "[2025-11-24..2025-11-27]"), ("202x", "202X"),
    ],
)  # fmt: skip
def test_a_typed_date_is_read(text, edtf):
    assert read(text).edtf == edtf


@pytest.mark.parametrize("text", [None, "", "  ", "unknown", "Unknown", "undated", "Date not given"])
def test_nothing_typed_is_undated(text):
    assert read(text) == UNDATED


@pytest.mark.parametrize(
    ("text", "edtf", "phrase"),
    [
        ("early November 2025", "2025-11", "Early November 2025"),
        ("in early Nov 2025", "2025-11", "Early November 2025"),
        ("mid-November 2025", "2025-11", "Mid-November 2025"),
        ("late in 2025", "2025", "Late 2025"),
        ("late 1970s", "197X", "Late 1970s"),
        ("by 27/11/2025", "[..2025-11-27]", "By 27 November 2025"),
    ],
)
def test_words_that_say_more_than_the_edtf_are_kept(text, edtf, phrase):
    when = read(text)
    assert (when.edtf, when.phrase) == (edtf, phrase)
    assert read(phrase) == when


@pytest.mark.parametrize(
    ("text", "minute", "zone"),
    [
        ("25 November 2025, 19:30", 1170, ""), ("25 November 2025 19:30", 1170, ""), ("25/11/2025 7:30 pm", 1170, ""),
        ("25/11/2025 7.30pm", 1170, ""), ("Nov 25, 2025 at 7 p.m.", 1140, ""), ("25/11/2025 12:05 am", 5, ""),
        ("25/11/2025 12 pm", 720, ""), ("Tuesday 25 November 2025, 00:00", 0, ""), ("2025-11-25 19:30:15", 1170, ""),
        ("2025-11-25T19:30", 1170, ""), ("2025-11-25T19:30Z", 1170, "Z"), ("2025-11-25T19:30:00+09:00", 1170, "+09:00"),
        ("2025-11-25T19:30 Asia/Tokyo", 1170, "Asia/Tokyo"), ("25 November 2025, 19:30 UTC", 1170, "UTC"),
        ("25 November 2025, 19:30 Asia/Tokyo", 1170, "Asia/Tokyo"), ("25/11/2025 19:30 asia/tokyo", 1170, "Asia/Tokyo"),
        ("25 November 2025, 19:30 (Asia/Tokyo)", 1170, "Asia/Tokyo"), ("25/11/2025 19:30 +09:00", 1170, "+09:00"),
        ("25/11/2025 19:30 UTC+9", 1170, "+09:00"), ("25/11/2025 19:30 −05:00", 1170, "-05:00"),
        ("2025年11月25日19:30", 1170, ""), ("2025年11月25日（火）19：30", 1170, ""),
        ("25 November 2025, 19:30 America/Argentina/Buenos_Aires", 1170, "America/Argentina/Buenos_Aires"),
    ],
)  # fmt: skip
def test_a_local_time_is_read_with_its_zone(text, minute, zone):
    when = read(text)
    assert (when.edtf, when.minute, when.zone, when.precision) == (DAY, minute, zone, "time")


def test_the_crisis_says_whether_days_or_months_come_first():
    assert read("11/12/2025").edtf == "2025-12-11"
    assert read("11/12/2025", day_first=False).edtf == "2025-11-12"
    assert read("11/25/2025", day_first=False).edtf == DAY
    assert read("25.11.2025", day_first=False).edtf == DAY


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("27 October", "2025-10-27"), ("27/10", "2025-10-27"), ("October 27", "2025-10-27"), ("October", "2025-10"),
        ("before 27/10", "[..2025-10-26]"), ("24 to 27 October", "2025-10-24/2025-10-27"), ("10月27日", "2025-10-27"),
        ("27 October 2024", "2024-10-27"),
    ],
)  # fmt: skip
def test_a_filter_box_may_say_which_year_is_meant(text, edtf):
    assert read(text, year=2025).edtf == edtf


def test_a_week_holds_its_day_from_monday_to_sunday():
    when = read("week of 27 November 2025")
    assert (iso(when.first), iso(when.last), when.precision) == ("2025-11-24", "2025-11-30", "week")

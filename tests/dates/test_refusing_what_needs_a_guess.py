import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from timeline.dates import DateRefused, When, day_of, parse_edtf, read, wording


def refusal(text, **options):
    with pytest.raises(DateRefused) as caught:
        read(text, **options)
    return caught.value


def test_the_refusal_says_what_to_type_instead():
    assert str(refusal("on Thursday")) == (
        "“on Thursday” does not say which day. Type a day (25/11/2025), a month (November 2025), "
        "“week of 24 November 2025” or “before 25 November 2025”."
    )
    assert "Type a day (11/25/2025)" in str(refusal("on Thursday", day_first=False))


def test_the_refusal_can_be_translated():
    error = refusal("on Thursday")
    assert error.values["text"] == "on Thursday"
    assert error.message.format(**error.values) == str(error)


@pytest.mark.parametrize(
    "text",
    [
        "on Thursday", "Thursday", "last week", "this week", "yesterday", "today", "tomorrow", "recently", "now",
        "27/10", "27 October", "October", "25/11/25", "25 November 25", "'79", "79", "the 70s", "1900s", "the 2000s",
        "2025/11", "20000", "25", "the 25th", "24-27", "24 and 27 November 2025", "1979-85", "winter 2025/26", "spring",
        "week 48", "2025-W48", "week of November 2025", "week beginning 27 November 2025",
        "early", "early 25 November 2025", "before", "before Thursday",
        "before spring 2025", "before about 1979", "between 7 and 27", "about", "a week ago", "25 Novembre 2025",
        "32 November 2025", "31 November 2025", "29 February 2025", "13/13/2025", "0 BC", "year 0", "25 November 0",
        "Wednesday 25 November 2025", "2025年11月25日（水）", "27 to 24 November 2025", "24 December to 2 January 2026",
        "25 November 2025, 25:00", "25 November 2025, 13 pm", "25 November 2025, 0:30 am", "November 2025, 19:30",
        "25 November 2025, 24:00", "about 25 November 2025, 19:30", "24 to 27 November 2025, 19:30", "19:30",
        "25 November 2025, 19:30 JST", "25 November 2025, 19:30 Asia/Atlantis", "25 November 2025, 19:30 +25:00",
        "25 November 2025, 19:30 local time", "令和7年11月25日", "一九七九年", "?", "~", "-", "..", "/ /", "%",
        "{text}", "25 November 20000", "2025-11-25; drop table", "<b>2025</b>", "2025-11-25 and 2025-11-26",
    ],
)  # fmt: skip
def test_it_is_refused_rather_than_guessed(text):
    assert refusal(text).values.get("text", text)


def test_days_and_months_the_wrong_way_round_are_not_swapped():
    for text, day_first in (("11/25/2025", True), ("25/11/2025", False), ("11.12.2025", False)):
        assert "the other way round" in str(refusal(text, day_first=day_first))


def test_a_contradicting_weekday_is_named():
    assert "that day is a Tuesday" in str(refusal("Wednesday 25 November 2025"))


def test_an_abbreviated_zone_gets_advice():
    assert str(refusal("25 November 2025, 19:30 JST")).startswith(
        "“JST” does not name one time zone. Type a place (Asia/"
    )


def test_a_day_that_does_not_exist_is_named_as_typed():
    assert str(refusal("30 February 2025")).startswith("“30 February 2025” is a day that does not exist")


def answer(function, text):
    try:
        return function(text)
    except DateRefused as error:
        return str(error)


anything = st.text(st.characters(exclude_categories=()), max_size=60)
PIECES = """
between and from to until before after by since about circa early mid- week of one of: or c. some time in decade century
BC AD s 's ? ~ % ( ) [ ] .. / - , ; : . T Z X XX Y E 0 1 9 12 24 31 99 1979 2025 November May Sunday spring pm UTC
+09:00 Asia/Tokyo 19:30 年 月 日 ～ tháng năm unknown , end not known (uncertain)
"""
pieces = st.sampled_from(PIECES.split())
nonsense = st.lists(pieces, max_size=14).flatmap(
    lambda found: st.sampled_from(["", " "]).map(lambda gap: gap.join(found))
)


@given(st.one_of(anything, nonsense))
@example("\x00")
@example("\ud800")
@example("25 November 2025\x00")
@example("{text} {0} {")
def test_any_text_is_read_or_refused_with_a_printable_sentence(text):
    for function in (read, parse_edtf, day_of, lambda typed: read(typed, day_first=False, year=2025)):
        found = answer(function, text)
        assert isinstance(found, When | int) or found.encode()


@given(st.one_of(anything, nonsense))
def test_whatever_is_read_can_be_worded(text):
    when = answer(read, text)
    if isinstance(when, When):
        assert parse_edtf(when.edtf).first == when.first <= when.last
        assert wording(when) and wording(when, style="short")


NASTY = [
    "9", "about ", "?", "X", "[", "1,", "..", "/", "-", " - ", "1-", " to ", "from ", "one of: ", "(uncertain)", "s",
    " ", "about ?", "between 1 and ", "1 or ", "年", "1月", "\t", "，", "\u0301", "\u200b", "a", "19:30 ", "mid-",
    "the ", "possibly about ?", "november 1-1, 2025 ", "2025-11-25T", "decade 1-",
]  # fmt: skip


@pytest.mark.parametrize("piece", NASTY)
@pytest.mark.parametrize("length", [200, 10_000, 1_000_000])
def test_long_texts_are_answered_at_once(piece, length):
    text = (piece * length)[:length]
    begun = time.process_time()
    for typed in (text, "2025" + text[4:], text[4:] + "2025"):
        answer(read, typed), answer(parse_edtf, typed), answer(day_of, typed)
    assert time.process_time() - begun < 0.5


@pytest.mark.parametrize("value", [25, 2025.5, b"2025", ["2025"], object()])
def test_what_is_not_text_is_refused(value):
    for function in (read, parse_edtf, day_of):
        with pytest.raises(DateRefused):
            function(value)


def test_a_long_text_is_cut_in_the_sentence():
    assert len(str(refusal("x" * 10_000))) < 300

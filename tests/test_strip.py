"""The overview strip draws every entry of the filter once, as exactly as its date is known and no more."""

import pytest
from django.http import QueryDict
from hypothesis import example, given
from hypothesis import strategies as st

from tests.factories import CrisisFactory, shown, shown_countermeasure, shown_event
from timeline import dates, graphic, strip, units
from timeline.filters import TimelineFilter
from timeline.reading import Reading

pytestmark = pytest.mark.django_db


def drawn(query="", **crisis):
    made = CrisisFactory(**crisis)
    reading = Reading(made)
    return strip.strip(TimelineFilter(QueryDict(query), made), reading, reading.all_measures)


def many(*whens):
    for when in whens:
        shown_event(when=when)


def share(text):
    return float(text.rstrip("%"))


def test_entries_of_known_days_are_counted_by_day_and_vague_ones_as_spans():
    many("2025-11-07", "2025-11-07", "2025-11-09", "2025-11", "before 25 November 2025", "")
    found = drawn()
    assert found.unit == "day"
    assert [one.n for one in found.bins] == [2, 1]
    assert [(one.look, one.n) for one in found.spans] == [("before", 1), ("one", 1)]
    assert found.counts == {"known": 3, "vague": 2, "before": 0, "after": 0, "undated": 1}


def test_what_lasted_is_told_from_one_unknown_day():
    many("2025-11-07", "24 to 27 November 2025", "between 20 and 23 November 2025")
    assert [one.look for one in drawn().spans] == ["one", "lasted"]


def test_an_open_end_is_drawn_to_the_edge_and_without_a_bracket():
    many("2025-11-07", "2025-11-27", "after 12 November 2025")
    (span,) = drawn().spans
    assert (span.look, span.starts_here, span.ends_here, span.end) == ("after", True, False, "100%")


def test_far_away_background_is_folded_instead_of_stretching_the_axis():
    many("1979", "2025-11-07", "2025-11-20", "2025-11-27")
    found = drawn()
    assert found.axis.before == "1979" and found.counts["before"] == 1
    assert found.axis.days < 40
    assert share(found.bins[0].x) >= strip.FOLD


def test_far_away_plans_are_folded_at_the_other_end():
    many("2025-11-07", "2025-11-20", "2025-11-27", "2099-01-01")
    found = drawn()
    assert found.axis.after == "2099" and found.counts["after"] == 1


def test_half_of_the_entries_is_no_background():
    many("1979", "2025-11-07")
    found = drawn()
    assert not found.axis.before and found.counts["before"] == 0


@pytest.mark.parametrize(
    ("first", "last", "unit"),
    [
        ("2025-11-01", "2025-11-27", "day"),
        ("2025-01-01", "2025-11-27", "week"),
        ("2022-01-01", "2025-11-27", "month"),
        ("2015-01-01", "2025-11-27", "quarter"),
        ("1979-01-01", "2025-11-27", "year"),
        ("0200-01-01", "2025-11-27", "years"),
    ],
)
def test_the_unit_follows_the_span(first, last, unit):
    many(first, first, last)
    found = drawn()
    assert found.unit == unit
    assert len(found.bins) == 2 and len(found.ticks) <= 8


def test_a_month_is_no_vague_date_where_months_are_counted():
    many("2022-01-01", "2023-05", "2025-11-27")
    found = drawn()
    assert found.counts["known"] == 3 and found.spans == []


def test_the_strip_shows_what_lies_outside_the_days_asked_for_and_veils_it():
    many("2025-11-01", "2025-11-10", "2025-11-20")
    found = drawn("from=2025-11-10&to=2025-11-19")
    assert found.counts["known"] == 3
    assert found.brush["from"] == 9 and found.brush["to"] == 19
    assert share(found.veiled["x"]) == pytest.approx(found.axis.share(found.chosen[1] + 1), abs=0.01)
    assert share(found.veiled["left"]) == pytest.approx(found.axis.share(found.chosen[0]), abs=0.01)


def test_other_filters_narrow_the_strip():
    shown_event(when="2025-11-01", kind="call")
    shown_event(when="2025-11-10", kind="visit")
    assert drawn("kind=call").counts["known"] == 1


def test_a_strip_of_nothing_is_none_and_one_of_undated_entries_has_no_axis():
    assert drawn() is None
    shown_event(when="")
    assert drawn().axis is None and drawn().counts["undated"] == 1


def test_days_before_those_that_browsers_reckon_with_have_no_sliders():
    many("-0043-03-15", "-0040-01-01", "0500-01-01")
    assert drawn().brush is None and drawn().ticks


def test_the_newest_eight_countermeasures_have_a_row():
    event = shown_event(when="2025-11-01")
    for day in range(2, 14):
        shown_countermeasure(title=f"M{day}", steps=[("announced", f"2025-11-{day:02}")], answers=[event])
    found = drawn()
    assert [row.measure.title for row in found.rows] == [f"M{day}" for day in range(6, 14)]
    assert found.more == 4


def test_only_countermeasures_with_a_step_that_passes_have_a_row():
    shown_countermeasure(title="Ban", measure="trade")
    shown_countermeasure(title="Alert", measure="travel-warning")
    assert [row.measure.title for row in drawn("measure=trade").rows] == ["Ban"]


def test_nothing_is_hatched_before_the_first_event_a_countermeasure_answers():
    event, later = shown_event(when="2025-11-07"), shown_event(when="2025-11-20")
    shown(shown_event(when="2025-11-01"))
    shown_countermeasure(steps=[("in-force", "between 1 and 27 November 2025")], answers=[later, event])
    found = drawn()
    (row,) = found.rows
    assert next(one.look for one in row.bar.segments) == "hatch"
    assert share(row.bar.segments[0].x) == pytest.approx(found.axis.share(dates.day_of("2025-11-07")), abs=0.01)
    assert row.bar.reported_by


def test_queries_do_not_grow_with_the_timeline(django_assert_num_queries):
    many("1979", "2025-11-07", "2025-11")
    shown_countermeasure()
    made = CrisisFactory()
    reading = Reading(made)
    measures = reading.all_measures
    with django_assert_num_queries(6):
        strip.strip(TimelineFilter(QueryDict(), made), reading, measures)
    many(*(f"2025-11-{day:02}" for day in range(1, 29)), *(f"2024-{month:02}" for month in range(1, 13)))
    with django_assert_num_queries(6):
        strip.strip(TimelineFilter(QueryDict(), made), reading, measures)


# Rules without a database


day = st.integers(-1_000_000, 3_000_000)


@example(first=1, length=units.MOST_BINS)
@given(first=day, length=st.integers(0, 5_000_000))
def test_units_cover_the_span_without_gaps_and_are_never_too_many(first, length):
    _unit, starts = units.units(first, first + length)
    assert starts[0] <= first and starts[-1] > first + length
    assert starts == sorted(set(starts))
    assert len(starts) - 1 <= units.MOST_BINS


@given(
    before=st.sampled_from(["", "1979"]),
    after=st.sampled_from(["", "2099"]),
    length=st.integers(1, 4000),
    place=st.integers(-50, 4050),
)
def test_days_run_along_the_axis_between_the_folds(before, after, length, place):
    axis = strip.Folded(1000, 1000 + length, before, after)
    assert axis.left <= axis.share(1000 + place) <= axis.right
    assert axis.share(1000 + place) <= axis.share(1001 + place)
    assert isinstance(axis, graphic.Axis)


def test_the_year_stands_only_where_it_is_new():
    starts = [dates.day_of(text) for text in ("2025-12-22", "2025-12-29", "2026-01-05")]
    words = [units.tick_words(day, before, "day") for before, day in zip([None, *starts], starts, strict=False)]
    assert words == ["22 Dec 2025", "29 Dec", "5 Jan 2026"]

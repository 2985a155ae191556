"""Lives drawn: day numbers to percentages, and no stretch that claims more than its dates."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline import dates
from timeline.graphic import Axis, axis_of, bar_of, ticks
from timeline.lives import Step, status_on
from timeline.models import Stage

DAY = date(2025, 11, 1).toordinal() - 1  # so that DAY + 14 is 14 November


def step(stage, first, last=None):
    return Step(stage, DAY + first, DAY + (last or first))


def november():
    return Axis(DAY + 1, DAY + 30)


def looks(bar):
    return [(one.look, one.first - DAY, one.last - DAY) for one in bar.segments]


def test_days_fall_where_they_belong():
    axis = november()
    assert (axis.x(DAY + 1), axis.x(DAY + 16), axis.x(DAY + 31)) == ("0%", "50%", "100%")
    assert axis.width(DAY + 1, DAY + 3) == "10%"
    assert (axis.x(DAY - 400), axis.x(DAY + 400)) == ("0%", "100%")


def test_an_axis_holds_all_days_and_no_sentinel():
    assert axis_of([DAY + 3, DAY + 20, dates.EARLIEST, dates.LATEST]) == Axis(DAY + 3, DAY + 20)
    assert axis_of([dates.EARLIEST]) is None
    assert axis_of([DAY]).days == 7


def test_an_announcement_is_hollow_until_it_was_last_checked_and_open_after():
    bar = bar_of([step("announced", 14)], november(), checked=DAY + 27)
    assert looks(bar) == [("hollow", 14, 27), ("unchecked", 28, 30)]
    assert not bar.goes_on and not bar.reported_by


def test_solid_stands_only_where_a_source_has_it_in_force():
    widened = bar_of([step("announced", 3), step("widened", 9)], november(), checked=DAY + 30)
    assert looks(widened) == [("hollow", 3, 30)]
    in_force = bar_of([step("announced", 3), step("in-force", 9)], november(), checked=DAY + 30)
    assert looks(in_force) == [("hollow", 3, 8), ("solid", 9, 30)]
    assert in_force.goes_on


def test_eased_is_thin_and_an_end_has_its_line_and_tail():
    bar = bar_of([step("in-force", 3), step("eased", 9), step("lifted", 20)], november(), checked=DAY + 30)
    assert looks(bar) == [("solid", 3, 8), ("thin", 9, 19), ("ended", 20, 30)]
    assert bar.ended == november().x(DAY + 20)
    assert not bar.goes_on


def test_an_unknown_start_is_hatched_to_the_day_it_was_reported_by():
    bar = bar_of([step("in-force", 7, 27)], november(), checked=DAY + 30)
    assert looks(bar) == [("hatch", 7, 26), ("solid", 27, 30)]
    assert bar.reported_by == november().x(DAY + 27)


def test_nothing_is_hatched_before_the_event_it_answers():
    bar = bar_of([step("in-force", 1, 27)], november(), not_before=DAY + 7, checked=DAY + 30)
    assert looks(bar)[0] == ("hatch", 7, 26)
    undated = Step("in-force", dates.EARLIEST, DAY + 27)
    assert looks(bar_of([undated], november(), not_before=DAY + 7))[0] == ("hatch", 7, 26)


def test_a_threat_or_notice_draws_nothing():
    assert bar_of([step("threatened", 3), step("notified", 5), step("refused", 7)], november()).segments == ()


STEPS = st.lists(
    st.tuples(st.sampled_from(Stage.values), st.integers(0, 40), st.integers(0, 10)).map(
        lambda made: Step(made[0], DAY + made[1], DAY + made[1] + made[2], (made[1],))
    ),
    max_size=6,
)


@given(STEPS, st.integers(0, 40), st.none() | st.integers(0, 40))
def test_every_stretch_agrees_with_the_status_of_each_of_its_days(life, checked, answered):
    axis = Axis(DAY, DAY + 50)
    not_before = None if answered is None else DAY + answered
    bar = bar_of(life, axis, not_before=not_before, checked=DAY + checked)
    drawn = {day: one.look for one in bar.segments for day in range(one.first, one.last + 1)}
    for day in range(axis.first, axis.last + 1):
        status, look = status_on(life, day), drawn.get(day)
        assert (look == "ended") == status.ended
        if look in ("solid", "hollow", "thin"):
            assert status.begun and status.stands
        if look == "solid":
            assert any(one.stage == Stage.IN_FORCE and one.last <= day for one in life)
        if look is None and status.stands:
            assert not status.begun or any(
                stage not in ("announced", "in-force", "widened", "eased") for stage in status.possible
            )
            assert not_before is not None and day < not_before


@pytest.mark.parametrize(("days", "most"), [(7, 7), (31, 6), (200, 7), (4000, 7), (40_000, 7), (700_000, 7)])
def test_there_are_few_ticks_and_all_lie_on_the_axis(days, most):
    axis = Axis(DAY, DAY + days - 1)
    found = ticks(axis)
    assert 1 <= len(found) <= most
    assert all(axis.shows(day) for day in found)


def test_days_beyond_the_calendar_have_no_ticks():
    assert ticks(Axis(-10_000, 5)) == ticks(Axis(3_000_000, 9_000_000)) == []

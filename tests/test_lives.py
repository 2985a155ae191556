"""What is known of a countermeasure on a day follows from its steps, however vague their dates."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from timeline import dates
from timeline.lives import BEGINS, ENDS, Step, begins, ends, status_on
from timeline.models import Stage


def step(stage, first, last=None, place=0):
    return Step(stage, first, last or first, (place,))


def possible(steps, day):
    return set(status_on(steps, day).possible)


def test_before_its_first_step_a_countermeasure_has_not_begun():
    assert possible([step("announced", 14)], 13) == {None}


def test_an_announced_countermeasure_stays_announced_until_something_else_is_known():
    assert possible([step("announced", 14)], 400) == {"announced"}


def test_a_vague_second_step_leaves_both_stages_possible():
    steps = [step("announced", 14), step("in-force", 20, 27)]
    assert possible(steps, 22) == {"announced", "in-force"}
    assert possible(steps, 27) == {"in-force"}


def test_a_threat_shows_until_something_begins_and_never_after():
    steps = [step("threatened", 3), step("in-force", 10), step("threatened", 12)]
    assert possible(steps, 5) == {"threatened"}
    assert possible(steps, 12) == {"in-force"}


def test_a_refused_demand_stays_open():
    assert possible([step("announced", 13), step("refused", 15)], 20) == {"announced"}


def test_a_lifted_countermeasure_can_be_imposed_again():
    steps = [step("in-force", 1), step("lifted", 5), step("in-force", 9)]
    assert [possible(steps, day) for day in (4, 6, 10)] == [{"in-force"}, {"lifted"}, {"in-force"}]
    assert ends(steps) is None


def test_steps_of_one_day_follow_the_order_the_desk_gave_them():
    assert possible([step("announced", 5, place=1), step("in-force", 5, place=2)], 5) == {"in-force"}
    assert possible([step("announced", 5, place=2), step("in-force", 5, place=1)], 5) == {"announced"}


def test_a_step_without_a_date_may_have_come_on_any_day():
    assert possible([step("announced", dates.EARLIEST, dates.LATEST)], 5) == {"announced", None}


def test_beginning_and_end_are_as_vague_as_their_steps():
    steps = [step("announced", 7, 27), step("in-force", 20), step("lifted", 40, 45)]
    assert begins(steps) == (7, 20)
    assert ends(steps) == (40, 45)


vague_steps = st.lists(
    st.builds(
        lambda stage, first, width, place: Step(stage, first, first + width, (place,)),
        st.sampled_from(Stage.values),
        st.integers(1, 6),
        st.integers(0, 3),
        st.integers(0, 2),
    ),
    max_size=4,
    unique_by=lambda one: one.place,
)


@settings(max_examples=500)
@given(vague_steps, st.integers(0, 11))
def test_every_stage_given_is_possible_and_every_possible_stage_is_given(steps, day):
    assert possible(steps, day) == by_trying_every_day(steps, day)


def by_trying_every_day(steps, day):
    """The same question answered by laying out every calendar the steps allow."""
    found = set()
    for days in product(*(range(one.first, one.last + 1) for one in steps)):
        come = sorted((on, one.place, one.stage) for on, one in zip(days, steps, strict=True) if on <= day)
        deciding = [stage for _on, _place, stage in come if stage in BEGINS | ENDS]
        found.add((deciding or [stage for _on, _place, stage in come] or [None])[-1])
    return found

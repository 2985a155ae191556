"""What the desk is told before it publishes, each with the field to mend."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from tests.factories import (
    AccountFactory,
    CountermeasureFactory,
    EventFactory,
    PointFactory,
    ReportFactory,
    StepFactory,
)
from timeline.checking import findings, to_mend

pytestmark = pytest.mark.django_db


def codes(entry):
    return {finding.code for finding in findings(entry)}


def test_an_event_without_an_account_cannot_be_shown():
    (finding,) = findings(EventFactory(accounts=0))
    assert (finding.code, finding.field, finding.blocks) == ("cannot-show", "accounts", True)


def test_a_sound_event_has_no_findings():
    assert findings(EventFactory(headline="On Tuesday they met", when="2025-11-25")) == []


@pytest.mark.parametrize("field", ["headline", "summary"])
def test_a_weekday_that_contradicts_the_date_is_named(field):
    event = EventFactory(**{field: "They met on Thursday"}, when="2025-11-25")
    (finding,) = findings(event)
    assert (finding.code, finding.field) == ("weekday", field)
    assert "Tuesday" in finding.text


def test_a_weekday_beside_a_vague_date_is_no_contradiction():
    assert codes(EventFactory(headline="They met on Thursday", when="2025-11")) == set()


def test_a_single_unnamed_source_is_named_however_often_it_is_reprinted():
    event = EventFactory(accounts=0)
    dispatch = ReportFactory()
    for _reprint in range(3):
        AccountFactory(event=event, relayed_from=dispatch, attribution="unnamed")
    assert codes(event) == {"single-unnamed"}
    AccountFactory(event=event, attribution="unnamed")
    assert codes(event) == set()


def test_a_denial_beside_an_assertion_must_be_marked_disputed():
    event = EventFactory()
    AccountFactory(event=event, response="denies")
    assert codes(event) == {"contradiction"}
    PointFactory(event=event, certainty="disputed")
    assert codes(event) == set()


def test_silence_is_no_contradiction():
    event = EventFactory()
    AccountFactory(event=event, response="silent")
    assert codes(event) == set()


def fresh_countermeasure(**fields):
    return CountermeasureFactory(checked=timezone.localdate(), **fields)


def test_an_answer_before_its_trigger_is_named_on_the_step_and_on_the_countermeasure():
    trigger = EventFactory(when="2025-11-07")
    countermeasure = fresh_countermeasure(answers=[trigger], steps=[("announced", "2025-11-05")])
    assert codes(countermeasure) == codes(countermeasure.steps.get()) == {"before-trigger"}


def test_a_vague_step_that_may_follow_its_trigger_is_fine():
    trigger = EventFactory(when="2025-11-07")
    assert codes(fresh_countermeasure(answers=[trigger], steps=[("announced", "2025-11")])) == set()


@pytest.mark.parametrize(
    ("steps", "code"),
    [
        ([("announced", "2025-11-20"), ("in-force", "2025-11-14")], "in-force-early"),
        ([("in-force", "2025-11-20"), ("lifted", "2025-11-14")], "end-early"),
    ],
)
def test_stages_out_of_order_are_named(steps, code):
    assert code in codes(fresh_countermeasure(answers=[EventFactory(when="2025-11-01")], steps=steps))


def test_a_countermeasure_nobody_has_looked_at_for_long_is_named():
    answers = [EventFactory(when="2025-11-01")]
    assert codes(CountermeasureFactory(answers=answers)) == {"never-checked"}
    old = timezone.localdate() - timedelta(days=15)
    assert codes(CountermeasureFactory(answers=answers, checked=old)) == {"stale"}
    assert (
        codes(CountermeasureFactory(answers=answers, steps=[("in-force", "2025-11-02"), ("lifted", "2025-11-03")]))
        == set()
    )


def test_the_list_to_mend_begins_with_what_blocks():
    warned = CountermeasureFactory(checked=date(2020, 1, 1))
    blocked = EventFactory(accounts=0)
    StepFactory(countermeasure=warned, when="2025-12-01")
    assert [entry for entry, _found in to_mend(blocked.crisis)] == [blocked, warned]

"""What the desk is told before it publishes, each with the field to mend."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from tests.factories import (
    AccountFactory,
    CountermeasureFactory,
    EventFactory,
    PointFactory,
    PositionFactory,
    ReportFactory,
    StepFactory,
)
from timeline.checking import findings, to_mend
from timeline.suspects import ranked, suspects

pytestmark = pytest.mark.django_db


def codes(entry):
    """What is found in an entry; the database must have named it to be looked at, and what blocks first."""
    found = findings(entry)
    ranks = {key: rank for rank, model, key in ranked(entry.crisis, 100) if model is type(entry)}
    assert not found or entry.pk in ranks
    assert not any(one.blocks for one in found) or ranks[entry.pk] == 0
    assert found or entry.pk not in ranks or entry.accounts.count() > 1
    return {finding.code for finding in found}


def test_an_event_without_an_account_cannot_be_shown():
    event = EventFactory(accounts=0)
    assert codes(event) == {"cannot-show"}
    (finding,) = findings(event)
    assert (finding.code, finding.field, finding.blocks) == ("cannot-show", "accounts", True)


def test_a_sound_event_has_no_findings():
    assert findings(EventFactory(headline="On Tuesday they met", when="2025-11-25")) == []


@pytest.mark.parametrize("field", ["headline", "summary"])
def test_a_weekday_that_contradicts_the_date_is_named(field):
    event = EventFactory(**{field: "They met on Thursday"}, when="2025-11-25")
    (finding,) = findings(event)
    assert (finding.code, finding.field) == ("weekday", field)
    assert codes(event) == {"weekday"}
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
    assert [entry for entry, _found in to_mend(blocked.crisis).found] == [blocked, warned]


@pytest.mark.parametrize("wrong", ["withdrawn", "relays what was withdrawn"])
def test_what_rests_on_a_withdrawn_report_is_looked_at_first(wrong):
    gone = ReportFactory(withdrawn_on=date(2025, 12, 1))
    ways = {"report": gone} if wrong == "withdrawn" else {"relayed_from": gone}
    event, position = EventFactory(accounts=0), PositionFactory()
    AccountFactory(event=event, **ways), AccountFactory(event=None, position=position, **ways)
    assert codes(event) == codes(position) == {"cannot-show"}


def test_a_countermeasure_that_cannot_be_shown_is_looked_at_first():
    nobody, silent = fresh_countermeasure(), fresh_countermeasure()
    nobody.parties.all().delete()
    for step in silent.steps.all():
        step.accounts.all().delete()
    unfounded = fresh_countermeasure(stated_reason="So they say.")
    unfounded.responses.create(event=EventFactory(when="2025-11-01"), basis="stated")
    for one in (nobody, silent, unfounded):
        assert "cannot-show" in codes(one)


def test_no_more_entries_are_looked_at_than_one_list_takes_and_the_rest_is_counted(monkeypatch):
    EventFactory(accounts=0), EventFactory(headline="They met on Thursday", when="2025-11-25")
    bare = EventFactory(accounts=0)
    monkeypatch.setattr("timeline.checking.MOST", 2)
    mending = to_mend(bare.crisis)
    assert [[one.code for one in found] for _entry, found in mending.found] == [["cannot-show"], ["cannot-show"]]
    assert mending.left == 1


def test_a_life_in_good_order_and_a_weekday_that_fits_are_not_looked_at():
    trigger = EventFactory(when="2025-11-01", headline="On Saturday they met")
    stages = ("announced", "in-force", "widened", "eased", "lifted")
    steps = [(stage, f"2025-11-{day:02}") for day, stage in enumerate(stages, start=14)]
    fresh_countermeasure(answers=[trigger], steps=steps)
    assert suspects(trigger.crisis, 9) == ([], 0)

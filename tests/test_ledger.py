"""The ledger: acts on their side, answers across with the days between, and only answers that are on record."""

import pytest
from django.http import QueryDict

from tests.factories import (
    ActorFactory,
    CrisisFactory,
    EventFactory,
    LinkFactory,
    shown,
    shown_countermeasure,
    shown_event,
)
from timeline import ledger, shelves
from timeline.filters import TimelineFilter
from timeline.lags import lag_words
from timeline.models import Participation
from timeline.reading import Reading

pytestmark = pytest.mark.django_db


@pytest.fixture
def china():
    return ActorFactory(name="China", slug="china")


@pytest.fixture
def japan():
    return ActorFactory(name="Japan", slug="japan")


def act(actor, when, role="acts", **fields):
    event = EventFactory(when=when, **fields)
    if actor:
        Participation.objects.create(event=event, actor=actor, role=role)
    return event


def led(first, second, basis="stated"):
    LinkFactory(event=first, to=second, relation="led-to", basis=basis)


def opened(query="left=japan&right=china&order=oldest"):
    crisis = CrisisFactory()
    search, reading = TimelineFilter(QueryDict(query), crisis), Reading(crisis)
    entries = reading.entries(search.page(100)[0])
    return ledger.ledger(entries, search, reading, reading.all_measures)


def counterparts(row):
    return [(one.what.short, lag_words(one.lag), one.answers) for one in row.across]


def test_an_act_has_its_countermeasures_across_with_the_days_between(china, japan):
    speech = shown(act(japan, "2025-11-07", headline="Speech"))
    shown_countermeasure(title="Ban", by=china, answers=[speech], steps=[("announced", "2025-11-12")])
    row, step = opened().rows
    assert (row.side, counterparts(row)) == ("left", [("Ban", "5 days later", True)])
    assert (step.side, counterparts(step)) == ("right", [("Speech", "5 days later", False)])


def test_the_days_are_as_vague_as_the_dates(china, japan):
    speech = shown(act(japan, "2025-11-07"))
    steps = [("in-force", "between 7 and 19 November 2025")]
    shown_countermeasure(title="Ban", by=china, answers=[speech], steps=steps)
    assert counterparts(opened().rows[0]) == [("Ban", "Between 0 and 12 days later", True)]


def test_an_event_that_led_to_another_is_answered_by_it(china, japan):
    speech, protest = act(japan, "2025-11-07", headline="Speech"), act(china, "2025-11-07", headline="Protest")
    led(speech, protest)
    shown(speech), shown(protest)
    rows = {row.entry.headline: row for row in opened().rows}
    assert counterparts(rows["Speech"]) == [("Protest", "Same day", True)]
    assert counterparts(rows["Protest"]) == [("Speech", "Same day", False)]
    assert rows["Speech"].across[0].tie.basis == "stated"


def test_order_in_time_makes_no_answer(china, japan):
    shown(act(japan, "2025-11-07")), shown(act(china, "2025-11-08"))
    assert [row.counterparts for row in opened().rows] == [[], []]


def test_other_links_make_no_answer(china, japan):
    first, second = act(japan, "2025-11-07"), act(china, "2025-11-08")
    LinkFactory(event=second, to=first, relation="part-of")
    shown(first), shown(second)
    assert [row.counterparts for row in opened().rows] == [[], []]


def test_what_a_side_does_after_its_own_act_is_no_answer(china, japan):
    first, second = act(japan, "2025-11-07"), act(japan, "2025-11-08")
    led(first, second)
    shown(first), shown(second)
    assert [row.counterparts for row in opened().rows] == [[], []]


def test_an_act_without_an_answer_says_so_and_an_answer_to_nothing_known_too(client, china, japan):
    shown(act(japan, "2025-11-07"))
    shown_countermeasure(by=china, steps=[("announced", "2025-11-12"), ("lifted", "2025-11-14")])
    speech, first, later = opened().rows
    assert speech.unanswered and first.answers_nothing
    assert not later.unanswered and not later.answers_nothing
    page = client.get("/harbour-strike/?view=ledger&left=japan&right=china").text
    assert "No answer recorded" in page and "Answers no event recorded here" in page


def test_people_and_bodies_act_for_their_state(china, japan):
    minister = ActorFactory(name="Minister", part_of=japan, kind="person")
    shown(act(minister, "2025-11-07"))
    assert [row.side for row in opened().rows] == ["left"]


def test_what_neither_or_both_do_stands_between(china, japan):
    shown(act(ActorFactory(), "2025-11-07"))
    both = act(japan, "2025-11-08")
    Participation.objects.create(event=both, actor=china, role="acts")
    shown(both)
    shown(act(None, "2025-11-09"))
    assert [row.side for row in opened().rows] == ["neither", "both", "neither"]


def test_an_answer_by_a_third_party_stands_with_the_act_and_not_across(china, japan):
    speech = shown(act(japan, "2025-11-07"))
    other = ActorFactory(name="Taiwan")
    shown_countermeasure(title="Curb", by=other, answers=[speech], steps=[("announced", "2025-11-08")])
    row = opened().rows[0]
    assert not row.across and [one.what.short for one in row.beside] == ["Curb"]


def test_more_answers_than_fit_are_counted(client, china, japan):
    speech = shown(act(japan, "2025-11-07"))
    for day in range(10, 22):
        shown_countermeasure(by=china, answers=[speech], steps=[("announced", f"2025-11-{day}")])
    row = opened().rows[0]
    assert len(row.across) == ledger.MOST_ANSWERS and row.more == 4
    assert "and 4 more answers" in client.get("/harbour-strike/?view=ledger&left=japan&right=china").text


def test_each_side_is_summed_up_over_the_whole_filter(china, japan):
    speech, visit = act(japan, "2025-11-07"), act(japan, "2025-11-08")
    letter, reply = act(china, "2025-11-09"), act(japan, "2025-11-10")
    led(letter, reply)
    for event in (speech, visit, letter, reply):
        shown(event)
    shown_countermeasure(by=china, answers=[speech], steps=[("announced", "2025-11-12")])
    found = opened()
    assert (found.left.acts, found.left.answered) == (3, 1)
    assert (found.right.acts, found.right.answered) == (2, 1)


def test_the_two_most_active_stand_opposite_and_who_imposes_more_stands_right(china, japan):
    for day in range(1, 4):
        shown(act(china, f"2025-11-0{day}")), shown(act(japan, f"2025-11-0{day}"))
    shown(act(ActorFactory(), "2025-11-05"))
    shown_countermeasure(by=china, steps=[("announced", "2025-11-12")])
    found = opened("")
    assert (found.left.name.slug, found.right.name.slug) == ("japan", "china")


def test_where_neither_imposes_more_the_most_active_stands_left(china, japan):
    shown(act(japan, "2025-11-05")), shown(act(china, "2025-11-06")), shown(act(china, "2025-11-07"))
    found = opened("")
    assert (found.left.name.slug, found.right.name.slug) == ("china", "japan")


def test_one_side_asked_for_meets_the_most_active_other(china, japan):
    for day in range(1, 4):
        shown(act(china, f"2025-11-0{day}"))
    shown(act(japan, "2025-11-05"))
    found = opened("left=china")
    assert (found.left.name.slug, found.right.name.slug) == ("china", "japan")


def test_a_side_nobody_has_and_twice_the_same_are_refused_with_a_notice(client, china, japan):
    shown(act(china, "2025-11-05"))
    page = client.get("/harbour-strike/?view=ledger&left=atlantis").text
    assert "left=atlantis</b>" in page
    page = client.get("/harbour-strike/?view=ledger&left=china&right=china").text
    assert "right=china</b>" in page


def test_a_crisis_in_which_fewer_than_two_act_still_lists_its_entries(client):
    event = shown_event()
    page = client.get("/harbour-strike/?view=ledger").text
    assert "A ledger needs two sides" in page and page.count(f'data-entry="{event.public_id}"') == 1


# Demands


def demand(china, *steps, **fields):
    return shown_countermeasure(title="Retract", measure="demand", by=china, steps=steps, **fields)


def test_an_open_demand_says_for_how_many_days_when_last_checked(client, china, japan):
    demand(china, ("announced", "2025-11-13"), checked="2025-11-27")
    (found,) = opened().demands
    assert found.open
    page = client.get("/harbour-strike/?view=ledger&left=japan&right=china").text
    assert "Open for 14 days when last checked, 27 November 2025" in page


def test_a_demand_that_was_refused_says_when_and_after_how_many_days(china, japan):
    demand(china, ("announced", "2025-11-13"), ("refused", "between 14 and 16 November 2025"))
    (found,) = opened().demands
    assert not found.open and lag_words(found.open_for) == "Between 1 and 3 days later"


def test_a_demand_is_open_until_a_step_settles_it(china, japan):
    for stage in ("refused", "met", "dropped", "expired", "lifted", "widened"):
        demand(china, ("announced", "2025-11-13"), (stage, "2025-11-15"))
    assert sorted(found.open for found in opened().demands) == [False] * 5 + [True]


def test_demands_follow_the_filter(china, japan):
    demand(china, ("announced", "2025-11-13"))
    assert opened("left=japan&right=china&kind=call").demands == []


def test_queries_do_not_grow_with_the_entries(client, china, japan, django_assert_max_num_queries):
    counts = []
    for _round in range(2):
        for day in range(1, 5):
            speech, protest = act(japan, f"2025-11-{day:02}"), act(china, f"2025-11-{day:02}")
            led(speech, protest)
            shown(speech), shown(protest)
            shown_countermeasure(by=china, answers=[speech], steps=[("announced", "2025-11-29")])
        shelves.forget()
        with django_assert_max_num_queries(80) as queries:
            client.get("/harbour-strike/?view=ledger")
        counts.append(len(queries))
    assert counts[1] <= counts[0]

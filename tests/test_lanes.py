"""Lanes: each entry once, in its actor's lane and its date's column; what connects, connects what is on record."""

import itertools

import pytest
from django.http import QueryDict

from tests.counting import queries_for
from tests.factories import (
    ActorFactory,
    CrisisFactory,
    EventFactory,
    LinkFactory,
    SideFactory,
    shown,
    shown_countermeasure,
    shown_event,
)
from timeline import diagram, lanes
from timeline.filters import TimelineFilter
from timeline.models import Participation
from timeline.reading import Reading

pytestmark = pytest.mark.django_db


@pytest.fixture
def sides():
    states = {name: ActorFactory(name=name, slug=name.lower()) for name in ("China", "Japan", "Taiwan")}
    for actor in states.values():
        SideFactory(crisis=CrisisFactory(), actor=actor)
    return states


def drawn(query=""):
    crisis = CrisisFactory()
    search, reading = TimelineFilter(QueryDict(query), crisis), Reading(crisis)
    return lanes.lanes(reading.entries(search.page(100)[0]), search, reading)


def event_with(parts, **fields):
    event = EventFactory(**fields)
    for actor, role in parts:
        Participation.objects.create(event=event, actor=actor, role=role)
    return shown(event)


def named(lane):
    return lane.name.name if lane.name else None


def test_a_state_stands_for_its_people_until_it_is_opened(sides):
    takaichi = ActorFactory(name="Takaichi", slug="takaichi", part_of=sides["Japan"], kind="person")
    event_with([(takaichi, "acts")], when="2025-11-07")
    event_with([(sides["Japan"], "acts")], when="2025-11-08")
    assert [named(card.lane) for card in drawn().cards] == ["Japan", "Japan"]
    assert {named(card.lane) for card in drawn("zoom=japan").cards} == {"Takaichi", "Japan"}


def test_cards_and_columns_are_in_order_of_time_whatever_the_order_of_the_list(sides):
    for when in ("2025-11-27", "", "2025-11-07", "before 10 November 2025"):
        event_with([(sides["Japan"], "acts")], when=when)
    for query in ("order=newest", "order=oldest"):
        found = drawn(query)
        assert [column.words for column in found.columns] == [
            "7 Nov 2025",
            "bef. 10 Nov 2025",
            "27 Nov 2025",
            "no date",
        ]
        assert [card.column for card in found.cards] == [0, 1, 2, 3]


def test_entries_of_one_date_share_a_column_and_do_not_lie_over_one_another(sides):
    for _each in range(4):
        event_with([(sides["Japan"], "acts"), (sides["China"], "towards")], when="2025-11-07")
    found = drawn()
    assert len(found.columns) == 1
    placed = sorted((item.y, item.y + item.height) for item in [*found.cards, *found.marks])
    assert all(foot <= top for (_y, foot), (top, _f) in itertools.pairwise(placed))


def test_everything_in_a_lane_lies_between_its_head_and_its_foot(sides):
    event = event_with([(sides["Japan"], "acts")], when="2025-11-07")
    for day in range(10, 20):
        shown_countermeasure(by=sides["China"], answers=[event], steps=[("announced", f"2025-11-{day}")])
    found = drawn()
    for item in [*found.cards, *found.marks]:
        assert item.lane.y <= item.y and item.y + item.height <= item.lane.foot
        assert item.x >= 0 and item.x + item.width <= found.width
    for bar in found.bars:
        assert bar.lane.y <= bar.y and bar.y + diagram.BAR <= bar.lane.foot


def test_an_act_towards_somebody_has_an_arrow_and_a_meeting_a_plain_line(sides):
    event_with([(sides["China"], "acts"), (sides["Japan"], "towards")], when="2025-11-07")
    event_with([(sides["China"], "with"), (sides["Taiwan"], "with")], when="2025-11-08")
    assert [(named(mark.lane), mark.towards) for mark in drawn().marks] == [("Japan", True), ("Taiwan", False)]


def test_whoever_is_only_mentioned_gets_no_line(sides):
    event_with([(sides["China"], "acts"), (sides["Japan"], "mentioned")], when="2025-11-07")
    assert drawn().marks == []


def test_sides_without_an_entry_are_folded_into_a_sentence(sides):
    event_with([(sides["China"], "acts")], when="2025-11-07")
    found = drawn()
    assert [named(lane) for lane in found.lanes] == ["China"]
    assert [name.name for name in found.empty] == ["Japan", "Taiwan"]


def test_whoever_acts_once_and_is_no_side_shares_the_last_lane(sides):
    for number in range(3):
        event_with([(ActorFactory(name=f"Firm {number}"), "acts")], when="2025-11-07")
    for actor in sides.values():
        event_with([(actor, "acts")], when="2025-11-08")
    assert [named(lane) for lane in drawn().lanes][:3] == ["China", "Japan", "Taiwan"]
    assert named(drawn().lanes[-1]) is None


def test_lanes_are_few_however_many_act():
    for number in range(20):
        for _twice in range(2):
            event_with([(ActorFactory(name=f"A{number}", slug=f"a{number}-{_twice}"), "acts")], when="2025-11-07")
    assert len(drawn().lanes) <= lanes.MOST_LANES + 1


def test_an_event_without_actors_is_there_all_the_same():
    shown_event(when="2025-11-07")
    assert [named(card.lane) for card in drawn().cards] == [None]


def test_a_red_line_runs_from_the_event_to_what_answers_it_and_no_bar_starts_before_it(sides):
    event = event_with([(sides["Japan"], "acts")], when="2025-11-07")
    event_with([(sides["Japan"], "acts")], when="2025-11-01")
    shown_countermeasure(by=sides["China"], answers=[event], steps=[("in-force", "between 1 and 27 November 2025")])
    found = drawn()
    (bar,), (wire,) = found.bars, found.wires
    place = [column.words for column in found.columns].index("7 Nov 2025")
    assert wire.red and bar.starts >= (place + 1) * diagram.COLUMN
    assert all(run.x >= bar.starts for run in bar.runs)


def test_a_step_in_force_is_solid_and_one_announced_hollow(sides):
    shown_countermeasure(by=sides["China"], steps=[("announced", "2025-11-10"), ("in-force", "2025-11-12")])
    shown_event(when="2025-11-20")
    (bar,) = drawn().bars
    assert [run.look for run in bar.runs][:2] == ["hollow", "solid"]


def test_what_has_ended_is_ticked_off(sides):
    shown_countermeasure(by=sides["China"], steps=[("announced", "2025-11-10"), ("lifted", "2025-11-12")])
    (bar,) = drawn().bars
    assert bar.ended == diagram.COLUMN and bar.goes_on is None


def test_links_that_led_to_something_are_drawn_and_others_not(sides):
    first, second = EventFactory(when="2025-11-07"), EventFactory(when="2025-11-08")
    LinkFactory(event=first, to=second, relation="led-to")
    LinkFactory(event=second, to=first, relation="part-of")
    shown(first), shown(second)
    assert [wire.red for wire in drawn().wires] == [False]


def test_a_long_empty_time_is_folded_and_named(sides):
    event_with([(sides["China"], "acts")], when="1979-01-01")
    event_with([(sides["China"], "acts")], when="2025-11-07")
    assert [column.gap for column in drawn().columns] == ["", "47 years"]


def test_no_stretch_is_called_empty_beside_an_open_end(sides):
    shown_event(when="after 1979")
    shown_event(when="2025-11-07")
    assert [column.gap for column in drawn().columns] == ["", ""]


@pytest.mark.parametrize(
    ("text", "count"),
    [("short", 1), ("two words that are longer", 2), ("東京都知事は日本の対応", 2), ("x" * 50, 3), ("", 1)],
)
def test_lines_are_reckoned_so_that_a_text_surely_fits(text, count):
    assert diagram.lines_of(text) == count


def test_the_page_holds_every_entry_once_and_says_the_same_in_words(client, sides):
    event = event_with([(sides["Japan"], "acts"), (sides["China"], "towards")], when="2025-11-07", headline="A speech")
    page = client.get("/harbour-strike/?view=lanes").text
    assert page.count("data-entry=") == page.count(f'data-entry="{event.public_id}"') == 1
    assert "Stated by" in page or "Reported" in page
    assert "towards China" in page


def test_an_actor_nobody_has_cannot_be_opened(client):
    shown_event()
    page = client.get("/harbour-strike/?view=lanes&zoom=nobody").text
    assert "zoom=nobody</b>" in page


def test_queries_do_not_grow_with_the_entries(client, sides):
    counts = []
    for _round in range(2):
        for day in range(1, 7):
            event = event_with([(sides["Japan"], "acts"), (sides["China"], "towards")], when=f"2025-11-{day:02}")
            shown_countermeasure(by=sides["China"], answers=[event], steps=[("announced", "2025-11-29")])
        counts.append(queries_for(client, "/harbour-strike/?view=lanes"))
    assert counts[0] == counts[1] <= 70

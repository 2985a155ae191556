"""What a reader grasps of a crisis first: how it began, what came last, what stands, and what is not settled."""

import pytest
from django.http import QueryDict

from tests.factories import CrisisFactory, EventFactory, PointFactory, shown, shown_countermeasure, shown_event
from timeline import dates
from timeline.filters import TimelineFilter
from timeline.overview import overview
from timeline.reading import Reading

pytestmark = pytest.mark.django_db


def seen(on="2025-11-28"):
    crisis = CrisisFactory()
    return overview(Reading(crisis, day=dates.day_of(on)), TimelineFilter(QueryDict(), crisis).selected.columns)


def test_the_latest_is_what_has_happened_by_the_day_and_bears_a_date():
    for when, headline in (("2025-11-27", "Now"), ("2025-11-29", "Planned"), ("", "Undated"), ("2025-11-02", "Old")):
        shown_event(when=when, headline=headline)
    assert (seen().latest.headline, seen("2025-11-29").latest.headline) == ("Now", "Planned")


def test_it_began_with_the_earliest_of_the_events_that_most_countermeasures_answer():
    later, first, other = (shown_event(when=f"2025-11-{day}") for day in ("09", "07", "01"))
    for answers in ([later, first], [later, first], [other]):
        shown_countermeasure(answers=answers)
    found = seen()
    assert (found.trigger.id, found.days) == (first.public_id, 21)


def test_the_days_since_it_began_are_not_counted_from_a_vague_date():
    shown_countermeasure(answers=[shown_event(when="2025-11")])
    assert seen().trigger and seen().days is None


def test_what_stands_is_known_as_of_the_one_looked_at_longest_ago():
    for day, steps in (("2025-11-25", ["announced"]), ("2025-11-20", ["announced"]), ("2025-11-01", ["lifted"])):
        shown_countermeasure(checked=day, steps=[(stage, "2025-11-19") for stage in steps])
    found = seen()
    assert (len(found.standing), len(found.measures), found.checked) == (2, 3, "2025-11-20")


def test_what_is_not_settled_is_disputed_itself_or_in_one_of_its_questions():
    shown_event(headline="Agreed"), shown_event(headline="Disputed", certainty="disputed")
    asked = EventFactory(headline="Asked")
    PointFactory(event=asked, certainty="disputed")
    shown(asked)
    assert {entry.headline for entry in seen().unsettled} == {"Disputed", "Asked"}

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.factories import (
    AccountFactory,
    ActorFactory,
    CountermeasureFactory,
    EventFactory,
    PointFactory,
    PositionFactory,
    ReportFactory,
    SourceFactory,
    shown,
    shown_event,
)


def page_of(desk, model, **query):
    return desk.get(reverse(f"admin:timeline_{model}_changelist"), query).text


def test_the_list_of_events_shows_worded_dates_signs_and_states(desk):
    shown_event(headline="The call", when="week of 24 November 2025", certainty="disputed")
    page = page_of(desk, "event")
    assert '<span class="ct-date ct-vague">Week of 24 November 2025</span>' in page
    assert '<span class="ct-st ct-disputed">Disputed</span>' in page
    assert '<td class="field-stands nowrap">Published</td>' in page or "Published</td>" in page


def test_an_event_without_an_account_says_so(desk):
    EventFactory(accounts=0)
    assert '<span class="ct-lacks">No account</span>' in page_of(desk, "event")


def test_a_published_event_that_was_changed_says_so(desk):
    event = shown_event()
    assert "unpublished changes" not in page_of(desk, "event")
    event.headline = "Changed"
    event.save()
    assert "unpublished changes" in page_of(desk, "event")


def test_a_scheduled_event_that_was_changed_says_both_once(desk):
    event = shown(EventFactory(), at=timezone.now().replace(year=2031, month=1, day=1, hour=0))
    event.headline = "Changed"
    event.save()
    page = page_of(desk, "event")
    assert "Scheduled for 1 January 2031" in page
    assert page.count("unpublished changes") == 1


@pytest.mark.parametrize(("query", "found"), [({"accounts": "none"}, {"Bare"}), ({"accounts": "some"}, {"Told"})])
def test_events_are_filtered_by_whether_they_have_an_account(desk, query, found):
    EventFactory(headline="Bare", accounts=0), EventFactory(headline="Told")
    page = page_of(desk, "event", **query)
    assert {name for name in ("Bare", "Told") if name in page} == found


def test_events_are_searched_and_filtered(desk):
    EventFactory(headline="Ban announced", certainty="confirmed"), EventFactory(headline="They talk", place="Tokyo")
    assert "Ban announced" not in page_of(desk, "event", q="tokyo")
    assert "They talk" not in page_of(desk, "event", certainty__exact="confirmed")


def test_the_list_of_countermeasures_tells_who_where_it_stands_and_when_it_was_checked(desk):
    CountermeasureFactory(title="Ban", by=ActorFactory(name="China"), steps=[("announced", "2025-11-19")])
    CountermeasureFactory(title="Nothing yet", steps=[])
    page = page_of(desk, "countermeasure")
    assert "China" in page and "Announced" in page and "Never" in page
    assert '<span class="ct-lacks">No step</span>' in page


def test_each_entry_tells_how_much_of_it_is_to_mend_and_whether_that_blocks_it(desk):
    EventFactory(headline="Good")
    EventFactory(headline="They met on Sunday", when="2025-11-25")
    EventFactory(headline="Bare and on Sunday", when="2025-11-25", accounts=0)
    EventFactory(headline="Gone on Sunday", when="2025-11-25", state="withdrawn")
    cells = re.findall(r'class="field-mend_shown">(.*?)</td>', page_of(desk, "event", o="2"))
    assert [re.sub(r"<.*?>", "", cell) for cell in cells] == ["2, blocked", "–", "–", "1"]
    assert "It says Sunday, but 25 November 2025 is a Tuesday." in cells[3]
    CountermeasureFactory(checked=None)
    assert "Nobody has checked whether it still stands." in page_of(desk, "countermeasure")


def test_names_tell_how_often_they_are_used(desk):
    actor = ActorFactory(name="Japan")
    EventFactory(actors=[actor]), EventFactory(actors=[actor]), CountermeasureFactory(by=actor, steps=[])
    assert '<td class="field-used">3</td>' in page_of(desk, "actor")
    assert page_of(desk, "source") and page_of(desk, "report") and page_of(desk, "crisis")


def queries(desk, address):
    with CaptureQueriesContext(connection) as captured:
        assert desk.get(address).status_code == 200
    return len(captured)


MADE = {
    "event": lambda: [
        shown_event(actors=[ActorFactory()]),
        shown(CountermeasureFactory(answers=[EventFactory()], steps=[("announced", "2025-11-19"), ("lifted", "2025")])),
    ],
    "countermeasure": lambda: shown(CountermeasureFactory(answers=[EventFactory()])),
    "position": lambda: shown(PositionFactory()),
    "actor": ActorFactory,
    "source": SourceFactory,
    "report": ReportFactory,
}


@pytest.mark.parametrize("model", MADE)
def test_a_list_asks_no_more_for_being_long(desk, crisis, model):
    address = reverse(f"admin:timeline_{model}_changelist")
    MADE[model](), MADE[model]()
    desk.get(address)
    few = queries(desk, address)
    for _each in range(8):
        MADE[model]()
    assert queries(desk, address) == few


def test_the_form_asks_no_more_for_having_many_names_accounts_and_points(desk, crisis):
    event = EventFactory(actors=[ActorFactory(), ActorFactory()], accounts=2)
    PointFactory(event=event)
    address = reverse("admin:timeline_event_change", args=[event.pk])
    desk.get(address)
    few = queries(desk, address)
    for order in range(12):
        EventFactory(actors=[ActorFactory()])
        AccountFactory(event=event)
        PointFactory(event=event, order=order)
        event.participations.create(actor=ActorFactory(), role="with", order=order)
    assert queries(desk, address) == few


def test_the_index_is_grouped_as_an_editor_thinks(desk):
    page = desk.get(reverse("admin:index")).text
    order = [
        page.index(f">{title}<") for title in ("Quick add", "Write", "Events", "Countermeasures", "Names", "People")
    ]
    assert order == sorted(order)

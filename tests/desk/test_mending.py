"""The page of what is to be mended names each finding and leads to its field; the desk notes that it looked."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.factories import (
    AccountFactory,
    CountermeasureFactory,
    EventFactory,
    PositionFactory,
    shown_countermeasure,
)
from timeline import checking
from timeline.models import Account, Edition, Event
from timeline.publishing import publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(crisis):
    return reverse("admin:mend", args=[crisis.slug])


def test_each_finding_leads_to_its_field(desk_of, address):
    event = EventFactory(headline="They met on Sunday", when="2025-11-25", accounts=0)
    measure = CountermeasureFactory(answers=[event])
    page = desk_of("Editor").get(address).text
    form = reverse("admin:timeline_event_change", args=[event.pk])
    assert f'{form}#id_headline">It says Sunday' in page
    assert f'{form}#accounts">' in page
    assert f"{reverse('admin:timeline_countermeasure_change', args=[measure.pk])}#id_checked" in page


def test_what_blocks_stands_first(desk_of, address):
    CountermeasureFactory(answers=[EventFactory()]), EventFactory(accounts=0, headline="Bare")
    lines = desk_of("Editor").get(address).context["lines"]
    assert str(lines[0][0]) == "Bare"


def test_checked_today_takes_the_finding_away_and_readers_are_told(desk_of, address, reader):
    long_ago = timezone.localdate() - timedelta(days=40)
    measure = shown_countermeasure(answers=[EventFactory()], checked=long_ago)
    client = desk_of("Editor")
    assert "Not checked since" in client.get(address).text
    client.post(reverse("admin:checked", args=[measure.pk]))
    measure.refresh_from_db()
    assert measure.checked > long_ago
    assert measure.saved_by.username == "editor"
    assert "Not checked since" not in client.get(address).text
    assert Edition.objects.shown().get(entry=measure.public_id).record["checked"] == measure.checked.isoformat()


def test_checked_today_publishes_no_other_change(desk_of):
    measure = shown_countermeasure(title="Ban")
    type(measure).objects.update(title="Another ban")
    desk_of("Editor").post(reverse("admin:checked", args=[measure.pk]))
    assert Edition.objects.shown().get(entry=measure.public_id).record["title"] == "Ban"


def test_checked_today_shows_nothing_before_its_moment(desk_of):
    measure = CountermeasureFactory()
    publish(measure, by=None, at=timezone.now() + timedelta(days=1))
    desk_of("Editor").post(reverse("admin:checked", args=[measure.pk]))
    assert not Edition.objects.shown().filter(entry=measure.public_id).exists()


def test_a_reporter_cannot_mark_what_others_wrote_as_checked(desk_of, person):
    measure = shown_countermeasure()
    answer = desk_of("Reporter").post(reverse("admin:checked", args=[measure.pk]))
    measure.refresh_from_db()
    assert (answer.status_code, measure.checked) == (403, None)


def test_the_page_asks_as_often_however_many_entries_there_are(desk_of, address):
    def some():
        event = EventFactory(accounts=2)
        CountermeasureFactory(answers=[event], steps=[("announced", "2025-11-19"), ("in-force", "2025-11-18")])
        AccountFactory(event=event, attribution=Account.Attribution.UNNAMED)
        EventFactory(accounts=0), PositionFactory()

    def asked():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    client = desk_of("Editor")
    client.get("/admin/")
    some()
    before = asked()
    some()
    some()
    assert asked() == before
    assert Event.objects.filter(stage="in-force").count() == 3


def test_however_many_there_are_only_so_many_are_looked_at_and_the_rest_is_counted(desk_of, address, monkeypatch):
    looked_at = []
    monkeypatch.setattr(
        checking, "found_in", lambda entry, found=checking.found_in: looked_at.append(entry) or found(entry)
    )
    monkeypatch.setattr(checking, "MOST", 2)
    client = desk_of("Editor")
    for number in (3, 6):
        EventFactory.create_batch(3, accounts=0)
        looked_at.clear()
        assert f"{number - 2} more" in client.get(address).text and len(looked_at) == 2
        assert "<b>2+</b> to mend" in client.get("/admin/").text and len(looked_at) == 4


def test_a_crisis_that_does_not_exist_has_no_page(desk_of):
    assert desk_of("Editor").get("/admin/mend/nowhere/").status_code == 404

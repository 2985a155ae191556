"""Every deed leaves a version; any version comes back whole, children too."""

import pytest
from django.core.exceptions import ValidationError

from tests.factories import (
    AccountFactory,
    ActorFactory,
    AnswerFactory,
    CountermeasureFactory,
    EventFactory,
    LinkFactory,
    PointFactory,
    PositionFactory,
    ReportFactory,
    shown,
)
from timeline.models import Account, Edition, Event, Participation, Version
from timeline.publishing import publish, withdraw
from timeline.records import fresh, record_of
from timeline.versions import history, keep, restore

pytestmark = pytest.mark.django_db


def full_event():
    event = EventFactory(actors=[ActorFactory(), ActorFactory()], when="week of 24 November 2025", accounts=0)
    points = [PointFactory(event=event, order=order) for order in (1, 0)]
    for point in points:
        AnswerFactory(account=AccountFactory(event=event, relayed_from=ReportFactory(), quote="“So”"), point=point)
    LinkFactory(event=event, to=EventFactory())
    return event


def full_countermeasure():
    countermeasure = CountermeasureFactory(at=ActorFactory(), answers=[EventFactory()], stated_reason="Water")
    countermeasure.stated_reason_account = countermeasure.accounts.first()
    countermeasure.save()
    return countermeasure


@pytest.mark.parametrize("make", [full_event, full_countermeasure, PositionFactory])
def test_a_version_brings_everything_back(make):
    entry = make()
    version = keep(entry, by=None)
    before = record_of(fresh(entry))
    entry.accounts.all().delete()
    for name in ("headline", "title", "text"):
        if hasattr(entry, name):
            setattr(entry, name, "Changed")
    entry.save()
    restore(version, by=None)
    entry.refresh_from_db()
    assert record_of(fresh(entry)) == before


def test_what_was_deleted_comes_back_as_a_draft():
    event = full_event()
    version = keep(event, by=None)
    before = record_of(fresh(event))
    event.delete()
    assert not Account.objects.filter(event__public_id=before["id"]).exists()
    back = restore(version, by=None)
    assert back.state == "draft"
    assert record_of(fresh(back)) == before
    assert [one.deed for one in history(back)] == ["restored", "saved"]


def test_restoring_shows_readers_nothing_until_it_is_published(clock):
    event = shown(EventFactory(headline="As shown"))
    version = keep(event, by=None)
    event.headline = "Changed"
    event.save()
    publish(event, by=None)
    restore(version, by=None)
    assert Edition.objects.shown().get().record["headline"] == "Changed"


def test_a_deleted_report_is_made_again_and_a_deleted_actor_is_named():
    event = full_event()
    version = keep(event, by=None)
    actor = event.participations.first().actor
    event.delete()
    AccountFactory._meta.model.objects.all().delete()
    version.record["accounts"][0]["report"] |= {"id": "0" * 12, "url": ""}
    restore(version, by=None)
    assert Account.objects.filter(report__public_id="0" * 12).exists()
    Participation.objects.all().delete()
    actor.delete()
    with pytest.raises(ValidationError, match="was deleted"):
        restore(version, by=None)


def test_deeds_leave_who_when_and_why(editor):
    event = EventFactory()
    keep(event, by=editor, why="First words")
    publish(event, by=editor, reason="Two sources now")
    withdraw(event, by=editor, reason="It was another ship.")
    told = [(one.deed, one.why, one.by) for one in history(event)]
    assert told == [
        ("withdrawn", "It was another ship.", editor),
        ("published", "Two sources now", editor),
        ("saved", "First words", editor),
    ]


def test_versions_are_numbered_without_gap():
    event = EventFactory()
    for _each in range(5):
        keep(event, by=None)
    assert list(history(event).values_list("number", flat=True)) == [5, 4, 3, 2, 1]
    assert Event.objects.get(pk=event.pk).version == 5


def test_a_thousand_versions_stay_one_query(django_assert_num_queries):
    event = EventFactory()
    version = keep(event, by=None)
    Version.objects.bulk_create(
        Version(**{**fields(version), "number": number, "pk": None}) for number in range(2, 1002)
    )
    with django_assert_num_queries(1):
        assert history(event)[:50][49].number == 952


def fields(version):
    return {
        field.attname: getattr(version, field.attname)
        for field in version._meta.concrete_fields
        if not field.primary_key
    }

"""The history of an entry: every version, any two compared word by word, any one restored, children too."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import (
    AccountFactory,
    ActorFactory,
    AnswerFactory,
    CountermeasureFactory,
    CrisisFactory,
    EventFactory,
    LinkFactory,
    PointFactory,
    PositionFactory,
    SourceFactory,
    shown,
    shown_event,
)
from timeline.details import details
from timeline.models import Event, Participation, Version
from timeline.publishing import merge
from timeline.records import fresh, record_of
from timeline.versions import history, keep, restore, whole

pytestmark = pytest.mark.django_db


def page_of(entry, page="history", *more):
    return reverse(f"admin:timeline_{entry._meta.model_name}_{page}", args=[entry.pk, *more])


def changed(entry, by=None, **fields):
    for name, value in fields.items():
        setattr(entry, name, value)
    entry.save()
    return keep(entry, by=by)


def test_versions_and_editions_are_listed_with_who_when_what_and_why(desk_of, person):
    event = EventFactory()
    keep(event, by=person("Editor"))
    shown(event, reason="It is on record.")
    page = desk_of("Editor").get(page_of(event)).text
    for text in ("Version 1", "Version 2", "editor", "Published", "It is on record.", "Edition 1", "First published"):
        assert text in page, text


def test_any_two_versions_are_compared_word_by_word(desk_of):
    event = EventFactory(headline="They talk about rice")
    keep(event, by=None)
    changed(event, headline="They talk about fish")
    changed(event, headline="They say nothing")
    page = desk_of("Editor").get(page_of(event, "compare"), {"a": "1", "b": "2"}).text
    assert "They talk about <del>rice</del> <ins>fish</ins>" in page


def test_an_edition_is_compared_with_what_is_there_now(desk_of):
    event = shown_event(summary="It rained.")
    changed(event, summary="It snowed.")
    client = desk_of("Editor")
    page = client.get(page_of(event, "compare"), {"a": "e1", "b": "now"}).text
    assert "<ins>snowed.</ins>" in page
    assert "The two are alike." in client.get(page_of(event, "compare"), {"a": "e1", "b": "1"}).text


@pytest.mark.parametrize("key", ["0", "99", "e0", "e9", "x", "e", "-1", "9" * 30, "²", ""])
def test_a_version_that_is_not_there_is_said_to_be_none(desk_of, key):
    event = EventFactory()
    keep(event, by=None)
    answer = desk_of("Editor").get(page_of(event, "compare"), {"a": key, "b": "now"})
    assert answer.status_code == 200
    assert "There is no" in answer.text


def test_children_are_compared_too():
    event = EventFactory(actors=[ActorFactory(name="Japan")], accounts=0)
    point = PointFactory(event=event, label="What he asked for")
    account = AccountFactory(event=event, report__source=SourceFactory(name="Kyodo"), says="He asked for rice.")
    AnswerFactory(account=account, point=point, text="Rice")
    before = whole(event)
    Participation.objects.create(event=event, actor=ActorFactory(name="China"), role="towards")
    account.answers.update(text="Fish")
    account.says = "He asked for fish."
    account.save()
    LinkFactory(event=event, to=EventFactory(headline="The visit"))
    point.certainty = "disputed"
    point.save()
    found = {
        one.label: [(piece.kind, piece.text.strip()) for piece in one.pieces] for one in details(before, whole(event))
    }
    assert found["Towards"] == [("new", "China")]
    assert found["Account of Kyodo: What he asked for"] == [("gone", "Rice"), ("new", "Fish")]
    assert ("new", "fish.") in found["Account of Kyodo: what it says"]
    assert found["Led to"] == [("new", "The visit (Desk’s reading)")] or found["Led to"][0][1].startswith("The visit")
    assert "What he asked for: how sure" in found
    assert len(found) == 5


def test_countermeasures_and_positions_are_compared_alike():
    measure = CountermeasureFactory(title="Ban")
    before = whole(measure)
    measure.title, measure.measure = "Ban on fish", "tariff"
    measure.save()
    assert [one.label for one in details(before, whole(measure))] == ["Title", "Type"]
    position = PositionFactory()
    before = whole(position)
    position.text = "It may move."
    position.save()
    assert [one.label for one in details(before, whole(position))] == ["Stance"]


def test_restoring_shows_what_would_change_and_then_does_it_with_the_reason(desk_of):
    event = EventFactory(headline="The call", accounts=2)
    keep(event, by=None)
    before = record_of(fresh(event))
    event.accounts.first().delete()
    changed(event, headline="Another call")
    client, address = desk_of("Editor"), page_of(event, "restore", 1)
    assert "<del>Another call</del>" in client.get(address).text or "Another" in client.get(address).text
    assert client.post(address, {"why": "It was right."}).status_code == 302
    assert record_of(fresh(event)) == before
    last = history(event).first()
    assert (last.deed, last.why, last.by.username) == ("restored", "It was right.", "editor")


def test_what_is_public_and_restored_has_unpublished_changes(desk_of):
    event = EventFactory(headline="Early")
    keep(event, by=None)
    changed(event, headline="Late")
    shown(event)
    client = desk_of("Editor")
    client.post(page_of(event, "restore", 1))
    page = client.get(reverse("admin:timeline_event_change", args=[event.pk])).text
    assert "unpublished changes" in page


def test_a_reporter_restores_own_drafts_alone(desk_of, person):
    mine, other = EventFactory(created_by=person("Reporter")), EventFactory(created_by=person("Editor"))
    client = desk_of("Reporter")
    for event in (mine, other):
        keep(event, by=None)
        changed(event, headline="Changed")
    assert client.post(page_of(mine, "restore", 1)).status_code == 302
    assert client.post(page_of(other, "restore", 1)).status_code == 403
    assert client.get(page_of(other)).status_code == 200
    other.refresh_from_db()
    assert other.headline == "Changed"


def test_what_was_deleted_comes_back_as_a_draft(desk_of):
    event = EventFactory(headline="The call", accounts=2)
    before = record_of(fresh(event))
    client = desk_of("Editor")
    client.post(reverse("admin:timeline_event_delete", args=[event.pk]), {"post": "yes"})
    assert not Event.objects.exists()
    page = client.get(reverse("admin:deleted"))
    [(version, _moment)] = page.context["lines"]
    assert "The call" in page.text
    address = reverse("admin:bring-back", args=[version.pk])
    assert "It took place." in client.get(address).text
    assert client.post(address).status_code == 302
    back = Event.objects.get()
    assert (back.state, record_of(fresh(back))) == ("draft", before)
    assert not client.get(reverse("admin:deleted")).context["lines"]


def test_a_reporter_finds_no_deleted_entries_and_brings_none_back(desk_of):
    event = EventFactory()
    version = keep(event, by=None, deed=Version.Deed.DELETED)
    event.delete()
    client = desk_of("Reporter")
    assert client.get(reverse("admin:deleted")).status_code == 403
    assert client.post(reverse("admin:bring-back", args=[version.pk])).status_code == 403


def test_what_was_merged_away_comes_back_beside_the_one_that_stayed(desk_of):
    goes, stays = EventFactory(headline="Goes", accounts=2), EventFactory(headline="Stays")
    PointFactory(event=goes)
    merge(goes, stays, by=None, reason="The same call.")
    client = desk_of("Editor")
    [(version, _moment)] = client.get(reverse("admin:deleted")).context["lines"]
    assert client.post(reverse("admin:bring-back", args=[version.pk])).status_code == 302
    back = Event.objects.get(headline="Goes")
    assert (back.accounts.count(), back.points.count(), stays.accounts.count()) == (2, 1, 3)


def test_an_address_that_another_entry_took_is_not_taken_back():
    event = EventFactory(slug="the-call")
    version = keep(event, by=None)
    event.delete()
    EventFactory(slug="the-call", crisis=CrisisFactory(slug="other"))
    assert restore(version, by=None).slug == "the-call"
    Event.objects.filter(crisis=event.crisis).delete()
    EventFactory(slug="the-call")
    assert restore(version, by=None).slug == "the-call-2"


def test_a_thousand_versions_stay_quick(desk_of):
    event = EventFactory()
    first = keep(event, by=None)
    rows = [
        Version(
            crisis_id=first.crisis_id, noun=first.noun, entry=first.entry, number=n, at=first.at, record=first.record
        )
        for n in range(2, 1001)
    ]
    Version.objects.bulk_create(rows)
    client = desk_of("Editor")
    client.get("/admin/")
    with CaptureQueriesContext(connection) as queries:
        page = client.get(page_of(event))
    assert len(page.context["lines"]) == 50
    assert len(queries) < 20
    assert not any('"record"' in query["sql"] for query in queries if "timeline_version" in query["sql"])
    assert "Version 1<" in client.get(page_of(event), {"page": 20}).text
    assert client.get(page_of(event), {"page": "nonsense"}).status_code == 200

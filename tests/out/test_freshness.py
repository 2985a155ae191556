"""Whoever has the answer already gets 304; whatever changes the answer changes its validators."""

import pytest
from django.core.cache import cache

from tests.factories import EventFactory, shown_event
from timeline.models import Actor, Crisis, Source
from timeline.publishing import correct, publish, withdraw

pytestmark = pytest.mark.django_db

FILES = [
    *("export.json", "export.csv", "countermeasures.csv", "timelinejs.json", "timelinejs.csv"),
    *("citations.ris", "citations.bib", "feed.atom", "feed.json", "calendar.ics"),
]
PLACES = [f"/harbour-strike/{name}" for name in FILES] + [
    f"/api/v1/{name}?crisis=harbour-strike" for name in ("events", "countermeasures", "actors", "sources", "changes")
]


@pytest.fixture
def event(clock):
    from tests.factories import ActorFactory

    return shown_event(actors=[ActorFactory(name="Port", slug="port")])


@pytest.mark.parametrize("place", PLACES)
def test_asked_again_with_either_validator_the_answer_is_304(client, event, clock, place):
    client.get(place)
    clock.forward(seconds=2)
    first = client.get(place)
    assert first.status_code == 200
    for header in ({"If-None-Match": first["ETag"]}, {"If-Modified-Since": first["Last-Modified"]}):
        again = client.get(place, headers=header)
        assert (again.status_code, again.getvalue(), again["ETag"]) == (304, b"", first["ETag"])
        assert again["Access-Control-Allow-Origin"] == "*"
    assert first["Cache-Control"] == "public, no-cache"
    assert first["X-Robots-Tag"] == "noindex"


def rename_actor(event, clock):
    Actor.objects.filter(slug="port").update(name="The Port")


def rename_source(event, clock):
    Source.objects.update(name=f"Another name at {clock.now}")


def retitle(event, clock):
    Crisis.objects.update(title="Another title")


def put_right(event, clock):
    correct(event, by=None, reason="A comma.")


def take_back(event, clock):
    withdraw(event, by=None, reason="Not so.")


def next_day(event, clock):
    clock.forward(days=1)


def relicense(event, clock):
    from django.conf import settings

    settings.EXPORT_LICENCE = "Another licence"


@pytest.mark.parametrize("deed", [rename_actor, rename_source, retitle, put_right, take_back, next_day, relicense])
@pytest.mark.parametrize("place", ["/harbour-strike/feed.atom", "/api/v1/events?crisis=harbour-strike"])
def test_what_changes_the_answer_changes_both_validators(client, event, clock, settings, place, deed):
    settings.EXPORT_LICENCE = "A licence"
    client.get(place)
    clock.forward(seconds=5)
    first = client.get(place)
    deed(event, clock)
    assert client.get(place, headers={"If-None-Match": first["ETag"]}).status_code == 200
    if deed is not next_day:
        assert client.get(place, headers={"If-Modified-Since": first["Last-Modified"]}).status_code == 200


def test_two_changes_within_one_second_are_told_apart(client, event, clock):
    place = "/harbour-strike/feed.atom"
    client.get(place)
    clock.forward(seconds=2)
    first = client.get(place)
    rename_source(event, clock)
    assert client.get(place, headers={"If-Modified-Since": first["Last-Modified"]}).status_code == 200


def test_a_moment_told_by_one_process_is_never_taken_for_a_later_state_by_another(client, event, clock):
    place = "/harbour-strike/feed.atom"
    told = []
    for _each in range(4):
        told.append(client.get(place).headers.get("Last-Modified"))
        rename_source(event, clock)
        cache.clear()  # as in a process that has not been asked yet
        for known in filter(None, told):
            assert client.get(place, headers={"If-Modified-Since": known}).status_code == 200
        clock.forward(milliseconds=700)


def test_a_scheduled_edition_changes_them_as_it_comes_into_view(client, event, clock):
    publish(EventFactory(headline="Later"), by=None, at=clock.now.replace(hour=13))
    before = client.get("/harbour-strike/feed.json")
    clock.forward(minutes=30)
    assert client.get("/harbour-strike/feed.json", headers={"If-None-Match": before["ETag"]}).status_code == 304
    clock.forward(minutes=31)
    after = client.get("/harbour-strike/feed.json", headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 200 and "Later" in after.text


def test_as_of_a_moment_the_day_does_not_matter(client, event, clock):
    place = "/harbour-strike/feed.json?asof=2025-11-28T12:00:00Z"
    first = client.get(place)
    clock.forward(days=3)
    assert client.get(place, headers={"If-None-Match": first["ETag"]}).status_code == 304


def test_another_question_has_another_validator(client, event):
    tags = {client.get(f"/harbour-strike/export.json{query}")["ETag"] for query in ("", "?kind=call", "?on=2025-11-19")}
    assert len(tags) == 3


@pytest.mark.parametrize("query", ["?kind=chat", "?asof=3000-01-01T00:00Z"])
def test_errors_have_no_validators(client, event, query):
    response = client.get(f"/harbour-strike/export.json{query}")
    assert response.status_code == 400 and "ETag" not in response


def test_a_first_answer_costs_few_more_queries_for_its_validators(client, event, django_assert_max_num_queries):
    first = client.get("/harbour-strike/feed.json")
    with django_assert_max_num_queries(10):
        client.get("/harbour-strike/feed.json", headers={"If-None-Match": first["ETag"]})


def test_what_was_kept_for_one_host_is_not_given_to_another(client, event, settings):
    settings.ALLOWED_HOSTS = ["a.example", "b.example"]
    place = "/harbour-strike/feed.json"
    first, other = (client.get(place, headers={"Host": host}) for host in settings.ALLOWED_HOSTS)
    assert "https://b.example/" not in first.text and "a.example" not in other.text
    assert first["ETag"] != other["ETag"]

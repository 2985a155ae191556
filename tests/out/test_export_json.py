"""`export.json` holds every stored public field, in the shape the contract fixes, of what the filter selects."""

import json
from datetime import date

import pytest

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
    SideFactory,
    shown,
    shown_countermeasure,
    shown_event,
)
from timeline.models import Actor, Crisis, Participation, Report, Source
from timeline.publishing import withdraw

pytestmark = pytest.mark.django_db

EVENT = {
    *("id", "slug", "url", "headline", "summary", "body", "kind", "certainty", "date", "actors", "place"),
    *("countermeasure", "stage", "accounts", "points", "links", "published", "updated", "edition"),
}
DATE = {"edtf", "earliest", "latest", "text", "precision", "time", "zone"}
ACCOUNT = {
    *("id", "source", "report", "attribution", "attributed_to", "speaker", "says", "quote", "response"),
    *("relayed_from", "answers"),
}
REPORT = {"id", "headline", "url", "published", "authors"}
MEASURE = {
    *("id", "slug", "title", "type", "imposed_by", "aimed_at", "responds_to", "status", "begins", "ends", "checked"),
    *("stated_reason", "reported_motive", "steps"),
}


@pytest.fixture
def read(client):
    def read(query=""):
        return json.loads(client.get(f"/harbour-strike/export.json{query}").getvalue())

    return read


def full_event():
    first = EventFactory(headline="First", slug="first", actors=[ActorFactory(name="Port", slug="port")])
    event = EventFactory(headline="Second", slug="second", when="between 24 and 27 November 2025", accounts=0)
    Participation.objects.create(event=event, actor=ActorFactory(part_of=ActorFactory(slug="city")), role="with")
    point = PointFactory(event=event)
    report = ReportFactory(published=date(2025, 11, 26))
    account = AccountFactory(event=event, relayed_from=ReportFactory(), report=report)
    AnswerFactory(account=account, point=point)
    LinkFactory(event=event, to=first)
    shown(first)
    return shown(event)


def test_an_event_has_every_field_of_the_contract(read):
    event = full_event()
    item = read()["events"][1] if read()["events"][0]["slug"] == "first" else read()["events"][0]
    assert item.keys() >= EVENT
    assert item["date"].keys() >= DATE
    assert item["accounts"][0].keys() >= ACCOUNT
    assert item["accounts"][0]["report"].keys() >= REPORT
    assert item["id"] == event.public_id
    assert item["url"] == "http://testserver/harbour-strike/events/second/"
    assert item["links"][0]["to"] == "first"
    assert item["date"] | {"text": ""} == item["date"] | {
        "text": "",
        "earliest": "2025-11-24",
        "latest": "2025-11-27",
        "precision": "days",
    }


def test_a_countermeasure_names_what_it_answers_and_its_steps_by_address(read):
    trigger = shown_event(slug="trigger")
    side = ActorFactory(slug="dockers")
    shown_countermeasure(slug="boycott", by=side, steps=[("announced", "2025-11-19")], answers=[trigger])
    document = read()
    measure = document["countermeasures"][0]
    assert measure.keys() >= MEASURE
    assert (measure["imposed_by"], measure["responds_to"][0]["event"]) == (["dockers"], "trigger")
    assert measure["responds_to"][0]["id"] == trigger.public_id
    assert measure["begins"] == {"earliest": "2025-11-19", "latest": "2025-11-19"}
    assert measure["ends"] == {"earliest": None, "latest": None}
    step = next(event for event in document["events"] if event["kind"] == "step")
    assert (step["countermeasure"], [step["slug"]]) == ("boycott", measure["steps"])


def test_the_file_says_of_itself_what_it_is(read, settings):
    settings.EXPORT_LICENCE = "CC BY 4.0"
    shown_event(kind="call")
    document = read("?kind=call&utm_source=x")
    assert list(document)[:6] == ["crisis", "generated", "licence", "filter", "address", "count"]
    assert (document["licence"], document["filter"], document["count"]) == ("CC BY 4.0", [["kind", "call"]], 1)
    assert document["address"] == "http://testserver/harbour-strike/export.json?kind=call"
    assert document["crisis"]["url"] == "http://testserver/harbour-strike/"


def test_every_stored_public_field_is_in_it(read):
    """A field added to a model must be added here, or named as one that is not for readers."""
    side = ActorFactory(slug="union", country="JP", office="Speaks")
    SideFactory(crisis=shown_event(actors=[side]).crisis, actor=side)
    document = read()
    kept = {Crisis: {"epoch", "counter"}, Actor: {"writes"}, Source: {"writes"}}
    kept[Report] = {"embargo_until", "withdrawn_on"}
    items = {Crisis: document["crisis"], Actor: document["actors"][0], Source: document["sources"][0]}
    items[Report] = document["events"][0]["accounts"][0]["report"]
    for model, item in items.items():
        stored = {field.name for field in model._meta.concrete_fields} - {"id", "public_id"} - kept[model]
        assert stored <= item.keys(), model


def test_without_a_filter_names_and_countermeasures_no_event_refers_to_are_in_it_too(read):
    event = shown_event()
    SideFactory(crisis=event.crisis, actor=ActorFactory(slug="onlooker"))
    measure = CountermeasureFactory(slug="quiet")
    shown(measure)
    withdraw(measure.steps.get(), by=None, reason="Not so.")
    shown(PositionFactory(actor=ActorFactory(slug="stander")))
    document = read()
    assert [item["slug"] for item in document["countermeasures"]] == ["quiet"]
    assert {"onlooker", "stander"} <= {item["slug"] for item in document["actors"]}
    assert document["positions"][0]["actor"] == "stander"


def test_a_filtered_file_lists_what_its_events_refer_to_and_no_more(read):
    shown_countermeasure(slug="ban", measure="trade", by=ActorFactory(slug="state"))
    shown_countermeasure(slug="advice", measure="travel-warning", by=ActorFactory(slug="other"))
    document = read("?measure=trade")
    assert [item["slug"] for item in document["countermeasures"]] == ["ban"]
    named = {item["slug"] for item in document["actors"]}
    assert "state" in named and "other" not in named


def test_a_state_is_listed_with_its_people(read):
    shown_event(actors=[ActorFactory(slug="mayor", part_of=ActorFactory(slug="town"))])
    assert {item["slug"]: item["part_of"] for item in read("?role=acts")["actors"]} == {"mayor": "town", "town": None}


def test_what_is_withdrawn_is_gone_from_it_and_from_what_refers_to_it(read):
    first, second = EventFactory(slug="a"), EventFactory(slug="b")
    LinkFactory(event=second, to=first)
    shown(first), shown(second)
    withdraw(first, by=None, reason="Not so.")
    document = read()
    assert [(item["slug"], item["links"]) for item in document["events"]] == [("b", [])]


def test_a_bad_value_is_refused_with_its_key_and_what_is_allowed(client):
    shown_event()
    response = client.get("/harbour-strike/export.json?kind=chat")
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")
    error = response.json()["errors"][0]
    assert (error["key"], error["value"]) == ("kind", "chat")
    assert "statement" in error["allowed"]


def test_a_draft_crisis_and_none_give_the_same_answer(client):
    shown_event(crisis__slug="hidden", crisis__state="draft")
    answers = [client.get(f"/{slug}/export.json") for slug in ("hidden", "nothing")]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content == answers[1].content


def test_deeds_done_while_it_is_written_do_not_touch_it(client, monkeypatch):
    monkeypatch.setattr("timeline.exporting.BATCH", 1)
    events = [shown_event(when=f"2025-11-{day}") for day in (25, 26, 27)]
    response = client.get("/harbour-strike/export.json")
    withdraw(events[0], by=None, reason="Not so.")
    shown_event(when="2025-11-20")
    document = json.loads(response.getvalue())
    assert document["count"] == len(document["events"]) == 3


def test_as_of_a_moment_it_is_what_readers_saw_then(read, clock):
    event = shown_event(headline="Before")
    moment = clock.now.isoformat().replace("+00:00", "Z")
    clock.forward(hours=1)
    event.headline = "After"
    event.save()
    shown(event)
    item = read(f"?asof={moment}")["events"][0]
    assert item["headline"] == "Before"
    assert item["url"].endswith(f"?asof={moment.replace(':', '%3A')}")
    assert read()["events"][0]["headline"] == "After"

"""The API gives what the exports hold, a page at a time, and says what is wrong with a question."""

import json

import jsonschema_rs
import pytest
from django.test import Client

from tests.factories import (
    AccountFactory,
    ActorFactory,
    EventFactory,
    LinkFactory,
    PointFactory,
    SideFactory,
    shown,
    shown_countermeasure,
    shown_event,
)
from timeline.formats.openapi import document
from timeline.publishing import correct, merge, publish, remove, withdraw

pytestmark = pytest.mark.django_db

HERE = {"crisis": "harbour-strike"}


def walked(client, ask, path, key, **keys):
    """Every item of a list, read as a program would: page after page by `next`."""
    found, page = [], ask(path, **keys)
    while True:
        found += page[key]
        if page["next"] is None:
            return found
        page = client.get(page["next"]).json()


@pytest.fixture
def world(client):
    port, union = ActorFactory(name="Port", slug="port"), ActorFactory(name="Union", slug="union")
    for days in range(5):
        event = EventFactory(when=f"2025-11-{20 + days}", actors=[port], kind="call" if days % 2 else "law")
        shown(event)
    SideFactory(crisis=event.crisis, actor=union)
    for number in range(3):
        shown_countermeasure(by=union, steps=[("announced", f"2025-11-{14 + number}")], answers=[event])
    return event.crisis


def test_a_list_walked_to_its_end_gives_everything_once(client, ask, world):
    for name, count in {"events": 8, "countermeasures": 3, "actors": 2, "changes": 11}.items():
        for limit in (1, 2, 300):
            items = walked(client, ask, name, name, limit=limit, **HERE)
            ids = [item.get("edition") or item["id"] for item in items]
            assert len(ids) == len(set(ids)) == count, (name, limit)


def test_events_are_those_of_the_export_in_the_same_shape_and_order(client, ask, world, fetch):
    for query in ({}, {"kind": "call"}, {"order": "oldest"}, {"actor": "port", "role": "acts"}):
        exported = json.loads(fetch("export.json", "?" + "&".join(f"{key}={value}" for key, value in query.items())))
        assert walked(client, ask, "events", "events", limit=3, **HERE, **query) == exported["events"]
        assert ask("events", **HERE, **query)["count"] == exported["count"]


def test_names_and_countermeasures_are_those_of_the_export(client, ask, world, fetch):
    exported = json.loads(fetch("export.json"))
    for key in ("countermeasures", "actors", "sources"):
        assert walked(client, ask, key, key, limit=2, **HERE) == exported[key]


def test_a_countermeasure_has_its_status_on_the_day_asked_for(ask, world):
    statuses = [item["status"] for item in ask("countermeasures", on="2025-11-15", **HERE)["countermeasures"]]
    assert sorted(statuses) == [[], ["announced"], ["announced"]]


def test_changed_since_gives_what_changed_and_what_went(clock, client, ask, world):
    events = [shown_event(slug=f"x{number}") for number in range(3)]
    clock.forward(hours=1)
    moment = ask("events", **HERE)["generated"]
    clock.forward(hours=1)
    correct(events[0], by=None, reason="A comma.")
    withdraw(events[1], by=None, reason="Not so.")
    remove(events[2], by=None, ground="privacy")
    shown_event(slug="x3")
    page = ask("events", changed_since=moment, **HERE)
    assert {item["slug"] for item in page["events"]} == {"x0", "x3"}
    assert {(item["id"], item["how"], item["reason"]) for item in page["withdrawn"]} == {
        (events[1].public_id, "withdrawn", "Not so."),
        (events[2].public_id, "removed", ""),
    }
    clock.forward(hours=1)
    assert walked(client, ask, "events", "events", limit=1, changed_since=moment, **HERE) == page["events"]
    later = ask("events", changed_since=ask("events", **HERE)["generated"], **HERE)
    assert (later["events"], later["withdrawn"]) == ([], [])


def test_a_countermeasure_has_changed_when_a_step_of_it_has(clock, ask, world):
    measure = shown_countermeasure(slug="boycott")
    clock.forward(hours=1)
    moment = ask("events", **HERE)["generated"]
    clock.forward(hours=1)
    assert ask("countermeasures", changed_since=moment, **HERE)["count"] == 0
    correct(measure.steps.get(), by=None, reason="A comma.")
    page = ask("countermeasures", changed_since=moment, **HERE)
    assert [item["slug"] for item in page["countermeasures"]] == ["boycott"]


def test_one_entry_by_its_id(ask, world):
    item = ask("events", **HERE)["events"][0]
    assert ask(f"events/{item['id']}") == item
    measure = ask("countermeasures", **HERE)["countermeasures"][0]
    assert ask(f"countermeasures/{measure['id']}", on="2025-11-01")["status"] == []


def test_a_withdrawn_entry_is_410_with_the_reason_and_a_draft_is_404(ask, clock):
    event, draft = shown_event(), EventFactory()
    clock.forward(hours=1)
    withdraw(event, by=None, reason="Not so.")
    problem = ask(f"events/{event.public_id}", 410)
    assert (problem["detail"], problem["how"]) == ("Not so.", "withdrawn")
    assert ask(f"events/{draft.public_id}", 404) == ask("events/aaaaaaaaaaaa", 404)
    moment = clock.now.replace(hour=12, minute=30).isoformat()
    assert ask(f"events/{event.public_id}", asof=moment)["id"] == event.public_id


def test_a_removed_entry_leaves_nothing_but_that_it_went(ask, client, clock):
    event = shown_event(headline="Private matter")
    clock.forward(hours=1)
    remove(event, by=None, ground="privacy")
    problem = ask(f"events/{event.public_id}", 410)
    assert (problem["how"], problem["reason"]) == ("removed", "")
    assert "Private" not in client.get("/api/v1/changes", HERE).text


def test_a_merged_entry_leads_to_the_one_that_stands_for_it(client, clock):
    event, survivor = shown_event(), shown_event()
    clock.forward(hours=1)
    merge(event, survivor, by=None, reason="The same call.")
    response = client.get(f"/api/v1/events/{event.public_id}")
    assert (response.status_code, response["Location"]) == (302, f"/api/v1/events/{survivor.public_id}")


def test_what_is_scheduled_is_not_told(ask, clock):
    crisis = shown_event().crisis
    later = EventFactory(crisis=crisis)
    publish(later, by=None, at=clock.now.replace(hour=20))
    ask(f"events/{later.public_id}", 404)
    assert ask("changes", **HERE)["changes"][0]["id"] != later.public_id
    assert ask("events", **HERE)["count"] == 1


def test_changes_tell_every_deed_with_its_reason(ask, clock):
    event = shown_event(headline="First words")
    clock.forward(hours=1)
    event.headline = "Second words"
    event.save()
    correct(event, by=None, reason="Misheard.")
    clock.forward(hours=1)
    withdraw(event, by=None, reason="Not so.")
    told = [(one["change"], one["headline"], one["reason"], one["url"]) for one in ask("changes", **HERE)["changes"]]
    assert told == [
        ("withdrawn", "Second words", "Not so.", None),
        ("correction", "Second words", "Misheard.", None),
        ("first", "First words", "", None),
    ]


def test_facets_count_the_choices_of_every_key(ask, world):
    facets = ask("events", facets="true", kind="call", **HERE)["facets"]
    kinds = {choice["value"]: (choice["count"], choice["selected"]) for choice in facets["kind"]}
    assert kinds == {"call": (2, True), "law": (3, False), "step": (3, False)}
    assert "facets" not in ask("events", **HERE)


def test_crises_list_only_what_is_published(ask, world):
    from tests.factories import CrisisFactory

    CrisisFactory(slug="hidden", state="draft")
    (crisis,) = ask("crises")["crises"]
    assert (crisis["slug"], crisis["entries"]) == ("harbour-strike", 8)
    assert ask("crises/harbour-strike") == crisis
    ask("crises/hidden", 404)


def test_what_is_not_understood_is_refused_by_name(client, world):
    for path, keys, named in (
        ("events", {}, "crisis"),
        ("events", {"crisis": "nowhere"}, "crisis"),
        ("events", HERE | {"kind": "chat"}, "kind"),
        ("events", HERE | {"kinds": "call"}, "kinds"),
        ("events", HERE | {"limit": "0"}, "limit"),
        ("events", HERE | {"limit": "١"}, "limit"),
        ("events", HERE | {"limit": ["1", "2"]}, "limit"),
        ("events", HERE | {"from": "27 October 2025"}, "from"),
        ("events", HERE | {"from": "2025-12-01", "to": "2025-11-01"}, "from"),
        ("events", HERE | {"after": "nonsense"}, "after"),
        ("events", HERE | {"changed_since": "yesterday"}, "changed_since"),
        ("changes", HERE | {"after": "AAAA"}, "after"),
        ("actors", HERE | {"kind": "call"}, "kind"),
        ("actors", HERE | {"after": "x\x00"}, "after"),
        ("crises", {"q": "x"}, "q"),
        ("events/aaaaaaaaaaaa", {"on": "soon"}, "on"),
    ):
        response = client.get(f"/api/v1/{path}", keys)
        assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json"), (path, keys)
        errors = response.json()["errors"]
        assert named in [error["key"] for error in errors], (path, keys)
        assert all(error["allowed"] for error in errors), (path, keys)


@pytest.mark.parametrize(
    "path", ["/api/", "/api/v1/nothing", "/api/v2/events", "/api/v1/events/", "/api/v1/events/x/y"]
)
def test_nothing_under_api_is_answered_with_a_page(client, path):
    response = client.get(path)
    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")
    assert response.json()["status"] == 404


@pytest.mark.parametrize("path", ["/api/v1/events", "/api/v1/crises", "/api/v1/nothing", "/harbour-strike/export.json"])
def test_it_can_only_be_read(path):
    careful = Client(enforce_csrf_checks=True)
    for method in ("post", "put", "patch", "delete"):
        response = getattr(careful, method)(path)
        assert (response.status_code, response["Allow"]) == (405, "GET, HEAD, OPTIONS")
        assert response["Content-Type"] == "application/problem+json"


def test_any_sites_scripts_may_ask(client, world):
    answers = [
        client.get("/api/v1/events", HERE, headers={"Origin": "https://other.example"}),
        client.get("/api/v1/events", headers={"Origin": "https://other.example"}),
        client.options("/api/v1/events"),
        client.get("/harbour-strike/timelinejs.json"),
    ]
    assert [answer.status_code for answer in answers] == [200, 400, 204, 200]
    for answer in answers:
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert "GET" in answer["Access-Control-Allow-Methods"]
        assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_the_head_of_a_file_is_given_without_its_body(client, world):
    response = client.head("/harbour-strike/export.json")
    assert (response.status_code, response.getvalue()) == (200, b"")
    assert response["ETag"] and response["X-Export-Licence"]


def test_every_example_has_the_shape_it_stands_for():
    described = document("https://timeline.example")
    schemas = described["components"]["schemas"]
    for path in described["paths"].values():
        for answer in path["get"]["responses"].values():
            for content in resolved(answer, described).get("content", {}).values():
                validator = jsonschema_rs.validator_for(
                    {**content["schema"], "components": {"schemas": closed(schemas)}}, validate_formats=True
                )
                validator.validate(json.loads(json.dumps(content["example"])))


def test_every_answer_has_the_shape_it_is_said_to_have(ask, clock):
    event = EventFactory(body="*x*")
    AccountFactory(event=event), PointFactory(event=event), LinkFactory(event=event, to=shown_event())
    shown(event)
    shown_countermeasure(answers=[event], checked="2025-11-27")
    gone = shown_event()
    clock.forward(hours=1)
    withdraw(gone, by=None, reason="Not so.")
    schemas = closed(document("")["components"]["schemas"])
    for path, name in LISTS.items():
        keys = {} if path == "crises" else HERE | ({"facets": "true"} if path == "events" else {})
        shape = {"$ref": f"#/components/schemas/{name}", "components": {"schemas": schemas}}
        jsonschema_rs.validator_for(shape, validate_formats=True).validate(ask(path, **keys))


LISTS = {
    "crises": "Crises",
    "events": "Events",
    "countermeasures": "Countermeasures",
    "actors": "Actors",
    "sources": "Sources",
    "changes": "Changes",
}


def closed(schemas):
    """No field that the description does not name."""
    return {
        name: shape if "additionalProperties" in shape else shape | {"additionalProperties": False}
        for name, shape in schemas.items()
    }


def resolved(answer, described):
    name = answer.get("$ref", "").rpartition("/")[2]
    return described["components"]["responses"][name] if name else answer


def test_the_page_for_people_names_every_path_and_file(client):
    page = client.get("/api/v1/").text
    for path in document("")["paths"]:
        assert f"<code>{path}</code>" in page
    for name in ("export.csv", "timelinejs.json", "calendar.ics", "/api/v1/openapi.json"):
        assert name in page


@pytest.mark.parametrize("rest", ["nowhere", "events/a/%0Ab", "events/a%2Fb%0A", "%0A", "events/"])
def test_an_address_nothing_stands_at_is_told_as_json(client, rest):
    response = client.get(f"/api/v1/{rest}")
    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"

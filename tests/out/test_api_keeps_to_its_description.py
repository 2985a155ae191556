"""A program that knows only openapi.json asks whatever it allows, and much it forbids: every answer is as described."""

import json

import pytest
import schemathesis
from django.core import signals
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, settings

from tests import worlds
from timeline.formats.openapi import document

pytestmark = pytest.mark.django_db

# What only the database knows: the description can say no more than that it is a slug, a moment, a day.
KNOWN = {
    "crisis": ["harbour-strike"],
    "slug": ["harbour-strike"],
    "actor": ["china", "japan", "p0"],
    "source": ["s0", "s1"],
    "asof": ["2025-11-27T12:00:00Z", "2025-01-01T00:00:00.5+09:00"],
    "changed_since": ["2025-11-27T12:00:00Z"],
    "from": ["2025-11-01", "1900-02-28"],
    "to": ["2025-11-30", "2100-12-31"],
}


def narrowed():
    """The description with the values this test's crisis has; pages are walked by their `next` elsewhere."""
    described = json.loads(json.dumps(document("http://localhost")))
    parameters = described["components"]["parameters"]
    for name, values in KNOWN.items():
        shape = parameters[name]["schema"]
        shape.get("items", shape).update(enum=values)
        parameters[name]["example"] = values[:1] if "items" in shape else values[0]
    for path in described["paths"].values():
        path["get"]["parameters"] = [
            one for one in path["get"]["parameters"] if not one["$ref"].endswith(("/after", "/If-None-Match"))
        ]
    return described


django = get_wsgi_application()


def application(environ, start_response):
    """The site, with that description at an address of its own."""
    if environ["PATH_INFO"] != "/narrowed.json":
        return django(environ, start_response)
    start_response("200 OK", [("Content-Type", "application/json")])
    return [json.dumps(narrowed()).encode()]


schema = schemathesis.openapi.from_wsgi("/narrowed.json", application)


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    from django.db import transaction

    kept = (signals.request_started, signals.request_finished)
    with django_db_blocker.unblock(), transaction.atomic():
        worlds.build(seed=5)
        # A request that ends would close the connection, and with it what the test has put there.
        for signal in kept:
            signal.disconnect(close_old_connections)
        yield
        for signal in kept:
            signal.connect(close_old_connections)
        transaction.set_rollback(True)


@schema.parametrize()
@settings(max_examples=10, suppress_health_check=list(HealthCheck), deadline=None)
def test_every_answer_is_as_described(world, case):
    case.call_and_validate(headers={"Host": "localhost", "Accept-Encoding": "identity"})

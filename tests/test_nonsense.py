"""No query string, however odd, brings any address down; pages say what they ignored."""

from urllib.parse import quote

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import worlds
from tests.addresses import body_of, of_crisis
from timeline.filters import KEYS

pytestmark = pytest.mark.django_db
SLUGS = {"event": "e0", "countermeasure": "countermeasure-0", "actor": "china", "source": "s0"}


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        yield worlds.build(12)
        transaction.set_rollback(True)


odd = st.one_of(
    st.text(max_size=40),
    st.sampled_from(["\x00", "9" * 400, "-1", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2025-02-30"]),
    st.sampled_from(
        ["[..]", "Y170000002", "-0043", "china", "p0", "' OR 1=1 --", "<script>", "%", "_", "\ud83d", "..", "🦑", "‮"]
    ),
    st.sampled_from(
        ["AAAA", "a" * 5000, '"' * 150, "-" * 150, " ".join("abc") * 60, "中" * 300, "trade", "oldest", "lanes"]
    ),
)
queries = st.lists(st.tuples(st.one_of(st.sampled_from([*KEYS, "utm_source"]), st.text(max_size=8)), odd), max_size=5)


@settings(max_examples=1000, suppress_health_check=list(HealthCheck))
@given(pairs=queries, number=st.integers(0, 10_000))
def test_no_query_string_brings_an_address_down(world, pairs, number):
    addresses = list(of_crisis(**SLUGS))
    query = "&".join(f"{escaped(key)}={escaped(value)}" for key, value in pairs)
    response = Client(raise_request_exception=True).get(addresses[number % len(addresses)] + "?" + query)
    assert response.status_code in (200, 204, 302, 400, 404, 414), response.status_code
    body_of(response)


def escaped(text):
    return quote(text, safe="", errors="surrogatepass")


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("kind=nope", "nope"),
        ("actor=nobody-at-all", "nobody-at-all"),
        ("from=31/31/2025", "31/31/2025"),
        ("asof=yesterday", "yesterday"),
        ("after=broken", "broken"),
    ],
)
def test_a_page_ignores_a_bad_value_and_names_it(client, world, query, named):
    page = client.get(f"/harbour-strike/?{query}")
    whole = client.get("/harbour-strike/")
    assert page.status_code == 200
    assert named in page.text
    assert "noindex" in page.text
    assert count_in(page) == count_in(whole)


def count_in(page):
    return page.text.split('data-count="')[1].split('"')[0]


def test_an_export_refuses_a_bad_value_and_says_what_is_allowed(client, world):
    response = client.get("/harbour-strike/export.json?kind=nope&certainty=confirmed")
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    (error,) = response.json()["errors"]
    assert (error["key"], error["value"]) == ("kind", "nope")
    assert "statement" in error["allowed"]


def test_a_reversed_range_is_ignored_whole_with_a_notice(client, world):
    page = client.get("/harbour-strike/?from=2025-12-01&to=2025-11-01")
    assert "2025-12-01" in page.text
    assert count_in(page) == count_in(client.get("/harbour-strike/"))


def test_unknown_keys_are_ignored_silently(client, world):
    page = client.get("/harbour-strike/?utm_source=post")
    assert "noindex" not in page.text
    assert "utm_source" not in page.text

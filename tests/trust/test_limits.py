"""What is too long is answered with a sentence: an address 414, a body 413, too many values of a key as a bad one."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.factories import CrisisFactory

pytestmark = pytest.mark.django_db
LONG = "q=" + "a" * 6000


@pytest.fixture
def crisis():
    return CrisisFactory()


@pytest.mark.parametrize("path", ["/", "/harbour-strike/", "/about/", "/admin/login/"])
def test_too_long_an_address_is_answered_with_a_page(client, path):
    answer = client.get(f"{path}?{LONG}")
    assert answer.status_code == 414
    assert "That address is too long" in answer.text and "Take some of it away" in answer.text
    assert "noindex" in answer.text


def test_the_sentence_is_in_the_language_of_the_address(client):
    assert "そのアドレスは長すぎます" in client.get(f"/ja/?{LONG}").text


@pytest.mark.parametrize(
    "path", ["/api/v1/events", "/harbour-strike/export.csv", "/harbour-strike/feed.atom", "/oembed"]
)
def test_where_programs_ask_it_is_answered_as_json(client, path):
    answer = client.get(f"{path}?{LONG}")
    assert (answer.status_code, answer.headers["Content-Type"]) == (414, "application/problem+json")
    assert answer.json()["detail"].endswith("Take some of it away.")


def test_the_longest_that_is_allowed_is_answered(client, crisis):
    assert client.get("/harbour-strike/?q=" + "a" * 5998).status_code == 200


@pytest.mark.parametrize("method", ["post", "put", "patch", "get"])
def test_addresses_that_take_no_forms_read_no_long_body(client, method):
    answer = (
        getattr(client, method)("/", b"a" * 10_001, content_type="text/plain") if method != "get" else unread(client)
    )
    assert answer.status_code == 413
    assert "Nothing was changed." in answer.text


def unread(client):
    return client.get("/", CONTENT_LENGTH="10001")


def test_a_long_body_to_the_api_is_told_as_json(client):
    answer = client.post("/api/v1/events", b"a" * 10_001, content_type="application/json")
    assert (answer.status_code, answer.headers["Content-Type"]) == (413, "application/problem+json")


@pytest.mark.parametrize("path", ["/admin/login/", "/admin/timeline/event/add/"])
def test_the_desk_takes_a_long_text_and_no_endless_one(path):
    client = Client()
    assert client.post(path, {"headline": "a" * 2_000_000}).status_code in (200, 403)
    for content_type in ("application/x-www-form-urlencoded", "text/plain"):
        assert client.post(path, b"a" * 2_500_001, content_type=content_type).status_code == 413


def test_texts_that_are_too_long_together_are_too_long_too(desk):
    answer = desk.post("/admin/quick/", {"headline": "a" * 1_500_000, "says": "b" * 1_500_000})
    assert answer.status_code == 413
    assert "too long to be read" in answer.text


def test_a_file_is_refused_by_what_its_head_says(desk, settings):
    settings.IMPORT_MOST_BYTES = 100_000
    file = SimpleUploadedFile("long.json", b"a" * 210_000)
    assert desk.post("/admin/import/", {"file": file}).status_code == 413


def test_more_fields_than_any_form_has_are_a_bad_request(desk):
    answer = desk.post("/admin/quick/", {f"field-{number}": "" for number in range(10_001)})
    assert answer.status_code == 400


def test_more_values_of_a_key_than_are_read_are_told_and_not_looked_up(client, crisis, django_assert_max_num_queries):
    many = "&".join(f"actor=a{number}" for number in range(500))
    with django_assert_max_num_queries(90):
        page = client.get(f"/harbour-strike/?{many}")
    assert "noindex" in page.text and "at most 60 values" in page.text
    answer = client.get(f"/harbour-strike/export.json?{many}")
    assert answer.status_code == 400
    assert "at most 60 values" in {error["allowed"] for error in answer.json()["errors"]}

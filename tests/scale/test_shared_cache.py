"""Machines share a cache through Redis; without it the program is slower, and right."""

import pytest
from django.core.cache import caches

from tests.factories import shown_event
from timeline.publishing import correct

from . import servers

pytestmark = pytest.mark.django_db

PAGE = "/harbour-strike/"


@pytest.fixture
def shared(settings, tmp_path):
    """Redis, used as in an installation; gives its process."""
    settings.CACHES = {"default": {"BACKEND": "timeline.keeping.Shared", "LOCATION": f"unix://{tmp_path}/redis"}}
    with servers.redis(tmp_path) as process:
        yield process
        caches["default"]._cache.get_client().connection_pool.disconnect()


def test_what_one_machine_keeps_another_finds(shared):
    caches["default"].set("word", "kept")
    other = caches.create_connection("default")
    assert other.get("word") == "kept"
    other._cache.get_client().connection_pool.disconnect()


def test_pages_are_kept_in_it_and_are_right_after_a_change(reader, shared):
    event = shown_event(headline="Dockers walk out")
    first = reader.get(PAGE)
    assert caches["default"]._cache.get_client().dbsize() > 0
    assert reader.get(PAGE).content == first.content
    event.headline = "Dockers walk out at dawn"
    event.save()
    correct(event, by=None, reason="The hour was missing.")
    assert "Dockers walk out at dawn" in reader.get(PAGE).text


def test_without_it_readers_notice_nothing(reader, shared):
    shown_event(headline="Dockers walk out")
    before = reader.get(PAGE)
    shared.kill()
    shared.wait()
    after = reader.get(PAGE)
    assert (after.status_code, after.content) == (200, before.content)
    assert reader.get(PAGE, headers={"If-None-Match": after["ETag"]}).status_code == 304


def test_every_question_has_an_answer_without_it(shared):
    cache = caches["default"]
    shared.kill()
    shared.wait()
    assert cache.get("a", "nothing") == "nothing"
    cache.away_until = 0.0
    assert cache.get_many(["a", "b"]) == {}
    assert cache.get_or_set("a", 1) == 1
    assert cache.set_many({"a": 1}) == ["a"]
    assert (cache.has_key("a"), cache.touch("a"), cache.delete("a"), cache.clear()) == (False, False, False, False)
    cache.set("a", 1), cache.delete_many(["a"])


def test_it_is_asked_again_after_a_rest(shared, monkeypatch):
    cache = caches["default"]
    cache.away_until = float("inf")
    cache.set("a", 1)
    assert cache.get("a") is None
    cache.away_until = 0.0
    cache.set("a", 1)
    assert cache.get("a") == 1

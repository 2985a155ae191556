"""Varnish in front of the program: answers alone, hears of changes at once, and goes on when the program fails."""

import http.client

import pytest
from django.urls import reverse
from pytest_django.live_server_helper import LiveServer

from tests.factories import ActorFactory, EventFactory, shown_event
from tests.machine import free_port
from tests.patience import PATIENCE
from timeline import purging
from timeline.publishing import correct, publish, withdraw

from . import servers

pytestmark = pytest.mark.django_db(transaction=True)

PAGE = "/harbour-strike/"


@pytest.fixture
def front(settings, tmp_path, transactional_db):
    """Varnish before a server of the program, with the file that is shipped."""
    port = free_port()
    settings.SHARED_CACHE_SECONDS = 60
    settings.PURGE_URLS = [f"http://127.0.0.1:{port}/"]
    settings.ALLOWED_HOSTS = ["*"]
    server = LiveServer("127.0.0.1")
    try:
        with servers.varnish(port, server.thread.port, tmp_path) as tell:
            yield Front(port, tell)
    finally:
        server.stop()


class Front:
    def __init__(self, port, tell):
        self.port, self.tell = port, tell

    def ask(self, path=PAGE, method="GET", **headers):
        """The answer, its text, and whether Varnish gave it alone."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request(method, path, headers=headers)
            answer = connection.getresponse()
            text = answer.read().decode()
        finally:
            connection.close()
        return answer, text, len((answer.headers["X-Varnish"] or "").split()) == 2


def test_what_was_asked_before_it_answers_alone(front):
    shown_event(headline="Dockers walk out")
    first, text, alone = front.ask()
    assert (first.status, alone) == (200, False)
    again, same, alone = front.ask()
    assert (again.status, same, alone) == (200, text, True)
    assert again.headers["Cache-Tag"] is None
    told, nothing, alone = front.ask(**{"If-None-Match": first.headers["ETag"]})
    assert (told.status, nothing, alone) == (304, "", True)


def test_a_page_and_a_piece_of_it_are_kept_apart(front):
    shown_event(headline="Dockers walk out")
    whole, piece = front.ask()[1], front.ask(**{"HX-Request": "true", "HX-Target": "answer"})[1]
    assert "<html" in whole and "<html" not in piece
    assert front.ask()[1] == whole


def test_what_is_published_and_withdrawn_is_seen_behind_it_at_once(front):
    event = EventFactory(headline="Dockers walk out")
    shown_event(headline="Something before")
    assert "Dockers walk out" not in front.ask()[1]
    publish(event, by=None)
    assert purging.purge_changed() == ["harbour-strike"]
    assert "Dockers walk out" in front.ask()[1]
    withdraw(event, by=None, reason="It was another harbour.")
    purging.purge_changed()
    assert "Dockers walk out" not in front.ask()[1]
    assert purging.purge_changed() == []


def test_the_desk_tells_it_of_a_name_that_changed(front, desk):
    actor = ActorFactory(name="The port", slug="port")
    shown_event(actors=[actor])
    assert "The port" in front.ask()[1]
    fields = {"name": "Port authority", "slug": "port", "kind": "state", "country": "", "office": "", "part_of": ""}
    answer = desk.post(reverse("admin:timeline_actor_change", args=[actor.pk]), fields)
    assert answer.status_code == 302
    assert "Port authority" in front.ask()[1]


def test_pages_of_other_crises_are_kept(front):
    other = shown_event(crisis__slug="other", headline="Elsewhere").crisis
    event = shown_event(headline="Here")
    purging.purge_changed()
    front.ask(other.url)
    correct(event, by=None, reason="Nothing new; and no new name, which other crises might show too.")
    assert purging.purge_changed() == ["harbour-strike"]
    assert front.ask(other.url)[2]


def test_while_the_program_does_not_answer_it_shows_what_it_has(front):
    shown_event(headline="Dockers walk out")
    text = front.ask()[1]
    front.tell("backend.set_health", "default", "sick")
    answer, same, alone = front.ask()
    assert (answer.status, same, alone) == (200, text, True)


def test_the_desk_goes_past_it(front):
    for _time in range(2):
        answer, _text, alone = front.ask("/admin/login/")
        assert (answer.status, alone) == (200, False)
        assert "desk-csrf" in answer.headers["Set-Cookie"]


def test_a_cache_that_does_not_hear_holds_nobody_up(settings, caplog):
    settings.PURGE_URLS = [f"http://127.0.0.1:{free_port()}/"]
    shown_event(headline="Dockers walk out")
    assert purging.purge_changed() == ["harbour-strike"]
    assert "did not hear" in caplog.text

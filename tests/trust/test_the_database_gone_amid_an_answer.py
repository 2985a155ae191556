"""The database is lost at any one question of an answer, first to last: that is told as 503, and never as a failure."""

import sqlite3
from itertools import count

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.core.cache import cache
from django.db import DatabaseError, InternalError, OperationalError, connection, transaction
from django.test import Client
from hypothesis import settings

from tests.trust.every import World
from timeline import shelves
from timeline.room import database_away

READ = ("/", "/harbour-strike/", "/harbour-strike/events/the-call/", "/harbour-strike/export.json")
READ += ("/harbour-strike/feed.atom", "/api/v1/events?crisis=harbour-strike", "/e/{event}", "/sitemap.xml")
DESK = ("/admin/", "/admin/timeline/event/", "/admin/timeline/event/{key}/change/")


class Lost:
    """A connection that is lost at the question of that number, and does not come back."""

    def __init__(self, number):
        self.left = number

    def __call__(self, execute, *question):
        self.left -= 1
        if self.left <= 0:
            raise OperationalError("the connection is lost")
        return execute(*question)


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield World()
        transaction.set_rollback(True)


@pytest.fixture
def desk(world, db):
    client = Client(raise_request_exception=False)
    client.force_login(world.people["Superuser"])
    return client


def statuses(ask, step=1):
    """What is answered when the database is lost at the first question, the second, and so on until none is left."""
    for number in count(1, step):
        cache.clear()
        shelves.forget()
        lost = Lost(number)
        with transaction.atomic():
            with connection.execute_wrapper(lost):
                answer = ask()
                answer.getvalue()
            transaction.set_rollback(True)
        if lost.left > 0:
            return
        yield answer.status_code


def told_everywhere(ask, least=1, step=1):
    found = list(statuses(ask, step))
    assert len(found) >= least
    assert set(found) == {503}, found


@pytest.mark.django_db
@pytest.mark.parametrize("address", READ)
def test_readers_are_told(world, reader, address):
    told_everywhere(lambda: reader.get(address.format(event=world.event.public_id)))


@pytest.mark.parametrize("address", DESK)
def test_editors_are_told(world, desk, address):
    """Pages of the desk ask often and take long: an ordinary run loses the database at every fifth question."""
    step = 1 if settings.get_current_profile_name() == "thorough" else 5
    told_everywhere(lambda: desk.get(address.format(key=world.event.pk)), least=3, step=step)


@pytest.mark.django_db
def test_whoever_logs_in_is_told(world):
    typed = {"username": "superuser", "password": "password"}
    told_everywhere(lambda: Client(raise_request_exception=False).post("/admin/login/", typed), least=5)


def test_whose_session_cannot_be_stored_is_told_and_not_that_it_has_ended(world, desk):
    """The last thing written is the message that a deed was done."""
    told_everywhere(lambda: desk.post(f"/admin/auth/user/{world.keys['user']}/access/"), least=5)


def test_a_session_that_has_ended_is_no_fault_of_the_database(world, desk, monkeypatch):
    def ended(*_how):
        raise UpdateError

    monkeypatch.setattr("django.contrib.sessions.backends.db.SessionStore.save", ended)
    assert desk.post(f"/admin/auth/user/{world.keys['user']}/access/").status_code == 400


def caused(error, cause):
    error.__cause__ = cause
    return error


def test_a_connection_that_breaks_off_amid_an_answer_is_known_without_a_state():
    """`psycopg` makes a plain error of what PostgreSQL's library reports without a state, such as a lost connection."""
    errors = pytest.importorskip("psycopg").errors
    assert database_away(caused(DatabaseError(), errors.DatabaseError("server closed the connection unexpectedly")))
    assert not database_away(caused(InternalError(), errors.InFailedSqlTransaction("a fault of the program")))
    assert not database_away(DatabaseError("Forced update did not affect any rows."))
    assert not database_away(caused(DatabaseError(), sqlite3.DatabaseError("file is not a database")))

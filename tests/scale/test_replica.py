"""Readers read from the replica and go on when either server stops; the desk never reads what it has not written."""

import json
import os
import subprocess
import sys
import uuid

import pytest

from . import servers

READ_ONLY = "can only be read just now"
PAGE, DESK = "/harbour-strike/", "/admin/timeline/event/"


@pytest.fixture(scope="module")
def both():
    with servers.pair() as (primary, replica), Program(primary.url, replica.url) as program:
        program("begin")
        yield primary, replica, program


@pytest.fixture(autouse=True)
def in_step(both):
    """Whatever the test before has stopped, the replica follows again."""
    program = both[2]
    servers.until(lambda: program("follows"))
    program("catch up")


class Program:
    def __init__(self, primary, replica):
        environment = {"DATABASE_URL": primary, "REPLICA_URL": replica}
        command = [sys.executable, "-m", "tests.scale.program"]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        self.process = subprocess.Popen(command, env=os.environ | environment, **pipes)

    def __enter__(self):
        return self

    def __exit__(self, *_failure):
        self.process.communicate()

    def __call__(self, *deed):
        self.process.stdin.write(json.dumps(deed) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def sees(self, headline, address=PAGE):
        self("look again")
        status, text = self("get", address)
        assert status == 200
        return headline in text


@pytest.fixture
def headline():
    return f"Talks {uuid.uuid4().hex}"


def test_readers_read_from_the_replica_and_the_desk_from_the_primary(both, headline):
    _primary, replica, program = both
    replica.sql("SELECT pg_wal_replay_pause()")
    try:
        program("show", headline)
        assert not program.sees(headline)
        assert program.sees(headline, DESK)
    finally:
        replica.sql("SELECT pg_wal_replay_resume()")
    program("catch up")
    assert program.sees(headline)


def test_without_the_replica_the_primary_serves_readers(both, headline):
    _primary, replica, program = both
    with replica.stopped():
        program("show", headline)
        assert program.sees(headline)
        assert program("post", DESK + "add/")[0] == 200


def test_without_the_primary_readers_go_on_and_the_desk_says_that_it_can_only_be_read(both, headline):
    primary, _replica, program = both
    program("show", headline)
    program("catch up")
    with primary.stopped():
        assert program.sees(headline)
        status, text = program("get", DESK)
        assert (status, READ_ONLY in text, headline in text) == (200, True, True)
        status, text = program("post", DESK + "add/")
        assert (status, READ_ONLY in text) == (503, True)
        assert program("get", "/readyz")[0] == 200
    status, text = program("get", DESK)
    assert (status, READ_ONLY in text) == (200, False)
    assert program("post", DESK + "add/")[0] == 200


def test_a_replica_that_no_longer_follows_is_not_believed(both, headline):
    _primary, replica, program = both
    replica.follow("/nowhere")
    program("show", headline)
    try:
        servers.until(lambda: program.sees(headline))
    finally:
        replica.follow(replica.folder)

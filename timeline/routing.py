"""Which database is asked. Where there is a replica, readers read from it, and the desk from the primary it writes to.

A replica that no longer follows the primary would show readers yesterday's paper: while the primary answers, it is
asked instead. Where the primary is away, everything is read from the replica and nothing can be written.
"""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model

from timeline.room import AWAY

logger = logging.getLogger(__name__)

PRIMARY, REPLICA = "default", "replica"
REST = 5.0  # seconds for which a replica that did not answer is not asked again
LOOK = 1.0  # seconds for which it is believed that a replica follows
PATIENCE, PAUSE = 1.0, 0.005  # seconds a replica has to catch up with what was written

chosen = ContextVar("chosen", default=PRIMARY)
believed: dict[str, Any] = {"away until": 0.0, "follows": False, "until": 0.0}


class Router:
    """For Django: reads go where `reading_from` says, writes and migrations to the primary."""

    def db_for_read(self, model: type[Model], **hints: Any) -> str | None:
        return chosen.get()

    def db_for_write(self, model: type[Model], **hints: Any) -> str:
        return PRIMARY

    def allow_relation(self, one: Model, other: Model, **hints: Any) -> bool:
        return True

    def allow_migrate(self, alias: str, app_label: str, **hints: Any) -> bool | None:
        return False if alias == REPLICA else None


def reading() -> BaseDatabaseWrapper:
    """The connection to read from, for SQL written by hand."""
    return connections[chosen.get()]


@contextmanager
def reading_from(alias: str) -> Iterator[None]:
    before = chosen.set(alias)
    try:
        yield
    finally:
        chosen.reset(before)


def for_readers() -> str:
    """Where readers' questions go now."""
    if reachable(REPLICA) and (follows() or not reachable(PRIMARY)):
        return REPLICA
    return PRIMARY


def for_the_desk() -> str:
    """Where the desk reads now: the replica only while the primary is away."""
    return PRIMARY if reachable(PRIMARY) or not reachable(REPLICA) else REPLICA


def reachable(alias: str) -> bool:
    if alias == REPLICA and time.monotonic() < believed["away until"]:
        return False
    try:
        with connections[alias].cursor():  # which looks, once in a request, whether a kept connection still works
            return True
    except AWAY as error:
        gone(alias, error)
        return False


def gone(alias: str, error: Exception) -> None:
    logger.warning("The database “%s” is away: %s", alias, error)
    connections[alias].close()
    if alias == REPLICA:
        believed["away until"] = time.monotonic() + REST


def follows() -> bool:
    """Whether the replica receives what the primary writes."""
    if time.monotonic() >= believed["until"]:
        believed["follows"] = receives()
        believed["until"] = time.monotonic() + LOOK
    return bool(believed["follows"])


def receives() -> bool:
    """What the replica says of itself; one that has just gone follows nothing."""
    try:
        with connections[REPLICA].cursor() as cursor:
            cursor.execute("SELECT EXISTS (SELECT FROM pg_stat_wal_receiver WHERE pid IS NOT NULL)")
            return bool(cursor.fetchone()[0])
    except AWAY as error:
        gone(REPLICA, error)
        return False


def catch_up() -> None:
    """Wait until the replica shows what was just written, so that whoever looks next sees it; a second at most."""
    if REPLICA not in settings.DATABASES or not (reachable(REPLICA) and follows()):
        return
    with connections[PRIMARY].cursor() as cursor:
        cursor.execute("SELECT pg_current_wal_lsn()")
        written = cursor.fetchone()[0]
    until = time.monotonic() + PATIENCE
    with connections[REPLICA].cursor() as cursor:
        while time.monotonic() < until:
            cursor.execute("SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn", [written])
            if cursor.fetchone()[0]:
                return
            time.sleep(PAUSE)
    logger.warning("The replica is more than a second behind.")

"""Whether something failed for want of what keeps it: no room is left, the database is away or busy."""

import errno
import sqlite3
from collections.abc import Iterator

from django.db.utils import DatabaseError, InterfaceError, OperationalError

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
POSTGRESQL_FULL = "53100"
AWAY = (OperationalError, InterfaceError)


def out_of_room(error: BaseException | None) -> bool:
    """True for a full disk, a used-up quota, and a database that says so of itself."""
    return any(full(one) for one in came_of(error))


def full(error: BaseException) -> bool:
    if isinstance(error, OSError):
        return error.errno in FULL
    if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL:
        return True
    return getattr(error, "sqlstate", None) == POSTGRESQL_FULL


def database_away(error: BaseException | None) -> BaseException | None:
    """The error of the database that came of its being away; None where something else failed."""
    return next((one for one in came_of(error) if isinstance(one, AWAY) or broken_off(one)), None)


def broken_off(error: BaseException) -> bool:
    """Where a connection ends amid an answer, PostgreSQL's library may not know what kind of error that is."""
    return type(error) is DatabaseError and getattr(error.__cause__, "sqlstate", "") is None


def others_write(error: BaseException) -> bool:
    """True where SQLite, which has one writer at a time, was waited for in vain: a long import is being stored."""
    return getattr(error.__cause__, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY


def came_of(error: BaseException | None) -> Iterator[BaseException]:
    """The error, then what it came of, and so on: a session that cannot be stored is told as one that has ended."""
    while error is not None:
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)

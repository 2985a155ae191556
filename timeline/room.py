"""Whether something failed because it could not be written: no room is left, or somebody else is writing for long."""

import errno
import sqlite3

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
POSTGRESQL_FULL = "53100"


def out_of_room(error: BaseException | None) -> bool:
    """True for a full disk, a used-up quota, and a database that says so of itself."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in FULL:
            return True
        if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL:
            return True
        if getattr(error, "sqlstate", None) == POSTGRESQL_FULL:
            return True
        error = error.__cause__
    return False


def others_write(error: BaseException) -> bool:
    """True where SQLite, which has one writer at a time, was waited for in vain: a long import is being stored."""
    return getattr(error.__cause__, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY

"""A long trial on SQLite works on a copy of the database: the desk goes on writing meanwhile."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection

from . import waiting


@contextmanager
def on_a_copy(token: str, *, wanted: bool = True) -> Iterator[Any]:
    """Within it the database is a copy, if that is `wanted`, it is SQLite, and there is room for one."""
    if not wanted or connection.vendor != "sqlite" or not room_for_copy():
        yield
        return
    copy, given = waiting.beside(token, "copy"), connection.settings_dict
    connection.ensure_connection()
    with sqlite3.connect(copy) as target:
        connection.connection.backup(target)
    target.close()
    connection.close()
    connection.settings_dict = given | {"NAME": str(copy)}
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict = given
        forget_copy(token)


def room_for_copy() -> bool:
    """A trial makes the copy grow: it needs room for two."""
    size = Path(connection.settings_dict["NAME"]).stat().st_size
    return shutil.disk_usage(waiting.folder()).free > 3 * size


def forget_copy(token: str) -> None:
    copy = waiting.beside(token, "copy")
    for path in (copy, *(Path(f"{copy}{end}") for end in ("-wal", "-shm", "-journal"))):
        path.unlink(missing_ok=True)

"""The one question that every request asks: planned once in a connection, where planning costs more than the answer.

PostgreSQL spends five times as long on a plan of it as on the answer, and Django has every statement planned anew.
"""

from collections.abc import Sequence
from typing import Any

from django.db import Error
from django.db.backends.base.base import BaseDatabaseWrapper


def first_row(connection: BaseDatabaseWrapper, statement: str, values: Sequence[Any]) -> tuple[Any, ...] | None:
    """The first row that a statement gives; None if it gives none. It is asked again if a kept connection is lost."""
    kept = connection.connection is not None and not connection.in_atomic_block
    try:
        return asked(connection, statement, values)
    except Error:
        if not kept or connection.vendor != "postgresql":
            raise
        connection.close()
        return asked(connection, statement, values)


def asked(connection: BaseDatabaseWrapper, statement: str, values: Sequence[Any]) -> tuple[Any, ...] | None:
    with cursor_of(connection) as cursor:
        cursor.execute(statement, values)
        row: tuple[Any, ...] | None = cursor.fetchone()
        return row


def cursor_of(connection: Any) -> Any:
    """Django's own, but for PostgreSQL one whose statements are kept prepared in the connection."""
    if connection.vendor != "postgresql":
        return connection.cursor()
    connection.ensure_connection()
    connection.health_check_done = True  # the question itself shows whether a kept connection still works
    connection.connection.prepare_threshold = 0  # of Django's own cursors none heeds it
    return connection.make_cursor(connection.Database.Cursor(connection.connection))

"""The demo for tests with transactions of their own: read from its file once for each process, then from memory."""

import sqlite3

from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection

SLUG = "china-japan-2025"
_kept = sqlite3.connect(":memory:", check_same_thread=False)


def load_demo():
    """The database then holds the demo and nothing else: call it first. It must be SQLite's."""
    if _kept.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        connection.ensure_connection()
        _kept.backup(connection.connection)
        ContentType.objects.clear_cache()  # their numbers may have been others
    else:
        call_command("loaddata", SLUG, verbosity=0)
        connection.ensure_connection()
        connection.connection.backup(_kept)

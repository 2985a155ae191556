"""Servers of other makers, run for real on this machine alone. Each test runs where it is of use, once."""

from django.conf import settings

on_sqlite = settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")
collect_ignore = ["test_replica.py"] if on_sqlite else ["test_cache_in_front.py", "test_shared_cache.py"]

"""Fixtures for every test. Those for tests in a browser are in browser/conftest.py."""

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.db.models.signals import post_migrate
from django.test import Client

from tests import examples, machine
from timeline import shelves

examples.choose()

# What asks no database of the tests is done with once it was tested with SQLite.
ALIKE = ["dates", "test_benchmarks_run.py", "test_deployment.py", "test_promises.py", "trust/test_slow_clients.py"]
collect_ignore = [] if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3") else ALIKE


def roles_again(sender, **_emptied):
    """A test with transactions of its own empties the database after it, and the roles of a migration with it."""
    from timeline.rights import set_roles

    if sender.label == "auth":
        set_roles()


post_migrate.connect(roles_again)


@pytest.fixture(autouse=True)
def nothing_kept():
    """What an earlier test was answered is not kept: it may have been answered with other settings."""
    cache.clear()
    shelves.forget()


@pytest.fixture
def editor(db):
    """An editor with every right, whose password is “password”."""
    return get_user_model().objects.create_superuser("editor", password="password")


@pytest.fixture
def reader() -> Client:
    """A client nobody is logged in to. It raises what a view raises only if asked: readers get an error page."""
    return Client(raise_request_exception=False)


@pytest.fixture
def desk(editor) -> Client:
    """A client with the editor logged in."""
    client = Client()
    client.force_login(editor)
    return client


def pytest_sessionfinish(session):
    """With CI=true a skipped test is a failure: there, everything a test needs has been installed."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if machine.IN_CI and reporter and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture
def clock(monkeypatch):
    """Time stands still at noon on 28 November 2025, and moves when told."""
    from tests.clock import Clock

    return Clock(monkeypatch)

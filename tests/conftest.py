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

# Begun first, so that at the end no core waits for another that has just begun with one of them.
LONG = [
    *("test_the_morning_after.py", "test_a_night_at_the_desk.py", "test_desk_in_a_browser.py"),
    *("test_languages_in_a_browser.py", "test_no_vector_runs.py", "test_timeline_in_a_browser.py"),
    *("test_readme.py", "test_setup_demo.py", "test_api_keeps_to_its_description.py"),
    *("test_every_format_reads_back.py", "test_files_agree.py", "test_deeds_in_any_order.py"),
    *("test_our_own_file_comes_back_whole.py", "test_benchmarks_run.py", "test_torture_in_small.py"),
    *("test_filters_agree.py", "test_nonsense.py", "test_who_may_do_what.py", "test_no_deed_leaks.py"),
]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: LONG.index(item.path.name) if item.path.name in LONG else len(LONG))


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

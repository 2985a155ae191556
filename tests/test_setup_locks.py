"""The lock files pin everything that is installed, by hash, and name no place to get it from."""

import re
import tomllib

import pytest
from django.conf import settings

LOCKS = ("requirements.lock", "requirements-dev.lock")


def read(name: str) -> str:
    return (settings.BASE_DIR / name).read_text()


def pins(lock: str) -> dict[str, str]:
    """Version by name."""
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", read(lock), re.MULTILINE))


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_index(lock):
    assert not re.search(r"://|--index|--find-links", read(lock))


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_a_hash(lock):
    for block in re.split(r"^(?=[a-z0-9])", read(lock), flags=re.MULTILINE)[1:]:
        assert "--hash=sha256:" in block, block


def test_the_tests_run_on_exactly_what_is_installed_elsewhere():
    assert pins("requirements.lock").items() <= pins("requirements-dev.lock").items()


def test_every_dependency_is_locked():
    project = tomllib.loads(read("pyproject.toml"))
    for lines, lock in zip(
        (project["project"]["dependencies"], project["dependency-groups"]["dev"]), LOCKS, strict=True
    ):
        assert {re.match(r"[a-z0-9-]+", line)[0] for line in lines} <= pins(lock).keys()

"""Settings come from the environment and the data folder; a wrong one stops the start with a sentence."""

import importlib.util
import os
import re
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings as tested

from timeline.environment import WrongSetting, keep_once

SECRET = "A7f-k" * 12


@pytest.fixture
def read(tmp_path, monkeypatch):
    """Read the settings as a start with these values would: a dictionary by name."""

    def read(**given) -> dict:
        for name in tested.FROM_ENVIRONMENT:
            monkeypatch.delenv(name, raising=False)
        for name, value in {"DATA_DIR": str(tmp_path / "data"), **given}.items():
            monkeypatch.setenv(name, value)
        place = importlib.util.spec_from_file_location("timeline.read_again", tested.BASE_DIR / "timeline/settings.py")
        module = importlib.util.module_from_spec(place)
        place.loader.exec_module(module)
        return vars(module)

    return read


def test_with_nothing_given_it_runs_on_plain_http_here(read, tmp_path):
    found = read()
    assert found["SITE_URL"] == "http://localhost:8000"
    assert found["ALLOWED_HOSTS"] == ["localhost", "127.0.0.1", "[::1]"]
    assert (found["DEBUG"], found["SESSION_COOKIE_SECURE"], found["SECURE_SSL_REDIRECT"]) == (False, False, False)
    assert found["SECURE_HSTS_SECONDS"] == 0
    assert found["DATABASES"]["default"]["NAME"] == tmp_path / "data" / "timeline.sqlite3"


def test_an_https_address_turns_on_what_https_needs(read):
    found = read(SITE_URL="https://Timeline.Example.org/")
    assert found["SITE_URL"] == "https://timeline.example.org"
    assert found["ALLOWED_HOSTS"] == ["timeline.example.org"]
    assert found["CSRF_TRUSTED_ORIGINS"] == ["https://timeline.example.org"]
    assert found["SESSION_COOKIE_SECURE"] and found["CSRF_COOKIE_SECURE"] and found["SECURE_SSL_REDIRECT"]
    assert found["SECURE_HSTS_SECONDS"] >= 31_536_000


def test_the_default_address_follows_the_port(read):
    assert read(PORT="8123")["SITE_URL"] == "http://localhost:8123"


def test_further_hosts_are_added_to_the_one_in_the_address(read):
    found = read(SITE_URL="https://a.example", ALLOWED_HOSTS=" b.example , c.example,")
    assert found["ALLOWED_HOSTS"] == ["a.example", "b.example", "c.example"]


def test_postgresql_connections_are_kept_and_checked(read):
    found = read(DATABASE_URL="postgresql://desk:p%23ss@db.example/news")["DATABASES"]["default"]
    assert (found["ENGINE"], found["PASSWORD"]) == ("django.db.backends.postgresql", "p#ss")
    assert (found["CONN_MAX_AGE"], found["CONN_HEALTH_CHECKS"]) == (60, True)


def test_a_replica_is_read_through_a_router_and_neither_database_holds_the_other_up(read):
    found = read(DATABASE_URL="postgresql://a@one.example/news", REPLICA_URL="postgresql://a@two.example/news")
    assert [found["DATABASES"][name]["HOST"] for name in ("default", "replica")] == ["one.example", "two.example"]
    assert all(each["OPTIONS"]["connect_timeout"] == 3 for each in found["DATABASES"].values())
    assert found["DATABASE_ROUTERS"] == ["timeline.routing.Router"]


def test_a_shared_cache_is_asked_for_half_a_second_at_most(read):
    found = read(CACHE_URL="redis://cache.example:6379/0")["CACHES"]["default"]
    assert (found["BACKEND"], found["OPTIONS"]["socket_timeout"]) == ("timeline.keeping.Shared", 0.5)


@pytest.mark.parametrize(
    "given",
    [
        {"DEBUG": "perhaps"},
        {"REPLICA_URL": "postgresql://desk@db.example/news"},
        {"REPLICA_URL": "sqlite:///copy", "DATABASE_URL": "postgresql://desk@db.example/news"},
        {"CACHE_URL": "memcached://cache.example"},
        {"PURGE_URL": "cache.example"},
        {"PORT": "eight"},
        {"PORT": "80000"},
        {"WORKERS": "0"},
        {"THREADS": "²"},
        {"SITE_URL": "example.org"},
        {"SITE_URL": "ftp://example.org"},
        {"SITE_URL": "https://example.org/news/"},
        {"SITE_URL": "https://example.org:port"},
        {"DATABASE_URL": "mysql://desk:hunter2@db/news"},
        {"DATABASE_URL": "postgresql://desk:hunter2#x@db/news"},
        {"DATABASE_URL": "postgresql://desk:hunter2@db"},
        {"DATABASE_URL": "nonsense"},
        {"TIME_ZONE": "Mars/Olympus"},
        {"CONTACT_EMAIL": "the desk"},
        {"SECRET_KEY": "short"},
        {"SECRET_KEY": "a" * 60},
        {"SECRET_KEY_FILE": "/nowhere/key"},
        {"SECRET_KEY": SECRET, "SECRET_KEY_FILE": "/nowhere/key"},
        {"DATA_DIR": "/dev/null/data"},
        {"PROXIES": "-1"},
        {"SESSION_HOURS": "0"},
        {"LOG_FORMAT": "xml"},
        {"SECOND_FACTOR": "chief,boss"},
    ],
    ids=lambda given: " ".join(f"{name}={value[:24]}" for name, value in given.items()),
)
def test_a_wrong_value_is_refused_with_a_sentence_that_names_the_setting(read, given):
    with pytest.raises(WrongSetting) as refusal:
        read(**given)
    sentence = str(refusal.value)
    assert sentence.startswith(next(iter(given))) and sentence.endswith(".")
    assert "hunter2" not in sentence


def manage(*words, **given) -> subprocess.CompletedProcess:
    environment = {"PATH": os.environ["PATH"], "PYTHONWARNINGS": "error", **given}
    command = [sys.executable, "manage.py", *words]
    return subprocess.run(command, cwd=tested.BASE_DIR, env=environment, capture_output=True, text=True)


def test_the_sentence_is_all_that_is_shown(tmp_path):
    done = manage("check", DATA_DIR=str(tmp_path), PORT="eight")
    assert done.returncode == 1
    assert done.stderr == "PORT is “eight”; write a whole number from 1 to 65535.\n"


def test_a_secret_key_is_made_once_and_only_its_owner_can_read_it(read, tmp_path):
    first, second = read()["SECRET_KEY"], read()["SECRET_KEY"]
    assert first == second and len(first) >= 50
    assert stat.S_IMODE((tmp_path / "data" / "secret-key").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700


def test_a_secret_key_that_is_given_is_kept_nowhere(read, tmp_path):
    (tmp_path / "key").write_text(SECRET + "\n")
    assert read(SECRET_KEY=SECRET)["SECRET_KEY"] == SECRET
    assert read(SECRET_KEY_FILE=str(tmp_path / "key"))["SECRET_KEY"] == SECRET
    assert not (tmp_path / "data" / "secret-key").exists()


def test_of_several_starting_at_once_all_keep_the_same_secret(tmp_path):
    path = tmp_path / "secret"
    with ThreadPoolExecutor(8) as pool:
        kept = list(pool.map(lambda number: keep_once(path, str(number) * 60), range(8)))
    assert kept.count(True) == 1
    assert path.read_text() == str(kept.index(True)) * 60 + "\n"
    assert list(tmp_path.iterdir()) == [path]


def test_the_deployment_check_has_nothing_to_say_of_an_https_site(tmp_path):
    site = {"DATA_DIR": str(tmp_path), "SITE_URL": "https://timeline.example.org"}
    done = manage("check", "--deploy", "--fail-level", "WARNING", **site)
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


@pytest.mark.parametrize("file", ["README.md", "timeline/settings.py"])
def test_every_setting_is_explained(file):
    written = set(re.findall(r"\b[A-Z][A-Z_]+\b", (tested.BASE_DIR / file).read_text().partition("\nimport ")[0]))
    assert set(tested.FROM_ENVIRONMENT) <= written

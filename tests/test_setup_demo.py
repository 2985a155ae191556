"""`manage.py serve --demo`: from an empty data folder to a running site, and again without harm."""

import json
import os
import re
import shutil
import signal
import socket
import stat
import subprocess
import sys
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen
from uuid import uuid4

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from tests.machine import free_port
from tests.patience import PATIENCE, until

DEMO = "china-japan-2025"


class Installation:
    """A data folder and, on PostgreSQL, a database of its own."""

    def __init__(self, data, database_url=""):
        self.data = data
        self.environment = {
            "PATH": os.environ["PATH"],
            "PYTHONWARNINGS": "error",
            "DATA_DIR": str(data),
            "DATABASE_URL": database_url,
            "PORT": str(free_port()),
        }

    def command(self, *words) -> list[str]:
        return [sys.executable, "manage.py", *words]

    def run(self, *words) -> subprocess.CompletedProcess:
        return subprocess.run(
            self.command(*words), cwd=settings.BASE_DIR, env=self.environment, capture_output=True, text=True
        )

    def set_up(self, *words) -> str:
        done = self.run("serve", "--set-up-only", *words)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def ask(self, expression: str):
        """What an expression is in there; it may use Crisis, Event, Edition and User."""
        names = "from django.contrib.auth.models import User; from timeline.models import Crisis, Event, Edition"
        done = self.run("shell", "--no-imports", "-c", f"import json; {names}; print(json.dumps({expression}))")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    """A data folder in which the static files have been collected, which takes a few seconds."""
    first = Installation(tmp_path_factory.mktemp("first") / "data")
    assert "Collecting" in first.set_up()
    return first.data


@pytest.fixture
def installation(tmp_path, collected):
    data = tmp_path / "data"
    shutil.copytree(collected / "static", data / "static")
    shutil.copy(collected / "static-collected", data)
    if connection.vendor == "sqlite":
        yield Installation(data)
        return
    server, name = os.environ["DATABASE_URL"], f"timeline_{uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as administration:
        administration.execute(f"CREATE DATABASE {name}")
        yield Installation(data, urlsplit(server)._replace(path=f"/{name}").geturl())
        administration.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_the_demo_can_be_set_up_twice_and_overwrites_nothing(installation):
    said = installation.set_up("--demo")
    password_file = installation.data / "first-password"
    password = password_file.read_text().strip()
    assert stat.S_IMODE(password_file.stat().st_mode) == 0o600
    assert password in said and f"http://localhost:{installation.environment['PORT']}/admin/" in said
    changes = "Event.objects.update(headline='The desk changed this'), User.objects.update(first_name='Ada')"
    counts = "[Crisis.objects.count(), Event.objects.count(), Edition.objects.count(), User.objects.count()]"
    let_in, before, changed = installation.ask(
        f"[User.objects.get().check_password('{password}'), {counts}, [{changes}]]"
    )
    assert let_in is True
    assert before[0] == 1 and before[1] >= 30 and before[2] >= before[1] and changed == [before[1], 1]

    said = installation.set_up("--demo")
    assert str(password_file) in said and password not in said
    assert "Collecting" not in said and "Loading" not in said
    kept = "Event.objects.filter(headline='The desk changed this').count(), User.objects.get().first_name"
    assert installation.ask(f"[{counts}, {kept}]") == [before, before[1], "Ada"]
    assert password_file.read_text().strip() == password


def test_without_the_demo_it_says_how_to_begin_and_a_desk_in_use_gets_no_second_way_in(installation):
    assert "There is no crisis yet" in installation.set_up()
    let_go = "User.objects.filter(username='editor').delete()[0]"
    assert installation.ask(f"[Crisis.objects.count(), bool(User.objects.create_user('chief')) and {let_go}]")[0] == 0
    (installation.data / "first-password").unlink()
    assert "Password" not in installation.set_up("--demo")
    assert installation.ask("[user.username for user in User.objects.all()]") == ["chief"]


def test_a_taken_port_is_told_at_once_and_nothing_is_set_up(installation):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        installation.environment["PORT"] = str(port)
        done = installation.run("serve", "--demo")
    assert done.returncode != 0
    assert f"Port {port}" in done.stderr and f"make demo PORT={port + 1}" in done.stderr
    assert not list(installation.data.glob("*.sqlite3")) and not (installation.data / "first-password").exists()


def test_a_database_that_does_not_answer_is_told_in_a_sentence(installation):
    installation.environment["DATABASE_URL"] = "postgresql://desk:hunter2@127.0.0.1:1/news"
    done = installation.run("serve", "--set-up-only")
    assert done.returncode != 0
    assert "The database cannot be used" in done.stderr
    assert "Traceback" not in done.stderr and "hunter2" not in done.stderr


def test_the_server_answers_with_compressed_unchanging_static_files_and_stops_when_told(installation):
    home = f"http://127.0.0.1:{installation.environment['PORT']}"
    # The database connections of its threads are kept, and end with the process.
    installation.environment["PYTHONWARNINGS"] = "error,ignore::ResourceWarning"
    server = subprocess.Popen(
        installation.command("serve", "--demo"),
        cwd=settings.BASE_DIR,
        env=installation.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        wait_for(home + "/healthz", server)
        page = urlopen(f"{home}/{DEMO}/").read().decode()
        assert 'id="results"' in page
        addresses = re.findall(r"""(?:src|href)="(/static/[^"]+\.(?:js|css))\"""", page)
        assert addresses and all(re.search(r"\.[0-9a-f]{12}\.(js|css)$", address) for address in addresses)
        for address in addresses:
            answer = urlopen(Request(home + address, headers={"Accept-Encoding": "br, gzip"}))
            assert "immutable" in answer.headers["Cache-Control"]
            assert answer.headers["Content-Security-Policy"]
    finally:
        server.send_signal(signal.SIGTERM)
        said, _ = server.communicate(timeout=PATIENCE)
    assert server.returncode == 0, said
    assert "Traceback" not in said


def wait_for(address: str, server: subprocess.Popen):
    until(lambda: answers(address, server), f"{address} does not answer.")


def answers(address: str, server: subprocess.Popen):
    assert server.poll() is None, server.communicate()[0]
    try:
        return urlopen(address)
    except (URLError, ConnectionError):
        return None

"""Every command in README.md and CONTRIBUTING.md is run, or stands below with the reason why not and is looked at.

Commands are the lines of blocks marked `sh`, and what stands between backticks and begins with make or manage.py. What
is written for a server is run as it stands, in a folder instead of `/`: see `tests/server.py`.
"""

import os
import re
import shlex
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from tests import server
from tests.test_setup_demo import free_port, wait_for
from timeline.management.commands.serve import COLLECTED, fingerprint_of_static_files
from timeline.models import Event

ROOT = Path(settings.BASE_DIR)
DEMO = "china-japan-2025"
TEXTS = {name: (ROOT / name).read_text() for name in ("README.md", "CONTRIBUTING.md")}
INLINE = re.compile(r"(?<!`)`((?:make|manage\.py|\.deploy/manage|bash|journalctl) [^`\n]+|\.venv/bin/\w+)`")
MAKE = ["make", "-o", "runtime", "-o", "development", f"VENV={sys.prefix}"]  # what is installed is taken as it is

SERVED = {"make demo", "make serve"}
# What takes minutes, or what is not there: `make -n` says what would be run, which must exist.
NOT_RUN = {
    "make demo PORT=8001 DATA=/some/folder": "as make demo, which is run with both",
    "make demo PYTHON=python3.13": "another Python would be set up with what is fetched from an index",
    "make help": "it only prints",
    "make test": "it is what runs this",
    'make test ON=sqlite ONLY="tests/dates -k week"': "the same, in part",
    "make test ON=postgresql ONLY=tests/test_x.py": "the same, in part",
    "make check": "CI runs it before the tests",
    "make fuzz": "ten minutes",
    "make fuzz CASE=number": "a case that failed is needed",
    "make bench": "minutes",
    "make bench RACE=1": "needs a package of 75 MB that make test does not fetch",
    "make torture": "a quarter of an hour; tests/test_torture_in_small.py runs a little of it",
    "make screenshots": "tests/browser/test_pictures_of_the_readme.py does all of it but keeping them",
    "make messages": "needs gettext and changes files; tests/test_languages.py compares what it makes",
    "make lock": "asks an index; tests/test_setup_locks.py looks at what it makes",
    "bash .ci/run": "it is what runs this",
    ".venv/bin/pytest": "it is what runs this",
    "journalctl -u crisis-timeline -o cat": "asks systemd; tests/trust/test_logs.py reads what its journal is told",
    "git clone ADDRESS crisis-timeline && cd crisis-timeline": "this is such a clone",
}
ADDRESSES = set(re.findall(r"[\w.]+\.json", (ROOT / "timeline/urls.py").read_text())) | {"file.json"}
# In this order each finds what it needs.
ORDER = ["loaddata", "roles", "seed", "dump_crisis", "import_timeline", "backup", "restore"]
TOLD = [
    "adduser --system --group --home $/var/lib/crisis-timeline --no-create-home timeline",
    "git clone ADDRESS $/srv/crisis-timeline",
    "systemctl enable --now crisis-timeline",
    "nginx -t",
    "systemctl reload nginx",
    "git fetch",
    "git checkout VERSION",
    "systemctl restart crisis-timeline",
    "systemctl stop crisis-timeline",
    "git checkout VERSION_BEFORE",
    "systemctl start crisis-timeline",
]


def blocks(text):
    """Each block of commands, a list of lines."""
    return [block.strip().splitlines() for block in re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL)]


def commands(text):
    """Every command, without what is said of it."""
    lines = [re.split(r"\s{2,}#", line)[0].strip() for block in blocks(text) for line in block]
    return lines + INLINE.findall(text)


ALL = sorted({command for text in TEXTS.values() for command in commands(text)})
ON_A_SERVER = [block for block in blocks(TEXTS["README.md"]) if any("systemctl" in line for line in block)]
MANAGED = [one for one in ALL if re.match(r"(\.venv/bin/python )?manage\.py ", one)]


def test_every_command_is_run_or_said_not_to_be():
    lines = [line for block in ON_A_SERVER for line in block]
    known = {command for command in ALL if any(line.startswith(command) for line in lines)}
    known |= SERVED | NOT_RUN.keys() | set(MANAGED)
    assert [command for command in ALL if command not in known] == []
    assert [command for command in NOT_RUN if command not in ALL] == []


@pytest.mark.parametrize("name", TEXTS)
def test_what_a_text_points_at_is_there(name):
    heads = re.findall(r"^#+ (.+)", TEXTS[name], re.MULTILINE)
    anchors = {re.sub(r"[^a-z0-9 -]", "", head.lower()).replace(" ", "-") for head in heads}
    assert set(re.findall(r"\]\(#([^)]+)\)", TEXTS[name])) <= anchors
    files = set(re.findall(r"`((?:[\w.]+/)*\w[\w-]*\.(?:py|html|css|js|json|txt|vcl|cron))`", TEXTS[name]))
    assert len(files) > 3 and [file for file in files if not anywhere(file)] == []


def test_the_newest_changes_are_those_of_this_version():
    assert re.findall(r"^## ([\d.]+)", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)[0] == settings.VERSION


def anywhere(file):
    folders = (ROOT, ROOT / "tests", ROOT / "timeline", ROOT / "timeline/formats", ROOT / "templates")
    return file in ADDRESSES or any((folder / file).exists() for folder in folders)


if connection.vendor == "sqlite":  # the commands choose their own database

    @pytest.mark.parametrize("command", sorted(one for one in NOT_RUN if one.startswith("make ")))
    def test_what_is_not_run_would_run_what_there_is(command):
        done = subprocess.run(
            [*MAKE, "-n", *shlex.split(command)[1:]], cwd=ROOT, capture_output=True, text=True, check=True
        )
        for module in re.findall(r"-m (tests\S*)", done.stdout):
            path = ROOT / module.replace(".", "/")
            assert path.with_suffix(".py").exists() or (path / "__main__.py").exists()

    def test_the_first_page_comes_after_one_command_and_the_demo_stays_for_the_next(tmp_path):
        as_if_collected(tmp_path)
        with served("make demo", tmp_path) as home:
            assert 'id="results"' in urlopen(f"{home}/{DEMO}/").read().decode()
        with served("make serve", tmp_path) as home:
            assert DEMO in urlopen(f"{home}/").read().decode()

    @pytest.mark.django_db(transaction=True)
    def test_the_commands_of_the_program_do_what_they_say(tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        (tmp_path / "FILE.csv").write_text("date,headline\n25/11/2025,A statement\n")
        for command in sorted(MANAGED, key=lambda one: ORDER.index(named(one)[0])):
            name, words = named(command)
            file = "FILE.csv" if name == "import_timeline" else "FILE"
            meant = {"FILE": file, "N": "30", "SLUG": "made-up" if name == "seed" else DEMO}
            if name == "restore" and "--check" not in words:
                call_command("flush", interactive=False, verbosity=0)
            call_command(name, *[meant.get(word, word) for word in words])
        assert Event.objects.filter(headline="A statement").count() == 1 and (tmp_path / "file.json").exists()

    def test_what_is_written_for_a_server_sets_one_up_takes_it_further_and_back(tmp_path):
        machine = server.Machine(tmp_path)
        install, upgrade, rollback = ON_A_SERVER
        as_if_collected(machine.data)
        assert "Password" in machine.run(install)
        machine.run(upgrade)
        machine.ask("UPDATE auth_user SET first_name = 'Later'")
        machine.run(rollback)
        assert machine.ask("SELECT first_name FROM auth_user") == ""
        assert (machine.data / "failed/timeline.sqlite3").exists()
        assert machine.told() == TOLD


def named(command):
    """A command of manage.py as its name and its words."""
    _, name, *words = shlex.split(command.removeprefix(".venv/bin/python "))
    return name, words


def as_if_collected(folder):
    """Collecting static files takes seconds, and `test_setup_demo.py` does it."""
    (folder / "static").mkdir(parents=True)
    (folder / COLLECTED.name).write_text(fingerprint_of_static_files())


@contextmanager
def served(command, folder):
    """Run it until it answers; yields the address of the site, and stops it."""
    port = free_port()
    process = subprocess.Popen(
        [*MAKE, *shlex.split(command)[1:], f"PORT={port}", f"DATA={folder}"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "DEBUG": "true", "WORKERS": "1"},  # style and script as they lie in the folder
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        wait_for(f"http://127.0.0.1:{port}/healthz", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.communicate(timeout=30)


def test_a_new_command_is_found():
    text = "```sh\nmake dinner && make bed    # said of it\n```\nand `make tea` or `make_tea`\n"
    assert commands(text) == ["make dinner && make bed", "make tea"]

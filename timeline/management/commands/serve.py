"""`manage.py serve`: from an empty data folder to a running site, in one command that may be run any time."""

import hashlib
import os
import secrets
import socket
import sys

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection

from timeline.environment import keep_once
from timeline.models import Crisis

DEMO = "china-japan-2025"
EDITOR = "editor"
FIRST_PASSWORD = settings.DATA_DIR / "first-password"
COLLECTED = settings.DATA_DIR / "static-collected"
# Of packages, and never asked for: long forms of files whose short ones are, and another htmx. Each costs to compress.
NOT_COLLECTED = ["jquery.js", "select2.full.js", "xregexp.js", "htmx-2.js", "htmx-4*", "htmax*", "ext"]
# No letters that are taken for one another.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


class Command(BaseCommand):
    help = "Sets up the database, the static files and a first editor, then serves the site."

    def add_arguments(self, parser):
        parser.add_argument("--demo", action="store_true", help=f"load the demo crisis, {DEMO}, if it is not there")
        parser.add_argument("--set-up-only", action="store_true", help="set everything up, but do not serve")

    def handle(self, *, demo, set_up_only, **options):
        # Before the long work: finding out afterwards would waste it.
        if not set_up_only:
            refuse_taken_port(settings.LISTEN, settings.PORT, "demo" if demo else "serve")
        os.umask(0o077)
        self.introduce(password=self.set_up(demo))
        if not set_up_only:
            self.tell("Serving; Ctrl-C stops it.")
            become_server()

    def set_up(self, demo: bool) -> str | None:
        """Bring everything up to date. Gives the first editor's password if that account was made now."""
        self.tell("Preparing the database …")
        try:
            call_command("migrate", interactive=False, verbosity=0)
        except OperationalError as error:
            raise CommandError(f"The database cannot be used: {error}") from None
        tell_the_planner()
        if demo and not Crisis.objects.filter(slug=DEMO).exists():
            self.tell("Loading the demo …")
            call_command("loaddata", DEMO, verbosity=0)
        collect_static_files(self.tell)
        return make_first_editor()

    def introduce(self, password: str | None):
        self.tell(f"\n  Readers   {settings.SITE_URL}/\n  Editors   {settings.SITE_URL}/admin/")
        if password:
            self.tell(f"  Name      {EDITOR}\n  Password  {password}\n            (kept in {FIRST_PASSWORD})")
        elif FIRST_PASSWORD.exists():
            self.tell(f"  Name      {EDITOR}\n  Password  the first one is kept in {FIRST_PASSWORD}")
        if not Crisis.objects.exists():
            self.tell("\n  There is no crisis yet. Log in, choose Crises, then Add; events come after it.")
        if not is_local(settings.LISTEN) and set(settings.ALLOWED_HOSTS) <= set(settings.LOCAL_NAMES):
            self.tell("\n  Only this machine gets answers: set SITE_URL to the address others will use.")
        self.tell("")

    def tell(self, text: str):
        self.stdout.write(text)
        self.stdout.flush()


def tell_the_planner():
    """SQLite knows only by being told how many rows there are; without, a page of 100,000 entries takes seconds."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA analysis_limit=20000")
            cursor.execute("ANALYZE")


def refuse_taken_port(listen: str, port: int, target: str):
    try:
        family, kind, _, _, address = socket.getaddrinfo(listen, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(address)
    except PermissionError:
        raise CommandError(f"Port {port} needs more rights. Choose one above 1023: make {target} PORT=8000") from None
    except OSError as error:
        other = port + 1 if port < 65535 else 8000
        raise CommandError(
            f"Port {port} on {listen} cannot be had ({error.strerror}). Choose another: make {target} PORT={other}"
        ) from None


def make_first_editor() -> str | None:
    """An account to begin with, only where there is none at all: never a second way into a desk in use."""
    accounts = get_user_model().objects
    if accounts.exists():
        return None
    password = "-".join("".join(secrets.choice(LETTERS) for _ in range(5)) for _ in range(4))
    FIRST_PASSWORD.unlink(missing_ok=True)
    keep_once(FIRST_PASSWORD, password)
    accounts.create_superuser(EDITOR, password=password)
    return password


def collect_static_files(tell):
    """Collecting compresses every file, which takes seconds: done only when a file to collect has changed."""
    fingerprint = fingerprint_of_static_files()
    if COLLECTED.exists() and COLLECTED.read_text() == fingerprint and settings.STATIC_ROOT.exists():
        return
    tell("Collecting the static files …")
    call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=NOT_COLLECTED)
    COLLECTED.write_text(fingerprint)


def fingerprint_of_static_files() -> str:
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list(ignore_patterns=[]):
            digest.update(f"{name} {storage.size(name)} {storage.get_modified_time(name)}\n".encode())
    return digest.hexdigest()


def is_local(listen: str) -> bool:
    return listen in ("localhost", "::1") or listen.startswith("127.")


def become_server():
    os.chdir(settings.BASE_DIR)
    os.execv(sys.executable, [sys.executable, "-m", "gunicorn", "-c", "python:timeline.serving"])  # noqa: S606

"""What this machine has that some tests need: a Chromium, the programs of a PostgreSQL server, a port."""

import contextlib
import os
import random
import shutil
import socket
from pathlib import Path
from urllib.parse import quote

IN_CI = os.environ.get("CI", "").lower() == "true"
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def chromium() -> str | None:
    """$CHROMIUM, else the first one on the path; none is ever downloaded."""
    named = os.environ.get("CHROMIUM")
    return shutil.which(named) if named else next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


def postgresql_programs() -> str | None:
    """The folder of initdb and pg_ctl: the newest version of Debian's layout, else the path's."""
    debian = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(debian, key=lambda path: float(path.parts[4]), default=shutil.which("initdb"))
    folder = Path(newest).resolve().parent if newest else None
    return str(folder) if folder and (folder / "pg_ctl").exists() else None


def database_url(connection, folder) -> dict[str, str]:
    """What to put into the environment so that the program, started apart, uses the database of the test."""
    said = connection.settings_dict
    if connection.vendor == "sqlite":
        url = f"sqlite:///{said['NAME']}"
    else:
        who = said["USER"] + (f":{quote(said['PASSWORD'], safe='')}" if said["PASSWORD"] else "")
        where = quote(said["HOST"] or "localhost", safe="") + (f":{said['PORT']}" if said["PORT"] else "")
        url = f"postgresql://{who}@{where}/{said['NAME']}"
    return {"DATA_DIR": str(folder), "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "timeline.settings"}


def free_port() -> int:
    """One below those that the system gives out by itself: nobody else is given it before it is used."""
    chance = random.SystemRandom()  # the other ones are seeded alike in every process of the tests
    while True:
        port = chance.randrange(15_000, 30_000)
        with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port

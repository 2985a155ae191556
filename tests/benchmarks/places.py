"""Where what is measured lies: one database for each size, kept between runs outside the repository."""

import contextlib
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from tests import machine, postgresql

ROOT = Path(__file__).resolve().parents[2]
HOME = Path(os.environ.get("BENCH_DATA") or Path(tempfile.gettempdir()) / f"timeline-bench-{os.geteuid()}")
CRISIS = "bench"
SERVER = "-c autovacuum=off -c fsync=off -c listen_addresses= -c max_wal_size=4GB -c random_page_cost=1.1"


@dataclass(frozen=True)
class Place:
    """One database with one crisis of so many events; `environment` is what the program needs to find it."""

    database: str
    events: int
    url: str
    postmaster: int | None = None
    further: tuple = ()  # settings, as (name, value)

    @property
    def environment(self):
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TZ") if name in os.environ}
        return kept | {
            "DATA_DIR": str(HOME / "data"),
            "DATABASE_URL": self.url,
            "DJANGO_SETTINGS_MODULE": "tests.benchmarks.settings",
            "PYTHONPATH": str(ROOT),
            **dict(self.further),
        }

    def manage(self, *command):
        command = [sys.executable, "manage.py", *command]
        subprocess.run(command, cwd=ROOT, env=self.environment, check=True, stdout=subprocess.DEVNULL)


@contextlib.contextmanager
def places(database, sizes):
    """A place for each size, seeded; a PostgreSQL server runs as long as they are used."""
    HOME.mkdir(mode=0o755, exist_ok=True)
    if database == "sqlite":
        yield [ready(Place(database, size, f"sqlite:///{HOME}/{size}.sqlite3")) for size in sizes]
        return
    with server() as (url, postmaster):
        yield [ready(Place(database, size, f"{url}/bench_{size}", postmaster)) for size in sizes]


def ready(place):
    """Seeded by this very code, migrated to this very state."""
    mark = HOME / f"{place.database}-{place.events}.seeded"
    if not mark.exists() or mark.read_text() != seeding():
        mark.unlink(missing_ok=True)
        emptied(place)
    place.manage("serve", "--set-up-only")
    if not mark.exists():
        place.manage("seed", "--events", str(place.events), "--crisis", CRISIS)
        mark.write_text(seeding())
    return place


def seeding():
    files = sorted((ROOT / "timeline" / "seeding").glob("*.py"))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def emptied(place):
    if place.database == "sqlite":
        for rest in ("", "-wal", "-shm"):
            Path(place.url.removeprefix("sqlite:///") + rest).unlink(missing_ok=True)
        return
    name = place.url.rpartition("/")[2]
    for command in (f"DROP DATABASE IF EXISTS {name}", f"CREATE DATABASE {name}"):
        program = f"{machine.postgresql_programs()}/psql"
        postgresql.run(postgresql.owner(), program, "-q", "-h", str(cluster()), "-d", "postgres", "-c", command)


def cluster():
    return HOME / "postgresql"


@contextlib.contextmanager
def server():
    """A server whose data stay; gives the address of its databases and its process."""
    programs, user, folder = machine.postgresql_programs(), postgresql.owner(), cluster()
    if not (folder / "data" / "PG_VERSION").exists():
        folder.mkdir(exist_ok=True)
        shutil.chown(folder, user)
        postgresql.initialise(user, folder)
    control = (f"{programs}/pg_ctl", "-D", f"{folder}/data", "-l", f"{folder}/log", "-w")
    postgresql.run(user, *control, "start", "-o", f"{SERVER} -k {folder}")
    try:
        postmaster = int((folder / "data" / "postmaster.pid").read_text().splitlines()[0])
        yield f"postgresql://{user}@{quote(str(folder), safe='')}", postmaster
    finally:
        postgresql.run(user, *control, "stop", "-m", "fast")

"""A PostgreSQL server that lives as long as the tests that use it."""

import contextlib
import getpass
import os
import pwd
import shutil
import subprocess
import tempfile
from urllib.parse import quote

from tests import machine

# Nothing in it outlives the tests, so nothing need reach the disk.
QUICK = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c listen_addresses="


@contextlib.contextmanager
def temporary_server():
    """Yield a DATABASE_URL. The server listens on a socket in its own folder: no port, no password."""
    programs, user = machine.postgresql_programs(), owner()
    # Directly under /tmp: the path of a socket may have 107 characters at most.
    folder = tempfile.mkdtemp(prefix="timeline-pg-", dir="/tmp")
    try:
        shutil.chown(folder, user)
        initialise(user, folder)
        control = (f"{programs}/pg_ctl", "-D", f"{folder}/data", "-l", f"{folder}/log", "-w")
        run(user, *control, "start", "-o", f"{QUICK} -k {folder}")
        try:
            yield f"postgresql://{user}@{quote(folder, safe='')}/postgres"
        finally:
            run(user, *control, "stop", "-m", "immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def owner():
    """Who the server runs as: never root."""
    return "postgres" if os.geteuid() == 0 else getpass.getuser()


def initialise(user, folder):
    program = f"{machine.postgresql_programs()}/initdb"
    run(user, program, "-D", f"{folder}/data", "-U", user, "-A", "trust", "-E", "UTF8", "--no-locale", "-N")


def why_not() -> str | None:
    """Why no server can be started here, or None."""
    if not machine.postgresql_programs():
        return "no PostgreSQL server (initdb, pg_ctl) is installed, and no DATABASE_URL names one"
    if os.geteuid() == 0 and not _exists("postgres"):
        return "PostgreSQL will not run as root, and there is no user postgres to run it as"
    return None


def _exists(user: str) -> bool:
    try:
        return bool(pwd.getpwnam(user))
    except KeyError:
        return False


def run(user: str, *command: str):
    as_user = ["runuser", "-u", user, "--"] if os.geteuid() == 0 else []
    done = subprocess.run([*as_user, *command], cwd="/", stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed: {done.stdout}")

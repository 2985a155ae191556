"""PostgreSQL twice, Redis, Varnish: started in a folder of their own, gone with the test."""

import contextlib
import shutil
import socket
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest

from tests import machine, postgresql
from tests.patience import until

QUICK = "-c fsync=off -c full_page_writes=off -c listen_addresses= -c wal_retrieve_retry_interval=100ms"


def program(name):
    """Its path; without it the test is skipped, which fails where everything must run."""
    found = shutil.which(name, path="/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/bin") or shutil.which(name)
    return found or pytest.skip(f"{name} is not installed")


class Postgres:
    """One server of a pair; they share a folder for their sockets."""

    def __init__(self, folder, name, port):
        self.user, self.programs = postgresql.owner(), machine.postgresql_programs()
        self.folder, self.data, self.port = folder, f"{folder}/{name}", port
        self.url = f"postgresql://{self.user}@{quote(str(folder), safe='')}:{port}/postgres"

    def run(self, name, *given):
        postgresql.run(self.user, f"{self.programs}/{name}", *given)

    def initialise(self):
        self.run("initdb", "-D", self.data, "-U", self.user, "-A", "trust", "-E", "UTF8", "--no-locale", "-N")

    def copy(self, primary):
        source = ("-h", primary.folder, "-p", str(primary.port), "-U", self.user)
        self.run("pg_basebackup", *source, "-D", self.data, "-R", "-c", "fast", "--no-sync")

    def control(self, *given):
        self.run("pg_ctl", "-D", self.data, "-l", f"{self.data}.log", "-w", *given)

    def start(self):
        self.control("start", "-o", f"{QUICK} -c port={self.port} -k {self.folder}")

    def stop(self):
        self.control("stop", "-m", "immediate")

    def sql(self, text):
        self.run("psql", "-q", "-h", self.folder, "-p", str(self.port), "-d", "postgres", "-c", text)

    def follow(self, folder, port=5432):
        """Follow the primary whose socket is in that folder."""
        self.sql(f"ALTER SYSTEM SET primary_conninfo = 'host={folder} port={port} user={self.user}'")
        self.sql("SELECT pg_reload_conf()")

    @contextlib.contextmanager
    def stopped(self):
        self.stop()
        try:
            yield
        finally:
            self.start()


@contextlib.contextmanager
def pair():
    """A primary and its streaming replica."""
    folder = tempfile.mkdtemp(prefix="timeline-pg-", dir="/tmp")
    shutil.chown(folder, postgresql.owner())
    primary, replica = Postgres(folder, "primary", 5432), Postgres(folder, "replica", 5433)
    try:
        primary.initialise()
        primary.start()
        replica.copy(primary)
        replica.start()
        yield primary, replica
    finally:
        for server in (replica, primary):
            with contextlib.suppress(RuntimeError):
                server.stop()
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def redis(folder):
    """Redis on a socket; yields its process."""
    command = [program("redis-server"), "--port", "0", "--save", "", "--unixsocket", f"{folder}/redis"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        try:
            until(Path(f"{folder}/redis").exists)
            yield process
        finally:
            process.kill()


@contextlib.contextmanager
def varnish(port, backend, folder):
    """Varnish with the file that is shipped, for a program on another port; yields what speaks to it."""
    root = Path(__file__).resolve().parents[2]
    text = (root / ".deploy" / "varnish.vcl").read_text().replace('.port = "8000"', f'.port = "{backend}"')
    file = Path(folder) / "test.vcl"
    file.write_text(text)
    folder = tempfile.mkdtemp(prefix="timeline-varnish-", dir="/tmp")
    options = ["-F", "-n", folder, "-a", f"127.0.0.1:{port}", "-f", str(file), "-s", "malloc,32m", "-j", "none"]
    with subprocess.Popen(
        [program("varnishd"), *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            until(lambda: accepts(port))
            yield Admin(folder, process.pid)
        finally:
            process.terminate()
            process.wait()
            shutil.rmtree(folder, ignore_errors=True)


@dataclass(frozen=True)
class Admin:
    """Tells a running Varnish something."""

    folder: str
    process: int

    def __call__(self, *words):
        subprocess.run(["varnishadm", "-n", self.folder, *words], check=True, capture_output=True)


def accepts(port):
    with socket.socket() as trial:
        return trial.connect_ex(("127.0.0.1", port)) == 0

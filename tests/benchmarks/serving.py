"""The program served by gunicorn as in an installation, and a client that asks it over one kept connection."""

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time

from .metering import Meter, family, resident
from .places import ROOT

PATIENCE = 300  # seconds for one answer


class Served:
    """The program, running; `meter` reads what it and its database have used."""

    def __init__(self, place, workers=1):
        self.port = free_port()
        environment = place.environment | {"PORT": str(self.port), "WORKERS": str(workers)}
        gunicorn = [sys.executable, "-m", "gunicorn", "-c", "python:timeline.serving", "--max-requests", "0"]
        self.begun = time.monotonic()
        self.process = subprocess.Popen([*gunicorn, "--timeout", str(PATIENCE)], cwd=ROOT, env=environment)
        self.meter = Meter(self.process.pid, place.postmaster)
        self.connection = None

    def ask(self, path, headers=None):
        """The answer and its body, read to the end; a connection closed meanwhile is opened again."""
        for _attempt in range(2):
            try:
                return self.asked(path, headers or {})
            except (http.client.RemoteDisconnected, ConnectionError):
                self.connection = None
        return self.asked(path, headers or {})

    def asked(self, path, headers):
        self.connection = self.connection or http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        self.connection.request("GET", path, headers=headers)
        answer = self.connection.getresponse()
        return answer, answer.read()

    def wait(self, path):
        """Seconds from the start to the first page."""
        while self.process.poll() is None:
            with contextlib.suppress(OSError):
                if self.asked(path, {})[0].status == 200:
                    return time.monotonic() - self.begun
            self.connection = None
            time.sleep(0.02)
        raise RuntimeError("gunicorn ended.")

    def memory(self):
        """Of the largest process, in MB."""
        return max(resident(process) for process in family(self.process.pid))

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()


@contextlib.contextmanager
def served(place, workers=1):
    running = Served(place, workers)
    try:
        yield running
    finally:
        running.stop()


def free_port():
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]


def per_second(port, path, seconds=2.0, clients=4, headers=""):
    """Answers a second to several clients at once, which are one process each: one would be slower than the server."""
    asking = f"import tests.benchmarks.asking as a; a.main({port}, {path!r}, {seconds}, {headers!r})"
    command = [sys.executable, "-c", asking]
    procs = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, env=dict(os.environ)) for _ in range(clients)]
    return sum(int(proc.communicate()[0]) for proc in procs) / seconds

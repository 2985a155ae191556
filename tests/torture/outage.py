"""PostgreSQL stopped and started again while readers read: right pages or a plain 503, and nobody has to restart
anything. `python -m tests.torture.outage 6`."""

import hashlib
import http.client
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from tests import machine, postgresql
from tests.torture import desks

READERS = 6
DOWN = 3  # seconds
MOST = 5.0  # seconds from the database's return to the last answer that is not the page
PATHS = ("/", *(f"/{desks.DEMO}/{rest}" for rest in ("", "?view=table", "countermeasures/", "changes/", "feed.atom")))
PATHS += (f"/{desks.DEMO}/export.json", f"/api/v1/events?crisis={desks.DEMO}")
MOMENT = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)?|\d\d:\d\d(:\d\d)?")


def main(stops):
    with desks.folder() as data, database() as (url, stop, start):
        environment = desks.environment(data, url, PORT=str(free_port()))
        desks.manage(environment, "serve", "--demo", "--set-up-only")
        with server(environment) as port:
            right = {path: asked(port, path) for path in PATHS}
            assert {status for status, _body in right.values()} == {200}, right
            reading = Reading(port, right)
            waits = [outage(reading, stop, start, number) for number in range(stops)]
            reading.end()
    answers = {status: reading.statuses.count(status) for status in sorted(set(reading.statuses))}
    print(
        f"{stops} stops of {DOWN} s, {READERS} readers, answers {answers}, all as expected; {reading.broken_off} long "
        "files broke off, and said so."
    )
    print(f"Back after {max(waits):.2f} s at most (" + ", ".join(f"{wait:.2f}" for wait in waits) + ").")


@contextmanager
def database():
    """(address, stop, start) of a server of its own."""
    user, programs = postgresql.owner(), machine.postgresql_programs()
    folder = tempfile.mkdtemp(prefix="timeline-pg-", dir="/tmp")
    control = (f"{programs}/pg_ctl", "-D", f"{folder}/data", "-l", f"{folder}/log", "-w")

    def start():
        postgresql.run(user, *control, "start", "-o", f"-c listen_addresses= -k {folder}")

    def stop(mode):
        postgresql.run(user, *control, "stop", "-m", mode)

    try:
        shutil.chown(folder, user)
        postgresql.initialise(user, folder)
        start()
        yield f"postgresql://{user}@{quote(folder, safe='')}/postgres", stop, start
        stop("immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def server(environment):
    """Its port; what it says goes to a file, the end of which is shown if anything fails."""
    log = Path(environment["DATA_DIR"]) / "log"
    with log.open("wb") as said:
        command = [sys.executable, "manage.py", "serve"]
        process = subprocess.Popen(command, cwd=desks.ROOT, env=environment, stdout=said, stderr=said)
    try:
        port = int(environment["PORT"])
        wait_for(lambda: asked(port, "/readyz")[0] == 200)
        yield port
    except BaseException:
        print(log.read_text()[-5000:])
        raise
    finally:
        process.terminate()
        process.wait(30)


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as trial:
        return trial.getsockname()[1]


def wait_for(deed, most=60):
    until = time.monotonic() + most
    while time.monotonic() < until:
        try:
            if deed():
                return
        except OSError:
            pass
        time.sleep(0.05)
    raise AssertionError("It never came about.")


def asked(port, path):
    """(status, a sum of what the answer says, without moments)."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        line.request("GET", path, headers={"Host": "localhost"})
        answer = line.getresponse()
        return answer.status, hashlib.sha256(MOMENT.sub(b"", answer.read())).hexdigest()
    finally:
        line.close()


def outage(reading, stop, start, number):
    """Stop and start once; how long after its return the last reader was still told that it is away, in seconds."""
    time.sleep(1)
    stop("fast" if number % 2 else "immediate")
    time.sleep(DOWN)
    assert asked(reading.port, "/healthz")[0] == 200
    assert asked(reading.port, "/readyz")[0] == 503
    start()
    back = time.monotonic()
    time.sleep(MOST + 1)
    reading.refuse_faults()
    wait = max((moment for moment, status in reading.told if status == 503), default=back) - back
    assert wait < MOST, f"Still away {wait:.1f} s after the database was back."
    return max(wait, 0)


class Reading:
    """Readers who read until the end; `told` are the moments and statuses of what they were told."""

    def __init__(self, port, right):
        self.port, self.right, self.told, self.faults = port, right, [], []
        self.broken_off, self.ended = 0, False
        self.readers = [threading.Thread(target=self.read, args=(number,), daemon=True) for number in range(READERS)]
        for reader in self.readers:
            reader.start()

    @property
    def statuses(self):
        return [status for _moment, status in self.told]

    def read(self, number):
        while not self.ended:
            path = PATHS[number % len(PATHS)]
            number += 1
            try:
                status, body = asked(self.port, path)
            except http.client.IncompleteRead:  # a long file that breaks off, and says so
                self.broken_off += 1
                continue
            except (OSError, http.client.HTTPException) as error:
                self.faults.append(f"{path}: {error!r}")
                continue
            self.told.append((time.monotonic(), status))
            if status not in (200, 503) or (status == 200 and body != self.right[path][1]):
                self.faults.append(f"{path}: {status}, not what it was")

    def refuse_faults(self):
        assert not self.faults, f"{len(self.faults)} answers are wrong, such as {self.faults[0]}"

    def end(self):
        self.ended = True
        for reader in self.readers:
            reader.join()
        self.refuse_faults()


if __name__ == "__main__":
    main(int(sys.argv[1]))

"""The server as `.deploy/` starts it stops when told and finishes what it began; what stands there fits the program."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing, contextmanager

import pytest
from django.conf import settings
from django.core.management import get_commands

from tests.machine import free_port
from tests.patience import PATIENCE, until

DEPLOY = settings.BASE_DIR / ".deploy"
UNIT = (DEPLOY / "crisis-timeline.service").read_text()
CRON = (DEPLOY / "crisis-timeline.cron").read_text()
ENVIRONMENT = dict(re.findall(r"^#?([A-Z_]+)=(.*)$", (DEPLOY / "crisis-timeline.env").read_text(), re.MULTILINE))
HEALTH = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
LOG_IN = b"POST /admin/login/ HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 4\r\n"
# With a cookie, the token is looked for in the body: the answer has to wait for it.
LOG_IN += (
    b"Content-Type: application/x-www-form-urlencoded\r\nConnection: close\r\nCookie: desk-csrf="
    + b"a" * 32
    + b"\r\n\r\n"
)


@contextmanager
def served(folder, **more):
    """(process, port) of what ExecStart starts, on an empty data folder; plain http, because nothing is in front."""
    port = free_port()
    (command,) = re.findall(r"^ExecStart=\S+/python (.+)$", UNIT, re.MULTILINE)
    given = {name: value for name, value in ENVIRONMENT.items() if name not in ("DATABASE_URL", "SITE_URL")}
    given |= {"PATH": os.environ["PATH"], "DATA_DIR": str(folder), "PORT": str(port), "WORKERS": "1", **more}
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, *command.split()], cwd=settings.BASE_DIR, env=given, stderr=log, start_new_session=True
        )
    try:
        until(lambda: answers(process, port))
        yield process, port
    finally:
        process.terminate()
        process.wait(PATIENCE)


def answers(process, port):
    assert process.poll() is None, "It ended."
    try:
        return ask(port)
    except OSError:
        return None


def ask(port, words=HEALTH):
    with closing(connect(port)) as client:
        client.sendall(words)
        return heard(client)


def connect(port):
    return socket.create_connection(("127.0.0.1", port), PATIENCE)


def heard(client):
    """All until the server closes."""
    said = b""
    while piece := client.recv(4000):
        said += piece
    return said.decode()


def test_a_request_begun_is_finished_and_newcomers_are_refused_when_it_is_told_to_stop(tmp_path):
    # Pages of the tests' settings need no collected files.
    with served(tmp_path, DJANGO_SETTINGS_MODULE="tests.settings") as (process, port), closing(connect(port)) as client:
        client.sendall(LOG_IN)
        assert client.recv(100).startswith(b"HTTP/1.1 100")  # a thread has begun with it
        process.send_signal(signal.SIGTERM)
        until(lambda: is_refused(port), "Newcomers are let in.")
        assert process.poll() is None
        client.sendall(b"a=b&")
        answer = heard(client)
        assert answer.startswith("HTTP/1.1 403") and answer.endswith("</html>\n")
        client.close()
        assert process.wait(PATIENCE) == 0
    for line in (tmp_path / "log").read_text().splitlines():
        assert json.loads(line)["level"] != "ERROR", line


def is_refused(port):
    try:
        connect(port).close()
    except ConnectionRefusedError:
        return True
    except ConnectionResetError:  # it was in the queue of the socket that was closed
        pass
    return False


def test_clients_that_are_answered_and_do_not_leave_keep_nobody_waiting(tmp_path):
    with served(tmp_path, THREADS="2") as (_process, port):
        begun, staying = time.monotonic(), [connect(port) for _each in range(80)]
        for client in staying:
            client.sendall(HEALTH)
            assert heard(client).endswith(f"ok {settings.VERSION}\n")
        ask(port)
        assert time.monotonic() - begun < PATIENCE, "Each of them would cost two seconds."
        for client in staying:
            client.close()


@pytest.mark.parametrize("name", sorted(ENVIRONMENT))
def test_the_environment_file_names_settings_that_there_are(name):
    assert name in settings.FROM_ENVIRONMENT


def test_the_timetable_calls_commands_that_there_are():
    assert os.access(DEPLOY / "manage", os.X_OK)
    assert {"backup", "clearsessions"} == set(re.findall(r"\.deploy/manage (\w+)", CRON)) <= get_commands().keys()


def test_the_proxy_and_the_program_agree():
    proxy = (DEPLOY / "nginx.conf").read_text()
    assert "X-Forwarded-For $proxy_add_x_forwarded_for;" in proxy and "X-Forwarded-Proto $scheme;" in proxy
    assert f"proxy_pass http://{ENVIRONMENT['LISTEN']}:{ENVIRONMENT['PORT']};" in proxy
    (most,) = re.findall(r"client_max_body_size (\d+)m;", proxy)
    assert int(most) * 1024**2 > 2 * settings.IMPORT_MOST_BYTES, "the program refuses with a page, nginx without"


if shutil.which("systemd-analyze"):

    def test_systemd_understands_the_unit(tmp_path):
        unit = tmp_path / "crisis-timeline.service"
        unit.write_text(re.sub(r"^ExecStart=\S+", f"ExecStart={sys.executable}", UNIT, flags=re.MULTILINE))
        done = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True)
        assert done.returncode == 0 and unit.name not in done.stderr, done.stderr


if shutil.which("nginx") and shutil.which("openssl"):

    def test_nginx_understands_the_proxy(tmp_path):
        pair = ["-keyout", tmp_path / "privkey.pem", "-out", tmp_path / "fullchain.pem"]
        kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=timeline.example.org"]
        subprocess.run(["openssl", "req", "-x509", *kind, *pair], check=True, capture_output=True)
        site = (DEPLOY / "nginx.conf").read_text()
        site = site.replace("/etc/letsencrypt/live/timeline.example.org", str(tmp_path))
        whole = tmp_path / "nginx.conf"
        whole.write_text(f"pid {tmp_path}/pid;\nerror_log stderr;\nevents {{}}\nhttp {{\n{site}}}\n")
        done = subprocess.run(["nginx", "-t", "-p", tmp_path, "-c", whole], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr

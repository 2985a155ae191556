"""The shipped server, with its settings: clients that are slow or silent on purpose keep nobody waiting."""

import os
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, closing, suppress
from types import SimpleNamespace

import pytest
from django.conf import settings

from tests.machine import free_port
from tests.patience import PATIENCE, until
from timeline.slowness import HEALTH, LONGEST_WAIT, HeadFirst, Impatient

THREADS = 2
HEAD = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n"
ALL = f"ok {settings.VERSION}\n".encode()
SOON = PATIENCE  # a thread taken by somebody who halts would be missing for ever
KEPT = 5  # seconds that a connection may be silent: the tests wait for them once, and are quicker themselves


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    """Of one process with two threads, on an empty data folder."""
    port = free_port()
    environment = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path_factory.mktemp("data")), "PORT": str(port)}
    environment |= {"WORKERS": "1", "THREADS": str(THREADS)}
    command = [sys.executable, "-m", "gunicorn", "-c", "python:timeline.serving", "--keep-alive", str(KEPT)]
    log = tmp_path_factory.mktemp("log") / "stderr"
    with log.open("w") as stderr:
        server = subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment, stderr=stderr)
    try:
        until(lambda: answers(port, server, log))
        yield port
    finally:
        server.terminate()
        server.wait(PATIENCE)
    assert "Traceback" not in log.read_text(), log.read_text()


def answers(port, server, log):
    assert server.poll() is None, log.read_text()
    try:
        return ask(port)
    except OSError:
        return None


def ask(port, patience=SOON, head=HEAD):
    """The first line of the answer."""
    with closing(socket.create_connection(("127.0.0.1", port), patience)) as client:
        client.settimeout(patience)
        client.sendall(head + b"\r\n")
        return client.recv(200).split(b"\r\n")[0].decode()


def connected(stack, port, *sent):
    for words in sent:
        client = stack.enter_context(closing(socket.create_connection(("127.0.0.1", port), SOON)))
        client.sendall(words)
        yield client


def test_silent_and_halting_clients_keep_nobody_waiting(port):
    with ExitStack() as stack:
        halting = list(connected(stack, port, *[HEAD] * 4, *[b"G"] * 4, *[b""] * 4))
        assert ask(port) == "HTTP/1.1 200 OK"
        for client in halting[:4]:
            with suppress(OSError):
                client.sendall(b"X-More: 1\r\n")
        assert ask(port) == "HTTP/1.1 200 OK"


def test_a_head_that_comes_in_pieces_is_read(port):
    with ExitStack() as stack:
        (client,) = connected(stack, port, b"GET /hea")
        for piece in (b"lthz HTTP/1.1\r\nHo", b"st: localhost\r\n\r", b"\n"):
            time.sleep(0.02)
            client.sendall(piece)
        assert answer_of(client).startswith(b"HTTP/1.1 200")
        client.sendall(HEAD)
        client.sendall(b"\r\n")
        assert answer_of(client).startswith(b"HTTP/1.1 200")


def answer_of(client):
    client.settimeout(SOON)
    heard = b""
    while not heard.endswith(ALL):
        heard += client.recv(2000) or b"nothing more, not " + ALL
    return heard


def test_whoever_never_comes_to_the_end_is_closed(port):
    with ExitStack() as stack:
        halting = list(connected(stack, port, HEAD, b""))
        for client in halting:
            client.settimeout(SOON)
            with suppress(ConnectionResetError):
                assert client.recv(200) == b""


def test_whoever_leaves_in_the_middle_costs_nothing(port):
    for words in (HEAD, b"", b"GET"):
        with ExitStack() as stack:
            list(connected(stack, port, words))
    assert ask(port) == "HTTP/1.1 200 OK"


@pytest.mark.parametrize(
    ("head", "answer"),
    [
        (b"GET /?q=" + b"a" * 9000 + b" HTTP/1.1\r\nHost: localhost\r\n", "HTTP/1.1 414 URI Too Long"),
        (HEAD + b"X-Long: " + b"a" * 9000 + b"\r\n", "HTTP/1.1 431 Request Header Fields Too Large"),
        (HEAD + b"X-Many: 1\r\n" * 70, "HTTP/1.1 431 Request Header Fields Too Large"),
        (b"GET /" + b"a" * 90_000 + b" HTTP/1.1\r\nHost: localhost\r\n", "HTTP/1.1 414 URI Too Long"),
        (
            b"POST /oembed HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999\r\n",
            "HTTP/1.1 413 Request Entity Too Large",
        ),
        (b"POST /oembed HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n", "HTTP/1.1 400 Bad Request"),
        (b"\x00\xff\r\n", "HTTP/1.1 400 Bad Request"),
    ],
    ids=["address", "header", "headers", "flood", "body", "length", "noise"],
)
def test_what_is_too_long_or_no_request_is_answered_at_once(port, head, answer):
    assert ask(port, head=head) == answer
    assert ask(port) == "HTTP/1.1 200 OK"


def test_all_of_a_body_together_may_take_so_long_and_no_longer():
    ours, theirs = socket.socketpair()
    with closing(ours), closing(theirs):
        body = Impatient(ours, seconds=PATIENCE)
        theirs.sendall(b"slow")
        assert body.recv(10) == b"slow"
        body.settimeout(0.05)  # what is left of it
        with pytest.raises(TimeoutError):
            body.recv(10)
        theirs.sendall(b"and late")
        assert ours.gettimeout() is None


def heard(client):
    """Head and words of an answer that is as long as it says."""
    head, _, said = client.recv(2000).partition(b"\r\n\r\n")
    assert f"Content-Length: {len(said)}" in head.decode()
    return head.decode(), said.decode()


def test_whoever_waited_too_long_for_a_thread_is_told_so_and_costs_nothing_more():
    ours, theirs = socket.socketpair()
    with closing(ours), closing(theirs):
        late = SimpleNamespace(sock=ours, waiting_since=time.monotonic() - LONGEST_WAIT - 1)
        assert HeadFirst.handle_request(None, SimpleNamespace(path="/"), late) is False
        head, said = heard(theirs)
        assert HeadFirst.handle_request(None, SimpleNamespace(path="/ja/a-crisis/?q=%FF"), late) is False
        in_japanese, told = heard(theirs)
    assert head.startswith("HTTP/1.1 503") and "Retry-After: 5" in head and "no-store" in head
    assert "nothing was done" in said and "Content-Language: en" in head
    assert "何も行われていません" in told and "Content-Language: ja" in in_japanese
    with pytest.raises(AttributeError):  # it goes on, and finds no headers here
        HeadFirst.handle_request(None, SimpleNamespace(path=HEALTH), late)

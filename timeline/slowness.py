"""A gunicorn worker whose few threads are kept from clients that are slow, silent, or too many.

gthread gives a thread to each connection before it knows whether anything will come: as many silent clients as there
are threads would keep everybody else waiting. Here a thread begins with a head that has come in whole, and with none
that has waited for it too long: whoever asked is told so, and the others need not wait as long as all of them together.
"""

import errno
import socket
import struct
import time
from functools import partial
from selectors import EVENT_READ

from django.utils import translation
from django.utils.translation import gettext
from gunicorn import util
from gunicorn.workers.gthread import TConn, ThreadWorker

from timeline.languages import language_of

LONGEST_HEAD = 65_536  # bytes; gunicorn refuses earlier, but has to see it
PATIENCE = 20  # seconds for a body, and for whoever reads nothing of an answer
SLOWEST = 50_000  # bytes a second that a body must have beyond that
MOST_TO_THROW_AWAY = 4_000_000  # bytes of a request that has its answer
LONGEST_WAIT = 3  # seconds for a thread
HEALTH = "/healthz"  # whoever watches the process must not take it for dead because it is busy
GONE = (errno.EAGAIN, errno.ECONNABORTED, errno.EWOULDBLOCK)


class Connection(TConn):
    """gunicorn's own, when it closes, keeps everybody waiting two seconds for a client that does not close too."""

    def __init__(self, worker, client, address, listener):
        super().__init__(worker.cfg, client, address, listener.getsockname())
        self.worker = worker

    def close(self, graceful=False):
        self.worker.part(self) if graceful else super().close()


class HeadFirst(ThreadWorker):
    """Connections wait in the poller, as kept-alive ones do; `keepalive` seconds are what a head may take."""

    def accept(self, listener):
        try:
            client, address = listener.accept()
        except OSError as error:
            if error.errno not in GONE:
                raise
            return
        client.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, struct.pack("ll", PATIENCE, 0))
        self.nr_conns += 1
        self.park(Connection(self, client, address, listener), self.on_pending_socket_readable)

    def park(self, conn, then):
        """Last among the pending, which are closed in the order of their time."""
        conn.timeout, conn.seen = time.monotonic() + self.cfg.keepalive, 0
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, EVENT_READ, partial(then, conn))

    def part(self, conn):
        """Nothing more will be said; the last words reach also whoever was still sending."""
        try:
            conn.sock.shutdown(socket.SHUT_WR)
        except OSError:
            return conn.close()
        conn.sock.setblocking(False)
        self.nr_conns += 1
        return self.park(conn, self.on_parting_socket_readable)

    def on_parting_socket_readable(self, conn, client):
        """Throw away what still comes, until the client has closed too; no longer than `keepalive` seconds."""
        try:
            conn.seen += len(client.recv(LONGEST_HEAD)) or MOST_TO_THROW_AWAY
        except OSError:
            conn.seen = MOST_TO_THROW_AWAY
        if conn.seen >= MOST_TO_THROW_AWAY:
            self.poller.unregister(client)
            self.pending_conns.remove(conn)
            self.nr_conns -= 1
            conn.close()

    def on_pending_socket_readable(self, conn, client):
        if head_is_in(conn):
            super().on_pending_socket_readable(conn, client)

    def on_client_socket_readable(self, conn, client):
        if head_is_in(conn):
            super().on_client_socket_readable(conn, client)

    def enqueue_req(self, conn):
        conn.waiting_since = time.monotonic()
        super().enqueue_req(conn)

    def set_accept_enabled(self, enabled):
        """A worker that stops hands in its socket: with the last of them, newcomers are refused at once."""
        super().set_accept_enabled(enabled)
        if not self.alive:
            for listener in self.sockets:
                listener.close()

    def handle_request(self, req, conn):
        if time.monotonic() - conn.waiting_since > LONGEST_WAIT and req.path != HEALTH:
            util.write_nonblock(conn.sock, refusal(req.path))
            return False
        length = int(dict(req.headers).get("CONTENT-LENGTH") or 0)
        conn.parser.unreader.sock = Impatient(conn.sock, PATIENCE + length / SLOWEST)
        return super().handle_request(req, conn)

    def handle(self, conn):
        conn.seen = 0
        try:
            return super().handle(conn)
        finally:
            if conn.parser is not None:
                conn.parser.unreader.sock = conn.sock


def refusal(path):
    """In the language of the address, as every answer."""
    with translation.override(language_of(path)):
        said = gettext("Too many are asking just now; nothing was done. Try again in a few seconds.").encode() + b"\n"
        language = translation.get_language()
    lines = (
        "HTTP/1.1 503 Service Unavailable",
        "Retry-After: 5",
        "Cache-Control: no-store",
        "Content-Type: text/plain; charset=utf-8",
        f"Content-Language: {language}",
        "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'",
        "X-Content-Type-Options: nosniff",
        f"Content-Length: {len(said)}",
        "Connection: close",
    )
    return "\r\n".join([*lines, "", ""]).encode() + said


def head_is_in(conn):
    """Whether a thread finds all it needs. Otherwise the poller sleeps until there is more than has been seen."""
    try:
        seen = conn.sock.recv(LONGEST_HEAD, socket.MSG_PEEK)
    except BlockingIOError:
        return False
    except OSError:
        return True
    # Woken without anything new: the client has gone, and a thread will say so.
    whole = b"\r\n\r\n" in seen or len(seen) in (conn.seen, LONGEST_HEAD)
    conn.seen = 0 if whole else len(seen)
    conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, 1 if whole else len(seen) + 1)
    return whole


class Impatient:
    """What gunicorn reads a body from: all of it together may take so long."""

    def __init__(self, sock, seconds):
        self.sock, self.until = sock, time.monotonic() + seconds

    def gettimeout(self):
        return None

    def settimeout(self, seconds):
        """gunicorn shortens it, while it throws the rest of a body away."""
        if seconds is not None:
            self.until = min(self.until, time.monotonic() + seconds)

    def recv(self, size):
        self.sock.settimeout(max(self.until - time.monotonic(), 0.001))
        try:
            return self.sock.recv(size)
        finally:
            self.sock.settimeout(None)

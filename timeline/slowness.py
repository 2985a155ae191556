"""A gunicorn worker whose few threads are kept from clients that are slow, or silent, on purpose.

gthread gives a thread to each connection before it knows whether anything will come: as many silent clients as there
are threads would keep everybody else waiting. Here a thread begins with a head that has come in whole.
"""

import errno
import socket
import struct
import time
from functools import partial
from selectors import EVENT_READ

from gunicorn.workers.gthread import TConn, ThreadWorker

LONGEST_HEAD = 65_536  # bytes; gunicorn refuses earlier, but has to see it
PATIENCE = 20  # seconds for a body, and for whoever reads nothing of an answer
SLOWEST = 50_000  # bytes a second that a body must have beyond that
GONE = (errno.EAGAIN, errno.ECONNABORTED, errno.EWOULDBLOCK)


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
        self.park(TConn(self.cfg, client, address, listener.getsockname()))

    def park(self, conn):
        """Last among the pending, which are closed in the order of their time."""
        conn.timeout, conn.seen = time.monotonic() + self.cfg.keepalive, 0
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, EVENT_READ, partial(self.on_pending_socket_readable, conn))

    def on_pending_socket_readable(self, conn, client):
        if head_is_in(conn):
            super().on_pending_socket_readable(conn, client)

    def on_client_socket_readable(self, conn, client):
        if head_is_in(conn):
            super().on_client_socket_readable(conn, client)

    def handle_request(self, req, conn):
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

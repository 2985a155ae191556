"""A client that costs little: one kept connection, one request after another, answers counted."""

import socket
import time


def main(port, path, seconds, further=""):
    request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\n{further}\r\n".encode()
    until, answers, connection = time.monotonic() + seconds, 0, None
    while time.monotonic() < until:
        connection = connection or socket.create_connection(("127.0.0.1", port))
        connection.sendall(request)
        if not read(connection):
            connection.close()
            connection = None
            continue
        answers += 1
    print(answers)


def read(connection):
    """One answer with a Content-Length, to its end; whether the connection stays open."""
    got = b""
    while b"\r\n\r\n" not in got:
        piece = connection.recv(65536)
        if not piece:
            return False
        got += piece
    head, _, body = got.partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
    missing = length - len(body)
    while missing > 0:
        missing -= len(connection.recv(1 << 20))
    return b"connection: close" not in head.lower()

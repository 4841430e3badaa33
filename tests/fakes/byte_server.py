"""A server on loopback that answers each request with the bytes it was told, as badly as it was told."""

from __future__ import annotations

import socket
import struct
import sys
import threading
from collections.abc import Callable
from types import TracebackType

Behaviour = Callable[[socket.socket, bytes, threading.Event], None]
"""Answers one request on a connection; the event is set when the server closes."""


class ByteServer:
    """A context manager. Each connection answers requests in order with `behaviour`, and is then closed."""

    def __init__(self, behaviour: Behaviour) -> None:
        self.behaviour = behaviour
        self.requests: list[bytes] = []
        self._closing = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._threads: list[threading.Thread] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def port(self) -> int:
        return self._listener.getsockname()[1]

    def __enter__(self) -> ByteServer:
        self._listener.settimeout(0.05)
        self._start(self._accept)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing.set()
        for thread in self._threads:
            thread.join()
        self._listener.close()

    def _start(self, work: Callable[[], None]) -> None:
        thread = threading.Thread(target=work)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self._closing.is_set():
            try:
                connection, _ = self._listener.accept()
            except TimeoutError:
                continue
            self._start(lambda held=connection: self._serve(held))

    def _serve(self, connection: socket.socket) -> None:
        with connection:
            connection.settimeout(0.05)
            try:
                request = self._read(connection)
                if request:
                    self.requests.append(request)
                    self.behaviour(connection, request, self._closing)
            except OSError:
                return  # the client went away, which is what some tests are about

    def _read(self, connection: socket.socket) -> bytes:
        told = b""
        while not self._closing.is_set():
            head, gap, body = told.partition(b"\r\n\r\n")
            length = next(
                (
                    int(line.split(b":")[1])
                    for line in head.split(b"\r\n")
                    if line.lower().startswith(b"content-length:")
                ),
                0,
            )
            if gap and len(body) >= length:
                return told
            try:
                part = connection.recv(65536)
            except TimeoutError:
                continue
            if not part:
                return b""
            told += part
        return b""


def answer(
    body: bytes,
    *,
    status: str = "200 OK",
    kind: str = "application/json",
    extra: tuple[str, ...] = (),
    length: int = -1,
) -> Behaviour:
    """An answer with its length, or with a wrong one."""
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", "Connection: close", *extra]
    lines.append(f"Content-Length: {len(body) if length < 0 else length}")
    told = "\r\n".join([*lines, "", ""]).encode() + body

    def behave(connection: socket.socket, request: bytes, closing: threading.Event) -> None:
        connection.settimeout(5)
        connection.sendall(told)

    return behave


def drip(told: bytes, *, every_s: float) -> Behaviour:
    """One byte after another, slowly."""

    def behave(connection: socket.socket, request: bytes, closing: threading.Event) -> None:
        for place in range(len(told)):
            connection.sendall(told[place : place + 1])
            if closing.wait(every_s):
                return

    return behave


def silence(connection: socket.socket, request: bytes, closing: threading.Event) -> None:
    """Says nothing, and does not hang up."""
    closing.wait()


def hang_up(connection: socket.socket, request: bytes, closing: threading.Event) -> None:
    """Resets the connection."""
    connection.setsockopt(
        socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)
    )

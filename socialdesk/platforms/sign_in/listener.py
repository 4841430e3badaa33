"""Waits on this computer for the browser to come back from a sign-in, once (RFC 8252 7.3).

Whatever runs on this computer, and every web page that is open in a browser, can speak to this port. So it answers
exactly one path with the right `state`, shows fixed pages without script, and repeats nothing that it was told.
"""

from __future__ import annotations

import hmac
import re
import selectors
import socket
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import cast
from urllib.parse import parse_qsl

from socialdesk.clock import monotonic
from socialdesk.platforms.sign_in.errors import NOTHING_CHANGED, SignInFailed, cancelled, not_in_time
from socialdesk.platforms.sign_in.providers import Provider

_LONGEST_REQUEST = 32_768
_MOST_FIELDS = 50
_MOST_CONNECTIONS = 32
_LONGEST_CONNECTION_S = 10.0
_SENDING_S = 1.0
_LOOK_S = 0.1
_REQUEST_LINE = re.compile(r"GET (/[!-~]*) HTTP/1\.[01]", re.ASCII)
_HOST = re.compile(r"(?i)host:[ \t]*([0-9a-z.]+:[0-9]+)[ \t]*", re.ASCII)


def _page(status: str, title: str, text: str) -> bytes:
    body = (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>'
        f'<body style="font: 1.1em sans-serif; margin: 4em"><h1>{title}</h1><p>{text}</p></body></html>'
    ).encode()
    head = (
        f"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(body)}\r\n"
        "Cache-Control: no-store\r\nReferrer-Policy: no-referrer\r\nX-Content-Type-Options: nosniff\r\n"
        "Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'\r\n"
        "Connection: close\r\n\r\n"
    )
    return head.encode() + body


_TAKEN = _page("200 OK", "Back to SocialDesk", "The answer has arrived. You can close this page.")
_NOT_OURS = _page(
    "400 Bad Request",
    "Not the answer to this sign-in",
    "SocialDesk did not believe this page. Go back to SocialDesk and start the sign-in again.",
)
_NOTHING = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Asked:
    """One request, as far as it matters."""

    host: str
    path: str
    query: Mapping[str, str] = field(repr=False)


def read_request(head: bytes) -> Asked | None:
    """The request in `head` (up to the empty line); None for all but a plain GET that names no parameter twice."""
    try:
        lines = head.decode("ascii").split("\r\n")
    except UnicodeDecodeError:
        return None
    line = _REQUEST_LINE.fullmatch(lines[0])
    hosts = [found[1].lower() for one in lines[1:] if (found := _HOST.fullmatch(one))]
    if line is None or len(hosts) != 1:
        return None
    path, _, query = line[1].partition("?")
    try:
        pairs = parse_qsl(query, keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
    except ValueError:
        return None
    fields = dict(pairs)
    return Asked(hosts[0], path, fields) if len(fields) == len(pairs) else None


class Listener:
    """A context manager, listening from the beginning to the end of its block. For one thread, but for `cancel`."""

    def __init__(self, provider: Provider, *, port: int, state: str) -> None:
        """`port` 0 is any free one. Raises SignInFailed where another program has it."""
        self._name = provider.name
        self._state = state
        self._path = provider.path
        self._selector = selectors.DefaultSelector()
        self._socket = _listening(port, provider.name)
        self._selector.register(self._socket, selectors.EVENT_READ)
        self._heard: dict[socket.socket, tuple[float, bytearray]] = {}
        self._strangers = 0
        self.port: int = self._socket.getsockname()[1]
        self.redirect_uri = provider.return_address(self.port)

    def __enter__(self) -> Listener:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for connection in list(self._heard):
            self._drop(connection)
        self._selector.close()
        self._socket.close()

    def wait(self, *, cancel: threading.Event, timeout_s: float) -> Mapping[str, str]:
        """The parameters of the one answer that carries our `state`. Raises SignInFailed (cancelled, not in time)."""
        ends = monotonic() + timeout_s
        while not cancel.is_set():
            now = monotonic()
            if now >= ends:
                raise not_in_time(self._name, strangers=self._strangers)
            for connection, (until, _) in list(self._heard.items()):
                if now >= until:
                    self._drop(connection)
            for key, _ in self._selector.select(min(_LOOK_S, ends - now)):
                found = self._ready(cast("socket.socket", key.fileobj))
                if found is not None:
                    return found
        raise cancelled(self._name)

    def _ready(self, connection: socket.socket) -> Mapping[str, str] | None:
        if connection is self._socket:
            self._accept()
            return None
        _, heard = self._heard[connection]
        try:
            told = connection.recv(8192)
        except BlockingIOError:
            return None
        except OSError:
            told = b""
        heard += told
        head, end, _ = heard.partition(b"\r\n\r\n")
        if told and not end and len(heard) <= _LONGEST_REQUEST:
            return None
        found, page = self._judge(bytes(head)) if end and len(head) <= _LONGEST_REQUEST else (None, _NOTHING)
        if told:
            _send(connection, page)
        self._drop(connection)
        return found

    def _judge(self, head: bytes) -> tuple[Mapping[str, str] | None, bytes]:
        asked = read_request(head)
        if asked is None or asked.path != self._path:
            return None, _NOTHING
        if asked.host not in (f"127.0.0.1:{self.port}", f"localhost:{self.port}"):
            return None, _NOTHING  # a web page whose name was made to lead here
        if not hmac.compare_digest(asked.query.get("state", "").encode(), self._state.encode()):
            self._strangers += 1
            return None, _NOT_OURS
        if ("code" in asked.query) == ("error" in asked.query):
            self._strangers += 1
            return None, _NOT_OURS
        return asked.query, _TAKEN

    def _accept(self) -> None:
        try:
            connection, _ = self._socket.accept()
        except OSError:
            return  # it went away before it was taken
        connection.setblocking(False)
        if len(self._heard) >= _MOST_CONNECTIONS:
            self._drop(min(self._heard, key=lambda one: self._heard[one][0]))
        self._heard[connection] = (monotonic() + _LONGEST_CONNECTION_S, bytearray())
        self._selector.register(connection, selectors.EVENT_READ)

    def _drop(self, connection: socket.socket) -> None:
        del self._heard[connection]
        self._selector.unregister(connection)
        connection.close()


def _listening(port: int, name: str) -> socket.socket:
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        # Nobody may listen on the same port beside us; on Windows that has to be asked for.
        if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):
            made.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(("127.0.0.1", port))
        made.listen(_MOST_CONNECTIONS)
        made.setblocking(False)
    except (OSError, OverflowError):
        made.close()
        failed = SignInFailed(
            f"Another program uses the door (port {port}) by which {name} comes back to this computer.",
            kept=NOTHING_CHANGED,
            to_do="Close other sign-ins or restart the computer, then start again.",
        )
    else:
        return made
    raise failed


def _send(connection: socket.socket, page: bytes) -> None:
    try:
        connection.settimeout(_SENDING_S)
        connection.sendall(page)
        connection.shutdown(socket.SHUT_WR)
    except OSError:
        return  # the browser went away; what it brought counts all the same

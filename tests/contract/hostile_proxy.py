"""A TCP proxy on loopback that stands between a connector and its simulated network, and spoils what passes.

It knows just enough of HTTP to tell one request and one answer from the next. Whatever it does to an answer, the
request has reached the network before (`Fault.REFUSE` and `Fault.RESET_AT_ONCE` excepted): the worst case of a write.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
import sys
import threading
from dataclasses import dataclass, field
from enum import Enum
from types import TracebackType

_DRIP_S = 0.05
_PAGE = b"<!DOCTYPE html><html><head><title>Sign in</title></head><body>Accept our terms.</body></html>"
_GARBAGE = bytes(range(256)) * 4


class Fault(Enum):
    """What becomes of a request, or of the answer to it."""

    REFUSE = "refuse"
    """Nobody listens."""
    RESET_AT_ONCE = "reset at once"
    RESET_MID_ANSWER = "reset mid-answer"
    STALL = "stall for ever"
    DRIP = "drip"
    CUT_BODY = "cut body"
    """Half of it, and a polite end."""
    GARBAGE = "garbage instead of HTTP"
    SHORT_LENGTH = "a content-length that is too short"
    LONG_LENGTH = "a content-length that is too long"
    OTHERS_ANSWER = "the answer to another request"
    """The one before it; to the first of all, an answer to nothing."""
    TWICE = "each answer twice"
    """So that the second may be taken for the answer to the next request."""
    HTML = "HTML with status 200"


@dataclass
class HostileProxy:
    """A context manager: inside it, `port` leads to `upstream`, another port on this computer."""

    upstream: int
    fault: Fault | None = None
    methods: frozenset[str] = frozenset({"GET", "POST", "PUT", "DELETE"})
    """Which requests the fault meets; the others pass."""
    after: int = 0
    """How many of these pass unharmed first."""
    passed: list[str] = field(default_factory=list[str])
    """The methods of the requests that reached the network."""

    def __enter__(self) -> HostileProxy:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._socket.setblocking(False)
        self._last = b""
        self._talks: set[asyncio.Task[None]] = set()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), name="hostile-proxy")
        self._thread.start()
        assert self._ready.wait(10)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._closing.set)
        self._thread.join()

    @property
    def port(self) -> int:
        """Where to connect; for `Fault.REFUSE` a port at which nobody listens."""
        if self.fault is Fault.REFUSE:
            with socket.create_server(("127.0.0.1", 0)) as taken:
                return taken.getsockname()[1]
        return self._bound

    def settle(self) -> None:
        """Wait until what was sent through connections that are closed by now has reached the network."""
        asyncio.run_coroutine_threadsafe(self._settled(), self._loop).result(10)

    async def _settled(self) -> None:
        if self._talks:
            await asyncio.wait(self._talks, timeout=0.5)

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._closing = asyncio.Event()
        self._bound: int = self._socket.getsockname()[1]
        talks = self._talks

        def begin(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            talk = asyncio.ensure_future(self._talk(reader, writer))
            talks.add(talk)
            talk.add_done_callback(talks.discard)

        server = await asyncio.start_server(begin, sock=self._socket)
        self._ready.set()
        await self._closing.wait()
        server.close()
        for talk in list(talks):
            talk.cancel()
        await asyncio.gather(*talks, return_exceptions=True)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                if self.fault is Fault.RESET_AT_ONCE:
                    _reset(writer)
                    return
                request = await _message(reader)
                if not request:
                    return
                method = request.split(b" ", 1)[0].decode("ascii", "replace")
                answer = await self._forwarded(request)
                self.passed.append(method)
                met = method in self.methods
                fault = self.fault if met and self.after <= 0 else None
                self.after -= met
                last, self._last = self._last, answer
                if not await self._answered(writer, fault, answer, last):
                    return
        except (OSError, asyncio.IncompleteReadError):
            return  # the client went away, as its deadline asks
        finally:
            with contextlib.suppress(OSError):
                writer.close()

    async def _forwarded(self, request: bytes) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.upstream)
        try:
            writer.write(request)
            await writer.drain()
            return await _message(reader)
        finally:
            writer.close()

    async def _answered(
        self, writer: asyncio.StreamWriter, fault: Fault | None, answer: bytes, last: bytes
    ) -> bool:
        """Send what the fault makes of it. False where the connection is over."""
        head, _, body = answer.partition(b"\r\n\r\n")
        cut = len(head) + 4 + len(body) // 2
        match fault:
            case Fault.RESET_MID_ANSWER:
                await _sent(writer, answer[:cut])
                _reset(writer)
                return False
            case Fault.STALL:
                await self._closing.wait()
            case Fault.DRIP:
                for place in range(len(answer)):
                    await _sent(writer, answer[place : place + 1])
                    await asyncio.sleep(_DRIP_S)
            case Fault.CUT_BODY:
                await _sent(writer, answer[: cut if body else len(head) // 2])
                return False
            case Fault.GARBAGE:
                await _sent(writer, _GARBAGE)
                return False
            case Fault.SHORT_LENGTH | Fault.LONG_LENGTH:
                length = len(body) // 2 if fault is Fault.SHORT_LENGTH else len(body) + 100
                await _sent(writer, _with_length(head, length) + body)
                return fault is Fault.SHORT_LENGTH
            case Fault.OTHERS_ANSWER:
                await _sent(writer, last or _answer(200, b"application/json", b"{}"))
            case Fault.TWICE:
                await _sent(writer, answer + answer)
            case Fault.HTML:
                await _sent(writer, _answer(200, b"text/html; charset=utf-8", _PAGE))
            case _:
                await _sent(writer, answer)
        return True


async def _message(reader: asyncio.StreamReader) -> bytes:
    """One whole request or answer; "" where the other side has hung up."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return b""
    status = head.split(b" ", 2)[1] if head.startswith(b"HTTP/") else b""
    length = 0
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length":
            length = int(value)
        assert name.strip().lower() != b"transfer-encoding", (
            "the simulated networks say how long an answer is"
        )
    return head if status == b"204" else head + await reader.readexactly(length)


async def _sent(writer: asyncio.StreamWriter, told: bytes) -> None:
    writer.write(told)
    await writer.drain()


def _reset(writer: asyncio.StreamWriter) -> None:
    """End with a TCP reset instead of a polite close."""
    held: socket.socket = writer.get_extra_info("socket")
    linger = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)
    held.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    writer.transport.abort()


def _with_length(head: bytes, length: int) -> bytes:
    lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"content-length:")]
    return b"\r\n".join([*lines, b"Content-Length: %d" % length, b"", b""])


def _answer(status: int, kind: bytes, body: bytes) -> bytes:
    return b"HTTP/1.1 %d OK\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s" % (
        status,
        kind,
        len(body),
        body,
    )

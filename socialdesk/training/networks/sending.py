"""How an answer leaves: whole, drop by drop, packed out of all proportion, or as a reset connection."""

from __future__ import annotations

import asyncio
import json
import socket
import struct
import sys
import zlib
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from functools import lru_cache
from typing import Any

from starlette.types import Send

JSON = "application/json; charset=UTF-8"
SORRY = (
    b"<!DOCTYPE html><html><head><title>Sorry</title></head><body><h1>Something went wrong</h1></body></html>"
)
"""The web page that comes where JSON was asked for."""

Transports = MutableMapping[tuple[str, int], asyncio.BaseTransport]
"""The open connections by the client's address and port."""


class Reply:
    """Sends one answer, whole or drop by drop."""

    def __init__(
        self, send: Send, gone: Callable[[], Awaitable[bool]], closing: asyncio.Event, drip: float
    ) -> None:
        """`drip` is seconds for each byte, 0 for all at once; `gone` says whether the client has left."""
        self._send = send
        self._gone = gone
        self._closing = closing
        self._drip = drip

    async def body(self, status: int, body: Any, headers: Mapping[str, str]) -> None:
        """A value as JSON; None as an empty body, bytes as they are."""
        if body is None:
            await self.send(status, b"", "", headers)
        elif isinstance(body, bytes):
            await self.send(status, body, "application/octet-stream", headers)
        else:
            await self.send(status, json.dumps(body).encode(), JSON, headers)

    async def send(
        self, status: int, body: bytes, content_type: str, headers: Mapping[str, str] | None = None
    ) -> None:
        """The bytes themselves; a Content-Type among `headers` goes before `content_type` ("": none)."""
        told = {"content-type": content_type} if content_type else {}
        told |= {name.lower(): value for name, value in (headers or {}).items()}
        if status != 204:
            told["content-length"] = str(len(body))
        raw = [(name.encode("latin-1"), value.encode("latin-1", "replace")) for name, value in told.items()]
        await self._send({"type": "http.response.start", "status": status, "headers": raw})
        sent = 0
        while self._drip and sent < len(body) and not self._closing.is_set():
            if await self._gone():
                return
            await self._send({"type": "http.response.body", "body": body[sent : sent + 1], "more_body": True})
            sent += 1
            await closed_within(self._closing, self._drip)
        await self._send({"type": "http.response.body", "body": body[sent:], "more_body": False})


async def closed_within(closing: asyncio.Event, seconds: float) -> bool:
    """Wait; True where the server closes meanwhile."""
    try:
        await asyncio.wait_for(closing.wait(), seconds)
    except TimeoutError:
        return False
    return True


def reset_connection(transport: asyncio.BaseTransport) -> None:
    """End a connection with a TCP reset instead of a polite close."""
    held: Any = transport.get_extra_info("socket")
    if held is not None:
        linger = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)
        held.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    if isinstance(transport, asyncio.WriteTransport):
        transport.abort()


@lru_cache(maxsize=2)
def gzip_bomb(size: int) -> bytes:
    """A small gzip body that unpacks to JSON of `size` bytes."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    block = b" " * 2**20
    parts = [packer.compress(b'{"data": [], "padding": "')]
    parts += [packer.compress(block[: min(2**20, size - at)]) for at in range(0, size, 2**20)]
    parts += [packer.compress(b'"}'), packer.flush()]
    return b"".join(parts)

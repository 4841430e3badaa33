"""The simulated Graph API over HTTP: reads the request, lets the faults have their way, sends the answer."""

from __future__ import annotations

import asyncio
import json
import socket
import struct
import sys
import zlib
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from functools import lru_cache
from typing import Any, cast
from urllib.parse import parse_qsl

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from socialdesk.training.networks.call import Answer, Call, as_text
from socialdesk.training.networks.faults import Fault, Faults, Kind, Plan
from socialdesk.training.networks.graph import Graph, split_path
from socialdesk.training.networks.graph_errors import GraphError, bad_parameter, server_trouble
from socialdesk.training.networks.pictures import draw_png, media_type

Transports = MutableMapping[tuple[str, int], asyncio.BaseTransport]
"""The open connections by the client's address and port."""

_MAX_BODY = 20 * 2**20
_MAX_PARAMETERS = 2000
_JSON = "application/json; charset=UTF-8"
_PAGE = (
    b"<!DOCTYPE html><html><head><title>Sorry</title></head><body><h1>Something went wrong</h1></body></html>"
)


class FacebookWire:
    """An ASGI application for everything under `/facebook`."""

    def __init__(self, graph: Graph, faults: Faults, transports: Transports, closing: asyncio.Event) -> None:
        self.graph = graph
        self.faults = faults
        self._transports = transports
        self._closing = closing

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            return
        request = Request(scope, receive)
        path = str(scope["path"]).removeprefix(str(scope.get("root_path", "")))
        version, parts = split_path(path)
        plan = self.faults.plan(request.method, "/" + "/".join(parts))
        reply = _Reply(send, request.is_disconnected, self._closing, plan.drip)
        if parts[:1] == ("media",):
            await self._media(parts, reply)
            return
        try:
            call = await self._read(request, version, parts, plan)
        except GraphError as error:
            await reply.answer(self.graph.refusal(error))
            return
        if plan.latency and await closed_within(self._closing, plan.latency):
            await self._reset(scope, receive)
            return
        if plan.spoil is None:
            await reply.answer(self.graph.answer(call))
        else:
            await self._spoil(plan.spoil, call, scope, receive, reply)

    async def _spoil(self, fault: Fault, call: Call, scope: Scope, receive: Receive, reply: _Reply) -> None:
        answer = Answer(status=200, body={}) if fault.before else self.graph.answer(call)
        body = json.dumps(answer.body).encode()
        match fault.kind:
            case Kind.RESET_BEFORE | Kind.RESET_AFTER:
                await self._reset(scope, receive)
            case Kind.THROTTLE:
                await reply.answer(self.graph.throttled(call, fault.code, fault.minutes))
            case Kind.EXPIRED_TOKEN:
                await reply.answer(self.graph.expired())
            case Kind.ERROR_BEFORE | Kind.ERROR_AFTER:
                await reply.answer(self.graph.refusal(server_trouble()))
            case Kind.REFUSE_AFTER:
                await reply.answer(self.graph.refusal(server_trouble(status=400)))
            case Kind.CUT_JSON:
                await reply.send(answer.status, body[: len(body) // 2], _JSON)
            case Kind.WRONG_JSON:
                await reply.send(200, fault.body.encode(), _JSON)
            case Kind.HTML:
                await reply.send(200, _PAGE, "text/html; charset=UTF-8")
            case Kind.REDIRECT:
                await reply.send(302, b"", "text/html; charset=UTF-8", {"Location": fault.location})
            case Kind.GZIP_BOMB:
                await reply.send(200, _bomb(fault.size), _JSON, {"Content-Encoding": "gzip"})
            case Kind.LATENCY | Kind.DRIP | Kind.LAG:
                await reply.answer(answer)

    # -- the request

    async def _read(self, request: Request, version: str, parts: tuple[str, ...], plan: Plan) -> Call:
        params: dict[str, Any] = {}
        upload: bytes | None = None
        try:
            params |= parse_qsl(request.url.query, keep_blank_values=True, max_num_fields=_MAX_PARAMETERS)
            content_type = request.headers.get("content-type", "")
            if content_type.startswith("multipart/"):
                form = await request.form(max_files=4, max_fields=_MAX_PARAMETERS)
                for name, value in form.multi_items():
                    if isinstance(value, UploadFile):
                        upload = await value.read(_MAX_BODY)
                    else:
                        params[name] = value
                await form.close()
            else:
                params |= _body_params(await _body(request), content_type)
        except (ValueError, RecursionError, HTTPException):
            raise bad_parameter("The request could not be read.") from None
        method = request.method
        if method == "POST" and as_text(params.get("method")).upper() in {"GET", "DELETE"}:
            method = as_text(params.pop("method")).upper()
        scheme, _, told = request.headers.get("authorization", "").partition(" ")
        token = as_text(params.pop("access_token", None))
        if not token and scheme.lower() in {"bearer", "oauth"}:
            token = told.strip()
        host, port = cast("tuple[str, int]", request.scope["server"])
        root = str(request.scope.get("root_path", ""))
        return Call(
            method=method,
            path=parts,
            version=version,
            params=params,
            token=token,
            base_url=f"http://{host}:{port}{root}",
            lag=plan.lag,
            upload=upload,
        )

    async def _media(self, parts: tuple[str, ...], reply: _Reply) -> None:
        picture = self.graph.world.pictures.get(parts[1] if len(parts) == 2 else "")
        if picture is None:
            await reply.send(404, b"URL signature expired", "text/plain")
            return
        content = picture.content or draw_png(picture.id, picture.width, picture.height)
        await reply.send(200, content, media_type(content), {"Cache-Control": "max-age=1209600"})

    # -- trouble

    async def _reset(self, scope: Scope, receive: Receive) -> None:
        transport = self._transports.get(tuple(scope["client"]))
        if transport is not None:
            reset_connection(transport)
        while (await receive())["type"] != "http.disconnect":
            pass


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


class _Reply:
    """Sends one answer, whole or drop by drop."""

    def __init__(
        self, send: Send, gone: Callable[[], Awaitable[bool]], closing: asyncio.Event, drip: float
    ) -> None:
        self._send = send
        self._gone = gone
        self._closing = closing
        self._drip = drip

    async def answer(self, answer: Answer) -> None:
        """A Graph answer as JSON."""
        await self.send(answer.status, json.dumps(answer.body).encode(), _JSON, answer.headers)

    async def send(
        self, status: int, body: bytes, content_type: str, headers: Mapping[str, str] | None = None
    ) -> None:
        told = {"Content-Type": content_type, "Content-Length": str(len(body)), **(headers or {})}
        raw = [
            (name.lower().encode("latin-1"), value.encode("latin-1", "replace"))
            for name, value in told.items()
        ]
        await self._send({"type": "http.response.start", "status": status, "headers": raw})
        sent = 0
        while self._drip and sent < len(body) and not self._closing.is_set():
            if await self._gone():
                return
            await self._send({"type": "http.response.body", "body": body[sent : sent + 1], "more_body": True})
            sent += 1
            await closed_within(self._closing, self._drip)
        await self._send({"type": "http.response.body", "body": body[sent:], "more_body": False})


async def _body(request: Request) -> bytes:
    content = bytearray()
    async for part in request.stream():
        content += part
        if len(content) > _MAX_BODY:
            raise ValueError("too large")
    return bytes(content)


def _body_params(body: bytes, content_type: str) -> dict[str, Any]:
    if not body.strip():
        return {}
    if "json" in content_type:
        read = json.loads(body)
        if not isinstance(read, dict):
            raise ValueError("not an object")
        return cast("dict[str, Any]", read)
    text = body.decode("utf-8", "replace")
    return dict(parse_qsl(text, keep_blank_values=True, max_num_fields=_MAX_PARAMETERS))


@lru_cache(maxsize=2)
def _bomb(size: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    block = b" " * 2**20
    parts = [packer.compress(b'{"data": [], "padding": "')]
    parts += [packer.compress(block[: min(2**20, size - at)]) for at in range(0, size, 2**20)]
    parts += [packer.compress(b'"}'), packer.flush()]
    return b"".join(parts)

"""The door of every simulated network: reads the HTTP request, lets the faults have their way, sends the answer."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, cast
from urllib.parse import parse_qsl, unquote

import starlette.requests
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.types import Receive, Scope, Send

from socialdesk.training.networks.faults import Fault, Faults, Kind
from socialdesk.training.networks.pictures import draw_png, media_type
from socialdesk.training.networks.records import Picture
from socialdesk.training.networks.sending import (
    JSON,
    SORRY,
    Reply,
    Transports,
    closed_within,
    gzip_bomb,
    reset_connection,
)

_MAX_BODY = 20 * 2**20
_MAX_PARAMETERS = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a client asks of a network."""

    method: str
    path: tuple[str, ...]
    """The decoded parts below the network's mount; empty ones are left out."""
    params: dict[str, Any] = field(default_factory=dict[str, Any])
    """The query; the last one of a name that comes more than once."""
    pairs: tuple[tuple[str, str], ...] = ()
    """The query with every repetition, in order."""
    json: Any | None = None
    """The body, where it was JSON."""
    form: dict[str, str] = field(default_factory=dict[str, str])
    """The fields of a form."""
    token: str = ""
    """From `Authorization: Bearer` or `OAuth`; "" where there is none."""
    base_url: str = ""
    """What absolute links begin with, such as `http://127.0.0.1:4000/x`."""
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    """Names in lower case."""
    lag: float = 0
    """Seconds until what this call does can be read."""
    upload: bytes | None = None
    """A file that came with a form, or a body that is neither a form nor JSON."""

    def all(self, name: str) -> list[str]:
        """Every value of a query's name, as `uris=a&uris=b` gives them."""
        return [value for told, value in self.pairs if told == name]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is sent back: `body` as JSON; None is an empty body, and bytes go out as they are."""

    status: int
    body: Any
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


class Api(Protocol):
    """What a simulated network is on the wire. Called on the server's one thread."""

    @property
    def name(self) -> str:
        """Its network's name, such as `x`."""
        ...

    def answer(self, request: Request) -> Answer:
        """Carry the call out; every refusal is an answer too. Raises nothing for what a client sends."""
        ...

    def trouble(self, kind: Kind, request: Request, fault: Fault) -> Answer:
        """The network's own words for `throttle`, `expired_token`, `error_before`, `error_after` and
        `refuse_after`. Applies nothing: where the act is to be applied, `answer` has been called first."""
        ...

    def bad_request(self) -> Answer:
        """The request could not be read."""
        ...

    def picture(self, picture_id: str) -> Picture | None:
        """What `/media/ID` shows."""
        ...


class NetworkWire:
    """An ASGI application for everything under a network's mount."""

    def __init__(self, api: Api, faults: Faults, transports: Transports, closing: asyncio.Event) -> None:
        """`closing` is set when the server ends, `transports` are its open connections."""
        self.api = api
        self.faults = faults
        self._transports = transports
        self._closing = closing

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            return
        told = starlette.requests.Request(scope, receive)
        path = _parts(scope)
        plan = self.faults.plan(told.method, fault_route(path), network=self.api.name)
        reply = Reply(send, told.is_disconnected, self._closing, plan.drip)
        if path[:1] == ("media",):
            await self._media(path, reply)
            return
        try:
            request = await _read(told, path, plan.lag)
        except (ValueError, RecursionError, HTTPException):
            await _answer(reply, self.api.bad_request())
            return
        if plan.latency and await closed_within(self._closing, plan.latency):
            await self._reset(scope, receive)
            return
        if plan.spoil is None:
            await _answer(reply, self.api.answer(request))
        else:
            await self._spoil(plan.spoil, request, scope, receive, reply)

    async def _spoil(
        self, fault: Fault, request: Request, scope: Scope, receive: Receive, reply: Reply
    ) -> None:
        answer = Answer(status=200, body={}) if fault.before else self.api.answer(request)
        match fault.kind:
            case Kind.RESET_BEFORE | Kind.RESET_AFTER:
                await self._reset(scope, receive)
            case (
                Kind.THROTTLE | Kind.EXPIRED_TOKEN | Kind.ERROR_BEFORE | Kind.ERROR_AFTER | Kind.REFUSE_AFTER
            ):
                await _answer(reply, self.api.trouble(fault.kind, request, fault))
            case Kind.CUT_JSON:
                body = json.dumps({} if isinstance(answer.body, bytes | None) else answer.body).encode()
                await reply.send(answer.status, body[: len(body) // 2], JSON)
            case Kind.WRONG_JSON:
                await reply.send(200, fault.body.encode(), JSON)
            case Kind.HTML:
                await reply.send(200, SORRY, "text/html; charset=UTF-8")
            case Kind.REDIRECT:
                await reply.send(302, b"", "text/html; charset=UTF-8", {"Location": fault.location})
            case Kind.GZIP_BOMB:
                await reply.send(200, gzip_bomb(fault.size), JSON, {"Content-Encoding": "gzip"})
            case Kind.LATENCY | Kind.DRIP | Kind.LAG:
                await _answer(reply, answer)

    async def _media(self, path: tuple[str, ...], reply: Reply) -> None:
        picture = self.api.picture(path[1]) if len(path) == 2 else None
        if picture is None:
            await reply.send(404, b"URL signature expired", "text/plain")
            return
        content = picture.content or draw_png(picture.id, picture.width, picture.height)
        await reply.send(200, content, media_type(content), {"Cache-Control": "max-age=1209600"})

    async def _reset(self, scope: Scope, receive: Receive) -> None:
        transport = self._transports.get(tuple(scope["client"]))
        if transport is not None:
            reset_connection(transport)
        while (await receive())["type"] != "http.disconnect":
            pass


def split_version(parts: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """A leading version such as `v26.0` ("" for none), and the parts after it."""
    if parts and parts[0][:1] == "v" and parts[0][1:].replace(".", "", 1).isdecimal():
        return parts[0], parts[1:]
    return "", parts


def fault_route(parts: tuple[str, ...]) -> str:
    """What a fault's `route` is held against: the path below the mount, without a leading version."""
    return "/" + "/".join(split_version(parts)[1])


def _parts(scope: Scope) -> tuple[str, ...]:
    """Split before decoding, so that a `%2F` stays within its part."""
    raw = cast("bytes", scope.get("raw_path") or str(scope["path"]).encode()).partition(b"?")[0]
    mounted = len([part for part in str(scope.get("root_path", "")).split("/") if part])
    parts = [unquote(part) for part in raw.decode("latin-1").split("/") if part]
    return tuple(parts[mounted:])


async def _answer(reply: Reply, answer: Answer) -> None:
    await reply.body(answer.status, answer.body, answer.headers)


async def _read(told: starlette.requests.Request, path: tuple[str, ...], lag: float) -> Request:
    """Raises ValueError, RecursionError or HTTPException for what cannot be read."""
    pairs = parse_qsl(told.url.query, keep_blank_values=True, max_num_fields=_MAX_PARAMETERS)
    form: dict[str, str] = {}
    body: Any | None = None
    upload: bytes | None = None
    content_type = told.headers.get("content-type", "").partition(";")[0].strip().lower()
    if content_type == "multipart/form-data":
        sent = await told.form(max_files=4, max_fields=_MAX_PARAMETERS)
        for name, value in sent.multi_items():
            if isinstance(value, UploadFile):
                upload = await value.read(_MAX_BODY)
            else:
                form[name] = value
        await sent.close()
    else:
        content = await _body(told)
        if "json" in content_type:
            body = json.loads(content) if content.strip() else None
        elif content_type in {"", "text/plain", "application/x-www-form-urlencoded"}:
            text = content.decode("utf-8", "replace")
            form = dict(parse_qsl(text, keep_blank_values=True, max_num_fields=_MAX_PARAMETERS))
        else:
            upload = content
    scheme, _, token = told.headers.get("authorization", "").partition(" ")
    host, port = cast("tuple[str, int]", told.scope["server"])
    root = str(told.scope.get("root_path", ""))
    return Request(
        method=told.method,
        path=path,
        params=dict(pairs),
        pairs=tuple(pairs),
        json=body,
        form=form,
        token=token.strip() if scheme.lower() in {"bearer", "oauth"} else "",
        base_url=f"http://{host}:{port}{root}",
        headers=dict(told.headers),
        lag=lag,
        upload=upload,
    )


async def _body(told: starlette.requests.Request) -> bytes:
    content = bytearray()
    async for part in told.stream():
        content += part
        if len(content) > _MAX_BODY:
            raise ValueError("too large")
    return bytes(content)

"""Authorization servers on loopback: one that holds to every rule, one that breaks a rule on request; and a browser."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import secrets
import socket
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Protocol
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

import httpx2
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

CODE_LIVES_S = 30
RETURN_PATH = "/socialdesk/signed-in"
NO_STORE = {"Cache-Control": "no-store", "Pragma": "no-cache"}


class Server(Protocol):
    """One authorization server's doors."""

    def authorize(self, request: Request) -> Response: ...
    async def token(self, request: Request) -> Response: ...
    async def revoke(self, request: Request) -> Response: ...
    def me(self, request: Request) -> Response: ...


class Served:
    """A context manager: whatever `server` is at the time, on a free port of loopback, in a thread."""

    server: Server

    def __init__(self) -> None:
        async def token(request: Request) -> Response:
            return await self.server.token(request)

        async def revoke(request: Request) -> Response:
            return await self.server.revoke(request)

        routes = [
            Route("/authorize", lambda request: self.server.authorize(request)),
            Route("/token", token, methods=["POST"]),
            Route("/revoke", revoke, methods=["POST"]),
            Route("/me", lambda request: self.server.me(request)),
        ]
        config = uvicorn.Config(
            Starlette(routes=routes), loop="asyncio", ws="none", lifespan="off", log_config=None, log_level=50,
            timeout_graceful_shutdown=1,
        )  # fmt: skip
        self._server = uvicorn.Server(config)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    def __enter__(self) -> Served:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [self._socket]}, daemon=True
        )
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.should_exit = True
        self._thread.join()
        self._socket.close()


@dataclass
class Registered:
    """An app as the server knows it."""

    client_id: str
    redirect_uris: tuple[str, ...]
    secret: str = ""
    any_port: bool = False
    """A desktop app: the port of its return address is free (RFC 8252 7.3)."""
    secret_in_header: bool = False


@dataclass
class Grant:
    """A code, and the family of tokens that came of it."""

    client: Registered
    redirect_uri: str
    challenge: str
    scope: str
    issued: float
    used: bool = False
    revoked: bool = False
    access: list[str] = field(default_factory=list)
    refresh: list[str] = field(default_factory=list)


class StrictServer:
    """Holds to RFC 6749, 7636 (S256 only), 9207, and turns refresh tokens over with detection of reuse (RFC 9700)."""

    def __init__(self, *clients: Registered, scopes: Iterable[str], canary: str = "") -> None:
        self._clients = {one.client_id: one for one in clients}
        self._scopes = frozenset(scopes)
        self._canary = canary
        self._codes: dict[str, Grant] = {}
        self.now = 0.0
        self.lives_s = 7200
        self.declines = False
        self.slow_s = 0.0
        """How long the browser takes to come back, by the server's clock."""
        self.loses_answer = False
        """What was asked for is done, and the connection breaks before the answer."""
        self.turns_over = True
        self.asked: list[dict[str, str]] = []
        self.refused: list[str] = []
        self.issuer = ""

    def authorize(self, request: Request) -> Response:
        asked = dict(request.query_params)
        client = self._clients.get(asked.get("client_id", ""))
        if len(request.query_params.multi_items()) != len(asked) or client is None:
            return HTMLResponse("<h1>no such client</h1>", 400)
        redirect_uri = asked.get("redirect_uri", "")
        if not self._registered(client, redirect_uri):
            return HTMLResponse("<h1>return address not registered</h1>", 400)
        state = asked.get("state", "")
        if self.declines:
            return self._back(redirect_uri, state, error="access_denied", error_description="<b>no</b>")
        challenge = asked.get("code_challenge", "")
        if asked.get("response_type") != "code" or not state:
            return self._back(redirect_uri, state, error="invalid_request")
        if asked.get("code_challenge_method") != "S256" or len(challenge) != 43:
            return self._back(redirect_uri, state, error="invalid_request")
        scope = asked.get("scope", "")
        if not scope or not set(scope.split(" ")) <= self._scopes:
            return self._back(redirect_uri, state, error="invalid_scope")
        code = self._made("code")
        self._codes[code] = Grant(client, redirect_uri, challenge, scope, self.now)
        self.now += self.slow_s
        return self._back(redirect_uri, state, code=code)

    async def token(self, request: Request) -> Response:
        form = await _form(request)
        self.asked.append(form)
        client = self._client(request, form)
        if client is None:
            return self._no("invalid_client", 401)
        if form.get("grant_type") == "authorization_code":
            told = self._for_code(client, form)
        elif form.get("grant_type") == "refresh_token":
            told = self._for_refresh(client, form)
        else:
            told = self._no("unsupported_grant_type")
        return Response(b"cut", headers={"content-length": "4000"}) if self.loses_answer else told

    async def revoke(self, request: Request) -> Response:
        form = await _form(request)
        if self._client(request, form) is None:
            return self._no("invalid_client", 401)
        for grant in self._codes.values():
            if form.get("token") in [*grant.access, *grant.refresh]:
                grant.revoked = True
        return Response(status_code=200)

    def me(self, request: Request) -> Response:
        """A protected thing: 200 for a token that is good."""
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        good = any(not one.revoked and one.access[-1:] == [token] for one in self._codes.values())
        return JSONResponse({"id": "1"}) if good else JSONResponse({"error": "invalid_token"}, 401)

    def _for_code(self, client: Registered, form: dict[str, str]) -> Response:
        grant = self._codes.get(form.get("code", ""))
        if grant is None or grant.client is not client:
            return self._no("invalid_grant")
        if grant.used:
            grant.revoked = True  # RFC 6749 4.1.2: whoever uses a code again may have stolen it
            return self._no("invalid_grant")
        grant.used = True
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        proven = base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == grant.challenge
        too_late = self.now - grant.issued > CODE_LIVES_S
        if too_late or not proven or form.get("redirect_uri") != grant.redirect_uri:
            return self._no("invalid_grant")
        return self._tokens(grant)

    def _for_refresh(self, client: Registered, form: dict[str, str]) -> Response:
        token = form.get("refresh_token", "")
        grant = next((one for one in self._codes.values() if token in one.refresh), None)
        if grant is None or grant.client is not client or grant.revoked:
            return self._no("invalid_grant")
        if token != grant.refresh[-1]:
            grant.revoked = True
            return self._no("invalid_grant")
        return self._tokens(grant)

    def _tokens(self, grant: Grant) -> Response:
        grant.access.append(self._made("access"))
        told: dict[str, Any] = {
            "access_token": grant.access[-1],
            "token_type": "Bearer",
            "expires_in": self.lives_s,
        }
        if self.turns_over or not grant.refresh:
            grant.refresh.append(self._made("refresh"))
            told["refresh_token"] = grant.refresh[-1]
        return JSONResponse({**told, "scope": grant.scope}, headers=NO_STORE)

    def _client(self, request: Request, form: dict[str, str]) -> Registered | None:
        header = request.headers.get("authorization", "")
        if header.startswith("Basic "):
            given_id, _, given = base64.b64decode(header.removeprefix("Basic ")).decode().partition(":")
            client = self._clients.get(unquote(given_id))
            good = client is not None and client.secret_in_header and unquote(given) == client.secret
            return client if good and "client_secret" not in form else None
        client = self._clients.get(form.get("client_id", ""))
        if client is None or client.secret_in_header:
            return None
        return client if form.get("client_secret", "") == client.secret else None

    def _registered(self, client: Registered, redirect_uri: str) -> bool:
        if not client.any_port:
            return redirect_uri in client.redirect_uris
        parts = urlsplit(redirect_uri)
        return parts.port is not None and f"http://{parts.hostname}{parts.path}" in client.redirect_uris

    def _back(self, redirect_uri: str, state: str, **more: str) -> Response:
        told = {**more, "state": state, **({"iss": self.issuer} if self.issuer else {})}
        return RedirectResponse(f"{redirect_uri}?{urlencode(told)}", 302)

    def _no(self, error: str, status: int = 400) -> Response:
        self.refused.append(error)
        return JSONResponse({"error": error, "error_description": "not <i>so</i>"}, status, headers=NO_STORE)

    def _made(self, kind: str) -> str:
        return f"{kind}.{self._canary}.{secrets.token_urlsafe(16)}"


Answering = Callable[[dict[str, str]], Response]


class HostileServer:
    """Answers at each of its two doors as it is told."""

    def __init__(
        self, authorize: Callable[[str, str, str], Iterable[str]], token: Answering | None = None
    ) -> None:
        """`authorize` makes the addresses to which the browser is sent, one after the other, of (redirect_uri, state,
        a good code); `token` makes the answer to the form, None: none at all."""
        self._authorize = authorize
        self._token = token
        self.asked: list[dict[str, str]] = []

    def authorize(self, request: Request) -> Response:
        asked = parse_qs(request.url.query)
        addresses = self._authorize(asked["redirect_uri"][0], asked["state"][0], "code-of-the-network")
        return JSONResponse(list(addresses))

    async def token(self, request: Request) -> Response:
        self.asked.append(await _form(request))
        if self._token is None:
            await asyncio.sleep(30)
            return Response()
        return self._token(self.asked[-1])

    async def revoke(self, request: Request) -> Response:
        return Response(status_code=500)

    def me(self, request: Request) -> Response:
        return Response(status_code=500)


async def _form(request: Request) -> dict[str, str]:
    assert request.headers["content-type"] == "application/x-www-form-urlencoded"
    form = parse_qs((await request.body()).decode(), keep_blank_values=True, strict_parsing=True)
    assert all(len(values) == 1 for values in form.values())
    return {name: values[0] for name, values in form.items()}


class Browser:
    """Opens an address as a person's browser would, and goes where it is sent. `join` before looking."""

    def __init__(self) -> None:
        self.opened: list[str] = []
        self.seen: list[tuple[int, str]] = []
        """Each page that came from the desk: status and text."""
        self.headers: list[httpx2.Headers] = []
        self._threads: list[threading.Thread] = []

    def __call__(self, address: str) -> bool:
        self.opened.append(address)
        thread = threading.Thread(target=self._browse, args=(address,), daemon=True)
        self._threads.append(thread)
        thread.start()
        return True

    def join(self) -> None:
        for thread in self._threads:
            thread.join(10)

    def _browse(self, address: str) -> None:
        with httpx2.Client(timeout=5) as client:
            for _ in range(10):
                if RETURN_PATH in address:
                    client.get(address.partition(RETURN_PATH)[0] + "/favicon.ico")
                    return self._visit(client, address)
                told = client.get(address)
                if told.status_code == 200:
                    for onward in told.json():
                        self._visit(client, onward)
                if told.status_code not in (302, 303):
                    return None
                address = str(told.url.join(told.headers["location"]))

    def _visit(self, client: httpx2.Client, address: str) -> None:
        try:
            told = client.get(address)
        except httpx2.TransportError:
            return  # the desk no longer listens
        self.seen.append((told.status_code, told.text))
        self.headers.append(told.headers)

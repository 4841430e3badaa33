"""The simulated networks as a server on loopback, in a thread of this process."""

from __future__ import annotations

import asyncio
import secrets
import socket
import sys
import threading
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from types import TracebackType
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.routing import Mount
from uvicorn.protocols.http.h11_impl import H11Protocol

from socialdesk.errors import BugError, UserFacingError
from socialdesk.training.networks.all import MOUNTS, Simulated
from socialdesk.training.networks.control import control_app
from socialdesk.training.networks.facebook import FacebookApi
from socialdesk.training.networks.faults import Faults, FaultSpec
from socialdesk.training.networks.public_facebook import PublicFacebook
from socialdesk.training.networks.sending import Transports
from socialdesk.training.networks.wire import NetworkWire
from socialdesk.training.networks.world import World

HOST = "127.0.0.1"
_START_SECONDS = 20
_GRACE_SECONDS = 1.0


class SimulatedNetworksError(UserFacingError):
    """The simulated networks could not be started."""


class SimulatedNetworks:
    """A context manager: inside it, each network answers on its `base_url(name)`. Loopback only, always."""

    def __init__(self, *networks: Simulated | World, port: int = 0, faults: FaultSpec | None = None) -> None:
        """Each network as `NETWORKS` makes it; a `World` by itself is Facebook."""
        made = [
            (PublicFacebook(one), FacebookApi(one)) if isinstance(one, World) else one for one in networks
        ]
        self.networks: dict[str, Simulated] = {world.network: (world, api) for world, api in made}
        self.faults = Faults(faults)
        self.control_token = secrets.token_urlsafe(24)
        self._port = port
        self._socket: socket.socket | None = None
        self._thread: threading.Thread | None = None
        self._server: _Server | None = None

    def start(self) -> None:
        """Bind and answer. Raises SimulatedNetworksError where the port is taken."""
        if self._thread is not None:
            raise BugError("the simulated networks are already running")
        self._socket = _bind(self._port)
        self._server = _Server(self.networks, self.faults, self.control_token)
        self._thread = threading.Thread(
            target=self._server.run_on, args=(self._socket,), name="simulated-networks", daemon=True
        )
        self._thread.start()
        if not self._server.ready.wait(_START_SECONDS):
            self.stop()
            raise SimulatedNetworksError(
                "The simulated networks did not start.", to_do="Start the training again."
            )

    def stop(self) -> None:
        """Close every connection and wait for the thread to end. May be called twice."""
        if self._server is not None and self._thread is not None:
            self._server.close_soon()
            self._thread.join()
        if self._socket is not None:
            self._socket.close()
        self._server = self._thread = self._socket = None

    def __enter__(self) -> SimulatedNetworks:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def origin(self) -> str:
        """`http://127.0.0.1:N`. Raises BugError while not running."""
        if self._socket is None:
            raise BugError("the simulated networks are not running")
        return f"http://{HOST}:{self._socket.getsockname()[1]}"

    @property
    def world(self) -> World:
        """The simulated Facebook. Raises BugError where it is not among the networks."""
        facebook, _ = self.networks.get("facebook", (None, None))
        if not isinstance(facebook, PublicFacebook):
            raise BugError("there is no simulated facebook")
        return facebook.world

    def base_url(self, network: str = "facebook") -> str:
        """What goes before a network's own paths, such as Facebook's `/v26.0/...`."""
        if network not in self.networks:
            raise BugError(f"there is no simulated {network}")
        return f"{self.origin}/{MOUNTS.get(network, network)}"

    def announcement(self) -> dict[str, Any]:
        """What `socialdesk simulate` prints: addresses, accounts and their tokens."""
        networks = {
            name: {"base_url": self.base_url(name), **world.announcement()}
            for name, (world, _) in self.networks.items()
        }
        control = {"url": f"{self.origin}/__sim", "token": self.control_token}
        return {"networks": networks, "control": control}


class _Server(uvicorn.Server):
    """Uvicorn that says when it is ready, and that ends slow answers when it is to close."""

    def __init__(self, networks: Mapping[str, Simulated], faults: Faults, control_token: str) -> None:
        self.ready = threading.Event()
        self._closing = asyncio.Event()
        self._transports: Transports = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        mounts = [
            Mount(f"/{MOUNTS.get(name, name)}", app=NetworkWire(api, faults, self._transports, self._closing))
            for name, (_, api) in networks.items()
        ]
        worlds = {name: world for name, (world, _) in networks.items()}
        app = Starlette(routes=[*mounts, Mount("/__sim", app=control_app(worlds, faults, control_token))])
        super().__init__(
            uvicorn.Config(
                app,
                http=_protocol(self._transports),
                ws="none",
                loop="asyncio",
                lifespan="off",
                log_config=None,
                access_log=False,
                log_level="critical",
                proxy_headers=False,
                server_header=False,
            )
        )

    def run_on(self, bound: socket.socket) -> None:
        """Serve until told to close."""
        asyncio.run(self.serve(sockets=[bound]))

    def close_soon(self) -> None:
        """From another thread: stop taking calls, end what is slow, then cut what is left."""
        self.should_exit = True
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._begin_to_close)

    def _begin_to_close(self) -> None:
        self._closing.set()
        asyncio.get_running_loop().call_later(_GRACE_SECONDS, self._cut)

    def _cut(self) -> None:
        for transport in list(self._transports.values()):
            transport.close()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Uvicorn's own, and then say so."""
        self._loop = asyncio.get_running_loop()
        await super().startup(sockets)
        self.ready.set()

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        """Signals are the affair of whoever began this."""
        yield


def _protocol(transports: Transports) -> type[asyncio.Protocol]:
    """Uvicorn's HTTP protocol, which keeps the open connections so that a fault can reset one."""

    class Protocol(H11Protocol):
        def connection_made(self, transport: asyncio.Transport) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]  # uvicorn narrows it so
            super().connection_made(transport)
            if self.client is not None:
                transports[self.client] = transport

        def connection_lost(self, exc: Exception | None) -> None:
            if self.client is not None:
                transports.pop(self.client, None)
            super().connection_lost(exc)

    return Protocol


def _bind(port: int) -> socket.socket:
    # Of no named protocol, asyncio would not send at once, and each answer would be 40 ms late.
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if sys.platform != "win32":  # on Windows the option would let two programs share the port
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((HOST, port))
    except (OSError, OverflowError) as error:
        bound.close()
        raise SimulatedNetworksError(
            f"The simulated networks could not use port {port}: {error}.",
            to_do="Choose another port, or 0 for any that is free.",
        ) from None
    return bound

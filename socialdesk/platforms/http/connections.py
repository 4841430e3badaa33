"""Connections that know when the call has to end, and in training lead to this computer only."""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterable, Iterator
from typing import Any, cast
from urllib.request import getproxies, proxy_bypass  # noqa: TID251  the system's proxy settings, nothing is opened

import httpcore2
import httpx2

from socialdesk.clock import monotonic

LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})


class Deadline:
    """One call's end, and whether a byte of it may have reached the network."""

    def __init__(self, ends: float, *, secure: bool) -> None:
        self._ends = ends
        self.secure = secure
        self.sent = False

    def extensions(self, longest: float) -> dict[str, Any]:
        """What httpcore2 passes on with the request: its own time-outs, and this object to its trace."""
        times = {"connect": longest / 2, "read": longest, "write": longest, "pool": longest / 2}
        return {"timeout": times, "deadline": self}

    def within(self, timeout: float | None, error: type[Exception]) -> float:
        left = self._ends - monotonic()
        if left <= 0:
            raise error
        return left if timeout is None else min(left, timeout)


class Wire(httpx2.BaseTransport):
    """Connections that know when the call has to end."""

    def __init__(self, *, loopback_only: bool) -> None:
        self._backend = _Backend(loopback_only=loopback_only)
        self._direct = loopback_only
        self._pools: dict[tuple[str, str], httpcore2.ConnectionPool] = {}
        self._lock = threading.Lock()
        self._tls: ssl.SSLContext | None = None

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        self._backend.begin(request.extensions["deadline"])
        url = request.url
        told = self._pool(url).handle_request(
            httpcore2.Request(
                method=request.method,
                url=httpcore2.URL(
                    scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
                ),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        # httpcore2 types its extensions as a bare dict.
        stream = cast("dict[str, object]", told.extensions).get("network_stream")
        if isinstance(stream, _Stream) and not stream.heard:
            # It was there before the question: taken for its answer, every later one would be one behind.
            stream.close()
            told.close()
            raise httpcore2.RemoteProtocolError("an answer that nobody asked for")
        return httpx2.Response(told.status, headers=told.headers, stream=_Body(told))

    def close(self) -> None:
        with self._lock:
            pools, self._pools = self._pools, {}
        for pool in pools.values():
            pool.close()

    def _pool(self, url: httpx2.URL) -> httpcore2.ConnectionPool:
        proxy = "" if self._direct else _system_proxy(url)
        key = (url.scheme, proxy)
        with self._lock:
            if key not in self._pools:
                if url.scheme == "https" and self._tls is None:
                    # The operating system's own trust store, so that a force's inspecting proxy is trusted.
                    self._tls = httpx2.create_ssl_context()
                self._pools[key] = httpcore2.ConnectionPool(
                    ssl_context=self._tls,
                    proxy=_proxy(proxy) if proxy else None,
                    keepalive_expiry=5,
                    network_backend=self._backend,
                )
            return self._pools[key]


class _Body(httpx2.SyncByteStream):
    def __init__(self, answer: httpcore2.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        return self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()


class _Backend(httpcore2.NetworkBackend):
    """Opens connections; a thread makes one call at a time, whose deadline it finds here."""

    def __init__(self, *, loopback_only: bool) -> None:
        self._loopback_only = loopback_only
        self._inner = httpcore2.SyncBackend()
        self._calls = threading.local()

    def begin(self, call: Deadline) -> None:
        self._calls.now = call

    @property
    def call(self) -> Deadline:
        return self._calls.now

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        error: Exception = httpcore2.ConnectError("no address")
        for address in self._addresses(host, port, timeout):
            if self._loopback_only and not ipaddress.ip_address(address).is_loopback:
                continue
            limit = self.call.within(timeout, httpcore2.ConnectTimeout)
            try:
                stream = self._inner.connect_tcp(address, port, limit, local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as refused:
                error = refused
                continue
            return _Stream(stream, self, secure=False)
        raise error

    def _addresses(self, host: str, port: int, timeout: float | None) -> list[str]:
        """The host's addresses. Looked up aside: the system's resolver knows no time-out of ours."""
        found: list[str] = []

        def ask() -> None:
            try:
                told = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            except (OSError, UnicodeError):
                return
            found.extend(dict.fromkeys(str(one[4][0]).partition("%")[0] for one in told))

        limit = self.call.within(timeout, httpcore2.ConnectTimeout)
        # A daemon: a resolver that never comes back must not keep the program from closing.
        asking = threading.Thread(target=ask, name="name-lookup", daemon=True)
        asking.start()
        asking.join(limit)
        return list(found)


class _Stream(httpcore2.NetworkStream):
    """A connection whose every read and write ends with the call."""

    def __init__(self, inner: httpcore2.NetworkStream, backend: _Backend, *, secure: bool) -> None:
        self._inner = inner
        self._backend = backend
        self._secure = secure
        self.heard = False
        """True where something came since the last was written."""

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        told = self._inner.read(max_bytes, self._backend.call.within(timeout, httpcore2.ReadTimeout))
        self.heard = True
        return told

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.heard = False
        call = self._backend.call
        # What is written before encryption begins is for a proxy, and tells the network nothing.
        call.sent = call.sent or self._secure or not call.secure
        self._inner.write(buffer, call.within(timeout, httpcore2.WriteTimeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        limit = self._backend.call.within(timeout, httpcore2.ConnectTimeout)
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, limit), self._backend, secure=True)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


def _system_proxy(url: httpx2.URL) -> str:
    found = getproxies()
    proxy = found.get(url.scheme) or found.get("all") or ""
    if not proxy or url.host in LOOPBACK_NAMES or proxy_bypass(url.host):
        return ""
    return proxy if "://" in proxy else f"http://{proxy}"


def _proxy(address: str) -> httpcore2.Proxy:
    if not address.lower().startswith(("http://", "https://")):
        raise httpcore2.UnsupportedProtocol("a proxy of another kind than HTTP")
    given = httpx2.Proxy(address)
    target = httpcore2.URL(
        scheme=given.url.raw_scheme, host=given.url.raw_host, port=given.url.port, target=b"/"
    )
    return httpcore2.Proxy(url=target, auth=given.raw_auth)

"""The one HTTP client: what goes to a network, and what of its answer is let in.

Why not httpx2's own `Client`: no time-out of any client stops an answer that comes drop by drop (reliability.md
F10), and it would log addresses, keep cookies and read redirects. Here httpx2 builds requests and decodes
answers, httpcore2 keeps the connections, and everything between follows reliability.md 4.4:

- one deadline for the whole call, however slowly bytes come;
- the body is counted after unpacking, while it streams;
- the token goes in the `Authorization` header, to the network's own host only, and comes back in nothing;
- redirects on the same scheme, host and port only;
- errors are made outside the frames that held a request, so no traceback leads to a header.
"""

from __future__ import annotations

import logging
import urllib.parse
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import httpcore2
import httpx2

from socialdesk.clock import monotonic
from socialdesk.platforms.api import (
    Credentials,
    FixedToken,
    NetworkError,
    Offline,
    Refused,
    SignInExpired,
    TokenSource,
    Unreadable,
)
from socialdesk.platforms.http.connections import LOOPBACK_NAMES, Deadline, Wire
from socialdesk.platforms.http.secrets import Secrets

JSON_CAP = 5 * 2**20
MEDIA_CAP = 25 * 2**20
_MAX_REDIRECTS = 3
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_JSON_TYPES = frozenset({"application/json", "text/javascript", "text/json", "application/javascript"})
Content = dict[str, str] | bytes | None
"""What is sent: a form, JSON, or nothing."""
_CHATTY_LOGGERS = (
    "httpx2",
    *(f"httpcore2.{name}" for name in ("connection", "http11", "http2", "proxy", "socks")),
)

_NOT_SENT = (
    httpcore2.ConnectError,
    httpcore2.ConnectTimeout,
    httpcore2.PoolTimeout,
    httpcore2.ProxyError,
    httpcore2.UnsupportedProtocol,
    httpx2.ConnectError,
    httpx2.ConnectTimeout,
    httpx2.PoolTimeout,
    httpx2.ProxyError,
    httpx2.UnsupportedProtocol,
    httpx2.InvalidURL,
)
_TROUBLE = (
    *_NOT_SENT,
    httpcore2.TimeoutException,
    httpcore2.NetworkError,
    httpcore2.ProtocolError,
    httpx2.TransportError,
    httpx2.DecodingError,
    httpx2.StreamError,
    OSError,
    UnicodeError,
)


class NoAnswer(Unreadable):
    """The request may have gone out, and the connection broke or the deadline passed before an answer was in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One HTTP answer, whole, within its cap, and without the secrets that we sent."""

    status: int
    headers: Mapping[str, str]
    """By lower-case name."""
    body: bytes = field(repr=False)
    url: str
    """What was asked for, without any secret."""
    delimited: bool = True
    """False where the end of the body could not be told from a broken connection."""

    @property
    def is_json(self) -> bool:
        """True where the network says that this is JSON."""
        kind = self.headers.get("content-type", "").partition(";")[0].strip().lower()
        return kind in _JSON_TYPES or kind.endswith("+json")


class HttpClient:
    """Speaks to one network for one account. Safe to use from several threads; the deadlines are in seconds."""

    def __init__(
        self,
        base_url: str,
        *,
        name: str = "The network",
        credentials: Credentials | TokenSource | None = None,
        deadline_s: float = 20.0,
        media_deadline_s: float = 60.0,
        loopback_only: bool = False,
        transport: httpx2.BaseTransport | None = None,
    ) -> None:
        """Raises Refused where `base_url` is not to be spoken to (not encrypted, or not of this computer)."""
        for logger in _CHATTY_LOGGERS:
            logging.getLogger(logger).addFilter(_warnings_only)
        self.base_url = base_url.rstrip("/")
        self.name = name
        self._deadline_s = deadline_s
        self._media_deadline_s = media_deadline_s
        self._loopback_only = loopback_only
        known = credentials or Credentials(token="")
        self._source = FixedToken(known) if isinstance(known, Credentials) else known
        self._secrets = Secrets()
        self._wire = transport or Wire(loopback_only=loopback_only)
        base = _read_url(self.base_url)
        refusal = self._refusal(base) if base is not None else Refused(f"{name}'s address cannot be read.")
        if refusal is not None:
            raise refusal

    def get(
        self,
        path: str,
        params: Mapping[str, str] | None = None,
        *,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Read. `path` begins with "/" and its parts are quoted already. Raises Offline, Unreadable, Refused."""
        return self._call("GET", path, params or {}, headers or {}, None)

    def post(self, path: str, form: Mapping[str, str]) -> Answer:
        """Write, as a form. Raises Offline only where nothing was sent; NoAnswer or Unreadable otherwise."""
        return self._call("POST", path, {}, {}, dict(form))

    def send(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        *,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Write with POST, PUT or DELETE; `body` is JSON. Raises as `post`."""
        return self._call(method, path, params or {}, headers or {}, body)

    def delete(
        self,
        path: str,
        params: Mapping[str, str] | None = None,
        *,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Delete. Raises as `post`."""
        return self._call("DELETE", path, params or {}, headers or {}, None)

    def renew(self) -> bool:
        """The network takes the sign-in no longer: True where a newer one was had, so that the call can be repeated.

        Raises NetworkError where it could not be asked for.
        """
        held = self._secrets.held
        return held is not None and self._source.renewed(held) is not None

    def media(self, url: str, *, hosts: Iterable[str]) -> Answer:
        """The bytes behind `url`, at most 25 MB, without the token, from our own host or one ending in `hosts`.

        Raises Refused for any other address, else as `get`.
        """
        told = self._media(url, tuple(hosts))
        if isinstance(told, NetworkError):
            raise told
        return told

    def upload(
        self,
        method: str,
        address: str,
        content: bytes,
        *,
        media_type: str,
        hosts: Iterable[str] = (),
        signed: bool = True,
    ) -> Answer:
        """Send a file to one of our paths, or to an address on our own host or one ending in `hosts`; without the token
        where not `signed`. It has as long as a picture that is read. Raises as `post`, Refused for other addresses."""
        url = _joined(httpx2.URL(self.base_url), self.base_url + address if address[:1] == "/" else address)
        self._secrets.use(self._source.current())
        if url is None or not self._may_fetch(url, tuple(hosts)):
            told: Answer | NetworkError = Refused(
                f"{self.name} named an address for the picture that the desk does not send to.",
                kept="Nothing was sent.",
            )
        else:
            told = self._exchange(
                method, url, content, headers={"Content-Type": media_type}, ends=monotonic() + self._media_deadline_s,
                cap=JSON_CAP, signed=signed, shown=str(url.copy_with(query=None)),
            )  # fmt: skip
        if isinstance(told, NetworkError):
            raise told
        return told

    def close(self) -> None:
        """Give the connections back."""
        self._wire.close()

    # -- calls. Errors are values until the last moment, so that no traceback holds a request.

    def _call(
        self,
        method: str,
        path: str,
        params: Mapping[str, str],
        headers: Mapping[str, str],
        content: Content,
    ) -> Answer:
        asked = f"{self.base_url}{path}?{urllib.parse.urlencode(params)}" if params else self.base_url + path
        self._secrets.use(self._source.current())
        told = self._follow(method, asked, headers, content)
        if isinstance(told, NetworkError):
            raise told
        return told

    def _follow(
        self, method: str, asked: str, headers: Mapping[str, str], content: Content
    ) -> Answer | NetworkError:
        ends = monotonic() + self._deadline_s
        url = _read_url(asked)
        if url is None:
            return Refused(f"{self.name} cannot be asked for that.", kept="Nothing was sent.")
        shown = str(url)
        for _ in range(_MAX_REDIRECTS + 1):
            told = self._exchange(
                method, url, content, headers=headers, ends=ends, cap=JSON_CAP, signed=True, shown=shown
            )
            if isinstance(told, NetworkError) or told.status not in _REDIRECTS:
                return told
            onward = _joined(url, told.headers.get("location", ""))
            if method != "GET" or onward is None or _origin(onward) != _origin(url):
                return Unreadable(
                    f"{self.name} was asked, and the answer points to another address.",
                    to_do="A sign-in page of the local network may stand in between: open a web page and see.",
                )
            url = onward.copy_remove_param("access_token")
        return Unreadable(f"{self.name}'s address sends the desk round in circles.")

    def _media(self, address: str, hosts: tuple[str, ...]) -> Answer | NetworkError:
        ends = monotonic() + self._media_deadline_s
        url = _joined(httpx2.URL(self.base_url), address)
        for _ in range(_MAX_REDIRECTS + 1):
            if url is None or not self._may_fetch(url, hosts):
                return Refused("The picture is kept at an address that the desk does not fetch from.")
            shown = str(url.copy_with(query=None))
            told = self._exchange(
                "GET", url, None, headers={}, ends=ends, cap=MEDIA_CAP, signed=False, shown=shown
            )
            if isinstance(told, NetworkError):
                return told
            if told.status in _REDIRECTS:
                url = _joined(url, told.headers.get("location", ""))
                continue
            if told.status != 200:
                return Unreadable(f"The picture's address answered with status {told.status}.")
            if not told.delimited:
                return Unreadable("The picture may have come incomplete, so it was not kept.")
            return told
        return Unreadable("The picture's address sends the desk round in circles.")

    def _may_fetch(self, url: httpx2.URL, hosts: tuple[str, ...]) -> bool:
        if _origin(url) == _origin(httpx2.URL(self.base_url)):
            return True
        host = url.host.lower().rstrip(".")
        known = any(host == one or host.endswith("." + one) for one in hosts)
        return known and url.scheme == "https" and not self._loopback_only

    def _refusal(self, url: httpx2.URL) -> Refused | None:
        loopback = url.host.lower() in LOOPBACK_NAMES
        if self._loopback_only and not loopback:
            return Refused(
                "In training the desk speaks to this computer only, and this address is not of this computer.",
                kept="Nothing was sent.",
            )
        if url.scheme != "https" and not (url.scheme == "http" and loopback):
            return Refused(
                f"{self.name}'s address is not encrypted.",
                kept="Nothing was sent.",
                to_do="Use an address that begins with https.",
            )
        return None

    def _exchange(
        self, method: str, url: httpx2.URL, content: Content, *,
        headers: Mapping[str, str], ends: float, cap: int, signed: bool, shown: str,
    ) -> Answer | NetworkError:  # fmt: skip
        refusal = self._refusal(url)
        if refusal is not None:
            return refusal
        if signed and not self._secrets.sendable:
            return SignInExpired(
                f"The stored sign-in for {self.name} is not one that it could have given.",
                to_do="Sign in again.",
            )
        call = Deadline(ends, secure=url.scheme == "https")
        try:
            request = httpx2.Request(
                method,
                self._secrets.with_proof(url) if signed else url,
                data=content if isinstance(content, dict) else None,
                content=content if isinstance(content, bytes) else None,
                headers={"Accept": "application/json" if signed else "*/*", "Accept-Encoding": "gzip",
                         "User-Agent": "SocialDesk",
                         **({"Content-Type": "application/json"} if isinstance(content, bytes) else {}), **headers},
                extensions=call.extensions(self._deadline_s),
            )  # fmt: skip
            if signed:
                self._secrets.sign(request)
            response = self._wire.handle_request(request)
            try:
                return self._read(response, ends=ends, cap=cap, shown=shown)
            finally:
                response.close()
        except _TROUBLE as error:
            never_sent = isinstance(error, _NOT_SENT) or (isinstance(self._wire, Wire) and not call.sent)
            late = isinstance(error, (httpcore2.TimeoutException, httpx2.TimeoutException))
            untrusted = "CERTIFICATE_VERIFY_FAILED" in str(error)
        return self._trouble(never_sent=never_sent, late=late, untrusted=untrusted)

    def _read(self, response: httpx2.Response, *, ends: float, cap: int, shown: str) -> Answer | NetworkError:
        if response.headers.get("content-encoding", "").strip().lower() not in {"", "identity", "gzip"}:
            return Unreadable(f"{self.name} answered in a packing that the desk did not ask for.")
        body = bytearray()
        for chunk in response.iter_bytes():
            body += chunk
            if len(body) > cap:
                return Unreadable(f"{self.name}'s answer is too large to be a real one.")
            if monotonic() > ends:
                return self._trouble(never_sent=False, late=True, untrusted=False)
        headers = {
            name.lower(): self._secrets.removed(value.encode()).decode()
            for name, value in response.headers.items()
        }
        return Answer(
            status=response.status_code,
            headers=headers,
            body=self._secrets.removed(bytes(body)),
            url=shown,
            delimited="content-length" in headers or "chunked" in headers.get("transfer-encoding", ""),
        )

    def _trouble(self, *, never_sent: bool, late: bool, untrusted: bool) -> NetworkError:
        if untrusted:
            return Offline(
                f"The address of {self.name} did not prove that it is {self.name}: this computer does not trust"
                " its certificate.", kept="Nothing was sent.",
                to_do="Tell ICT: the Force's own certificate may be missing on this computer.",
            )  # fmt: skip
        if never_sent:
            return Offline(
                f"{self.name} could not be reached.",
                kept="Nothing was sent.",
                to_do="The desk tries again by itself; check the connection if it lasts.",
            )
        what = "did not answer in time" if late else "broke the connection off before its answer was complete"
        return NoAnswer(f"{self.name} {what}.", to_do="The desk looks again by itself.")


def _warnings_only(record: logging.LogRecord) -> bool:
    """Keeps answer headers and addresses out of every log, whatever its level."""
    return record.levelno >= logging.WARNING


def _origin(url: httpx2.URL) -> tuple[str, str, int | None]:
    port = url.port or {"http": 80, "https": 443}.get(url.scheme)
    return url.scheme, url.host.lower(), port


def _joined(base: httpx2.URL, location: str) -> httpx2.URL | None:
    try:
        return base.join(location) if location else None
    except (httpx2.InvalidURL, ValueError):
        return None


def _read_url(address: str) -> httpx2.URL | None:
    try:
        return httpx2.URL(address)
    except (httpx2.InvalidURL, ValueError):
        return None

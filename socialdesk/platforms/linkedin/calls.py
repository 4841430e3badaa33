"""One organisation's calls to LinkedIn: headers, addresses, retries of reads, the allowance, errors as the port's."""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping
from datetime import datetime, time, timedelta

import msgspec
import stamina

from socialdesk.clock import Clock, to_ms
from socialdesk.platforms.api import Budget, NetworkError, Offline, Refused, UnknownResult, Unreadable
from socialdesk.platforms.http import Answer, HttpClient, NoAnswer
from socialdesk.platforms.linkedin import errors, wire
from socialdesk.platforms.meter import Meter
from socialdesk.platforms.throttle import retry_after_s

VERSION = "202609"
"""The newest version known; LinkedIn keeps each for about a year, and answers 426 to older ones."""
CALLS, MEMBER_CALLS = "calls", "calls of this sign-in"
"""The windows of the development tier: of the whole app, and of the person who signed in."""
PAGE = 100
"""How many elements a list is asked for at a time."""
_COMMENTING = "comments a minute"
_SAFE_PART = re.compile(r"(?:[A-Za-z0-9_.~()-]|:|%[0-9A-F]{2})+", re.ASCII)
_ATTEMPTS = 3
_RETRY_SECONDS = 15.0
"""No new attempt after so long; whoever waits must hear."""
_MINUTE_MS = 60_000

Told = Answer | errors.Problem | UnknownResult


class LinkedInCalls:
    """Calls for one organisation. Safe to use from several threads."""

    def __init__(
        self, http: HttpClient, meter: Meter, clock: Clock, *, organization: str, version: str = VERSION
    ) -> None:
        self.http = http
        self.clock = clock
        self.organization = organization
        """The organisation's URN."""
        self._meter = meter
        self._version = version
        self._closed = threading.Event()

    @property
    def now_ms(self) -> int:
        """The time now, by the desk's clock."""
        return to_ms(self.clock())

    def read(
        self, *parts: str, query: Mapping[str, str] | None = None, method: str = "", moderating: bool = False
    ) -> Answer:
        """A GET that LinkedIn answered without an error. Raises NetworkError.

        `parts` and the values of `query` are quoted already (`urn.quoted`). `method` is Rest.li's own, where the
        verb is not enough. `moderating` takes from what is kept for moderation. Tried three times at most, for no
        connection and for LinkedIn's own trouble only.
        """
        path = self._path(parts, query)
        resource = f"GET {parts[0]}"
        headers = self._headers(method)
        for attempt in stamina.retry_context(
            on=(Offline, NoAnswer, errors.Transient),
            attempts=_ATTEMPTS,
            timeout=_RETRY_SECONDS,
            wait_initial=0.2,
            wait_max=2.0,
            wait_jitter=0.3,
        ):
            with attempt:
                if self._closed.is_set():
                    break
                answer = self._get(path, resource, headers, reading=not moderating)
                found = errors.problem(answer)
                if found is not None and found.kind is errors.Kind.SIGN_IN and self.http.renew():
                    answer = self._get(path, resource, headers, reading=not moderating)
                    found = errors.problem(answer)
                if found is None:
                    return answer
                raise self._raised(found, resource, answer)
        raise Offline("LinkedIn was not asked: the desk is closing.", kept="Nothing was sent.")

    def listing(
        self,
        *parts: str,
        start: int = 0,
        count: int = PAGE,
        query: Mapping[str, str] | None = None,
        moderating: bool = False,
    ) -> wire.Listing:
        """One page of a list. Raises NetworkError."""
        return wire.read_listing(
            self.page(*parts, start=start, count=count, query=query, moderating=moderating)
        )

    def page(
        self,
        *parts: str,
        start: int = 0,
        count: int = PAGE,
        query: Mapping[str, str] | None = None,
        moderating: bool = False,
    ) -> Answer:
        """The answer with one page of a list. Raises NetworkError."""
        asked = {**(query or {}), "start": str(start), "count": str(count)}
        method = "FINDER" if "q" in asked else ""
        return self.read(*parts, query=asked, method=method, moderating=moderating)

    def create(self, *parts: str, body: object) -> Told:
        """A POST, once. Raises Offline, Throttled, SignInExpired or Refused only where it was not applied."""
        return self._write("POST", parts, None, msgspec.json.encode(body), "")

    def delete(self, *parts: str, query: Mapping[str, str] | None = None) -> Told:
        """A DELETE, once. As `create`."""
        return self._write("DELETE", parts, query, None, "DELETE")

    def act(self, *parts: str, name: str, body: object) -> Told:
        """One of Rest.li's own acts (`?action=name`), once. As `create`."""
        return self._write("POST", parts, {"action": name}, msgspec.json.encode(body), "")

    def change(self, *parts: str, body: object) -> Told:
        """Alters what is there (PARTIAL_UPDATE), once. As `create`."""
        return self._write("POST", parts, None, msgspec.json.encode(body), "PARTIAL_UPDATE")

    def upload(self, address: str, content: bytes, *, media_type: str, hosts: tuple[str, ...]) -> Told:
        """Sends a file to where LinkedIn said, once. Raises as `create`."""
        try:
            answer = self.http.upload("PUT", address, content, media_type=media_type, hosts=hosts)
        except Unreadable as silence:
            return UnknownResult(reason=silence.happened)
        return self._written(errors.problem(answer), "PUT images", answer)

    def budget(self) -> Budget:
        """The allowance as counted."""
        return self._meter.budget()

    def close(self) -> None:
        """End waits and connections."""
        self._closed.set()
        self.http.close()

    def _get(self, path: str, resource: str, headers: Mapping[str, str], *, reading: bool) -> Answer:
        self._take(resource, reading=reading)
        return self.http.get(path, headers=headers)

    def _write(
        self,
        verb: str,
        parts: tuple[str, ...],
        query: Mapping[str, str] | None,
        body: bytes | None,
        method: str,
    ) -> Told:
        path = self._path(parts, query)
        resource, headers = f"{verb} {parts[0]}", self._headers(method)
        if verb == "POST" and parts[-1] == "comments":
            self._meter.check(_COMMENTING, reading=False)
        try:
            answer = self._sent(verb, path, body, resource, headers)
            found = errors.problem(answer)
            if found is not None and found.kind is errors.Kind.SIGN_IN and self.http.renew():
                answer = self._sent(verb, path, body, resource, headers)
                found = errors.problem(answer)
        except Unreadable as silence:
            return UnknownResult(reason=silence.happened)
        return self._written(found, resource, answer)

    def _sent(
        self, verb: str, path: str, body: bytes | None, resource: str, headers: Mapping[str, str]
    ) -> Answer:
        self._take(resource, reading=False)
        return self.http.send(verb, path, body, headers=headers)

    def _written(self, found: errors.Problem | None, resource: str, answer: Answer) -> Told:
        """The answer to a write, or what it says went wrong. Raises what certainly was not applied and waits."""
        if found is None:
            return answer
        # A server that fails is not believed, whatever its body says: only its own refusals are certain.
        if answer.status >= 500 or answer.status < 400:
            return errors.Problem(errors.Kind.TRANSIENT, found.sentence, found.to_do, found.detail)
        if found.kind in {errors.Kind.THROTTLED, errors.Kind.TOO_FAST, errors.Kind.SIGN_IN}:
            raise self._raised(found, resource, answer)
        return found

    def _raised(self, found: errors.Problem, resource: str, answer: Answer) -> NetworkError:
        until_ms = 0
        if found.kind is errors.Kind.THROTTLED:
            after_s = retry_after_s(answer.headers)
            told = self._midnight_ms() if after_s is None else self.now_ms + after_s * 1000
            until_ms = self._meter.refused(resource, until_ms=told)
        elif found.kind is errors.Kind.TOO_FAST:
            until_ms = self._meter.refused(_COMMENTING, until_ms=self.now_ms + _MINUTE_MS)
        return errors.raised(found, until_ms=until_ms)

    def _take(self, resource: str, *, reading: bool) -> None:
        """Counts one call. LinkedIn counts by day for the app and for the person, and shuts one resource at a time."""
        for name in (CALLS, MEMBER_CALLS, resource):
            self._meter.check(name, reading=reading)
        for name in (CALLS, MEMBER_CALLS):
            self._meter.spend(name)

    def _midnight_ms(self) -> int:
        """When LinkedIn's day ends. Its counts begin anew at midnight UTC."""
        now = self.clock()
        return to_ms(datetime.combine(now.date() + timedelta(days=1), time(), tzinfo=now.tzinfo))

    def _headers(self, method: str) -> dict[str, str]:
        headers = {"LinkedIn-Version": self._version, "X-Restli-Protocol-Version": "2.0.0"}
        return headers | ({"X-RestLi-Method": method} if method else {})

    def _path(self, parts: tuple[str, ...], query: Mapping[str, str] | None) -> str:
        """The path and query. The signs that mean something to Rest.li must not be quoted, so this is not left to
        the client; whatever came from LinkedIn was quoted before (`urn.quoted`)."""
        for part in parts:
            if not _SAFE_PART.fullmatch(part) or not part.strip("."):
                raise Refused(
                    "The desk holds an id here that LinkedIn could not have given.", kept="Nothing was sent."
                )
        asked = "&".join(f"{name}={value}" for name, value in (query or {}).items())
        return "/rest/" + "/".join(parts) + (f"?{asked}" if asked else "")

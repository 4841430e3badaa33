"""One sign-in's calls to Hootsuite: addresses, retries of reads, the allowance, errors as the port's."""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping, Sequence
from urllib.parse import quote, urlencode

import msgspec
import stamina

from socialdesk.clock import Clock, to_ms
from socialdesk.platforms.api import Budget, NetworkError, Offline, Refused, UnknownResult, Unreadable
from socialdesk.platforms.hootsuite import errors
from socialdesk.platforms.http import Answer, HttpClient, NoAnswer
from socialdesk.platforms.meter import Meter, Window

CALLS, AT_ONCE = "calls", "calls a second"
WINDOWS = (Window(name=CALLS, total=100_000), Window(name=AT_ONCE, total=20, seconds=1))
"""Hootsuite's published limits, which are the whole account's."""
_STORES = ("amazonaws.com",)
"""Where Hootsuite has pictures sent to."""
_ATTEMPTS = 3
_RETRY_SECONDS = 15.0
_TOO_FAST_MS, _USED_UP_MS = 5_000, 3600_000
"""How long to wait: Hootsuite never says (no Retry-After)."""
_PART = re.compile(r"[A-Za-z0-9+/=_-]{1,1000}", re.ASCII)

Told = Answer | errors.Problem | UnknownResult


class HootsuiteCalls:
    """Calls for one sign-in. Safe to use from several threads."""

    def __init__(self, http: HttpClient, meter: Meter, clock: Clock) -> None:
        self.http = http
        self.clock = clock
        self._meter = meter
        self._closed = threading.Event()

    @property
    def now_ms(self) -> int:
        """The time now, by the desk's clock."""
        return to_ms(self.clock())

    def read(self, *parts: str, query: Sequence[tuple[str, str]] = ()) -> Answer:
        """A GET that Hootsuite answered without an error. Raises NetworkError.

        Tried three times at most, for no connection and for Hootsuite's own trouble only.
        """
        path = _path(parts) + (f"?{urlencode(query)}" if query else "")
        for attempt in stamina.retry_context(
            on=(Offline, NoAnswer, errors.Transient),
            attempts=_ATTEMPTS,
            timeout=_RETRY_SECONDS,
            wait_initial=0.2,
            wait_max=2.0,
            wait_jitter=0.3,
        ):
            with attempt:
                answer, found = self._signed("GET", path, None, reading=True)
                if found is None:
                    return answer
                raise self._raised(found)
        raise Offline("Hootsuite could not be reached.")  # not reached: the last attempt raises its own

    def write(self, method: str, *parts: str, body: object | None = None) -> Told:
        """A POST or DELETE, once. Raises Offline, Throttled, SignInExpired or Refused only where it was not applied."""
        path = _path(parts)
        content = msgspec.json.encode(body) if body is not None else None
        try:
            answer, found = self._signed(method, path, content, reading=False)
        except Unreadable as silence:
            unknown = UnknownResult(reason=silence.happened)
        else:
            return self._written(answer, found)
        return unknown

    def store(self, address: str, content: bytes, media_type: str) -> None:
        """Sends a picture to where Hootsuite said, without the sign-in. Raises NetworkError; nothing is out then."""
        answer = self.http.upload("PUT", address, content, media_type=media_type, hosts=_STORES, signed=False)
        if not 200 <= answer.status < 300:
            raise Unreadable(
                f"The picture was not taken where Hootsuite said that it should go: status {answer.status}."
            )

    def budget(self) -> Budget:
        """The allowance as counted."""
        return self._meter.budget()

    def wait(self, seconds: float) -> None:
        """Let time pass, or the end come."""
        self._closed.wait(seconds)

    def close(self) -> None:
        """End waits and connections."""
        self._closed.set()
        self.http.close()

    def _signed(
        self, method: str, path: str, content: bytes | None, *, reading: bool
    ) -> tuple[Answer, errors.Problem | None]:
        """The call; once more where the sign-in had run out, was certainly not taken, and could be renewed."""
        answer = self._once(method, path, content, reading=reading)
        found = errors.problem(answer)
        if (
            found is not None
            and found.kind is errors.Kind.SIGN_IN
            and answer.status < 500
            and self.http.renew()
        ):
            answer = self._once(method, path, content, reading=reading)
            found = errors.problem(answer)
        return answer, found

    def _once(self, method: str, path: str, content: bytes | None, *, reading: bool) -> Answer:
        for name in (CALLS, AT_ONCE):
            self._meter.take(name, reading=reading)
        headers = {"Content-Type": "application/json;charset=utf-8"} if content is not None else {}
        answer = (
            self.http.get(path) if method == "GET" else self.http.send(method, path, content, headers=headers)
        )
        self._heard(answer.headers)
        return answer

    def _heard(self, headers: Mapping[str, str]) -> None:
        """The day's count; the count by the second is one server's."""
        told = errors.quota(headers)
        if told is not None:
            left = max(told[0] - told[1], 0)
            self._meter.heard(CALLS, limit=told[0], remaining=left, reset_ms=None)

    def _written(self, answer: Answer, found: errors.Problem | None) -> Answer | errors.Problem:
        if found is None:
            return answer
        # A server that fails is not believed, whatever its body says: only its own refusals are certain.
        if answer.status >= 500:
            return errors.Problem(errors.Kind.TRANSIENT, found.sentence, found.to_do, found.detail)
        if found.kind in {errors.Kind.THROTTLED, errors.Kind.USED_UP, errors.Kind.SIGN_IN}:
            raise self._raised(found)
        return found

    def _raised(self, found: errors.Problem) -> NetworkError:
        until_ms = 0
        if found.kind is errors.Kind.THROTTLED:
            until_ms = self._meter.refused(AT_ONCE, until_ms=self.now_ms + _TOO_FAST_MS)
        elif found.kind is errors.Kind.USED_UP:
            until_ms = self._meter.refused(CALLS, until_ms=self.now_ms + _USED_UP_MS)
        return errors.raised(found, until_ms=until_ms)


def _path(parts: tuple[str, ...]) -> str:
    """The path of ids and edges. An id comes from Hootsuite and must stay one part of an address."""
    for part in parts:
        if not _PART.fullmatch(part):
            raise Refused(
                "The desk holds an id here that Hootsuite could not have given.", kept="Nothing was sent."
            )
    return "/v1/" + "/".join(quote(part, safe="") for part in parts)

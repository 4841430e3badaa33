"""One account's calls to the Graph API: addresses, retries of reads, the allowance, errors as the port's."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Mapping
from urllib.parse import quote

import stamina

from socialdesk.clock import Clock, to_ms
from socialdesk.platforms.api import Offline, Refused, UnknownResult, Unreadable
from socialdesk.platforms.graph import errors, wire
from socialdesk.platforms.http import Answer, HttpClient, NoAnswer, Part, multipart
from socialdesk.platforms.throttle import Gate

_ID = re.compile(r"[A-Za-z0-9_:=~.-]{1,512}", re.ASCII)
_ATTEMPTS = 3
_RETRY_SECONDS = 15.0
"""No new attempt after so long; whoever waits must hear."""


class GraphCalls:
    """Calls for one account. Safe to use from several threads."""

    def __init__(
        self, http: HttpClient, gate: Gate, clock: Clock, *, version: str, voice: errors.Voice
    ) -> None:
        """`version` such as `v26.0`; `voice` names the network in sentences."""
        self.http = http
        self.gate = gate
        self.clock = clock
        self.voice = voice
        self._version = version
        self._closed = threading.Event()

    @property
    def now_ms(self) -> int:
        """The time now, by the desk's clock."""
        return to_ms(self.clock())

    def read(self, *parts: str, params: Mapping[str, str] | None = None, limit: int | None = None) -> Answer:
        """A GET that was answered without an error. Raises NetworkError.

        Tried three times at most, for no connection and for the network's own trouble only; each time asks a
        list for half as many (`limit`), for "reduce the amount of data" is one of those troubles.
        """
        path = self._path(parts)
        asked = dict(params or {})
        self.gate.check(reading=True)
        self._closed.wait(self.gate.pause_s())
        for attempt in stamina.retry_context(
            on=(Offline, NoAnswer, errors.Transient),
            attempts=_ATTEMPTS,
            timeout=_RETRY_SECONDS,
            wait_initial=0.2,
            wait_max=2.0,
            wait_jitter=0.3,
        ):
            with attempt:
                if limit is not None:
                    asked["limit"] = str(max(limit >> (attempt.num - 1), 1))
                self.gate.check(reading=True)
                return self._checked(self._signed_in(lambda: self.http.get(path, asked)))
        raise Offline(
            f"{self.voice.network} could not be reached."
        )  # not reached: the last attempt raises its own

    def listing(self, *parts: str, params: Mapping[str, str], limit: int | None = None) -> wire.Listing:
        """One page of a list. Raises NetworkError."""
        return wire.read_listing(self.read(*parts, params=params, limit=limit))

    def post(self, *parts: str, form: Mapping[str, str]) -> Answer | errors.Problem | UnknownResult:
        """A POST, once. Raises Offline, Throttled, SignInExpired or Refused only where it was not applied."""
        path = self._path(parts)
        self.gate.check(reading=False)
        try:
            answer = self._signed_in(lambda: self.http.post(path, form))
        except Unreadable as silence:
            unknown = UnknownResult(reason=silence.happened)
        else:
            return self._written(answer)
        return unknown

    def upload(self, *parts: str, fields: Mapping[str, str], file: Part) -> Answer | errors.Problem:
        """Sends a file, which nobody sees yet: what went wrong can be tried again, and raises Offline.

        Raises Throttled, SignInExpired and Refused as well.
        """
        path = self._path(parts)
        body, media_type = multipart(fields, file)
        self.gate.check(reading=False)
        try:
            answer = self._signed_in(lambda: self.http.upload("POST", path, body, media_type=media_type))
        except Unreadable as silence:
            happened = silence.happened
        else:
            return self._written(answer)
        raise Offline(happened, kept="Nothing was published.", to_do="The desk tries again by itself.")

    def delete(
        self, *parts: str, params: Mapping[str, str] | None = None
    ) -> Answer | errors.Problem | UnknownResult:
        """A DELETE, once. As `post`."""
        path = self._path(parts)
        self.gate.check(reading=False)
        try:
            answer = self._signed_in(lambda: self.http.delete(path, params))
        except Unreadable as silence:
            unknown = UnknownResult(reason=silence.happened)
        else:
            return self._written(answer)
        return unknown

    def wait(self, seconds: float) -> None:
        """Let time pass, or the end come."""
        self._closed.wait(seconds)

    def close(self) -> None:
        """End waits and connections."""
        self._closed.set()
        self.http.close()

    def _signed_in(self, call: Callable[[], Answer]) -> Answer:
        """The call's answer; repeated once where the sign-in had run out and a newer one could be had."""
        answer = call()
        found = errors.problem(answer, self.voice)
        if found is None or found.kind is not errors.Kind.SIGN_IN or answer.status >= 500:
            return answer
        try:
            renewed = self.http.renew()
        except Unreadable as trouble:
            # Only the sign-in was asked for: the call itself was certainly not applied.
            raise Offline(trouble.happened, to_do="The desk tries again by itself.") from None
        return call() if renewed else answer

    def _checked(self, answer: Answer) -> Answer:
        self.gate.heard(answer.headers)
        found = errors.problem(answer, self.voice)
        if found is None:
            return answer
        until_ms = self.gate.refused(answer.headers) if found.kind is errors.Kind.THROTTLED else 0
        raise errors.raised(found, until_ms=until_ms)

    def _written(self, answer: Answer) -> Answer | errors.Problem:
        """The answer to a write, or what it says went wrong. Raises what certainly was not applied and waits."""
        self.gate.heard(answer.headers)
        found = errors.problem(answer, self.voice)
        if found is None:
            return answer
        # A server that fails is not believed, whatever its body says: only its own refusals are certain.
        if answer.status >= 500:
            return errors.Problem(errors.Kind.TRANSIENT, found.sentence, found.to_do, found.detail)
        if found.kind is errors.Kind.THROTTLED:
            raise errors.raised(found, until_ms=self.gate.refused(answer.headers))
        if found.kind is errors.Kind.SIGN_IN:
            raise errors.raised(found, until_ms=0)
        return found

    def _path(self, parts: tuple[str, ...]) -> str:
        """The path for ids and edges. An id comes from the network and must stay one part of an address."""
        for part in parts:
            if not _ID.fullmatch(part) or not part.strip("."):
                raise Refused(
                    f"The desk holds an id here that {self.voice.network} could not have given.",
                    kept="Nothing was sent.",
                )
        return "/" + "/".join([quote(self._version, safe=""), *(quote(part, safe="") for part in parts)])

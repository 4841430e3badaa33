"""One account's calls to its server: addresses, retries of reads, the allowance, errors as the port's.

The account's server answers for its own records at once, and passes everything else on: to Bluesky's view of the whole
network, which lags behind, and to the chat service, which is asked for by a header (platforms.md 7.1).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

import msgspec
import stamina

from socialdesk.clock import Clock, to_ms
from socialdesk.platforms.api import Offline, UnknownResult, Unreadable
from socialdesk.platforms.bluesky import errors
from socialdesk.platforms.http import Answer, HttpClient, NoAnswer
from socialdesk.platforms.meter import Meter, Window
from socialdesk.platforms.throttle import retry_after_s

REAL_URL = "https://bsky.social"
REQUESTS, POINTS, DAILY, CHAT = "requests", "write points", "daily write points", "message calls"
WINDOWS = (
    Window(name=REQUESTS, total=3000, seconds=300),
    Window(name=POINTS, total=5000, seconds=3600),
    Window(name=DAILY, total=35_000, seconds=24 * 3600),
)
"""What Bluesky's own servers allow (docs.bsky.app, Rate Limits); a header may say otherwise."""
CREATE_POINTS, UPDATE_POINTS, DELETE_POINTS = 3, 2, 1
_LEAST = {REQUESTS: 1000, POINTS: 100, DAILY: 100}
"""A header that tells of fewer speaks of one kind of call only."""
_BY_LENGTH = {300: REQUESTS, 3600: POINTS, 86_400: DAILY}
_CHAT_HEADER = {"atproto-proxy": "did:web:api.bsky.chat#bsky_chat"}
_ATTEMPTS = 3
_RETRY_SECONDS = 15.0
"""No new attempt after so long; whoever waits must hear."""

Params = Sequence[tuple[str, str]]


class Calls:
    """Calls for one account. Safe to use from several threads."""

    def __init__(self, http: HttpClient, meter: Meter, clock: Clock, *, did: str) -> None:
        self.http = http
        self.meter = meter
        self.clock = clock
        self.did = did

    @property
    def now_ms(self) -> int:
        """The time now, by the desk's clock."""
        return to_ms(self.clock())

    def read(self, method: str, params: Params = (), *, chat: bool = False) -> Answer:
        """A query that was answered without an error. Raises NetworkError.

        Tried three times at most, for no connection and for Bluesky's own trouble only.
        """
        path = f"/xrpc/{method}" + (f"?{urlencode(params)}" if params else "")
        for attempt in stamina.retry_context(
            on=(Offline, NoAnswer, errors.Transient),
            attempts=_ATTEMPTS,
            timeout=_RETRY_SECONDS,
            wait_initial=0.2,
            wait_max=2.0,
            wait_jitter=0.3,
        ):
            with attempt:
                answer, found = self._signed(
                    lambda: self.http.get(path, headers=_headers(chat=chat)), reading=True, chat=chat
                )
                if found is None:
                    return answer
                raise errors.raised(found, until_ms=self._until(answer, found, chat=chat))
        raise Offline("Bluesky could not be reached.")  # not reached: the last attempt raises its own

    def write(
        self, method: str, body: Mapping[str, Any], *, points: int = 0, chat: bool = False
    ) -> Answer | errors.Problem | UnknownResult:
        """A procedure, once. Raises Offline, Throttled, SignInExpired or Refused only where it was not applied."""
        content = msgspec.json.encode(body)
        for name in (POINTS, DAILY) if points else ():
            self.meter.take(name, points, reading=False)
        try:
            answer, found = self._signed(
                lambda: self.http.send("POST", f"/xrpc/{method}", content, headers=_headers(chat=chat)),
                reading=False,
                chat=chat,
            )
        except Unreadable as silence:
            unknown = UnknownResult(reason=silence.happened)
        else:
            if found is None:
                return answer
            if found.kind in {errors.Kind.THROTTLED, errors.Kind.SIGN_IN}:
                raise errors.raised(found, until_ms=self._until(answer, found, chat=chat))
            return found
        return unknown

    def upload(self, content: bytes, media_type: str) -> Answer | errors.Problem:
        """Sends a file, which nobody sees until a record names it. Raises NetworkError; nothing was published then."""
        answer, found = self._signed(
            lambda: self.http.upload(
                "POST", "/xrpc/com.atproto.repo.uploadBlob", content, media_type=media_type
            ),
            reading=False,
            chat=False,
        )
        if found is None:
            return answer
        if found.kind in {errors.Kind.THROTTLED, errors.Kind.SIGN_IN}:
            raise errors.raised(found, until_ms=self._until(answer, found, chat=False))
        return found

    def close(self) -> None:
        """Release connections."""
        self.http.close()

    def _signed(
        self, call: Callable[[], Answer], *, reading: bool, chat: bool
    ) -> tuple[Answer, errors.Problem | None]:
        """The call; once more where the sign-in had run out, was certainly not taken, and could be renewed."""
        answer = self._once(call, reading=reading, chat=chat)
        found = errors.problem(answer)
        if found is not None and found.kind is errors.Kind.SIGN_IN and self.http.renew():
            answer = self._once(call, reading=reading, chat=chat)
            found = errors.problem(answer)
        return answer, found

    def _once(self, call: Callable[[], Answer], *, reading: bool, chat: bool) -> Answer:
        if chat:
            self.meter.check(CHAT, reading=reading)
        self.meter.take(REQUESTS, reading=reading)
        answer = call()
        self._heard(answer.headers)
        return answer

    def _heard(self, headers: Mapping[str, str]) -> None:
        name, limit = _window(headers)
        if name is not None and limit >= _LEAST[name]:
            reset = _number(headers.get("ratelimit-reset", ""))
            self.meter.heard(
                name,
                limit=limit,
                remaining=_number(headers.get("ratelimit-remaining", "")),
                reset_ms=None if reset is None else reset * 1000,
            )

    def _until(self, answer: Answer, found: errors.Problem, *, chat: bool) -> int:
        """Throttled: until when, and nothing of the kind goes out before."""
        if found.kind is not errors.Kind.THROTTLED:
            return 0
        after_s, reset = retry_after_s(answer.headers), _number(answer.headers.get("ratelimit-reset", ""))
        until = reset * 1000 if reset is not None else None
        if after_s is not None:
            until = max(until or 0, self.now_ms + after_s * 1000)
        return self.meter.refused(CHAT if chat else _window(answer.headers)[0] or REQUESTS, until_ms=until)


def _headers(*, chat: bool) -> Mapping[str, str]:
    return _CHAT_HEADER if chat else {}


def _window(headers: Mapping[str, str]) -> tuple[str | None, int]:
    """Which window `ratelimit-policy: 3000;w=300` speaks of, and how much it holds."""
    told = re.fullmatch(r"(\d{1,9});w=(\d{1,9})", headers.get("ratelimit-policy", "").strip(), re.ASCII)
    return (_BY_LENGTH.get(int(told[2])), int(told[1])) if told is not None else (None, 0)


def _number(value: str) -> int | None:
    return int(value) if re.fullmatch(r"[0-9]{1,12}", value.strip(" \t"), re.ASCII) else None

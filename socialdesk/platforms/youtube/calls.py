"""One channel's calls to the YouTube Data API: addresses, units, retries of reads, errors as the port's."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from datetime import time as time_of_day
from zoneinfo import ZoneInfo

import msgspec
import stamina

from socialdesk.clock import Clock, from_ms, to_ms
from socialdesk.model.ids import NativeId
from socialdesk.platforms.api import Gone, Offline, Refused, UnknownResult, Unreadable
from socialdesk.platforms.http import Answer, HttpClient, NoAnswer
from socialdesk.platforms.meter import Meter, Window
from socialdesk.platforms.throttle import retry_after_s
from socialdesk.platforms.youtube import errors, wire

UNITS = "units"
READ, WRITE = 1, 50
"""What a call costs (platforms.md 4): a call that is refused costs as much."""
PACIFIC = "America/Los_Angeles"
"""Where the day ends that the units are for."""
UNITS_A_DAY = Window(name=UNITS, total=10_000, zone=PACIFIC)
_ROOT = "/youtube/v3/"
_ID = re.compile(r"[A-Za-z0-9_.=~:@-]{1,512}", re.ASCII)
_ATTEMPTS = 3
_RETRY_SECONDS = 15.0
"""No new attempt after so long; whoever waits must hear."""


class YouTubeCalls:
    """Calls for one channel. Safe to use from several threads."""

    def __init__(
        self, http: HttpClient, meter: Meter, clock: Clock, *, channel_id: str, acting: bool = False
    ) -> None:
        """`acting`: reads belong to what a person decided (evidence, looking back), so the reserve is theirs too."""
        self.http = http
        self.meter = meter
        self.clock = clock
        self.channel_id = channel_id
        self._acting = acting

    def acting(self) -> YouTubeCalls:
        """The same calls, for what a person decided."""
        return YouTubeCalls(self.http, self.meter, self.clock, channel_id=self.channel_id, acting=True)

    @property
    def now_ms(self) -> int:
        """The time now, by the desk's clock."""
        return to_ms(self.clock())

    def read(self, resource: str, params: Mapping[str, str]) -> Answer:
        """A GET that YouTube answered without an error. Raises NetworkError.

        Tried three times at most, for no connection and for YouTube's own trouble only, and once more where it
        could not process the request.
        """
        spoilt = 0

        def worth_it(error: Exception) -> bool:
            nonlocal spoilt
            if isinstance(error, errors.ProcessingFailed):
                spoilt += 1
                return spoilt == 1
            return isinstance(error, (Offline, NoAnswer, errors.Transient))

        for attempt in stamina.retry_context(
            on=worth_it,
            attempts=_ATTEMPTS,
            timeout=_RETRY_SECONDS,
            wait_initial=0.2,
            wait_max=2.0,
            wait_jitter=0.3,
        ):
            with attempt:
                return self._read_once(resource, params)
        raise Offline("YouTube could not be reached.")  # not reached: the last attempt raises its own

    def listing(self, resource: str, params: Mapping[str, str]) -> wire.Listing:
        """One page of a list. Raises NetworkError."""
        return wire.read_listing(self.read(resource, params))

    def one(self, resource: str, params: Mapping[str, str], wanted: NativeId) -> tuple[Answer, msgspec.Raw]:
        """The resource with that id, and the answer that it came in. Raises Gone where there is none."""
        answer = self.read(resource, {**params, "id": known_id(wanted)})
        for raw in wire.read_listing(answer).items:
            if wire.own_id(raw) == wanted:
                return answer, raw
        raise Gone("YouTube says that this is no longer there, or not for this channel to see.")

    def write(
        self, method: str, resource: str, params: Mapping[str, str], body: object = None
    ) -> Answer | errors.Problem | UnknownResult:
        """A POST or DELETE, once. Raises Offline, Throttled, SignInExpired or Refused only where it was not applied."""
        sent = msgspec.json.encode(body) if body is not None else None

        def call() -> Answer:
            return self.http.send(method, _ROOT + resource, sent, params=params)

        try:
            answer = self._paid(call, WRITE, reading=False)
        except Unreadable as silence:
            unknown = UnknownResult(reason=silence.happened)
        else:
            return self._written(answer)
        return unknown

    def close(self) -> None:
        """End connections."""
        self.http.close()

    def _read_once(self, resource: str, params: Mapping[str, str]) -> Answer:
        answer = self._paid(lambda: self.http.get(_ROOT + resource, params), READ, reading=not self._acting)
        found = errors.problem(answer)
        if found is None:
            return answer
        raise errors.raised(found, until_ms=self._until(found, answer))

    def _paid(self, call: Callable[[], Answer], units: int, *, reading: bool) -> Answer:
        """The answer, with a renewed sign-in where YouTube did not take the old one."""
        self.meter.take(UNITS, units, reading=reading)
        answer = call()
        found = errors.problem(answer)
        if found is not None and found.kind is errors.Kind.SIGN_IN and self._renewed():
            self.meter.take(UNITS, units, reading=reading)
            answer = call()
        return answer

    def _renewed(self) -> bool:
        try:
            return self.http.renew()
        except (Unreadable, Refused, Gone):
            return False  # so that a write does not seem to have gone out

    def _written(self, answer: Answer) -> Answer | errors.Problem:
        """The answer to a write, or what it says went wrong. Raises what certainly was not applied and waits."""
        found = errors.problem(answer)
        # A server that fails is not believed, whatever its body says: only its own refusals are certain.
        if found is None or answer.status >= 500:
            return answer if found is None else found
        if found.kind in {errors.Kind.THROTTLED, errors.Kind.USED_UP, errors.Kind.SIGN_IN}:
            raise errors.raised(found, until_ms=self._until(found, answer))
        return found

    def _until(self, found: errors.Problem, answer: Answer) -> int:
        """Until when YouTube wants to be left alone; 0 where it does not."""
        if found.kind is errors.Kind.USED_UP:
            return self.meter.refused(UNITS, until_ms=next_midnight_ms(self.now_ms))
        if found.kind is errors.Kind.THROTTLED:
            wait_s = retry_after_s(answer.headers)
            return self.meter.refused(UNITS, until_ms=self.now_ms + wait_s * 1000 if wait_s else None)
        return 0


def next_midnight_ms(now_ms: int) -> int:
    """When the units are given anew."""
    zone = ZoneInfo(PACIFIC)
    tomorrow = from_ms(now_ms).astimezone(zone).date() + timedelta(days=1)
    return to_ms(datetime.combine(tomorrow, time_of_day(), tzinfo=zone))


def is_id(value: str) -> bool:
    """True for what could be an id of YouTube's: lists of ids are joined by commas."""
    return _ID.fullmatch(value) is not None


def known_id(value: str) -> str:
    """The id, if it is one that YouTube could have given. Raises Refused."""
    if not is_id(value):
        raise Refused(
            "The desk holds an id here that YouTube could not have given.", kept="Nothing was sent."
        )
    return value

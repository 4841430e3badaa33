"""Misbehaviour on request: which calls a network spoils, and how. Deterministic by seed.

A specification is JSON, and is documented in resources/scenarios/README.md:

    {"seed": 7, "faults": [{"kind": "reset_after", "method": "POST", "route": "/{id}/comments", "count": 2}]}
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from random import Random
from threading import Lock
from typing import Annotated

import msgspec
from msgspec import Meta

from socialdesk.errors import UserFacingError


class FaultsError(UserFacingError):
    """A specification of faults that cannot be read."""


class Kind(StrEnum):
    """What goes wrong."""

    LATENCY = "latency"
    """The answer takes `seconds` longer; the act is applied at the end of them."""
    DRIP = "drip"
    """The answer comes one byte every `seconds`."""
    LAG = "lag"
    """What is written can be read only after `seconds`."""
    RESET_BEFORE = "reset_before"
    """The connection is reset and nothing was applied."""
    RESET_AFTER = "reset_after"
    """It was applied, and the connection is reset instead of an answer."""
    THROTTLE = "throttle"
    """Too many calls, in the network's own words (`code`, where it has several); free again in `minutes`."""
    ERROR_BEFORE = "error_before"
    """HTTP 500, nothing was applied."""
    ERROR_AFTER = "error_after"
    """HTTP 500, and it was applied."""
    REFUSE_AFTER = "refuse_after"
    """The network says that it did not work out (Graph: HTTP 400 with code 2), and it was applied."""
    CUT_JSON = "cut_json"
    """Half of the answer."""
    WRONG_JSON = "wrong_json"
    """Good JSON of the wrong shape (`body`)."""
    HTML = "html"
    """A web page instead of JSON."""
    EXPIRED_TOKEN = "expired_token"
    """The sign-in has run out, in the network's own words; nothing was applied."""
    REDIRECT = "redirect"
    """302 to another host, as a captive portal does (`location`); nothing was applied."""
    GZIP_BOMB = "gzip_bomb"
    """A small compressed answer that unpacks to `size` bytes."""


_BEFORE = {Kind.RESET_BEFORE, Kind.THROTTLE, Kind.ERROR_BEFORE, Kind.EXPIRED_TOKEN, Kind.REDIRECT}
_DELAYS = {Kind.LATENCY, Kind.DRIP, Kind.LAG}
_DEFAULT_SECONDS = {Kind.LATENCY: 1.0, Kind.DRIP: 0.4, Kind.LAG: 5.0}


class Fault(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One kind of trouble and the calls that it meets."""

    kind: Kind
    network: str = "*"
    """Which network misbehaves, such as `x`; `*` for every one."""
    method: str = "*"
    """GET, POST, PUT, DELETE or `*`."""
    route: str = "*"
    """The path below the network's address, without a leading version such as `v26.0`: `{id}` stands for one part,
    `*` for anything."""
    probability: Annotated[float, Meta(ge=0, le=1)] = 1.0
    count: Annotated[int, Meta(ge=0)] | None = None
    """How often at most; always, where it is left out."""
    skip: Annotated[int, Meta(ge=0)] = 0
    """How many matching calls go by first."""
    seconds: Annotated[float, Meta(ge=0, le=3600)] | None = None
    code: int | None = None
    minutes: Annotated[int, Meta(ge=0)] = 5
    location: str = "http://captive-portal.invalid/sign-in"
    body: str = '{"data": 7}'
    size: Annotated[int, Meta(ge=0, le=2**31)] = 128 * 2**20
    applied: bool = True
    """For html, wrong_json and gzip_bomb: whether the act was applied."""

    @property
    def pause(self) -> float:
        """Seconds of a delay."""
        return _DEFAULT_SECONDS.get(self.kind, 0) if self.seconds is None else self.seconds

    @property
    def before(self) -> bool:
        """True where the act is not applied."""
        return self.kind in _BEFORE or not self.applied


class FaultSpec(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """All the trouble that there is to be."""

    seed: int = 0
    faults: tuple[Fault, ...] = ()


def read_faults(told: str) -> FaultSpec:
    """A specification from JSON, or from the file that `told` names. Raises FaultsError."""
    text, where = told, "the faults given"
    if not told.lstrip().startswith("{"):
        where = f"the faults file {told}"
        try:
            text = Path(told).read_text(encoding="utf-8")
        except (OSError, ValueError) as error:
            raise FaultsError(
                f"I could not read {where}: {error}.", to_do="Name a JSON file, or give the JSON itself."
            ) from None
    try:
        return msgspec.json.decode(text, type=FaultSpec)
    except (msgspec.DecodeError, RecursionError) as error:
        raise FaultsError(
            f"I could not use {where}: {error}.",
            to_do="See resources/scenarios/README.md for what a fault may say.",
        ) from None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What happens to one call."""

    latency: float = 0
    drip: float = 0
    lag: float = 0
    spoil: Fault | None = None


class Faults:
    """Decides for each call. May be asked and changed from any thread."""

    def __init__(self, spec: FaultSpec | None = None) -> None:
        self._lock = Lock()
        self._spec = FaultSpec()
        self._met: list[int] = []
        self._done: list[int] = []
        self._dice: list[Random] = []
        self._routes: list[re.Pattern[str]] = []
        self.set(spec or FaultSpec())

    def set(self, spec: FaultSpec) -> None:
        """Replace everything and begin to count anew."""
        with self._lock:
            self._spec = spec
            self._met = [0] * len(spec.faults)
            self._done = [0] * len(spec.faults)
            self._dice = [Random(f"{spec.seed}/{number}") for number in range(len(spec.faults))]
            self._routes = [_route(fault.route) for fault in spec.faults]

    def clear(self) -> None:
        """Behave from now on."""
        self.set(FaultSpec())

    def done(self) -> list[tuple[str, int]]:
        """How often each fault has struck, in the order of the specification."""
        with self._lock:
            return [
                (fault.kind.value, count) for fault, count in zip(self._spec.faults, self._done, strict=True)
            ]

    def plan(self, method: str, path: str, *, network: str = "facebook") -> Plan:
        """What is to happen to this call; one spoiling fault at most, delays besides."""
        delays: dict[Kind, float] = {}
        spoil: Fault | None = None
        with self._lock:
            for number, fault in enumerate(self._spec.faults):
                spoils = fault.kind not in _DELAYS
                if (spoils and spoil is not None) or not self._strikes(number, fault, network, method, path):
                    continue
                if spoils:
                    spoil = fault
                else:
                    delays[fault.kind] = delays.get(fault.kind, 0) + fault.pause
        return Plan(
            latency=delays.get(Kind.LATENCY, 0),
            drip=delays.get(Kind.DRIP, 0),
            lag=delays.get(Kind.LAG, 0),
            spoil=spoil,
        )

    def _strikes(self, number: int, fault: Fault, network: str, method: str, path: str) -> bool:
        if fault.network not in {"*", network}:
            return False
        if fault.method not in {"*", method} or not self._routes[number].fullmatch(path):
            return False
        self._met[number] += 1
        if self._met[number] <= fault.skip or (fault.count is not None and self._done[number] >= fault.count):
            return False
        if self._dice[number].random() >= fault.probability:
            return False
        self._done[number] += 1
        return True


def _route(pattern: str) -> re.Pattern[str]:
    parts = re.split(r"(\{\w*\}|\*)", pattern)
    read = "".join(
        ".*" if part == "*" else "[^/]+" if part.startswith("{") else re.escape(part) for part in parts
    )
    return re.compile(read, re.DOTALL)

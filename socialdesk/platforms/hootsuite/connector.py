"""The Force's account at Hootsuite as a `Scheduler`."""

from __future__ import annotations

from collections.abc import Collection

from socialdesk.clock import Clock
from socialdesk.model.actions import Action
from socialdesk.model.ids import NativeId
from socialdesk.platforms.api import ActionResult, Budget, LookResult, TokenSource
from socialdesk.platforms.hootsuite.calls import WINDOWS, HootsuiteCalls
from socialdesk.platforms.hootsuite.posts import Posts
from socialdesk.platforms.http import HttpClient
from socialdesk.platforms.meter import KeptUse, Meter
from socialdesk.platforms.scheduling import HeldPost, Profile

REAL_URL = "https://platform.hootsuite.com"


class Hootsuite:
    """One sign-in. Safe to use from several threads."""

    def __init__(self, calls: HootsuiteCalls) -> None:
        self._calls = calls
        self._posts = Posts(calls)

    def profiles(self) -> tuple[Profile, ...]:
        """As `Scheduler.profiles`."""
        return self._posts.profiles()

    def listed(
        self, from_ms: int, to_ms: int, *, profiles: Collection[NativeId] = ()
    ) -> tuple[HeldPost, ...]:
        """As `Scheduler.listed`."""
        found = {one.native_id: one for one in self._posts.listed(from_ms, to_ms, profiles)}
        return tuple(sorted(found.values(), key=lambda one: (one.send_ms or 0, one.native_id)))

    def post(self, native_id: NativeId) -> HeldPost:
        """As `Scheduler.post`."""
        return self._posts.one(native_id)

    def member(self) -> NativeId:
        """As `Scheduler.member`."""
        return self._posts.member()

    def perform(self, action: Action) -> ActionResult:
        """As `Scheduler.perform`."""
        return self._posts.do(action)

    def look(self, action: Action, *, not_before_ms: int, known: frozenset[NativeId]) -> LookResult:
        """As `Scheduler.look`."""
        return self._posts.look(action, not_before_ms, known)

    def budget(self) -> Budget:
        """As `Scheduler.budget`."""
        return self._calls.budget()

    def close(self) -> None:
        """As `Scheduler.close`."""
        self._calls.close()


def connect(
    *,
    source: TokenSource,
    base_url: str | None,
    clock: Clock,
    loopback_only: bool,
    kept: KeptUse | None = None,
) -> Hootsuite:
    """To be closed by whoever asked for it. Raises Refused for an address that may not be spoken to."""
    http = HttpClient(base_url or REAL_URL, name="Hootsuite", credentials=source, loopback_only=loopback_only)
    return Hootsuite(HootsuiteCalls(http, Meter(clock, WINDOWS, kept=kept), clock))

"""The publishing route of an account: its own network, or a service that posts for it (Hootsuite)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from socialdesk.model.accounts import Capability, Way
from socialdesk.model.actions import Action, ActionKind
from socialdesk.model.ids import NativeId
from socialdesk.platforms.api import (
    ActionResult,
    Budget,
    Capture,
    Connector,
    Done,
    FetchedPage,
    Found,
    LookResult,
    RefusedResult,
)
from socialdesk.platforms.scheduling import Scheduler

HELD = "hootsuite:"
"""What the ids of posts at the service begin with, so that they are never taken for the network's own."""
_NOT_THROUGH = frozenset({ActionKind.RESHARE, ActionKind.EDIT_POST, ActionKind.RESCHEDULE})
_REASON = (
    "This account's posts go through Hootsuite, which has no call for this: cancel the post and schedule it again,"
    " or do it on the network itself."
)


@dataclass(frozen=True, slots=True)
class ThroughScheduler:
    """A connector whose posts go through a service; everything else goes to the network itself.

    What the service made carries `HELD` before its id. It does not close the service, which serves several accounts.
    """

    network: Connector
    service: Scheduler
    profile: NativeId
    """The account as the service calls it."""

    def fetch(self, cursor: str | None, *, full: bool = False) -> FetchedPage:
        """As `Connector.fetch`."""
        return self.network.fetch(cursor, full=full)

    def perform(self, action: Action) -> ActionResult:
        """As `Connector.perform`."""
        if action.kind in _NOT_THROUGH:
            return RefusedResult(reason=_REASON)
        asked = self._there(action)
        if asked is None:
            return self.network.perform(action)
        told = self.service.perform(asked)
        if isinstance(told, Done) and told.native_id is not None:
            return Done(native_id=held(told.native_id))
        return told

    def look(self, action: Action, *, not_before_ms: int, known: frozenset[NativeId]) -> LookResult:
        """As `Connector.look`."""
        asked = self._there(action)
        if asked is None:
            return self.network.look(action, not_before_ms=not_before_ms, known=known)
        there = frozenset(one for one in map(held_id, known) if one is not None)
        told = self.service.look(asked, not_before_ms=not_before_ms, known=there)
        if isinstance(told, Found) and told.native_id is not None:
            return Found(native_id=held(told.native_id))
        return told

    def capture(self, action: Action) -> Capture:
        """As `Connector.capture`."""
        return self.network.capture(action)

    def capabilities(self) -> Mapping[ActionKind, Capability]:
        """As `Connector.capabilities`: the network's, but for what the service cannot do."""
        told = dict(self.network.capabilities())
        for kind in _NOT_THROUGH & told.keys():
            if told[kind].way is Way.API:
                told[kind] = replace(
                    told[kind], way=Way.BY_HAND, reason=_REASON, source="Hootsuite REST API, /v1/messages"
                )
        return told

    def budget(self) -> Budget:
        """As `Connector.budget`: of both."""
        own, there = self.network.budget(), self.service.budget()
        lines = (*own.lines, *(f"Hootsuite: {line}" for line in there.lines))
        fuller = max(own, there, key=lambda one: one.used_percent)
        return Budget(used_percent=fuller.used_percent, regain_ms=fuller.regain_ms, lines=lines)

    def close(self) -> None:
        """As `Connector.close`."""
        self.network.close()

    def _there(self, action: Action) -> Action | None:
        """The action as the service takes it; None where it is the network's."""
        if action.kind is ActionKind.PUBLISH:
            return replace(action, target=self.profile, thread=self.profile)
        target = held_id(action.target)
        if action.kind is ActionKind.DELETE_POST and target is not None:
            return replace(action, target=target, thread=self.profile)
        return None


def held(native_id: NativeId) -> NativeId:
    """The id of a post at the service as the desk keeps it."""
    return NativeId(f"{HELD}{native_id}")


def held_id(kept: NativeId) -> NativeId | None:
    """The service's own id; None for what is the network's."""
    return NativeId(kept.removeprefix(HELD)) if kept.startswith(HELD) else None

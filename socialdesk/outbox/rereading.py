"""After an action: the network is read again, so that the mirror says what the network says, never what we wish."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Protocol

from socialdesk.model.actions import Action, ActionKind
from socialdesk.model.changes import NOTHING, Changes
from socialdesk.model.ids import AccountId, NativeId
from socialdesk.platforms.api import (
    Absent,
    Capture,
    Connector,
    FetchedItem,
    Found,
    Gone,
    LookResult,
    NetworkError,
    Unreadable,
)
from socialdesk.storage.database import Connection

REPLIES_READ = 25
"""Replies beneath a removed comment that are read again at once; the slow full read finds the rest."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One thing as the network shows it now; `item` is None where it is gone."""

    native_id: NativeId
    item: FetchedItem | None


class Reread(Protocol):
    """Writes the mirror from what was read again, within the outbox's transaction (`inbox.intake.take_in_reread`)."""

    def __call__(
        self,
        db: Connection,
        *,
        account_id: AccountId,
        native_id: NativeId,
        item: FetchedItem | None,
        now_ms: int,
    ) -> Changes: ...


def take_in(
    db: Connection, seen: Iterable[Seen], *, account_id: AccountId, reread: Reread, now_ms: int
) -> Changes:
    """Hands everything that was seen to the mirror."""
    changes = NOTHING
    for each in seen:
        changes |= reread(db, account_id=account_id, native_id=each.native_id, item=each.item, now_ms=now_ms)
    return changes


def look(
    connector: Connector,
    action: Action,
    *,
    not_before_ms: int,
    known: frozenset[NativeId],
    expected: NativeId | None,
) -> LookResult:
    """Is the effect there? `expected` is what the network itself named when it accepted: nothing else will do.

    Raises NetworkError where no answer can be had, and Gone where what it was meant for is gone without it.
    """
    for _ in range(8):
        try:
            answer = connector.look(action, not_before_ms=not_before_ms, known=known)
        except Gone:
            # What is no longer there needs no hiding either.
            if action.kind in (ActionKind.DELETE, ActionKind.HIDE, ActionKind.DELETE_POST):
                return Found()
            raise
        if isinstance(answer, Absent) or expected is None or answer.native_id in (None, expected):
            return answer
        # The same words of ours, from another time: not what was accepted just now.
        known |= {answer.native_id}
    return Absent()


def see(
    connector: Connector, action: Action, *, made: NativeId | None, beneath: Iterable[NativeId]
) -> tuple[Seen, ...]:
    """Reads again what an action altered. Raises NetworkError where the thing itself cannot be read."""
    match action.kind:
        case ActionKind.HIDE | ActionKind.UNHIDE:
            return (_see(connector, action),)
        case ActionKind.DELETE:
            gone = Seen(action.target, None)
            return (gone, *_see_all(connector, [replace(action, target=each) for each in beneath]))
        case ActionKind.REPLY if made:
            return _see_all(connector, [replace(action, target=made)])
        case _:
            # Messages, blocks and posts come in with the next fetch.
            return ()


def see_about(connector: Connector, action: Action, *, beneath: Iterable[NativeId]) -> tuple[Seen, ...]:
    """How the object of a block stands now, and what is beneath it: YouTube takes them away along with a ban.

    What cannot be read, the slow full read brings.
    """
    objects = [replace(action, kind=ActionKind.HIDE, target=each) for each in (action.target, *beneath)]
    return _see_all(connector, objects)


def captured(connector: Connector, action: Action) -> Capture:
    """The action's object as the network shows it now. Raises NetworkError, Unreadable for an answer without it."""
    shown = connector.capture(action)
    if shown.item is None and action.kind is not ActionKind.BLOCK:
        raise Unreadable("The network answered, but not with what was asked for.")
    return shown


def _see(connector: Connector, action: Action) -> Seen:
    try:
        return Seen(action.target, captured(connector, action).item)
    except Gone:
        return Seen(action.target, None)


def _see_all(connector: Connector, actions: list[Action]) -> tuple[Seen, ...]:
    seen: list[Seen] = []
    for action in actions:
        try:
            seen.append(_see(connector, action))
        except NetworkError:
            break  # the slow full read brings the rest
    return tuple(seen)

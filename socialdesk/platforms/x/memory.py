"""What the connector must remember, for X will not say it again.

X shows nowhere whether a reply is hidden or a person's messages are blocked: what it answered to the call is all
there is. It gives an edited post a new id, and lists no deletions: the ids that were read have to be asked for again.
The memory travels in the cursor, which the desk stores; a connector takes in the first one that it is handed.
"""

from __future__ import annotations

from collections.abc import Iterable
from threading import Lock
from typing import TypeVar

import msgspec

from socialdesk.model.ids import NativeId
from socialdesk.platforms.x import wire

_MOST_HELD = 2000
_MOST_IN_ONE = 1000
_MOST_ROOTS = 200
_MOST_STRANGERS = 500
_MOST_STATES = 500
_V = TypeVar("_V")


class State(msgspec.Struct, omit_defaults=True):
    """The memory as it is stored."""

    hidden: dict[str, bool] = {}
    """What X answered to the last hide or show again, by the reply."""
    shut: dict[str, bool] = {}
    """The same for blocked messages, by the person."""
    versions: dict[str, str] = {}
    """An edited post's first id: its newest."""
    held: dict[str, list[str]] = {}
    """The items read so far by their thread, the thread that was longest without news first."""
    roots: list[str] = []
    """The account's own posts, the newest last."""
    ended: dict[str, int] = {}
    """The account's own posts that were deleted, and when that was told: what hung beneath them went with them."""
    strangers: list[str] = []
    """Other people's conversations whose first post has been read."""


class Memory:
    """Of one account. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._state = State()
        self._count = 0
        """How many items are held."""
        self._fresh = True

    def adopt(self, stored: State) -> None:
        """Take over what was stored, unless something newer is known already."""
        with self._lock:
            if self._fresh:
                self._state = stored
                self._count = sum(len(ids) for ids in stored.held.values())
                self._fresh = False

    def state(self) -> State:
        """A copy to store."""
        with self._lock:
            return msgspec.convert(msgspec.to_builtins(self._state), State)

    # -- what X answered and will not tell again

    def set_hidden(self, reply: NativeId, hidden: bool) -> None:
        """X has answered that it is so."""
        with self._lock:
            self._fresh = False
            _put(self._state.hidden, reply, hidden)

    def hidden(self, reply: NativeId) -> bool | None:
        """What X last answered; None where nothing was asked of it."""
        with self._lock:
            return self._state.hidden.get(reply)

    def set_shut(self, person: NativeId, shut: bool) -> None:
        """X has answered that their messages are blocked, or are not."""
        with self._lock:
            self._fresh = False
            _put(self._state.shut, person, shut)

    def shut(self, person: NativeId) -> bool | None:
        """What X last answered; None where nothing was asked of it."""
        with self._lock:
            return self._state.shut.get(person)

    # -- edits

    def edited(self, history: list[NativeId]) -> NativeId:
        """Learn a post's versions; the first of them is what the desk knows it by."""
        if len(history) > 1:
            with self._lock:
                newest = wire.later(history[-1], self._state.versions.get(history[0], ""))
                _put(self._state.versions, history[0], newest)
        return history[0]

    def newest(self, first: NativeId) -> NativeId:
        """The id of its newest version, which is the one that can be answered, hidden or deleted."""
        with self._lock:
            return NativeId(self._state.versions.get(first, first))

    def first(self, version: NativeId) -> NativeId:
        """The id that the desk knows a version by."""
        with self._lock:
            known = (first for first, newest in self._state.versions.items() if newest == version)
            return NativeId(next(known, version))

    # -- what was read

    def hold(self, thread: NativeId, item: NativeId) -> None:
        """An item was read, or made, in a thread."""
        with self._lock:
            self._fresh = False
            held = self._state.held
            ids = held.pop(thread, [])
            held[thread] = ids
            if item not in ids:
                ids.append(item)
                self._count += 1
            if len(ids) > _MOST_IN_ONE:
                del ids[0]
                self._count -= 1
            while self._count > _MOST_HELD and len(held) > 1:
                self._count -= len(held.pop(next(iter(held))))

    def held(self) -> dict[NativeId, tuple[NativeId, ...]]:
        """Every item by its thread."""
        with self._lock:
            return {
                NativeId(thread): tuple(NativeId(one) for one in ids)
                for thread, ids in self._state.held.items()
            }

    def forget(self, gone: Iterable[NativeId], now_ms: int) -> None:
        """Items and posts of the account's own that are no longer there; with a post, all that was in its thread."""
        left_out = set(gone)
        if not left_out:
            return
        with self._lock:
            state = self._state
            kept = {
                thread: [one for one in ids if one not in left_out]
                for thread, ids in state.held.items()
                if thread not in left_out
            }
            state.held = {thread: ids for thread, ids in kept.items() if ids}
            for post in left_out.intersection(state.roots):
                _put(state.ended, post, now_ms)
            state.roots = [one for one in state.roots if one not in left_out]
            self._count = sum(map(len, state.held.values()))

    def went(self, thread: NativeId, created_ms: int) -> bool:
        """True for what hung beneath a post of the account's own that was deleted."""
        with self._lock:
            return created_ms < self._state.ended.get(thread, 0)

    def add_root(self, post: NativeId) -> None:
        """A post of the account's own."""
        with self._lock:
            self._fresh = False
            if post not in self._state.roots:
                roots = sorted([*self._state.roots, post], key=lambda one: (len(one), one))
                self._state.roots = roots[-_MOST_ROOTS:]

    def roots(self) -> tuple[NativeId, ...]:
        """The account's own newest posts, the newest last."""
        with self._lock:
            return tuple(NativeId(one) for one in self._state.roots)

    def is_root(self, conversation: NativeId) -> bool:
        """True for a post of the account's own."""
        with self._lock:
            return conversation in self._state.roots

    def add_stranger(self, conversation: NativeId) -> None:
        """The first post of somebody else's conversation has been read."""
        with self._lock:
            self._fresh = False
            strangers = [one for one in self._state.strangers if one != conversation]
            self._state.strangers = [*strangers, conversation][-_MOST_STRANGERS:]

    def is_stranger(self, conversation: NativeId) -> bool:
        """True for a conversation that is known to be somebody else's."""
        with self._lock:
            return conversation in self._state.strangers

    def knows(self, conversation: NativeId) -> bool:
        """True for a conversation of posts."""
        return self.is_root(conversation) or self.is_stranger(conversation)


def _put(states: dict[str, _V], key: str, value: _V) -> None:
    states.pop(key, None)
    states[key] = value
    while len(states) > _MOST_STATES:
        states.pop(next(iter(states)))

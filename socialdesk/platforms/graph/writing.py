"""What a write was answered, as the port's result, and letters: what all of Graph's networks share.

Only an answer that the network gives to what it certainly did not apply counts as refused. A cut answer, a failing
server, an error that nobody has described: all of these are unknown, and are looked up before anything is repeated.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from socialdesk.model.actions import Action
from socialdesk.model.ids import NativeId
from socialdesk.platforms.api import ActionResult, Done, RefusedResult, UnknownResult, Unreadable
from socialdesk.platforms.graph import wire
from socialdesk.platforms.graph.errors import Kind, Problem, Voice
from socialdesk.platforms.http import Answer

HOUR_MS = 3600_000
STANDARD_WINDOW_MS = 24 * HOUR_MS
LONG_WINDOW_MS = 7 * 24 * HOUR_MS
CERTAIN = frozenset({Kind.REFUSED, Kind.BAD_REQUEST, Kind.GONE})
"""What the network says of something that it has not applied."""

Told = Answer | Problem | UnknownResult
"""What a write comes back with."""


@dataclass(frozen=True, slots=True)
class Results:
    """Reads what a write was answered, and says so in a network's name."""

    voice: Voice

    def made(self, told: Told) -> ActionResult:
        """A create: done only where the answer names what was created."""
        answer = self.answered(told)
        if not isinstance(answer, Answer):
            return answer
        made = made_id(answer)
        return Done(native_id=made) if made is not None else self.unclear()

    def succeeded(self, told: Told) -> ActionResult:
        """A change: done only where the answer says so."""
        answer = self.answered(told)
        if not isinstance(answer, Answer):
            return answer
        written = _read(answer)
        return Done() if written is not None and written.succeeded else self.unclear()

    def answered(self, told: Told) -> Answer | RefusedResult | UnknownResult:
        """The answer itself, or what its error means."""
        if not isinstance(told, Problem):
            return told
        if told.kind in CERTAIN:
            return RefusedResult(
                reason=" ".join(part for part in (told.sentence, told.to_do) if part), detail=told.detail
            )
        return UnknownResult(reason=told.sentence, detail=told.detail)

    def unclear(self) -> UnknownResult:
        """An answer that says neither."""
        return UnknownResult(reason=f"{self.voice.network} answered, but not whether it was done.")


def made_id(answer: Answer) -> NativeId | None:
    """What a create's answer says was created."""
    written = _read(answer)
    return None if written is None else wire.native_id(written.message_id) or wire.native_id(written.id)


def target_person(action: Action) -> NativeId:
    """Whom a block is for: the person named, or the target where that is a person."""
    return action.person or action.target


def heard_ago(action: Action, now_ms: int) -> int:
    """Milliseconds since the person last wrote; 0 where that is not known."""
    return 0 if action.last_heard_ms is None else now_ms - action.last_heard_ms


def window(action: Action, now_ms: int) -> dict[str, str]:
    """How Meta wants an answer marked: a day after the person's last word as such, then as a human agent's."""
    if heard_ago(action, now_ms) <= STANDARD_WINDOW_MS:
        return {"messaging_type": "RESPONSE"}
    return {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}


def letter(recipient: Mapping[str, str], text: str) -> dict[str, str]:
    """The form of a private message."""
    return {"recipient": json.dumps(recipient), "message": json.dumps({"text": text})}


def _read(answer: Answer) -> wire.Written | None:
    try:
        return wire.read_object(answer, wire.Written)
    except Unreadable:
        return None

"""Doing things on a page, each once, and saying truly whether it was done (platforms.md 1.2 to 1.4, 10.2).

Only an answer that Facebook gives to what it certainly did not apply counts as refused. A cut answer, a failing
server, an error that nobody has described: all of these are unknown, and are looked up before anything is repeated.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from socialdesk.model.actions import Action, ActionKind
from socialdesk.model.ids import NativeId
from socialdesk.platforms.api import (
    ActionResult,
    Done,
    NetworkError,
    Refused,
    RefusedResult,
    UnknownResult,
    Unreadable,
)
from socialdesk.platforms.facebook import wire
from socialdesk.platforms.facebook.calls import GraphCalls
from socialdesk.platforms.facebook.errors import Kind, Problem
from socialdesk.platforms.http import Answer

HOUR_MS = 3600_000
STANDARD_WINDOW_MS = 24 * HOUR_MS
LONG_WINDOW_MS = 7 * 24 * HOUR_MS
SOONEST_MS, LATEST_MS = 10 * 60_000, 30 * 24 * HOUR_MS
"""How far ahead a post may be scheduled."""
LONGEST_MESSAGE = 2000
LONGEST_COMMENT = 8000
_CERTAIN = frozenset({Kind.REFUSED, Kind.BAD_REQUEST, Kind.GONE})
_LONGEST = {
    ActionKind.REPLY: LONGEST_COMMENT,
    ActionKind.PRIVATE_REPLY: LONGEST_MESSAGE,
    ActionKind.MESSAGE: LONGEST_MESSAGE,
    ActionKind.PUBLISH: 63_206,
}

_Told = Answer | Problem | UnknownResult


class Perform:
    """Writes for one page."""

    def __init__(self, calls: GraphCalls) -> None:
        self._calls = calls

    def do(self, action: Action) -> ActionResult:
        """Do it, once. Raises Offline, Throttled or SignInExpired, all certainly not applied."""
        refusal = _unsendable(action, self._calls.now_ms)
        if refusal:
            return RefusedResult(reason=refusal)
        try:
            return self._do(action)
        except Refused as refused:
            refusal, detail = refused.happened, refused.kept
        return RefusedResult(reason=refusal, detail=detail)

    def _do(self, action: Action) -> ActionResult:
        calls, page, target = self._calls, self._calls.page_id, action.target
        match action.kind:
            case ActionKind.REPLY:
                return _made(calls.post(target, "comments", form={"message": action.text}))
            case ActionKind.PRIVATE_REPLY:
                form = _letter({"comment_id": target}, action.text)
                return _made(calls.post(page, "messages", form=form))
            case ActionKind.MESSAGE:
                form = _letter({"id": action.person}, action.text) | _window(action, calls.now_ms)
                return _made(calls.post(page, "messages", form=form))
            case ActionKind.PUBLISH:
                return _made(calls.post(page, "feed", form=_post_form(action)))
            case ActionKind.HIDE | ActionKind.UNHIDE:
                return self._set_hidden(target, hidden=action.kind is ActionKind.HIDE)
            case ActionKind.DELETE | ActionKind.DELETE_POST:
                told = calls.delete(target)
                if isinstance(told, Problem) and told.kind is Kind.GONE:
                    return Done()  # it is no longer there, which is what was wanted
                return _succeeded(told)
            case ActionKind.BLOCK:
                person = blocked_person(action)
                return _blocked(calls.post(page, "blocked", form={"user": json.dumps([person])}), person)
            case ActionKind.UNBLOCK:
                return _succeeded(calls.delete(page, "blocked", params={"user": blocked_person(action)}))
            case _:
                return RefusedResult(reason="Facebook has nothing of the kind for a page.")

    def _set_hidden(self, target: NativeId, *, hidden: bool) -> ActionResult:
        told = self._calls.post(target, form={"is_hidden": "true" if hidden else "false"})
        result = _succeeded(told)
        if isinstance(result, Done) or not isinstance(told, Problem):
            return result
        try:
            answer = self._calls.read(target, params={"fields": "id,is_hidden"})
            now = wire.read_object(answer, wire.Comment).is_hidden
        except NetworkError:
            return result  # no word on how it stands, so the first answer holds
        return Done() if now is hidden else result


def blocked_person(action: Action) -> NativeId:
    """Whom a block is for: the person named, or the target where that is a person."""
    return action.person or action.target


def _unsendable(action: Action, now_ms: int) -> str:
    """Why this cannot be sent at all, "" where it can."""
    longest = _LONGEST.get(action.kind)
    if longest is not None and not action.text.strip():
        return "There is nothing to send: the text is empty."
    if longest is not None and len(action.text) > longest:
        return f"The text is longer than the {longest:,} characters that Facebook takes."
    if action.kind is ActionKind.MESSAGE and not action.person:
        return "Facebook has not said who the person is, so the desk cannot write to them."
    if action.kind is ActionKind.MESSAGE and _heard_ago(action, now_ms) > LONG_WINDOW_MS:
        return "The person last wrote more than seven days ago, and Facebook lets a page answer no later than that."
    if action.kind is ActionKind.PUBLISH and action.scheduled_ms is not None:
        ahead = action.scheduled_ms - now_ms
        if not SOONEST_MS <= ahead <= LATEST_MS:
            return "Facebook takes a scheduled post from ten minutes to thirty days ahead."
    return ""


def _heard_ago(action: Action, now_ms: int) -> int:
    return 0 if action.last_heard_ms is None else now_ms - action.last_heard_ms


def _window(action: Action, now_ms: int) -> dict[str, str]:
    """How Facebook wants an answer marked: a day after the person's last word as such, then as a human agent's."""
    if _heard_ago(action, now_ms) <= STANDARD_WINDOW_MS:
        return {"messaging_type": "RESPONSE"}
    return {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}


def _letter(recipient: Mapping[str, str], text: str) -> dict[str, str]:
    return {"recipient": json.dumps(recipient), "message": json.dumps({"text": text})}


def _post_form(action: Action) -> dict[str, str]:
    if action.scheduled_ms is None:
        return {"message": action.text}
    at = str(action.scheduled_ms // 1000)
    return {"message": action.text, "published": "false", "scheduled_publish_time": at}


def _made(told: _Told) -> ActionResult:
    """A create: done only where the answer names what was created."""
    answer = _answered(told)
    if not isinstance(answer, Answer):
        return answer
    written = _read(answer)
    made = wire.native_id(written.message_id) or wire.native_id(written.id) if written is not None else None
    return Done(native_id=made) if made is not None else _unclear()


def _succeeded(told: _Told) -> ActionResult:
    answer = _answered(told)
    if not isinstance(answer, Answer):
        return answer
    written = _read(answer)
    return Done() if written is not None and written.succeeded else _unclear()


def _blocked(told: _Told, person: NativeId) -> ActionResult:
    """`{"<id>": true}`, or `{"success": true}`."""
    answer = _answered(told)
    if not isinstance(answer, Answer):
        return answer
    try:
        flags = wire.flags(answer)
    except Unreadable:
        return _unclear()
    said = flags.get(person, flags.get("success"))
    if said is None:
        return _unclear()
    return Done() if said else RefusedResult(reason="Facebook would not block this person.")


def _answered(told: _Told) -> Answer | RefusedResult | UnknownResult:
    if not isinstance(told, Problem):
        return told
    if told.kind in _CERTAIN:
        return RefusedResult(
            reason=" ".join(part for part in (told.sentence, told.to_do) if part), detail=told.detail
        )
    return UnknownResult(reason=told.sentence, detail=told.detail)


def _read(answer: Answer) -> wire.Written | None:
    try:
        return wire.read_object(answer, wire.Written)
    except Unreadable:
        return None


def _unclear() -> UnknownResult:
    return UnknownResult(reason="Facebook answered, but not whether it was done.")

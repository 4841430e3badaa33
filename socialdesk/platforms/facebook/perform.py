"""Doing things on a page, each once, and saying truly whether it was done (platforms.md 1.2 to 1.4, 10.2)."""

from __future__ import annotations

import json

from socialdesk.model.actions import Action, ActionKind
from socialdesk.model.ids import NativeId
from socialdesk.platforms.api import (
    ActionResult,
    Done,
    NetworkError,
    Refused,
    RefusedResult,
    Unreadable,
)
from socialdesk.platforms.facebook import posts, wire
from socialdesk.platforms.facebook.calls import GraphCalls
from socialdesk.platforms.facebook.errors import VOICE
from socialdesk.platforms.graph.errors import Kind, Problem
from socialdesk.platforms.graph.writing import (
    LONG_WINDOW_MS,
    Results,
    Told,
    heard_ago,
    letter,
    target_person,
    window,
)
from socialdesk.platforms.http import Answer

LONGEST_MESSAGE = 2000
LONGEST_COMMENT = 8000
_LONGEST = {
    ActionKind.REPLY: LONGEST_COMMENT,
    ActionKind.PRIVATE_REPLY: LONGEST_MESSAGE,
    ActionKind.MESSAGE: LONGEST_MESSAGE,
    ActionKind.PUBLISH: posts.LONGEST_POST,
    ActionKind.RESHARE: posts.LONGEST_POST,
    ActionKind.EDIT_POST: posts.LONGEST_POST,
}
_MAY_BE_EMPTY = frozenset({ActionKind.RESHARE})

_RESULTS = Results(VOICE)


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
        if action.kind in posts.KINDS:
            return posts.do(calls, action)
        match action.kind:
            case ActionKind.REPLY:
                return _RESULTS.made(calls.post(target, "comments", form={"message": action.text}))
            case ActionKind.PRIVATE_REPLY:
                form = letter({"comment_id": target}, action.text)
                return _RESULTS.made(calls.post(page, "messages", form=form))
            case ActionKind.MESSAGE:
                form = letter({"id": action.person}, action.text) | window(action, calls.now_ms)
                return _RESULTS.made(calls.post(page, "messages", form=form))
            case ActionKind.HIDE | ActionKind.UNHIDE:
                return self._set_hidden(target, hidden=action.kind is ActionKind.HIDE)
            case ActionKind.DELETE | ActionKind.DELETE_POST:
                told = calls.delete(target)
                if isinstance(told, Problem) and told.kind is Kind.GONE:
                    return Done()  # it is no longer there, which is what was wanted
                return _RESULTS.succeeded(told)
            case ActionKind.BLOCK:
                person = target_person(action)
                return _blocked(calls.post(page, "blocked", form={"user": json.dumps([person])}), person)
            case ActionKind.UNBLOCK:
                return _RESULTS.succeeded(
                    calls.delete(page, "blocked", params={"user": target_person(action)})
                )
            case _:
                return RefusedResult(reason="Facebook has nothing of the kind for a page.")

    def _set_hidden(self, target: NativeId, *, hidden: bool) -> ActionResult:
        told = self._calls.post(target, form={"is_hidden": "true" if hidden else "false"})
        result = _RESULTS.succeeded(told)
        if isinstance(result, Done) or not isinstance(told, Problem):
            return result
        try:
            answer = self._calls.read(target, params={"fields": "id,is_hidden"})
            now = wire.read_object(answer, wire.Comment).is_hidden
        except NetworkError:
            return result  # no word on how it stands, so the first answer holds
        return Done() if now is hidden else result


def _unsendable(action: Action, now_ms: int) -> str:
    """Why this cannot be sent at all, "" where it can."""
    longest = _LONGEST.get(action.kind)
    if longest is not None and not action.text.strip() and action.kind not in _MAY_BE_EMPTY:
        return "There is nothing to send: the text is empty."
    if longest is not None and len(action.text) > longest:
        return f"The text is longer than the {longest:,} characters that Facebook takes."
    if action.kind is ActionKind.MESSAGE and not action.person:
        return "Facebook has not said who the person is, so the desk cannot write to them."
    if action.kind is ActionKind.MESSAGE and heard_ago(action, now_ms) > LONG_WINDOW_MS:
        return "The person last wrote more than seven days ago, and Facebook lets a page answer no later than that."
    return posts.unsendable(action, now_ms) if action.kind in posts.KINDS else ""


def _blocked(told: Told, person: NativeId) -> ActionResult:
    """`{"<id>": true}`, or `{"success": true}`."""
    answer = _RESULTS.answered(told)
    if not isinstance(answer, Answer):
        return answer
    try:
        flags = wire.flags(answer)
    except Unreadable:
        return _RESULTS.unclear()
    said = flags.get(person, flags.get("success"))
    if said is None:
        return _RESULTS.unclear()
    return Done() if said else RefusedResult(reason="Facebook would not block this person.")

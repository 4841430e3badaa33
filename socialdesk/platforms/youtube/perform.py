"""Doing things on a channel, each once, and saying truly whether it was done (platforms.md 4, 10.2).

Only an answer that YouTube gives to what it certainly did not apply counts as refused. A cut answer, a failing
server, "processing failed": all of these are unknown, and are looked up before anything is repeated.
"""

from __future__ import annotations

from socialdesk.model.actions import Action, ActionKind
from socialdesk.model.ids import NativeId
from socialdesk.platforms.api import (
    ActionResult,
    Done,
    Gone,
    Offline,
    Refused,
    RefusedResult,
    UnknownResult,
    Unreadable,
)
from socialdesk.platforms.http import Answer
from socialdesk.platforms.youtube import wire
from socialdesk.platforms.youtube.calls import YouTubeCalls, known_id
from socialdesk.platforms.youtube.errors import Kind, Problem
from socialdesk.platforms.youtube.standing import Standing

LONGEST_COMMENT = 10_000
_CERTAIN = frozenset({Kind.REFUSED, Kind.COMMENTS_OFF, Kind.BAD_PAGE, Kind.GONE})
_LACKING = {
    ActionKind.PUBLISH: "A post on YouTube is a video: publish it in YouTube Studio.",
    ActionKind.RESHARE: "A video cannot be shared again on YouTube. Share its address on another network.",
    ActionKind.EDIT_POST: "Change the title and description in YouTube Studio.",
    ActionKind.RESCHEDULE: "Change the time in YouTube Studio.",
    ActionKind.UNBLOCK: "YouTube lifts a ban in YouTube Studio alone: under Settings, Community, hidden users.",
    ActionKind.REPORT: "YouTube has no call to report a comment: open it on YouTube and choose Report.",
    ActionKind.PRIVATE_REPLY: "YouTube has no private messages.",
    ActionKind.MESSAGE: "YouTube has no private messages.",
}

_Told = Answer | Problem | UnknownResult


class Perform:
    """Writes for one channel."""

    def __init__(self, calls: YouTubeCalls, standing: Standing) -> None:
        self._calls = calls
        self._standing = standing

    def do(self, action: Action) -> ActionResult:
        """Do it, once. Raises Offline, Throttled or SignInExpired, all certainly not applied."""
        refusal = _unsendable(action)
        if refusal:
            return RefusedResult(reason=refusal)
        try:
            return self._do(action)
        except (Refused, Gone) as refused:
            refusal, detail = refused.happened, refused.kept
        return RefusedResult(reason=refusal, detail=detail)

    def _do(self, action: Action) -> ActionResult:
        target = action.target
        match action.kind:
            case ActionKind.REPLY if target == action.thread:
                return self._comment(action)
            case ActionKind.REPLY:
                return self._reply(action)
            case ActionKind.HIDE:
                return self._set_status(target, wire.HELD)
            case ActionKind.UNHIDE:
                return self._set_status(target, wire.PUBLISHED)
            case ActionKind.BLOCK:
                return self._set_status(target, wire.REJECTED, ban=True)
            case ActionKind.DELETE:
                return self._remove(target)
            case _:
                return self._gone(self._calls.write("DELETE", "videos", {"id": known_id(target)}))

    def _comment(self, action: Action) -> ActionResult:
        """The channel's own comment beneath a video, or on the channel."""
        snippet: dict[str, object] = {
            "channelId": self._calls.channel_id,
            "topLevelComment": {"snippet": {"textOriginal": action.text}},
        }
        if action.thread != self._calls.channel_id:
            snippet["videoId"] = known_id(action.thread)
        return _made(self._calls.write("POST", "commentThreads", {"part": "snippet"}, {"snippet": snippet}))

    def _reply(self, action: Action) -> ActionResult:
        told = self._before(action.target)
        parent = wire.native_id(told.parent_id) or action.target
        body = {"snippet": {"parentId": parent, "textOriginal": action.text}}
        return _made(self._calls.write("POST", "comments", {"part": "snippet"}, body))

    def _remove(self, target: NativeId) -> ActionResult:
        """The channel's own comment is deleted, anybody else's rejected: only its author may delete a comment."""
        try:
            ours = wire.author_id(self._before(target)) == self._calls.channel_id
        except Gone:
            ours = False  # what is held may not be shown by id, and can be rejected all the same
        if ours:
            return self._gone(self._calls.write("DELETE", "comments", {"id": known_id(target)}))
        return self._set_status(target, wire.REJECTED)

    def _set_status(self, target: NativeId, status: str, *, ban: bool = False) -> ActionResult:
        params = {"id": known_id(target), "moderationStatus": status}
        told = self._calls.write(
            "POST", "comments/setModerationStatus", params | ({"banAuthor": "true"} if ban else {})
        )
        if status == wire.REJECTED and not ban:
            return self._gone(told)
        return _applied(told)

    def _gone(self, told: _Told) -> ActionResult:
        if isinstance(told, Problem) and told.kind is Kind.GONE:
            return Done()  # it is no longer there, which is what was wanted
        return _applied(told)

    def _before(self, target: NativeId) -> wire.CommentSnippet:
        """What the comment says now, read before anything is sent. Raises NetworkError, never Unreadable."""
        try:
            _, raw = self._standing.comment(target)
        except Unreadable as trouble:
            happened = trouble.happened
        else:
            return wire.snippet(raw)
        raise Offline(happened, kept="Nothing was sent.", to_do="The desk tries again by itself.")


def _unsendable(action: Action) -> str:
    """Why this cannot be sent at all, "" where it can."""
    match action.kind:
        case ActionKind.REPLY if not action.text.strip():
            return "There is nothing to send: the text is empty."
        case ActionKind.REPLY if len(action.text) > LONGEST_COMMENT:
            return f"The text is longer than the {LONGEST_COMMENT:,} characters that YouTube takes."
        case ActionKind.BLOCK if action.target in {"", action.thread, action.person}:
            return (
                "YouTube bans a person only together with the removal of a comment of theirs."
                " Choose the comment, or ban the person in YouTube Studio."
            )
        case (
            ActionKind.REPLY
            | ActionKind.HIDE
            | ActionKind.UNHIDE
            | ActionKind.DELETE
            | ActionKind.BLOCK
            | ActionKind.DELETE_POST
        ):
            return ""
        case _:
            return _LACKING.get(action.kind, "YouTube has nothing of the kind.")


def _made(told: _Told) -> ActionResult:
    """A create: done only where the answer names what was created."""
    answer = _answered(told)
    if not isinstance(answer, Answer):
        return answer
    try:
        made = wire.native_id(wire.read_object(answer, wire.Resource).id)
    except Unreadable:
        made = None
    return Done(native_id=made) if made is not None else _unclear()


def _applied(told: _Told) -> ActionResult:
    """YouTube answers 204 and nothing more; a web page in between would not."""
    answer = _answered(told)
    if not isinstance(answer, Answer):
        return answer
    return Done() if answer.status == 204 and not answer.body.strip() else _unclear()


def _answered(told: _Told) -> Answer | RefusedResult | UnknownResult:
    if not isinstance(told, Problem):
        return told
    if told.kind in _CERTAIN:
        return RefusedResult(
            reason=" ".join(part for part in (told.sentence, told.to_do) if part), detail=told.detail
        )
    return UnknownResult(reason=told.sentence, detail=told.detail)


def _unclear() -> UnknownResult:
    return UnknownResult(reason="YouTube answered, but not whether it was done.")

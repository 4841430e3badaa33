"""Doing things in an organisation's name, each once, and saying truly whether it was done (platforms.md 5, 10.2).

Only an answer that LinkedIn gives to what it certainly did not apply counts as refused. A cut answer, a failing
server, an answer of another kind: all of these are unknown, and are looked up before anything is repeated.
"""

from __future__ import annotations

from socialdesk.model.accounts import Network
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
from socialdesk.platforms.linkedin import posts, wire
from socialdesk.platforms.linkedin.calls import LinkedInCalls, Told
from socialdesk.platforms.linkedin.errors import Kind, Problem
from socialdesk.platforms.linkedin.urn import comment_parts, comment_urn, is_post, quoted
from socialdesk.platforms.media_rules import post_problem

LONGEST_COMMENT = 1250
LACKING = "LinkedIn has no call for this. Open it on LinkedIn and do it there by hand."
_NOT_OURS = (
    "LinkedIn did not let the page remove this comment. It is still there:"
    " open it on LinkedIn and remove it there by hand."
)
_CERTAIN = frozenset({Kind.REFUSED, Kind.BAD_REQUEST, Kind.GONE, Kind.VERSION})
_LONGEST = {
    ActionKind.REPLY: LONGEST_COMMENT,
    ActionKind.PUBLISH: posts.LONGEST_POST,
    ActionKind.RESHARE: posts.LONGEST_POST,
    ActionKind.EDIT_POST: posts.LONGEST_POST,
}


class Perform:
    """Writes for one organisation."""

    def __init__(self, calls: LinkedInCalls) -> None:
        self._calls = calls

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
        match action.kind:
            case ActionKind.REPLY:
                return self._reply(action)
            case ActionKind.PUBLISH | ActionKind.RESHARE:
                return self._publish(action)
            case ActionKind.EDIT_POST:
                return _changed(posts.edit(self._calls, action))
            case ActionKind.DELETE:
                return self._delete(action)
            case ActionKind.DELETE_POST:
                return _removed(self._calls.delete("posts", quoted(action.target)))
            case _:
                return RefusedResult(reason=LACKING)

    def _reply(self, action: Action) -> ActionResult:
        parts = comment_parts(action.target)
        if parts is None:
            body = {
                "actor": self._calls.organization,
                "object": action.target,
                "message": {"text": action.text},
            }
            told = self._calls.create("socialActions", quoted(action.target), "comments", body=body)
            return _made(told, action.target)
        above = self._above(action.target)
        body = {
            "actor": self._calls.organization,
            "object": parts[0],
            "message": {"text": action.text},
            "parentComment": above,
        }
        return _made(self._calls.create("socialActions", quoted(above), "comments", body=body), parts[0])

    def _above(self, target: NativeId) -> NativeId:
        """The comment that a reply to `target` belongs beneath: LinkedIn has one level of replies.

        Raises Gone where there is nothing left to be answered, and Offline, Throttled or SignInExpired.
        """
        try:
            return top_comment(self._calls, target)
        except (Refused, Unreadable):
            return target  # LinkedIn does not say, and will refuse what it does not take

    def _delete(self, action: Action) -> ActionResult:
        parts = comment_parts(action.target)
        if parts is None:
            return RefusedResult(
                reason="This is somebody else's post. Only its author and LinkedIn can remove it."
            )
        told = self._calls.delete(
            "socialActions", quoted(parts[0]), "comments", parts[1],
            query={"actor": quoted(self._calls.organization)},
        )  # fmt: skip
        if isinstance(told, Problem) and told.kind is Kind.REFUSED:
            return RefusedResult(reason=_NOT_OURS, detail=told.detail)
        return _removed(told)

    def _publish(self, action: Action) -> ActionResult:
        try:
            return _made(posts.publish(self._calls, action), "")
        except Unreadable as trouble:
            # What is written answers with an UnknownResult: what raises is about the pictures beforehand.
            happened = trouble.happened
        raise Offline(happened, kept="Nothing was published.", to_do="The desk tries again by itself.")


def top_comment(calls: LinkedInCalls, target: NativeId) -> NativeId:
    """The comment under a post that `target` is, or is a reply to. Raises NetworkError."""
    told = wire.read_object(calls.read(*comment_path(target), moderating=True), wire.Comment)
    parts = comment_parts(told.parent_comment)
    return (comment_urn(*parts) if parts is not None else None) or target


def comment_path(target: NativeId) -> tuple[str, str, str, str]:
    """Where one comment is read. Raises Refused where `target` is no comment's name."""
    parts = comment_parts(target)
    if parts is None:
        raise Refused(
            "The desk holds an id here that LinkedIn could not have given.", kept="Nothing was sent."
        )
    return "socialActions", quoted(parts[0]), "comments", parts[1]


def _unsendable(action: Action) -> str:
    """Why this cannot be sent at all, "" where it can."""
    longest = _LONGEST.get(action.kind)
    empty = not action.text.strip() and action.kind is not ActionKind.RESHARE
    if longest is not None and empty:
        return "There is nothing to send: the text is empty."
    if longest is not None and len(action.text) > longest:
        return f"The text is longer than the {longest:,} characters that LinkedIn takes."
    if action.kind is ActionKind.PUBLISH and action.scheduled_ms is not None:
        return "LinkedIn publishes at once or not at all: it has no call to publish later."
    return posts.unsendable(action) or post_problem(Network.LINKEDIN, action)


def _made(told: Told, beneath: str) -> ActionResult:
    """A create: done only with status 201 and the name of what was created (`x-restli-id`).

    `beneath` is what a comment is under, "" for a post. An answer without both may be one to another question.
    """
    answer = _answered(told)
    if not isinstance(answer, Answer):
        return answer
    header = answer.headers.get("x-restli-id") or answer.headers.get("x-linkedin-id") or ""
    made: NativeId | None = None
    if answer.status == 201 and not beneath:
        made = NativeId(header) if is_post(header) else None
    elif answer.status == 201:
        parts = comment_parts(header) or (beneath, header)
        made = _comment_in(answer, parts[1]) or comment_urn(*parts)
    return Done(native_id=made) if made is not None else _unclear()


def _comment_in(answer: Answer, number: str) -> NativeId | None:
    """The whole name of comment `number` as the body gives it: it names the activity, which may not be known."""
    try:
        name = wire.read_object(answer, wire.Comment).name
    except Unreadable:
        return None
    parts = comment_parts(name) if name is not None else None
    return name if parts is not None and parts[1] == number else None


def _removed(told: Told) -> ActionResult:
    if isinstance(told, Problem) and told.kind is Kind.GONE:
        return Done()  # it is no longer there, which is what was wanted
    return _changed(told)


def _changed(told: Told) -> ActionResult:
    """Nothing else than an empty 204 is LinkedIn's yes: what stands in its place says 200 as well."""
    answer = _answered(told)
    if not isinstance(answer, Answer):
        return answer
    return Done() if answer.status == 204 and not answer.body else _unclear()


def _answered(told: Told) -> Answer | RefusedResult | UnknownResult:
    if not isinstance(told, Problem):
        return told
    if told.kind in _CERTAIN:
        reason = " ".join(part for part in (told.sentence, told.to_do) if part)
        return RefusedResult(reason=reason, detail=told.detail)
    return UnknownResult(reason=told.sentence, detail=told.detail)


def _unclear() -> UnknownResult:
    return UnknownResult(reason="LinkedIn answered, but not whether it was done.")

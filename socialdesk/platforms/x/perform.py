"""Doing things on X, each once, and saying truly whether it was done (platforms.md 3.2, 3.5, 10.2).

Only an answer that X gives to what it certainly did not apply counts as refused. A cut answer, a failing server, an
error that nobody has described, the same words posted before: these are looked up before anything is repeated.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal

from socialdesk.model.accounts import Network
from socialdesk.model.actions import Action, ActionKind
from socialdesk.model.ids import NativeId
from socialdesk.platforms.api import ActionResult, Done, Refused, RefusedResult, UnknownResult, Unreadable
from socialdesk.platforms.http import Answer
from socialdesk.platforms.media_rules import post_problem
from socialdesk.platforms.x import limits, posts, wire
from socialdesk.platforms.x.calls import XCalls
from socialdesk.platforms.x.errors import Kind, Problem
from socialdesk.platforms.x.items import address, profile
from socialdesk.platforms.x.memory import Memory

Tier = Literal["self-serve", "enterprise"]
"""What the Force has bought from X; it decides who can be answered and blocked by API."""
LONGEST_POST = 25_000
LONGEST_MESSAGE = 10_000
_CERTAIN = frozenset({Kind.REFUSED, Kind.REPLY_REFUSED, Kind.BAD_REQUEST, Kind.GONE})
_LONGEST = {
    ActionKind.REPLY: LONGEST_POST,
    ActionKind.PUBLISH: LONGEST_POST,
    ActionKind.RESHARE: LONGEST_POST,
    ActionKind.MESSAGE: LONGEST_MESSAGE,
}
_LINK = re.compile(r"https?://|\bwww\.", re.IGNORECASE)
_LACKING = {
    ActionKind.PRIVATE_REPLY: "X has no private reply to a post. Send the person a message instead.",
    ActionKind.REPORT: "X takes reports by hand only.",
    ActionKind.EDIT_POST: "Edit the post by hand on x.com, or remove it and publish it again.",
    ActionKind.RESCHEDULE: "X holds no post of the desk's for later, so there is no time to change.",
}

_Told = Answer | Problem | UnknownResult


class Perform:
    """Writes for one account."""

    def __init__(self, calls: XCalls, memory: Memory, tier: Tier) -> None:
        self._calls = calls
        self._memory = memory
        self._tier: Tier = tier

    def do(self, action: Action) -> ActionResult:
        """Do it, once. Raises Offline, Throttled or SignInExpired, all certainly not applied."""
        refusal = self._unsendable(action)
        if refusal:
            return RefusedResult(reason=refusal)
        try:
            return self._do(action)
        except Refused as refused:
            refusal, detail = refused.happened, refused.kept
        return RefusedResult(reason=refusal, detail=detail)

    def _do(self, action: Action) -> ActionResult:
        calls, me, person = self._calls, self._calls.user_id, affected_person(action)
        target = self._memory.newest(action.target)
        match action.kind:
            case ActionKind.REPLY:
                return self._reply(action, target)
            case ActionKind.PUBLISH | ActionKind.RESHARE:
                return self._publish(action)
            case ActionKind.MESSAGE:
                return _made(self._message(action))
            case ActionKind.HIDE | ActionKind.UNHIDE:
                return self._set_hidden(action.target, target, hidden=action.kind is ActionKind.HIDE)
            case ActionKind.DELETE | ActionKind.DELETE_POST:
                return self._delete(action, target)
            case ActionKind.MUTE:
                body = {"target_user_id": person}
                told = calls.write(limits.MUTE, "POST", "users", me, "muting", body=body)
                return _became(told, lambda data: data.muting, wanted=True)
            case ActionKind.UNMUTE:
                told = calls.write(limits.UNMUTE, "DELETE", "users", me, "muting", person)
                return _became(told, lambda data: data.muting, wanted=False)
            case ActionKind.BLOCK:
                body = {"target_user_id": person}
                told = calls.write(limits.BLOCK, "POST", "users", me, "blocking", body=body)
                return _became(told, lambda data: data.blocking, wanted=True)
            case ActionKind.UNBLOCK:
                told = calls.write(limits.BLOCK, "DELETE", "users", me, "blocking", person)
                return _became(told, lambda data: data.blocking, wanted=False)
            case ActionKind.BLOCK_MESSAGES | ActionKind.UNBLOCK_MESSAGES:
                return self._set_shut(person, shut=action.kind is ActionKind.BLOCK_MESSAGES)
            case _:
                return RefusedResult(reason=_LACKING.get(action.kind, "X has nothing of the kind."))

    def _publish(self, action: Action) -> ActionResult:
        """A post, the next one of a thread, a quote; or a repost, which is no post and has no number of its own."""
        calls = self._calls
        if action.kind is ActionKind.RESHARE and not posts.is_quote(action):
            source = self._memory.newest(action.share_of)
            told = calls.write(
                limits.REPOST, "POST", "users", calls.user_id, "retweets", body={"tweet_id": source}
            )
            return _became(told, lambda data: data.retweeted, wanted=True)
        body: dict[str, object] = {"text": action.text}
        if posts.is_quote(action):
            body["quote_tweet_id"] = self._memory.newest(action.share_of)
        elif above := posts.above(calls, action):
            body["reply"] = {"in_reply_to_tweet_id": self._memory.newest(NativeId(above))}
        if action.media:
            body["media"] = {"media_ids": posts.media_ids(calls, action.media)}
        told = self._post(body, action.text)
        made = _answered(told)
        # The words come with a post's number: without them it may be the answer about a picture.
        return _unclear() if isinstance(made, wire.Written) and made.text is None else _made(told)

    def _reply(self, action: Action, target: NativeId) -> ActionResult:
        told = self._post({"text": action.text, "reply": {"in_reply_to_tweet_id": target}}, action.text)
        if isinstance(told, Problem) and told.kind is Kind.REPLY_REFUSED:
            return RefusedResult(
                reason=f"{told.sentence} Nothing was sent. Reply by hand: {address(target)}",
                detail=told.detail,
            )
        result = _made(told)
        if isinstance(result, Done) and result.native_id is not None and action.thread:
            self._memory.hold(action.thread, result.native_id)
        return result

    def _delete(self, action: Action, target: NativeId) -> ActionResult:
        """A post of our own; or our repost of one, which goes by the number of that."""
        calls = self._calls
        if action.kind is ActionKind.DELETE_POST and action.share_of:
            source = self._memory.newest(action.share_of)
            told = calls.write(limits.UNREPOST, "DELETE", "users", calls.user_id, "retweets", source)
            return _became(told, lambda data: data.retweeted, wanted=False)
        told = calls.write(limits.DELETE, "DELETE", "tweets", target)
        if isinstance(told, Problem) and told.kind is Kind.GONE:
            return Done()  # it is no longer there, which is what was wanted
        return _became(told, lambda data: data.deleted, wanted=True)

    def _post(self, body: dict[str, object], text: str) -> _Told:
        cost = limits.LINK_COST if _LINK.search(text) else limits.POST.cost
        return self._calls.write(limits.POST, "POST", "tweets", body=body, cost=cost)

    def _message(self, action: Action) -> _Told:
        to = ("with", action.person) if action.person else (action.thread,)
        body = {"text": action.text}
        return self._calls.write(limits.SEND, "POST", "dm_conversations", *to, "messages", body=body)

    def _set_hidden(self, reply: NativeId, newest: NativeId, *, hidden: bool) -> ActionResult:
        told = self._calls.write(limits.HIDE, "PUT", "tweets", newest, "hidden", body={"hidden": hidden})
        result = _became(told, lambda data: data.hidden, wanted=hidden)
        if isinstance(result, Done):
            self._memory.set_hidden(reply, hidden)
        return result

    def _set_shut(self, person: NativeId, *, shut: bool) -> ActionResult:
        told = self._calls.write(limits.SHUT, "POST", "users", person, "dm", "block" if shut else "unblock")
        result = _became(told, lambda data: data.blocked, wanted=shut)
        if isinstance(result, Done):
            self._memory.set_shut(person, shut)
        return result

    def _unsendable(self, action: Action) -> str:
        """Why this cannot be sent at all, "" where it can."""
        longest = _LONGEST.get(action.kind)
        empty = not action.text.strip() and action.kind is not ActionKind.RESHARE
        if longest is not None and empty:
            return "There is nothing to send: the text is empty."
        if longest is not None and len(action.text) > longest:
            return f"The text is longer than the {longest:,} characters that X takes."
        if action.kind is ActionKind.MESSAGE and not (action.person or action.thread):
            return "X has not said who the person is, so the desk cannot write to them."
        if action.kind is ActionKind.PUBLISH and action.scheduled_ms is not None:
            return "X takes no posts for later by this way: the desk has to keep it until its time."
        if action.kind in {ActionKind.BLOCK, ActionKind.UNBLOCK} and self._tier != "enterprise":
            what = "block" if action.kind is ActionKind.BLOCK else "lift a block"
            return (
                f"X lets only Enterprise customers {what} from a program. Do it by hand:"
                f" {profile(affected_person(action))}"
            )
        return posts.unsendable(action, enterprise=self._tier == "enterprise") or post_problem(
            Network.X, action
        )


def affected_person(action: Action) -> NativeId:
    """Whom a block or mute is for: the person named, or the target where that is a person."""
    return action.person or action.target


def _made(told: _Told) -> ActionResult:
    """A create: done only where the answer names what was created."""
    data = _answered(told)
    if not isinstance(data, wire.Written):
        return data
    made = wire.native_id(data.id) or wire.native_id(data.dm_event_id)
    return Done(native_id=made) if made is not None else _unclear()


def _became(told: _Told, field: Callable[[wire.Written], bool | None], *, wanted: bool) -> ActionResult:
    """Done where the answer says that it is now as wanted."""
    data = _answered(told)
    if not isinstance(data, wire.Written):
        return data
    return Done() if field(data) is wanted else _unclear()


def _answered(told: _Told) -> wire.Written | RefusedResult | UnknownResult:
    if isinstance(told, Problem):
        if told.kind in _CERTAIN:
            reason = " ".join(part for part in (told.sentence, told.to_do) if part)
            return RefusedResult(reason=reason, detail=told.detail)
        return UnknownResult(reason=told.sentence, detail=told.detail)
    if isinstance(told, UnknownResult):
        return told
    try:
        raw, _ = wire.read_one(told)
    except Unreadable:
        return _unclear()
    return wire.salvage(raw, wire.Written)


def _unclear() -> UnknownResult:
    return UnknownResult(reason="X answered, but not whether it was done.")

"""Doing things with an account, each once, and saying truly whether it was done (platforms.md 7.1, 10.2).

What is created gets a key that we choose from the action's own, so that doing it twice makes one record. Only an answer
that Bluesky gives to what it certainly did not apply counts as refused: a cut answer or a failing server is unknown,
and is looked up before anything is repeated.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from socialdesk.clock import from_ms
from socialdesk.model.accounts import Network
from socialdesk.model.actions import Action, ActionKind
from socialdesk.model.ids import NativeId
from socialdesk.platforms.api import (
    ActionResult,
    Done,
    Gone,
    NetworkError,
    Offline,
    Refused,
    RefusedResult,
    SignInExpired,
    Throttled,
    UnknownResult,
    Unreadable,
)
from socialdesk.platforms.bluesky import posts, wire
from socialdesk.platforms.bluesky.calls import CREATE_POINTS, DELETE_POINTS, Calls
from socialdesk.platforms.bluesky.errors import Kind, Problem
from socialdesk.platforms.bluesky.facets import facets
from socialdesk.platforms.bluesky.gates import set_hidden
from socialdesk.platforms.bluesky.lookups import asked_person, asked_post, is_there, profile, record
from socialdesk.platforms.bluesky.names import (
    BLOCK,
    POST,
    REPOST,
    Address,
    chosen_key,
    is_did,
    is_key,
    post_address,
    read_address,
)
from socialdesk.platforms.graphemes import count_graphemes
from socialdesk.platforms.http import Answer
from socialdesk.platforms.media_rules import post_problem

LONGEST_POST, LONGEST_POST_BYTES = 300, 3000
LONGEST_MESSAGE, LONGEST_MESSAGE_BYTES = 1000, 10_000
LONGEST_REPORT = 2000
_REASON = "com.atproto.moderation.defs#reasonViolation"
_CERTAIN = frozenset({Kind.REFUSED, Kind.BAD_REQUEST, Kind.GONE, Kind.SWAP})
_LONGEST = {
    ActionKind.REPLY: (LONGEST_POST, LONGEST_POST_BYTES),
    ActionKind.PUBLISH: (LONGEST_POST, LONGEST_POST_BYTES),
    ActionKind.RESHARE: (LONGEST_POST, LONGEST_POST_BYTES),
    ActionKind.MESSAGE: (LONGEST_MESSAGE, LONGEST_MESSAGE_BYTES),
}
_LACKING = {
    ActionKind.EDIT_POST: "A post on Bluesky cannot be edited. Remove it and publish it again.",
    ActionKind.RESCHEDULE: "Bluesky holds no post of the desk's for later, so there is no time to change.",
}
_Told = Answer | Problem | UnknownResult


class Perform:
    """Writes for one account."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    def do(self, action: Action) -> ActionResult:
        """Do it, once. Raises Offline, Throttled or SignInExpired, all certainly not applied."""
        refusal = _unsendable(action)
        if refusal:
            return RefusedResult(reason=refusal)
        try:
            return self._do(action)
        except Gone:
            return RefusedResult(reason="What this was meant for is no longer on Bluesky.")
        except Refused as refused:
            refusal, detail = refused.happened, refused.kept
        except Unreadable as silence:
            # `write` answers with an UnknownResult: what raises is a reading beforehand.
            raise Offline(
                silence.happened, kept="Nothing was sent.", to_do="The desk tries again by itself."
            ) from None
        return RefusedResult(reason=refusal, detail=detail)

    def _do(self, action: Action) -> ActionResult:
        match action.kind:
            case ActionKind.REPLY:
                return self._create(action, self._reply(action))
            case ActionKind.PUBLISH | ActionKind.RESHARE:
                return self._publish(action)
            case ActionKind.MESSAGE:
                return self._message(action)
            case ActionKind.HIDE | ActionKind.UNHIDE:
                reply, root = asked_post(action.target), thread_of(self._calls, action)
                if root.did != self._calls.did:
                    return RefusedResult(
                        reason="Only whoever began a conversation on Bluesky can hide replies in it."
                    )
                hidden = action.kind is ActionKind.HIDE
                return _settled(set_hidden(self._calls, root, reply, hidden=hidden))
            case ActionKind.DELETE | ActionKind.DELETE_POST:
                post = posts.own_thing(self._calls, action)
                if post is None:
                    return RefusedResult(reason="Bluesky lets nobody remove what somebody else wrote.")
                return self._remove(post)
            case ActionKind.BLOCK:
                return self._block(asked_person(action.person, action.target))
            case ActionKind.UNBLOCK:
                return self._unblock(asked_person(action.person, action.target))
            case ActionKind.MUTE | ActionKind.UNMUTE:
                verb = "muteActor" if action.kind is ActionKind.MUTE else "unmuteActor"
                person = asked_person(action.person, action.target)
                return _settled(self._calls.write(f"app.bsky.graph.{verb}", {"actor": person}))
            case ActionKind.REPORT:
                return self._report(action)
            case _:
                return RefusedResult(reason=_LACKING.get(action.kind, "Bluesky has nothing of the kind."))

    # -- what is created

    def _publish(self, action: Action) -> ActionResult:
        if action.kind is ActionKind.RESHARE and not action.text.strip():
            subject = posts.reference(self._calls, action)
            body = {"$type": REPOST, "subject": subject, "createdAt": self._now()}
            return self._put(posts.place_of(self._calls, action), body)
        goes_on = action.kind is ActionKind.PUBLISH and posts.goes_on_from(self._calls, action)
        above = self._reply(action) if goes_on else {}
        return self._create(action, above | posts.embed(self._calls, action))

    def _create(self, action: Action, more: Mapping[str, Any]) -> ActionResult:
        at, text = posts.place_of(self._calls, action), action.text
        found = facets(text, self._resolve)
        body: dict[str, Any] = {"$type": POST, "text": text, "createdAt": self._now(), **more}
        return self._put(at, body | ({"facets": found} if found else {}))

    def _reply(self, action: Action) -> dict[str, Any]:
        """What it answers, and where the thread begins, each in the version that is there now."""
        parent = asked_post(action.target)
        held, _ = record(self._calls, parent)
        above = {"uri": parent.uri, "cid": held.cid}
        reply = wire.salvage(held.value, wire.PostRecord).reply
        root = reply.root if reply is not None else None
        top = {"uri": root.uri, "cid": root.cid} if root is not None and post_address(root.uri) else above
        return {"reply": {"root": top, "parent": above}}

    def _block(self, person: str) -> ActionResult:
        if person == self._calls.did:
            return RefusedResult(reason="An account cannot block itself.")
        body = {"$type": BLOCK, "subject": person, "createdAt": self._now()}
        return self._put(block_of(self._calls.did, person), body)

    def _put(self, at: Address, body: Mapping[str, Any]) -> ActionResult:
        told = self._calls.write(
            "com.atproto.repo.createRecord",
            {"repo": at.did, "collection": at.collection, "rkey": at.key, "record": body},
            points=CREATE_POINTS,
        )
        if isinstance(told, Answer):
            made = wire.salvage(told.body, wire.Written).uri
            return Done(native_id=at.uri) if made == at.uri else _unclear()
        # A server that has it already answers as one that fails (atproto issue 3718): see which it was.
        return Done(native_id=at.uri) if self._is_made(at) else _settled(told)

    def _is_made(self, at: Address) -> bool:
        try:
            return is_there(self._calls, at)
        except NetworkError:
            return False  # no word on how it stands, so the first answer holds

    def _resolve(self, handle: str) -> str | None:
        try:
            answer = self._calls.read("com.atproto.identity.resolveHandle", [("handle", handle)])
            did = wire.read_object(answer, wire.Actor).did
        except (Throttled, SignInExpired):
            raise
        except NetworkError:
            return None  # the words are the same without the mark
        return did if is_did(did) else None

    def _message(self, action: Action) -> ActionResult:
        found = facets(action.text, self._resolve)
        message = {"text": action.text} | ({"facets": found} if found else {})
        body = {"convoId": conversation_of(self._calls, action), "message": message}
        told = self._calls.write("chat.bsky.convo.sendMessage", body, chat=True)
        if not isinstance(told, Answer):
            return _settled(told)
        made = wire.salvage(told.body, wire.Message).id
        return Done(native_id=NativeId(made)) if is_key(made) else _unclear()

    def _report(self, action: Action) -> ActionResult:
        """The post in the version that is there now; for a message, the person."""
        post = post_address(action.target)
        if post is not None:
            held, _ = record(self._calls, post)
            subject = {"$type": "com.atproto.repo.strongRef", "uri": post.uri, "cid": held.cid}
        else:
            person = asked_person(action.person, action.target)
            subject = {"$type": "com.atproto.admin.defs#repoRef", "did": person}
        body: dict[str, Any] = {"reasonType": _REASON, "subject": subject}
        if action.text.strip():
            body["reason"] = action.text
        return _settled(self._calls.write("com.atproto.moderation.createReport", body))

    # -- what is taken back

    def _unblock(self, person: str) -> ActionResult:
        """Our own block, and one that was made elsewhere."""
        ours = block_of(self._calls.did, person)
        blocks, listed = [ours], False
        try:
            viewer = profile(self._calls, person).viewer or wire.Viewer()
        except Gone:
            viewer = wire.Viewer()
        other = read_address(viewer.blocking or "")
        if other is not None and other.did == ours.did and other.collection == BLOCK and other != ours:
            blocks.append(other)
        listed = bool(viewer.blocking_by_list) and bytes(viewer.blocking_by_list) != b"null"
        for block in blocks:
            result = self._remove(block)
            if not isinstance(result, Done):
                return result
        if listed:
            return RefusedResult(
                reason="The person is blocked through a list as well. Take them off that list on Bluesky."
            )
        return Done()

    def _remove(self, at: Address) -> ActionResult:
        told = self._calls.write(
            "com.atproto.repo.deleteRecord",
            {"repo": at.did, "collection": at.collection, "rkey": at.key},
            points=DELETE_POINTS,
        )
        if isinstance(told, Problem) and told.kind is Kind.GONE:
            return Done()  # it is no longer there, which is what was wanted
        return _settled(told)

    def _now(self) -> str:
        return from_ms(self._calls.now_ms).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def block_of(did: str, person: str) -> Address:
    """Where our own block of a person is: always at the same place."""
    return Address(did, BLOCK, chosen_key(f"block {person}"))


def thread_of(calls: Calls, action: Action) -> Address:
    """What begins the thread that the target stands in. Raises Gone, Refused, NetworkError."""
    if action.thread:
        return asked_post(action.thread)
    at = asked_post(action.target)
    reply = wire.salvage(record(calls, at)[0].value, wire.PostRecord).reply
    root = post_address(reply.root.uri) if reply is not None and reply.root is not None else None
    return root or at


def conversation_of(calls: Calls, action: Action) -> str:
    """The conversation that a message goes to: the one that it answers, or the one with the person.

    Raises Refused, NetworkError.
    """
    for told in (action.thread, action.target):
        if told and is_key(told) and not is_did(told) and (told == action.thread or not action.person):
            return told
    person = asked_person(action.person, action.target)
    answer = calls.read("chat.bsky.convo.getConvoForMembers", [("members", person)], chat=True)
    found = wire.read_object(answer, wire.ConversationAnswer).convo
    if found is None or not is_key(found.id):
        raise Unreadable("Bluesky does not say which conversation this is.")
    return found.id


def _unsendable(action: Action) -> str:
    """Why this cannot be sent at all, "" where it can."""
    longest = _LONGEST.get(action.kind)
    if longest is not None:
        signs, size = longest
        if not action.text.strip() and action.kind is not ActionKind.RESHARE:
            return "There is nothing to send: the text is empty."
        count = count_graphemes(action.text)
        if count > signs:
            return f"The text has {count:,} characters, and Bluesky takes {signs:,}."
        if len(action.text.encode("utf-8", "replace")) > size:
            return (
                "The text is longer than Bluesky takes: some of its characters are made of very many parts."
            )
    if action.kind is ActionKind.REPORT and count_graphemes(action.text) > LONGEST_REPORT:
        return f"The text is longer than the {LONGEST_REPORT:,} characters that Bluesky takes with a report."
    if action.kind is ActionKind.PUBLISH and action.scheduled_ms is not None:
        return "Bluesky takes no posts for later: publish when the time has come."
    return post_problem(Network.BLUESKY, action)


def _settled(told: _Told | ActionResult) -> ActionResult:
    """The answer to what creates nothing: that there was one is enough."""
    if isinstance(told, Answer):
        return Done()
    if not isinstance(told, Problem):
        return told
    if told.kind in _CERTAIN:
        return RefusedResult(
            reason=" ".join(part for part in (told.sentence, told.to_do) if part), detail=told.detail
        )
    return UnknownResult(reason=told.sentence, detail=told.detail)


def _unclear() -> UnknownResult:
    return UnknownResult(reason="Bluesky answered, but not whether it was done.")

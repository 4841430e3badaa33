"""Is it there? Reading back what an action was to do on a page (platforms.md 10.2, reliability.md 2.2)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import msgspec

from socialdesk.model.actions import Action, ActionKind
from socialdesk.model.ids import NativeId
from socialdesk.platforms.api import Absent, Found, Gone, LookResult, Refused, Unreadable
from socialdesk.platforms.facebook import wire
from socialdesk.platforms.facebook.calls import GraphCalls
from socialdesk.platforms.facebook.items import Reader
from socialdesk.platforms.graph.errors import BadRequest
from socialdesk.platforms.graph.looking import Lists, Said, Sought, normal
from socialdesk.platforms.graph.writing import target_person

_FIELDS = {"fields": "id,message,created_time,from{id}"}
_NEWEST_FIRST = _FIELDS | {"order": "reverse_chronological"}


class Look:
    """Reads back for one page."""

    def __init__(self, calls: GraphCalls) -> None:
        self._calls = calls
        self._lists = Lists(calls)

    def at(self, action: Action, *, not_before_ms: int, known: frozenset[NativeId]) -> LookResult:
        """Whether the effect of `action` is there. Raises NetworkError where no answer can be had."""
        sought = Sought(text=action.text, not_before_ms=not_before_ms, known=known)
        match action.kind:
            case ActionKind.REPLY:
                return sought.among(self._replies(action.target, not_before_ms))
            case ActionKind.MESSAGE | ActionKind.PRIVATE_REPLY:
                return sought.among(self._letters(action, not_before_ms))
            case ActionKind.PUBLISH | ActionKind.RESHARE:
                return self._published(action, sought)
            case ActionKind.EDIT_POST | ActionKind.RESCHEDULE:
                return self._altered(action)
            case ActionKind.HIDE | ActionKind.UNHIDE:
                return self._hidden(action)
            case ActionKind.DELETE | ActionKind.DELETE_POST:
                return self._lists.gone(action.target)
            case ActionKind.BLOCK | ActionKind.UNBLOCK:
                blocked = self._is_blocked(target_person(action))
                return Found() if blocked is (action.kind is ActionKind.BLOCK) else Absent()
            case _:
                raise Refused("Facebook has nothing of the kind for a page.", kept="Nothing was sent.")

    # -- what was created

    def _replies(self, target: NativeId, not_before_ms: int) -> Iterator[list[Said]]:
        """Under the target, and under its top-level comment: Facebook files replies to replies there."""
        yield from self._pages(target, "comments", not_before_ms, params=_NEWEST_FIRST)
        try:
            answer = self._calls.read(target, params={"fields": "id,parent{id}"})
        except (BadRequest, Gone):
            return  # a post has no parent; with a comment go the replies beneath it
        told = wire.read_object(answer, wire.Comment)
        above = wire.native_id(told.parent.id) if told.parent is not None else None
        if above is not None:
            yield from self._pages(above, "comments", not_before_ms, params=_NEWEST_FIRST)

    def _letters(self, action: Action, not_before_ms: int) -> Iterator[list[Said]]:
        for conversation in self._conversations(action):
            yield from self._pages(conversation, "messages", not_before_ms)

    def _conversations(self, action: Action) -> list[NativeId]:
        if action.kind is ActionKind.MESSAGE and action.thread:
            return [action.thread]
        person = action.person
        if action.kind is ActionKind.PRIVATE_REPLY:
            begun, author = self._answered_comment(action.target)
            if begun is not None:
                return [begun]
            person = person or author or NativeId("")
        return self._lists.conversations(self._calls.page_id, person, "messenger")

    def _answered_comment(self, target: NativeId) -> tuple[NativeId | None, NativeId | None]:
        """The conversation that a private reply to a comment began, and the comment's author, as far as told."""
        fields = "id,from{id},private_reply_conversation{id}"
        try:
            told = wire.read_object(self._calls.read(target, params={"fields": fields}), wire.Comment)
        except (BadRequest, Gone):
            return None, None
        begun, author = told.private_reply_conversation, told.author
        return (
            wire.native_id(begun.id) if begun is not None else None,
            wire.native_id(author.id) if author is not None else None,
        )

    def _published(self, action: Action, sought: Sought) -> LookResult:
        if action.scheduled_ms is not None:
            params = {"fields": "id,message,scheduled_publish_time"}
            for page in self._lists.pages(self._calls.page_id, "scheduled_posts", params=params):
                for told in (wire.salvage(raw, wire.Post) for raw in page.data):
                    own_id, at = wire.native_id(told.id), wire.moment_ms(told.scheduled_publish_time)
                    same = normal(told.message or "") == normal(action.text)
                    new = own_id is not None and sought.is_new(own_id)
                    if same and new and at is not None and at // 1000 == action.scheduled_ms // 1000:
                        return Found(native_id=own_id)
        if action.kind is ActionKind.RESHARE:
            return sought.among(self._shared(action, sought.not_before_ms))
        return sought.among(self._pages(self._calls.page_id, "posts", sought.not_before_ms))

    def _shared(self, action: Action, not_before_ms: int) -> Iterator[list[Said]]:
        """The page's posts; without words of its own, a share is known by what it leads to."""

        def said(raw: msgspec.Raw) -> Said:
            told = self._said(raw)
            leads = action.text.strip() or _leads_to(wire.salvage(raw, wire.Shared), action.share_of)
            return told if leads else replace(told, ours=False)

        fields = {"fields": f"{_FIELDS['fields']},parent_id,attachments{{target,url,unshimmed_url}}"}
        return self._lists.newest(
            self._calls.page_id, "posts", params=fields, read=said, not_before_ms=not_before_ms
        )

    # -- what was changed

    def _altered(self, action: Action) -> LookResult:
        """The words, or the time, that a post of our own has now. A post that has come out has no time any more."""
        answer = self._calls.read(action.target, params={"fields": "id,message,scheduled_publish_time"})
        told = wire.read_object(answer, wire.Post)
        if wire.native_id(told.id) is None:
            raise Unreadable("Facebook answered, but not how this post is now.")
        if action.kind is ActionKind.EDIT_POST:
            return Found() if normal(told.message or "") == normal(action.text) else Absent()
        at = wire.moment_ms(told.scheduled_publish_time)
        same = at is not None and at // 1000 == (action.scheduled_ms or 0) // 1000
        return Found() if same else Absent()

    def _hidden(self, action: Action) -> LookResult:
        answer = self._calls.read(action.target, params={"fields": "id,is_hidden"})
        now = wire.read_object(answer, wire.Comment).is_hidden
        if now is None:
            raise Unreadable("Facebook does not say whether this is hidden.")
        return Found() if now is (action.kind is ActionKind.HIDE) else Absent()

    def _is_blocked(self, person: NativeId) -> bool:
        for page in self._lists.pages(self._calls.page_id, "blocked", params={"user": person}):
            ids = (wire.native_id(wire.salvage(raw, wire.Ref).id) for raw in page.data)
            if person in ids:
                return True
        return False

    # -- lists

    def _pages(
        self, node: str, edge: str, not_before_ms: int, *, params: dict[str, str] = _FIELDS
    ) -> Iterator[list[Said]]:
        return self._lists.newest(node, edge, params=params, read=self._said, not_before_ms=not_before_ms)

    def _said(self, raw: msgspec.Raw) -> Said:
        told = wire.salvage(raw, wire.Comment)
        return Said(
            wire.native_id(told.id),
            told.message or "",
            wire.moment_ms(told.created_time),
            Reader(self._calls.page_id, 0).is_own(told.author),
        )


def _leads_to(told: wire.Shared, post: NativeId) -> bool:
    """True where a post of the page's is a share of `post`."""
    number = post.rpartition("_")[2]
    named = [wire.native_id(told.parent_id)]
    addresses: list[str] = []
    for one in told.attachments.data if told.attachments is not None else []:
        named.append(wire.native_id(one.target.id) if one.target is not None else None)
        addresses += [one.url, one.unshimmed_url]
    return post in named or any(re.search(rf"(?<![0-9]){number}(?![0-9])", each) for each in addresses)

"""Is it there? Reading back what an action was to do (platforms.md 10.2, reliability.md 2.2).

A reply of ours is the same only by target, words, author and time together: our page's, under that comment, exactly
these words, not before the attempt, and not one that is accounted for already.
"""

from __future__ import annotations

from collections.abc import Iterator

from socialdesk.model.actions import Action, ActionKind
from socialdesk.model.ids import NativeId
from socialdesk.platforms.api import Absent, Found, Gone, LookResult, Refused, Unreadable
from socialdesk.platforms.facebook import wire
from socialdesk.platforms.facebook.calls import GraphCalls
from socialdesk.platforms.facebook.errors import BadRequest
from socialdesk.platforms.facebook.items import Reader
from socialdesk.platforms.facebook.perform import blocked_person

_MAX_PAGES = 20
_FIELDS = "id,message,created_time,from{id}"
_NEWEST_FIRST = {"order": "reverse_chronological"}


class Look:
    """Reads back for one page."""

    def __init__(self, calls: GraphCalls) -> None:
        self._calls = calls

    def at(self, action: Action, *, not_before_ms: int, known: frozenset[NativeId]) -> LookResult:
        """Whether the effect of `action` is there. Raises NetworkError where no answer can be had."""
        match action.kind:
            case ActionKind.REPLY:
                return self._search(self._replies(action.target, not_before_ms), action, not_before_ms, known)
            case ActionKind.MESSAGE | ActionKind.PRIVATE_REPLY:
                return self._search(self._letters(action, not_before_ms), action, not_before_ms, known)
            case ActionKind.PUBLISH:
                return self._published(action, not_before_ms, known)
            case ActionKind.HIDE | ActionKind.UNHIDE:
                return self._hidden(action)
            case ActionKind.DELETE | ActionKind.DELETE_POST:
                return self._gone(action)
            case ActionKind.BLOCK | ActionKind.UNBLOCK:
                blocked = self._is_blocked(blocked_person(action))
                return Found() if blocked is (action.kind is ActionKind.BLOCK) else Absent()
            case _:
                raise Refused("Facebook has nothing of the kind for a page.", kept="Nothing was sent.")

    # -- what was created

    def _search(
        self,
        lists: Iterator[list[wire.Comment]],
        action: Action,
        not_before_ms: int,
        known: frozenset[NativeId],
    ) -> LookResult:
        """The oldest that fits: where two were sent, the first belongs to the first."""
        found: NativeId | None = None
        for page in lists:
            for told in page:
                if self._is_ours(told, action.text, not_before_ms, known):
                    found = wire.native_id(told.id)
        return Found(native_id=found) if found is not None else Absent()

    def _is_ours(self, told: wire.Comment, text: str, not_before_ms: int, known: frozenset[NativeId]) -> bool:
        own_id, created = wire.native_id(told.id), wire.moment_ms(told.created_time)
        return (
            own_id is not None
            and Reader(self._calls.page_id, 0).is_page(told.author)
            and created is not None
            # Facebook tells whole seconds, which may lie just before the moment of the attempt.
            and created >= not_before_ms - not_before_ms % 1000
            and normal(told.message or "") == normal(text)
            and not any(wire.same_id(own_id, one) for one in known)
        )

    def _replies(self, target: NativeId, not_before_ms: int) -> Iterator[list[wire.Comment]]:
        """Under the target, and under its top-level comment: Facebook files replies to replies there."""
        yield from self._pages(target, "comments", _NEWEST_FIRST, not_before_ms)
        try:
            answer = self._calls.read(target, params={"fields": "id,parent{id}"})
        except (BadRequest, Gone):
            return  # a post has no parent; with a comment go the replies beneath it
        told = wire.read_object(answer, wire.Comment)
        above = wire.native_id(told.parent.id) if told.parent is not None else None
        if above is not None:
            yield from self._pages(above, "comments", _NEWEST_FIRST, not_before_ms)

    def _letters(self, action: Action, not_before_ms: int) -> Iterator[list[wire.Comment]]:
        for conversation in self._conversations(action):
            yield from self._pages(conversation, "messages", {}, not_before_ms)

    def _conversations(self, action: Action) -> list[NativeId]:
        if action.kind is ActionKind.MESSAGE and action.thread:
            return [action.thread]
        person = action.person
        if action.kind is ActionKind.PRIVATE_REPLY:
            begun, author = self._answered_comment(action.target)
            if begun is not None:
                return [begun]
            person = person or author or NativeId("")
        if not person:
            raise Unreadable(
                "Facebook does not say with whom the conversation is, so nothing can be looked up."
            )
        params = {"fields": "id", "user_id": person, "platform": "messenger"}
        listing = self._calls.listing(self._calls.page_id, "conversations", params=params)
        ids = [wire.native_id(wire.salvage(raw, wire.Conversation).id) for raw in listing.data]
        return [one for one in ids if one is not None]

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

    def _published(self, action: Action, not_before_ms: int, known: frozenset[NativeId]) -> LookResult:
        if action.scheduled_ms is not None:
            params = {"fields": "id,message,scheduled_publish_time"}
            for page in self._raw_pages(self._calls.page_id, "scheduled_posts", params):
                for told in (wire.salvage(raw, wire.Post) for raw in page.data):
                    own_id, at = wire.native_id(told.id), wire.moment_ms(told.scheduled_publish_time)
                    same = normal(told.message or "") == normal(action.text)
                    new = own_id is not None and not any(wire.same_id(own_id, one) for one in known)
                    if same and new and at is not None and at // 1000 == action.scheduled_ms // 1000:
                        return Found(native_id=own_id)
        return self._search(
            self._pages(self._calls.page_id, "posts", {}, not_before_ms), action, not_before_ms, known
        )

    # -- what was changed

    def _hidden(self, action: Action) -> LookResult:
        answer = self._calls.read(action.target, params={"fields": "id,is_hidden"})
        now = wire.read_object(answer, wire.Comment).is_hidden
        if now is None:
            raise Unreadable("Facebook does not say whether this is hidden.")
        return Found() if now is (action.kind is ActionKind.HIDE) else Absent()

    def _gone(self, action: Action) -> LookResult:
        try:
            told = wire.read_object(self._calls.read(action.target, params={"fields": "id"}), wire.Comment)
        except Gone:
            return Found()
        if wire.native_id(told.id) is None:
            raise Unreadable("Facebook answered, but not whether this is still there.")
        return Absent()

    def _is_blocked(self, person: NativeId) -> bool:
        for page in self._raw_pages(self._calls.page_id, "blocked", {"user": person}):
            ids = (wire.native_id(wire.salvage(raw, wire.Ref).id) for raw in page.data)
            if person in ids:
                return True
        return False

    # -- lists

    def _pages(
        self, node: str, edge: str, params: dict[str, str], not_before_ms: int
    ) -> Iterator[list[wire.Comment]]:
        for page in self._raw_pages(node, edge, {"fields": _FIELDS} | params):
            told = [wire.salvage(raw, wire.Comment) for raw in page.data]
            yield told
            times = [one for one in (wire.moment_ms(item.created_time) for item in told) if one is not None]
            if times and max(times) < not_before_ms - 60_000:
                return

    def _raw_pages(self, node: str, edge: str, params: dict[str, str]) -> Iterator[wire.Listing]:
        """The list's pages, newest first, until it ends. Raises Unreadable where it does not."""
        tokens: dict[str, str] | None = {}
        for _ in range(_MAX_PAGES):
            listing = self._calls.listing(node, edge, params=params | tokens, limit=100)
            yield listing
            tokens = wire.onward(listing, self._calls.http.base_url)
            if tokens is None:
                return
        raise Unreadable("Facebook's list is too long to be looked through.")


def normal(text: str) -> str:
    """The words as Facebook keeps them: line ends as one sign, nothing blank around."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()

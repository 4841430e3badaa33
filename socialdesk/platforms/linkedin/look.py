"""Is it there? Reading back what an action was to do (platforms.md 10.2).

A comment of ours is the same only by place, words, author and time together: the organisation's, beneath that
comment or post, exactly these words, not before the attempt, and not one that is accounted for already. In what order
LinkedIn lists comments is not promised, so the whole list is read.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from socialdesk.model.actions import Action, ActionKind
from socialdesk.model.ids import NativeId
from socialdesk.platforms.api import Absent, Found, Gone, LookResult, Refused, Unreadable
from socialdesk.platforms.linkedin import little, wire
from socialdesk.platforms.linkedin.calls import PAGE, LinkedInCalls
from socialdesk.platforms.linkedin.perform import comment_path, top_comment
from socialdesk.platforms.linkedin.urn import comment_parts, is_post, quoted, same_comment

_MAX_PAGES = 20
_LEEWAY_MS = 1000
"""How much before the attempt LinkedIn may place it."""


class Look:
    """Reads back for one organisation."""

    def __init__(self, calls: LinkedInCalls) -> None:
        self._calls = calls

    def at(self, action: Action, *, not_before_ms: int, known: frozenset[NativeId]) -> LookResult:
        """Whether the effect of `action` is there. Raises NetworkError where no answer can be had."""
        match action.kind:
            case ActionKind.REPLY:
                return self._replied(action, not_before_ms, known)
            case ActionKind.PUBLISH | ActionKind.RESHARE:
                return self._published(action, not_before_ms, known)
            case ActionKind.EDIT_POST:
                return self._edited(action)
            case ActionKind.DELETE:
                return self._gone(*comment_path(action.target))
            case ActionKind.DELETE_POST:
                return self._gone("posts", quoted(action.target))
            case _:
                raise Refused("LinkedIn has nothing of the kind for a page.", kept="Nothing was sent.")

    def _replied(self, action: Action, not_before_ms: int, known: frozenset[NativeId]) -> LookResult:
        """The oldest that fits: where two were sent, the first belongs to the first."""
        above = self._above(action.target)
        if above is None:
            return Absent()
        found: tuple[int, NativeId] | None = None
        for raw in self._elements(("socialActions", quoted(above), "comments"), {}):
            told = wire.salvage(raw, wire.Comment)
            name = told.name
            created = wire.moment_ms(told.created.time) if told.created is not None else None
            words = told.message.text if told.message is not None else ""
            if (
                name is not None
                and told.author == self._calls.organization
                and created is not None
                and created >= not_before_ms - _LEEWAY_MS
                and little.normal(words) == little.normal(action.text)
                and not any(same_comment(name, one) for one in known)
                and (found is None or created < found[0])
            ):
                found = created, name
        return Found(native_id=found[1]) if found is not None else Absent()

    def _above(self, target: NativeId) -> NativeId | None:
        """What the reply is beneath; None where that is gone, and every reply with it."""
        if comment_parts(target) is None:
            return target
        try:
            return top_comment(self._calls, target)
        except Gone:
            return None
        except Refused:
            return target

    def _published(self, action: Action, not_before_ms: int, known: frozenset[NativeId]) -> LookResult:
        query = {"q": "author", "author": quoted(self._calls.organization), "sortBy": "LAST_MODIFIED"}
        found: tuple[int, NativeId] | None = None
        for raw in self._elements(("posts",), query, until_ms=not_before_ms - _LEEWAY_MS):
            told = wire.salvage(raw, wire.Post)
            created = wire.moment_ms(told.created_at or told.published_at)
            if (
                is_post(told.id)
                and told.id not in known
                and created is not None
                and created >= not_before_ms - _LEEWAY_MS
                and _says(told, action.text)
                and (told.reshare_context or wire.Reshared()).parent == action.share_of
                and (found is None or created < found[0])
            ):
                found = created, NativeId(told.id)
        return Found(native_id=found[1]) if found is not None else Absent()

    def _edited(self, action: Action) -> LookResult:
        answer = self._calls.read("posts", quoted(action.target), moderating=True)
        told = wire.read_object(answer, wire.Post)
        if not told.id:
            raise Unreadable("LinkedIn answered, but not how this post is now.")
        return Found() if _says(told, action.text) else Absent()

    def _gone(self, *path: str) -> LookResult:
        try:
            told = wire.read_object(self._calls.read(*path, moderating=True), wire.Comment)
        except Gone:
            return Found()
        if not told.id:
            raise Unreadable("LinkedIn answered, but not whether this is still there.")
        return Absent()

    def _elements(
        self, path: tuple[str, ...], query: dict[str, str], *, until_ms: int = 0
    ) -> Iterator[msgspec.Raw]:
        """Every element of a list. Posts are listed by their last change: with `until_ms`, no further than that.

        Raises Unreadable where the list does not end.
        """
        start = 0
        for _ in range(_MAX_PAGES):
            listing = self._calls.listing(*path, start=start, query=query, moderating=True)
            yield from listing.elements
            changed = [
                wire.moment_ms(wire.salvage(raw, wire.Post).last_modified_at)
                for raw in listing.elements
                if until_ms
            ]
            known = [one for one in changed if one is not None]
            onward = listing.onward(start, PAGE)
            if onward is None or (known and max(known) < until_ms):
                return
            start = onward
        raise Unreadable("LinkedIn's list is too long to be looked through.")


def _says(told: wire.Post, text: str) -> bool:
    return little.normal(little.plain(told.commentary)) == little.normal(text)

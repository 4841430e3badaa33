"""Is it there? Reading back what an action was to do on Instagram (platforms.md 10.2, reliability.md 2.2)."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from socialdesk.model.actions import Action, ActionKind
from socialdesk.model.ids import NativeId
from socialdesk.platforms.api import Absent, Found, Gone, LookResult, Refused, Unreadable
from socialdesk.platforms.graph import wire as graph_wire
from socialdesk.platforms.graph.errors import BadRequest
from socialdesk.platforms.graph.looking import Lists, Said, Sought
from socialdesk.platforms.graph.wire import moment_ms, native_id, read_object, salvage
from socialdesk.platforms.instagram import wire
from socialdesk.platforms.instagram.calls import InstagramCalls
from socialdesk.platforms.instagram.items import Reader, has_id
from socialdesk.platforms.instagram.perform import media_of

_FIELDS = {"fields": "id,text,timestamp,from{id,username},username,user{id}"}


class Look:
    """Reads back for one account."""

    def __init__(self, calls: InstagramCalls) -> None:
        self._calls = calls
        self._lists = Lists(calls)

    def at(self, action: Action, *, not_before_ms: int, known: frozenset[NativeId]) -> LookResult:
        """Whether the effect of `action` is there. Raises NetworkError where no answer can be had."""
        text = media_of(action.text)[0] if action.kind is ActionKind.PUBLISH else action.text
        sought = Sought(text=text, not_before_ms=not_before_ms, known=known)
        match action.kind:
            case ActionKind.REPLY:
                return sought.among(self._replies(action, not_before_ms))
            case ActionKind.MESSAGE | ActionKind.PRIVATE_REPLY:
                return sought.among(self._letters(action, not_before_ms))
            case ActionKind.PUBLISH:
                return sought.among(self._published(not_before_ms))
            case ActionKind.HIDE | ActionKind.UNHIDE:
                return self._hidden(action)
            case ActionKind.DELETE | ActionKind.DELETE_POST:
                return self._lists.gone(action.target)
            case ActionKind.BLOCK | ActionKind.UNBLOCK:
                raise Refused(
                    "Instagram does not show whom an account has blocked.",
                    to_do="Look at the person's profile on Instagram.",
                )
            case _:
                raise Refused("Instagram has nothing of the kind for an account.", kept="Nothing was sent.")

    # -- what was created

    def _replies(self, action: Action, not_before_ms: int) -> Iterator[list[Said]]:
        """Beneath the media, or beneath the target's top-level comment: replies to replies are filed there."""
        reader = self._reader()
        if action.target == action.thread:
            yield from self._lists.newest(
                action.target,
                "comments",
                params=_FIELDS,
                read=lambda raw: _comment(raw, reader),
                not_before_ms=not_before_ms,
                limit=50,
            )
            return
        told = read_object(self._calls.read(action.target, params={"fields": "id,parent_id"}), wire.Comment)
        top = native_id(told.parent_id) or action.target
        # In which order replies come is not promised, so all are read.
        for page in self._lists.pages(top, "replies", params=_FIELDS, limit=50):
            yield [_comment(raw, reader) for raw in page.data]

    def _letters(self, action: Action, not_before_ms: int) -> Iterator[list[Said]]:
        reader = self._reader()
        for conversation in self._conversations(action):
            yield from self._lists.newest(
                conversation,
                "messages",
                params={"fields": "id,created_time,from,message"},
                read=lambda raw: _message(raw, reader),
                not_before_ms=not_before_ms,
            )

    def _conversations(self, action: Action) -> list[NativeId]:
        person = action.person
        if action.kind is ActionKind.MESSAGE and action.thread:
            return [action.thread]
        if action.kind is ActionKind.PRIVATE_REPLY and not has_id(person):
            try:
                answer = self._calls.read(action.target, params={"fields": "id,from{id}"})
            except (BadRequest, Gone):
                raise Unreadable(
                    "Instagram no longer shows the comment, so its private reply cannot be looked up."
                ) from None
            author = read_object(answer, wire.Comment).author
            person = (native_id(author.id) if author is not None else None) or NativeId("")
        return self._lists.conversations(self._calls.linked().page_id, person, "instagram")

    def _published(self, not_before_ms: int) -> Iterator[list[Said]]:
        return self._lists.newest(
            self._calls.account_id,
            "media",
            params={"fields": "id,caption,timestamp"},
            read=_media,
            not_before_ms=not_before_ms,
        )

    # -- what was changed

    def _hidden(self, action: Action) -> LookResult:
        answer = self._calls.read(action.target, params={"fields": "id,hidden"})
        now = read_object(answer, wire.Comment).hidden
        if now is None:
            raise Unreadable("Instagram does not say whether this is hidden.")
        return Found() if now is (action.kind is ActionKind.HIDE) else Absent()

    def _reader(self) -> Reader:
        return Reader(self._calls.account_id, 0, username=self._calls.linked().username)


def _comment(raw: msgspec.Raw, reader: Reader) -> Said:
    told = salvage(raw, wire.Comment)
    return Said(native_id(told.id), told.text or "", moment_ms(told.timestamp), reader.wrote(told))


def _message(raw: msgspec.Raw, reader: Reader) -> Said:
    told = salvage(raw, graph_wire.Message)
    ours = reader.is_own(told.author)
    return Said(native_id(told.id), told.message or "", moment_ms(told.created_time), ours)


def _media(raw: msgspec.Raw) -> Said:
    told = salvage(raw, wire.Media)
    return Said(native_id(told.id), told.caption or "", moment_ms(told.timestamp), True)

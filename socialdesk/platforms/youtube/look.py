"""Is it there? What a write with an unknown outcome did, read back (platforms.md 4, 10.2)."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from socialdesk.model.actions import Action, ActionKind
from socialdesk.model.ids import NativeId
from socialdesk.platforms.api import Absent, Found, Gone, LookResult, Refused
from socialdesk.platforms.youtube import wire
from socialdesk.platforms.youtube.calls import YouTubeCalls
from socialdesk.platforms.youtube.standing import Standing, State


class Look:
    """Reads back for one channel."""

    def __init__(self, calls: YouTubeCalls, standing: Standing) -> None:
        self._calls = calls
        self._standing = standing

    def at(self, action: Action, *, not_before_ms: int, known: frozenset[NativeId]) -> LookResult:
        """Whether the effect of `action` is there. Raises NetworkError where no answer can be had."""
        match action.kind:
            case ActionKind.REPLY:
                return self._reply(action, not_before_ms, known)
            case ActionKind.HIDE | ActionKind.UNHIDE:
                state = self._state(action)
                if state is State.GONE:
                    raise Gone("YouTube says that this is no longer there, or not for this channel to see.")
                return Found() if (state is State.HELD) is (action.kind is ActionKind.HIDE) else Absent()
            case ActionKind.DELETE:
                return Found() if self._state(action, surely=True) is State.GONE else Absent()
            case ActionKind.BLOCK:
                if self._state(action, surely=True) is not State.GONE:
                    return Absent()  # both are done in one, so the ban was not done either
                raise Refused(
                    "The comment is gone, but YouTube does not show who is banned.",
                    to_do="Look at the hidden users in YouTube Studio, under Settings, Community.",
                )
            case ActionKind.DELETE_POST:
                return self._video_gone(action.target)
            case _:
                raise Refused("YouTube has nothing of the kind.", kept="Nothing was sent.")

    def _state(self, action: Action, *, surely: bool = False) -> State:
        return self._standing.of(action.target, action.thread, surely=surely).state

    def _reply(self, action: Action, not_before_ms: int, known: frozenset[NativeId]) -> LookResult:
        """The oldest that fits: where two were sent, the first belongs to the first."""
        found: tuple[int, NativeId] | None = None
        for raw in self._written(action, not_before_ms):
            fits = self._fits(raw, action.text, not_before_ms, known)
            if fits is not None and (found is None or fits < found):
                found = fits
        return Absent() if found is None else Found(native_id=found[1])

    def _written(self, action: Action, not_before_ms: int) -> Iterator[msgspec.Raw]:
        if action.target == action.thread:
            for _, page in self._standing.threads(wire.PUBLISHED, action.thread):
                firsts = [_first(raw) for raw in page]
                yield from firsts
                times = [wire.moment_ms(wire.snippet(raw).published_at) for raw in firsts]
                if any(one is not None and one < not_before_ms - 60_000 for one in times):
                    return
            return
        for page in self._standing.replies(self.parent(action.target)):
            yield from page

    def parent(self, target: NativeId) -> NativeId:
        """The first comment of the thread: replies to replies are filed under it. Raises NetworkError."""
        _, raw = self._standing.comment(target)
        return wire.native_id(wire.snippet(raw).parent_id) or target

    def _fits(
        self, raw: msgspec.Raw, text: str, not_before_ms: int, known: frozenset[NativeId]
    ) -> tuple[int, NativeId] | None:
        """When it was written, and its id, where it is what we are looking for."""
        own_id, told = wire.own_id(raw), wire.snippet(raw)
        created = wire.moment_ms(told.published_at)
        if own_id is None or own_id in known or created is None:
            return None
        # YouTube may tell whole seconds, which may lie just before the moment of the attempt.
        late_enough = created >= not_before_ms - not_before_ms % 1000
        same = normal(text) in {normal(told.text_original or ""), normal(told.text_display or "")}
        ours = wire.author_id(told) == self._calls.channel_id
        return (created, own_id) if late_enough and same and ours else None

    def _video_gone(self, video: NativeId) -> LookResult:
        try:
            self._calls.one("videos", {"part": "id"}, video)
        except Gone:
            return Found()
        return Absent()


def _first(raw: msgspec.Raw) -> msgspec.Raw:
    told = wire.salvage(wire.salvage(raw, wire.Resource).snippet, wire.ThreadSnippet)
    return told.top_level_comment or msgspec.Raw(b"{}")


def normal(text: str) -> str:
    """The words as YouTube keeps them: line ends as one sign, nothing blank around."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()

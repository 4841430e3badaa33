"""Is it there? Reading back what an action was to do, as far as Graph's networks are alike (reliability.md 2.2).

Words of ours are the same only by target, text, author and time together: ours, there, exactly these words, not
before the attempt, and not some that are accounted for already.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import msgspec

from socialdesk.model.ids import NativeId
from socialdesk.platforms.api import Absent, Found, Gone, LookResult, Unreadable
from socialdesk.platforms.graph import wire
from socialdesk.platforms.graph.calls import GraphCalls

MAX_PAGES = 20


@dataclass(frozen=True, slots=True)
class Said:
    """Something in a list, as far as it matters here."""

    native_id: NativeId | None
    text: str
    created_ms: int | None
    ours: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """Words of ours that may be there."""

    text: str
    not_before_ms: int
    known: frozenset[NativeId]
    """What is accounted for already."""

    def fits(self, said: Said) -> bool:
        """True where these may be they."""
        return (
            said.ours
            and said.native_id is not None
            and said.created_ms is not None
            # Graph tells whole seconds, which may lie just before the moment of the attempt.
            and said.created_ms >= self.not_before_ms - self.not_before_ms % 1000
            and normal(said.text) == normal(self.text)
            and self.is_new(said.native_id)
        )

    def is_new(self, native_id: NativeId) -> bool:
        """True for what is not accounted for."""
        return not any(wire.same_id(native_id, one) for one in self.known)

    def among(self, lists: Iterator[list[Said]]) -> LookResult:
        """The oldest that fits: where two were sent, the first belongs to the first."""
        found: NativeId | None = None
        for page in lists:
            for said in page:
                if self.fits(said):
                    found = said.native_id
        return Found(native_id=found) if found is not None else Absent()


@dataclass(frozen=True, slots=True)
class Lists:
    """Lists of one account, read to their end or as far as they may hold what is sought."""

    calls: GraphCalls

    def pages(self, *parts: str, params: Mapping[str, str], limit: int = 100) -> Iterator[wire.Listing]:
        """The list's pages until it ends. Raises Unreadable where it does not."""
        tokens: dict[str, str] | None = {}
        for _ in range(MAX_PAGES):
            listing = self.calls.listing(*parts, params=dict(params) | tokens, limit=limit)
            yield listing
            tokens = wire.onward(listing, self.calls.http.base_url)
            if tokens is None:
                return
        raise Unreadable(f"{self.calls.voice.network}'s list is too long to be looked through.")

    def newest(
        self,
        *parts: str,
        params: Mapping[str, str],
        read: Callable[[msgspec.Raw], Said],
        not_before_ms: int,
        limit: int = 100,
    ) -> Iterator[list[Said]]:
        """A list that begins with the newest, until what comes is too old."""
        for page in self.pages(*parts, params=params, limit=limit):
            said = [read(raw) for raw in page.data]
            yield said
            times = [one.created_ms for one in said if one.created_ms is not None]
            if times and max(times) < not_before_ms - 60_000:
                return

    def conversations(self, page_id: str, person: NativeId, platform: str) -> list[NativeId]:
        """The page's conversations with a person. Raises Unreadable where nobody is named."""
        if not person:
            raise Unreadable(
                f"{self.calls.voice.network} does not say with whom the conversation is, so nothing can be looked up."
            )
        params = {"fields": "id", "user_id": person, "platform": platform}
        listing = self.calls.listing(page_id, "conversations", params=params)
        ids = [wire.native_id(wire.salvage(raw, wire.Ref).id) for raw in listing.data]
        return [one for one in ids if one is not None]

    def gone(self, target: NativeId) -> LookResult:
        """Found where the target is no longer there."""
        try:
            told = wire.read_object(self.calls.read(target, params={"fields": "id"}), wire.Ref)
        except Gone:
            return Found()
        if wire.native_id(told.id) is None:
            name = self.calls.voice.network
            raise Unreadable(f"{name} answered, but not whether this is still there.")
        return Absent()


def normal(text: str) -> str:
    """The words as Meta keeps them: line ends as one sign, nothing blank around."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()

"""Is it there? Reading back what an action was to do (platforms.md 3.2, 10.2).

A post of ours is the same only by target, words, author and time together. What X shows nowhere, a hidden reply and
blocked messages, is believed from X's answer to the call itself, and otherwise not there: both are safe to repeat.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from socialdesk.model.actions import Action, ActionKind
from socialdesk.model.ids import NativeId
from socialdesk.platforms.api import Absent, Found, Gone, LookResult, Refused, Unreadable
from socialdesk.platforms.x import limits, wire
from socialdesk.platforms.x.calls import LETTER_PARAMETERS, XCalls
from socialdesk.platforms.x.items import plain, words
from socialdesk.platforms.x.limits import Call
from socialdesk.platforms.x.memory import Memory
from socialdesk.platforms.x.perform import affected_person
from socialdesk.platforms.x.posts import above, is_quote

_MAX_PAGES = 20
_QUOTED = re.compile(r"\s*https?://(?:www\.)?(?:x|twitter)\.com/\S+/status/\d+\S*$", re.IGNORECASE)
_ADDRESSED = re.compile(r"(?:@[0-9A-Za-z_]{1,20}\s+)*", re.ASCII)
_LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)


class Look:
    """Reads back for one account."""

    def __init__(self, calls: XCalls, memory: Memory) -> None:
        self._calls = calls
        self._memory = memory

    def at(self, action: Action, *, not_before_ms: int, known: frozenset[NativeId]) -> LookResult:
        """Whether the effect of `action` is there. Raises NetworkError where no answer can be had."""
        person = affected_person(action)
        match action.kind:
            case ActionKind.RESHARE if not is_quote(action):
                return Found() if self._is_reposted(action.share_of) else Absent()
            case ActionKind.DELETE_POST if action.share_of:
                return Absent() if self._is_reposted(action.share_of) else Found()
            case ActionKind.REPLY | ActionKind.PUBLISH | ActionKind.RESHARE:
                return self._search(self._own_posts(action, not_before_ms), action, not_before_ms, known)
            case ActionKind.MESSAGE:
                return self._search(self._own_letters(action, not_before_ms), action, not_before_ms, known)
            case ActionKind.HIDE | ActionKind.UNHIDE:
                return self._hidden(action, wanted=action.kind is ActionKind.HIDE)
            case ActionKind.DELETE | ActionKind.DELETE_POST:
                return self._gone(action.target)
            case ActionKind.MUTE | ActionKind.UNMUTE:
                muted = self._is_listed(limits.MUTED, "muting", person)
                return Found() if muted is (action.kind is ActionKind.MUTE) else Absent()
            case ActionKind.BLOCK | ActionKind.UNBLOCK:
                blocked = self._is_listed(limits.BLOCKED, "blocking", person)
                return Found() if blocked is (action.kind is ActionKind.BLOCK) else Absent()
            case ActionKind.BLOCK_MESSAGES | ActionKind.UNBLOCK_MESSAGES:
                wanted = action.kind is ActionKind.BLOCK_MESSAGES
                return Found() if self._memory.shut(person) is wanted else Absent()
            case _:
                raise Refused("X has nothing of the kind that could be looked for.", kept="Nothing was sent.")

    # -- what was created

    def _search(
        self,
        lists: Iterator[list[tuple[NativeId, int, str]]],
        action: Action,
        not_before_ms: int,
        known: frozenset[NativeId],
    ) -> LookResult:
        """The oldest that fits: where two were sent, the first belongs to the first."""
        found: NativeId | None = None
        wanted = normal(action.text)
        for page in lists:
            for own_id, created, text in page:
                # X tells some times in whole seconds, which may lie just before the moment of the attempt.
                new = created >= not_before_ms - not_before_ms % 1000 and own_id not in known
                if new and same(normal(text), wanted):
                    found = own_id
        return Found(native_id=found) if found is not None else Absent()

    def _own_posts(self, action: Action, not_before_ms: int) -> Iterator[list[tuple[NativeId, int, str]]]:
        target: str | None = action.target if action.kind is ActionKind.REPLY else None
        if action.kind is ActionKind.PUBLISH:
            target = above(self._calls, action) or None
        params = {"max_results": "100", "exclude": "retweets"}
        for listing in self._pages(limits.TIMELINE, ("users", self._calls.user_id, "tweets"), params):
            told = [wire.salvage(raw, wire.Post) for raw in listing.data]
            times: list[int] = []
            fitting: list[tuple[NativeId, int, str]] = []
            for post in told:
                history = post.history
                created = wire.moment_ms(post.created_at) or (wire.id_ms(history[0]) if history else None)
                if not history or created is None:
                    continue
                times.append(created)
                answered = post.replied_to
                first = self._memory.first(answered) if answered is not None else None
                if first == target and wire.native_id(post.author_id) in {None, self._calls.user_id}:
                    fitting.append((history[0], created, self._own_words(post, action)))
            yield fitting
            if times and max(times) < not_before_ms - 60_000:
                return

    def _own_words(self, post: wire.Post, action: Action) -> str:
        """The text; of a quote without the link to what it quotes, which X puts behind the words."""
        return _QUOTED.sub("", words(post)) if is_quote(action) else words(post)

    def _is_reposted(self, source: NativeId) -> bool:
        """Whether the account shows the post again, as far as X lists: a repost is newer than what it shows."""
        newest, params = self._memory.newest(source), {"max_results": "100"}
        for listing in self._pages(limits.TIMELINE, ("users", self._calls.user_id, "tweets"), params):
            told = [wire.salvage(raw, wire.Post) for raw in listing.data]
            if any(one.reposted in {source, newest} for one in told if one.reposted is not None):
                return True
            ids = [int(one) for one in (wire.native_id(post.id) for post in told) if one is not None]
            if source.isdecimal() and ids and max(ids) < int(source):
                return False
        return False

    def _own_letters(self, action: Action, not_before_ms: int) -> Iterator[list[tuple[NativeId, int, str]]]:
        talk = ("with", action.person) if action.person else (action.thread,)
        parts = ("dm_conversations", *talk, "dm_events")
        token = ""
        for _ in range(_MAX_PAGES):
            params = dict(LETTER_PARAMETERS) | {"max_results": "100"}
            params |= {"pagination_token": token} if token else {}
            listing = wire.read_listing(self._calls.read(limits.TALK, *parts, params=params))
            told = [wire.salvage(raw, wire.Message) for raw in listing.data]
            fitting: list[tuple[NativeId, int, str]] = []
            times: list[int] = []
            for letter in told:
                own_id = wire.native_id(letter.id)
                created = wire.moment_ms(letter.created_at) or (wire.id_ms(own_id) if own_id else None)
                if own_id is None or created is None:
                    continue
                times.append(created)
                links = [*letter.urls, *(letter.entities.urls if letter.entities is not None else [])]
                if wire.native_id(letter.sender_id) == self._calls.user_id:
                    fitting.append((own_id, created, plain(letter.text or "", links)))
            yield fitting
            token = listing.next_token
            if not token or not listing.data or (times and max(times) < not_before_ms - 60_000):
                return
        raise Unreadable("X's list is too long to be looked through.")

    # -- what was changed

    def _hidden(self, action: Action, *, wanted: bool) -> LookResult:
        if self._memory.hidden(action.target) is wanted:
            return Found()
        self._read(action.target)  # gone is another answer than "not hidden"
        return Absent()

    def _gone(self, target: NativeId) -> LookResult:
        try:
            self._read(target)
        except Gone:
            return Found()
        return Absent()

    def _read(self, target: NativeId) -> None:
        """Raises Gone where it is not there, Unreadable where X does not say."""
        answer = self._calls.read_posts(limits.LOOKUP, "tweets", self._memory.newest(target))
        raw, _ = wire.read_one(answer)
        if not wire.salvage(raw, wire.Post).history:
            raise Unreadable("X answered, but not whether this is still there.")

    def _is_listed(self, call: Call, edge: str, person: NativeId) -> bool:
        params = {"max_results": "1000"}
        token = ""
        for _ in range(_MAX_PAGES):
            asked = params | ({"pagination_token": token} if token else {})
            answer = self._calls.read(call, "users", self._calls.user_id, edge, params=asked)
            listing = wire.read_listing(answer)
            if any(wire.native_id(wire.salvage(raw, wire.User).id) == person for raw in listing.data):
                return True
            token = listing.next_token
            if not token or not listing.data:
                return False
        raise Unreadable("X's list is too long to be looked through.")

    def _pages(self, call: Call, parts: tuple[str, ...], params: dict[str, str]) -> Iterator[wire.Listing]:
        """The list's pages, newest first, until it ends. Raises Unreadable where it does not."""
        token = ""
        for _ in range(_MAX_PAGES):
            asked = params | ({"pagination_token": token} if token else {})
            listing = self._calls.posts(call, *parts, params=asked)
            yield listing
            token = listing.next_token
            if not token or not listing.data:
                return
        raise Unreadable("X's list is too long to be looked through.")


def normal(text: str) -> str:
    """The words as X keeps them: composed letters, line ends as one sign, without the names it puts in front."""
    told = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").strip()
    return _ADDRESSED.sub("", told, count=1).strip()


def same(one: str, other: str) -> bool:
    """True for the same words; X may write a link otherwise than it was sent (a scheme, a closing slash)."""
    return one == other or _without_links(one) == _without_links(other)


def _without_links(text: str) -> str:
    return _LINK.sub(lambda found: _bare(found[0]), text)


def _bare(link: str) -> str:
    return re.sub(r"^(?:https?://)?(?:www\.)?", "", link.lower()).rstrip("/")

"""A network in memory that misbehaves as asked: it loses answers, shows late what it applied, throttles and refuses.

`ledger` is the truth of what was applied; everything else is what a connector can see of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from random import Random

from socialdesk.clock import Clock, to_ms
from socialdesk.model.accounts import Capability
from socialdesk.model.actions import Action, ActionKind
from socialdesk.model.ids import NativeId
from socialdesk.model.items import ItemKind
from socialdesk.platforms.api import (
    Absent,
    ActionResult,
    Budget,
    Capture,
    Done,
    FetchedItem,
    FetchedPage,
    Found,
    Gone,
    LookResult,
    Media,
    NetworkError,
    Offline,
    Progress,
    Refused,
    RefusedResult,
    SignInExpired,
    Throttled,
    UnknownResult,
    Unreadable,
)

LOSES_ANSWER = ("reset_before", "reset_after", "raise_after")
CERTAIN = ("offline", "throttled", "sign_in")
READ_FAULTS = ("offline", "throttled", "sign_in", "unreadable")
PAGE = NativeId("page-1")
_DELETING = (ActionKind.DELETE, ActionKind.DELETE_POST)


@dataclass
class Comment:
    """One comment as the network holds it; `_seen` fields lag behind."""

    item: FetchedItem
    hidden: bool = False
    gone: bool = False
    visible_ms: int = 0
    """Before then the last change cannot be read."""
    hidden_before: bool = False
    gone_before: bool = False
    by_page: bool = False
    held_until_ms: int | None = None
    """Of a post that the network shows later."""


@dataclass
class Applied:
    """One act that was carried out."""

    kind: ActionKind
    target: NativeId
    text: str
    key: str
    at_ms: int
    pictures: int = 0


@dataclass
class UnreliableNetwork:
    """The world behind the connectors."""

    clock: Clock
    late_ms: int = 0
    late_share: float = 0.0
    fault_share: float = 0.0
    random: Random = field(default_factory=lambda: Random(1))
    faults: list[str] = field(default_factory=list[str])
    """Taken one by one, before chance decides: "" is a call that goes well."""
    comments: dict[NativeId, Comment] = field(default_factory=dict[NativeId, Comment])
    ledger: list[Applied] = field(default_factory=list[Applied])
    calls: list[str] = field(default_factory=list[str])
    shows_nothing_of: frozenset[ActionKind] = frozenset()
    """What it does, and has no way to show (a report, a ban)."""
    on_call: Callable[[str], None] | None = None
    """Called before each call with its name: may raise, as the program being killed does."""

    def now_ms(self) -> int:
        return to_ms(self.clock())

    def put(self, item: FetchedItem, *, by_page: bool = False) -> None:
        """A comment as somebody wrote it."""
        self.comments[item.native_id] = Comment(item=item, by_page=by_page)

    def applied(self, kind: ActionKind, target: str | None = None) -> list[Applied]:
        """What was carried out of one kind."""
        return [each for each in self.ledger if each.kind is kind and target in (None, each.target)]

    def fault(self, kinds: tuple[str, ...]) -> str:
        if self.faults:
            return self.faults.pop(0)
        return self.random.choice(kinds) if self.random.random() < self.fault_share else ""

    def lateness(self) -> int:
        return self.late_ms if self.random.random() < self.late_share else 0

    def apply(self, action: Action) -> NativeId | None:
        """Carries it out for the public to see, now or late."""
        now_ms = self.now_ms()
        visible_ms = now_ms + self.lateness()
        self.ledger.append(
            Applied(action.kind, action.target, action.text, action.key, now_ms, len(action.media))
        )
        if action.kind.creates:
            made = NativeId(f"made-{len(self.ledger)}")
            item = FetchedItem(
                native_id=made,
                thread=action.thread,
                parent=action.target,
                kind=ItemKind.REPLY,
                author=None,
                untrusted_text=action.text,
                created_ms=now_ms,
                by_force=True,
            )
            self.comments[made] = Comment(
                item=item,
                by_page=True,
                visible_ms=visible_ms,
                gone_before=True,
                held_until_ms=action.scheduled_ms,
            )
            return made
        comment = self.comments[action.target]
        comment.hidden_before, comment.gone_before = self.seen_hidden(comment), self.seen_gone(comment)
        comment.visible_ms = visible_ms
        if action.kind in _DELETING:
            comment.gone = True
            for beneath in list(self.comments.values()):
                if beneath.item.parent == action.target:
                    beneath.gone = beneath.gone_before = True
        elif action.kind is ActionKind.EDIT_POST:
            comment.item = replace(comment.item, untrusted_text=action.text)
        elif action.kind is ActionKind.RESCHEDULE:
            comment.held_until_ms = action.scheduled_ms
        elif action.kind in (ActionKind.HIDE, ActionKind.UNHIDE):
            comment.hidden = action.kind is ActionKind.HIDE
        return None

    def seen_hidden(self, comment: Comment) -> bool:
        return comment.hidden if self.now_ms() >= comment.visible_ms else comment.hidden_before

    def seen_gone(self, comment: Comment) -> bool:
        return comment.gone if self.now_ms() >= comment.visible_ms else comment.gone_before


class UnreliableConnector:
    """One account on an `UnreliableNetwork`."""

    def __init__(self, network: UnreliableNetwork) -> None:
        self._network = network

    def perform(self, action: Action) -> ActionResult:
        network = self._network
        self._called(f"perform {action.kind.value}")
        fault = network.fault(("reset_before", "reset_after", *CERTAIN))
        self._raise(fault)
        if fault == "refused":
            return RefusedResult(reason="The network said no.")
        if fault == "reset_before":
            return UnknownResult(reason="The connection was lost.")
        if not action.kind.creates and network.comments[action.target].gone:
            # "Not found" after a delete is what was wanted.
            return Done() if action.kind in _DELETING else RefusedResult(reason="It is not there.")
        made = network.apply(action)
        self._called(f"applied {action.kind.value}")
        if fault == "reset_after":
            return UnknownResult(reason="The connection was lost.")
        if fault == "raise_after":
            raise Unreadable("The answer was cut short.")
        return Done(native_id=made)

    def look(self, action: Action, *, not_before_ms: int, known: frozenset[NativeId]) -> LookResult:
        network = self._network
        self._called(f"look {action.kind.value}")
        self._raise(network.fault(READ_FAULTS))
        if action.kind in network.shows_nothing_of:
            raise Refused("There is no way to see that.")
        if action.kind.creates:
            for native_id, comment in network.comments.items():
                ours = comment.by_page and comment.item.parent == action.target
                same = comment.item.untrusted_text == action.text and comment.item.created_ms >= not_before_ms
                if ours and same and native_id not in known and not network.seen_gone(comment):
                    return Found(native_id=native_id)
            return Absent()
        comment = network.comments[action.target]
        if action.kind in _DELETING:
            return Found() if network.seen_gone(comment) else Absent()
        if network.seen_gone(comment):
            raise Gone("It is not there.")
        if action.kind is ActionKind.EDIT_POST:
            return Found() if comment.item.untrusted_text == action.text else Absent()
        if action.kind is ActionKind.RESCHEDULE:
            return Found() if comment.held_until_ms == action.scheduled_ms else Absent()
        return Found() if network.seen_hidden(comment) is (action.kind is ActionKind.HIDE) else Absent()

    def capture(self, action: Action) -> Capture:
        network = self._network
        self._called(f"capture {action.kind.value}")
        fault = network.fault((*READ_FAULTS, "no_item"))
        self._raise(fault)
        if fault == "no_item":
            return Capture(
                raw=b'{"data": 7}', headers={}, url="", untrusted_text="", item=None, replies=(), media=()
            )
        comment = network.comments.get(action.target)
        if comment is None or network.seen_gone(comment):
            raise Gone("It is not there.")
        seen = FetchedItem(
            native_id=comment.item.native_id,
            thread=comment.item.thread,
            parent=comment.item.parent,
            kind=comment.item.kind,
            author=comment.item.author,
            untrusted_text=comment.item.untrusted_text,
            created_ms=comment.item.created_ms,
            by_force=comment.item.by_force,
            hidden=network.seen_hidden(comment),
            raw=comment.item.raw,
        )
        return Capture(
            raw=comment.item.raw.encode(),
            headers={"Date": "Tue, 24 Nov 2026 03:00:00 GMT"},
            url="https://network.invalid/comment",
            untrusted_text=comment.item.untrusted_text,
            item=seen,
            replies=(),
            media=(Media(url="https://network.invalid/1.png", media_type="image/png", content=b"\x89PNG"),),
        )

    def fetch(self, cursor: str | None, *, full: bool = False) -> FetchedPage:
        del cursor, full
        return FetchedPage(cursor="", more=False, progress=Progress(done=0))

    def capabilities(self) -> Mapping[ActionKind, Capability]:
        return {}

    def budget(self) -> Budget:
        return Budget()

    def close(self) -> None:
        pass

    def _called(self, name: str) -> None:
        self._network.calls.append(name)
        if self._network.on_call is not None:
            self._network.on_call(name)

    def _raise(self, fault: str) -> None:
        error = self._error(fault)
        if error is not None:
            raise error

    def _error(self, fault: str) -> NetworkError | None:
        match fault:
            case "offline":
                return Offline("There is no connection.")
            case "throttled":
                return Throttled("Too many calls.", until_ms=self._network.now_ms() + 30_000)
            case "sign_in":
                return SignInExpired("The sign-in has expired.")
            case "unreadable":
                return Unreadable("The answer could not be read.")
            case "read_refused":
                return Refused("The network will not show it.")
            case "gone":
                return Gone("It is not there.")
            case _:
                return None


@dataclass
class TurnedClock:
    """A clock that stands still until it is turned."""

    start: Clock
    turned: timedelta = timedelta()

    def __call__(self):
        return self.start() + self.turned

    def forward(self, seconds: float) -> None:
        """Turns the hands."""
        self.turned += timedelta(seconds=seconds)

"""The port to every network: what a connector answers, and the errors by what can be done about them.

    NetworkError (UserFacingError)
      Offline            certainly not sent; wait and try again
      Throttled          certainly not applied; wait until `until_ms`
      SignInExpired      certainly not applied; a person signs in again, everything waits
      Refused            certainly not applied; shown, never repeated
      Gone               the thing is no longer there (or was never ours to see)
      Unreadable         the answer could not be read; whether it was applied is not known

A read raises these. `perform` answers with an `ActionResult`, and raises only the first three, which all
mean "certainly not applied, wait". Source: research of each network's errors, read from the body.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from socialdesk.errors import UserFacingError
from socialdesk.model.accounts import Capability
from socialdesk.model.actions import Action, ActionKind
from socialdesk.model.ids import NativeId
from socialdesk.model.items import ItemKind, ThreadKind


class NetworkError(UserFacingError):
    """A network could not or would not answer."""


class Offline(NetworkError):
    """No connection was made, so nothing was sent."""


class Throttled(NetworkError):
    """The network asks us to wait; nothing was applied."""

    def __init__(self, happened: str, *, until_ms: int, kept: str = "", to_do: str = "") -> None:
        super().__init__(happened, kept=kept, to_do=to_do)
        self.until_ms = until_ms


class SignInExpired(NetworkError):
    """The token is no longer taken; a person must sign in again."""


class Refused(NetworkError):
    """The network said no, and will say no again."""


class Gone(NetworkError):
    """The thing is not there, or not ours to see."""


class Unreadable(NetworkError):
    """An answer came that could not be read, or none came after the request was sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchedAuthor:
    """Who wrote it, as far as the network says."""

    native_id: NativeId
    untrusted_name: str
    profile_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchedThread:
    """A post or conversation as the network gave it."""

    native_id: NativeId
    kind: ThreadKind
    untrusted_text: str
    created_ms: int
    permalink: str = ""
    comment_count: int | None = None
    raw: str = "{}"
    """The network's own JSON, kept whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchedItem:
    """A comment, reply, mention or message as the network gave it."""

    native_id: NativeId
    thread: NativeId
    parent: NativeId | None
    kind: ItemKind
    author: FetchedAuthor | None
    untrusted_text: str
    created_ms: int
    by_force: bool
    hidden: bool | None = False
    """None where the network does not say: then the mirror keeps what it knew."""
    can_hide: bool | None = None
    can_remove: bool | None = None
    can_reply_privately: bool | None = None
    permalink: str = ""
    media_urls: tuple[str, ...] = ()
    raw: str = "{}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a fetch has come; `total` is None where the network does not say."""

    done: int
    total: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchedPage:
    """One page of a run. Store its items and `cursor` in one transaction, then ask for the next while `more`."""

    threads: tuple[FetchedThread, ...] = ()
    items: tuple[FetchedItem, ...] = ()
    cursor: str
    """Where to go on; opaque to all but the connector. After the last page it is where the next run begins."""
    more: bool
    progress: Progress
    full_read: NativeId | None = None
    """The thread whose whole listing this page belongs to (a slow re-read): what it lacks can be told gone."""
    full_read_ends: bool = False
    """True on the last page of that listing, and only if all of it was read."""
    gone: tuple[NativeId, ...] = ()
    """Items that the network said are no longer there. What stands among `items` as well is there."""
    gone_threads: tuple[NativeId, ...] = ()
    """Our own posts that were deleted elsewhere: what hung beneath them is gone with them."""
    notes: tuple[str, ...] = ()
    """What could not be read and why, a sentence each, for a person; the run goes on without it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """The network says that it was applied. `native_id` names what was created."""

    native_id: NativeId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedResult:
    """Certainly not applied, and will not be. `reason` is a sentence for a person."""

    reason: str
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownResult:
    """It may or may not have been applied: look before anything is repeated."""

    reason: str
    detail: str = ""


ActionResult = Done | RefusedResult | UnknownResult


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A look shows the effect: the reply is there, the comment is hidden or gone."""

    native_id: NativeId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Absent:
    """A look shows that the effect is not there (now)."""


LookResult = Found | Absent


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """The bytes of one attachment."""

    url: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """What the network showed at the moment of capture, for evidence (R12)."""

    raw: bytes
    """The answer's body, byte for byte."""
    headers: Mapping[str, str]
    """Answer headers worth keeping (date, version, trace); never a token."""
    url: str
    """What was asked for, without any secret."""
    untrusted_text: str
    item: FetchedItem | None
    replies: tuple[FetchedItem, ...]
    media: tuple[Media, ...]
    media_missing: tuple[str, ...] = ()
    """Why an attachment could not be kept, a sentence each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """How much of the network's allowance is used, in per cent; `regain_ms` is when it is free again."""

    used_percent: int = 0
    regain_ms: int | None = None
    lines: tuple[str, ...] = ()
    """What is left of each thing that is counted, a sentence each, for a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """What a connector signs in with. Never shown, logged or compared in a message."""

    token: str = field(repr=False)
    app_secret: str = field(default="", repr=False)


class TokenSource(Protocol):
    """Where a sign-in that wears out is had from. Safe to use from several threads."""

    def current(self) -> Credentials:
        """What to sign in with now, renewed beforehand where it is about to run out. Raises NetworkError."""
        ...

    def renewed(self, refused: Credentials) -> Credentials | None:
        """The network takes `refused` no longer: a newer sign-in, or None where only a person can give one.

        Raises NetworkError where the network could not be asked.
        """
        ...


@dataclass(frozen=True, slots=True)
class FixedToken:
    """A sign-in that nothing renews: a pasted token, a page's token."""

    credentials: Credentials

    def current(self) -> Credentials:
        """As `TokenSource.current`."""
        return self.credentials

    def renewed(self, refused: Credentials) -> Credentials | None:
        """As `TokenSource.renewed`: there is no other."""
        return None


class Connector(Protocol):
    """One account on one network. Called from network threads; holds no database."""

    def fetch(self, cursor: str | None, *, full: bool = False) -> FetchedPage:
        """The next page from `cursor` (None: from the beginning). `full` asks for the slow re-read of everything.

        Raises NetworkError. Nothing is lost by stopping between pages.
        """
        ...

    def perform(self, action: Action) -> ActionResult:
        """Do it. Raises Offline, Throttled or SignInExpired only where it was certainly not applied."""
        ...

    def look(self, action: Action, *, not_before_ms: int, known: frozenset[NativeId]) -> LookResult:
        """Is the effect of `action` there? For a create: our own words under that target, not before
        `not_before_ms` (network time may differ by minutes) and not one of `known` (already accounted for).

        Raises NetworkError where no answer can be had.
        """
        ...

    def capture(self, action: Action) -> Capture:
        """The target of `action` as the network shows it now. Raises Gone where it is no longer there."""
        ...

    def capabilities(self) -> Mapping[ActionKind, Capability]:
        """What this network lets this kind of account do; data, not guesses."""
        ...

    def budget(self) -> Budget:
        """The allowance as last heard."""
        ...

    def close(self) -> None:
        """Release connections."""
        ...

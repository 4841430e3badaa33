"""A sign-in as it is kept in the keyring, and the source of it that renews itself before it runs out.

What is never done: a newer sign-in is never used before it is kept, and an older one is never thrown away by trouble.
Where a network turns its refresh tokens over (X), a lost answer to a renewal may have used the old one up; then the
network says so at the next try, and a person signs in again. Source: RFC 6749 6, RFC 9700 4.14.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

import msgspec

from socialdesk.clock import Clock, to_ms
from socialdesk.errors import UserFacingError
from socialdesk.platforms.api import Credentials, NetworkError, Offline, SignInExpired

EARLY_MS = 2 * 60_000
"""A token is renewed so long before it runs out."""
_AFTER_TROUBLE_MS = 15_000
_AFTER_REFUSAL_MS = 10 * 60_000


@dataclass(frozen=True, slots=True)
class Tokens:
    """One sign-in. Times are ms since 1970; 0 is not known."""

    access: str = field(repr=False)
    refresh: str = field(default="", repr=False)
    expires_ms: int = 0
    scopes: tuple[str, ...] = ()
    """What the network says that it granted; empty where it says nothing."""
    refresh_expires_ms: int = 0

    def text(self) -> str:
        """As it is kept in the keyring: one JSON string."""
        return msgspec.json.encode(self).decode()


def read_tokens(kept: str) -> Tokens:
    """What the keyring has: JSON, or a token as it was pasted. Raises SignInExpired where it is damaged."""
    if not kept.startswith("{"):
        return Tokens(access=kept)
    try:
        tokens = msgspec.json.decode(kept, type=Tokens)
    except (ValueError, RecursionError):
        tokens = None
    if tokens is None:
        raise SignInExpired("The stored sign-in of this account is damaged.", to_do="Sign in again.")
    return tokens


class OAuthTokens:
    """A `TokenSource` that renews itself. Safe to use from several threads; one renewal at a time."""

    def __init__(
        self,
        tokens: Tokens,
        *,
        name: str,
        renew: Callable[[Tokens], Tokens],
        keep: Callable[[str], None],
        clock: Clock,
    ) -> None:
        """`renew` asks the network (`TokenEndpoint.renewal`); `keep` puts the text in the keyring before it is used.

        `name` is the network's, for sentences. `keep` raises UserFacingError where it cannot.
        """
        self._tokens = tokens
        self._name = name
        self._renew = renew
        self._keep = keep
        self._clock = clock
        self._lock = threading.Lock()
        self._credentials = Credentials(token=tokens.access)
        self._early_ms = EARLY_MS
        self._unkept: Tokens | None = None
        self._refusal: SignInExpired | None = None
        self._not_before_ms = 0

    @property
    def tokens(self) -> Tokens:
        """The sign-in in use."""
        with self._lock:
            return self._tokens

    def current(self) -> Credentials:
        """As `TokenSource.current`. Raises SignInExpired, Offline, Throttled."""
        with self._lock:
            now = to_ms(self._clock())
            ends = self._tokens.expires_ms
            waiting = self._unkept is not None
            if not waiting and (not ends or not self._tokens.refresh or now < ends - self._early_ms):
                return self._credentials
            good = now < ends
            if good and now < self._not_before_ms <= now + _AFTER_REFUSAL_MS:
                return self._credentials
            try:
                return self._renewed(now)
            except NetworkError as error:
                if not good:
                    raise
                # There is time left: what the person wanted goes out now, and the renewal is tried again.
                if not isinstance(error, SignInExpired):
                    self._not_before_ms = now + _AFTER_TROUBLE_MS
                return self._credentials

    def renewed(self, refused: Credentials) -> Credentials | None:
        """As `TokenSource.renewed`; None where there is nothing to renew with."""
        with self._lock:
            if refused.token != self._credentials.token:
                return self._credentials  # somebody else was refused before, and has renewed it
            if self._unkept is None and not self._tokens.refresh:
                return None
            return self._renewed(to_ms(self._clock()))

    def replace(self, tokens: Tokens) -> None:
        """A person signed in again: `tokens`, which are kept already, take the place of all before."""
        with self._lock:
            self._use(tokens, to_ms(self._clock()))
            self._unkept = self._refusal = None

    def _renewed(self, now: int) -> Credentials:
        if self._unkept is None:
            self._unkept = self._asked(now)
        new = self._unkept
        failed = ""
        try:
            self._keep(new.text())
        except UserFacingError as error:
            failed = error.happened
        if failed:
            raise Offline(
                f"{self._name} renewed the sign-in, and it could not be put in the keyring: {failed}",
                kept="It is held in memory and not used before it is kept.",
                to_do="Unlock the keyring; the desk tries again by itself.",
            )
        self._unkept = None
        self._use(new, now)
        return self._credentials

    def _use(self, new: Tokens, now: int) -> None:
        self._tokens = new
        self._credentials = Credentials(token=new.access)
        # A short-lived token is not renewed at every call.
        lives = new.expires_ms - now
        self._early_ms = min(EARLY_MS, lives // 2) if lives > 0 else EARLY_MS
        self._not_before_ms = 0

    def _asked(self, now: int) -> Tokens:
        if self._refusal is not None and now < self._not_before_ms <= now + _AFTER_REFUSAL_MS:
            raise SignInExpired(self._refusal.happened, kept=self._refusal.kept, to_do=self._refusal.to_do)
        try:
            new = self._renew(self._tokens)
        except SignInExpired as error:
            self._refusal, self._not_before_ms = error, now + _AFTER_REFUSAL_MS
            raise
        self._refusal = None
        return new

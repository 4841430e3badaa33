"""Signing in with a handle and an app password, and the two tokens that this gives (com.atproto.server).

The access token lasts some two hours, the refresh token some months; each renewal gives a new pair. The old refresh
token still answers for two hours, always with the same successor: so it is kept until the new pair has been stored,
and a renewal whose answer is lost is simply asked for again.
"""

from __future__ import annotations

import base64
import binascii
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

import msgspec

from socialdesk.clock import Clock, to_ms
from socialdesk.platforms.api import (
    Credentials,
    NetworkError,
    Offline,
    Refused,
    SignInExpired,
    Throttled,
    Unreadable,
)
from socialdesk.platforms.bluesky import errors, wire
from socialdesk.platforms.bluesky.calls import REAL_URL
from socialdesk.platforms.bluesky.names import is_did, is_handle
from socialdesk.platforms.http import Answer, HttpClient
from socialdesk.platforms.meter import DEFAULT_WAIT_MS

RENEW_BEFORE_MS = 60_000
"""How long before the end of an access token a new one is asked for."""
_AT_MOST_EVERY_MS = 60_000
"""Where this computer's clock is wrong, every token seems to have run out: the network's word decides then."""
_TOKEN = re.compile(r"[A-Za-z0-9._~+/=-]{8,8192}", re.ASCII)
_APP_PASSWORDS = (
    "Make an app password on Bluesky (Settings, Privacy and security, App passwords) and use that."
)

NewClient = Callable[..., HttpClient]
"""Makes a client as `HttpClient` does; tests give it another transport."""


@dataclass(frozen=True, slots=True)
class Session:
    """A sign-in: whose it is, and its two tokens. Never shown or logged."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    did: str
    handle: str

    def stored(self) -> str:
        """As text for the keyring; `read_session` takes it back."""
        return msgspec.json.encode(self).decode()


class Claims(msgspec.Struct):
    """What an access token says of itself. Only the server can tell whether it is true."""

    exp: int | float | None = None
    scope: str = ""


def create_session(
    handle: str,
    password: str,
    *,
    base_url: str | None = None,
    loopback_only: bool = False,
    client: NewClient = HttpClient,
) -> Session:
    """Sign in with a handle (`police.example`) and an app password. Raises NetworkError.

    Refused means that the handle or the password is wrong.
    """
    name = handle.strip().removeprefix("@")
    if not (is_handle(name) or is_did(name)) or not password:
        raise Refused(
            "A Bluesky handle has a dot in it, such as police.bsky.social, and there must be a password.",
            kept="Nothing was sent.",
        )
    told = _created(name, password, base_url or REAL_URL, loopback_only, client)
    password = ""
    if isinstance(told, NetworkError):
        raise told.with_traceback(None)
    return told


def read_session(stored: str) -> Session | None:
    """What `Session.stored` gave, None where it cannot be read."""
    try:
        session = msgspec.json.decode(stored, type=Session)
    except (ValueError, RecursionError):
        return None
    good = _TOKEN.fullmatch(session.access) and _TOKEN.fullmatch(session.refresh) and is_did(session.did)
    return session if good else None


def claims(token: str) -> Claims:
    """What a JWT says, unchecked; nothing where it cannot be read."""
    parts = token.split(".")
    if len(parts) != 3 or len(token) > 8192:
        return Claims()
    try:
        told = base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4))
    except (binascii.Error, ValueError):
        return Claims()
    return wire.salvage(told, Claims)


class SessionTokens:
    """A `TokenSource` that renews itself. Safe to use from several threads: one renewal at a time."""

    def __init__(
        self,
        stored: str,
        *,
        keep: Callable[[str], None],
        clock: Clock,
        base_url: str | None = None,
        loopback_only: bool = False,
        client: NewClient = HttpClient,
    ) -> None:
        """`stored` is a `Session.stored`; each new one is handed to `keep`, and used only once that has returned.

        `keep` may raise a UserFacingError, which passes through: the old sign-in is then still the one in use.
        """
        self._keep = keep
        self._clock = clock
        self._base_url = base_url or REAL_URL
        self._loopback_only = loopback_only
        self._client = client
        self._lock = threading.Lock()
        self._session = read_session(stored)
        self._credentials = Credentials(token=self._session.access if self._session is not None else "")
        self._renewed_ms: int | None = None

    def current(self) -> Credentials:
        """As `TokenSource.current`."""
        with self._lock:
            session, ends = self._held(), self._ends_ms()
            now = to_ms(self._clock())
            rested = self._renewed_ms is None or abs(now - self._renewed_ms) >= _AT_MOST_EVERY_MS
            if ends is None or now < ends - RENEW_BEFORE_MS or not rested:
                return self._credentials
            try:
                renewed = self._renew(session)
            except (Offline, Throttled, Unreadable):
                if now < ends:
                    return self._credentials  # it still holds, and is asked for again with the next call
                raise
            if not renewed:
                raise _expired()
            return self._credentials

    def renewed(self, refused: Credentials) -> Credentials | None:
        """As `TokenSource.renewed`."""
        with self._lock:
            session = self._held()
            if session.access != refused.token:
                return self._credentials  # another thread has been there first
            return self._credentials if self._renew(session) else None

    # -- under the lock

    def _held(self) -> Session:
        if self._session is None:
            raise _expired()
        return self._session

    def _ends_ms(self) -> int | None:
        exp = claims(self._credentials.token).exp
        return int(exp * 1000) if exp is not None and 0 < exp < 10**11 else None

    def _renew(self, session: Session) -> bool:
        """A new pair, stored and then used. False where the refresh token is no longer taken."""
        told = self._asked(session)
        if isinstance(told, NetworkError):
            raise told.with_traceback(None)
        if told is None:
            return False
        self._keep(told.stored())
        self._session = told
        self._credentials = Credentials(token=told.access)
        self._renewed_ms = to_ms(self._clock())
        return True

    def _asked(self, session: Session) -> Session | NetworkError | None:
        try:
            http = self._client(
                self._base_url,
                name="Bluesky",
                credentials=Credentials(token=session.refresh),
                loopback_only=self._loopback_only,
            )
            try:
                answer = http.send("POST", "/xrpc/com.atproto.server.refreshSession")
            finally:
                http.close()
        except NetworkError as error:
            return error
        found = errors.problem(answer)
        if found is not None:
            if found.kind is errors.Kind.SIGN_IN:
                return None
            return errors.raised(found, until_ms=to_ms(self._clock()) + DEFAULT_WAIT_MS)
        new = _session(answer, refresh=session.refresh)
        if new is None or new.did != session.did:
            return Unreadable(
                "Bluesky renewed the sign-in with something that the desk cannot read.",
                kept="The old sign-in is kept.",
                to_do="The desk tries again by itself.",
            )
        return new


def _created(
    name: str, password: str, base_url: str, loopback_only: bool, client: NewClient
) -> Session | NetworkError:
    body = msgspec.json.encode({"identifier": name, "password": password})
    try:
        http = client(base_url, name="Bluesky", loopback_only=loopback_only)
        try:
            answer = http.send("POST", "/xrpc/com.atproto.server.createSession", body)
        finally:
            http.close()
    except NetworkError as error:
        return error
    found = errors.problem(answer)
    if found is None:
        return _session(answer) or Unreadable("Bluesky signed in, and answered with something unreadable.")
    if "AuthFactorTokenRequired" in found.detail:
        return Refused("Bluesky asks for a second proof with this password.", to_do=_APP_PASSWORDS)
    if found.kind is errors.Kind.SIGN_IN:
        return Refused(
            "Bluesky does not know this handle with this password.", to_do=f"Check both. {_APP_PASSWORDS}"
        )
    if found.kind is errors.Kind.THROTTLED:
        return Refused("Bluesky has had too many attempts to sign in.", to_do="Wait a while, then try again.")
    return errors.raised(found, until_ms=0)


def _session(answer: Answer, *, refresh: str = "") -> Session | None:
    """The session in an answer; a refresh token that came back as it was sent has been taken out on the way."""
    told = wire.salvage(answer.body, wire.Identity) if answer.is_json else wire.Identity()
    kept = told.refresh_jwt if "[" not in told.refresh_jwt else refresh
    if not (_TOKEN.fullmatch(told.access_jwt) and _TOKEN.fullmatch(kept) and is_did(told.did)):
        return None
    return Session(told.access_jwt, kept, told.did, told.handle if is_handle(told.handle) else "")


def _expired() -> SignInExpired:
    return SignInExpired(
        "Bluesky no longer takes the stored sign-in for this account.",
        kept="Everything waits and nothing is lost.",
        to_do="Sign in again with the handle and an app password.",
    )

"""What is asked of a network's token endpoint: a code for tokens, a renewal, a revocation (RFC 6749, 7009).

An answer is believed only where it says something certain: tokens of the right shapes, or a 4xx that names an error.
Everything else is trouble that passes, and takes no sign-in away.
"""

from __future__ import annotations

import base64
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import Any, TypedDict, cast
from urllib.parse import quote, urlencode, urlsplit

import msgspec
from oauthlib.oauth2 import WebApplicationClient

from socialdesk.clock import Clock, to_ms
from socialdesk.platforms.api import Offline, SignInExpired, Throttled, Unreadable
from socialdesk.platforms.http import Answer, HttpClient
from socialdesk.platforms.sign_in.errors import AGAIN, NOTHING_CHANGED, SignInFailed
from socialdesk.platforms.sign_in.providers import App, Provider, Revocation, SecretGoes
from socialdesk.platforms.sign_in.tokens import Tokens
from socialdesk.platforms.throttle import retry_after_s

_TOKEN = re.compile(r"[!-~]{1,10000}", re.ASCII)
_SCOPE = re.compile(r"[!-~]{1,200}", re.ASCII)
_MOST_SCOPES = 100
_LONGEST_S = 10 * 366 * 24 * 3600
_DEFAULT_WAIT_S = 300
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
_META_BUSY = frozenset({4, 17, 32, 613})
_META_OWN_TROUBLE = frozenset({1, 2})
_PASSING = frozenset({"temporarily_unavailable", "server_error", "slow_down"})
_APPS_FAULT = frozenset({"invalid_client", "unauthorized_client"})


class _Told(msgspec.Struct):
    access_token: str
    token_type: str = "bearer"
    expires_in: int | float | str | None = None
    refresh_token: str | None = None
    refresh_token_expires_in: int | float | str | None = None
    scope: str | list[str] | None = None

    def __repr__(self) -> str:
        return "tokens"  # a struct would show them


class _InForm(TypedDict, total=False):
    client_secret: str


class _Refusal(msgspec.Struct):
    error: Any = None


class _Kind(Enum):
    REFUSED = auto()
    """The code or refresh token is taken no longer."""
    APP = auto()
    """The network does not take the Force's app."""
    BUSY = auto()
    OWN_TROUBLE = auto()
    UNREADABLE = auto()


@dataclass(frozen=True, slots=True)
class _Trouble:
    kind: _Kind
    wait_s: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenEndpoint:
    """One network's, for one app of the Force's. `loopback_only` (training) lets no call leave this computer."""

    provider: Provider
    app: App
    clock: Clock
    loopback_only: bool = False
    deadline_s: float = 20.0

    def exchange(self, code: str, *, redirect_uri: str, verifier: str) -> Tokens:
        """The tokens for a code. `verifier` "" where PKCE is not used. Raises SignInFailed, Offline, Throttled."""
        client = WebApplicationClient(self.app.client_id)
        # Its stubs say nothing of its further parameters.
        body = client.prepare_request_body(  # pyright: ignore[reportUnknownMemberType]
            code=code, redirect_uri=redirect_uri, code_verifier=verifier or None, **self._secret_in_form()
        )
        tokens = self._first(body)
        if self.provider.lengthened and self.app.client_secret:
            form = {"grant_type": "fb_exchange_token", "client_id": self.app.client_id,
                    "client_secret": self.app.client_secret, "fb_exchange_token": tokens.access}  # fmt: skip
            longer = self._first(urlencode(form))
            return replace(longer, scopes=longer.scopes or tokens.scopes)
        return tokens

    def renewal(self, tokens: Tokens) -> Tokens:
        """Newer tokens for `tokens`, whose refresh token stays where the network gives no other.

        Raises SignInExpired where only a person can help, else Offline or Throttled: nothing is lost by those.
        """
        name = self.provider.name
        client = WebApplicationClient(self.app.client_id)
        # Its stubs say nothing of its further parameters.
        body = client.prepare_refresh_body(  # pyright: ignore[reportUnknownMemberType]
            refresh_token=tokens.refresh, client_id=self.app.client_id, **self._secret_in_form()
        )
        try:
            told = self._judge(self._post(self.provider.token_url, body))
        except Unreadable as silence:
            happened = silence.happened
            told = _Trouble(_Kind.OWN_TROUBLE)
        else:
            happened = f"{name} cannot renew the sign-in at the moment."
        if isinstance(told, Tokens):
            return replace(
                told,
                refresh=told.refresh or tokens.refresh,
                refresh_expires_ms=told.refresh_expires_ms or tokens.refresh_expires_ms,
                scopes=told.scopes or tokens.scopes,
            )
        kept = "The sign-in is kept, and nothing is lost."
        match told.kind:
            case _Kind.REFUSED:
                raise SignInExpired(
                    f"{name} takes the desk's sign-in no longer.",
                    kept="What was fetched and decided is kept; what waits to be sent waits.",
                    to_do="Sign in again.",
                )
            case _Kind.APP:
                raise SignInExpired(
                    f"{name} does not take the Force's app any more.",
                    kept="What was fetched and decided is kept; what waits to be sent waits.",
                    to_do="Have ICT check the app's id and secret, then sign in again.",
                )
            case _Kind.BUSY:
                raise self._busy(told, kept)
            case _:
                raise Offline(happened, kept=kept, to_do="The desk tries again by itself.")

    def revoke(self, tokens: Tokens) -> None:
        """Give the sign-in back; without effect where the network has no way to. Raises NetworkError.

        Facebook takes the app's permissions away from the person, and so from every page that they connected.
        """
        provider = self.provider
        if provider.revocation is Revocation.NONE:
            return
        if provider.revocation is Revocation.DELETE_WITH_TOKEN:
            answer = self._send(
                "DELETE", provider.revoke_url, None, {"Authorization": f"Bearer {tokens.access}"}
            )
        else:
            # A refresh token ends the access tokens that came of it (RFC 7009 2.1).
            kind = "refresh_token" if tokens.refresh else "access_token"
            form = {"token": tokens.refresh or tokens.access, "token_type_hint": kind,
                    "client_id": self.app.client_id, **self._secret_in_form()}  # fmt: skip
            answer = self._post(provider.revoke_url, urlencode(form))
        trouble = _trouble(answer) if answer.status >= 300 else None
        # "Invalid token": it had ended already, which is what was wanted.
        if trouble is not None and trouble.kind is not _Kind.REFUSED:
            raise Offline(
                f"{provider.name} did not confirm that it ended the desk's sign-in.",
                to_do=f"Take the app's permission away in the settings of {provider.name}.",
            )

    def _first(self, body: str) -> Tokens:
        """Tokens where there were none before. Raises as `exchange`."""
        name = self.provider.name
        try:
            told = self._judge(self._post(self.provider.token_url, body))
        except Unreadable as silence:
            raise SignInFailed(silence.happened, kept=NOTHING_CHANGED, to_do=AGAIN) from None
        except Offline as error:
            raise Offline(
                error.happened, kept=NOTHING_CHANGED, to_do=f"Check the connection. {AGAIN}"
            ) from None
        if isinstance(told, Tokens):
            return told
        match told.kind:
            case _Kind.REFUSED:
                raise SignInFailed(
                    f"{name} did not take the answer that the browser brought: it is used up or too old, or the"
                    " return address is not the registered one.",
                    kept=NOTHING_CHANGED,
                    to_do=f"{AGAIN} If it happens again, have ICT compare the app's return address.",
                )
            case _Kind.APP:
                raise SignInFailed(
                    f"{name} does not take the id and secret of the Force's app.",
                    kept=NOTHING_CHANGED,
                    to_do="Check both in the settings.",
                )
            case _Kind.BUSY:
                raise self._busy(told, NOTHING_CHANGED)
            case _Kind.OWN_TROUBLE:
                raise SignInFailed(
                    f"{name} had trouble of its own while signing in.", kept=NOTHING_CHANGED, to_do=AGAIN
                )
            case _Kind.UNREADABLE:
                raise SignInFailed(
                    f"What came in place of {name}'s answer to the sign-in cannot be read.",
                    kept=NOTHING_CHANGED,
                    to_do="A sign-in page of the local network may stand in between: open a web page and see.",
                )

    def _busy(self, trouble: _Trouble, kept: str) -> Throttled:
        return Throttled(
            f"{self.provider.name} asks the desk to wait before signing in.",
            until_ms=to_ms(self.clock()) + (trouble.wait_s or _DEFAULT_WAIT_S) * 1000,
            kept=kept,
        )

    def _secret_in_form(self) -> _InForm:
        secret = self.app.client_secret
        in_form = secret and self.provider.secret_goes is SecretGoes.IN_FORM
        return {"client_secret": secret} if in_form else {}

    def _post(self, address: str, body: str) -> Answer:
        headers = dict(_FORM)
        if self.app.client_secret and self.provider.secret_goes is SecretGoes.IN_HEADER:
            both = f"{quote(self.app.client_id, safe='')}:{quote(self.app.client_secret, safe='')}"
            headers["Authorization"] = "Basic " + base64.b64encode(both.encode()).decode()
        return self._send("POST", address, body.encode(), headers)

    def _send(self, method: str, address: str, body: bytes | None, headers: Mapping[str, str]) -> Answer:
        parts = urlsplit(address)
        http = HttpClient(
            f"{parts.scheme}://{parts.netloc}",
            name=self.provider.name,
            deadline_s=self.deadline_s,
            loopback_only=self.loopback_only,
        )
        try:
            return http.send(method, parts.path, body, headers=headers)
        finally:
            http.close()

    def _judge(self, answer: Answer) -> Tokens | _Trouble:
        if answer.status not in (200, 201):
            return _trouble(answer)
        try:
            told = msgspec.json.decode(answer.body, type=_Told)
        except (ValueError, RecursionError):
            return _Trouble(_Kind.UNREADABLE)
        tokens = [told.access_token, *([told.refresh_token] if told.refresh_token else [])]
        if told.token_type.lower() != "bearer" or not all(_TOKEN.fullmatch(one) for one in tokens):
            return _Trouble(_Kind.UNREADABLE)
        now = to_ms(self.clock())
        lives = _seconds(told.expires_in) or self.provider.lives_s
        refresh_lives = _seconds(told.refresh_token_expires_in)
        return Tokens(
            access=told.access_token,
            refresh=told.refresh_token or "",
            expires_ms=now + lives * 1000 if lives else 0,
            scopes=_scopes(told.scope),
            refresh_expires_ms=now + refresh_lives * 1000 if refresh_lives else 0,
        )


def _trouble(answer: Answer) -> _Trouble:
    wait_s = retry_after_s(answer.headers) or 0
    if answer.status == 429:
        return _Trouble(_Kind.BUSY, wait_s)
    if answer.status >= 500:
        return _Trouble(_Kind.BUSY, wait_s) if wait_s else _Trouble(_Kind.OWN_TROUBLE)
    try:
        error = msgspec.json.decode(answer.body, type=_Refusal).error
    except (ValueError, RecursionError):
        return _Trouble(_Kind.UNREADABLE)
    if answer.status < 400:
        return _Trouble(_Kind.UNREADABLE)
    if isinstance(error, dict):
        return _meta(cast("dict[str, Any]", error), wait_s)
    if not isinstance(error, str) or not error:
        return _Trouble(_Kind.UNREADABLE)
    if error in _PASSING:
        return _Trouble(_Kind.OWN_TROUBLE)
    return _Trouble(_Kind.APP if error in _APPS_FAULT else _Kind.REFUSED)


def _meta(error: Mapping[str, Any], wait_s: int) -> _Trouble:
    """Meta's envelope: throttling, expiry and a wrong secret are all 400 (platforms.md 1.8)."""
    code = error.get("code")
    if not isinstance(code, int):
        return _Trouble(_Kind.UNREADABLE)
    if code in _META_BUSY:
        return _Trouble(_Kind.BUSY, wait_s)
    if code in _META_OWN_TROUBLE:
        return _Trouble(_Kind.OWN_TROUBLE)
    return _Trouble(_Kind.APP if code == 101 else _Kind.REFUSED)


def _seconds(told: float | str | None) -> int:
    """A length of time, up to ten years; 0 for what is none."""
    if isinstance(told, str):
        told = int(told) if re.fullmatch(r"[0-9]{1,12}", told) else 0
    if told is None or not math.isfinite(told) or told <= 0:
        return 0
    return int(min(told, _LONGEST_S))


def _scopes(told: str | list[str] | None) -> tuple[str, ...]:
    """X and Google part them by blanks, LinkedIn by commas."""
    several = re.split(r"[ ,]+", told) if isinstance(told, str) else told or []
    return tuple(one for one in several[:_MOST_SCOPES] if _SCOPE.fullmatch(one))

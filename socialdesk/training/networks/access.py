"""Who is asking: tokens, the app's proof, and how much of the allowance is used (platforms.md 1.1, 1.7)."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from math import ceil

from socialdesk.training.networks.graph_errors import GraphError, bad_parameter, bad_token

LONG_LIVED = timedelta(days=60)
SCOPES = (
    "pages_show_list",
    "pages_read_engagement",
    "pages_read_user_content",
    "pages_manage_engagement",
    "pages_manage_posts",
    "pages_manage_metadata",
    "pages_messaging",
)


class Holder(StrEnum):
    """What a token stands for."""

    PAGE = "page"
    STAFF = "staff"
    """A user with a role on every page: lists them, and cannot moderate with this token."""
    PERSON = "person"
    """A member of the public (or nobody in particular): sees what the public sees."""
    APP = "app"


@dataclass(slots=True, kw_only=True)
class Token:
    """One access token."""

    value: str = field(repr=False)
    holder: Holder
    id: str
    """The page's, user's or app's id; for a person the world's own key."""
    expires: datetime | None = None
    dead: int | None = None
    """The subcode of 190 with which it is refused, once it has been ended."""


@dataclass(slots=True, kw_only=True)
class App:
    """The Meta app that the desk signs in through."""

    id: str = "2600000000000001"
    name: str = "SocialDesk"
    secret: str = field(default_factory=lambda: secrets.token_hex(16), repr=False)
    proof_required: bool = False
    """Meta's "Require App Secret": every call must carry appsecret_proof."""


class Access:
    """The tokens that the simulated Facebook knows. Guarded by the world's lock."""

    def __init__(self, app: App | None = None) -> None:
        self.app = app or App()
        self._tokens: dict[str, Token] = {}

    def issue(
        self, holder: Holder, holder_id: str, *, expires: datetime | None = None, value: str = ""
    ) -> str:
        """A new token; its value is random unless given."""
        made = value or f"EAAsim{secrets.token_hex(24)}"
        self._tokens[made] = Token(value=made, holder=holder, id=holder_id, expires=expires)
        return made

    def end(self, value: str, subcode: int = 463) -> None:
        """From now on the token is refused with 190 and `subcode` (460: password changed)."""
        self._tokens[value].dead = subcode

    def find(self, value: str) -> Token | None:
        """The token, dead or alive; an app token may also be written `id|secret`."""
        if value == f"{self.app.id}|{self.app.secret}":
            return Token(value=value, holder=Holder.APP, id=self.app.id)
        return self._tokens.get(value)

    def resolve(self, value: str, now: datetime, proof: str = "") -> Token:
        """The live token. Raises GraphError 190 (absent, unknown, ended, expired) or 100 (proof)."""
        if not value:
            raise bad_token(
                "An active access token must be used to query information about the current user."
            )
        token = self.find(value)
        if token is None:
            raise bad_token("Invalid OAuth access token - Cannot parse access token")
        if token.dead is not None:
            raise bad_token("Error validating access token: The session has been invalidated.", token.dead)
        if token.expires is not None and now >= token.expires:
            raise bad_token(
                "Error validating access token: Session has expired on"
                f" {token.expires:%A, %d-%b-%y %H:%M:%S} UTC."
                f" The current time is {now:%A, %d-%b-%y %H:%M:%S} UTC.",
                463,
            )
        self._check_proof(value, proof)
        return token

    def proof_for(self, value: str) -> str:
        """What `appsecret_proof` must be: hex HMAC-SHA256 of the token with the app's secret."""
        return hmac.new(self.app.secret.encode(), value.encode(), hashlib.sha256).hexdigest()

    def _check_proof(self, value: str, proof: str) -> None:
        if not proof:
            if self.app.proof_required:
                raise GraphError(
                    100,
                    "API calls from the server require an appsecret_proof argument",
                    type="GraphMethodException",
                )
            return
        if not hmac.compare_digest(proof.encode(), self.proof_for(value).encode()):
            raise GraphError(
                100, "Invalid appsecret_proof provided in the API argument", type="GraphMethodException"
            )

    def exchange(self, params: Mapping[str, str], now: datetime) -> dict[str, object]:
        """`/oauth/access_token`: a longer-lived user token, or the app's own.

        Raises GraphError 1, 100, 101 or 190.
        """
        if params.get("client_id") != self.app.id:
            raise GraphError(
                101, "Error validating application. Cannot get application info due to a system error."
            )
        if params.get("client_secret") != self.app.secret:
            raise GraphError(1, "Error validating client secret.")
        match params.get("grant_type"):
            case "client_credentials":
                return {"access_token": f"{self.app.id}|{self.app.secret}", "token_type": "bearer"}
            case "fb_exchange_token":
                short = self.resolve(params.get("fb_exchange_token", ""), now)
                value = self.issue(short.holder, short.id, expires=now + LONG_LIVED)
                return {
                    "access_token": value,
                    "token_type": "bearer",
                    "expires_in": int(LONG_LIVED.total_seconds()),
                }
            case _:
                raise bad_parameter("Unsupported grant_type for this app.")

    def describe(self, value: str, now: datetime) -> dict[str, object]:
        """What `/debug_token` says of a token."""
        token = self.find(value)
        if token is None:
            return {
                "app_id": self.app.id,
                "is_valid": False,
                "scopes": [],
                "error": {"code": 190, "message": "Invalid OAuth access token - Cannot parse access token"},
            }
        alive = token.dead is None and (token.expires is None or now < token.expires)
        kind = {Holder.PAGE: "PAGE", Holder.APP: "APP"}.get(token.holder, "USER")
        told: dict[str, object] = {
            "app_id": self.app.id,
            "type": kind,
            "application": self.app.name,
            "data_access_expires_at": int((now + timedelta(days=90)).timestamp()),
            "expires_at": int(token.expires.timestamp()) if token.expires else 0,
            "is_valid": alive,
            "scopes": list(SCOPES),
            "granular_scopes": [{"scope": scope} for scope in SCOPES],
        }
        if token.holder is not Holder.APP:
            told["user_id"] = token.id
        if token.holder is Holder.PAGE:
            told["profile_id"] = token.id
        return told


@dataclass(slots=True)
class _Window:
    began: datetime
    calls: int = 0


class Usage:
    """Counts calls in a fixed window and says so in the headers, as per cent."""

    def __init__(
        self,
        allowed: int = 100_000,
        window: timedelta = timedelta(hours=24),
        *,
        kind: str = "pages",
        code: int = 80001,
    ) -> None:
        """`kind` is what the header calls the use, `code` the error of a page's token beyond the allowance."""
        self.allowed = allowed
        self.window = window
        self.kind = kind
        self.code = code
        self._windows: dict[str, _Window] = {}

    def count(self, token: Token | None, now: datetime) -> dict[str, str]:
        """Count one call and give the usage headers. Raises GraphError 80001 or 32 beyond the allowance."""
        if token is None:
            return {}
        window = self._windows.get(token.id)
        if window is None or now - window.began >= self.window:
            window = self._windows[token.id] = _Window(now)
        window.calls += 1
        percent = min(window.calls * 100 // max(self.allowed, 1), 1000)
        over = window.calls > self.allowed
        minutes = ceil((window.began + self.window - now) / timedelta(minutes=1)) if over else 0
        headers = self.headers(token, percent, minutes)
        if over:
            raise self.too_many(token, headers)
        return headers

    def headers(self, token: Token, percent: int, minutes: int = 0) -> dict[str, str]:
        """The usage header of this kind of token, `percent` used, free again in `minutes`."""
        used = {"call_count": percent, "total_cputime": percent // 3, "total_time": percent // 2}
        if token.holder is not Holder.PAGE:
            return {"X-App-Usage": json.dumps(used)}
        told = {token.id: [{"type": self.kind, **used, "estimated_time_to_regain_access": minutes}]}
        return {"X-Business-Use-Case-Usage": json.dumps(told)}

    def too_many(
        self, token: Token | None, headers: Mapping[str, str], code: int | None = None
    ) -> GraphError:
        """Throttled: HTTP 400 with the use's own code for a page's token, 32 for a user's, unless `code` says so."""
        chosen = code or (self.code if token is not None and token.holder is Holder.PAGE else 32)
        told = {
            4: "(#4) Application request limit reached",
            17: "(#17) User request limit reached",
            32: "(#32) Page request limit reached",
            80001: "(#80001) There have been too many calls to this Page account. Wait a bit and try again.",
            80002: "(#80002) There have been too many calls to this Instagram account. Wait a bit and try again.",
        }
        message = told.get(chosen, f"(#{chosen}) Calls to this api have exceeded the rate limit.")
        return GraphError(chosen, message, headers=headers)

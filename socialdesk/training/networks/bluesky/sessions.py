"""Signing in: passwords, access and refresh tokens, and how long each lasts."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from socialdesk.training.networks.bluesky.errors import XrpcError
from socialdesk.training.networks.bluesky.records import Actor

ACCESS_LASTS = timedelta(hours=2)
REFRESH_LASTS = timedelta(days=90)
GRACE = timedelta(hours=2)
"""How long a refresh token still answers after its first use, always with the same successor."""
FULL, PRIVILEGED, PLAIN = "com.atproto.access", "com.atproto.appPassPrivileged", "com.atproto.appPass"
_REFRESH = "com.atproto.refresh"


@dataclass(slots=True)
class _Refresh:
    did: str
    scope: str
    ends: datetime
    successor: str = ""


class Sessions:
    """The tokens that one server has given out. Guarded by the world's lock."""

    def __init__(self, seed: int) -> None:
        self._key = hashlib.sha256(f"bluesky-key/{seed}".encode()).digest()
        self._refresh: dict[str, _Refresh] = {}
        self._made = 0
        self.revoked: set[str] = set()
        """Access tokens that are taken no longer."""

    def sign_in(self, actor: Actor | None, password: str, now: datetime) -> dict[str, str]:
        """A new pair. Raises XrpcError AuthenticationRequired."""
        scope = actor.passwords.get(password) if actor is not None else None
        if actor is None or scope is None:
            raise XrpcError("AuthenticationRequired", "Invalid identifier or password", 401)
        return self._pair(actor.did, scope, self._new_id(), now)

    def renew(self, token: str, now: datetime) -> tuple[str, dict[str, str]]:
        """Whose it is, and the next pair. Raises XrpcError ExpiredToken or InvalidToken."""
        told = self._read(token, now)
        held = self._refresh.get(str(told.get("jti")))
        if told.get("scope") != _REFRESH:
            raise XrpcError("InvalidToken", "Invalid token type")
        if held is None or held.ends <= now:
            raise XrpcError("ExpiredToken", "Token has been revoked")
        held.successor = held.successor or self._new_id()
        held.ends = min(held.ends, now + GRACE)
        return held.did, self._pair(held.did, held.scope, held.successor, now)

    def end(self, token: str, now: datetime) -> None:
        """Forget a refresh token. Raises XrpcError."""
        self._refresh.pop(str(self._read(token, now).get("jti")), None)

    def who(self, token: str, now: datetime) -> tuple[str, str]:
        """The account and scope of an access token. Raises XrpcError AuthMissing, ExpiredToken or InvalidToken."""
        if not token:
            raise XrpcError("AuthMissing", "Authentication Required", 401)
        told = self._read(token, now)
        if told.get("scope") == _REFRESH:
            raise XrpcError("InvalidToken", "Bad token scope")
        if token in self.revoked:
            raise XrpcError("ExpiredToken", "Token has expired")
        return str(told["sub"]), str(told["scope"])

    def access(self, did: str, scope: str, now: datetime, lasts: timedelta = ACCESS_LASTS) -> str:
        """An access token by itself."""
        return self._signed({"scope": scope, "sub": did} | _times(now, lasts), "at+jwt")

    def _pair(self, did: str, scope: str, jti: str, now: datetime) -> dict[str, str]:
        self._refresh.setdefault(jti, _Refresh(did, scope, now + REFRESH_LASTS))
        claims = {"scope": _REFRESH, "sub": did, "jti": jti} | _times(now, REFRESH_LASTS)
        return {
            "accessJwt": self.access(did, scope, now),
            "refreshJwt": self._signed(claims, "refresh+jwt"),
        }

    def _new_id(self) -> str:
        self._made += 1
        digest = hmac.new(self._key, str(self._made).encode(), hashlib.sha256).digest()
        return base64.urlsafe_b64encode(digest).decode().rstrip("=")

    def _signed(self, claims: dict[str, Any], kind: str) -> str:
        self._made += 1  # no two tokens are the same, even within one second
        parts = [
            _packed({"typ": kind, "alg": "HS256"}),
            _packed(claims | {"aud": "did:web:localhost", "n": self._made}),
        ]
        told = ".".join(parts)
        return f"{told}.{self._proof(told)}"

    def _proof(self, told: str) -> str:
        digest = hmac.new(self._key, told.encode(), hashlib.sha256).digest()
        return base64.urlsafe_b64encode(digest).decode().rstrip("=")

    def _read(self, token: str, now: datetime) -> dict[str, Any]:
        told, _, proof = token.rpartition(".")
        if not hmac.compare_digest(proof.encode(), self._proof(told).encode()):
            raise XrpcError("InvalidToken", "Token could not be verified")
        packed = told.partition(".")[2]
        claims = cast(
            "dict[str, Any]", json.loads(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)))
        )
        if now.timestamp() >= claims["exp"]:
            raise XrpcError("ExpiredToken", "Token has expired")
        return claims


def _times(now: datetime, lasts: timedelta) -> dict[str, int]:
    return {"iat": int(now.timestamp()), "exp": int((now + lasts).timestamp())}


def _packed(value: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

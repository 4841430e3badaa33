"""What a client signs in with: held where no `repr` shows it, and taken out of whatever comes back."""

from __future__ import annotations

import hashlib
import hmac
import threading
import urllib.parse

import httpx2

from socialdesk.platforms.api import Credentials

_REMOVED = b"[removed]"
_SHORTEST = 8
"""A shorter secret would be found in ordinary words."""


class Secrets:
    """The sign-in in use, and every one before it since the start. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.held: Credentials | None = None
        self.sendable = True
        """False where the token is not one that a network could have given."""
        self._proof = ""
        self._hidden: tuple[bytes, ...] = ()

    def use(self, credentials: Credentials) -> None:
        """Sign with these from now on; what was held before goes on being taken out of answers."""
        with self._lock:
            if credentials is self.held:
                return
            token, key = credentials.token, credentials.app_secret.encode()
            self._proof = hmac.new(key, token.encode(), hashlib.sha256).hexdigest() if key else ""
            self.sendable = token.isascii() and token.isprintable() and " " not in token
            plain = [token, credentials.app_secret, self._proof]
            quoted = [urllib.parse.quote(one, safe="") for one in plain]
            new = (one.encode() for one in plain + quoted if len(one) >= _SHORTEST)
            self._hidden = tuple(dict.fromkeys([*self._hidden, *new]))
            self.held = credentials

    def sign(self, request: httpx2.Request) -> None:
        """Put the token in the request's `Authorization`."""
        if self.held is not None and self.held.token:
            request.headers["Authorization"] = f"Bearer {self.held.token}"

    def with_proof(self, url: httpx2.URL) -> httpx2.URL:
        """With Facebook's `appsecret_proof`: HMAC-SHA256 of the token by the app secret (platforms.md 1.1)."""
        return url.copy_set_param("appsecret_proof", self._proof) if self._proof else url

    def removed(self, told: bytes) -> bytes:
        """What came back, without any secret of ours."""
        for one in self._hidden:
            told = told.replace(one, _REMOVED)
        return told

"""Signing in to the networks: the browser's way (OAuth 2 with PKCE), and tokens that renew themselves."""

from __future__ import annotations

from socialdesk.platforms.sign_in.errors import SignInCancelled, SignInFailed
from socialdesk.platforms.sign_in.expiry import WARN_DAYS, ends_ms, warning
from socialdesk.platforms.sign_in.flow import TIMEOUT_S, sign_in
from socialdesk.platforms.sign_in.providers import HOOTSUITE, PROVIDERS, App, Provider, Revocation
from socialdesk.platforms.sign_in.token_endpoint import TokenEndpoint
from socialdesk.platforms.sign_in.tokens import OAuthTokens, Tokens, read_tokens

__all__ = [
    "HOOTSUITE",
    "PROVIDERS",
    "TIMEOUT_S",
    "WARN_DAYS",
    "App",
    "OAuthTokens",
    "Provider",
    "Revocation",
    "SignInCancelled",
    "SignInFailed",
    "TokenEndpoint",
    "Tokens",
    "ends_ms",
    "read_tokens",
    "sign_in",
    "warning",
]

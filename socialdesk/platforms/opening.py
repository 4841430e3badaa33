"""What a sign-in opens on each network: its accounts, what it may do there, and what is kept for each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from socialdesk.clock import Clock
from socialdesk.model.accounts import Network
from socialdesk.model.ids import NativeId
from socialdesk.platforms.api import Credentials, FixedToken, TokenSource
from socialdesk.platforms.bluesky import accounts as bluesky
from socialdesk.platforms.bluesky.connector import open_calls
from socialdesk.platforms.bluesky.sign_in import SessionTokens, create_session, read_session
from socialdesk.platforms.facebook.connector import list_facebook_pages
from socialdesk.platforms.instagram import accounts as instagram
from socialdesk.platforms.instagram.connector import accounts_of
from socialdesk.platforms.linkedin import accounts as linkedin
from socialdesk.platforms.linkedin.connector import linkedin_calls
from socialdesk.platforms.registry import Terms
from socialdesk.platforms.sign_in import Tokens
from socialdesk.platforms.x import accounts as x
from socialdesk.platforms.x.connector import x_calls
from socialdesk.platforms.youtube import accounts as youtube
from socialdesk.platforms.youtube.connector import calls_for

__all__ = ["Looking", "Opening", "bluesky_source", "list_facebook_pages"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """One account that a sign-in opens."""

    native_id: NativeId
    name: str
    allowed: tuple[str, ...]
    token: str = field(repr=False)
    """What is kept in the keyring for it."""
    app_secret: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Looking:
    """Asks a network what a sign-in opens. Every method is a network call and raises NetworkError."""

    base_urls: Mapping[Network, str]
    clock: Clock
    loopback_only: bool
    terms: Terms

    def meta(self, network: Network, tokens: Tokens, app_secret: str) -> list[Opening]:
        """Facebook's pages or Instagram's accounts; each has a token of its own."""
        credentials = Credentials(token=tokens.access, app_secret=app_secret)
        base_url, loopback, version = (
            self.base_urls.get(network),
            self.loopback_only,
            self.terms.graph_version,
        )
        if network is Network.INSTAGRAM:
            own = accounts_of(
                credentials,
                base_url=base_url,
                clock=self.clock,
                loopback_only=loopback,
                graph_version=version,
            )
            return [
                _meta(
                    each.native_id,
                    each.name,
                    each.credentials,
                    instagram.allowed(each, tokens.scopes),
                )
                for each in own
            ]
        pages = list_facebook_pages(
            credentials, base_url=base_url, clock=self.clock, loopback_only=loopback, graph_version=version
        )
        return [_meta(each.native_id, each.name, each.credentials, each.allowed) for each in pages]

    def x(self, tokens: Tokens) -> list[Opening]:
        """The one account of a sign-in at X."""
        calls = x_calls(
            "", source=_fixed(tokens), base_url=self.base_urls.get(Network.X), clock=self.clock,
            loopback_only=self.loopback_only,
        )  # fmt: skip
        try:
            found = x.list_accounts(calls)
            tier = "enterprise" if self.terms.x_tier == "enterprise" else "self-serve"
            allowed = x.allowed(calls.access_level, tier=tier, scopes=" ".join(tokens.scopes))
        finally:
            calls.close()
        return [_one(each.native_id, each.name, tokens.text(), allowed) for each in found]

    def youtube(self, tokens: Tokens) -> list[Opening]:
        """The channels of a sign-in at Google."""
        calls = calls_for(
            "", source=_fixed(tokens), base_url=self.base_urls.get(Network.YOUTUBE), clock=self.clock,
            loopback_only=self.loopback_only, kept=None,
        )  # fmt: skip
        try:
            found = youtube.list_accounts(calls)
        finally:
            calls.close()
        allowed = youtube.allowed(tokens.scopes)
        return [_one(each.native_id, each.name, tokens.text(), allowed) for each in found]

    def linkedin(self, tokens: Tokens) -> list[Opening]:
        """The organisations for which whoever signed in has a role."""
        calls = linkedin_calls(
            NativeId(""), source=_fixed(tokens), base_url=self.base_urls.get(Network.LINKEDIN), clock=self.clock,
            loopback_only=self.loopback_only,
        )  # fmt: skip
        try:
            found = linkedin.list_accounts(calls)
        finally:
            calls.close()
        scopes = tokens.scopes or None
        return [
            _one(each.native_id, each.name, tokens.text(), linkedin.allowed(each, scopes)) for each in found
        ]

    def bluesky(self, handle: str, password: str) -> list[Opening]:
        """Signs in at Bluesky with an app password: the one account that this opens."""
        session = create_session(
            handle, password, base_url=self.base_urls.get(Network.BLUESKY), loopback_only=self.loopback_only
        )
        calls = open_calls(
            "", source=FixedToken(Credentials(token=session.access)),
            base_url=self.base_urls.get(Network.BLUESKY), clock=self.clock, loopback_only=self.loopback_only,
        )  # fmt: skip
        try:
            found = bluesky.list_accounts(calls)
        finally:
            calls.close()
        allowed = bluesky.allowed(session.access)
        return [_one(each.native_id, each.name, session.stored(), allowed) for each in found]


def _meta(native_id: NativeId, name: str, credentials: Credentials, allowed: tuple[str, ...]) -> Opening:
    return Opening(
        native_id=native_id,
        name=name,
        allowed=allowed,
        token=credentials.token,
        app_secret=credentials.app_secret,
    )


def _one(native_id: NativeId, name: str, token: str, allowed: tuple[str, ...]) -> Opening:
    return Opening(native_id=native_id, name=name, allowed=allowed, token=token)


def _fixed(tokens: Tokens) -> FixedToken:
    return FixedToken(Credentials(token=tokens.access))


def bluesky_source(
    kept: str, *, keep: Callable[[str], None], clock: Clock, base_url: str | None, loopback_only: bool
) -> TokenSource:
    """What an account at Bluesky signs in with, from what the keyring has of it; a newer one goes to `keep` first."""
    if read_session(kept) is None:
        return FixedToken(Credentials(token=kept))
    return SessionTokens(kept, keep=keep, clock=clock, base_url=base_url, loopback_only=loopback_only)

"""What is kept in the keyring for each account, and the sign-in that is made of it; some renew themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial

from socialdesk.clock import Clock, to_ms
from socialdesk.config.secrets import Secrets, SecretsError
from socialdesk.config.settings import Settings
from socialdesk.model.accounts import Account, Network
from socialdesk.model.ids import AccountId
from socialdesk.platforms.api import Credentials, FixedToken, NetworkError, SignInExpired, TokenSource
from socialdesk.platforms.opening import bluesky_source
from socialdesk.platforms.sign_in import (
    HOOTSUITE,
    PROVIDERS,
    App,
    OAuthTokens,
    TokenEndpoint,
    ends_ms,
    read_tokens,
    warning,
)
from socialdesk.register.accounts import app_secret_name, client_secret_name, token_name

HOOTSUITE_TOKEN = "service:hootsuite:token"
HOOTSUITE_SECRET = "app:hootsuite:client-secret"  # the name that it is kept under
_LOOK_EVERY_MS = 3_600_000
_META = (Network.FACEBOOK, Network.INSTAGRAM)


@dataclass(kw_only=True)
class SignIns:
    """The sign-in of each account. For network threads: it reads the keyring."""

    secrets: Secrets = field(repr=False)
    clock: Clock
    settings: Callable[[], Settings]
    base_urls: Mapping[Network, str]
    loopback_only: bool
    endings: Mapping[AccountId, str] = field(default_factory=dict[AccountId, str])
    """A warning for each account whose sign-in ends within seven days or cannot be read, "" for the others."""
    _looked_ms: int | None = None

    def source(self, account: Account) -> TokenSource:
        """What the account signs in with, renewed where its network's tokens wear out; a newer one is kept first.

        Raises SignInExpired where the keyring has none, or none that can be read.
        """
        kept = self._kept(token_name(account.network, account.native_id))
        keep = partial(self.secrets.set, token_name(account.network, account.native_id))
        if not kept:
            raise SignInExpired(
                "This login's keyring has no sign-in for the account.", to_do="Connect the account again."
            )
        if account.network in _META:
            secret = self._kept(app_secret_name(account.network, account.native_id))
            return FixedToken(Credentials(token=read_tokens(kept).access, app_secret=secret))
        if account.network is Network.BLUESKY:
            return bluesky_source(
                kept,
                keep=keep,
                clock=self.clock,
                base_url=self.base_urls.get(Network.BLUESKY),
                loopback_only=self.loopback_only,
            )
        tokens = read_tokens(kept)
        if not tokens.refresh:
            return FixedToken(Credentials(token=tokens.access))
        endpoint = self.endpoint(account.network)
        return OAuthTokens(
            tokens, name=account.network.label, renew=endpoint.renewal, keep=keep, clock=self.clock
        )

    def hootsuite(self) -> TokenSource:
        """What the Force signs in with at Hootsuite, where posts go through it. Raises SignInExpired as `source`."""
        kept = self._kept(HOOTSUITE_TOKEN)
        if not kept:
            raise SignInExpired(
                "This login's keyring has no sign-in for Hootsuite.",
                kept="Nothing was published.",
                to_do="Sign in to Hootsuite again, or let the account's posts go to its network.",
            )
        tokens = read_tokens(kept)
        if not tokens.refresh:
            return FixedToken(Credentials(token=tokens.access))
        endpoint = TokenEndpoint(
            provider=HOOTSUITE, app=self.hootsuite_app(), clock=self.clock, loopback_only=self.loopback_only
        )
        keep = partial(self.secrets.set, HOOTSUITE_TOKEN)
        return OAuthTokens(tokens, name="Hootsuite", renew=endpoint.renewal, keep=keep, clock=self.clock)

    def has_hootsuite(self) -> bool:
        """Whether there is a sign-in for Hootsuite. Raises SignInExpired where the keyring cannot be read."""
        return bool(self._kept(HOOTSUITE_TOKEN))

    def hootsuite_app(self) -> App:
        """What the Force registered at Hootsuite. Raises SignInExpired where the keyring cannot be read."""
        return App(
            client_id=self.settings().hootsuite_client_id,
            client_secret=self._kept(HOOTSUITE_SECRET),
            port=self.settings().sign_in_port if HOOTSUITE.fixed_port else 0,
        )

    def endpoint(self, network: Network) -> TokenEndpoint:
        """Where a network's tokens are exchanged, renewed and given back. Raises SignInExpired as `source`."""
        return TokenEndpoint(
            provider=PROVIDERS[network.value],
            app=self.app(network),
            clock=self.clock,
            loopback_only=self.loopback_only,
        )

    def app(self, network: Network) -> App:
        """What the Force registered at a network. Raises SignInExpired where the keyring cannot be read."""
        return App(
            client_id=client_id(self.settings(), network),
            client_secret=self._kept(client_secret_name(network)),
            port=self.settings().sign_in_port if PROVIDERS[network.value].fixed_port else 0,
        )

    def look_for_endings(self, accounts: Iterable[Account]) -> None:
        """Whose sign-in ends soon: looked up once an hour, for it reads the keyring."""
        now_ms = to_ms(self.clock())
        if self._looked_ms is None or abs(now_ms - self._looked_ms) >= _LOOK_EVERY_MS:
            self._looked_ms = now_ms
            self.endings = {each.id: self._ending(each, now_ms) for each in accounts}

    def _ending(self, account: Account, now_ms: int) -> str:
        if account.network is Network.BLUESKY:
            return ""  # renewed with every use, and how long a refresh token lasts it does not say
        try:
            kept = self._kept(token_name(account.network, account.native_id))
            end = ends_ms(read_tokens(kept)) if kept else None
        except NetworkError as error:
            return error.happened
        return warning(account.name, end, now_ms=now_ms)

    def _kept(self, name: str) -> str:
        try:
            return self.secrets.get(name) or ""
        except SecretsError as error:
            raise SignInExpired(error.happened, kept=error.kept, to_do=error.to_do) from None


def client_id(settings: Settings, network: Network) -> str:
    """The id of the Force's app at a network, from the settings; "" where it is not set."""
    return {
        Network.FACEBOOK: settings.facebook_app_id,
        Network.INSTAGRAM: settings.facebook_app_id,
        Network.X: settings.x_client_id,
        Network.YOUTUBE: settings.youtube_client_id,
        Network.LINKEDIN: settings.linkedin_client_id,
    }.get(network, "")

"""The way to each account: its connector with its sign-in from the keyring, made when it is first needed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from socialdesk.clock import Clock
from socialdesk.config.secrets import Secrets, SecretsError
from socialdesk.config.settings import Settings
from socialdesk.model.accounts import Account, Network
from socialdesk.model.ids import AccountId
from socialdesk.platforms.api import Connector, Credentials, SignInExpired
from socialdesk.platforms.registry import FacebookPage, connector_for, list_facebook_pages
from socialdesk.register.accounts import app_secret_name, token_name


@dataclass(kw_only=True)
class Connections:
    """One connector for an account. For network threads, any of them: it reads the keyring."""

    secrets: Secrets = field(repr=False)
    clock: Clock
    settings: Callable[[], Settings]
    base_urls: Mapping[Network, str]
    """Where a network is spoken to if not at its own address."""
    loopback_only: bool

    def __post_init__(self) -> None:
        self._connectors: dict[AccountId, Connector] = {}
        self._making = threading.Lock()

    def connector(self, account: Account) -> Connector:
        """The one connector of an account.

        Raises SignInExpired where its token cannot be had, Refused for an address that may not be spoken to.
        """
        with self._making:
            held = self._connectors.get(account.id)
            if held is None:
                held = self._connectors[account.id] = connector_for(
                    account,
                    credentials=self._credentials(account),
                    base_url=self.base_urls.get(account.network),
                    clock=self.clock,
                    loopback_only=self.loopback_only,
                    graph_version=self.settings().graph_version,
                )
            return held

    def facebook_pages(self, token: str, app_secret: str) -> tuple[FacebookPage, ...]:
        """The pages that a token opens, each with its sign-in already in the keyring.

        Network call. Raises NetworkError, SecretsError.
        """
        pages = list_facebook_pages(
            Credentials(token=token.strip(), app_secret=app_secret.strip()),
            base_url=self.base_urls.get(Network.FACEBOOK),
            clock=self.clock,
            loopback_only=self.loopback_only,
            graph_version=self.settings().graph_version,
        )
        for page in pages:
            self.secrets.set(token_name(Network.FACEBOOK, page.native_id), page.credentials.token)
            if page.credentials.app_secret:
                self.secrets.set(
                    app_secret_name(Network.FACEBOOK, page.native_id), page.credentials.app_secret
                )
        return pages

    def forget(self, account_ids: Iterable[AccountId]) -> None:
        """Their sign-in is another now: the next call makes a new connector."""
        with self._making:
            earlier = [self._connectors.pop(each) for each in account_ids if each in self._connectors]
        for connector in earlier:
            connector.close()

    def close(self) -> None:
        """Release every connection."""
        with self._making:
            held = tuple(self._connectors.values())
        for connector in held:
            connector.close()

    def _credentials(self, account: Account) -> Credentials:
        try:
            token = self.secrets.get(token_name(account.network, account.native_id))
            secret = self.secrets.get(app_secret_name(account.network, account.native_id))
        except SecretsError as error:
            raise SignInExpired(error.happened, kept=error.kept, to_do=error.to_do) from None
        if not token:
            raise SignInExpired(
                "This login's keyring has no sign-in for the account.", to_do="Connect the account again."
            )
        return Credentials(token=token, app_secret=secret or "")

"""Connecting accounts and taking them off: signs in, keeps the secrets, then the accounts (`register.joining`)."""

from __future__ import annotations

import threading
import webbrowser
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial

from socialdesk.clock import Clock, to_ms
from socialdesk.config.secrets import Secrets
from socialdesk.config.settings import Settings
from socialdesk.connections import Connections
from socialdesk.inbox import health
from socialdesk.model.accounts import Account, Network
from socialdesk.model.ids import AccountId, NativeId
from socialdesk.model.people import Person
from socialdesk.outbox import store as outbox
from socialdesk.platforms.api import NetworkError, Refused
from socialdesk.platforms.opening import Opening
from socialdesk.platforms.sign_in import (
    PROVIDERS,
    Revocation,
    Tokens,
    read_tokens,
    sign_in,
)
from socialdesk.register.accounts import accounts, app_secret_name, client_secret_name, token_name
from socialdesk.register.connecting import add_account, remove_account
from socialdesk.register.joining import Asked, Candidate, Opened, Route
from socialdesk.sign_ins import client_id
from socialdesk.storage.database import Connection, writing
from socialdesk.storage.writer import Writer

BROWSER, TOKEN, PASSWORD = "browser", "token", "password"
_META = (Network.FACEBOOK, Network.INSTAGRAM)
_CLIENT_IDS = {
    Network.FACEBOOK: "facebook_app_id",
    Network.INSTAGRAM: "facebook_app_id",
    Network.X: "x_client_id",
    Network.YOUTUBE: "youtube_client_id",
    Network.LINKEDIN: "linkedin_client_id",
}
_TAKE_BACK = "Whoever gave it can take it back in the settings of {network}."


@dataclass(frozen=True, kw_only=True)
class AccountJoining:
    """`register.joining.Joining` on the real networks. Never on the GUI thread."""

    connections: Connections
    writer: Writer
    person: Callable[[], Person]
    save_settings: Callable[[Settings], None]
    changed: Callable[[list[Account]], None]
    """Hears which accounts have another sign-in, or are gone."""
    open_browser: Callable[[str], bool] = webbrowser.open

    @property
    def secrets(self) -> Secrets:
        """The keyring."""
        return self.connections.sign_ins.secrets

    @property
    def clock(self) -> Clock:
        """The desk's clock."""
        return self.connections.clock

    def settings(self) -> Settings:
        """The settings in force."""
        return self.connections.settings()

    def routes(self) -> tuple[Route, ...]:
        """As `Joining.routes`."""
        found: list[Route] = []
        for network in Network:
            if network is Network.BLUESKY:
                found.append(_bluesky())
                continue
            found.append(self._browser(network))
            found.append(_token(network))
        return tuple(found)

    def open(self, route: Route, typed: Mapping[str, str], cancel: threading.Event) -> Opened:
        """As `Joining.open`. What the Force registered (id and secret of its app) is kept, so that it is typed once."""
        said = {name: value.strip() for name, value in typed.items()}
        network = route.network
        looking = self.connections.looking()
        if network is Network.BLUESKY:
            return self._opened(route, looking.bluesky(said.get("handle", ""), said.get("password", "")))
        pasted = Tokens(access=said.get("token", ""))
        tokens = self._signed_in(network, said, cancel) if route.browser else pasted
        if not tokens.access:
            raise Refused(
                "There is no token yet.", kept="Nothing was sent.", to_do="Paste it into the field."
            )
        if network in _META:
            secret = said.get("app_secret", "") or (
                self.secrets.get(client_secret_name(network)) or "" if route.browser else ""
            )
            return self._opened(route, looking.meta(network, tokens, secret))
        ask = {Network.X: looking.x, Network.YOUTUBE: looking.youtube, Network.LINKEDIN: looking.linkedin}
        return self._opened(route, ask[network](tokens))

    def connect(self, opened: Opened, chosen: Iterable[NativeId]) -> list[Account]:
        """As `Joining.connect`."""
        names = {each.native_id: each.name for each in opened.candidates}
        connected: list[Account] = []
        for native_id in chosen:
            for name, secret in opened.secrets[native_id].items():
                self.secrets.set(name, secret)
            connected.append(
                self.writer.call(
                    partial(
                        add_account,
                        network=opened.route.network,
                        native_id=native_id,
                        name=names[native_id],
                        now=self.clock(),
                        by=self.person(),
                    )
                )
            )
        self.writer.call(partial(self._wakes, connected))
        self.changed(connected)
        return connected

    def disconnect(self, account_id: AccountId) -> str:
        """As `Joining.disconnect`. The account goes first: whatever happens then, nothing is sent from it any more."""
        account = self.writer.call(accounts).get(account_id)
        if account is None:
            return "The account was taken off the desk before."
        kept = self.secrets.get(token_name(account.network, account.native_id))
        self.writer.call(partial(remove_account, account_id=account_id, now=self.clock(), by=self.person()))
        self.changed([account])
        try:
            said = self._given_back(account, kept or "")
        except NetworkError as error:
            said = f"{error} {_TAKE_BACK.format(network=account.network.label)}"
        for name in (token_name, app_secret_name):
            self.secrets.delete(name(account.network, account.native_id))
        return said

    def _given_back(self, account: Account, kept: str) -> str:
        network = account.network.label
        forgotten = "This computer has forgotten its sign-in."
        provider = PROVIDERS.get(account.network.value)
        if provider is None or provider.revocation is not Revocation.FORM or not kept:
            return f"{forgotten} {_TAKE_BACK.format(network=network)}"
        others = [
            each
            for each in self.writer.call(accounts).values()
            if each.network is account.network
            and self.secrets.get(token_name(each.network, each.native_id)) == kept
        ]
        if others:
            return f"{forgotten} {network} was not told, for {others[0].name} uses the same sign-in."
        self.connections.sign_ins.endpoint(account.network).revoke(read_tokens(kept))
        return f"{network} has ended the sign-in, and this computer has forgotten it."

    def _browser(self, network: Network) -> Route:
        provider = PROVIDERS[network.value]
        known = bool(self.secrets.get(client_secret_name(network)))
        port = self.settings().sign_in_port
        address = (
            f" The return address to register there is {provider.return_address(port)}"
            if provider.fixed_port
            else ""
        )
        return Route(
            key=f"{network.value}-{BROWSER}",
            network=network,
            label="Sign in with the browser",
            browser=True,
            note=f"{provider.note}{address}".strip(),
            asked=(
                Asked(
                    name="client_id",
                    label="Id of the Force's app",
                    help=f"As {network.label} shows it to whoever registered the app.",
                    value=client_id(self.settings(), network),
                ),
                Asked(
                    name="client_secret",
                    label="Secret of the app",
                    help="It is in the keyring already; leave this empty to use that one."
                    if known
                    else "Kept in this login's keyring.",
                    secret=True,
                    needed=provider.secret_needed and not known,
                ),
            ),
        )

    def _signed_in(self, network: Network, said: Mapping[str, str], cancel: threading.Event) -> Tokens:
        settings, field = self.settings(), _CLIENT_IDS[network]
        if said.get("client_id") and said["client_id"] != getattr(settings, field):
            self.save_settings(replace(settings, **{field: said["client_id"]}))
        if said.get("client_secret"):
            self.secrets.set(client_secret_name(network), said["client_secret"])
        return sign_in(
            PROVIDERS[network.value],
            self.connections.sign_ins.app(network),
            open_browser=self.open_browser,
            clock=self.clock,
            cancel=cancel,
        )

    def _opened(self, route: Route, found: list[Opening]) -> Opened:
        here = {
            each.native_id for each in self.writer.call(accounts).values() if each.network is route.network
        }
        if not found:
            raise Refused(
                f"This sign-in opens no account on {route.network.label}.",
                kept="Nothing was connected.",
                to_do="Whoever runs the Force's account there gives this login a role on it; then try again.",
            )
        return Opened(
            route=route,
            candidates=tuple(
                Candidate(native_id=each.native_id, name=each.name, connected=each.native_id in here)
                for each in found
            ),
            allowed=tuple(dict.fromkeys(_told(found))),
            secrets={each.native_id: _kept(route.network, each) for each in found},
        )

    def _wakes(self, connected: list[Account], db: Connection) -> None:
        """What waited for a sign-in waits no more."""
        now_ms = to_ms(self.clock())
        with writing(db):
            for account in connected:
                health.forget_wait(db, account.id)
                outbox.wake_account(db, account.id, now_ms=now_ms)


def _kept(network: Network, found: Opening) -> dict[str, str]:
    kept = {token_name(network, found.native_id): found.token}
    if found.app_secret:
        kept[app_secret_name(network, found.native_id)] = found.app_secret
    return kept


def _told(found: list[Opening]) -> Iterable[str]:
    """What may be done; with the account's name where they differ."""
    same = len({each.allowed for each in found}) == 1
    for each in found:
        for sentence in each.allowed:
            yield sentence if same else f"{each.name}: {sentence}"


def _token(network: Network) -> Route:
    label = network.label
    asked = [Asked(name="token", label="Access token", help=_TOKEN_HELP.get(network, ""), secret=True)]
    if network in _META:
        asked.append(
            Asked(
                name="app_secret",
                label="App secret",
                help="Proves every call, where the app asks for that. May stay empty.",
                secret=True,
                needed=False,
            )
        )
    return Route(
        key=f"{network.value}-{TOKEN}",
        network=network,
        label="Paste a token",
        browser=False,
        note=""
        if network in _META
        else f"A pasted token is not renewed: when {label} ends it, paste another.",
        asked=tuple(asked),
    )


_TOKEN_HELP = {
    Network.FACEBOOK: "A system user's token opens every page of the Force at once; a page's own opens that page.",
    Network.INSTAGRAM: "The token of the Page, or of the system user, to which the Instagram account is linked.",
}


def _bluesky() -> Route:
    return Route(
        key=f"{Network.BLUESKY.value}-{PASSWORD}",
        network=Network.BLUESKY,
        label="Handle and app password",
        browser=False,
        note="Make an app password on Bluesky (Settings, Privacy and security, App passwords), and allow it direct"
        " messages. The account's own password is not needed here.",
        asked=(
            Asked(name="handle", label="Handle", help="Such as police.bsky.social"),
            Asked(name="password", label="App password", secret=True),
        ),
    )

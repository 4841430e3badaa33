"""Signing in to Hootsuite, and which accounts' posts go through it (`register.hootsuite`)."""

from __future__ import annotations

import threading
import webbrowser
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from socialdesk.clock import to_ms
from socialdesk.config.settings import Settings
from socialdesk.connections import Connections
from socialdesk.model.changes import NOTHING, Changes
from socialdesk.model.ids import AccountId, NativeId
from socialdesk.model.people import Person
from socialdesk.outbox import store as outbox
from socialdesk.platforms.sign_in import HOOTSUITE, Provider, sign_in
from socialdesk.publishing import routes
from socialdesk.register.accounts import accounts
from socialdesk.register.hootsuite import HootsuiteAnswer, HootsuiteStanding
from socialdesk.sign_ins import HOOTSUITE_SECRET, HOOTSUITE_TOKEN
from socialdesk.storage.database import Connection, writing
from socialdesk.storage.writer import Writer


@dataclass(frozen=True, kw_only=True)
class HootsuiteJoining:
    """`register.hootsuite.Hootsuite` at the real one, or in training at the simulated. Never on the GUI thread."""

    connections: Connections
    writer: Writer
    person: Callable[[], Person]
    save_settings: Callable[[Settings], None]
    tell: Callable[[Changes], None]
    training: bool
    provider: Provider = HOOTSUITE
    open_browser: Callable[[str], bool] = webbrowser.open

    def standing(self) -> HootsuiteStanding:
        """As `Hootsuite.standing`."""
        settings, sign_ins = self.connections.settings(), self.connections.sign_ins
        return HootsuiteStanding(
            signed_in=sign_ins.has_hootsuite(),
            app_id=settings.hootsuite_client_id,
            secret_kept=bool(sign_ins.hootsuite_app().client_secret),
            return_address=self.provider.return_address(settings.sign_in_port),
            own_sign_in=not self.training,
        )

    def ask(self) -> HootsuiteAnswer:
        """As `Hootsuite.ask`."""
        service = self.connections.scheduler()
        profiles = service.profiles()
        here = self.writer.call(accounts).values()
        found = {
            (each.network, _number(each.id_on_network)): each.native_id
            for each in profiles
            if each.id_on_network
        }
        return HootsuiteAnswer(
            profiles=profiles,
            suggested={
                each.id: found[each.network, _number(each.native_id)]
                for each in here
                if (each.network, _number(each.native_id)) in found
            },
            left=service.budget().lines,
        )

    def sign_in(self, app_id: str, app_secret: str, cancel: threading.Event) -> HootsuiteAnswer:
        """As `Hootsuite.sign_in`."""
        at, settings = self.connections, self.connections.settings()
        if app_id.strip() and app_id.strip() != settings.hootsuite_client_id:
            self.save_settings(replace(settings, hootsuite_client_id=app_id.strip()))
        if app_secret.strip():
            at.sign_ins.secrets.set(HOOTSUITE_SECRET, app_secret.strip())
        tokens = sign_in(
            self.provider,
            at.sign_ins.hootsuite_app(),
            open_browser=self.open_browser,
            clock=at.clock,
            cancel=cancel,
            loopback_only=at.loopback_only,
        )
        at.sign_ins.secrets.set(HOOTSUITE_TOKEN, tokens.text())
        at.forget_scheduler()
        self.writer.call(self._wake)
        self.tell(Changes(accounts=True))
        return self.ask()

    def choose(self, account_id: AccountId, profile: NativeId | None) -> None:
        """As `Hootsuite.choose`."""
        self.tell(
            self.writer.call(
                partial(
                    routes.set_route, account_id=account_id, profile=profile, now=self.connections.clock(),
                    by=self.person(), training=self.training,
                )
            )
        )  # fmt: skip

    def forget(self) -> str:
        """As `Hootsuite.forget`. The routes go first: whatever happens then, nothing waits for a sign-in."""
        routes.require_say(self.person(), training=self.training)
        changes = NOTHING
        for account_id in self.writer.call(routes.profiles):
            changes |= self.writer.call(
                partial(
                    routes.set_route, account_id=account_id, profile=None, now=self.connections.clock(),
                    by=self.person(), training=self.training,
                )
            )  # fmt: skip
        held = self.writer.call(routes.held_there)
        self.connections.sign_ins.secrets.delete(HOOTSUITE_TOKEN)
        self.connections.forget_scheduler()
        self.tell(changes | Changes(accounts=True))
        waits = (
            f" {held} {'post that is' if held == 1 else 'posts that are'} held there still"
            f" {'goes' if held == 1 else 'go'} out from there; cancel in Hootsuite what shall not."
            if held
            else ""
        )
        return (
            "This computer has forgotten its sign-in. Take the app away in Hootsuite's own settings too."
            + waits
        )

    def _wake(self, db: Connection) -> None:
        """What waited for the sign-in waits no more."""
        now_ms = to_ms(self.connections.clock())
        with writing(db):
            for account_id in routes.profiles(db):
                outbox.wake_account(db, account_id, now_ms=now_ms)


def _number(native_id: NativeId) -> str:
    """LinkedIn's own name for a page is an urn, of which a service may tell the number alone."""
    return native_id.rpartition(":")[2] if native_id.startswith("urn:li:") else native_id

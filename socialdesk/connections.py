"""The way to each account: its connector with its sign-in and its allowance, made when it is first needed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Protocol, TypeVar

from socialdesk.clock import Clock, monotonic
from socialdesk.config.settings import Settings
from socialdesk.inbox import health
from socialdesk.model.accounts import Account, Network
from socialdesk.model.ids import AccountId
from socialdesk.platforms.api import Connector
from socialdesk.platforms.opening import Looking
from socialdesk.platforms.registry import Terms, connector_for, scheduler_for
from socialdesk.platforms.routing import ThroughScheduler
from socialdesk.platforms.scheduling import Scheduler
from socialdesk.publishing.routes import profile_of
from socialdesk.sign_ins import SignIns
from socialdesk.storage.database import Connection, writing

T = TypeVar("T")

KEEP_EVERY_S = 5.0
"""What was used of an allowance is written no more often than this, and at the end."""


class Submit(Protocol):
    """Hands work to the one writer thread."""

    def __call__(self, work: Callable[[Connection], None], /) -> Future[None]: ...


class Call(Protocol):
    """Runs work on the one writing connection and waits for it."""

    def __call__(self, work: Callable[[Connection], T], /) -> T: ...


class KeptAllowance:
    """What one account used of its network's allowance, in the store (`meter.KeptUse`). Any thread."""

    def __init__(self, account_id: AccountId, loaded: str, submit: Submit) -> None:
        self._account_id = account_id
        self._submit = submit
        self._lock = threading.Lock()
        self._newest: str = loaded
        self._stored: str = loaded
        self._stored_at = 0.0

    def load(self) -> str:
        """As it was stored."""
        with self._lock:
            return self._newest

    def save(self, told: str) -> None:
        """Keep it; written soon."""
        with self._lock:
            self._newest = told
            due = monotonic() - self._stored_at >= KEEP_EVERY_S
        if due:
            self.flush()

    def flush(self) -> None:
        """Write what is not written yet."""
        with self._lock:
            told = self._newest
            if told == self._stored:
                return
            self._stored, self._stored_at = told, monotonic()
        self._submit(lambda db: self._write(db, told))

    def _write(self, db: Connection, told: str) -> None:
        with writing(db):
            health.keep_allowance(db, self._account_id, told)


@dataclass(kw_only=True)
class Connections:
    """One connector for an account. For network threads, any of them."""

    sign_ins: SignIns
    clock: Clock
    settings: Callable[[], Settings]
    base_urls: Mapping[Network, str]
    """Where a network is spoken to if not at its own address."""
    loopback_only: bool
    call: Call
    submit: Submit
    hootsuite_url: str | None = None
    """Where Hootsuite is spoken to if not at its own address."""

    def __post_init__(self) -> None:
        self._connectors: dict[AccountId, Connector] = {}
        self._kept: dict[AccountId, KeptAllowance] = {}
        self._scheduler: Scheduler | None = None
        self._making = threading.Lock()

    def connector(self, account: Account) -> Connector:
        """The one connector of an account; its posts go through Hootsuite where that is said of it.

        Raises SignInExpired where its token cannot be had, Refused for an address that may not be spoken to.
        """
        profile = self.call(lambda db: profile_of(db, account.id))
        with self._making:
            held = self._connectors.get(account.id)
            if held is None:
                held = self._connectors[account.id] = connector_for(
                    account,
                    source=self.sign_ins.source(account),
                    base_url=self.base_urls.get(account.network),
                    clock=self.clock,
                    loopback_only=self.loopback_only,
                    kept=self._allowance(account.id),
                    terms=terms(self.settings()),
                )
        if profile is None:
            return held
        return ThroughScheduler(network=held, service=self.scheduler(), profile=profile)

    def scheduler(self) -> Scheduler:
        """The Force's account at Hootsuite. Raises SignInExpired where its token cannot be had."""
        with self._making:
            if self._scheduler is None:
                self._scheduler = scheduler_for(
                    source=self.sign_ins.hootsuite(),
                    base_url=self.hootsuite_url,
                    clock=self.clock,
                    loopback_only=self.loopback_only,
                )
            return self._scheduler

    def forget_scheduler(self) -> None:
        """Its sign-in is another now, or none: the next call makes a new way to it."""
        with self._making:
            earlier, self._scheduler = self._scheduler, None
        if earlier is not None:
            earlier.close()

    def looking(self) -> Looking:
        """Asks a network what a sign-in opens, by the settings in force."""
        return Looking(
            base_urls=self.base_urls,
            clock=self.clock,
            loopback_only=self.loopback_only,
            terms=terms(self.settings()),
        )

    def held(self, account_id: AccountId) -> Connector | None:
        """The connector where there is one already; asks nobody."""
        return self._connectors.get(account_id)

    def forget(self, account_ids: Iterable[AccountId]) -> None:
        """Their sign-in is another now: the next call makes a new connector."""
        with self._making:
            earlier = [self._connectors.pop(each) for each in account_ids if each in self._connectors]
        for connector in earlier:
            connector.close()

    def close(self) -> None:
        """Release every connection, and keep what was used of the allowances."""
        with self._making:
            held = tuple(self._connectors.values())
            kept = tuple(self._kept.values())
        for connector in held:
            connector.close()
        self.forget_scheduler()
        for allowance in kept:
            allowance.flush()

    def _allowance(self, account_id: AccountId) -> KeptAllowance:
        held = self._kept.get(account_id)
        if held is None:
            held = self._kept[account_id] = KeptAllowance(
                account_id, self.call(lambda db: health.allowance(db, account_id)), self.submit
            )
        return held


def terms(settings: Settings) -> Terms:
    """What the settings say was agreed with the networks."""
    return Terms(
        graph_version=settings.graph_version,
        x_tier=settings.x_tier,
        x_monthly_dollars=settings.x_monthly_dollars,
        linkedin_daily_calls=settings.linkedin_daily_calls,
    )

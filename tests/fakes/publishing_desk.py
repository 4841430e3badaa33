"""A desk with an account on Facebook, X, Bluesky and LinkedIn, the true capabilities and the true checks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from socialdesk.config.paths import resources_dir
from socialdesk.model.accounts import Account, Capability, Network
from socialdesk.model.actions import ActionKind
from socialdesk.model.ids import AccountId, ClauseId, NativeId, PostId
from socialdesk.model.people import Person
from socialdesk.packs import policy_book, rule_triage
from socialdesk.platforms.capabilities import read_capabilities
from socialdesk.policy.book import Book
from socialdesk.publishing import drafts, publish, schedule, targets
from socialdesk.publishing.checks import standing
from socialdesk.publishing.standing import CheckStanding
from socialdesk.register.connecting import add_account
from socialdesk.storage.database import Connection
from socialdesk.triage.api import Triage
from tests.fakes.desk import A_KING, FakeDesk, make_desk

OTHERS = (
    (Network.X, "@AnyshirePolice"),
    (Network.BLUESKY, "anyshire.police.uk"),
    (Network.LINKEDIN, "Anyshire"),
)
PASSED = (CheckStanding(id="all", title="All", clause=ClauseId("3"), state="pass", sentence=""),)
PLAIN = "Bike marking this Saturday, 10 till 2, in Wicksteed Park."
"""Words that no check asks anything about."""


@cache
def the_book() -> Book:
    return policy_book()


@cache
def the_triage() -> Triage:
    return rule_triage()


@cache
def capabilities_on(network: Network) -> Mapping[ActionKind, Capability]:
    return read_capabilities((resources_dir() / "capabilities" / f"{network.value}.toml").read_text("utf-8"))


def publishing_desk(folder: Path, *, person: Person = A_KING, training: bool = False) -> FakeDesk:
    """The first account is the main Facebook page."""
    made = make_desk(folder, person=person, training=training)
    desk = made.desk
    for number, (network, name) in enumerate(OTHERS):
        account = made.writer.call(
            lambda db, network=network, name=name, number=number: add_account(
                db, network=network, native_id=NativeId(f"other-{number}"), name=name, primary=True,
                now=made.clock(), by=person,
            )
        )  # fmt: skip
        made.accounts.append(account)
    desk.accounts = {account.id: account for account in made.accounts}
    desk.capabilities = lambda account_id: capabilities_on(desk.accounts[account_id].network)
    desk.book = the_book()
    triage = the_triage()

    def checks(db: Connection, post_id: PostId, by: Person, text: str | None) -> Sequence[CheckStanding]:
        return standing(
            db, post_id=post_id, book=desk.book, triage=triage, now=made.clock(), person=by, text=text
        )

    desk.post_checks = checks
    return made


def account_on(made: FakeDesk, network: Network) -> Account:
    return next(account for account in made.accounts if account.network is network)


def planned(
    made: FakeDesk,
    text: str,
    networks: Sequence[Network],
    at_ms: int | None,
    *,
    decide: bool = True,
    by: Person = A_KING,
) -> PostId:
    """A post as somebody else planned it."""
    ids: list[AccountId] = [account_on(made, network).id for network in networks]

    def work(db: Connection) -> PostId:
        now = made.clock()
        post_id = drafts.save_post(db, post_id=None, purpose="Advice", text=text, now=now, by=by).post_id
        targets.set_targets(db, post_id=post_id, account_ids=ids, now=now, by=by)
        schedule.set_time(db, post_id=post_id, scheduled_ms=at_ms, now=now, by=by)
        if decide:
            publish.decide_publish(
                db, post_id=post_id, checks=PASSED, book=made.desk.book, capabilities=made.desk.capabilities,
                now=now, by=by,
            )  # fmt: skip
        return post_id

    return made.writer.call(work)

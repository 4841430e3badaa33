"""An appeal on Facebook, X and Bluesky over HTTP, shared there too, and all taken down while calls go wrong (P4)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import stamina

from socialdesk.engine import Engine
from socialdesk.model.accounts import Capability, Network
from socialdesk.model.actions import ActionKind
from socialdesk.model.ids import AccountId, ClauseId, PostId
from socialdesk.model.people import Person, Role
from socialdesk.publishing import appeal_copies, appeal_rows, appeals, drafts, publish, takedown, targets
from socialdesk.publishing.appeal_rows import Appeal, AppealKind, AppealState, Standing
from socialdesk.publishing.standing import CheckStanding
from socialdesk.storage.database import Connection
from socialdesk.training.networks.server import SimulatedNetworks
from tests.fakes import every_network_desk
from tests.fakes.every_network_desk import Hands, desk, live_through, read_everything, trouble

pytestmark = pytest.mark.clause("P4")

PASSED = (CheckStanding(id="all", title="All", clause=ClauseId("3"), state="pass", sentence=""),)
OFFICER = Person("A. Officer", Role.CORPORATE_COMMUNICATIONS)
ON = (Network.FACEBOOK, Network.X, Network.BLUESKY)
SHARED_ON = (Network.X, Network.BLUESKY)
WORDS = "Have you seen this man? He was last seen on Market Street on Monday at about 18:20, in a red coat."


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    usual = every_network_desk.scenario()
    towns = [
        line
        for network in SHARED_ON
        for line in (
            "[[page]]",
            f'key = "town-{network.value}"',
            f'network = "{network.value}"',
            f'name = "Town Team on {network.label}"',
            f'username = "townteam{network.value}"',
        )
    ]
    monkeypatch.setattr(every_network_desk, "scenario", lambda: "\n".join([usual, *towns]))
    with stamina.set_testing(True, attempts=2, cap=True):
        yield


class Desk:
    """What Corporate Communications does about an appeal."""

    def __init__(self, engine: Engine, networks: SimulatedNetworks, hands: Hands, db: Connection) -> None:
        self.engine, self.networks, self.hands, self.db = engine, networks, hands, db
        self.appeal_id: int = self.do(appeals.open_appeal, kind=AppealKind.WANTED, name="Operation Larch")

    def do(self, use: Any, **more: Any) -> Any:
        return self.engine.writer.call(partial(use, **{"now": self.engine.clock(), "by": OFFICER, **more}))

    def accounts(self, *networks: Network, town: bool = False) -> list[AccountId]:
        return [
            each.id
            for each in self.engine.accounts.values()
            if each.network in networks and each.name.startswith("Town") is town
        ]

    def decide(self, post_id: PostId) -> None:
        self.do(
            publish.decide_publish, post_id=post_id, checks=PASSED, book=self.engine.book,
            capabilities=self.engine.capabilities, undo_seconds=0, training=True,
        )  # fmt: skip
        self.run()

    def publish(self) -> None:
        """On three networks, and shared by the town's team on two."""
        post_id = self.do(drafts.save_post, post_id=None, purpose="An appeal", text=WORDS).post_id
        self.do(targets.set_targets, post_id=post_id, account_ids=self.accounts(*ON))
        self.do(appeals.put_post, appeal_id=self.appeal_id, post_id=post_id)
        self.decide(post_id)
        town = self.accounts(*SHARED_ON, town=True)
        shared = self.do(appeals.share_draft, appeal_id=self.appeal_id, account_ids=town).post_id
        self.decide(shared)

    def charged(self) -> None:
        self.do(appeals.set_state, appeal_id=self.appeal_id, state=AppealState.CHARGED)

    def all_down(self) -> None:
        self.do(
            takedown.take_all_down, appeal_id=self.appeal_id, book=self.engine.book,
            capabilities=self.engine.capabilities, training=True,
        )  # fmt: skip

    def run(self, seconds: float = 120) -> None:
        live_through(self.engine, self.hands, seconds)

    @property
    def appeal(self) -> Appeal:
        found = appeal_rows.one(self.db, self.appeal_id)
        assert found is not None
        return found

    def deleted(self, network: Network) -> int:
        world, _ = self.networks.networks[network.value]
        return sum(
            call.kind in ("delete_post", "delete", "unreshare", "unrepost") for call in world.ledger.after(0)
        )


@pytest.fixture
def desked(tmp_path: Path) -> Iterator[Desk]:
    with desk(tmp_path) as (engine, networks, hands), closing(engine.open_reader()) as db:
        yield Desk(engine, networks, hands, db)


def test_charged_every_post_and_reshare_is_taken_down_and_seen_gone(desked: Desk) -> None:
    desked.publish()
    lines = desked.appeal.lines
    assert sorted((line.network, line.what) for line in lines) == [
        ("bluesky", "Post"), ("bluesky", "Reshare"), ("facebook", "Post"), ("x", "Post"), ("x", "Reshare"),
    ]  # fmt: skip
    assert {line.standing for line in lines} == {Standing.UP}
    desked.charged()
    desked.all_down()
    desked.run(600)
    assert {line.standing for line in desked.appeal.lines} == {Standing.GONE}
    assert desked.appeal.down_ms is not None
    assert not desked.appeal.running


def test_killed_between_asking_and_sending_the_desk_goes_on_by_itself(desked: Desk) -> None:
    class Killed(BaseException):
        pass

    def killed(_account: AccountId) -> Mapping[ActionKind, Capability]:
        raise Killed

    desked.publish()
    desked.charged()
    with pytest.raises(Killed):
        desked.do(
            takedown.take_all_down, appeal_id=desked.appeal_id, book=desked.engine.book, capabilities=killed,
            training=True,
        )  # fmt: skip
    assert {line.standing for line in desked.appeal.lines} == {Standing.ASKED}
    desked.run(600)
    assert {line.standing for line in desked.appeal.lines} == {Standing.GONE}


@pytest.mark.parametrize("seed", range(3))
def test_through_every_trouble_nothing_is_called_gone_that_is_there(desked: Desk, seed: int) -> None:
    desked.publish()
    desked.charged()
    desked.networks.faults.set(trouble(seed))
    desked.all_down()
    desked.run(1_800)
    assert sum(count for _, count in desked.networks.faults.done()) > 0
    desked.networks.faults.clear()
    desked.run(3 * 24 * 3_600)
    for _ in range(3):  # what a network refused in between is asked for again, as a person would
        if desked.appeal.to_ask:
            desked.all_down()
            desked.run(3 * 24 * 3_600)
    assert {line.standing for line in desked.appeal.lines} == {Standing.GONE}, desked.appeal.left
    read_everything(desked.engine)
    desked.hands.forward(60)
    assert desked.engine.head_keeper.verify(desked.db).ok


def test_posts_published_without_the_desk_come_down_with_the_rest(desked: Desk) -> None:
    read_everything(desked.engine)
    desked.publish()
    number = desked.accounts(Network.X)[0]
    row = desked.db.execute(
        "SELECT permalink FROM threads WHERE account_id = ? AND kind = 'post' AND text LIKE 'An appeal%'",
        (number,),
    ).fetchone()
    assert row is not None
    assert row[0]
    desked.do(appeal_copies.add_link, appeal_id=desked.appeal_id, url=row[0], ours=True)
    assert len(desked.appeal.lines) == 6
    assert all(line.target_id is not None for line in desked.appeal.lines)
    desked.charged()
    desked.all_down()
    desked.run(600)
    assert {line.standing for line in desked.appeal.lines} == {Standing.GONE}

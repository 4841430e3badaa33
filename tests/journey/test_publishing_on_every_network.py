"""Posts on all six networks over HTTP: shown once, in parts, at their time, taken down; while calls go wrong too."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import stamina

from socialdesk.clock import to_ms
from socialdesk.engine import Engine
from socialdesk.model.accounts import Network, Way
from socialdesk.model.actions import ActionKind
from socialdesk.model.ids import AccountId, ClauseId, PostId
from socialdesk.model.posts import PostState
from socialdesk.outbox.rows import Row, rows
from socialdesk.outbox.states import State
from socialdesk.platforms.capabilities import Posting, posting_of
from socialdesk.publishing import afterwards, drafts, media, publish, queries, targets
from socialdesk.publishing.schedule import set_time
from socialdesk.publishing.standing import CheckStanding
from socialdesk.storage.database import Connection
from socialdesk.training.networks.ledger import AppliedCall
from socialdesk.training.networks.pictures import draw_png
from socialdesk.training.networks.server import SimulatedNetworks
from tests.fakes.every_network_desk import Hands, desk, live_through, read_everything, trouble

pytestmark = pytest.mark.clause("P1")

PASSED = (CheckStanding(id="all", title="All", clause=ClauseId("3"), state="pass", sentence=""),)
PICTURE = "https://www.example.org/marina.jpg"
PUBLISHING = [each for each in Network if each is not Network.YOUTUBE]
THREADED = [each for each in Network if posting_of(each)[Posting.THREAD].way is Way.API]
PICTURED = [each for each in Network if posting_of(each)[Posting.MEDIA].way is Way.API]
SHOWN = ("publish", "schedule", "reply")


@pytest.fixture(autouse=True)
def _no_waiting() -> Iterator[None]:
    with stamina.set_testing(True, attempts=2, cap=True):
        yield


class Desk:
    """What a person does about posts, on the writing thread as the window does."""

    def __init__(self, engine: Engine, networks: SimulatedNetworks, hands: Hands, db: Connection) -> None:
        self.engine, self.networks, self.hands, self.db = engine, networks, hands, db

    def do(self, use: Any, **more: Any) -> Any:
        told = {"now": self.engine.clock(), "by": self.engine.person, **more}
        return self.engine.writer.call(partial(use, **told))

    def account(self, network: Network) -> AccountId:
        return next(each.id for each in self.engine.accounts.values() if each.network is network)

    def draft(self, text: str, networks: Sequence[Network]) -> PostId:
        post_id = self.do(drafts.save_post, post_id=None, purpose="Traffic", text=text).post_id
        ids = [self.account(each) for each in networks]
        self.do(targets.set_targets, post_id=post_id, account_ids=ids)
        if Network.INSTAGRAM in networks:
            self.own_words(post_id, Network.INSTAGRAM, f"{text}\n{PICTURE}")
        return post_id

    def own_words(self, post_id: PostId, network: Network, *texts: str) -> None:
        self.do(targets.set_texts, post_id=post_id, account_id=self.account(network), texts=texts)

    def decide(self, post_id: PostId) -> None:
        self.do(
            publish.decide_publish, post_id=post_id, checks=PASSED, book=self.engine.book,
            capabilities=self.engine.capabilities, undo_seconds=0,
        )  # fmt: skip

    def run(self, seconds: float = 120) -> None:
        live_through(self.engine, self.hands, seconds)

    def applied(self, network: Network, *kinds: str) -> list[AppliedCall]:
        world, _ = self.networks.networks[network.value]
        return [call for call in world.ledger.after(0) if call.kind in (kinds or SHOWN)]

    def take_down(self, post_id: PostId) -> None:
        for target in queries.load(self.db, post_id).chosen:
            self.do(
                afterwards.take_down, target_id=target.id, reason="Found", book=self.engine.book,
                capabilities=self.engine.capabilities, undo_seconds=0,
            )  # fmt: skip


@pytest.fixture
def desked(tmp_path: Path) -> Iterator[Desk]:
    with desk(tmp_path) as (engine, networks, hands), closing(engine.open_reader()) as db:
        yield Desk(engine, networks, hands, db)


def test_one_post_for_every_account_is_shown_once_on_each_read_in_and_taken_down(desked: Desk) -> None:
    post_id = desked.draft("The road at Moor End is closed.", PUBLISHING)
    desked.decide(post_id)
    desked.run()
    post = queries.load(desked.db, post_id)
    assert post.state is PostState.SENT
    for network in PUBLISHING:
        assert len(desked.applied(network)) == 1, network
    read_everything(desked.engine)
    for target in post.targets:
        [found] = desked.db.execute(
            "SELECT count(*) FROM threads WHERE account_id = ? AND native_id = ?",
            (target.account_id, target.parts[0].native_id),
        ).fetchall()
        assert found == (1,), target
    desked.hands.forward(60)
    desked.take_down(post_id)
    desked.run()
    for network in PUBLISHING:
        assert len(desked.applied(network, "delete_post", "delete")) == 1, network
    line = queries.line(desked.db, post_id)
    assert [each.label for each in line.targets] == ["Taken down"] * len(PUBLISHING)


def test_pictures_go_with_it_where_they_can(desked: Desk) -> None:
    post_id = desked.draft("Do you know this car?", PICTURED)
    for number in range(2):
        content = draw_png(f"picture {number}", 24, 16)
        desked.do(
            media.add_media, post_id=post_id, content=content, media_type="image/png",
            alt_text=f"A car, no. {number}", stripped=True,
        )  # fmt: skip
    desked.decide(post_id)
    desked.run()
    assert queries.load(desked.db, post_id).state is PostState.SENT
    assert [len(desked.applied(network)) for network in PICTURED] == [1] * len(PICTURED)


@pytest.mark.parametrize("network", THREADED)
def test_a_thread_stands_in_order_and_goes_from_its_end(desked: Desk, network: Network) -> None:
    post_id = desked.draft("One of three.", [network])
    desked.own_words(post_id, network, "One of three.", "Two of three.", "Three of three.")
    desked.decide(post_id)
    desked.run()
    shown = desked.applied(network)
    assert [call.text for call in shown] == ["One of three.", "Two of three.", "Three of three."]
    assert [call.target for call in shown][1:] == [call.id for call in shown][:-1]
    desked.take_down(post_id)
    desked.run()
    gone = [call.target for call in desked.applied(network, "delete_post", "delete")]
    assert gone == [call.id for call in reversed(shown)]


def test_facebook_holds_it_until_its_time_and_the_desk_holds_the_others(desked: Desk) -> None:
    post_id = desked.draft("Tomorrow's open day.", [Network.FACEBOOK, Network.X])
    at_ms = to_ms(desked.hands()) + 3_600_000
    desked.do(set_time, post_id=post_id, scheduled_ms=at_ms)
    desked.decide(post_id)
    desked.run(60)
    assert [call.kind for call in desked.applied(Network.FACEBOOK)] == ["schedule"]
    assert desked.applied(Network.X) == []
    new_ms = at_ms + 3_600_000
    desked.do(
        afterwards.reschedule, post_id=post_id, scheduled_ms=new_ms, checks=PASSED, book=desked.engine.book,
        capabilities=desked.engine.capabilities,
    )  # fmt: skip
    desked.run(timedelta(minutes=100).total_seconds())
    assert desked.applied(Network.X) == []
    desked.run(timedelta(minutes=25).total_seconds())
    assert [to_ms(call.at) >= new_ms for call in desked.applied(Network.X)] == [True]
    read_everything(desked.engine)
    post = queries.load(desked.db, post_id)
    assert post.state is PostState.SENT
    assert all(
        part.published_ms and part.published_ms >= new_ms for each in post.targets for part in each.parts
    )


@pytest.mark.parametrize("seed", range(3))
def test_through_every_trouble_no_post_is_out_twice_and_none_is_made_up(desked: Desk, seed: int) -> None:
    made: list[PostId] = []
    for number in range(3):
        post_id = desked.draft(f"Post {number}.", PUBLISHING)
        for network in THREADED:
            parts = [f"Post {number}, part {part} on {network.value}." for part in range(3)]
            desked.own_words(post_id, network, *parts)
        made.append(post_id)
    desked.networks.faults.set(trouble(seed))
    for post_id in made:
        desked.decide(post_id)
    desked.run(1800)
    assert sum(count for _, count in desked.networks.faults.done()) > 10
    desked.networks.faults.clear()
    desked.run(3 * 24 * 3600)
    confirmed = 0
    for row in rows(desked.db, "WHERE post_target_id IS NOT NULL ORDER BY id", ()):
        confirmed += _told_truly(desked, row)
    assert confirmed > 8
    for network in THREADED:
        for number in range(3):
            shown = [call.text for call in desked.applied(network) if f"Post {number}," in call.text]
            assert shown == [f"Post {number}, part {part} on {network.value}." for part in range(len(shown))]


def _told_truly(desked: Desk, row: Row) -> bool:
    network = desked.engine.accounts[row.account_id].network
    out = [call for call in desked.applied(network) if call.text == row.action.text]
    if not out and network is Network.INSTAGRAM:  # its words are the caption without the picture's address
        caption = row.action.text.removesuffix(f"\n{PICTURE}")
        out = [call for call in desked.applied(network) if call.text == caption]
    assert row.kind is ActionKind.PUBLISH
    assert row.state in (State.CONFIRMED, State.FAILED, State.UNKNOWN) or row.needs_person, row
    assert len(out) <= 1, (network, out)
    if row.state is State.CONFIRMED:
        assert out, row
    if row.state is State.FAILED:
        assert not out, row
    return row.state is State.CONFIRMED

"""An account whose posts go through Hootsuite: shown once on its network, held there, cancelled there (P1)."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import httpx2
import pytest
import stamina

from socialdesk.app import policy_book
from socialdesk.clock import to_ms
from socialdesk.config import secrets
from socialdesk.config.paths import Paths
from socialdesk.config.settings import Settings
from socialdesk.decisions.case import Incomplete, NotOpen
from socialdesk.engine import Engine
from socialdesk.model.accounts import Network
from socialdesk.model.ids import ClauseId, NativeId, PostId
from socialdesk.model.people import DESK, Person, Role
from socialdesk.model.posts import PostPart, PostState
from socialdesk.outbox import queries as outbox_queries
from socialdesk.packs import TriageWhenNeeded
from socialdesk.platforms.api import NetworkError
from socialdesk.platforms.sign_in import HOOTSUITE
from socialdesk.publishing import afterwards, drafts, publish, queries, routes, targets
from socialdesk.publishing.schedule import set_time
from socialdesk.publishing.standing import CheckStanding
from socialdesk.register.accounts import token_name
from socialdesk.register.connecting import add_account
from socialdesk.sign_ins import HOOTSUITE_TOKEN
from socialdesk.storage.database import open_writer
from socialdesk.storage.writer import Writer
from socialdesk.through_hootsuite import HootsuiteJoining
from socialdesk.training.networks.faults import Kind
from tests.fakes.hootsuite_town import HootsuiteStage, HootsuiteTown, running_hootsuite

pytestmark = pytest.mark.clause("P1")

PASSED = (CheckStanding(id="all", title="All", clause=ClauseId("3"), state="pass", sentence=""),)
STOP = threading.Event()
CORPORATE = Person("A. Officer", Role.CORPORATE_COMMUNICATIONS)
HOLDER = Person("Harry Holder", Role.ACCOUNT_HOLDER)


@pytest.fixture(scope="module")
def stage() -> Iterator[HootsuiteStage]:
    with running_hootsuite() as running:
        yield running


class Desk:
    """An engine with the page of the town, whose posts go through Hootsuite."""

    def __init__(self, town: HootsuiteTown, folder: Path) -> None:
        self.town, kept = town, secrets.MemorySecrets()
        key, _ = secrets.new_database_key(kept)
        paths = Paths(folder)
        self.engine = Engine(
            paths=paths, key=key, secrets=kept, clock=town.hands, book=policy_book(), triage=TriageWhenNeeded(),
            writer=Writer(lambda: open_writer(paths.database, key, create=True)), training=True,
            settings=Settings(person_name="A. Officer", person_role=Role.CORPORATE_COMMUNICATIONS.value),
            base_urls={Network.FACEBOOK: town.networks.base_url("facebook")},
            hootsuite_url=town.networks.base_url("hootsuite"),
        )  # fmt: skip
        page = NativeId(town.page)
        [token] = [one["token"] for one in town.facebook.world.announcement()["accounts"]]
        kept.set(token_name(Network.FACEBOOK, page), token)
        kept.set(HOOTSUITE_TOKEN, town.token)
        self.account = self.engine.writer.call(
            partial(
                add_account, network=Network.FACEBOOK, native_id=page, name="Anyshire Police", primary=True,
                now=town.hands(), by=DESK,
            )
        )  # fmt: skip
        self.engine.accounts[self.account.id] = self.account
        self.do(routes.set_route, account_id=self.account.id, profile=town.profile)

    def do(self, use: Any, **more: Any) -> Any:
        return self.engine.writer.call(
            partial(use, **({"now": self.engine.clock(), "by": self.engine.person} | more))
        )

    def decided(self, text: str, *, at_ms: int | None = None) -> PostId:
        post_id = self.do(drafts.save_post, post_id=None, purpose="", text=text).post_id
        self.do(targets.set_targets, post_id=post_id, account_ids=[self.account.id])
        if at_ms is not None:
            self.do(set_time, post_id=post_id, scheduled_ms=at_ms)
        self.decide(post_id)
        return post_id

    def decide(self, post_id: PostId) -> None:
        self.do(
            publish.decide_publish, post_id=post_id, checks=PASSED, book=self.engine.book,
            capabilities=self.engine.capabilities, undo_seconds=0,
        )  # fmt: skip

    def take_down(self, post_id: PostId) -> None:
        [target] = self.engine.writer.call(partial(queries.load, post_id=post_id)).targets
        self.do(
            afterwards.take_down, target_id=target.id, reason="Found", book=self.engine.book,
            capabilities=self.engine.capabilities, undo_seconds=0,
        )  # fmt: skip

    def part(self, post_id: PostId) -> PostPart:
        [target] = self.engine.writer.call(partial(queries.load, post_id=post_id)).targets
        return target.parts[0]

    def run(self, seconds: float = 120) -> None:
        end_ms = self.town.hands.ms + round(seconds * 1000)
        for _ in range(300):
            self.engine.send_everything(STOP)
            due_ms = self.engine.writer.call(outbox_queries.next_due_ms)
            if due_ms is None or due_ms > end_ms:
                self.town.hands.forward(seconds=max(0, end_ms - self.town.hands.ms) / 1000)
                return
            self.town.hands.forward(seconds=max(1, due_ms - self.town.hands.ms) / 1000)
        raise AssertionError("it never came to rest")

    def read(self) -> None:
        self.engine.sync(self.account, STOP)


@pytest.fixture
def desk(stage: HootsuiteStage, tmp_path: Path) -> Iterator[Desk]:
    with stage.town() as town, stamina.set_testing(True, attempts=2, cap=True):
        made = Desk(town, tmp_path)
        with closing(made.engine):
            yield made


def test_a_post_goes_through_hootsuite_and_is_found_and_taken_down_on_its_network(desk: Desk) -> None:
    post_id = desk.decided("The road is closed.")
    desk.run()
    assert desk.engine.writer.call(partial(queries.load, post_id=post_id)).state is PostState.SENT
    assert desk.part(post_id).native_id is not None
    assert str(desk.part(post_id).native_id).startswith("hootsuite:")
    with pytest.raises(NotOpen, match="through Hootsuite"):
        desk.take_down(post_id)
    desk.read()
    assert not str(desk.part(post_id).native_id).startswith("hootsuite:")
    desk.take_down(post_id)
    desk.run()
    assert desk.part(post_id).gone_ms is not None


def test_what_hootsuite_holds_is_cancelled_there_and_never_shown(desk: Desk) -> None:
    at_ms = desk.town.later(hours=2)
    post_id = desk.decided("Open day tomorrow.", at_ms=at_ms)
    desk.run()
    assert desk.part(post_id).held_until_ms == at_ms
    with pytest.raises(NotOpen, match="no call to change it"):
        desk.do(
            afterwards.reschedule, post_id=post_id, scheduled_ms=at_ms + 3_600_000, checks=PASSED,
            book=desk.engine.book, capabilities=desk.engine.capabilities,
        )  # fmt: skip
    desk.take_down(post_id)
    desk.run()
    assert desk.part(post_id).gone_ms is not None
    desk.run(timedelta(hours=3).total_seconds())
    desk.read()
    assert not [call for call in desk.town.facebook.world.ledger.after(0) if "Open day" in call.text]


def test_what_hootsuite_held_is_seen_when_it_comes_out(desk: Desk) -> None:
    at_ms = desk.town.later(hours=2)
    post_id = desk.decided("Open day tomorrow.", at_ms=at_ms)
    desk.run(timedelta(hours=2, minutes=5).total_seconds())
    desk.town.applied()
    desk.town.desk.listed(at_ms - 1000, to_ms(desk.town.hands()))
    desk.read()
    part = desk.part(post_id)
    assert part.published_ms == at_ms
    assert not str(part.native_id).startswith("hootsuite:")


@pytest.mark.parametrize(
    "trouble", [Kind.RESET_AFTER, Kind.ERROR_AFTER, Kind.CUT_JSON, Kind.HTML, Kind.THROTTLE]
)
def test_through_trouble_it_is_at_hootsuite_once(desk: Desk, trouble: Kind) -> None:
    desk.town.spoil(trouble, "POST", count=1)
    post_id = desk.decided("The road is closed.", at_ms=desk.town.later(hours=2))
    desk.run(1800)
    assert desk.town.struck
    [row] = desk.engine.writer.call(lambda db: queries.line(db, post_id)).targets
    posted = [kind for kind in desk.town.applied() if kind in ("schedule", "publish")]
    assert len(posted) <= 1
    assert bool(posted) is (desk.part(post_id).out_ms is not None) or row.needs_person


def test_what_hootsuite_cannot_do_is_said_before_anything_is_decided(desk: Desk) -> None:
    post_id = desk.do(drafts.save_post, post_id=None, purpose="", text="One.").post_id
    desk.do(targets.set_targets, post_id=post_id, account_ids=[desk.account.id])
    desk.do(targets.set_texts, post_id=post_id, account_id=desk.account.id, texts=["One.", "Two."])
    with pytest.raises(Incomplete, match="no threads"):
        desk.decide(post_id)
    with pytest.raises(NotOpen):
        desk.do(routes.set_route, account_id=desk.account.id, profile=None, by=HOLDER)


def test_without_a_sign_in_at_hootsuite_nothing_is_sent_and_a_sentence_says_so(desk: Desk) -> None:
    desk.engine.secrets.delete(HOOTSUITE_TOKEN)
    post_id = desk.decided("The road is closed.")
    desk.run(60)
    [line] = desk.engine.writer.call(lambda db: queries.line(db, post_id)).targets
    assert "no sign-in for Hootsuite" in line.reason
    assert desk.town.applied() == []


def test_somebody_signs_in_with_the_browser_and_says_which_accounts_go_through_it(desk: Desk) -> None:
    town, kept = desk.town, desk.engine.secrets
    kept.delete(HOOTSUITE_TOKEN)
    desk.do(routes.set_route, account_id=desk.account.id, profile=None)
    base = town.networks.base_url("hootsuite")
    here = replace(
        HOOTSUITE, authorize_url=f"{base}/oauth2/auth", token_url=f"{base}/oauth2/token", fixed_port=False
    )
    there = desk.engine.hootsuite
    assert isinstance(there, HootsuiteJoining)
    hootsuite = replace(there, open_browser=browser, provider=here)
    assert not hootsuite.standing().signed_in
    with pytest.raises(NetworkError, match="no sign-in for Hootsuite"):
        hootsuite.ask()
    answer = hootsuite.sign_in(*town.world.app, threading.Event())
    assert town.profile in {each.native_id for each in answer.profiles}
    assert any("calls left" in line for line in answer.left)
    standing = hootsuite.standing()
    assert (standing.signed_in, standing.secret_kept, standing.app_id) == (True, True, town.world.app[0])
    assert answer.suggested == {desk.account.id: town.profile}
    hootsuite.choose(desk.account.id, answer.suggested[desk.account.id])
    desk.decided("The road is closed.")
    desk.run()
    assert len([kind for kind in town.applied() if kind in ("schedule", "publish")]) == 1
    desk.decided("Open day tomorrow.", at_ms=town.later(hours=2))
    desk.run()
    desk.engine.seat(HOLDER)
    with pytest.raises(NotOpen, match="Corporate Communications"):
        hootsuite.forget()
    assert kept.get(HOOTSUITE_TOKEN)
    desk.engine.seat(CORPORATE)
    said = hootsuite.forget()
    assert "forgotten" in said
    assert "1 post that is held there still goes out" in said
    assert not kept.get(HOOTSUITE_TOKEN)
    assert desk.engine.writer.call(routes.profiles) == {}


def browser(address: str) -> bool:
    """Goes where it is sent, as a person's does who says yes."""

    def go() -> None:
        with httpx2.Client(follow_redirects=True) as client:
            client.get(address)

    threading.Thread(target=go, daemon=True).start()
    return True

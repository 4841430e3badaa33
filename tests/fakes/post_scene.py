"""A desk with accounts on networks that misbehave as asked, and posts of the Force's between them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from typing import TypeVar

from socialdesk.clock import to_ms
from socialdesk.decisions.handling import back_to_person
from socialdesk.decisions.protected import objection
from socialdesk.inbox.intake import take_in_reread
from socialdesk.model.accounts import Account, Network
from socialdesk.model.ids import AccountId, ClauseId, NativeId, OutboxId, PostId, PostTargetId
from socialdesk.model.people import Person
from socialdesk.model.posts import Post, PostTarget
from socialdesk.outbox import queries as outbox
from socialdesk.outbox.dispatch import Dispatcher
from socialdesk.outbox.rows import Row, rows
from socialdesk.platforms.api import Connector
from socialdesk.publishing import drafts, following, media, publish, queries, targets
from socialdesk.publishing.schedule import set_time
from socialdesk.publishing.standing import CheckStanding
from socialdesk.register.connecting import add_account
from socialdesk.storage.database import Connection, memory_database
from tests.fakes.stocked_desk import NOON, OFFICER, NoTriage, book, capabilities
from tests.fakes.unreliable_network import TurnedClock, UnreliableConnector, UnreliableNetwork

T = TypeVar("T")
PASSED = (
    CheckStanding(id="purpose", title="Policing purpose", clause=ClauseId("3"), state="pass", sentence=""),
)
JPEG = b"\xff\xd8\xff\xe0 a picture"


class PostScene:
    """One account on each of the networks asked for; the first is the main page."""

    def __init__(self, *networks: Network, db: Connection | None = None) -> None:
        self.clock = TurnedClock(lambda: NOON)
        self.db: Connection = db or memory_database()
        self.accounts: dict[Network, Account] = {}
        self.networks: dict[AccountId, UnreliableNetwork] = {}
        for number, network in enumerate(networks or (Network.FACEBOOK,), start=1):
            account = add_account(
                self.db, network=network, native_id=NativeId(f"page-{number}"), name=f"Borough {number}",
                primary=number == 1, now=NOON, by=OFFICER,
            )  # fmt: skip
            self.accounts[network] = account
            self.networks[account.id] = UnreliableNetwork(self.clock)
        self.dispatcher = Dispatcher(
            write=self.write,
            connector_for=self.connector_for,
            clock=self.clock,
            reread=partial(take_in_reread, triage=NoTriage(), book=book()),
            back_to_person=back_to_person,
            objection=objection,
        )

    @property
    def network(self) -> UnreliableNetwork:
        """The first account's."""
        return next(iter(self.networks.values()))

    @property
    def now_ms(self) -> int:
        return to_ms(self.clock())

    def write(self, work: Callable[[Connection], T], /) -> T:
        assert not self.db.in_transaction
        answer = work(self.db)
        assert not self.db.in_transaction
        return answer

    def connector_for(self, account_id: AccountId) -> Connector:
        return UnreliableConnector(self.networks[account_id])

    # -- writing

    def draft(
        self,
        text: str = "Road closed.",
        *,
        on: Sequence[Network] = (),
        at_ms: int | None = None,
        by: Person = OFFICER,
        link: str = "",
    ) -> PostId:
        """A draft for these accounts; for all where none is named."""
        saved = drafts.save_post(
            self.db, post_id=None, purpose="Traffic", text=text, link=link, now=self.clock(), by=by
        )
        chosen = [self.accounts[each].id for each in on or self.accounts]
        targets.set_targets(self.db, post_id=saved.post_id, account_ids=chosen, now=self.clock(), by=by)
        if at_ms is not None:
            set_time(self.db, post_id=saved.post_id, scheduled_ms=at_ms, now=self.clock(), by=by)
        return saved.post_id

    def thread(self, *texts: str, on: Network = Network.X) -> PostId:
        """A draft whose words on one account are a thread."""
        post_id = self.draft(texts[0], on=[on])
        targets.set_texts(
            self.db,
            post_id=post_id,
            account_id=self.accounts[on].id,
            texts=texts,
            now=self.clock(),
            by=OFFICER,
        )
        return post_id

    def picture(self, post_id: PostId, *, stripped: bool = True, alt_text: str = "A closed road") -> None:
        media.add_media(
            self.db, post_id=post_id, content=JPEG, media_type="image/jpeg", alt_text=alt_text, stripped=stripped,
            now=self.clock(), by=OFFICER,
        )  # fmt: skip

    def decide(
        self, post_id: PostId, *, by: Person = OFFICER, checks: Sequence[CheckStanding] = PASSED
    ) -> PostId:
        publish.decide_publish(
            self.db, post_id=post_id, checks=checks, book=book(), capabilities=lambda _: capabilities(),
            now=self.clock(), by=by,
        )  # fmt: skip
        return post_id

    def cancel(self, post_id: PostId, *, by: Person = OFFICER) -> None:
        publish.cancel_post(self.db, post_id=post_id, now=self.clock(), by=by)

    # -- what becomes of it

    def post(self, post_id: PostId) -> Post:
        return queries.load(self.db, post_id)

    def target(self, post_id: PostId, network: Network = Network.FACEBOOK) -> PostTarget:
        target = self.post(post_id).target(self.accounts[network].id)
        assert target is not None
        return target

    def target_id(self, post_id: PostId, network: Network = Network.FACEBOOK) -> PostTargetId:
        return self.target(post_id, network).id

    def actions(self, post_id: PostId) -> list[Row]:
        return rows(
            self.db,
            "WHERE post_target_id IN (SELECT id FROM post_targets WHERE post_id = ?) ORDER BY id",
            (post_id,),
        )

    def states(self, post_id: PostId) -> list[str]:
        return [each.state.value for each in self.actions(post_id)]

    def shown(self) -> list[str]:
        """What was applied on every network, in order, by its words."""
        applied = [each for network in self.networks.values() for each in network.ledger]
        return [each.text for each in sorted(applied, key=lambda one: one.at_ms) if each.kind.creates]

    def label(self, post_id: PostId, network: Network = Network.FACEBOOK) -> str:
        line = queries.line(self.db, post_id, now_ms=self.now_ms)
        return next(each.label for each in line.targets if each.network is network)

    def kinds(self, post_id: PostId) -> list[str]:
        return [line.kind for line in reversed(queries.history(self.db, post_id))]

    def newest(self) -> OutboxId:
        return outbox.pending(self.db)[0].outbox_id

    def step(self) -> bool:
        """As the patrol goes round once; False where nothing was due."""
        return (
            self.dispatcher.dispatch_one() is not None
            or following.go_on(self.db, account_id=None, now=self.clock()) is not None
        )

    def run(self, seconds: float = 0, steps: int = 400) -> None:
        """Goes round until `seconds` have passed on the clock and nothing is due."""
        end_ms = self.now_ms + int(seconds * 1000)
        for _ in range(steps):
            if self.step():
                continue
            due_ms = outbox.next_due_ms(self.db)
            if due_ms is None or due_ms > end_ms:
                self.clock.forward(max(0, end_ms - self.now_ms) / 1000)
                return
            self.clock.forward(max(0.001, (due_ms - self.now_ms) / 1000))
        raise AssertionError(f"still busy after {steps} steps: {outbox.pending(self.db)}")

    def later(self, **by: float) -> int:
        """A moment from now, in milliseconds."""
        return to_ms(self.clock() + timedelta(**by))

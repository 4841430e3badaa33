"""The built-in views, their counts and their rows; always the same by every way of asking."""

from __future__ import annotations

import threading

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from socialdesk.errors import BugError
from socialdesk.inbox import queries as inbox
from socialdesk.inbox import store
from socialdesk.inbox.queries import View, ViewName
from socialdesk.inbox.store import set_claim, set_handled, set_open, set_outcome, set_read
from socialdesk.model.findings import Assessment, Band, Finding
from socialdesk.model.ids import AccountId, ClauseId, ItemId
from socialdesk.model.items import ItemKind
from socialdesk.storage.database import writing
from tests.fakes.connector import fetched_item, fetched_thread
from tests.fakes.inbox_desk import InboxDesk


@pytest.fixture
def desk() -> InboxDesk:
    made = InboxDesk()
    made.take(
        fetched_thread(),
        fetched_item(1, "ordinary"),
        fetched_item(2, "idiot"),
        fetched_item(3, "I will kill you"),
        fetched_item(4, "a message", kind=ItemKind.MESSAGE, thread=2),
        fetched_item(5, "ours", by_force=True),
        fetched_item(6, "a reply", kind=ItemKind.REPLY, parent=1),
    )
    return made


def numbers(desk: InboxDesk, view: View | ViewName) -> list[int]:
    known = {desk.id(number): number for number in range(1, 7)}
    return [known[ItemId(item_id)] for item_id in desk.listed(view)]


def test_what_each_view_holds(desk: InboxDesk) -> None:
    with writing(desk.db):
        set_handled(desk.db, desk.id(1), outcome="kept", by="Ada", now_ms=1)
        set_read(desk.db, desk.id(2))
        set_claim(desk.db, desk.id(3), by="Ada")

    assert numbers(desk, ViewName.INBOX) == [6, 4, 3, 2]
    assert numbers(desk, ViewName.FLAGGED) == [3, 2]
    assert numbers(desk, ViewName.URGENT) == [3]
    assert numbers(desk, ViewName.UNREAD) == [6, 4, 3]
    assert numbers(desk, inbox.mine("Ada")) == [3]
    assert numbers(desk, inbox.mine("Bea")) == []
    assert numbers(desk, ViewName.DONE) == [1]
    assert numbers(desk, ViewName.EVERYTHING) == [6, 5, 4, 3, 2, 1]
    assert numbers(desk, ViewName.COMMENTS) == [6, 3, 2]
    assert numbers(desk, ViewName.MESSAGES) == [4]
    assert numbers(desk, inbox.of_account(desk.account.id)) == [6, 4, 3, 2]
    assert numbers(desk, inbox.of_account(AccountId(99))) == []


def test_the_newest_by_the_networks_time_comes_first_however_late_it_arrives(desk: InboxDesk) -> None:
    desk.take(fetched_item(7, "found late", created_ms=2_500))

    assert desk.texts(ViewName.COMMENTS) == ["a reply", "I will kill you", "found late", "idiot", "ordinary"]
    assert desk.texts(inbox.search_view(inbox.parse("is:comment -is:force")))[1] == "found late"
    assert desk.found("found") == ["found late"]


def test_a_view_of_an_account_names_one(desk: InboxDesk) -> None:
    with pytest.raises(BugError):
        inbox.first_ids(desk.db, View(ViewName.ACCOUNT))


def test_ids_come_in_chunks_and_stop_when_told(desk: InboxDesk) -> None:
    stop = threading.Event()
    chunks = inbox.view_ids(desk.db, View(ViewName.EVERYTHING), stopped=stop.is_set, chunk=2)

    assert len(next(chunks)) == 2
    stop.set()
    assert list(chunks) == []


def test_rows_of_items_that_do_not_exist_are_missing(desk: InboxDesk) -> None:
    assert set(inbox.rows(desk.db, [desk.id(1), 999])) == {desk.id(1)}
    assert inbox.rows(desk.db, []) == {}
    with pytest.raises(KeyError):
        inbox.item(desk.db, ItemId(999))


def test_a_claim_is_one_persons(desk: InboxDesk) -> None:
    with writing(desk.db):
        assert set_claim(desk.db, desk.id(1), by="Ada")
        assert set_claim(desk.db, desk.id(1), by="Ada")
        assert not set_claim(desk.db, desk.id(1), by="Bea")
        assert set_claim(desk.db, desk.id(1), by="Bea", only_if_free=False)
        assert set_claim(desk.db, desk.id(1), by=None)
        assert set_claim(desk.db, desk.id(1), by="Ada")


def test_writers_say_whether_anything_changed(desk: InboxDesk) -> None:
    with writing(desk.db):
        assert set_read(desk.db, desk.id(1))
        assert not set_read(desk.db, desk.id(1))
        assert set_read(desk.db, desk.id(1), unread=True)
        assert not set_open(desk.db, desk.id(1))
        assert set_handled(desk.db, desk.id(1), outcome="hidden", by="Ada", now_ms=1)
        assert set_open(desk.db, desk.id(1))
        assert set_outcome(desk.db, desk.id(1), "warned")
        assert not set_outcome(desk.db, desk.id(1), "warned")
        assert not set_read(desk.db, ItemId(999))
    with pytest.raises(BugError):
        set_read(desk.db, desk.id(1))


class Worklist(RuleBasedStateMachine):
    """Whatever people do, the counts beside the views are the lengths of the views."""

    def __init__(self) -> None:
        super().__init__()
        self.desk = InboxDesk()
        self.other = self.desk.add_account("page_2", "South Patrol")
        self.taken = 0

    @rule(
        kind=st.sampled_from(ItemKind), text=st.sampled_from(["fine", "idiot", "kill"]), force=st.booleans(),
        second=st.booleans(),
    )  # fmt: skip
    def arrives(self, kind: ItemKind, text: str, force: bool, second: bool) -> None:
        self.taken += 1
        item = fetched_item(self.taken, text, kind=kind, by_force=force)
        self.desk.take(fetched_thread(), item, account=self.other if second else self.desk.account)

    @rule(number=st.integers(1, 12), what=st.integers(0, 6))
    def somebody_does_something(self, number: int, what: int) -> None:
        db, item_id = self.desk.db, ItemId(number)
        with writing(db):
            if number > self.taken:
                return
            if what == 0:
                set_read(db, item_id)
            elif what == 1:
                set_read(db, item_id, unread=True)
            elif what == 2:
                set_handled(db, item_id, outcome="kept", by="Ada", now_ms=1)
            elif what == 3:
                set_open(db, item_id, unread=bool(number % 2))
            elif what == 4:
                set_claim(db, item_id, by="Ada" if number % 2 else None)
            else:
                finding = Finding(
                    ground="threatening", clause=ClauseId("4.3"), band=Band.LIKELY, spans=(), why="", found_by="",
                    urgency=what - 4,
                )  # fmt: skip
                found = (finding,) if number % 2 else ()
                store.put_assessment(db, item_id, Assessment(findings=found, pack_version="1"))

    @invariant()
    def counts_are_lengths(self) -> None:
        db = self.desk.db
        counts = inbox.counts(db, "Ada")
        views = [
            View(name, person="Ada")
            for name in ViewName
            if name not in (ViewName.ACCOUNT, ViewName.SEARCH, ViewName.TODAY)
        ]
        views += [inbox.of_account(self.desk.account.id), inbox.of_account(self.other.id)]
        for view in views:
            ids = self.desk.listed(view)
            assert counts.of(view) == inbox.view_count(db, view) == len(ids) == len(set(ids)), view
            assert ids == sorted(ids, reverse=True)
            assert list(inbox.first_ids(db, view, 3)) == ids[:3]
            assert inbox.holds(db, view, frozenset(map(ItemId, range(1, 13)))) == {i for i in ids if i < 13}


TestWorklist = Worklist.TestCase
TestWorklist.settings = settings(
    max_examples=15, stateful_step_count=15, suppress_health_check=[HealthCheck.too_slow]
)

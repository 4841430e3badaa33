"""What a network's terms let nobody keep any longer is gone from every value of the database, and the record stands."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from socialdesk.audit import queries as audit
from socialdesk.audit.verify import verify
from socialdesk.clock import to_ms
from socialdesk.decisions.drafts import load_draft, save_draft
from socialdesk.decisions.handling import write_note
from socialdesk.evidence import queries as evidence
from socialdesk.evidence.capture import dispose, hold
from socialdesk.evidence.check import verify_all
from socialdesk.inbox import retention, search
from socialdesk.inbox.intake import take_in
from socialdesk.inbox.queries import (
    assessment,
    conversation,
    item_removed,
    post_removed,
    raw,
    rows,
    versions,
)
from socialdesk.inbox.retention import AT_ONCE, dispose_due, dispose_some, keep_hourly, keep_to_terms
from socialdesk.inbox.watchlist import add_words, assess_again, open_threads
from socialdesk.model.accounts import Network
from socialdesk.model.changes import Changes
from socialdesk.model.items import ThreadKind
from socialdesk.outbox.states import State
from socialdesk.platforms.api import FetchedItem, FetchedPage, FetchedThread, Progress
from socialdesk.platforms.retention import Retention, retention_of
from socialdesk.storage.database import Connection, IntegrityError, memory_database, writing
from tests.fakes.connector import fetched_item, fetched_thread, native
from tests.fakes.inbox_desk import InboxDesk
from tests.fakes.outbox_scene import Scene
from tests.fakes.stocked_desk import OFFICER

CANARY = "zebrafinch"
"""A word that stands nowhere else."""


class Desk(InboxDesk):
    """An account of a network whose terms are kept to."""

    def __init__(self, network: Network = Network.LINKEDIN) -> None:
        super().__init__()
        self.network = network
        self.db.execute("UPDATE accounts SET network = ?", (network.value,))
        self.account = replace(self.account, network=network)

    @property
    def rule(self) -> Retention:
        rule = retention_of(self.network)
        assert rule is not None
        return rule

    def dispose(self) -> int:
        return dispose_due(self.db, network=self.network, retention=self.rule, now=self.now)

    def keep(self) -> list[Changes]:
        """All that a round of care does about it; what the screens hear."""
        heard: list[Changes] = []
        keep_to_terms(write=self.write, now=self.now, stopped=lambda: False, told=heard.append)
        return heard

    def index(self) -> None:
        while search.index_more(self.db):
            pass

    def text(self, number: int | str) -> str:
        return self.item(number).untrusted_text

    def reread(self, thread: int, *things: FetchedItem) -> Changes:
        """The slow re-read of a whole thread: what it does not hold is gone."""
        page = FetchedPage(
            items=things, cursor="", more=False, progress=Progress(done=1),
            full_read=native(thread, "thread"), full_read_ends=True,
        )  # fmt: skip
        return take_in(
            self.db, page, account=self.account, now_ms=self.now_ms, triage=self.triage, book=self.book, full=True
        )  # fmt: skip


def disposed(db: Connection) -> list[dict[str, Any]]:
    """The facts of what the record says was disposed of, in order."""
    found = db.execute("SELECT facts FROM audit WHERE kind = 'disposed' ORDER BY seq").fetchall()
    return [json.loads(row[0]) for row in found]


def holding(db: Connection, words: str) -> set[str]:
    """The tables that hold words anywhere, the index's own among them; a term of it may lack its first letters."""
    found: set[str] = set()
    tables = db.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT IN ('items_fts', 'sqlite_sequence')"
    ).fetchall()
    for (table,) in tables:
        sought = words[3:] if table.startswith("items_fts") else words
        for row in db.execute(f"SELECT * FROM {table}"):
            for value in row:
                letters = value if isinstance(value, bytes) else str(value).encode()
                if sought.encode().lower() in letters.lower():
                    found.add(table)
    return found


@pytest.fixture
def desk() -> Desk:
    """LinkedIn: a comment that was edited, a visitor's post, both with the canary; and an answer of the Force's."""
    made = Desk()
    post = fetched_thread(9, kind=ThreadKind.VISITOR_POST, text=f"A visitor's {CANARY}")
    made.take(fetched_thread(1), post, fetched_item(9, f"A visitor's {CANARY}", thread=9, author=None))
    first = replace(
        fetched_item(1, f"you idiot {CANARY} one", name="Ann Other"), raw=f'{{"text":"{CANARY}"}}'
    )
    made.take(first)
    made.index()
    made.take(replace(first, untrusted_text=f"you idiot {CANARY} two"))
    made.take(fetched_item(2, "Thank you for asking", by_force=True, author="own", name="North Patrol"))
    made.index()
    return made


# --- What goes and what stays ---------------------------------------------------------------------------------------


@pytest.mark.clause("T2")
def test_a_members_words_are_nowhere_after_two_days(desk: Desk) -> None:
    everywhere = {"items", "item_raw", "item_versions", "threads", "items_fts_data"}
    assert holding(desk.db, CANARY) == everywhere
    assert assessment(desk.db, desk.id(1)).findings[0].spans

    desk.later(hours=46, minutes=59)
    desk.keep()
    assert holding(desk.db, CANARY) == everywhere
    desk.later(minutes=1)
    heard = desk.keep()

    assert holding(desk.db, CANARY) == set()
    assert desk.found(CANARY) == []
    assert frozenset({desk.id(1), desk.id(9)}) in [changes.items for changes in heard]
    assert raw(desk.db, desk.id(1)) == ""
    assert versions(desk.db, desk.id(1)) == []
    assert desk.text(2) == "Thank you for asking"
    assert verify(desk.db).ok


def test_numbers_times_grounds_and_what_staff_wrote_stay(desk: Desk) -> None:
    before, found = desk.item(1), assessment(desk.db, desk.id(1))
    write_note(desk.db, item_id=before.id, text="Rang the custody suite", now=desk.now, by=OFFICER)
    save_draft(desk.db, item_id=before.id, form="reply", content={"text": "Dear Ann"}, now=desk.now)

    desk.later(days=3)
    desk.keep()

    after = desk.item(1)
    assert after.disposed_ms == desk.now_ms
    kept = {"untrusted_text": "", "untrusted_author": "", "disposed_ms": None}
    assert replace(after, **kept) == replace(before, **kept)
    left = assessment(desk.db, before.id)
    assert [replace(each, spans=()) for each in found.findings] == list(left.findings)
    row = rows(desk.db, [before.id])[before.id]
    assert (row.flagged, row.top_ground, row.open) == (True, "offensive_language", True)
    assert desk.db.execute("SELECT text FROM notes").fetchall() == [("Rang the custody suite",)]
    assert load_draft(desk.db, item_id=before.id, form="reply") == {"text": "Dear Ann"}
    assert [line.kind for line in audit.for_item(desk.db, before.id)].count("disposed") == 1
    [line] = [line for line in audit.for_item(desk.db, before.id) if line.kind == "disposed"]
    assert line.sentence == "Deleted for good, as LinkedIn's terms ask: the words of 2 items."
    assert line.by_name == "The desk"


def test_screens_say_where_the_words_can_still_be_read(desk: Desk) -> None:
    told = "LinkedIn's terms: its text was removed here after 48 hours. Look on LinkedIn."
    desk.later(days=3)
    desk.keep()
    shown = rows(desk.db, [desk.id(1), desk.id(2)])
    assert (shown[desk.id(1)].untrusted_text, shown[desk.id(1)].removed) == ("", told)
    assert (shown[desk.id(2)].untrusted_text, shown[desk.id(2)].removed) == ("Thank you for asking", "")
    assert [item_removed(row.item) for row in conversation(desk.db, desk.id(1)).rows] == [told, ""]
    assert post_removed(conversation(desk.db, desk.id(9)).thread, Network.LINKEDIN) == told
    assert post_removed(conversation(desk.db, desk.id(1)).thread, Network.LINKEDIN) == ""


def test_what_the_force_wrote_goes_after_half_a_year(desk: Desk) -> None:
    desk.later(days=180)
    desk.keep()
    assert desk.text(2) != ""
    assert conversation(desk.db, desk.id(2)).thread.untrusted_text == "We are appealing for witnesses."
    desk.later(days=1)
    desk.keep()
    assert desk.text(2) == conversation(desk.db, desk.id(2)).thread.untrusted_text == ""
    assert [facts["rule"] for facts in disposed(desk.db)] == [
        "text_hours 48", "text_hours 48", "profile_hours 24", "own_hours 4344", "own_hours 4344",
    ]  # fmt: skip


def test_names_go_after_a_day_and_numbers_stay(desk: Desk) -> None:
    assert desk.found("author:other") != []
    desk.later(hours=23)
    desk.keep()
    after = desk.item(1)
    assert after.untrusted_author == ""
    assert after.author_native_id == native(1, "person")
    assert after.untrusted_text != ""
    assert desk.item(2).untrusted_author == "North Patrol"
    assert desk.found("author:other") == []
    assert holding(desk.db, "Ann Other") == set()
    assert "ther" not in str(desk.db.execute("SELECT block FROM items_fts_data").fetchall())
    [facts] = disposed(desk.db)
    assert (facts["names"], facts["rule"]) == (1, "profile_hours 24")


def test_a_name_that_is_told_again_is_kept_for_another_day(desk: Desk) -> None:
    desk.later(hours=24)
    desk.keep()
    desk.take(fetched_item(3, "Me again", name="Ann Other"))
    assert desk.item(1).untrusted_author == desk.item(3).untrusted_author == "Ann Other"
    desk.later(hours=22)
    desk.keep()
    assert desk.item(3).untrusted_author == "Ann Other"
    desk.later(hours=1)
    desk.keep()
    assert desk.item(3).untrusted_author == ""


def test_people_without_a_name_are_no_entry_in_the_record(desk: Desk) -> None:
    desk.db.execute("UPDATE authors SET name = '', profile_url = ''")
    desk.later(hours=30)
    assert desk.dispose() > 0
    assert disposed(desk.db) == []
    assert desk.dispose() == 0


# --- Reading it again -----------------------------------------------------------------------------------------------


def test_what_was_disposed_of_does_not_come_back_by_being_read_again(desk: Desk) -> None:
    desk.later(days=3)
    desk.keep()
    desk.db.execute("UPDATE worklist SET open = 0, unread = 0")
    before = desk.everything()
    again = fetched_item(1, f"you idiot {CANARY} three", name="Ann Other")

    assert not desk.take(again, fetched_thread(9, kind=ThreadKind.VISITOR_POST, text=CANARY)).new_items
    assert desk.everything() == {**before, "threads": desk.everything()["threads"]}
    assert holding(desk.db, CANARY) == set()
    assert desk.item(1).untrusted_author == ""

    assert desk.take(replace(again, hidden=True)).items == {desk.id(1)}
    assert desk.item(1).hidden
    assert holding(desk.db, CANARY) == set()
    assert verify(desk.db).ok


def test_an_assessment_is_not_made_of_no_words(desk: Desk) -> None:
    desk.later(days=3)
    desk.keep()
    found = assessment(desk.db, desk.id(1))
    add_words(desk.db, case_name="Example", words="Doe", now=desk.now, by=OFFICER)
    assess_again(
        write=desk.write,
        threads=open_threads(desk.db, desk.account.id),
        account=desk.account,
        triage=desk.triage,
        book=desk.book,
    )
    assert assessment(desk.db, desk.id(1)) == found != assessment(desk.db, desk.id(2))


def test_reading_again_renews_where_the_terms_say_so() -> None:
    desk = Desk(Network.YOUTUBE)
    desk.take(fetched_thread(1), fetched_item(1, CANARY), fetched_item(2, "Unseen since", author=2))
    for _ in range(40):
        desk.later(days=1, hours=1)
        desk.take(fetched_item(1, CANARY))
        desk.keep()
    assert (desk.text(1), desk.item(1).untrusted_author) == (CANARY, "Person 1")
    assert (desk.text(2), desk.item(2).untrusted_author) == ("", "")
    desk.later(days=30)
    desk.keep()
    assert (desk.text(1), desk.item(1).untrusted_author) == ("", "")


def test_reading_again_writes_no_more_than_once_a_day() -> None:
    desk = Desk(Network.YOUTUBE)
    desk.take(fetched_thread(1), fetched_item(1))
    before = desk.everything()
    for _ in range(3):
        desk.later(hours=8)
        desk.take(fetched_thread(1), fetched_item(1))
        assert desk.everything() == before
    desk.later(hours=1)
    desk.take(fetched_thread(1), fetched_item(1))
    assert {name for name, found in desk.everything().items() if found != before[name]} == {
        "items",
        "authors",
    }


# --- What went from its network -------------------------------------------------------------------------------------


@pytest.fixture
def x() -> Desk:
    made = Desk(Network.X)
    made.take(fetched_thread(1), fetched_item(1, f"Gone {CANARY}"), fetched_item(2, "Still here"))
    made.index()
    made.later(minutes=1)
    return made


def test_what_its_author_deletes_is_deleted_here(x: Desk) -> None:
    x.later(days=300)
    assert x.keep() == []
    x.reread(1, fetched_item(2, "Still here"))
    assert x.text(1) == f"Gone {CANARY}"
    x.keep()
    assert holding(x.db, CANARY) == set()
    assert (x.text(2), x.item(1).untrusted_author) == ("Still here", "Person 1")
    assert (
        rows(x.db, [x.id(1)])[x.id(1)].removed == "X's terms: its text was removed here when it went from X."
    )
    assert [facts["rule"] for facts in disposed(x.db)] == ["follow_deletions"]
    assert x.found("author:person") == ["Still here", ""]


def test_what_comes_back_has_its_words_again(x: Desk) -> None:
    x.reread(1, fetched_item(2, "Still here"))
    x.keep()
    assert x.text(1) == ""
    x.later(hours=1)
    x.reread(1, fetched_item(1, f"Gone {CANARY}"), fetched_item(2, "Still here"))
    again = x.item(1)
    assert (again.untrusted_text, again.gone_ms, again.disposed_ms) == (f"Gone {CANARY}", None, None)
    assert raw(x.db, x.id(1)) == '{"id":"item_1"}'
    assert x.found(CANARY) == [f"Gone {CANARY}"]
    x.keep()
    assert x.text(1) == f"Gone {CANARY}"
    assert verify(x.db).ok


def test_what_its_author_changes_is_changed_here(x: Desk) -> None:
    x.take(fetched_item(1, "Other words"))
    x.index()
    x.keep()
    assert "items" not in holding(x.db, CANARY)
    assert holding(x.db, CANARY) <= {"items_fts_data"}
    assert versions(x.db, x.id(1)) == []


def test_a_post_that_is_the_thing_itself_goes_with_it() -> None:
    desk = Desk(Network.X)
    post = FetchedThread(
        native_id=native(1), kind=ThreadKind.VISITOR_POST, untrusted_text=CANARY, created_ms=1, raw="{}"
    )
    mention = replace(fetched_item(1, CANARY), thread=native(1))
    desk.take(post, mention)
    take_gone(desk, 1)
    desk.keep()
    assert holding(desk.db, CANARY) == set()


def test_an_emergency_that_nobody_has_dealt_with_keeps_its_words_for_a_day(x: Desk) -> None:
    x.db.execute("UPDATE worklist SET urgency = 3, open = 1 WHERE item_id = ?", (x.id(1),))
    x.reread(1, fetched_item(2, "Still here"))
    x.later(hours=23)
    x.keep()
    assert x.text(1) != ""
    x.later(hours=1)
    x.keep()
    assert x.text(1) == ""


def take_gone(desk: Desk, number: int) -> None:
    with writing(desk.db):
        desk.db.execute("UPDATE items SET gone_ms = ? WHERE id = ?", (desk.now_ms, desk.id(number)))


# --- Evidence -------------------------------------------------------------------------------------------------------


class Removal(Scene):
    """A comment that a person decided to remove, on a network that lets its words be kept for two days."""

    def __init__(self, network: Network = Network.LINKEDIN) -> None:
        super().__init__("c1")
        for table in ("accounts", "authors"):
            self.db.execute(f"UPDATE {table} SET network = ?", (network.value,))
        self.network_of = network
        self.outbox_id = self.remove()

    def dispose(self) -> int:
        rule = retention_of(self.network_of)
        assert rule is not None
        return dispose_due(self.db, network=self.network_of, retention=rule, now=self.clock())


@pytest.mark.clause("R12")
def test_evidence_ends_with_the_words_where_the_rule_says_so() -> None:
    scene = Removal()
    scene.run(60)
    assert scene.state(scene.outbox_id) is State.CONFIRMED
    item_id = scene.desk.items["c1"]
    [kept] = evidence.for_item(scene.db, item_id)
    assert len(kept.files) > 5
    assert "evidence_files" in holding(scene.db, "words of c1")

    scene.clock.forward(timedelta(days=3).total_seconds())
    assert scene.dispose() > 0

    assert holding(scene.db, "words of c1") == set()
    [left] = evidence.for_item(scene.db, item_id)
    assert left == replace(kept, files=(), disposed_ms=to_ms(scene.clock()))
    assert evidence.manifest(scene.db, left.id) == "{}"
    assert verify(scene.db).ok
    assert verify_all(scene.db) == {}
    assert any(
        "the copies in 1 piece of evidence" in line.sentence for line in audit.for_item(scene.db, item_id)
    )
    reasons = [line.words for line in audit.for_item(scene.db, item_id) if line.kind == "decided"]
    assert reasons[0]["aim"] == "Keep people from losing money."


def test_evidence_outlives_the_words_where_the_rule_keeps_it() -> None:
    scene = Removal(Network.YOUTUBE)
    scene.run(60)
    scene.clock.forward(timedelta(days=31).total_seconds())
    scene.dispose()
    assert holding(scene.db, "words of c1") == {"evidence_files"}
    assert verify_all(scene.db) == {}


def test_what_the_force_removed_was_not_deleted_by_its_author() -> None:
    scene = Removal(Network.YOUTUBE)
    scene.run(60)
    assert scene.standing() == "gone"
    scene.clock.forward(3600)
    assert scene.dispose() == 0
    assert "items" in holding(scene.db, "words of c1")


def test_evidence_of_an_action_under_way_waits_for_it() -> None:
    scene = Removal()
    scene.clock.forward(timedelta(days=3).total_seconds())
    scene.dispose()
    [kept] = evidence.for_item(scene.db, scene.desk.items["c1"])
    assert kept.files != ()
    with pytest.raises(IntegrityError, match="under way"), writing(scene.db):
        dispose(scene.db, [kept.id], now_ms=1)
    scene.db.execute("UPDATE outbox SET state = 'cancelled'")
    assert scene.dispose() == 1
    assert verify_all(scene.db) == {}


def test_evidence_that_is_gone_without_a_word_in_the_record_is_found() -> None:
    scene = Removal()
    scene.run(60)
    [kept] = evidence.for_item(scene.db, scene.desk.items["c1"])
    with writing(scene.db):
        dispose(scene.db, [kept.id], now_ms=1)
    assert verify_all(scene.db) == {kept.id: ("It was disposed of, and the record does not say so.",)}


@pytest.mark.parametrize(
    "change",
    ["disposed_ms = 7", "manifest = '{}'", "disposed_ms = 7, manifest = '{}', taken_by = 'Somebody else'"],
)
def test_captured_evidence_is_disposed_of_whole_or_not_at_all(change: str) -> None:
    scene = Removal()
    scene.run(60)
    with pytest.raises(IntegrityError, match="never altered"):
        scene.db.execute(f"UPDATE evidence SET {change}")


def test_a_removal_can_be_decided_on_what_the_desk_no_longer_holds() -> None:
    scene = Removal()
    scene.db.execute("UPDATE outbox SET state = 'cancelled'")
    scene.clock.forward(timedelta(days=3).total_seconds())
    scene.dispose()
    again = scene.remove()
    scene.run(60)
    assert scene.state(again) is State.CONFIRMED
    [newest, _] = evidence.for_item(scene.db, scene.desk.items["c1"])
    texts = {file.name: file.content for file in evidence.files(scene.db, newest.id)}
    assert texts["capture/text.txt"] == b"words of c1"
    assert texts["held/item.txt"] == b""


# --- Runs, stops and clocks -----------------------------------------------------------------------------------------


@given(
    arrivals=st.lists(st.integers(0, 200), max_size=12),
    runs=st.lists(st.tuples(st.integers(0, 60), st.integers(0, 4)), max_size=12),
)
@settings(max_examples=40, deadline=None)
def test_after_any_run_nothing_is_overdue_and_nothing_went_too_early(
    arrivals: list[int], runs: list[tuple[int, int]]
) -> None:
    """Hours of arrival; then runs, each so many hours after the last, cut off after so many transactions (0: not)."""
    desk = Desk()
    arrived: dict[int, int] = {}
    desk.take(fetched_thread(1))
    begun = desk.now
    for number, hour in enumerate(sorted(arrivals), start=1):
        desk.now = begun + timedelta(hours=hour)
        desk.take(fetched_item(number, f"{CANARY} {number}", author=number))
        arrived[number] = desk.now_ms
    desk.index()
    for hours, cut_after in runs:
        desk.later(hours=hours)
        for _ in range(cut_after):
            dispose_some(desk.db, network=desk.network, retention=desk.rule, now=desk.now)
        if not cut_after:
            desk.dispose()
            assert desk.dispose() == 0
        for number, at_ms in arrived.items():
            age = (desk.now_ms - at_ms) / retention.HOUR_MS
            there = desk.item(number)
            if age < 47:
                assert there.untrusted_text == f"{CANARY} {number}"
            elif not cut_after:
                assert there.untrusted_text == there.untrusted_author == ""
            if age < 23:
                assert there.untrusted_author == f"Person {number}"
    desk.dispose()
    gone = [item_id for facts in disposed(desk.db) for item_id in facts["texts"]]
    assert len(gone) == len(set(gone))
    assert verify(desk.db).ok


def test_many_go_in_small_transactions_and_a_failure_keeps_what_was_done() -> None:
    desk = Desk()
    desk.take(
        fetched_thread(1), *(fetched_item(number, CANARY, author=None) for number in range(AT_ONCE + 20))
    )
    desk.index()
    desk.later(days=3)
    desk.db.execute(
        "CREATE TEMP TRIGGER broken BEFORE UPDATE OF disposed_ms ON items WHEN NEW.id > 510"
        " BEGIN SELECT RAISE(ABORT, 'the disk is full'); END"
    )
    with pytest.raises(IntegrityError):
        desk.dispose()
    assert desk.db.execute("SELECT count(*) FROM items WHERE text = ''").fetchone() == (AT_ONCE,)
    assert [len(facts["texts"]) for facts in disposed(desk.db)] == [AT_ONCE]
    desk.db.execute("DROP TRIGGER broken")
    assert desk.dispose() == 20
    assert [len(facts["texts"]) for facts in disposed(desk.db)] == [AT_ONCE, 20]


def test_a_stop_leaves_the_rest_for_the_next_run(desk: Desk) -> None:
    desk.later(days=3)
    answers = iter([False, True, True, True, True, True])
    keep_to_terms(
        write=desk.write, now=desk.now, stopped=lambda: next(answers, True), told=lambda changes: None
    )
    assert len(disposed(desk.db)) == 1
    desk.keep()
    assert holding(desk.db, CANARY) == set()


def test_it_is_done_once_an_hour(desk: Desk) -> None:
    def look(last_ms: int | None) -> int:
        return keep_hourly(last_ms, desk.write, desk.now, lambda: False, lambda changes: None)

    desk.later(days=3)
    first = look(None)
    assert len(disposed(desk.db)) > 0
    desk.take(fetched_item(7, "Next", name="Cy Next"))
    desk.later(minutes=59)
    assert look(first) == first
    desk.later(minutes=1)
    assert look(first) == desk.now_ms
    desk.later(hours=-5)  # a clock that is put back does not stop it
    assert look(first) == desk.now_ms


def test_a_network_that_asks_for_nothing_keeps_everything() -> None:
    desk = Desk(Network.FACEBOOK)
    desk.take(fetched_thread(1), fetched_item(1, CANARY))
    desk.later(days=3_000)
    assert desk.keep() == []
    assert desk.text(1) == CANARY
    assert disposed(desk.db) == []


def test_accounts_of_other_networks_and_disconnected_ones(desk: Desk) -> None:
    other = desk.add_account("page_2", "South Patrol")
    desk.take(fetched_thread(5), fetched_item(50, CANARY, thread=5), account=other)
    desk.db.execute("UPDATE accounts SET removed_ms = 1 WHERE id = ?", (desk.account.id,))
    desk.later(days=3)
    desk.keep()
    assert desk.text(1) == ""
    assert holding(desk.db, CANARY) == {"items", "items_fts_data"}


def test_a_large_index_is_written_anew_a_day_later(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "_SMALL", 1)
    desk.later(days=3)
    desk.keep()
    assert desk.found(CANARY) == []
    assert holding(desk.db, CANARY) == {"items_fts_data"}
    desk.later(hours=24)
    desk.keep()
    assert holding(desk.db, CANARY) == set()
    assert desk.found("thank") == ["Thank you for asking"]


def test_evidence_without_words_is_held_of_what_was_disposed_of(desk: Desk) -> None:
    desk.later(days=3)
    desk.keep()
    with writing(desk.db):
        kept = hold(desk.db, item_id=desk.id(1), taken_by=OFFICER, now_ms=desk.now_ms)
    assert kept.files > 0


# --- A million rows -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sql", "index"),
    [
        (retention.GONE, "items_gone_kept (account_id=? AND gone_ms"),
        (retention.ITEMS, "items_kept (account_id=? AND by_force=? AND <expr><?)"),
        (retention.THREADS, "threads_kept (account_id=? AND kind=? AND <expr><?)"),
        (retention.AUTHORS, "authors_kept (network=? AND <expr><?)"),
        (retention.EVIDENCE, "evidence_kept"),
    ],
)
def test_what_is_due_is_found_by_index(sql: str, index: str) -> None:
    values: dict[str, Any] = {
        "network": "linkedin", "most": 500, "due": 1, "own": 0, "emergency": 1, "follow": 0,
    }  # fmt: skip
    with_values = {name: value for name, value in values.items() if f":{name}" in sql}
    plan = [row[3] for row in memory_database().execute(f"EXPLAIN QUERY PLAN {sql}", with_values)]
    assert any(index in step for step in plan), plan
    assert not [
        step for step in plan if step.startswith("SCAN") and "items" in step and "INDEX" not in step
    ], plan

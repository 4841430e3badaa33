"""Names that must not appear: put on the list, looked for in what is already there, taken off again."""

from __future__ import annotations

import json

import pytest

from socialdesk.inbox import queries as inbox
from socialdesk.inbox import store
from socialdesk.inbox.assessing import AT_ONCE
from socialdesk.inbox.watchlist import (
    WatchListError,
    add_words,
    assess_again,
    end_words,
    open_threads,
    watch_list,
)
from socialdesk.model.changes import Changes
from socialdesk.model.ids import ThreadId
from socialdesk.model.people import Person, Role
from socialdesk.storage.database import writing
from tests.fakes.connector import fetched_item, fetched_thread
from tests.fakes.inbox_desk import InboxDesk

ADA = Person("Ada", Role.CORPORATE_COMMUNICATIONS)


@pytest.fixture
def desk() -> InboxDesk:
    made = InboxDesk()
    made.take(
        fetched_thread(),
        fetched_item(1, "It was John Doe"),
        fetched_item(2, "Nothing here"),
        fetched_item(3, "It was John Doe", by_force=True),
        fetched_item(4, "John Doe did it", thread=2),
    )
    return made


def grounds(desk: InboxDesk, number: int) -> list[str]:
    return [finding.ground for finding in inbox.assessment(desk.db, desk.id(number)).findings]


def again(desk: InboxDesk, threads: list[ThreadId] | None = None) -> Changes:
    return assess_again(
        write=desk.write,
        threads=open_threads(desk.db, desk.account.id) if threads is None else threads,
        account=desk.account,
        triage=desk.triage,
        book=desk.book,
    )


def test_words_are_looked_for_in_what_is_already_there(desk: InboxDesk) -> None:
    number = add_words(desk.db, case_name="R v Doe", words=" John  Doe ", now=desk.now, by=ADA)

    changes = again(desk)

    assert changes.items == {desk.id(1), desk.id(4)}
    assert grounds(desk, 1) == grounds(desk, 4) == ["contempt_of_court"]
    assert grounds(desk, 2) == grounds(desk, 3) == []
    assert desk.listed(inbox.ViewName.URGENT) == [desk.id(4), desk.id(1)]
    assert not again(desk)

    assert end_words(desk.db, protected_id=number, now=desk.now, by=ADA)
    assert again(desk).items == {desk.id(1), desk.id(4)}
    assert desk.listed(inbox.ViewName.URGENT) == []
    assert not end_words(desk.db, protected_id=number, now=desk.now, by=ADA)


def test_words_of_one_thread_bear_on_it_alone(desk: InboxDesk) -> None:
    thread = desk.item(4).thread_id
    add_words(desk.db, case_name="R v Doe", words="John Doe", thread_id=thread, now=desk.now, by=ADA)

    again(desk)
    desk.take(fetched_item(5, "John Doe again"), fetched_item(6, "John Doe again", thread=2, author=2))

    assert grounds(desk, 1) == grounds(desk, 5) == []
    assert grounds(desk, 4) == grounds(desk, 6) == ["contempt_of_court"]


def test_what_was_done_and_is_found_urgent_is_back_on_the_desk(desk: InboxDesk) -> None:
    with writing(desk.db):
        store.set_handled(desk.db, desk.id(1), outcome="kept", by="Ada", now_ms=1)
    add_words(desk.db, case_name="R v Doe", words="John Doe", now=desk.now, by=ADA)

    again(desk)

    assert desk.id(1) in desk.listed(inbox.ViewName.UNREAD)


def test_a_long_thread_is_assessed_in_several_transactions(desk: InboxDesk) -> None:
    many = [
        fetched_item(10 + number, f"John Doe {number}", thread=3, author=None)
        for number in range(AT_ONCE + 5)
    ]
    desk.take(*many)
    add_words(desk.db, case_name="R v Doe", words="John Doe", now=desk.now, by=ADA)

    changes = again(desk, [desk.item(10).thread_id])

    assert len(changes.items) == AT_ONCE + 5


def test_the_list_is_on_the_record_without_its_words(desk: InboxDesk) -> None:
    number = add_words(desk.db, case_name="R v Doe", words="John Doe", now=desk.now, by=ADA)
    assert add_words(desk.db, case_name="R v Doe", words="John Doe", now=desk.now, by=ADA) == number
    end_words(desk.db, protected_id=number, now=desk.now, by=ADA)

    found = desk.db.execute(
        "SELECT kind, facts FROM audit WHERE kind LIKE 'protected%' ORDER BY seq"
    ).fetchall()
    assert [row[0] for row in found] == ["protected-words-added", "protected-words-ended"]
    assert all(json.loads(row[1])["protected_id"] == number for row in found)
    assert "Doe" not in "".join(row[1] for row in found)
    assert watch_list(desk.db) == []
    (entry,) = watch_list(desk.db, ended=True)
    assert (entry.case_name, entry.words, entry.added_by) == ("R v Doe", "John Doe", "Ada")


@pytest.mark.parametrize("words", ["", "  ", "!!!", "x" * 201])
def test_words_that_cannot_be_watched_for_are_refused(desk: InboxDesk, words: str) -> None:
    with pytest.raises(WatchListError):
        add_words(desk.db, case_name="R v Doe", words=words, now=desk.now, by=ADA)
    assert watch_list(desk.db) == []

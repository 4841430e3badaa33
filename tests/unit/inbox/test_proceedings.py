"""Active proceedings: marked on posts, weighed in findings, and what they protect kept from those not named (4.3b)."""

from __future__ import annotations

import json
import logging
from datetime import timedelta

import pytest

from socialdesk.inbox import proceedings
from socialdesk.inbox import queries as inbox
from socialdesk.inbox.proceedings import ProceedingsError, Reader, Stage
from socialdesk.inbox.watchlist import (
    WatchListError,
    assess_again,
    protect,
    protected_for,
    take_off,
    watch_list,
)
from socialdesk.model.findings import Band
from socialdesk.model.ids import ProceedingsId, ThreadId
from socialdesk.model.people import Person, Role
from socialdesk.packs import rule_triage
from socialdesk.register import staff
from socialdesk.storage.database import DatabaseError
from socialdesk.triage.api import ProtectedKind
from tests.fakes.connector import fetched_item, fetched_thread
from tests.fakes.inbox_desk import InboxDesk

ADA = Person("Ada", Role.CORPORATE_COMMUNICATIONS)
OSCAR = Person("Sam Oscar", Role.OSCAR_1)
AUDITOR = Person("Ola Auditor", Role.AUDITOR)
TRAINEE = Person("T. Rainee", Role.TRAINEE)


@pytest.fixture
def desk() -> InboxDesk:
    made = InboxDesk()
    made.triage = rule_triage()
    made.take(
        fetched_thread(text="An update on the matter in Market Street."),
        fetched_item(1, "his name is darren smallwood"),
        fetched_item(2, "it was Dazza Smallwood"),
        fetched_thread(2, text="Come to our open day"),
        fetched_item(3, "He lives in Acacia Road", thread=2),
        fetched_item(4, "He lives in Acacia Road", author=2),
    )
    return made


def thread_of(desk: InboxDesk, number: int) -> ThreadId:
    return desk.item(number).thread_id


def mark(desk: InboxDesk, by: Person = ADA, *readers: Reader, name: str = "Market Street") -> ProceedingsId:
    return proceedings.mark(
        desk.db,
        case_name=name,
        stage=Stage.CHARGE,
        since=desk.now - timedelta(days=2),
        threads=[thread_of(desk, 1)],
        readers=readers,
        now=desk.now,
        by=by,
    )


def again(desk: InboxDesk, *threads: ThreadId) -> None:
    for thread in threads or (thread_of(desk, 1), thread_of(desk, 3)):
        assess_again(
            write=desk.write, threads=[thread], account=desk.account, triage=desk.triage, book=desk.book
        )


def contempt(desk: InboxDesk, number: int) -> tuple[Band, str] | None:
    found = inbox.assessment(desk.db, desk.id(number)).findings
    return next(
        (
            (each.band, f"{each.against} {each.cannot_know}")
            for each in found
            if each.ground == "contempt_of_court"
        ),
        None,
    )


@pytest.mark.clause("R5")
def test_a_marked_post_makes_contempt_weigh_more_until_they_have_ended(desk: InboxDesk) -> None:
    again(desk)
    assert contempt(desk, 1) is None, "the post says nothing of an arrest, and nobody has marked it"

    case = mark(desk)
    again(desk)
    marked = contempt(desk, 1)
    assert marked is not None
    assert "marked active" in marked[1]

    threads = proceedings.end(desk.db, case, why="Found not guilty", now=desk.now, by=ADA)
    again(desk, *threads)
    assert contempt(desk, 1) is None

    with pytest.raises(ProceedingsError, match="ended already"):
        proceedings.end(desk.db, case, why="again", now=desk.now, by=ADA)


@pytest.mark.clause("R5")
def test_unmarked_says_to_check_marked_is_surer_and_ended_is_nothing_on_a_mere_name(desk: InboxDesk) -> None:
    protect(
        desk.db, proceedings_id=None, case_name="A list", kind=ProtectedKind.NAME, words="Darren Smallwood",
        now=desk.now, by=ADA,
    )  # fmt: skip
    again(desk)

    unmarked = contempt(desk, 1)
    assert unmarked is not None
    assert "Check the case state" in unmarked[1]

    case = mark(desk)
    again(desk)
    marked = contempt(desk, 1)
    assert marked is not None
    assert tuple(Band).index(marked[0]) < tuple(Band).index(unmarked[0])

    proceedings.end(desk.db, case, why="Acquitted", now=desk.now, by=ADA)
    again(desk)
    assert contempt(desk, 1) is None


@pytest.mark.clause("R5")
def test_names_are_looked_for_everywhere_and_places_under_the_posts_of_the_case(desk: InboxDesk) -> None:
    case = mark(desk)
    for kind, words in (
        (ProtectedKind.NAME, "Darren Smallwood"),
        (ProtectedKind.NICKNAME, "Dazza"),
        (ProtectedKind.ADDRESS, "12 Acacia Road, Northampton"),
    ):
        protect(desk.db, proceedings_id=case, kind=kind, words=words, now=desk.now, by=ADA)
    again(desk)

    assert [row.flagged for row in inbox.rows(desk.db, [desk.id(1), desk.id(2), desk.id(4)]).values()] == [
        True
    ] * 3
    assert not inbox.rows(desk.db, [desk.id(3)])[desk.id(3)].flagged

    proceedings.alter(desk.db, case, add=[thread_of(desk, 3)], now=desk.now, by=OSCAR)
    again(desk)
    assert inbox.rows(desk.db, [desk.id(3)])[desk.id(3)].flagged

    desk.take(fetched_item(9, "anyone know darren smallwood?", thread=3))
    assert inbox.rows(desk.db, [desk.id(9)])[desk.id(9)].flagged


@pytest.mark.clause("R5", "P5")
def test_the_words_are_seen_by_corporate_communications_and_those_named_alone(desk: InboxDesk) -> None:
    lee = staff.add(desk.db, name="Lee Holder", role=Role.ACCOUNT_HOLDER, now=desk.now, by=ADA)
    holder = Person("Lee Holder", Role.ACCOUNT_HOLDER, "PC 12", lee)
    case = mark(desk, OSCAR, Reader(name="Lee Holder", staff_id=lee))
    number = protect(
        desk.db,
        proceedings_id=case,
        kind=ProtectedKind.NAME,
        words="Darren Smallwood",
        now=desk.now,
        by=OSCAR,
    )
    protect(
        desk.db, proceedings_id=None, case_name="R v Smallwood", kind=ProtectedKind.SCHOOL, words="Hill School",
        now=desk.now, by=OSCAR,
    )  # fmt: skip

    def seen(by: Person, *, training: bool = False) -> list[str]:
        return [each.words for each in watch_list(desk.db, by=by, training=training)]

    assert seen(ADA) == ["Darren Smallwood", "Hill School"]
    assert seen(OSCAR) == ["Darren Smallwood", ""]
    assert seen(holder) == ["Darren Smallwood", ""]
    assert seen(Person("Lee Holder", Role.ACCOUNT_HOLDER, "PC 99", lee + 1)) == ["", ""], (
        "another of that name"
    )
    assert seen(Person("Kim Ido", Role.IDO)) == ["", ""]
    assert seen(AUDITOR) == ["", ""]
    assert seen(TRAINEE) == ["", ""]
    assert seen(TRAINEE, training=True) == ["Darren Smallwood", "Hill School"]
    hidden = watch_list(desk.db, by=AUDITOR)
    assert "Smallwood" not in repr(hidden)
    assert [each.kind for each in hidden] == [ProtectedKind.NAME, ProtectedKind.SCHOOL]
    assert protected_for(desk.db, [case]) == 1

    with pytest.raises(WatchListError, match="Corporate Communications"):
        take_off(desk.db, protected_id=number, now=desk.now, by=Person("Kim Ido", Role.IDO))
    assert take_off(desk.db, protected_id=number, now=desk.now, by=holder)


@pytest.mark.clause("R5", "P5", "T3")
def test_everything_is_recorded_and_no_protected_word_is_in_a_fact_or_a_log(
    desk: InboxDesk, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    case = mark(desk, ADA, Reader(name="Lee Holder"), name="R v Smallwood")
    protect(
        desk.db, proceedings_id=case, kind=ProtectedKind.NAME, words="Darren Smallwood", now=desk.now, by=ADA
    )
    proceedings.alter(
        desk.db, case, stage=Stage.TRIAL, add=[thread_of(desk, 3)], readers=[], now=desk.now, by=ADA
    )
    again(desk)
    proceedings.end(desk.db, case, why="Smallwood was acquitted", now=desk.now, by=ADA)

    found = desk.db.execute("SELECT kind, facts FROM audit ORDER BY seq").fetchall()
    kinds = [kind for kind, _ in found if kind.startswith(("proceedings", "protected"))]
    assert kinds == [
        "proceedings-marked",
        "protected-words-added",
        "proceedings-altered",
        "proceedings-ended",
    ]
    assert "smallwood" not in json.dumps(found).casefold()
    assert "Lee Holder" not in json.dumps(found)
    assert "smallwood" not in caplog.text.casefold()


def test_one_case_holds_posts_of_several_networks_and_knows_reshares(desk: InboxDesk) -> None:
    words = "A man has been charged after the robbery in Market Street on Monday evening. #news https://x.example/1"
    other = desk.add_account("page_2", "South Patrol")
    desk.take(fetched_thread(20, text=words), fetched_item(30, "one", thread=20))
    desk.take(
        fetched_thread(21, text=words.replace("https://x.example/1", "")),
        fetched_item(31, "two", thread=21),
        account=other,
    )
    first = thread_of(desk, 30)
    (shared,) = proceedings.reshares(desk.db, first)
    assert shared.account_name == "South Patrol"
    assert proceedings.reshares(desk.db, thread_of(desk, 1)) == []

    case = proceedings.mark(
        desk.db, case_name="Robbery", stage=Stage.ARREST, since=desk.now, threads=[first, shared.thread_id],
        now=desk.now, by=OSCAR,
    )  # fmt: skip
    assert [each.id for each in proceedings.cases_of(desk.db, shared.thread_id)] == [case]
    assert {post.account_name for post in proceedings.posts(desk.db, [first, shared.thread_id])} == {
        "North Patrol",
        "South Patrol",
    }
    assert proceedings.alter(desk.db, case, remove=[first], now=desk.now, by=OSCAR) == (first,)
    assert proceedings.cases_of(desk.db, first) == []


@pytest.mark.parametrize("by", [AUDITOR, TRAINEE])
def test_who_may_not_mark_is_told_who_can(desk: InboxDesk, by: Person) -> None:
    with pytest.raises(ProceedingsError, match="Corporate Communications"):
        mark(desk, by)
    with pytest.raises(WatchListError, match="Corporate Communications"):
        protect(
            desk.db,
            proceedings_id=None,
            case_name="x",
            kind=ProtectedKind.NAME,
            words="A Name",
            now=desk.now,
            by=by,
        )


def test_who_the_case_does_not_name_adds_posts_and_alters_nothing_else(desk: InboxDesk) -> None:
    case = mark(desk)
    ido = Person("Kim Ido", Role.IDO)
    with pytest.raises(ProceedingsError, match="whom the case names"):
        proceedings.alter(desk.db, case, stage=Stage.TRIAL, now=desk.now, by=ido)
    with pytest.raises(ProceedingsError, match="whom the case names"):
        proceedings.alter(desk.db, case, readers=[Reader(name="Kim Ido")], now=desk.now, by=ido)
    with pytest.raises(ProceedingsError, match="whom the case names"):
        proceedings.alter(desk.db, case, remove=[thread_of(desk, 1)], now=desk.now, by=ido)
    with pytest.raises(ProceedingsError, match="whom the case names"):
        proceedings.end(desk.db, case, why="x", now=desk.now, by=ido)
    assert proceedings.alter(desk.db, case, add=[thread_of(desk, 3)], now=desk.now, by=ido)


def test_what_cannot_be_marked_is_refused(desk: InboxDesk) -> None:
    case = mark(desk)
    with pytest.raises(ProceedingsError, match="of that name already"):
        mark(desk)
    with pytest.raises(ProceedingsError, match="no name"):
        mark(desk, name=" -- ")
    with pytest.raises(ProceedingsError, match="how you know"):
        proceedings.end(desk.db, case, why="  ", now=desk.now, by=ADA)
    for since, message in ((timedelta(days=-1), "still to come"), (timedelta(days=40_000), "too long ago")):
        with pytest.raises(ProceedingsError, match=message):
            proceedings.mark(
                desk.db, case_name="Other", stage=Stage.ARREST, since=desk.now - since,
                threads=[thread_of(desk, 1)], now=desk.now, by=ADA,
            )  # fmt: skip
    with pytest.raises(ProceedingsError, match="No post"):
        proceedings.mark(
            desk.db, case_name="Other", stage=Stage.ARREST, since=desk.now, threads=[], now=desk.now, by=ADA
        )


def test_the_store_keeps_what_has_ended(desk: InboxDesk) -> None:
    case = mark(desk)
    proceedings.end(desk.db, case, why="Acquitted", now=desk.now, by=ADA)
    for statement in (
        "UPDATE proceedings SET ended_ms = NULL, ended_by = '', ended_why = ''",
        "DELETE FROM proceedings",
        f"INSERT INTO proceedings_threads VALUES ({case}, {thread_of(desk, 3)}, 1, 'x')",
    ):
        with pytest.raises(DatabaseError):
            desk.db.execute(statement)
    assert mark(desk) != case, "the name is free again"

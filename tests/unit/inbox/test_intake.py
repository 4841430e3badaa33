"""What arrives becomes items of the desk, once, whole, and with its versions."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from socialdesk.inbox import queries as inbox
from socialdesk.inbox import store
from socialdesk.inbox.intake import take_in_reread
from socialdesk.model.findings import Band
from socialdesk.model.ids import NativeId
from socialdesk.model.items import ItemKind, ThreadKind
from socialdesk.platforms.api import FetchedAuthor, FetchedItem, FetchedThread
from socialdesk.storage.database import writing
from tests.conftest import ExpectedLogs
from tests.fakes.connector import fetched_item, fetched_thread, native
from tests.fakes.inbox_desk import InboxDesk


@pytest.fixture
def desk() -> InboxDesk:
    return InboxDesk()


def test_an_item_arrives_with_thread_author_raw_answer_and_assessment(desk: InboxDesk) -> None:
    changes = desk.take(fetched_thread(), fetched_item(1, "You idiot", name="Ada"))

    one = desk.item(1)
    assert changes.new_items == (one.id,)
    assert (one.untrusted_text, one.untrusted_author, one.by_force) == ("You idiot", "Ada", False)
    assert inbox.thread(desk.db, one.thread_id).untrusted_text == "We are appealing for witnesses."
    assert inbox.raw(desk.db, one.id) == '{"id":"item_1"}'
    (finding,) = inbox.assessment(desk.db, one.id).findings
    assert (finding.ground, finding.band, finding.spans[0].start) == ("offensive_language", Band.LIKELY, 4)
    row = inbox.rows(desk.db, [one.id])[one.id]
    assert (row.open, row.unread, row.flagged, row.top_ground) == (True, True, True, "offensive_language")


def test_ids_are_in_order_of_arrival_the_oldest_of_a_page_first(desk: InboxDesk) -> None:
    desk.take(fetched_thread(), fetched_item(9), fetched_item(3), fetched_item(5))
    desk.take(fetched_item(1))

    assert desk.id(3) < desk.id(5) < desk.id(9) < desk.id(1)


def test_a_page_seen_twice_writes_nothing(desk: InboxDesk) -> None:
    page = (fetched_thread(), fetched_item(1), fetched_item(2, parent=1, kind=ItemKind.REPLY))
    desk.take(*page, more=True)
    before, writes = desk.everything(), desk.db.total_changes

    changes = desk.take(*page, more=True)

    assert not changes
    assert desk.everything() == before
    assert desk.db.total_changes == writes


def test_what_the_force_wrote_is_nobodys_work(desk: InboxDesk) -> None:
    desk.take(fetched_thread(), fetched_item(1, "Thank you, idiot", by_force=True))

    row = inbox.rows(desk.db, [desk.id(1)])[desk.id(1)]
    assert (row.open, row.unread, row.flagged, row.by_force) == (False, False, False, True)
    assert desk.listed(inbox.ViewName.INBOX) == desk.listed(inbox.ViewName.DONE) == []


def test_an_item_whose_thread_is_not_known_yet_arrives_all_the_same(desk: InboxDesk) -> None:
    desk.take(fetched_item(1, thread="later"))
    assert inbox.thread(desk.db, desk.item(1).thread_id).untrusted_text == ""

    desk.take(fetched_thread("later", text="The post"))

    assert inbox.thread(desk.db, desk.item(1).thread_id).untrusted_text == "The post"
    assert desk.thread_count() == 1


def test_a_message_whose_conversation_is_not_known_yet_gets_one(desk: InboxDesk) -> None:
    desk.take(fetched_item(1, thread="later", kind=ItemKind.MESSAGE))

    assert inbox.thread(desk.db, desk.item(1).thread_id).kind is ThreadKind.CONVERSATION


def test_the_post_above_is_part_of_the_assessment_also_when_it_comes_later(desk: InboxDesk) -> None:
    desk.triage.words["guilty"] = "contempt_of_court"
    desk.triage.band = Band.POSSIBLE
    desk.take(fetched_item(1, "guilty"))
    assert inbox.assessment(desk.db, desk.id(1)).findings[0].band is Band.POSSIBLE

    changes = desk.take(fetched_thread(text="A man was charged and is due in court."))

    assert inbox.assessment(desk.db, desk.id(1)).findings[0].band is Band.LIKELY
    assert desk.id(1) in changes.items


def test_an_edit_is_a_version_is_assessed_anew_and_comes_back_to_the_desk(desk: InboxDesk) -> None:
    desk.take(fetched_thread(), fetched_item(1, "Lovely day"))
    with writing(desk.db):
        store.set_handled(desk.db, desk.id(1), outcome="kept", by="Ada", now_ms=desk.now_ms)
    assert desk.listed(inbox.ViewName.INBOX) == []
    desk.later(minutes=5)

    changes = desk.take(replace(fetched_item(1, "You idiot"), raw='{"edited":true}'))

    assert changes.items == {desk.id(1)}
    assert not changes.new_items
    (version,) = inbox.versions(desk.db, desk.id(1))
    assert (version.untrusted_text, version.until_ms) == ("Lovely day", desk.now_ms)
    assert inbox.raw(desk.db, desk.id(1)) == '{"edited":true}'
    row = inbox.rows(desk.db, [desk.id(1)])[desk.id(1)]
    assert (row.open, row.unread, row.top_ground, row.outcome) == (True, True, "offensive_language", "")
    assert desk.found("idiot") == ["You idiot"]
    assert desk.found("lovely") == []


def test_a_hide_by_a_colleague_elsewhere_is_a_version_and_stays_as_it_was_on_the_desk(
    desk: InboxDesk,
) -> None:
    desk.take(fetched_thread(), fetched_item(1))

    desk.take(fetched_item(1, hidden=True))

    assert desk.item(1).hidden
    assert [version.hidden for version in inbox.versions(desk.db, desk.id(1))] == [False]
    assert inbox.rows(desk.db, [desk.id(1)])[desk.id(1)].standing == "hidden"
    assert desk.listed(inbox.ViewName.INBOX) == [desk.id(1)]


def test_what_a_network_leaves_out_is_not_forgotten(desk: InboxDesk) -> None:
    whole = replace(
        fetched_item(1, parent=7), can_hide=True, can_remove=False, permalink="https://f.invalid/1"
    )
    desk.take(fetched_thread(), whole)
    author = desk.item(1).author_id

    changes = desk.take(
        replace(whole, can_hide=None, can_remove=None, permalink="", author=None, parent=None)
    )

    assert not changes.items
    one = desk.item(1)
    assert (one.can_hide, one.can_remove, one.permalink, one.author_id) == (
        True,
        False,
        "https://f.invalid/1",
        author,
    )


def test_another_name_of_the_same_person_is_the_same_person(desk: InboxDesk) -> None:
    desk.take(fetched_thread(), fetched_item(1, name="Ada", author=5))
    assert desk.found("author:ada") == ["A comment"]

    desk.take(fetched_item(2, "Another", name="Grace", author=5))

    assert desk.item(1).untrusted_author == "Grace"
    assert desk.found("author:grace") == ["Another", "A comment"]
    assert desk.found("author:ada") == []


def test_an_item_mentioned_twice_in_a_page_is_taken_as_it_was_last_said(desk: InboxDesk) -> None:
    desk.take(fetched_thread(), fetched_item(1, "first"), fetched_item(1, "second"))

    assert desk.texts(inbox.ViewName.EVERYTHING) == ["second"]


def test_earlier_texts_of_the_author_are_compared_also_those_of_the_same_page(desk: InboxDesk) -> None:
    desk.take(
        fetched_thread(),
        fetched_item(1, "Buy at my shop", author=5),
        fetched_item(2, "Buy at my shop", author=5),
        fetched_item(3, "Buy at my shop", author=6),
    )
    for number in range(10, 50):
        desk.take(fetched_item(number, f"Something else {number}", author=5))
    desk.take(fetched_item(60, "Buy at my shop", author=5))

    def repeats(number: int) -> list[int | None]:
        return [finding.repeat_of for finding in inbox.assessment(desk.db, desk.id(number)).findings]

    assert repeats(2) == [desk.id(1)]
    assert repeats(60) == [desk.id(1)]
    assert repeats(1) == repeats(3) == []


def test_the_record_names_what_came_and_commits_to_the_raw_answers(desk: InboxDesk) -> None:
    desk.take(fetched_thread(), fetched_item(1, "secret words"), fetched_item(2))
    desk.take(fetched_item(1, "other words"))

    found = desk.db.execute("SELECT kind, facts FROM audit ORDER BY seq").fetchall()
    facts = [json.loads(row[1]) for row in found]
    assert [row[0] for row in found] == ["received", "received"]
    assert (facts[0]["new"], facts[1]["changed"]) == ([desk.id(1), desk.id(2)], [desk.id(1)])
    raw, salt = desk.db.execute("SELECT raw, salt FROM item_raw WHERE item_id = ?", (desk.id(2),)).fetchall()[
        0
    ]
    assert facts[0]["commitments"][1] == hmac.new(salt, raw.encode(), hashlib.sha256).hexdigest()
    assert "secret" not in "".join(row[1] for row in found)


def test_two_accounts_may_hold_the_same_id(desk: InboxDesk) -> None:
    other = desk.add_account("page_2", "South Patrol")
    desk.take(fetched_thread(), fetched_item(1, "north"))

    desk.take(fetched_thread(), fetched_item(1, "south"), account=other)

    assert desk.texts(inbox.ViewName.EVERYTHING) == ["south", "north"]
    assert desk.texts(inbox.of_account(other.id)) == ["south"]


# --- Reading again after an action ----------------------------------------------------------------------------------


def reread(desk: InboxDesk, number: int | str, item: FetchedItem | None) -> frozenset[int]:
    return take_in_reread(
        desk.db,
        account_id=desk.account.id,
        native_id=native(number),
        item=item,
        now_ms=desk.now_ms,
        triage=desk.triage,
        book=desk.book,
    ).items


def test_reading_again_shows_how_the_network_has_it(desk: InboxDesk) -> None:
    desk.take(fetched_thread(), fetched_item(1), fetched_item(2))

    assert reread(desk, 1, fetched_item(1, hidden=True)) == {desk.id(1)}
    assert reread(desk, 2, None) == {desk.id(2)}

    assert desk.item(1).hidden
    assert desk.item(2).gone_ms == desk.now_ms
    assert reread(desk, 2, None) == reread(desk, 1, fetched_item(1, hidden=True)) == frozenset()


def test_reading_again_takes_part_in_the_callers_transaction(desk: InboxDesk) -> None:
    desk.take(fetched_thread(), fetched_item(1))

    def fails_after_it() -> None:
        with writing(desk.db):
            reread(desk, 1, None)
            raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        fails_after_it()

    assert desk.item(1).gone_ms is None


def test_what_is_gone_and_seen_again_is_there_again(desk: InboxDesk) -> None:
    desk.take(fetched_thread(), fetched_item(1))
    reread(desk, 1, None)

    desk.take(fetched_item(1))

    assert desk.item(1).gone_ms is None
    assert [version.gone for version in inbox.versions(desk.db, desk.id(1))] == [False, True]


def test_where_a_network_does_not_say_whether_it_is_hidden_it_stays_as_it_was_known(desk: InboxDesk) -> None:
    silent = replace(fetched_item(1), hidden=None)
    desk.take(fetched_thread(), silent)
    assert not desk.item(1).hidden
    desk.take(fetched_item(1, hidden=True))

    assert not desk.take(silent).items
    assert desk.item(1).hidden

    with writing(desk.db):
        store.set_handled(desk.db, desk.id(1), outcome="hidden", by="Ada", now_ms=desk.now_ms)
    desk.take(replace(silent, untrusted_text="You idiot"))
    assert desk.item(1).hidden
    assert desk.listed(inbox.ViewName.INBOX) == []


def test_a_stated_deletion_closes_the_item_as_gone(desk: InboxDesk) -> None:
    desk.take(fetched_thread(), *map(fetched_item, (1, 2, 3, 4)))
    with writing(desk.db):
        desk.db.execute("UPDATE worklist SET urgency = 3 WHERE item_id = ?", (desk.id(4),))
    desk.later(minutes=5)

    changes = desk.take(fetched_item(2), gone=tuple(native(number) for number in (1, 2, 4, 99)))

    assert changes.items == {desk.id(1), desk.id(4)}
    assert [desk.item(number).gone_ms for number in (1, 2, 3, 4)] == [desk.now_ms, None, None, desk.now_ms]
    assert set(desk.listed(inbox.ViewName.INBOX)) == {desk.id(2), desk.id(3), desk.id(4)}
    assert inbox.rows(desk.db, [desk.id(1)])[desk.id(1)].outcome == store.GONE
    assert not desk.take(gone=(native(1),)).items


def test_with_our_post_all_that_hung_beneath_it_is_gone(desk: InboxDesk) -> None:
    desk.take(fetched_thread(1), fetched_thread(2))
    desk.take(fetched_item(1), fetched_item(2, "Ours", by_force=True), fetched_item(3, thread=2))
    desk.later(minutes=5)

    changes = desk.take(fetched_item(2, "Ours", by_force=True), gone_threads=(native(1, "thread"),))

    assert changes.items == {desk.id(1), desk.id(2)}
    assert [desk.item(number).gone_ms for number in (1, 2, 3)] == [desk.now_ms, desk.now_ms, None]
    assert desk.listed(inbox.ViewName.INBOX) == [desk.id(3)]
    assert not desk.take(gone_threads=(native(1, "thread"), native(7, "thread"))).items


def test_a_reply_of_ours_is_new_when_it_is_first_read(desk: InboxDesk) -> None:
    desk.take(fetched_thread(), fetched_item(1))

    reread(desk, 2, fetched_item(2, "We can help.", parent=1, kind=ItemKind.REPLY, by_force=True))

    assert desk.item(2).parent_id == desk.id(1)
    assert desk.listed(inbox.ViewName.INBOX) == [desk.id(1)]


# --- Hostile pages --------------------------------------------------------------------------------------------------

HOSTILE = st.text(
    alphabet=st.one_of(
        st.characters(),  # with half characters
        st.sampled_from("\0\ud800\udfff\u202e\u200b'\"<>%_\\;-"),
    ),
    max_size=60,
)
NUMBERS = st.one_of(st.integers(), st.sampled_from([0, -1, 2**63, -(2**63) - 1, 2**200, 10**15]))
SOME_IDS = st.one_of(st.sampled_from(["a", "b", "c"]), HOSTILE)
AUTHORS = st.none() | st.builds(
    FetchedAuthor, native_id=SOME_IDS.map(NativeId), untrusted_name=HOSTILE, profile_url=HOSTILE
)
ITEMS = st.builds(
    FetchedItem,
    native_id=SOME_IDS.map(NativeId),
    thread=SOME_IDS.map(NativeId),
    parent=st.none() | SOME_IDS.map(NativeId),
    kind=st.sampled_from(ItemKind),
    author=AUTHORS,
    untrusted_text=HOSTILE,
    created_ms=NUMBERS,
    by_force=st.booleans(),
    hidden=st.none() | st.booleans(),
    can_hide=st.none() | st.booleans(),
    permalink=HOSTILE,
    media_urls=st.lists(HOSTILE, max_size=2).map(tuple),
    raw=HOSTILE,
)
THREADS = st.builds(
    FetchedThread,
    native_id=SOME_IDS.map(NativeId),
    kind=st.sampled_from(ThreadKind),
    untrusted_text=HOSTILE,
    created_ms=NUMBERS,
    permalink=HOSTILE,
    comment_count=st.none() | NUMBERS,
    raw=HOSTILE,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(
    pages=st.lists(
        st.tuples(st.lists(THREADS, max_size=3), st.lists(ITEMS, max_size=6)), min_size=1, max_size=3
    )
)
def test_no_page_breaks_the_intake(
    pages: list[tuple[list[FetchedThread], list[FetchedItem]]], expected_logs: ExpectedLogs
) -> None:
    expected_logs.allow("without an id")
    desk = InboxDesk()
    for threads, items in pages:
        desk.take(*threads, *items)
        before = desk.everything()
        desk.take(*threads, *items)
        assert desk.everything() == before

    named = {item.native_id for _, items in pages for item in items if item.native_id and item.thread}
    ids = desk.listed(inbox.ViewName.EVERYTHING)
    assert len(ids) == len({_storable(each) for each in named})
    assert inbox.counts(desk.db).everything == len(ids)
    for item_id in ids:
        one = inbox.item(desk.db, inbox.rows(desk.db, [item_id]).popitem()[0])
        inbox.conversation(desk.db, one.id)
        inbox.history(desk.db, one.id)
        if one.author_id is not None:
            inbox.person(desk.db, one.author_id)


def _storable(text: str) -> str:
    return text.replace("\0", "\\u0000").encode("utf-8", "backslashreplace").decode()


def test_a_text_of_a_million_letters_and_one_of_half_characters_survive(desk: InboxDesk) -> None:
    long = "word " * 200_000
    broken = replace(fetched_item(2, "half \ud83d and NUL \0 end"), raw='{"message":"half \ud83d \0"}')
    desk.take(fetched_thread(), fetched_item(1, long), broken)

    assert desk.item(1).untrusted_text == long
    assert desk.item(2).untrusted_text == "half \ufffd and NUL \ufffd end"
    assert json.loads(inbox.raw(desk.db, desk.id(2)))["message"] == "half \ud83d \0"
    assert len(inbox.rows(desk.db, [desk.id(1)])[desk.id(1)].untrusted_text) == 300
    assert desk.found("half") == ["half \ufffd and NUL \ufffd end"]


def test_a_page_that_says_everything_and_nothing(desk: InboxDesk, expected_logs: ExpectedLogs) -> None:
    expected_logs.allow("1 things without an id")
    desk.take(replace(fetched_item(1), native_id=NativeId("")), fetched_item(2))

    assert desk.texts(inbox.ViewName.EVERYTHING) == ["A comment"]

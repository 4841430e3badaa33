"""The middle of the window: the post, and the items around the chosen one with replies in their place."""

from __future__ import annotations

from dataclasses import replace

import pytest

from socialdesk.inbox import queries as inbox
from socialdesk.inbox.queries import Conversation
from socialdesk.model.ids import ItemId
from socialdesk.model.items import ItemKind
from tests.fakes.connector import fetched_item, fetched_thread, native
from tests.fakes.inbox_desk import InboxDesk


@pytest.fixture
def desk() -> InboxDesk:
    return InboxDesk()


def shown(desk: InboxDesk, conversation: Conversation) -> list[tuple[str, int]]:
    return [(row.item.untrusted_text, row.depth) for row in conversation.rows]


def test_replies_stand_under_what_they_reply_to_in_time_order(desk: InboxDesk) -> None:
    desk.take(
        fetched_thread(text="The post"),
        fetched_item(1, "first"),
        fetched_item(2, "second"),
        fetched_item(3, "reply to first", parent=1, kind=ItemKind.REPLY),
        fetched_item(4, "third"),
        fetched_item(5, "reply to the reply", parent=3, kind=ItemKind.REPLY),
        fetched_item(6, "another thread", thread=2),
    )

    found = inbox.conversation(desk.db, desk.id(2))

    assert shown(desk, found) == [
        ("first", 0),
        ("reply to first", 1),
        ("reply to the reply", 2),
        ("second", 0),
        ("third", 0),
    ]
    assert (found.thread.untrusted_text, found.total, found.earlier, found.later, found.whole) == (
        "The post",
        5,
        0,
        0,
        True,
    )


def test_a_window_lies_around_the_chosen_one(desk: InboxDesk) -> None:
    desk.take(fetched_thread(), *(fetched_item(number, f"{number}") for number in range(1, 101)))

    middle = inbox.conversation(desk.db, desk.id(50), limit=11)
    first = inbox.conversation(desk.db, desk.id(2), limit=11)
    last = inbox.conversation(desk.db, desk.id(100), limit=11)

    assert [text for text, _ in shown(desk, middle)] == [str(number) for number in range(45, 56)]
    assert (middle.total, middle.earlier, middle.later, middle.whole) == (100, 44, 45, False)
    assert [text for text, _ in shown(desk, first)] == [str(number) for number in range(1, 12)]
    assert [text for text, _ in shown(desk, last)] == [str(number) for number in range(90, 101)]


def test_what_a_reply_replies_to_is_shown_however_long_ago_it_was(desk: InboxDesk) -> None:
    desk.take(
        fetched_thread(),
        *(fetched_item(number, f"{number}") for number in range(1, 101)),
        fetched_item(200, "late reply", parent=3, kind=ItemKind.REPLY),
    )

    found = inbox.conversation(desk.db, desk.id(200), limit=10)

    assert len(found.rows) == 10
    assert shown(desk, found)[:2] == [("3", 0), ("late reply", 1)]


def test_items_of_the_same_instant_are_all_there(desk: InboxDesk) -> None:
    desk.take(fetched_thread(), *(fetched_item(number, f"{number}", created_ms=5) for number in range(1, 21)))

    assert len(inbox.conversation(desk.db, desk.id(7)).rows) == 20
    assert inbox.conversation(desk.db, desk.id(7), limit=5).earlier == 4


def test_a_network_that_names_a_circle_is_not_followed_round(desk: InboxDesk) -> None:
    desk.take(
        fetched_thread(),
        fetched_item(1, "a", parent=2),
        fetched_item(2, "b", parent=1),
        fetched_item(3, "own", parent=3),
        *(fetched_item(10 + number, f"deep {number}", parent=9 + number) for number in range(1, 30)),
    )

    found = inbox.conversation(desk.db, desk.id(1))

    assert sorted(text for text, _ in shown(desk, found)) == sorted(
        ["a", "b", "own", *(f"deep {n}" for n in range(1, 30))]
    )
    assert max(depth for _, depth in shown(desk, found)) == 8


def test_a_parent_that_was_never_received_leaves_the_reply_at_the_edge(desk: InboxDesk) -> None:
    desk.take(fetched_thread(), fetched_item(1, "reply", parent=77, kind=ItemKind.REPLY))

    assert shown(desk, inbox.conversation(desk.db, desk.id(1))) == [("reply", 0)]


def test_each_row_says_how_it_stands(desk: InboxDesk) -> None:
    desk.take(
        fetched_thread(),
        fetched_item(1, hidden=True),
        fetched_item(2, "kill"),
        fetched_item(3, by_force=True),
    )

    rows = inbox.conversation(desk.db, desk.id(2)).rows

    assert [(row.standing, row.open, row.urgency, row.top_ground) for row in rows] == [
        ("hidden", True, 0, ""),
        ("visible", True, 2, "threatening"),
        ("visible", False, 0, ""),
    ]


def test_there_is_none_of_an_item_that_does_not_exist(desk: InboxDesk) -> None:
    with pytest.raises(KeyError):
        inbox.conversation(desk.db, ItemId(5))


def test_the_facts_for_options(desk: InboxDesk) -> None:
    desk.take(
        fetched_thread(),
        fetched_item(1),
        fetched_item(2, parent=1, kind=ItemKind.REPLY),
        fetched_item(3, "See https://example.org/rules", parent=1, kind=ItemKind.REPLY, by_force=True),
        fetched_item(5, thread=2, kind=ItemKind.MESSAGE, created_ms=7_000),
        fetched_item(6, thread=2, kind=ItemKind.MESSAGE, created_ms=9_000, by_force=True),
    )

    facts = inbox.history(desk.db, desk.id(1))
    assert (facts.replies_beneath, facts.force_replies_beneath) == (2, 1)
    assert facts.last_message_ms is None
    assert inbox.history(desk.db, desk.id(5)).last_message_ms == 7_000


def test_a_person_is_what_they_wrote_on_this_network(desk: InboxDesk) -> None:
    desk.take(
        fetched_thread(),
        fetched_item(1, "one", author=4, name="Ada"),
        fetched_item(2, "idiot", author=4, name="Ada", hidden=True),
        fetched_item(3, "mine", author=4, name="Ada", kind=ItemKind.MESSAGE, thread=2),
        fetched_item(4, "somebody else's", author=5),
        replace(fetched_item(5, "unnamed"), author=None),
    )
    author = desk.item(1).author_id
    assert author is not None

    who = inbox.person(desk.db, author)

    assert (who.untrusted_name, who.native_id, who.first_seen_ms) == ("Ada", native(4, "person"), desk.now_ms)
    assert (who.items, who.messages, who.flagged, who.hidden, who.gone) == (3, 1, 1, 1, 0)
    assert [row.untrusted_text for row in who.recent] == ["mine", "idiot", "one"]
    assert who.actions == ()
    assert desk.item(5).author_id is None
    assert desk.item(5).untrusted_author == ""

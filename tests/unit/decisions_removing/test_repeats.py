"""Repeats: the copies go, the original stays, and nothing else is ever decided in bulk (4.3e)."""

from __future__ import annotations

import inspect
import json
import pkgutil
from dataclasses import replace
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import socialdesk.decisions
from socialdesk.audit import queries as audit
from socialdesk.clock import to_ms
from socialdesk.decisions import queries, repeats
from socialdesk.decisions.by_hand import begin_by_hand
from socialdesk.decisions.case import Incomplete, NotOpen
from socialdesk.decisions.remove import decide_removal
from socialdesk.decisions.remove_repeats import AT_ONCE, RepeatsDecided, cancel_repeats, decide_repeats
from socialdesk.decisions.repeats import Repeats, find_repeats, new_group
from socialdesk.inbox.queries import item
from socialdesk.model.actions import ActionKind
from socialdesk.model.people import Person, Role
from socialdesk.outbox import queries as outbox
from socialdesk.platforms.api import FetchedItem
from socialdesk.storage.database import IntegrityError, writing
from socialdesk.triage.sameness import Same, same, traits
from tests.fakes.stocked_desk import NOON, OFFICER, StockedDesk, book, capabilities, comment, stocked

SAID = "Your officers never came when we called on Friday night"
LINKED = "Read what they did to us: https://news.example/town/story?id="
ENGAGED = "Yes"


def written(native_id: str, text: str, minute: int, *, by: str = "writer", raw: str = "") -> FetchedItem:
    made = comment(native_id, text, by=by)
    return replace(
        made, created_ms=to_ms(NOON - timedelta(hours=3) + timedelta(minutes=minute)), raw=raw or made.raw
    )


def four_times() -> StockedDesk:
    """The earliest by the network's time came in last."""
    return stocked(
        written("late", SAID, 30),
        written("later", SAID.upper() + "!!", 40),
        written("nearly", SAID.replace("Friday", "friday") + " ok", 50),
        written("first", SAID, 1),
        written("other", "Thank you all for what you do in this town", 35),
        written("hers", SAID, 20, by="somebody"),
    )


def group_of(desk: StockedDesk, native_id: str) -> Repeats | None:
    return find_repeats(desk.db, item(desk.db, desk.items[native_id]))


def decide(desk: StockedDesk, *copies: str, of_item: str = "late", **other: Any) -> RepeatsDecided:
    asked: dict[str, Any] = {
        "of_item": desk.items[of_item],
        "copies": [desk.items[each] for each in copies],
        "group": new_group(),
        "action": ActionKind.DELETE,
        "engaged": ENGAGED,
        "aim": "So that others can be read.",
        "why_not_less": "We answered twice and it went on.",
        "book": book(),
        "capabilities": capabilities(),
        "now": NOON,
        "by": OFFICER,
    }
    return decide_repeats(desk.db, **{**asked, **other})


def counted(desk: StockedDesk, table: str) -> int:
    found = desk.db.execute(f"SELECT count(*) FROM {table}").fetchone()
    assert found is not None
    return int(found[0])


@pytest.mark.clause("R8")
@pytest.mark.parametrize("opened", ["first", "late", "later", "nearly"])
def test_the_original_is_the_earliest_by_the_networks_time_wherever_one_begins(opened: str) -> None:
    desk = four_times()
    found = group_of(desk, opened)
    assert found is not None
    assert found.original.item_id == desk.items["first"]
    assert [copy.item_id for copy in found.copies] == [
        desk.items[each] for each in ("late", "later", "nearly")
    ]
    assert [copy.how for copy in found.copies if copy.item_id != desk.items[opened]] != []


@pytest.mark.clause("R8")
def test_what_another_person_wrote_or_is_gone_is_no_part_of_it() -> None:
    desk = four_times()
    assert group_of(desk, "other") is None
    assert group_of(desk, "hers") is None
    desk.db.execute("UPDATE items SET gone_ms = 1 WHERE id = ?", (desk.items["first"],))
    found = group_of(desk, "nearly")
    assert found is not None
    assert found.original.item_id == desk.items["late"]


@pytest.mark.clause("R8")
def test_the_copies_go_each_with_a_decision_and_evidence_of_its_own() -> None:
    desk = four_times()
    done = decide(desk, "late", "later", "nearly")
    assert set(done.decided) == {desk.items[each] for each in ("late", "later", "nearly")}
    assert [counted(desk, table) for table in ("decisions", "outbox", "evidence", "repeat_removals")] == [
        3
    ] * 4
    for each in done.decided:
        (line,) = queries.for_item(desk.db, each)
        assert line.grounds == ("repeat",)
        assert line.answers["repeat.engaged"] == ENGAGED
        assert line.aim
        assert any("the original stays" in entry.sentence for entry in audit.for_item(desk.db, each))
    assert outbox.for_item(desk.db, desk.items["first"]) == []


@pytest.mark.clause("R8")
@pytest.mark.parametrize("copies", [["first"], ["late", "first"], ["other"], ["hers"], ["late", "other"]])
def test_the_original_and_strangers_are_refused_even_if_they_are_asked_for(copies: list[str]) -> None:
    desk = four_times()
    with pytest.raises(NotOpen):
        decide(desk, *copies)
    assert counted(desk, "decisions") == 0


@pytest.mark.clause("R8")
def test_the_store_refuses_the_original_whoever_writes_there() -> None:
    desk = four_times()
    decide(desk, "late")
    decide_removal(
        desk.db,
        item_id=desk.items["first"],
        action=ActionKind.HIDE,
        grounds=["spam"],
        answers={"spam.what": "A fraud or scam"},
        aim="Keep people from losing money.",
        why_not_less="A reply would spread it.",
        book=book(),
        capabilities=capabilities(),
        now=NOON,
        by=OFFICER,
    )
    decision_id = queries.for_item(desk.db, desk.items["first"])[0].id
    for original in ("late", "hers", "first"):
        with pytest.raises(IntegrityError, match=r"original stays|CHECK"), writing(desk.db):
            repeats.record_removal(
                desk.db,
                decision_id=decision_id,
                item_id=desk.items["first"],
                original_id=desk.items[original],
                group=new_group(),
                engaged=True,
            )


@pytest.mark.clause("R8")
def test_the_store_queues_no_removal_of_a_repeat_without_its_original() -> None:
    desk = four_times()
    decide(desk, "late")
    (row,) = outbox.for_item(desk.db, desk.items["late"])
    with pytest.raises(IntegrityError, match="beside its original"):
        another_without_its_original(desk, row.outbox_id)


def another_without_its_original(desk: StockedDesk, outbox_id: int) -> None:
    with writing(desk.db):
        columns = "item_id, kind, grounds, answers, clauses, pack_version, by_name, by_role, decided_ms"
        desk.db.execute(f"INSERT INTO decisions ({columns}) SELECT {columns} FROM decisions")
        columns = "item_id, account_id, kind, target, evidence_id, state, queued_ms, not_before_ms"
        desk.db.execute(
            f"INSERT INTO outbox (decision_id, key, {columns})"
            f" SELECT decision_id + 1, 'another', {columns} FROM outbox WHERE id = ?",
            (outbox_id,),
        )


@pytest.mark.clause("R8")
@pytest.mark.parametrize("native_id", ["first", "other"])
def test_the_ground_of_a_repeat_holds_for_a_copy_alone_by_the_desk_and_by_hand(native_id: str) -> None:
    desk = four_times()
    asked: dict[str, Any] = {
        "item_id": desk.items[native_id],
        "grounds": ["repeat"],
        "answers": {"repeat.engaged": ENGAGED, "repeat.original_stays": "yes"},
        "aim": "So that others can be read.",
        "why_not_less": "It went on.",
        "book": book(),
        "now": NOON,
        "by": OFFICER,
    }
    with pytest.raises(NotOpen, match=r"original|no earlier"):
        decide_removal(desk.db, action=ActionKind.DELETE, capabilities=capabilities(), **asked)
    by_hand = {kind: replace(each, way=type(each.way).BY_HAND) for kind, each in capabilities().items()}
    with pytest.raises(NotOpen, match=r"original|no earlier"):
        begin_by_hand(desk.db, action=ActionKind.DELETE, capabilities=by_hand, **asked)
    assert counted(desk, "decisions") == 0


@pytest.mark.clause("R8")
def test_a_single_copy_goes_by_the_form_too_and_the_next_knows_the_same_original() -> None:
    desk = four_times()
    decide_removal(
        desk.db,
        item_id=desk.items["late"],
        action=ActionKind.HIDE,
        grounds=["repeat"],
        answers={"repeat.engaged": "No, it would not help", "repeat.original_stays": "yes"},
        aim="So that others can be read.",
        why_not_less="It went on.",
        book=book(),
        capabilities=capabilities(),
        now=NOON,
        by=OFFICER,
    )
    found = group_of(desk, "later")
    assert found is not None
    assert found.original.item_id == desk.items["first"]
    assert [copy.item_id for copy in found.copies] == [desk.items["later"], desk.items["nearly"]]


@pytest.mark.clause("R8")
@pytest.mark.parametrize(
    ("other", "field"),
    [
        ({"engaged": ""}, "repeat.engaged"),
        ({"engaged": "Perhaps"}, "repeat.engaged"),
        ({"aim": " "}, "aim"),
        ({"why_not_less": ""}, "why_not_less"),
        ({"copies": []}, "copies"),
    ],
)
def test_nothing_goes_without_what_the_policy_asks(other: dict[str, Any], field: str) -> None:
    desk = four_times()
    with pytest.raises(Incomplete) as told:
        decide(desk, "late", **other)
    assert told.value.field == field
    assert counted(desk, "decisions") == 0


@pytest.mark.clause("R8")
def test_one_go_is_taken_back_as_a_whole_while_it_is_not_sent() -> None:
    desk = four_times()
    group = new_group()
    decide(desk, "late", "later", group=group)
    decide(desk, "nearly", group=group, of_item="nearly")
    assert repeats.how_they_stand(desk.db, group) == {"queued": 3}
    changes = cancel_repeats(desk.db, group=group, now=NOON, by=OFFICER)
    assert len(changes.items) == 3
    assert repeats.how_they_stand(desk.db, group) == {"cancelled": 3}
    found = group_of(desk, "late")
    assert found is not None
    assert len(found.copies) == 3
    with pytest.raises(NotOpen, match="too late"):
        cancel_repeats(desk.db, group=group, now=NOON, by=OFFICER)
    with pytest.raises(NotOpen):
        cancel_repeats(desk.db, group=group, now=NOON, by=Person("Ali", Role.AUDITOR))


def test_whoever_may_not_remove_removes_no_repeats() -> None:
    desk = four_times()
    done = decide(desk, "late", by=Person("Ali", Role.AUDITOR))
    assert done.decided == ()
    assert counted(desk, "decisions") == 0


@pytest.mark.clause("R8")
def test_no_other_decision_acts_on_more_than_one_item() -> None:
    """Every function of the decisions that takes several ids and says what is to be done: only repeats may."""
    several: set[str] = set()
    for module in pkgutil.iter_modules(socialdesk.decisions.__path__):
        found = import_module(f"socialdesk.decisions.{module.name}")
        for name, member in inspect.getmembers(found, inspect.isfunction):
            told = [str(each.annotation) for each in inspect.signature(member).parameters.values()]
            if any("ItemId]" in each and "Mapping" not in each for each in told) and "ActionKind" in told:
                several.add(name)
    assert several == {"decide_repeats"}


def test_no_more_than_a_few_are_decided_in_one_transaction() -> None:
    desk = stocked(*(written(f"c{number}", SAID, number) for number in range(AT_ONCE + 3)))
    with pytest.raises(NotOpen):
        decide(desk, *(f"c{number}" for number in range(1, AT_ONCE + 2)), of_item="c1")


@pytest.mark.clause("R8")
@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ((SAID, ""), (f"  {SAID.lower()}...", ""), Same.WORDS),
        ((SAID, ""), (SAID.replace("called", "rang you"), ""), Same.NEARLY),
        ((LINKED + "1", ""), ("look https://www.news.example/town/story#top", ""), Same.LINK),
        (("see news.example", ""), ("and again news.example", ""), None),
        (("🤬🤬", ""), ("🤬🤬", ""), Same.WORDS),
        (("🤬🤬", ""), ("🎉", ""), None),
        (
            ("", '{"attachment": {"url": "https://pics.example/a/1.jpg?sig=1"}}'),
            ("", '{"attachment": {"url": "https://pics.example/a/1.jpg?sig=2"}}'),
            Same.MEDIA,
        ),
        (
            ("a", '{"embed": {"images": [{"image": {"ref": {"$link": "bafy1"}}}]}}'),
            ("b", '{"embed": {"images": [{"image": {"ref": {"$link": "bafy1"}}}]}}'),
            Same.MEDIA,
        ),
        (
            ("a", '{"attachments": {"media_keys": ["3_1"]}}'),
            ("b", '{"attachments": {"media_keys": ["3_1"]}}'),
            Same.MEDIA,
        ),
        (
            ("a", '{"snippet": {"authorProfileImageUrl": "https://yt.example/me/a.jpg"}}'),
            ("b", '{"snippet": {"authorProfileImageUrl": "https://yt.example/me/a.jpg"}}'),
            None,
        ),
        (("", ""), ("", ""), None),
    ],
)
def test_in_what_two_comments_are_the_same(
    one: tuple[str, str], other: tuple[str, str], expected: Same | None
) -> None:
    assert same(traits(*one), traits(*other)) is expected
    assert same(traits(*other), traits(*one)) is expected


@given(st.text(max_size=200), st.text(max_size=200))
def test_whatever_was_written_can_be_compared(text: str, raw: str) -> None:
    ours = traits(text, raw)
    assert same(ours, ours) in {None, *Same}
    if text.strip():
        assert same(ours, ours) is Same.WORDS


json_values = st.recursive(
    st.none() | st.text(max_size=20) | st.just("https://a.example/b/c"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["attachment", "embed", "from", "url", "$link"]), inner, max_size=3)
    ),
    max_leaves=12,
)


@settings(max_examples=60)
@given(json_values)
def test_whatever_the_network_said_can_be_read(told: object) -> None:
    found = traits("", json.dumps(told))
    assert same(found, found) in {None, Same.MEDIA}

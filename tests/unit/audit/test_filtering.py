"""The record looked through: each filter lets through what it says, in parts, the newest first."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from socialdesk.audit import entries
from socialdesk.audit.filtering import Filter, digest_of, items_of, kind_words, kinds, lines, numbers, people
from socialdesk.audit.log import append
from socialdesk.clock import to_ms
from socialdesk.model.ids import AccountId, AuthorId, ItemId
from socialdesk.model.people import Person, Role
from socialdesk.storage.database import writing
from tests.fakes.outbox_scene import Scene
from tests.fakes.stocked_desk import NOON, OFFICER


@pytest.fixture(scope="module")
def scene() -> Scene:
    made = Scene("c1", "c2")
    made.remove("c1")
    made.run(60)
    with writing(made.db):
        append(
            made.db,
            entries.SignedOn(),
            by=Person("Sam Field", Role.AUDITOR),
            at_ms=to_ms(NOON + timedelta(days=2)),
        )
    return made


def found(scene: Scene, wanted: Filter) -> list[int]:
    return [number for part in numbers(scene.db, wanted, stopped=lambda: False) for number in part]


def kinds_found(scene: Scene, wanted: Filter) -> set[str]:
    told = lines(scene.db, found(scene, wanted))
    return {line.kind for line in told.values()}


@pytest.mark.clause("T3")
def test_nothing_asked_for_is_everything_newest_first(scene: Scene):
    every = found(scene, Filter())
    assert every == list(range(len(every), 0, -1))
    assert len(lines(scene.db, every)) == len(every)
    assert found(scene, Filter(kinds=frozenset({"decided"}))) != []


@pytest.mark.clause("T3")
def test_each_filter_lets_through_what_it_says(scene: Scene):
    c1, account = scene.desk.items["c1"], scene.desk.account.id
    assert kinds_found(scene, Filter(who="Sam Field")) == {"signed-on"}
    assert kinds_found(scene, Filter(kinds=frozenset({"decided", "confirmed"}))) == {"decided", "confirmed"}
    assert "signed-on" not in kinds_found(scene, Filter(account_id=account))
    assert kinds_found(scene, Filter(account_id=AccountId(99))) == set()
    assert "decided" in kinds_found(scene, Filter(item_id=c1))
    assert "decided" not in kinds_found(scene, Filter(item_id=scene.desk.items["c2"]))
    assert kinds_found(scene, Filter(words=("removed", "PERMANENTLY"))) == {"confirmed"}
    assert kinds_found(scene, Filter(from_ms=to_ms(NOON + timedelta(days=1)))) == {"signed-on"}
    assert "signed-on" not in kinds_found(scene, Filter(to_ms=to_ms(NOON + timedelta(days=1))))
    author = scene.db.execute("SELECT author_id FROM items WHERE id = ?", (c1,)).fetchone()
    assert author is not None
    assert "decided" in kinds_found(scene, Filter(author_id=AuthorId(author[0])))
    assert kinds_found(scene, Filter(author_id=AuthorId(99))) == set()


@pytest.mark.parametrize(
    ("clause", "there"),
    [("4.3e", True), ("4.3E ", True), ("4.3", True), ("4", True), ("4.", True), ("4.3b", False), ("3", False),
     ("4.30", False)],
)  # fmt: skip
def test_a_clause_is_found_with_what_stands_beneath_it(scene: Scene, clause: str, there: bool):
    assert ("decided" in kinds_found(scene, Filter(clause=clause))) is there


def test_filters_are_all_meant_at_once(scene: Scene):
    both = Filter(
        item_id=scene.desk.items["c1"], kinds=frozenset({"decided"}), who=OFFICER.name, clause="4.3e"
    )
    assert len(found(scene, both)) == 1
    assert found(scene, Filter(item_id=scene.desk.items["c1"], who="Sam Field")) == []


def test_looking_stops_when_it_is_asked_to(scene: Scene):
    assert list(numbers(scene.db, Filter(words=("e",)), stopped=lambda: True)) == []


@settings(max_examples=40)
@given(words=st.lists(st.text(max_size=8), max_size=3), who=st.text(max_size=12), clause=st.text(max_size=6))
def test_no_words_break_it(words: list[str], who: str, clause: str):
    made = Scene("c1")
    every = found(made, Filter())
    wanted = Filter(words=tuple(words), who=who, clause=clause)
    assert set(found(made, wanted)) <= set(every)


def test_what_a_screen_needs_beside_it(scene: Scene):
    assert people(scene.db) == sorted({"The desk", OFFICER.name, "Sam Field"})
    assert kind_words("needs-person") == "Needs person"
    assert dict(kinds())["export-written"] == "Export written"
    number = found(scene, Filter(kinds=frozenset({"decided"})))[0]
    assert items_of(scene.db, number) == [scene.desk.items["c1"]]
    digest, written = digest_of(scene.db, number)
    assert (len(digest), written) == (64, True)
    with pytest.raises(KeyError):
        digest_of(scene.db, 9_999)
    assert json.dumps(sorted(lines(scene.db, [ItemId(1), 2, 9_999]))) == "[1, 2]"

"""What the X connector remembers, where a reading stands, and what X's tiers allow."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socialdesk.model.accounts import Way
from socialdesk.model.actions import ActionKind
from socialdesk.model.ids import NativeId
from socialdesk.platforms.x import wire
from socialdesk.platforms.x.accounts import SCOPES, allowed
from socialdesk.platforms.x.cursor import OVERLAP_MS, Cursor, Place, read_cursor, write_cursor
from socialdesk.platforms.x.memory import Memory, State

NOW = 1_795_200_000_000
CAPABILITIES = Path(__file__).parents[3] / "resources" / "capabilities" / "x.toml"


def native(number: int) -> NativeId:
    return NativeId(str(wire.id_at(NOW + number)))


def test_what_was_stored_is_taken_over_once() -> None:
    memory = Memory()
    memory.adopt(State(hidden={"1": True}, roots=["7"]))
    assert memory.hidden(NativeId("1")) is True
    assert memory.is_root(NativeId("7"))
    memory.adopt(State())
    assert memory.hidden(NativeId("1")) is True
    other = Memory()
    other.set_hidden(NativeId("2"), False)
    other.adopt(State(hidden={"2": True}))
    assert other.hidden(NativeId("2")) is False
    assert other.hidden(NativeId("1")) is None


def test_it_comes_back_from_a_cursor() -> None:
    memory = Memory()
    memory.set_hidden(NativeId("1"), True)
    memory.set_shut(NativeId("2"), True)
    memory.edited([NativeId("3"), NativeId("4")])
    memory.hold(NativeId("5"), NativeId("6"))
    again = Memory()
    again.adopt(read_cursor(write_cursor(Cursor(memory=memory.state()))).memory)
    assert again.state() == memory.state()
    assert again.newest(NativeId("3")) == "4"
    assert again.first(NativeId("4")) == "3"
    assert again.first(NativeId("3")) == "3"
    assert again.held() == {"5": ("6",)}


def test_the_threads_without_news_for_longest_are_let_go_of() -> None:
    memory = Memory()
    for number in range(2200):
        memory.hold(native(number * 10), native(number * 10 + 1))
    held = memory.held()
    assert len(held) == 2000
    assert native(199 * 10) not in held
    assert native(200 * 10) in held


def test_a_thread_with_news_is_kept_before_a_quiet_one() -> None:
    memory = Memory()
    for number in range(1999):
        memory.hold(native(number * 10), native(number * 10 + 1))
    memory.hold(native(0), native(3))
    memory.hold(native(40_000), native(40_001))
    assert native(0) in memory.held()
    assert native(10) not in memory.held()


def test_a_thread_that_is_too_long_keeps_its_newest() -> None:
    memory = Memory()
    for number in range(1, 1003):
        memory.hold(native(0), native(number))
    assert memory.held()[native(0)][0] == native(3)


def test_what_is_gone_is_forgotten() -> None:
    memory = Memory()
    for number in (1, 2):
        memory.hold(NativeId("9"), NativeId(str(number)))
    memory.forget([NativeId("1")], NOW)
    assert memory.held() == {"9": ("2",)}
    memory.forget([NativeId("2")], NOW)
    assert memory.held() == {}


def test_with_a_post_of_our_own_all_that_hung_beneath_it_is_forgotten() -> None:
    memory = Memory()
    for thread in ("8", "9"):
        memory.add_root(NativeId(thread))
        memory.hold(NativeId(thread), NativeId(f"{thread}1"))
    memory.forget([NativeId("9")], NOW)
    assert memory.held() == {"8": ("81",)}
    assert memory.roots() == ("8",)
    assert memory.went(NativeId("9"), NOW - 1)
    assert not memory.went(NativeId("9"), NOW)
    assert not memory.went(NativeId("8"), NOW - 1)


def test_states_are_capped() -> None:
    memory = Memory()
    for number in range(700):
        memory.set_hidden(NativeId(str(number)), True)
        memory.add_root(native(number))
        memory.add_stranger(native(number))
    assert memory.hidden(NativeId("0")) is None
    assert memory.hidden(NativeId("699")) is True
    assert memory.roots()[-1] == native(699)
    assert len(memory.roots()) == 200
    assert not memory.is_stranger(native(0))


def test_a_list_is_read_after_what_was_read_and_once_more_what_was_new_then() -> None:
    cursor = Cursor()
    assert cursor.since("mentions") == ""
    run = cursor.begin(NOW, full=False)
    run.newest["mentions"] = wire.id_at(NOW - 1000)
    cursor.end()
    assert cursor.since("mentions") == wire.id_at(NOW - OVERLAP_MS)
    run = cursor.begin(NOW + 3600_000, full=False)
    run.newest["mentions"] = ""
    cursor.end()
    assert cursor.since("mentions") == wire.id_at(NOW - 1000)


def test_a_full_run_takes_the_place_of_another() -> None:
    cursor = Cursor()
    steady = cursor.begin(NOW, full=False)
    assert cursor.begin(NOW, full=False) is steady
    full = cursor.begin(NOW, full=True)
    assert full is not steady
    assert cursor.begin(NOW, full=False) is full


def test_a_list_that_goes_round_is_left() -> None:
    place = Place()
    assert place.move("a")
    assert not place.move("a")
    assert place.restart()
    assert place.restart()
    assert not place.restart()


@given(st.text(max_size=60) | st.just('{"run":{"began_ms":1,"phase":"dance"}}'))
def test_any_stored_cursor_is_read(stored: str) -> None:
    assert read_cursor(stored).v == 1


@pytest.mark.parametrize("level", ["", "read", "read-write", "read-write-directmessages", "other"])
def test_what_a_sign_in_may_do_is_said_in_sentences(level: str) -> None:
    for told in (
        allowed(level, tier="self-serve", scopes=" ".join(SCOPES)),
        allowed(level, tier="enterprise"),
    ):
        assert all(line.endswith(".") for line in told)
        assert not any("without" in line for line in told)
    assert any("may not" in line for line in allowed("read", tier="self-serve"))
    assert any("block people" in line for line in allowed(level, tier="enterprise"))


def test_the_capabilities_of_both_tiers_are_whole_and_true() -> None:
    told = tomllib.loads(CAPABILITIES.read_text(encoding="utf-8"))
    base, enterprise = told["actions"], told["tiers"]["enterprise"]["actions"]
    assert base.keys() == {kind.value for kind in ActionKind}
    assert enterprise.keys() == {"reply", "block", "unblock", "reshare"}
    for table in (base, enterprise):
        for name, entry in table.items():
            assert entry.keys() - {"undo", "only_if_addressed"} == {
                "way",
                "label",
                "effect",
                "reason",
                "source",
                "checked_on",
            }, name
            assert Way(entry["way"])
            assert ActionKind(entry.get("undo", name))
    assert base["block"]["way"] == "by_hand"
    assert enterprise["block"]["way"] == "api"
    assert base["delete"]["way"] == "impossible"
    assert told["retention"]["follow_deletions"] is True

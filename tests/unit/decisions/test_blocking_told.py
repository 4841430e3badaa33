"""What a block really does on each network, in the capability files' own words; and the numbers that leave the desk."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace

import pytest

from socialdesk.config.paths import resources_dir
from socialdesk.decisions.blocking_numbers import ALL_GROUNDS, HEAD, as_csv, export_numbers, numbers
from socialdesk.decisions.blocking_rules import BlockEvent, BlockState, after, can, urgent_review
from socialdesk.decisions.blocking_words import Consequences, consequences
from socialdesk.decisions.case import Incomplete
from socialdesk.errors import BugError
from socialdesk.model.accounts import Network, Way
from socialdesk.model.actions import ActionKind
from socialdesk.platforms.capabilities import read_capabilities
from tests.fakes.blocking_scene import NIGHT, BlockingScene
from tests.fakes.stocked_desk import NOON, book


def told(network: Network, *, tier: str = "", talked: bool = True, by_hand: bool = False) -> Consequences:
    text = (resources_dir() / "capabilities" / f"{network.value}.toml").read_text(encoding="utf-8")
    known = read_capabilities(text, tier=tier) if tier else read_capabilities(text)
    return consequences(network, known, talked=talked, by_hand=by_hand)


@pytest.mark.clause("B1")
@pytest.mark.parametrize("network", [each for each in Network if each is not Network.LINKEDIN])
def test_every_network_says_what_it_does_how_it_is_taken_back_and_that_it_shuts_out_help(
    network: Network,
) -> None:
    found = told(network)
    assert any("ask the Force for help" in each for each in found.does)
    assert found.undo.endswith(".")
    assert found.by_hand is bool(found.how)


@pytest.mark.clause("B1")
def test_the_consequences_are_true_of_each_network() -> None:
    youtube = told(Network.YOUTUBE)
    assert "The desk cannot take it back" in youtube.undo
    assert "YouTube Studio" in youtube.undo
    assert any("gone for good" in each for each in youtube.does)
    assert "Remove permanently" in youtube.label
    instagram = told(Network.INSTAGRAM)
    assert any("Appeals" in each and "hidden from this person" in each for each in instagram.does)
    assert not instagram.by_hand
    stranger = told(Network.INSTAGRAM, talked=False)
    assert stranger.by_hand
    assert "no conversation" in stranger.how
    assert told(Network.X).by_hand
    assert "Enterprise" in told(Network.X).how
    assert not told(Network.X, tier="enterprise").by_hand
    assert any("public" in each for each in told(Network.BLUESKY).does)
    assert "cannot be taken back" in told(Network.LINKEDIN).undo
    assert told(Network.FACEBOOK, by_hand=True).how


def test_where_nothing_is_known_a_person_does_it() -> None:
    unknown = consequences(Network.FACEBOOK, {}, talked=True)
    assert unknown.by_hand
    assert unknown.label == "Block on Facebook"


@pytest.mark.clause("B1")
def test_the_desk_follows_the_capability() -> None:
    scene = BlockingScene()
    for way, by_hand in ((Way.API, False), (Way.BY_HAND, True)):
        if way is Way.BY_HAND:
            scene.by_hand_only(ActionKind.BLOCK)
        found = consequences(Network.FACEBOOK, scene.capabilities, talked=True)
        assert found.by_hand is by_hand


def test_what_cannot_follow_is_our_fault() -> None:
    for state in BlockState:
        for event in BlockEvent:
            if can(state, event):
                assert after(state, event) in BlockState
                assert not state.ended
            else:
                with pytest.raises(BugError):
                    after(state, event)


def test_the_review_of_what_did_not_wait_is_when_duty_begins() -> None:
    night = NOON + NIGHT
    assert f"{urgent_review(night, book()):%a %H:%M}" == "Wed 08:00"
    friday_night = NOON.replace(day=27, hour=22)
    assert f"{urgent_review(friday_night, book()):%a %d %H:%M}" == "Mon 30 08:00"
    christmas = NOON.replace(month=12, day=24, hour=20)  # bank holidays, and then a weekend
    assert f"{urgent_review(christmas, book()):%a %d %b %H:%M}" == "Tue 29 Dec 08:00"


# Numbers


@pytest.mark.clause("B1")
def test_the_numbers_count_by_network_month_ground_and_outcome_without_names() -> None:
    scene = BlockingScene()
    first = scene.ask(grounds=["threatening", "hate_speech"])
    scene.advise(first, wanted=False)
    scene.in_force()
    found = numbers(scene.db, book())
    assert {(each.ground, each.outcome, each.blocks) for each in found} == {
        (ALL_GROUNDS, "refused", 1),
        ("Threatening", "refused", 1),
        ("Hate speech", "refused", 1),
        (ALL_GROUNDS, "in force", 1),
        ("Threatening", "in force", 1),
    }
    assert {(each.network, each.month) for each in found} == {("Facebook", "2026-11")}
    with pytest.raises(Incomplete):
        export_numbers(scene.db, reason=" ", book=book(), now=scene.clock(), by=scene.asker)
    text = export_numbers(
        scene.db, reason="A yearly report.", book=book(), now=scene.clock(), by=scene.auditor
    )
    assert not re.search(r"Writer|author|Holder|Adviser|words of", text)
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0] == ["OFFICIAL"]
    assert tuple(rows[1]) == HEAD
    assert len(rows) == 2 + len(found)
    kinds = [
        row[0] for row in scene.db.execute("SELECT kind FROM audit ORDER BY seq DESC LIMIT 1").fetchall()
    ]
    assert kinds == ["exported"]


def test_no_cell_begins_as_a_formula_does() -> None:
    scene = BlockingScene()
    scene.ask()
    for first in ("=", "+", "-", "@", "\t"):
        evil = [replace(each, ground=f"{first}cmd|' /C calc'!A0") for each in numbers(scene.db, book())]
        for row in csv.reader(io.StringIO(as_csv(evil))):
            assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row)

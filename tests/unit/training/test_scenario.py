"""Scenarios: reading them, explaining their mistakes, playing them."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socialdesk.training.networks import comments, conversations
from socialdesk.training.networks.instagram.public import PublicInstagram
from socialdesk.training.networks.public_facebook import PublicFacebook
from socialdesk.training.networks.world import World
from socialdesk.training.player import ScenarioPlayer
from socialdesk.training.scenario import (
    Entry,
    ScenarioError,
    find_scenario,
    read_scenario,
    scenario_names,
)
from socialdesk.training.stage import Stage, world_with_comments
from tests.conftest import ExpectedLogs

NOW = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
SMALL = """
format = 1
name = "Small"
[people]
dale = "Dale"
[[page]]
key = "force"
name = "Force"
username = "force"
[[post]]
key = "p"
page = "force"
ago = "1h"
text = "A post"
[[comment]]
key = "c"
on = "p"
by = "dale"
at = 0.01
text = "First"
[[comment]]
on = "c"
by = "dale"
at = 0.02
text = "Beneath"
[[edit]]
on = "c"
at = 0.03
text = "Changed"
"""


def small_stage() -> Stage:
    return Stage.opening(read_scenario(SMALL), lambda: NOW)


def facebook(stage: Stage) -> World:
    world = stage.world("facebook")
    assert isinstance(world, PublicFacebook)
    return world.world


@pytest.mark.parametrize("name", scenario_names())
def test_every_scenario_that_comes_with_the_desk_can_be_played(name: str) -> None:
    scenario = find_scenario(name)
    stage = Stage.opening(scenario, lambda: NOW)
    assert [entry for entry in scenario.timeline if stage.play(entry) is None] == []


def test_the_first_night_has_what_a_trainee_must_meet() -> None:
    scenario = find_scenario("first-night")
    stage = Stage.opening(scenario, lambda: NOW)
    assert len(scenario.pages) == 3
    assert len(scenario.opening) >= 40
    assert len(scenario.timeline) >= 30
    by_page = [one for one in facebook(stage).comments.values() if one.writer.is_page]
    assert any(one.parent is not None for one in by_page)
    assert any(one.picture for one in facebook(stage).comments.values())
    assert any(one.hidden for one in facebook(stage).comments.values())
    assert len(facebook(stage).conversations) >= 2
    assert facebook(stage).applied == []


def test_a_timeline_is_played_in_order_to_its_end() -> None:
    stage = small_stage()
    heard: list[tuple[str, str | None]] = []

    def hear(entry: Entry, made: str | None) -> None:
        heard.append((entry.kind, made))

    player = ScenarioPlayer(stage, speed=5, on_event=hear)
    player.start()
    assert player.join(timeout=20)
    assert player.finished
    assert [kind for kind, _ in heard] == ["comment", "comment", "edit"]
    assert facebook(stage).comments[stage.ids["c"]].message == "Changed"


def test_a_player_can_be_stopped_at_once_and_before_its_start() -> None:
    stage = Stage.opening(
        read_scenario(SMALL.replace("0.01", "9000").replace("0.02", "9000").replace("0.03", "9000"))
    )
    player = ScenarioPlayer(stage)
    player.start()
    player.stop()
    player.stop()
    assert not player.finished
    ScenarioPlayer(stage).stop()


def test_what_can_no_longer_happen_does_not() -> None:
    stage = small_stage()
    first, beneath, changed = stage.scenario.timeline
    made = stage.play(first)
    assert made is not None
    comments.delete(facebook(stage), facebook(stage).comments[made])
    assert stage.play(beneath) is None
    assert stage.play(changed) is None
    page = facebook(stage).page(stage.page_ids["force"])
    conversations.block(
        facebook(stage), page, [facebook(stage).scoped_id(facebook(stage).people["dale"], page.id)]
    )
    assert stage.play(first) is None


@pytest.mark.parametrize(
    ("change", "explained"),
    [
        (("format = 1", "format = 9"), "format = 1"),
        (
            ('by = "dale"\nat = 0.01', 'by = "gary"\nat = 0.01'),
            "line 15, [[comment]] number 1: `by` names gary",
        ),
        (('on = "c"\nby', 'on = "x"\nby'), "line 21, [[comment]]: `on` names x"),
        (("at = 0.03", "at = -1"), "line 26, [[edit]] number 1: `at`"),
        (('ago = "1h"', 'ago = "an hour"'), "line 10, [[post]] number 1: `ago`"),
        (('ago = "1h"', 'ago = "1h"\nat = 3'), "not both"),
        (('text = "A post"', ""), "`text` is missing"),
        (('text = "First"', 'text = "First"\ncolour = "red"'), "colour"),
        (('text = "First"', "text = 7"), "line 15"),
        (('dale = "Dale"', "dale = 7"), "[people]"),
        (('dale = "Dale"', 'dale = "Dale"\nforce = "Both"'), "both a page and a person"),
        (('on = "c"\nby', 'key = "p"\non = "c"\nby'), "used twice"),
        (('name = "Small"', 'name = "Small'), "line 3"),
        (("[[edit]]", "[[edits]]"), "edits"),
        (
            ('key = "force"', 'key = "force"\nnetwork = "myspace"'),
            "line 6, [[page]] number 1: `network` names",
        ),
    ],
)
def test_mistakes_are_explained_with_their_place(change: tuple[str, str], explained: str) -> None:
    broken = SMALL.replace(*change)
    assert broken != SMALL
    with pytest.raises(ScenarioError) as refused:
        read_scenario(broken, name="mine.toml")
    assert refused.value.happened.startswith("mine.toml")
    assert explained in refused.value.happened


def test_a_scenario_that_is_not_there_names_those_that_are() -> None:
    with pytest.raises(ScenarioError, match="first-night"):
        find_scenario("second-night")


@given(st.data())
def test_no_change_breaks_the_reading(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(SMALL)))
    length = data.draw(st.integers(0, 20))
    put = data.draw(
        st.text(max_size=10) | st.sampled_from(["[[", "]]", '"', "=", "1", "[]", "{}", "inf", "nan"])
    )
    with suppress(ScenarioError):
        scenario = read_scenario(SMALL[:at] + put + SMALL[at + length :])
        assert scenario.pages


def test_a_generated_world_is_the_same_for_the_same_seed() -> None:
    first, again = (world_with_comments(200, 4, clock=lambda: NOW) for _ in range(2))
    assert len(first.comments) == 200
    assert [(one.id, one.message) for one in first.comments.values()] == [
        (one.id, one.message) for one in again.comments.values()
    ]
    assert any(one.parent for one in first.comments.values())


def test_a_visitors_post_is_changed_and_taken_down_and_a_mention_is_one() -> None:
    stage = Stage.opening(
        read_scenario(
            SMALL
            + """
[[mention]]
key = "m"
page = "force"
by = "dale"
at = 1
text = "Look at this"
[[comment]]
key = "n"
on = "m"
by = "force"
at = 2
text = "Thank you"
[[edit]]
on = "m"
at = 3
text = "Look at that"
[[withdraw]]
on = "m"
at = 4
"""
        ),
        lambda: NOW,
    )
    world = facebook(stage)
    for entry in stage.scenario.timeline[3:6]:
        assert stage.play(entry) is not None
    assert world.posts[stage.ids["m"]].message == "Look at that"
    assert world.comments[stage.ids["n"]].writer.is_page
    assert stage.play(stage.scenario.timeline[6]) == stage.ids["m"]
    assert stage.ids["m"] not in world.posts
    assert stage.ids["n"] not in world.comments
    assert world.applied == []


ELSEWHERE = """
format = 1
name = "Elsewhere"
[people]
dale = "Dale"
[[page]]
key = "force"
name = "Force"
username = "force"
[[page]]
key = "insta"
network = "instagram"
name = "Force"
username = "force"
[[post]]
key = "p"
page = "insta"
ago = "1h"
text = "A picture"
[[comment]]
key = "c"
on = "p"
by = "dale"
at = 1
text = "First"
[[comment]]
on = "c"
by = "insta"
at = 2
text = "Thank you"
[[message]]
page = "insta"
by = "dale"
at = 3
text = "Hello"
"""


def test_events_play_on_the_network_of_their_page() -> None:
    stage = Stage.opening(read_scenario(ELSEWHERE), lambda: NOW)
    assert [stage.play(entry) is not None for entry in stage.scenario.timeline] == [True, True, True]
    insta = stage.world("instagram")
    assert isinstance(insta, PublicInstagram)
    assert [one.message for one in insta.world.comments.values()] == ["First", "Thank you"]
    assert [one.text for one in insta.world.messages.values()] == ["Hello"]
    assert insta.announcement()["accounts"][0]["id"] == stage.page_ids["insta"]
    assert facebook(stage).posts == {}


def test_a_page_of_another_network_cannot_answer() -> None:
    with pytest.raises(ScenarioError, match="page on another network"):
        read_scenario(ELSEWHERE.replace('by = "insta"\nat = 2', 'by = "force"\nat = 2'))


def test_what_a_network_lacks_is_explained_with_its_place() -> None:
    broken = ELSEWHERE.replace('network = "instagram"', 'network = "youtube"').replace("at = 3", 'ago = "1m"')
    with pytest.raises(ScenarioError, match=r"line 31, \[\[message\]\]"):
        Stage.opening(read_scenario(broken), lambda: NOW)


def test_what_a_network_lacks_is_passed_over_while_playing(expected_logs: ExpectedLogs) -> None:
    scenario = read_scenario(ELSEWHERE.replace('network = "instagram"', 'network = "youtube"'))
    expected_logs.allow("passed over")
    heard: list[str | None] = []
    player = ScenarioPlayer(
        Stage.opening(scenario, lambda: NOW), speed=100, on_event=lambda _, made: heard.append(made)
    )
    player.start()
    assert player.join(timeout=20)
    assert [made is not None for made in heard] == [True, True, False]

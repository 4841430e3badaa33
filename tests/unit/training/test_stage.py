"""A scenario set up and played in the simulated networks: colleagues, its own time, the same ids again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from socialdesk.training.events import Entry, ScenarioError
from socialdesk.training.networks.all import NETWORKS
from socialdesk.training.networks.bluesky.world import BlueskyWorld
from socialdesk.training.networks.linkedin.world import LinkedInWorld
from socialdesk.training.networks.public_facebook import PublicFacebook
from socialdesk.training.networks.public_world import PublicWorld, Unsupported
from socialdesk.training.networks.x.world import XWorld
from socialdesk.training.networks.youtube.records import Status
from socialdesk.training.networks.youtube.world import YouTubeWorld
from socialdesk.training.scenario import find_scenario, read_scenario
from socialdesk.training.stage import Stage, scenario_clock

NOW = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
TALK = """
format = 1
name = "Talk"
[people]
dale = "Dale"
[[page]]
key = "force"
network = "{network}"
name = "Force"
username = "force"
[[post]]
key = "post"
page = "force"
ago = "1h"
text = "A post"
[[comment]]
key = "comment"
on = "post"
by = "dale"
ago = "30m"
text = "A comment"
[[comment]]
key = "own"
on = "comment"
by = "force"
ago = "20m"
text = "Our answer"
[[mention]]
key = "mention"
page = "force"
by = "dale"
ago = "10m"
text = "@force look"
"""
COLLEAGUE = """
[[colleague]]
key = "c{number}"
on = "{on}"
by = "Sam"
does = "{does}"
text = "{text}"
at = {number}
"""


def acted(network: str, *acts: tuple[str, str], more: str = "") -> Stage:
    """A stage on which colleagues have done each (does, on), in order."""
    text = TALK.format(network=network) + more
    for number, (does, on) in enumerate(acts):
        words = "We are looking at it" if does in ("reply", "note") else ""
        text += COLLEAGUE.format(number=number, on=on, does=does, text=words)
    stage = Stage.opening(read_scenario(text), lambda: NOW)
    for entry in stage.scenario.timeline:
        assert stage.play(entry) is not None
    return stage


def hidden(world: PublicWorld, item_id: str) -> bool:
    """Whether the public sees it no more, though it is there."""
    match world:
        case PublicFacebook():
            return (world.world.comments.get(item_id) or world.world.posts[item_id]).hidden
        case XWorld():
            return world.posts[item_id].hidden
        case YouTubeWorld():
            return world.comments[item_id].status is Status.HELD
        case BlueskyWorld():
            return item_id in world.hidden_beneath(world.posts[item_id].root)
        case _:
            raise AssertionError(world.network)


def there(world: PublicWorld, item_id: str) -> bool:
    """Whether it is on the network at all."""
    match world:
        case PublicFacebook():
            return item_id in world.world.comments or item_id in world.world.posts
        case XWorld() | BlueskyWorld():
            return item_id in world.posts
        case YouTubeWorld():
            return item_id in world.comments and world.comments[item_id].status is not Status.REJECTED
        case LinkedInWorld():
            return item_id in world.comments or item_id in world.posts
        case _:
            raise AssertionError(world.network)


def written(world: PublicWorld, item_id: str) -> str:
    match world:
        case PublicFacebook():
            return world.world.comments[item_id].message
        case XWorld() | YouTubeWorld() | LinkedInWorld():
            found: Mapping[str, Any] = world.posts if isinstance(world, XWorld) else world.comments
            return str(found[item_id].text)
        case BlueskyWorld():
            return str(world.posts[item_id].value["text"])
        case _:
            raise AssertionError(world.network)


@pytest.mark.parametrize("network", [each for each in NETWORKS if each != "linkedin"])
def test_a_colleague_hides_and_shows_a_comment(network: str) -> None:
    stage = acted(network, ("hide", "comment"))
    world = stage.world(network)
    assert hidden(world, stage.ids["comment"])
    assert stage.ids["c0"] == stage.ids["comment"]
    assert world.ledger.after() == []
    stage = acted(network, ("hide", "comment"), ("hide", "comment"), ("unhide", "comment"))
    assert not hidden(stage.world(network), stage.ids["comment"])


@pytest.mark.parametrize("network", ["facebook", "instagram", "youtube", "linkedin"])
def test_a_colleague_removes_a_comment_with_what_stands_beneath(network: str) -> None:
    stage = acted(network, ("delete", "comment"))
    world = stage.world(network)
    assert not there(world, stage.ids["comment"])
    assert world.ledger.after() == []
    again = replace_kind(stage.scenario.timeline[0], does="hide" if network != "linkedin" else "delete")
    assert stage.play(again) is None


def replace_kind(entry: Entry, **changed: Any) -> Entry:
    event = {name: getattr(entry.event, name) for name in entry.event.__struct_fields__}
    return replace(entry, event=type(entry.event)(**(event | changed)))


@pytest.mark.parametrize("network", list(NETWORKS))
def test_a_colleague_removes_what_the_account_wrote_itself(network: str) -> None:
    stage = acted(network, ("delete", "own"))
    assert not there(stage.world(network), stage.ids["own"])
    assert there(stage.world(network), stage.ids["comment"])


@pytest.mark.parametrize("network", list(NETWORKS))
@pytest.mark.parametrize("on", ["comment", "mention"])
def test_a_colleague_answers_in_the_accounts_own_name(network: str, on: str) -> None:
    stage = acted(network, ("reply", on))
    world = stage.world(network)
    made = stage.ids["c0"]
    assert made != stage.ids[on]
    assert written(world, made) == "We are looking at it"
    assert world.ledger.after() == []


@pytest.mark.parametrize("network", ["facebook", "instagram", "x", "bluesky"])
def test_a_colleague_answers_a_message(network: str) -> None:
    letter = '\n[[message]]\nkey = "letter"\npage = "force"\nby = "dale"\nago = "5m"\ntext = "Hello"\n'
    stage = acted(network, ("reply", "letter"), more=letter)
    assert stage.ids["c0"] != stage.ids["letter"]
    world = stage.world(network)
    match world:
        case PublicFacebook():
            told = [(one.text, one.writer.is_page) for one in world.world.messages.values()]
        case XWorld():
            told = [(one.text, one.sender.is_account) for one in world.letters.values()]
        case _:
            assert isinstance(world, BlueskyWorld)
            (talk,) = world.talks.values()
            told = [(one.text, world.actors[one.sender].is_account) for one in talk.letters]
    assert told == [("Hello", False), ("We are looking at it", True)]


@pytest.mark.parametrize(
    ("network", "does", "on"),
    [
        ("linkedin", "hide", "comment"),
        ("linkedin", "delete", "mention"),
        ("x", "delete", "comment"),
        ("x", "hide", "mention"),
        ("x", "hide", "own"),
        ("bluesky", "delete", "comment"),
        ("bluesky", "hide", "mention"),
        ("bluesky", "hide", "own"),
        ("instagram", "hide", "mention"),
        ("instagram", "delete", "mention"),
        ("instagram", "hide", "own"),
        ("facebook", "hide", "own"),
        ("youtube", "hide", "own"),
    ],
)
def test_what_a_network_lacks_a_colleague_cannot_do(network: str, does: str, on: str) -> None:
    with pytest.raises(ScenarioError, match=r"line \d+, \[\[colleague\]\]"):
        acted(network, (does, on))


@pytest.mark.parametrize("does", ["hide", "delete"])
def test_a_visitors_post_is_a_colleagues_to_hide_or_remove(does: str) -> None:
    stage = acted("facebook", (does, "mention"))
    world = stage.world("facebook")
    assert hidden(world, stage.ids["mention"]) if does == "hide" else not there(world, stage.ids["mention"])


def test_a_colleagues_claim_or_note_is_left_to_the_desk() -> None:
    stage = Stage.opening(
        read_scenario(
            TALK.format(network="x")
            + COLLEAGUE.format(number=1, on="comment", does="claim", text="")
            + COLLEAGUE.format(number=2, on="comment", does="note", text="Known to us")
        ),
        lambda: NOW,
    )
    assert [stage.play(entry) for entry in stage.scenario.timeline] == ["c1", "c2"]
    assert not stage.ids.keys() & {"c1", "c2"}


def test_a_task_is_always_there() -> None:
    task = '\n[[task]]\nkey = "do"\ntitle = "A post"\ntext = "Write one"\nat = 1\n'
    stage = Stage.opening(read_scenario(TALK.format(network="x") + task), lambda: NOW)
    assert stage.play(stage.scenario.timeline[0]) == "do"


def test_a_colleague_can_do_nothing_about_what_has_gone() -> None:
    stage = acted("facebook", ("delete", "comment"))
    for does in ("hide", "unhide", "delete", "reply"):
        text = "Too late" if does == "reply" else ""
        assert stage.play(replace_kind(stage.scenario.timeline[0], does=does, text=text)) is None
    assert stage.play(replace_kind(stage.scenario.timeline[0], on="nothing")) is None


def test_a_hidden_comment_of_the_opening_is_shown_again_on_bluesky() -> None:
    held = '\n[[comment]]\nkey = "held"\non = "post"\nby = "dale"\nago = "1m"\ntext = "B"\nhidden = true\n'
    stage = acted("bluesky", ("hide", "comment"), ("unhide", "held"), more=held)
    world = stage.world("bluesky")
    assert hidden(world, stage.ids["comment"])
    assert not hidden(world, stage.ids["held"])


def test_a_scenario_begins_at_its_own_time() -> None:
    text = 'begins = 2026-07-04T02:00:00\nname = "Night"\n'
    scenario = read_scenario(TALK.format(network="facebook").replace('name = "Talk"\n', text))
    hands = [NOW]
    clock = scenario_clock(scenario, lambda: hands[0])
    assert clock() == datetime(2026, 7, 4, 1, 0, tzinfo=UTC)  # summer
    assert clock().tzinfo is UTC
    hands[0] += timedelta(seconds=90)
    assert clock() == datetime(2026, 7, 4, 1, 1, 30, tzinfo=UTC)
    stage = Stage.opening(scenario, scenario_clock(scenario, lambda: NOW))
    world = stage.world("facebook")
    assert isinstance(world, PublicFacebook)
    assert world.world.posts[stage.ids["post"]].created == datetime(2026, 7, 4, 0, 0, tzinfo=UTC)


def test_without_a_time_of_its_own_the_clock_is_the_given_one() -> None:
    scenario = read_scenario(TALK.format(network="facebook"))

    def clock() -> datetime:
        return NOW

    assert scenario_clock(scenario, clock) is clock


def test_the_same_scenario_and_seed_give_the_same_ids() -> None:
    scenario = find_scenario("saturday-night")

    def ids(seed: int) -> dict[str, str]:
        hands = [NOW]
        stage = Stage.opening(scenario, lambda: hands[0], seed=seed)
        for entry in scenario.timeline:
            hands[0] = NOW + timedelta(seconds=entry.at)
            stage.play(entry)
        assert len(stage.ids) >= len(scenario.opening)
        return stage.ids

    assert ids(3) == ids(3)
    assert ids(3) != ids(4)


def test_every_network_says_what_it_lacks_in_a_sentence() -> None:
    called: list[Callable[[], object]] = []
    for network in NETWORKS:
        stage = acted(network)
        world = stage.world(network)
        called += [
            lambda world=world, stage=stage: world.set_hidden(stage.ids["own"], True),
            lambda world=world, stage=stage: world.set_hidden(stage.ids["mention"], True),
        ]
    told: list[str] = []
    for call in called:
        try:
            call()
        except Unsupported as error:
            told.append(str(error))
    assert len(told) == 10  # Facebook's and YouTube's mentions can be hidden
    assert all(sentence.endswith(".") for sentence in told)

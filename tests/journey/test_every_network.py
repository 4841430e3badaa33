"""An evening on all six networks over HTTP: everything arrives, and is answered and removed as far as each can be."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import closing
from ipaddress import ip_address
from typing import Any

import pytest

from socialdesk.audit import queries as audit_queries
from socialdesk.decisions.case import NotOpen
from socialdesk.decisions.options import OptionKind
from socialdesk.inbox import queries
from socialdesk.inbox.query_language import parse
from socialdesk.inbox.views import COMMENTS, FLAGGED, MESSAGES, URGENT, of_account, search_view
from socialdesk.model.accounts import Network, Way
from socialdesk.model.actions import ActionKind
from socialdesk.model.findings import Band
from socialdesk.outbox import queries as outbox_queries
from socialdesk.outbox.states import State
from socialdesk.training.networks.linkedin.world import LinkedInWorld
from socialdesk.training.scenario import find_scenario
from tests.fakes.evening import Evening, begun

SCENARIO = "saturday-night"


@pytest.fixture(scope="module")
def reached() -> Iterator[set[str]]:
    """Every address that anything here is connected to."""
    found: set[str] = set()
    connect = socket.socket.connect

    def connected(self: socket.socket, address: Any, /) -> None:
        found.add(str(address[0]))
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", connected)
        yield found


@pytest.fixture(scope="module")
def arrived(reached: set[str]) -> Iterator[Evening]:
    """The scenario's opening as every account tells it; nothing is done about it."""
    with closing(begun(SCENARIO)) as evening:
        yield evening


@pytest.fixture(scope="module")
def evening(reached: set[str]) -> Iterator[Evening]:
    """The same, where each test deals with items of its own."""
    with closing(begun(SCENARIO)) as evening:
        yield evening


# --- What arrives ---


def test_the_scenario_is_an_evening_on_every_network() -> None:
    scenario = find_scenario(SCENARIO)
    public = [
        one for one in (*scenario.opening, *scenario.timeline) if one.kind not in ("post", "edit", "withdraw")
    ]
    assert 60 <= len(public) <= 90
    assert {page.network for page in scenario.pages} == {network.value for network in Network}
    assert {one.kind for one in scenario.timeline} >= {"edit", "withdraw", "message", "mention", "post"}


def test_every_account_is_read_without_trouble(arrived: Evening) -> None:
    told = queries.accounts(arrived.db)
    assert len(told) == 8
    assert {account.network for account in told} == set(Network)
    for account in told:
        assert account.problem == ""
        assert account.last_success_ms is not None


def test_everything_that_was_there_arrives_in_its_view_under_its_own_network(arrived: Evening) -> None:
    written = {
        one.event.text
        for one in arrived.stage.scenario.opening
        if one.kind != "post" and one.kind != "mention"
    }
    rows = arrived.rows()
    assert {row.untrusted_text for row in rows} >= written
    assert {row.network for row in rows} == set(Network)
    messages = arrived.rows(MESSAGES)
    assert {row.network for row in messages} == {
        Network.FACEBOOK,
        Network.INSTAGRAM,
        Network.X,
        Network.BLUESKY,
    }
    assert all(row.kind.value == "message" for row in messages)
    assert {row.network for row in arrived.rows(COMMENTS)} == set(Network)
    for account in arrived.engine.accounts.values():
        own = arrived.rows(of_account(account.id))
        assert own
        assert {row.account_id for row in own} == {account.id}
        assert {row.network for row in own} == {account.network}


@pytest.mark.parametrize(
    ("network", "words", "ground"),
    [
        (Network.FACEBOOK, "everyone at the bus stop", "contempt_of_court"),
        (Network.INSTAGRAM, "Aaron Tillbrook", "contempt_of_court"),
        (Network.X, "R33ce", "contempt_of_court"),
        (Network.YOUTUBE, "travellers are scum", "contempt_of_court"),
        (Network.LINKEDIN, "Freedom of Information", "foi_request"),
        (Network.BLUESKY, "his mum works at the bakery", "identifies_person"),
    ],
)
def test_what_matters_is_flagged_on_every_network(
    arrived: Evening, network: Network, words: str, ground: str
) -> None:
    assert arrived.row(network, words).top_ground == ground
    assert arrived.row(network, words) in arrived.rows(FLAGGED)


@pytest.mark.clause("R6")
def test_hate_is_found_beside_contempt_under_an_arrest(arrived: Evening) -> None:
    row = arrived.row(Network.YOUTUBE, "travellers are scum")
    found = {each.ground: each.band for each in queries.assessment(arrived.db, row.item_id).findings}
    assert found["hate_speech"] is not Band.WEAK


@pytest.mark.parametrize(
    ("network", "words"),
    [
        (Network.FACEBOOK, "Eleven officers stood round"),
        (Network.X, "Another Saturday, another stabbing"),
        (Network.YOUTUBE, "That's the brochure"),
        (Network.LINKEDIN, "stop and search in that ward"),
        (Network.BLUESKY, "better clear-up rate"),
        (Network.INSTAGRAM, "more sense than the rest"),
    ],
)
def test_criticism_of_the_police_is_not_flagged(arrived: Evening, network: Network, words: str) -> None:
    assert arrived.row(network, words).top_ground not in arrived.engine.book.grounds


@pytest.mark.parametrize("network", list(Network))
def test_a_search_for_a_network_finds_its_items_and_no_others(arrived: Evening, network: Network) -> None:
    expected = {row.item_id for row in arrived.rows() if row.network is network}
    query = parse(f"network:{network.value}", now=arrived.engine.clock())
    assert {row.item_id for row in arrived.rows(search_view(query))} == expected
    assert expected


def test_the_evening_goes_on_with_edits_and_deletions_noticed_and_the_name_found_on_every_network(
    reached: set[str],
) -> None:
    with closing(begun(SCENARIO)) as later:
        stage = later.stage
        assert [entry for entry in stage.scenario.timeline if stage.play(entry) is None] == []
        later.read()
        later.read(full=True)
        rows = later.rows()
        assert later.row(Network.X, "two officers have just been down").standing == "visible"
        assert later.row(Network.LINKEDIN, "Edited to add").standing == "visible"
        assert later.row(Network.INSTAGRAM, "Aaron Tillbrook").standing == "gone"
        assert later.row(Network.BLUESKY, "works at the bakery").standing == "gone"
        naming = [row for row in rows if row.top_ground in ("contempt_of_court", "identifies_person")]
        assert {row.network for row in naming} == set(Network)
        assert later.row(Network.INSTAGRAM, "now with a machete") in later.rows(URGENT)
        repeats = [row for row in rows if "Message Crystal on Telegram" in row.untrusted_text]
        assert len(repeats) == 5
    assert all(ip_address(each).is_loopback for each in reached)


# --- What is done ---


@pytest.mark.clause("I4")
@pytest.mark.parametrize(
    ("network", "words", "kind", "confirmed"),
    [
        (Network.FACEBOOK, "don't do online forms", ActionKind.REPLY, "Reply sent, confirmed"),
        (Network.FACEBOOK, "nicked all my tools", ActionKind.MESSAGE, "Message sent, confirmed"),
        (Network.INSTAGRAM, "his own seat belt", ActionKind.REPLY, "Reply sent, confirmed"),
        (Network.INSTAGRAM, "phone just got snatched", ActionKind.MESSAGE, "Message sent, confirmed"),
        (Network.X, "is the 47 still going", ActionKind.REPLY, "Reply sent, confirmed"),
        (Network.X, "catalytic converter", ActionKind.MESSAGE, "Message sent, confirmed"),
        (Network.YOUTUBE, "proper subtitles", ActionKind.REPLY, "Reply sent, confirmed"),
        (Network.LINKEDIN, "step free", ActionKind.REPLY, "Reply sent, confirmed"),
        (Network.BLUESKY, "better clear-up rate", ActionKind.REPLY, "Reply sent, confirmed"),
        (Network.BLUESKY, "the cat is crying", ActionKind.MESSAGE, "Message sent, confirmed"),
    ],
)
def test_an_answer_goes_out_once_and_is_confirmed(
    evening: Evening, network: Network, words: str, kind: ActionKind, confirmed: str
) -> None:
    row = evening.row(network, words)
    answer = f"Thank you for writing. Please call 101 about this. ({network.label}, {kind.value})"
    evening.answer(row, kind, answer)
    ended = evening.ended(row)
    assert (ended.state, ended.label) == (State.CONFIRMED, confirmed)
    assert evening.applied(network, answer) == 1
    assert not evening.again(row).open


@pytest.mark.clause("R2")
@pytest.mark.clause("R12")
@pytest.mark.parametrize(
    ("network", "words", "action", "button", "confirmed", "standing"),
    [
        (
            Network.FACEBOOK, "everyone at the bus stop", ActionKind.DELETE,
            "Remove permanently", "Removed permanently, confirmed", "gone",
        ),
        (Network.FACEBOOK, "22 Chantry Close", ActionKind.HIDE, "Hide", "Hidden, confirmed", "hidden"),
        (
            Network.INSTAGRAM, "Aaron Tillbrook", ActionKind.DELETE,
            "Remove permanently", "Removed permanently, confirmed", "gone",
        ),
        (
            Network.INSTAGRAM, "being gay is", ActionKind.HIDE,
            "Hide", "Hidden, confirmed", "hidden",
        ),
        (Network.X, "R33ce", ActionKind.HIDE, "Hide", "Hidden, confirmed", "hidden"),
        (
            Network.YOUTUBE, "travellers are scum", ActionKind.HIDE,
            "Hold for review", "Held for review, confirmed", "hidden",
        ),
        (
            Network.YOUTUBE, "Message Crystal on Telegram", ActionKind.DELETE,
            "Remove permanently", "Removed permanently, confirmed", "gone",
        ),
        (
            Network.LINKEDIN, "market leading body-worn", ActionKind.DELETE,
            "Remove permanently", "Removed permanently, confirmed", "gone",
        ),
        (Network.BLUESKY, "his mum works at the bakery", ActionKind.HIDE, "Hide", "Hidden, confirmed", "hidden"),
    ],
)  # fmt: skip
def test_a_removal_goes_from_the_decision_to_confirmed(
    evening: Evening,
    network: Network,
    words: str,
    action: ActionKind,
    button: str,
    confirmed: str,
    standing: str,
) -> None:
    row = evening.row(network, words)
    assert evening.case(row).options[OptionKind(action.value)].label == button
    before = evening.applied(network, kind=action.value)
    evening.remove(row, action)
    ended = evening.ended(row)
    assert (ended.state, ended.label) == (State.CONFIRMED, confirmed)
    assert evening.again(row).standing == standing
    assert evening.applied(network, kind=action.value) == before + 1
    kinds = [line.kind for line in reversed(audit_queries.for_item(evening.db, row.item_id))]
    assert kinds.index("captured") < kinds.index("sent") < kinds.index("confirmed")


# --- What cannot be done, and is said ---


@pytest.mark.clause("R2")
def test_x_says_who_alone_can_remove_and_that_blocking_is_done_by_hand(evening: Evening) -> None:
    row = evening.row(Network.X, "Another Saturday")
    options = evening.case(row).options
    removing, private = options[OptionKind.DELETE], options[OptionKind.PRIVATE_REPLY]
    assert (removing.open, removing.way, removing.label) == (False, Way.IMPOSSIBLE, "Remove")
    assert "Only the author" in removing.reason
    assert not private.open
    assert "Reply privately" not in options[OptionKind.MESSAGE].reason
    assert options[OptionKind.BLOCK].way is Way.BY_HAND
    assert "page" not in options[OptionKind.BLOCK].effect
    with pytest.raises(NotOpen, match="Only the author"):
        evening.remove(row, ActionKind.DELETE)
    assert outbox_queries.for_item(evening.db, row.item_id) == []


@pytest.mark.clause("R2")
def test_linkedin_says_that_it_hides_nothing_blocks_nobody_and_shows_no_messages(evening: Evening) -> None:
    row = evening.row(Network.LINKEDIN, "A control room is no place")
    options = evening.case(row).options
    hiding, blocking = options[OptionKind.HIDE], options[OptionKind.BLOCK]
    assert (hiding.open, hiding.way) == (False, Way.IMPOSSIBLE)
    assert "turn comments off" in hiding.reason
    assert (blocking.open, blocking.way, blocking.label) == (False, Way.IMPOSSIBLE, "Block from the page")
    assert "cannot keep one person from commenting" in blocking.effect
    assert options[OptionKind.MESSAGE].label == "Answer on LinkedIn"
    with pytest.raises(NotOpen, match="turn comments off"):
        evening.remove(row, ActionKind.HIDE)
    # Removing is tried, and the button says that the network has the last word.
    assert options[OptionKind.DELETE].open
    assert options[OptionKind.DELETE].effect.startswith("If LinkedIn agrees")


@pytest.mark.clause("R2")
def test_where_linkedin_refuses_a_removal_it_is_said_and_the_comment_counts_as_there(
    evening: Evening,
) -> None:
    world = evening.stage.world(Network.LINKEDIN)
    assert isinstance(world, LinkedInWorld)
    row = evening.row(Network.LINKEDIN, "stop and search")
    world.removes_others = False
    try:
        evening.remove(row, ActionKind.DELETE)
        ended = evening.ended(row)
    finally:
        world.removes_others = True
    assert ended.state is State.FAILED
    assert ended.label == "Not done (removing permanently)"
    assert ended.reason
    again = evening.again(row)
    assert again.open
    assert again.standing in ("visible", "failed")


@pytest.mark.parametrize(
    ("network", "words"), [(Network.YOUTUBE, "brochure"), (Network.LINKEDIN, "youth centre")]
)
def test_where_there_are_no_private_messages_none_is_promised(
    evening: Evening, network: Network, words: str
) -> None:
    options = evening.case(evening.row(network, words)).options
    for kind in (OptionKind.MESSAGE, OptionKind.PRIVATE_REPLY):
        assert not options[kind].open
        assert "reply privately" not in options[kind].reason


# --- And nowhere else ---


@pytest.mark.clause("T4")
def test_nothing_leaves_this_computer(evening: Evening, reached: set[str]) -> None:
    assert evening.rows()
    assert reached
    assert all(ip_address(each).is_loopback for each in reached)


def test_the_record_of_the_evening_verifies(evening: Evening) -> None:
    assert evening.engine.head_keeper.verify(evening.db).ok

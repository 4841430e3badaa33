"""What holds for the acts of every connector, against its simulated network over HTTP: never twice, told truly."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import stamina

from socialdesk.model.accounts import Network, Way
from socialdesk.model.actions import Action, ActionKind
from socialdesk.model.ids import NativeId
from socialdesk.platforms.api import (
    Absent,
    Done,
    Found,
    NetworkError,
    Offline,
    Refused,
    RefusedResult,
    SignInExpired,
    Throttled,
    UnknownResult,
)
from socialdesk.platforms.capabilities import capabilities_of
from socialdesk.training.networks.faults import Kind
from tests.fakes.towns import Renewing, Town, Towns, every_network, items, run

WRITES = ("POST", "PUT", "DELETE")
TIERS = [*((network, "") for network in Network), (Network.X, "enterprise")]
CAN, CANNOT = (
    [
        pytest.param(network, tier, kind, id="-".join(filter(None, (network.value, tier, kind.value))))
        for network, tier in TIERS
        for kind, told in capabilities_of(network, tier).items()
        if (told.way is Way.API) is can
    ]
    for can in (True, False)
)
NOT_SHOWN = {
    (Network.INSTAGRAM, ActionKind.BLOCK),
    (Network.INSTAGRAM, ActionKind.UNBLOCK),
    (Network.YOUTUBE, ActionKind.BLOCK),
    (Network.BLUESKY, ActionKind.REPORT),
}
"""The network has no way to show whether it is so: a look is refused, with a sentence."""
ANSWER_ALONE = {
    ActionKind.HIDE,
    ActionKind.UNHIDE,
    ActionKind.BLOCK_MESSAGES,
    ActionKind.UNBLOCK_MESSAGES,
}
"""X shows these nowhere: its answer to the call is all there is, and without one it is not there and is repeated."""


@pytest.fixture(scope="module")
def towns() -> Iterator[Towns]:
    with every_network() as running, stamina.set_testing(True, attempts=2, cap=True):
        yield running


@pytest.fixture(params=list(Network), ids=lambda network: network.value)
def town(towns: Towns, request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture) -> Iterator[Town]:
    """Nothing that is answered, raised or logged in it may hold the token."""
    caplog.set_level("DEBUG")
    with towns.town(request.param) as made:
        yield made
        logged = " ".join(f"{record.getMessage()} {record.args!r}" for record in caplog.records)
        assert made.token not in logged + "".join(made.shown)


def look(town: Town, action: Action, since_ms: int, *known: NativeId) -> object:
    return town.tried(lambda: town.desk.look(action, not_before_ms=since_ms, known=frozenset(known)))


def is_seen(town: Town, action: Action, since_ms: int) -> bool | None:
    """What a look says; None where the network has no way to show it."""
    told = look(town, action, since_ms)
    if isinstance(told, Refused) and (town.network, action.kind) in NOT_SHOWN:
        assert told.happened.endswith(".")
        return None
    assert isinstance(told, Found | Absent), told
    return isinstance(told, Found)


@pytest.mark.parametrize(("network", "tier", "kind"), CAN)
def test_what_can_be_done_is_done_and_seen(
    towns: Towns, network: Network, tier: str, kind: ActionKind
) -> None:
    with towns.town(network, tier=tier) as town:
        action = town.ready(kind)
        town.hands.forward(minutes=1)
        since, before = town.hands.ms, len(town.applied())
        if kind.creates:
            assert is_seen(town, action, since) is False

        result = town.tried(lambda: town.desk.perform(action))

        assert isinstance(result, Done)
        assert len(town.applied()) == before + 1
        assert is_seen(town, action, since) in {True, None}
        if kind.creates:
            assert look(town, action, since) == Found(native_id=result.native_id)
            if result.native_id is None:
                assert (network, kind, tier) == (
                    Network.X,
                    ActionKind.RESHARE,
                    "",
                )  # a repost is no post of its own
            else:
                assert result.native_id == town.applied()[-1].id


@pytest.mark.parametrize(("network", "tier", "kind"), CANNOT)
def test_what_cannot_be_done_is_refused_with_a_sentence(
    towns: Towns, network: Network, tier: str, kind: ActionKind
) -> None:
    with towns.town(network, tier=tier) as town:
        action = town.act(kind, town.item(town.comment()), text="Please call 101.")
        told = town.tried(lambda: town.desk.perform(action))
        assert isinstance(told, RefusedResult)
        assert told.reason[0].isupper()
        assert " " in told.reason
        assert town.applied() == []


def test_a_reply_is_found_by_its_words_its_place_and_its_time_and_only_as_ours(town: Town) -> None:
    words = "We have it, thank you."
    other = town.item(town.comment())
    item = town.item(town.comment(ago=5000))
    town.comment(under=str(item.native_id), who="shona", text=words)
    reply = town.act(ActionKind.REPLY, item, text=words)
    since = town.hands.ms - 60_000
    assert look(town, reply, since) == Absent()

    done = town.tried(lambda: town.desk.perform(reply))

    assert isinstance(done, Done)
    assert done.native_id is not None
    assert look(town, reply, since) == Found(native_id=done.native_id)
    if town.network is not Network.BLUESKY:  # there our own key names the reply, and finds it in any case
        assert look(town, reply, since, done.native_id) == Absent()
        assert look(town, reply, town.hands.ms + 600_000) == Absent()
    for elsewhere in (town.act(ActionKind.REPLY, other, text=words, key="f" * 32),
                      town.act(ActionKind.REPLY, item, text="Other words.", key="e" * 32)):  # fmt: skip
        assert look(town, elsewhere, since) == Absent()
    town.hands.forward(minutes=1)
    found = items(run(town.desk))[done.native_id]
    assert (found.by_force, found.untrusted_text, found.thread) == (True, words, town.post)


def test_the_same_words_twice_are_two_replies(town: Town) -> None:
    item = town.item(town.comment())
    replies = [town.act(ActionKind.REPLY, item, text="Thank you.", key=key * 32) for key in "ab"]
    since = town.hands.ms
    first = town.tried(lambda: town.desk.perform(replies[0]))
    assert isinstance(first, Done)
    assert first.native_id is not None
    assert look(town, replies[1], since, first.native_id) == Absent()


@pytest.mark.parametrize("trouble", list(Kind), ids=lambda kind: kind.value)
@pytest.mark.parametrize("methods", [WRITES, ("GET",)], ids=["writing", "reading"])
def test_through_any_trouble_it_is_told_truly_and_done_once(
    town: Town, trouble: Kind, methods: tuple[str, ...]
) -> None:
    kinds = [kind for kind, told in town.desk.capabilities().items() if told.way is Way.API]
    for number, kind in enumerate(kinds):
        action = town.ready(kind, who=f"person{number}", key=f"{number:032x}")
        town.hands.forward(minutes=1)
        since, before = town.hands.ms, len(town.applied())
        town.spoil(trouble, *methods, count=1 if methods == WRITES else None)

        told = town.tried(lambda action=action: town.desk.perform(action))

        assert town.struck or methods != WRITES
        town.behave()
        done = len(town.applied()) - before
        assert done <= 1, kind
        if isinstance(told, Offline | Throttled | SignInExpired | RefusedResult):
            assert done == 0, (kind, told)
            assert not isinstance(told, Offline) or trouble not in (Kind.THROTTLE, Kind.EXPIRED_TOKEN)
        elif isinstance(told, Done):
            assert done == 1, (kind, told)
        else:
            assert isinstance(told, UnknownResult), (kind, told)
            assert told.reason.strip()
        _settle(town, action, told, since, before)


def _settle(town: Town, action: Action, told: object, since: int, before: int) -> None:
    """As the outbox goes on: it looks, and repeats what is certainly not there."""
    kind, done = action.kind, len(town.applied()) - before
    if isinstance(told, NetworkError):
        town.wait(told)
    town.hands.forward(minutes=1)
    seen = is_seen(town, action, since)
    alone = town.network is Network.X and kind in ANSWER_ALONE and not isinstance(told, Done)
    if seen is not None and not alone:
        assert seen is (done == 1), (kind, told)
    if seen or isinstance(told, Done | RefusedResult) or (seen is None and isinstance(told, UnknownResult)):
        return  # it is settled, or a person looks on the network itself
    again = town.tried(lambda: town.desk.perform(action))
    assert isinstance(again, Done), (kind, told, again)
    assert is_seen(town, action, since) in {True, None}, (kind, told)
    if kind.creates:
        assert len(town.applied()) - before == 1, (kind, told)


def test_a_sign_in_that_has_run_out_is_renewed_once_and_the_write_repeated_once(town: Town) -> None:
    reply = town.act(ActionKind.REPLY, town.item(town.comment()))
    for left, times, renewed in ((0, None, 1), (1, None, 1), (1, 1, 1)):
        source = Renewing(town.token, left=left)
        desk = town.connect(source)
        town.spoil(Kind.EXPIRED_TOKEN, *WRITES, count=times)
        told = town.tried(lambda desk=desk: desk.perform(reply))
        if times is None:
            assert isinstance(told, SignInExpired)
            assert town.applied() == []
        else:
            assert isinstance(told, Done)
        assert source.asked == renewed
        assert town.struck == (1 if times else left + 1)
    assert len(town.applied()) == 1


def test_throttled_nothing_is_written_and_it_says_until_when(town: Town) -> None:
    reply = town.act(ActionKind.REPLY, town.item(town.comment()))
    town.spoil(Kind.THROTTLE, *WRITES)
    told = town.tried(lambda: town.desk.perform(reply))
    assert isinstance(told, Throttled)
    assert 1000 <= told.until_ms - town.hands.ms <= 24 * 3600_000
    assert town.applied() == []
    town.wait(told)
    assert isinstance(town.tried(lambda: town.desk.perform(reply)), Done)
    assert len(town.applied()) == 1

"""What holds for the posts of every connector: pictures, links, threads, times, reshares; never twice, told truly."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, cast

import pytest
import stamina

from socialdesk.model.accounts import Network, Way
from socialdesk.model.actions import Action, ActionKind, PostMedia
from socialdesk.model.ids import NativeId
from socialdesk.platforms.api import (
    Absent,
    Done,
    Found,
    Gone,
    NetworkError,
    Offline,
    RefusedResult,
    SignInExpired,
    Throttled,
    UnknownResult,
)
from socialdesk.platforms.capabilities import Posting, posting_of
from socialdesk.platforms.media_rules import media_problems, media_rules
from socialdesk.training.networks.faults import Kind
from socialdesk.training.networks.pictures import draw_png
from tests.fakes.towns import PICTURE, Town, Towns, every_network, items, run

SHOWN = ("publish", "schedule", "reshare", "reply")
"""What the public would see of a post, by the names in the network's own book."""
WITH_PICTURES = [each for each in Network if posting_of(each)[Posting.MEDIA].way is Way.API]
WITH_THREADS = [each for each in Network if posting_of(each)[Posting.THREAD].way is Way.API]
WITH_TIMES = [each for each in Network if posting_of(each)[Posting.SCHEDULE].way is Way.API]
PUBLISHING = [each for each in Network if each is not Network.YOUTUBE]
HOUR_MS = 3_600_000
LINK = "Witnesses, please: https://www.anyshire.police.uk/appeal?x=1&y=2"


def picture(number: int = 1, **more: Any) -> PostMedia:
    """Each is another one."""
    content = draw_png(f"picture {number}", 24, 16)
    return PostMedia(content=content, media_type="image/png", alt_text=f"A street, no. {number}", **more)


@pytest.fixture(scope="module")
def towns() -> Iterator[Towns]:
    with every_network() as running, stamina.set_testing(True, attempts=2, cap=True):
        yield running


def look(town: Town, action: Action, since_ms: int, *known: NativeId) -> object:
    return town.tried(lambda: town.desk.look(action, not_before_ms=since_ms, known=frozenset(known)))


def words_of(town: Town, text: str = "News") -> str:
    """Instagram publishes no words alone, and takes a picture by its address."""
    told = town.words(text)
    return f"{told}\n{PICTURE}" if town.network is Network.INSTAGRAM else told


def shown(town: Town) -> list[str]:
    return [call.kind for call in town.applied(*SHOWN)]


def descriptions(town: Town) -> list[str]:
    """What the network has been told of the pictures."""
    world = cast("Any", town.world)
    pictures = (world.world if town.network is Network.FACEBOOK else world).pictures
    return sorted(one.alt for one in pictures.values() if one.alt)


@pytest.mark.parametrize("network", PUBLISHING)
def test_a_post_is_out_and_seen_and_read_as_the_forces_own(towns: Towns, network: Network) -> None:
    with towns.town(network) as town:
        text = f"{LINK}\n{PICTURE}" if network is Network.INSTAGRAM else LINK
        action = town.publication(text)
        since = town.hands.ms
        assert look(town, action, since) == Absent()
        told = town.tried(lambda: town.desk.perform(action))
        assert isinstance(told, Done)
        assert shown(town) == ["publish"]
        assert look(town, action, since) == Found(native_id=told.native_id)
        town.hands.forward(minutes=1)
        threads = {one.native_id: one for page in run(town.desk) for one in page.threads}
        assert told.native_id is not None
        assert told.native_id in threads
        assert LINK in threads[told.native_id].untrusted_text


@pytest.mark.parametrize("network", WITH_PICTURES)
@pytest.mark.parametrize("count", [1, 4])
def test_pictures_go_with_a_post_each_with_its_description(
    towns: Towns, network: Network, count: int
) -> None:
    with towns.town(network) as town:
        media = tuple(picture(number) for number in range(count))
        action = town.publication(town.words("An appeal"), media=media)
        since = town.hands.ms
        told = town.tried(lambda: town.desk.perform(action))
        assert isinstance(told, Done)
        assert shown(town) == ["publish"]
        assert look(town, action, since) == Found(native_id=told.native_id)
        if network is not Network.BLUESKY:  # there the descriptions stand in the post, and nowhere else
            assert descriptions(town) == sorted(one.alt_text for one in media)
        raw = next(
            one.raw for page in run(town.desk) for one in page.threads if one.native_id == told.native_id
        )
        if network in {Network.BLUESKY, Network.LINKEDIN}:
            assert all(one.alt_text in raw for one in media)
        assert "PNG" not in repr(action)


@pytest.mark.parametrize("network", list(Network))
def test_pictures_that_a_network_does_not_take_are_refused_beforehand_with_a_sentence(
    towns: Towns, network: Network
) -> None:
    rules = media_rules(network)
    with towns.town(network) as town:
        wrong = {
            "too many": tuple(picture(number) for number in range(rules.most + 1)),
            "unknown kind": (replace(picture(), media_type="image/tiff"),),
        }
        if rules.most:
            wrong["too large"] = (replace(picture(), content=b"x" * (max(rules.sizes.values()) + 1)),)
            wrong["described at length"] = (replace(picture(), alt_text="x" * (rules.alt_text + 1)),)
            wrong["empty"] = (replace(picture(), content=b""),)
        for media in wrong.values():
            action = town.publication(words_of(town), media=media)
            told = town.tried(lambda action=action: town.desk.perform(action))
            assert isinstance(told, RefusedResult)
            assert told.reason[0].isupper()
            assert told.reason.endswith(".")
            if network is not Network.YOUTUBE:
                assert " ".join(media_problems(network, media)) == told.reason
        assert shown(town) == []
        assert town.applied() == []


STEPS = [
    *(
        (network, "POST", skip)
        for network in WITH_PICTURES
        for skip in range(3 if network is Network.X else 2)
    ),
    (Network.LINKEDIN, "PUT", 0),
]
"""Each call that a post with a picture takes: LinkedIn's second is to an address of its own, X describes apart."""


@pytest.mark.parametrize("trouble", list(Kind), ids=lambda kind: kind.value)
@pytest.mark.parametrize(("network", "method", "skip"), STEPS)
def test_through_any_trouble_at_any_step_a_post_with_pictures_is_out_once(
    towns: Towns, network: Network, method: str, skip: int, trouble: Kind
) -> None:
    with towns.town(network) as town:
        action = town.publication(town.words(), media=(picture(),))
        since = town.hands.ms
        town.spoil(trouble, method, count=1, skip=skip)
        told = town.tried(lambda: town.desk.perform(action))
        assert town.struck
        _settle(town, action, told, since)


def _settle(town: Town, action: Action, told: object, since: int) -> None:
    """As the outbox goes on: it looks, and repeats what is certainly not there."""
    town.behave()
    out = len(shown(town))
    assert out <= 1
    if isinstance(told, Offline | Throttled | SignInExpired | RefusedResult):
        assert out == 0, told
    if isinstance(told, NetworkError):
        town.wait(told)
    town.hands.forward(minutes=1)
    seen = look(town, action, since)
    assert isinstance(seen, Found if out else Absent), (told, seen)
    if isinstance(told, Done):
        assert out == 1
    elif not out:
        assert isinstance(told, NetworkError | UnknownResult | RefusedResult)
        again = town.tried(lambda: town.desk.perform(action))
        assert isinstance(again, Done), (told, again)
        assert isinstance(look(town, action, since), Found)
    assert len(shown(town)) == 1


@pytest.mark.parametrize("network", WITH_THREADS)
def test_a_thread_stands_in_its_order_and_each_part_is_found(towns: Towns, network: Network) -> None:
    with towns.town(network) as town:
        above, made = town.account, list[NativeId]()
        for number in range(3):
            action = town.publication(town.words("Part"), target=above, key=f"{number:032x}")
            since = town.hands.ms
            assert look(town, action, since) == Absent()
            told = town.tried(lambda action=action: town.desk.perform(action))
            assert isinstance(told, Done)
            assert told.native_id is not None
            assert look(town, action, since) == Found(native_id=told.native_id)
            above = told.native_id
            made.append(above)
            town.hands.forward(minutes=1)
        assert shown(town) == ["publish", "reply", "reply"]
        assert [call.target for call in town.applied("reply")] == made[:-1]
        known = items(run(town.desk))
        assert [known[one].thread for one in made[1:]] == [made[0]] * 2
        assert all(known[one].by_force for one in made[1:])


def test_a_thread_on_bluesky_goes_on_from_our_own_posts_alone(towns: Towns) -> None:
    with towns.town(Network.BLUESKY) as town:
        action = town.publication(town.words(), target=NativeId(town.comment()))
        assert isinstance(town.tried(lambda: town.desk.perform(action)), RefusedResult)
        assert shown(town) == []


@pytest.mark.parametrize("network", list(Network))
def test_a_time_is_kept_by_the_network_or_refused_with_a_sentence(towns: Towns, network: Network) -> None:
    with towns.town(network) as town:
        action = town.publication(words_of(town), scheduled_ms=town.hands.ms + HOUR_MS)
        told = town.tried(lambda: town.desk.perform(action))
        if network in WITH_TIMES:
            assert isinstance(told, Done)
            assert shown(town) == ["schedule"]
        else:
            assert isinstance(told, RefusedResult)
            assert told.reason.endswith(".")
            assert shown(town) == []


@pytest.mark.parametrize("network", WITH_TIMES)
def test_what_is_scheduled_is_changed_put_off_taken_down_and_comes_out_at_its_time(
    towns: Towns, network: Network
) -> None:
    with towns.town(network) as town:
        first = town.publication(
            town.words(), scheduled_ms=town.hands.ms + HOUR_MS, media=(picture(),), key="1" * 32
        )
        since = town.hands.ms
        told = town.tried(lambda: town.desk.perform(first))
        assert isinstance(told, Done)
        post = told.native_id
        assert post is not None
        assert look(town, first, since) == Found(native_id=post)
        edit = town.publication("Other words.", kind=ActionKind.EDIT_POST, target=post)
        later = town.publication(
            "", kind=ActionKind.RESCHEDULE, target=post, scheduled_ms=town.hands.ms + 2 * HOUR_MS
        )
        for action in (edit, later):
            assert look(town, action, since) == Absent()
            assert town.tried(lambda action=action: town.desk.perform(action)) == Done()
            assert look(town, action, since) == Found()
        town.hands.forward(minutes=90)
        assert post not in {one.native_id for page in run(town.desk) for one in page.threads}
        town.hands.forward(minutes=40)
        threads = {one.native_id: one for page in run(town.desk) for one in page.threads}
        assert threads[post].untrusted_text == "Other words."

        other = town.published(town.words(), scheduled_ms=town.hands.ms + HOUR_MS, key="2" * 32)
        down = town.publication("", kind=ActionKind.DELETE_POST, target=other)
        assert look(town, down, since) == Absent()
        assert town.tried(lambda: town.desk.perform(down)) == Done()
        assert look(town, down, since) == Found()
        town.hands.forward(hours=2)
        assert other not in {one.native_id for page in run(town.desk) for one in page.threads}


@pytest.mark.parametrize("minutes", [5, 31 * 24 * 60])
@pytest.mark.parametrize("kind", [ActionKind.PUBLISH, ActionKind.RESCHEDULE])
def test_a_time_too_soon_or_too_late_is_refused(towns: Towns, minutes: int, kind: ActionKind) -> None:
    with towns.town(Network.FACEBOOK) as town:
        at = town.hands.ms + minutes * 60_000
        action = town.publication("News.", kind=kind, target=town.post, scheduled_ms=at)
        told = town.tried(lambda: town.desk.perform(action))
        assert isinstance(told, RefusedResult)
        assert "ten minutes to thirty days" in told.reason


SHARING = [
    (Network.FACEBOOK, ""), (Network.LINKEDIN, ""), (Network.BLUESKY, ""), (Network.X, ""), (Network.X, "enterprise"),
]  # fmt: skip


@pytest.mark.parametrize(("network", "tier"), SHARING)
@pytest.mark.parametrize("text", ["", "Please share this."], ids=["alone", "with words"])
def test_a_post_is_shared_again_seen_and_taken_back_and_the_first_stays(
    towns: Towns, network: Network, tier: str, text: str
) -> None:
    with towns.town(network, tier=tier) as town:
        source = town.own_post()
        town.hands.forward(minutes=1)
        action = town.publication(text, kind=ActionKind.RESHARE, share_of=source)
        since = town.hands.ms
        assert look(town, action, since) == Absent()
        told = town.tried(lambda: town.desk.perform(action))
        if network is Network.X and text and not tier:
            assert isinstance(told, RefusedResult)
            assert "Enterprise" in told.reason
            return
        assert isinstance(told, Done)
        assert shown(town) == ["reshare"]
        assert look(town, action, since) == Found(native_id=told.native_id)
        town.hands.forward(minutes=1)
        first = {one.native_id for page in run(town.desk) for one in page.threads}
        assert source in first

        back = town.publication(
            "", kind=ActionKind.DELETE_POST, target=told.native_id or source,
            share_of=NativeId("" if told.native_id else source), key="b" * 32,
        )  # fmt: skip
        assert look(town, back, since) == Absent()
        assert town.tried(lambda: town.desk.perform(back)) == Done()
        town.hands.forward(minutes=1)
        assert look(town, back, since) == Found()
        assert isinstance(look(town, action, since), Absent)
        assert source in {one.native_id for page in run(town.desk) for one in page.threads}


@pytest.mark.parametrize(("network", "tier"), SHARING[:-1])
def test_a_reshare_of_what_is_not_known_or_gone_is_refused(towns: Towns, network: Network, tier: str) -> None:
    with towns.town(network, tier=tier) as town:
        for share_of in ("", "../../me"):
            action = town.publication("", kind=ActionKind.RESHARE, share_of=NativeId(share_of))
            told = town.tried(lambda action=action: town.desk.perform(action))
            assert isinstance(told, RefusedResult)
            assert told.reason.endswith(".")
        assert shown(town) == []
        if network is Network.FACEBOOK:  # which takes any address, as it would of any web page
            return
        source = town.own_post()
        town.world.withdraw(source)
        action = town.publication("", kind=ActionKind.RESHARE, share_of=source)
        assert isinstance(town.tried(lambda: town.desk.perform(action)), RefusedResult | Gone)
        assert shown(town) == []


@pytest.mark.parametrize("network", [Network.FACEBOOK, Network.LINKEDIN])
def test_words_are_changed_on_a_post_of_ours_and_refused_on_others(towns: Towns, network: Network) -> None:
    with towns.town(network) as town:
        post = town.published(town.words(), media=(picture(),))
        edit = town.publication("Found, thank you & all.", kind=ActionKind.EDIT_POST, target=post)
        assert town.tried(lambda: town.desk.perform(edit)) == Done()
        town.hands.forward(minutes=1)
        assert look(town, edit, 0) == Found()
        threads = {one.native_id: one for page in run(town.desk) for one in page.threads}
        assert threads[post].untrusted_text == "Found, thank you & all."
        gone = town.publication("x", kind=ActionKind.EDIT_POST, target=post, key="c" * 32)
        town.desk.perform(town.publication("", kind=ActionKind.DELETE_POST, target=post, key="d" * 32))
        town.hands.forward(minutes=1)
        assert isinstance(town.tried(lambda: town.desk.perform(gone)), RefusedResult | Gone)
        assert isinstance(look(town, gone, 0), Gone)


def test_facebook_lets_only_the_program_that_made_a_post_change_it(towns: Towns) -> None:
    with towns.town(Network.FACEBOOK) as town:
        edit = town.publication("x", kind=ActionKind.EDIT_POST, target=town.post)
        told = town.tried(lambda: town.desk.perform(edit))
        assert isinstance(told, RefusedResult)
        assert look(town, edit, 0) == Absent()


@pytest.mark.parametrize("network", PUBLISHING)
def test_the_same_words_again_are_another_post_to_the_look(towns: Towns, network: Network) -> None:
    with towns.town(network) as town:
        text = words_of(town)
        first = town.publication(text)
        since = town.hands.ms
        told = town.tried(lambda: town.desk.perform(first))
        assert isinstance(told, Done)
        assert told.native_id is not None
        second = town.publication(text, key="e" * 32)
        assert look(town, second, since, told.native_id) == Absent()


@pytest.mark.parametrize("network", list(Network))
def test_every_network_says_in_full_how_its_posts_are_made(network: Network) -> None:
    for what, told in posting_of(network).items():
        assert told.what is what
        for text in (told.label, told.effect, told.reason, told.source):
            assert text.strip() == text != ""
        assert told.effect.endswith(".")
        assert told.reason.endswith(".")
    rules = media_rules(network)
    assert (rules.most > 0) is (posting_of(network)[Posting.MEDIA].way is Way.API)
    assert bool(rules.why_none) is not bool(rules.most)
    assert rules.source

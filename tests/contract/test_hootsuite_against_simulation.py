"""The Force's account at Hootsuite over HTTP: scheduled, by whom, once; cancelled; told truly in any trouble."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

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
    Refused,
    RefusedResult,
    SignInExpired,
    Throttled,
    UnknownResult,
)
from socialdesk.platforms.routing import HELD, ThroughScheduler
from socialdesk.platforms.scheduling import HeldState
from socialdesk.training.networks.faults import Kind
from socialdesk.training.networks.pictures import draw_png
from socialdesk.training.networks.wire import Answer
from tests.fakes.hootsuite_town import HootsuiteStage, HootsuiteTown, running_hootsuite
from tests.fakes.towns import Renewing, run

PICTURE = PostMedia(content=draw_png("a", 24, 16), media_type="image/png", alt_text="")


@pytest.fixture(scope="module")
def stage() -> Iterator[HootsuiteStage]:
    with running_hootsuite() as running, stamina.set_testing(True, attempts=2, cap=True):
        yield running


@pytest.fixture
def town(stage: HootsuiteStage, caplog: pytest.LogCaptureFixture) -> Iterator[HootsuiteTown]:
    """Nothing that is answered, raised or logged in it may hold the token."""
    caplog.set_level("DEBUG")
    with stage.town() as made:
        yield made
        logged = " ".join(f"{record.getMessage()} {record.args!r}" for record in caplog.records)
        assert made.token not in logged + repr(made.opened) + "".join(made.shown)


def look(town: HootsuiteTown, action: Action, since_ms: int, *known: NativeId) -> object:
    return town.tried(lambda: town.desk.look(action, not_before_ms=since_ms, known=frozenset(known)))


def perform(town: HootsuiteTown, action: Action) -> object:
    return town.tried(lambda: town.desk.perform(action))


def test_the_accounts_are_told_with_their_networks(town: HootsuiteTown) -> None:
    town.world.add_profile("TIKTOKBUSINESS", "Anyshire", "77").needs_signing_in = True
    told = town.desk.profiles()
    assert [(one.network, one.untrusted_name, one.needs_signing_in) for one in told] == [
        (Network.FACEBOOK, "Anyshire Police", False),
        (Network.X, "", False),
        (None, "Anyshire", True),
    ]
    assert told[0].native_id == town.profile
    assert told[0].id_on_network == town.page
    assert town.desk.member() == town.world.me.id


@pytest.mark.parametrize("on", ["profile", "on_x"])
def test_a_post_is_scheduled_seen_listed_and_goes_out_at_its_time(town: HootsuiteTown, on: str) -> None:
    at = town.later(hours=2)
    action = town.publication(target=getattr(town, on), scheduled_ms=at)
    since = town.hands.ms
    assert look(town, action, since) == Absent()
    told = perform(town, action)
    assert isinstance(told, Done)
    assert told.native_id is not None
    assert town.applied() == ["schedule"]
    assert look(town, action, since) == Found(native_id=told.native_id)
    assert look(town, action, since, told.native_id) == Absent()
    held = town.desk.post(told.native_id)
    assert (held.state, held.send_ms, held.by) == (HeldState.SCHEDULED, at, town.world.me.id)
    assert town.desk.listed(since, at + 60_000) == (held,)
    town.hands.forward(hours=3)
    gone_out = town.desk.post(told.native_id)
    assert gone_out.state is HeldState.SENT
    assert gone_out.id_on_network
    assert bool(gone_out.url) is (on == "profile")


def test_a_post_goes_out_at_once_and_counts_as_there_only_when_it_has_gone(town: HootsuiteTown) -> None:
    action = town.publication()
    since = town.hands.ms
    told = perform(town, action)
    assert isinstance(told, Done)
    assert town.applied() == ["publish"]
    assert look(town, action, since) == Found(native_id=told.native_id)
    texts = [one.untrusted_text for page in run(town.page_desk()) for one in page.threads]
    assert texts == ["An appeal."]


def test_what_waits_for_approval_has_not_gone_out(town: HootsuiteTown) -> None:
    junior = town.world.add_member("Oscar 1", "oscar1@anyshire.example", needs_approval=True)
    message = town.world.put(town.world.profiles[town.profile], "Waits.", junior, send=None)
    held = town.desk.post(NativeId(message.id))
    assert (held.state, held.by) == (HeldState.WAITING_FOR_APPROVAL, junior.id)
    town.world.approve(message.id, yes=False)
    assert town.desk.post(NativeId(message.id)).state is HeldState.REJECTED


def test_a_post_for_at_once_that_waits_for_approval_is_found_and_not_sent_twice(town: HootsuiteTown) -> None:
    junior = replace(town.world.me, needs_approval=True)
    town.world.members[junior.id] = junior
    action = town.publication()
    since = town.hands.ms
    assert isinstance(perform(town, action), Done)
    told = look(town, action, since)
    assert isinstance(told, Refused)
    assert "until somebody approves it" in told.happened
    [waiting] = [one for one in town.world.messages.values() if one.unscheduled]
    town.world.approve(waiting.id, yes=True)
    assert isinstance(look(town, action, since), Found)


def test_a_limit_that_is_not_the_days_holds_posts_up_for_seconds(town: HootsuiteTown) -> None:
    refused = {"errors": [{"code": 1003, "message": "Account plan limit exceeded", "id": "1"}]}
    town.door.instead = lambda _: Answer(
        status=429, body=refused, headers={"X-Account-Quota": "100000 per day", "X-Account-Quota-Used": "6"}
    )
    told = town.tried(lambda: town.desk.perform(town.publication()))
    assert isinstance(told, Throttled)
    assert told.until_ms - town.hands.ms <= 60_000


def test_what_hootsuite_could_not_send_is_told(town: HootsuiteTown) -> None:
    town.world.profiles[town.profile].needs_signing_in = True
    action = town.publication()
    since = town.hands.ms
    assert isinstance(perform(town, action), Done)
    told = look(town, action, since)
    assert isinstance(told, Refused)
    assert "could not send it" in told.happened
    assert told.to_do


def test_what_is_scheduled_is_cancelled_and_what_has_gone_out_is_not(town: HootsuiteTown) -> None:
    made = perform(town, town.publication(scheduled_ms=town.later(hours=1)))
    assert isinstance(made, Done)
    cancel = town.publication("", kind=ActionKind.DELETE_POST, target=made.native_id)
    assert look(town, cancel, 0) == Absent()
    assert perform(town, cancel) == Done()
    # Hootsuite may not have a message for a moment while it sends it: that it is gone is for the look to say.
    assert isinstance(perform(town, cancel), UnknownResult)
    assert look(town, cancel, town.hands.ms) == Found()
    assert look(town, cancel, 0) == Found()
    town.hands.forward(hours=2)
    assert not [one for page in run(town.page_desk()) for one in page.threads]
    out = perform(town, town.publication("Out."))
    assert isinstance(out, Done)
    told = perform(town, town.publication("", kind=ActionKind.DELETE_POST, target=out.native_id))
    assert isinstance(told, RefusedResult)
    assert "its own network" in told.reason


def test_everything_between_two_moments_is_listed_over_weeks_and_pages_whoever_made_it(
    town: HootsuiteTown,
) -> None:
    colleague = town.world.add_member("Sam", "sam@anyshire.example")
    for number in range(230):
        by = colleague if number % 2 else town.world.me
        send = town.hands.now.replace(microsecond=0)
        profile = town.world.profiles[town.profile if number % 3 else town.on_x]
        town.hands.now = send
        town.world.put(profile, f"Post {number}", by, send=None)
        town.hands.forward(hours=6)
    listed = town.desk.listed(town.hands.ms - 60 * 24 * 3600_000, town.hands.ms)
    assert len(listed) == 230
    assert [one.send_ms for one in listed] == sorted(one.send_ms or 0 for one in listed)
    assert {one.by for one in listed} == {colleague.id, town.world.me.id}
    some = town.desk.listed(town.hands.ms - 60 * 24 * 3600_000, town.hands.ms, profiles={town.on_x})
    assert {one.profile for one in some} == {town.on_x}
    with pytest.raises(Gone):
        town.desk.post(NativeId("12345"))
    with pytest.raises(Refused):
        town.desk.post(NativeId("../me"))


def test_a_picture_goes_by_the_store_without_the_sign_in(town: HootsuiteTown) -> None:
    town.world.looks_until_ready = 2
    action = town.publication(media=(PICTURE, PICTURE), scheduled_ms=town.later(hours=1))
    told = perform(town, action)
    assert isinstance(told, Done)
    assert told.native_id is not None
    assert town.desk.post(told.native_id).pictures == 2
    stored = [request for request in town.door.asked if request.path[:1] == ("store",)]
    assert len(stored) == 2
    assert not any(request.token or "authorization" in request.headers for request in stored)


def test_a_picture_that_is_not_ready_is_tried_again_and_nothing_is_out(town: HootsuiteTown) -> None:
    town.world.looks_until_ready = 99
    told = perform(town, town.publication(media=(PICTURE,)))
    assert isinstance(told, Offline)
    assert town.applied() == []


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"text": "  "}, "empty"),
        ({"scheduled_ms": 1}, "has passed"),
        ({"media": (replace(PICTURE, alt_text="A street"),)}, "descriptions"),
        ({"media": (replace(PICTURE, media_type="image/webp"),)}, "another kind"),
        ({"media": (replace(PICTURE, content=b"x" * 6_000_000),)}, "MB"),
        ({"media": (PICTURE,) * 5}, "at most 4"),
        ({"kind": ActionKind.EDIT_POST}, "cancel it"),
        ({"kind": ActionKind.RESCHEDULE}, "cancel it"),
        ({"kind": ActionKind.HIDE}, "nothing of the kind"),
        ({"target": NativeId("../me")}, "id here"),
        ({"target": NativeId("404")}, "did not accept"),
    ],
)
def test_what_cannot_go_is_refused_with_a_sentence(
    town: HootsuiteTown, more: dict[str, Any], why: str
) -> None:
    if more.get("target") == "../me":
        more = {**more, "kind": ActionKind.DELETE_POST}
    told = perform(town, town.publication(**more))
    assert isinstance(told, RefusedResult)
    assert why in told.reason
    assert told.reason.endswith(".")
    assert town.applied() == []


def test_a_full_plan_is_told_in_words(town: HootsuiteTown) -> None:
    town.world.most_scheduled = 0
    told = perform(town, town.publication(scheduled_ms=town.later(hours=1)))
    assert isinstance(told, RefusedResult)
    assert "holds no more scheduled posts" in told.reason
    assert "40025" in told.detail


# -- trouble


def actions(town: HootsuiteTown) -> dict[str, Action]:
    held = town.world.put(
        town.world.profiles[town.profile], "Was there.", town.world.me, send=town.hands.now.replace(hour=23)
    )
    return {
        "schedule": town.publication(scheduled_ms=town.later(hours=1)),
        "publish": town.publication("At once."),
        "with a picture": town.publication("Look.", media=(PICTURE,), scheduled_ms=town.later(hours=1)),
        "cancel": town.publication("", kind=ActionKind.DELETE_POST, target=NativeId(held.id)),
    }


STEPS = [
    ("schedule", "POST", 0), ("publish", "POST", 0), ("cancel", "DELETE", 0), ("with a picture", "POST", 0),
    ("with a picture", "PUT", 0), ("with a picture", "GET", 0), ("with a picture", "POST", 1),
]  # fmt: skip


@pytest.mark.parametrize("trouble", list(Kind), ids=lambda kind: kind.value)
@pytest.mark.parametrize(("name", "method", "skip"), STEPS)
def test_through_any_trouble_at_any_step_it_is_told_truly_and_done_once(
    town: HootsuiteTown, name: str, method: str, skip: int, trouble: Kind
) -> None:
    action = actions(town)[name]
    since = town.hands.ms
    town.spoil(trouble, method, count=1, skip=skip)
    told = perform(town, action)
    assert town.struck
    town.behave()
    done = len(town.applied())
    assert done <= 1
    if isinstance(told, Offline | Throttled | SignInExpired | RefusedResult):
        assert done == 0, told
        if method != "PUT":
            assert not isinstance(told, Offline) or trouble not in (Kind.THROTTLE, Kind.EXPIRED_TOKEN)
    else:
        assert isinstance(told, Done | UnknownResult)
        assert not isinstance(told, Done) or done == 1
    if isinstance(told, NetworkError):
        town.wait(told)
    seen = look(town, action, since)
    assert isinstance(seen, Found if done else Absent), (told, seen)
    if done:
        return
    again = perform(town, action)
    assert isinstance(again, Done), (told, again)
    assert isinstance(look(town, action, since), Found)
    assert len(town.applied()) == 1


@pytest.mark.parametrize("trouble", list(Kind), ids=lambda kind: kind.value)
def test_a_list_is_whole_or_an_error(town: HootsuiteTown, trouble: Kind) -> None:
    actions(town)
    town.spoil(trouble, "GET", count=None)
    told = town.tried(lambda: town.desk.listed(town.hands.ms, town.later(hours=9)))
    assert isinstance(told, NetworkError) or len(told) == 1
    if isinstance(told, NetworkError):
        assert str(told).strip()


def test_a_sign_in_that_has_run_out_is_renewed_once_and_the_call_repeated_once(town: HootsuiteTown) -> None:
    action = town.publication(scheduled_ms=town.later(hours=1))
    for left, times in ((0, None), (1, None), (1, 1)):
        source = Renewing(town.token, left=left)
        desk = town.connect(source)
        town.spoil(Kind.EXPIRED_TOKEN, "POST", count=times)
        told = town.tried(lambda desk=desk: desk.perform(action))
        assert isinstance(told, Done if times else SignInExpired)
        assert source.asked == 1
    assert town.applied() == ["schedule"]


def test_the_days_quota_is_learnt_from_the_headers_and_waited_for(town: HootsuiteTown) -> None:
    town.world.quota, town.world.used = 50, 10
    town.desk.profiles()
    assert town.desk.budget().used_percent == 22
    assert all(line.endswith(".") for line in town.desk.budget().lines)
    town.world.used = 50
    told = perform(town, town.publication())
    assert isinstance(told, Throttled)
    assert told.until_ms - town.hands.ms >= 30 * 60_000
    asked = len(town.door.asked)
    assert isinstance(perform(town, town.publication()), Throttled)
    assert len(town.door.asked) == asked
    assert town.applied() == []


# -- the route


def test_an_account_whose_posts_go_through_hootsuite_reads_its_own_network(town: HootsuiteTown) -> None:
    own = town.page_desk()
    route = ThroughScheduler(own, town.desk, town.profile)
    publish = Action(
        kind=ActionKind.PUBLISH, target=NativeId(town.page), key="a" * 32, text="Through.",
        scheduled_ms=town.later(hours=1),
    )  # fmt: skip
    since = town.hands.ms
    told = town.tried(lambda: route.perform(publish))
    assert isinstance(told, Done)
    assert told.native_id is not None
    assert told.native_id.startswith(HELD)
    seen = town.tried(lambda: route.look(publish, not_before_ms=since, known=frozenset()))
    assert seen == Found(native_id=told.native_id)
    known = frozenset({told.native_id})
    assert town.tried(lambda: route.look(publish, not_before_ms=since, known=known)) == Absent()
    town.hands.forward(hours=2)
    town.world.settle()
    threads = [one for page in run(route) for one in page.threads]
    assert [one.untrusted_text for one in threads] == ["Through."]
    down = Action(kind=ActionKind.DELETE_POST, target=threads[0].native_id, key="b" * 32)
    assert town.tried(lambda: route.perform(down)) == Done()
    assert not [one for page in run(route) for one in page.threads]

    other = town.tried(
        lambda: route.perform(replace(publish, key="c" * 32, scheduled_ms=town.later(hours=1)))
    )
    assert isinstance(other, Done)
    assert other.native_id is not None
    cancel = Action(kind=ActionKind.DELETE_POST, target=other.native_id, key="d" * 32)
    assert town.tried(lambda: route.perform(cancel)) == Done()
    assert town.tried(lambda: route.look(cancel, not_before_ms=0, known=frozenset())) == Found()

    edit = Action(kind=ActionKind.EDIT_POST, target=threads[0].native_id, key="e" * 32, text="x")
    assert isinstance(route.perform(edit), RefusedResult)
    capabilities = route.capabilities()
    assert capabilities[ActionKind.EDIT_POST].way is Way.BY_HAND
    assert capabilities[ActionKind.HIDE] == own.capabilities()[ActionKind.HIDE]
    assert any(line.startswith("Hootsuite: ") for line in route.budget().lines)
    route.close()

"""The YouTube connector against the simulated YouTube, on the real wire."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import stamina

from socialdesk.clock import to_ms
from socialdesk.model.actions import Action, ActionKind
from socialdesk.model.ids import NativeId
from socialdesk.model.items import ItemKind
from socialdesk.platforms.api import (
    Absent,
    Credentials,
    Done,
    FetchedItem,
    FetchedPage,
    FixedToken,
    Found,
    Gone,
    NetworkError,
    Refused,
    RefusedResult,
    SignInExpired,
    Throttled,
    UnknownResult,
    Unreadable,
)
from socialdesk.platforms.capabilities import read_capabilities
from socialdesk.platforms.youtube.accounts import list_accounts
from socialdesk.platforms.youtube.connector import YouTubeConnector, calls_for, connect
from socialdesk.training.networks.faults import Fault, FaultSpec, Kind
from socialdesk.training.networks.server import SimulatedNetworks
from socialdesk.training.networks.youtube.api import YouTubeApi
from socialdesk.training.networks.youtube.records import Author, Status
from socialdesk.training.networks.youtube.world import YouTubeWorld

RESOURCE = Path(__file__).parents[2] / "resources/capabilities/youtube.toml"
CAPABILITIES = read_capabilities(RESOURCE.read_text(encoding="utf-8"))


class Hands:
    """A clock whose hands the test turns."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    @property
    def ms(self) -> int:
        return to_ms(self.now)

    def forward(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass
class Town:
    """A running network with a channel, its video, and a connector to it."""

    networks: SimulatedNetworks
    world: YouTubeWorld
    hands: Hands
    desk: YouTubeConnector
    channel: str
    video: str

    def comment(
        self, text: str, *, who: str = "dale", under: str = "", ago: float = 60, held: bool = False
    ) -> str:
        self.world.add_person(who, who.title())
        at = self.hands.now - timedelta(seconds=ago)
        made = self.world.comment(under or self.video, who, text, at=at, hidden=held)
        assert made is not None
        return made

    def post(self, text: str, **ago: float) -> str:
        return self.world.post(self.channel, text, at=self.hands.now - timedelta(**ago))

    def order(self, kind: ActionKind, target: str, *, thread: str = "", text: str = "") -> Action:
        person = self.world.comments[target].author.channel_id if target in self.world.comments else ""
        return Action(
            kind=kind,
            target=NativeId(target),
            key="test-key",
            thread=NativeId(thread or self.video),
            person=NativeId(person),
            text=text,
        )

    def applied(self) -> list[str]:
        return [call.kind for call in self.world.applied]

    def spoil(self, kind: Kind, method: str = "POST", count: int | None = 1, **more: Any) -> None:
        self.networks.faults.set(FaultSpec(faults=(Fault(kind=kind, method=method, count=count, **more),)))

    def connect(self, token: str = "") -> YouTubeConnector:
        return connected(self.networks, self.channel, token or self.world.token(self.channel), self.hands)

    def look(self, order: Action, known: frozenset[NativeId] = frozenset()) -> object:
        return self.desk.look(order, not_before_ms=self.hands.ms, known=known)


@pytest.fixture(autouse=True)
def _no_waiting() -> Iterator[None]:
    with stamina.set_testing(True, attempts=3, cap=True):
        yield


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[SimulatedNetworks, YouTubeApi]]:
    """One server for all: each test puts a world of its own behind it."""
    world = YouTubeWorld()
    api = YouTubeApi(world)
    with SimulatedNetworks((world, api)) as networks:
        yield networks, api


@pytest.fixture
def town(server: tuple[SimulatedNetworks, YouTubeApi]) -> Iterator[Town]:
    networks, api = server
    hands = Hands()
    world = api.world = YouTubeWorld(hands)
    channel = world.add_account("main", "Anyshire Police", "anyshirepolice")
    video = world.post(channel, "An appeal.\nHave you seen him?", at=hands.now - timedelta(hours=3))
    desk = connected(networks, channel, world.token(channel), hands)
    try:
        yield Town(networks, world, hands, desk, channel, video)
    finally:
        desk.close()
        networks.faults.clear()


def connected(networks: SimulatedNetworks, channel: str, token: str, hands: Hands) -> YouTubeConnector:
    return connect(
        NativeId(channel),
        source=FixedToken(Credentials(token=token)),
        base_url=networks.base_url("youtube"),
        clock=hands,
        loopback_only=True,
        kept=None,
        capabilities=CAPABILITIES,
    )


def run(desk: YouTubeConnector, cursor: str | None = None, *, full: bool = False) -> list[FetchedPage]:
    """Every page of one run; each cursor goes through text, as in the store."""
    pages = [desk.fetch(cursor, full=full)]
    while pages[-1].more:
        assert len(pages) < 1000
        pages.append(desk.fetch(pages[-1].cursor, full=full))
    return pages


def items(pages: list[FetchedPage]) -> dict[str, FetchedItem]:
    return {str(item.native_id): item for page in pages for item in page.items}


def ends(pages: list[FetchedPage]) -> set[str]:
    return {str(page.full_read) for page in pages if page.full_read_ends}


def seen(pages: list[FetchedPage], video: str) -> set[str]:
    return {str(item.native_id) for page in pages if page.full_read == video for item in page.items}


# -- reading


def test_a_first_run_reads_videos_comments_and_replies(town: Town) -> None:
    first = town.comment("I know <him>\nhonestly")
    reply = town.comment("So do I", who="shona", under=first, ago=30)
    held = town.comment("rude", held=True)
    spam = town.comment("buy this")
    town.world.comments[spam].status = Status.SPAM
    on_channel = town.comment("hello channel", under=town.channel)
    ours = town.comment("We have it", who=town.channel, under=first, ago=10)

    pages = run(town.desk)

    found = items(pages)
    assert found.keys() == {first, reply, held, spam, on_channel, ours}
    assert found[first].kind is ItemKind.COMMENT
    assert found[first].untrusted_text == "I know <him>\nhonestly"
    assert found[first].thread == town.video
    assert found[first].permalink == f"https://www.youtube.com/watch?v={town.video}&lc={first}"
    author = found[first].author
    assert author is not None
    assert author.native_id == town.world.people["dale"].channel_id
    assert author.profile_url.startswith("https://www.youtube.com/channel/UC")
    assert found[reply].kind is ItemKind.REPLY
    assert found[reply].parent == first
    assert (found[ours].by_force, found[ours].can_hide) == (True, False)
    assert [found[one].hidden for one in (first, reply, held, spam)] == [False, False, True, True]
    assert found[on_channel].thread == town.channel
    threads = {thread.native_id: thread for page in pages for thread in page.threads}
    assert threads[NativeId(town.video)].untrusted_text == "An appeal.\n\nHave you seen him?"
    assert threads[NativeId(town.video)].comment_count == 3
    assert threads[NativeId(town.channel)].untrusted_text == "Anyshire Police"
    assert json.loads(found[first].raw)["id"] == first


def test_more_replies_than_the_sample_are_read(town: Town) -> None:
    top = town.comment("top", ago=500)
    replies = {town.comment(f"reply {number}", under=top, ago=400 - number) for number in range(130)}
    assert items(run(town.desk)).keys() == {top} | replies


def test_a_quiet_poll_costs_two_units_and_gives_nothing(town: Town) -> None:
    for number in range(30):
        town.comment(f"number {number}", ago=4000 + number)
    cursor = run(town.desk)[-1].cursor
    town.hands.forward(minutes=1)
    before = town.world.units.used
    pages = run(town.desk, cursor)
    assert town.world.units.used - before == 2
    assert items(pages) == {}
    assert not any(page.threads for page in pages)
    left = f"{10_000 - town.world.units.used:,} of 10,000 units left today"
    assert town.desk.budget().lines == (f"{left}; 2,000 are kept for moderation.",)


def test_the_next_run_notices_news_new_replies_edits_and_what_was_held_elsewhere(town: Town) -> None:
    old, edited, hidden = (town.comment(text, ago=90_000) for text in ("old", "before", "to be held"))
    busy = town.comment("busy", ago=80_000)
    for number in range(6):
        town.comment(f"reply {number}", under=busy, ago=70_000 - number)
    cursor = run(town.desk)[-1].cursor
    town.hands.forward(hours=3)
    second = town.post("Another video", minutes=5)
    new = town.comment("new", under=second)
    late = town.comment("a late reply", under=old)
    seventh = town.comment("reply 7", under=busy)
    town.world.edit(edited, "after")
    town.world.comments[hidden].status = Status.HELD

    pages = run(town.desk, cursor)

    found = items(pages)
    assert {new, late, seventh} <= found.keys()
    assert found[edited].untrusted_text == "after"
    assert found[hidden].hidden
    assert NativeId(second) in {thread.native_id for page in pages for thread in page.threads}
    town.hands.forward(hours=3)
    assert items(run(town.desk, pages[-1].cursor)) == {}


def test_a_run_goes_on_from_its_stored_cursor_in_a_new_connector(town: Town) -> None:
    made = {town.comment(f"number {number}", ago=number + 1) for number in range(250)}
    page = town.desk.fetch(None)
    found = set(items([page]))
    for _ in range(100):
        if not page.more:
            break
        with_new_hands = town.connect()
        page = with_new_hands.fetch(page.cursor)
        with_new_hands.close()
        found |= set(items([page]))
    assert found == made


def test_thousands_of_comments_come_whole_with_progress(town: Town) -> None:
    video = town.world.videos[town.video]
    dale = town.world.add_person("dale", "Dale")
    made = {
        town.world.put(
            video, dale, f"comment {number}", at=town.hands.now - timedelta(seconds=3000 - number)
        ).id
        for number in range(3000)
    }
    pages = run(town.desk)
    assert set(items(pages)) == made
    assert {page.progress.total for page in pages} == {3000}
    done = [page.progress.done for page in pages]
    assert done == sorted(done)
    assert done[-1] == 3000


def test_a_full_run_tells_what_is_gone_and_keeps_what_is_held(town: Town) -> None:
    kept, withdrawn, rejected, held = (
        town.comment(text, ago=7200) for text in ("kept", "withdrawn", "rejected", "held")
    )
    reply = town.comment("a reply", under=kept, ago=7000)
    quiet = town.post("Quiet", days=200)
    closed = town.post("No comments here", days=2)
    town.world.videos[closed].comments_off = True
    town.world.withdraw(withdrawn)
    town.world.comments[rejected].status = Status.REJECTED
    town.world.comments[held].status = Status.HELD
    town.hands.forward(hours=3)

    pages = run(town.desk, full=True)

    assert ends(pages) == {town.video}
    assert seen(pages, town.video) == {kept, reply, held}
    assert items(pages)[held].hidden
    threads = {thread.native_id for page in pages for thread in page.threads}
    assert {NativeId(quiet), NativeId(closed)} <= threads
    assert not any(page.notes for page in pages)


def test_a_full_run_claims_nothing_where_something_was_held_meanwhile(town: Town) -> None:
    made = town.comment("hello", ago=7200)
    pages = [town.desk.fetch(None, full=True)]
    while not seen(pages, town.video):
        pages.append(town.desk.fetch(pages[-1].cursor, full=True))
    town.world.comments[made].status = Status.HELD
    pages += run(town.desk, pages[-1].cursor, full=True)
    assert town.video not in ends(pages)


def test_an_ordinary_run_claims_nothing_to_be_gone(town: Town) -> None:
    town.comment("hello")
    assert all(page.full_read is None and not page.full_read_ends for page in run(town.desk))


def test_an_author_whom_youtube_does_not_name_is_read(town: Town) -> None:
    video = town.world.videos[town.video]
    made = town.world.put(video, Author("", "Somebody"), "hello", at=town.hands.now)
    assert items(run(town.desk))[made.id].author is None


def test_a_refused_page_token_begins_that_list_again(town: Town) -> None:
    made = {town.comment(f"number {number}", ago=number + 1) for number in range(250)}
    page = town.desk.fetch(None)
    while '"token"' not in page.cursor:
        page = town.desk.fetch(page.cursor)
    state = json.loads(page.cursor)
    state["run"]["queue"][0]["token"] = "no-longer-taken"
    assert set(items(run(town.desk, json.dumps(state)))) == made


def test_a_refusal_to_show_what_is_held_leaves_the_rest(town: Town) -> None:
    made = town.comment("hello")
    body = '{"error":{"code":403,"message":"x","errors":[{"reason":"forbidden","domain":"youtube.common"}]}}'
    town.spoil(Kind.WRONG_JSON, method="GET", count=2, skip=3, body=body)
    pages = run(town.desk)
    assert made in items(pages)
    notes = [note for page in pages for note in page.notes]
    assert notes[0].startswith("Comments held for review could not be read. YouTube does not allow this.")


def test_reading_goes_on_after_a_broken_connection_and_after_trouble_of_youtubes(town: Town) -> None:
    made = town.comment("hello")
    for kind, count in ((Kind.RESET_BEFORE, 2), (Kind.ERROR_BEFORE, 2), (Kind.REFUSE_AFTER, 1)):
        town.spoil(kind, method="GET", count=count)
        assert made in items(run(town.desk))


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        (Kind.CUT_JSON, Unreadable),
        (Kind.HTML, Unreadable),
        (Kind.WRONG_JSON, Unreadable),
        (Kind.GZIP_BOMB, Unreadable),
        (Kind.REDIRECT, Unreadable),
        (Kind.RESET_BEFORE, Unreadable),
        (Kind.ERROR_BEFORE, Unreadable),
        (Kind.REFUSE_AFTER, Unreadable),
        (Kind.EXPIRED_TOKEN, SignInExpired),
        (Kind.THROTTLE, Throttled),
    ],
)
def test_each_trouble_is_the_ports_error(town: Town, kind: Kind, error: type[Exception]) -> None:
    town.spoil(kind, method="GET", count=None)
    with pytest.raises(error):
        town.desk.fetch(None)


def test_one_list_that_can_never_be_read_does_not_stop_the_rest(town: Town) -> None:
    top = town.comment("top", ago=500)
    for number in range(7):
        town.comment(f"reply {number}", under=top, ago=400 - number)
    other = town.comment("other")
    town.spoil(Kind.CUT_JSON, method="GET", count=None, route="/youtube/v3/comments")
    cursor, found, raised = None, dict[str, FetchedItem](), 0
    for _ in range(20):
        try:
            page = town.desk.fetch(cursor)
        except Unreadable:
            raised += 1
            continue
        cursor, found = page.cursor, found | items([page])
        if not page.more:
            break
    assert raised == 1
    assert {top, other} <= found.keys()


# -- units


def test_used_up_means_until_midnight_in_california(town: Town) -> None:
    town.spoil(Kind.THROTTLE, method="GET", code=403)
    with pytest.raises(Throttled, match="midnight in California") as caught:
        town.desk.fetch(None)
    assert caught.value.until_ms == to_ms(datetime(2026, 11, 24, 8, 0, tzinfo=UTC))
    town.spoil(Kind.THROTTLE, count=0)
    with pytest.raises(Throttled):
        town.desk.perform(town.order(ActionKind.HIDE, "Ugx"))
    town.hands.forward(hours=14, seconds=1)
    assert town.desk.fetch(None).threads


def test_too_fast_means_a_while(town: Town) -> None:
    town.spoil(Kind.THROTTLE, method="GET", minutes=7)
    with pytest.raises(Throttled) as caught:
        town.desk.fetch(None)
    assert caught.value.until_ms == town.hands.ms + 7 * 60_000


def test_what_the_desk_counts_is_what_youtube_counts_and_the_reserve_is_for_moderation(town: Town) -> None:
    target = town.comment("hello")
    run(town.desk)
    assert isinstance(town.desk.perform(town.order(ActionKind.REPLY, target, text="Thanks.")), Done)
    told = town.desk.budget().lines[0]
    assert told.startswith(f"{10_000 - town.world.units.used:,} of 10,000 units left today")
    while town.desk.budget().used_percent < 80:
        town.desk.perform(town.order(ActionKind.HIDE, target))
    with pytest.raises(Throttled):
        town.desk.fetch(None)
    held = town.order(ActionKind.UNHIDE, target)
    assert isinstance(town.desk.perform(held), Done)
    assert town.look(held) == Found()
    item = town.desk.capture(held).item
    assert item is not None


# -- doing


def test_every_action_is_done_and_found(town: Town) -> None:
    made, doomed = town.comment("hello", ago=3), town.comment("to go", ago=2)
    beneath = town.comment("beneath", under=made, ago=1)
    own = town.comment("ours", who=town.channel, under=made, ago=1)
    orders = [
        town.order(ActionKind.HIDE, made),
        town.order(ActionKind.UNHIDE, made),
        town.order(ActionKind.HIDE, beneath),
        town.order(ActionKind.UNHIDE, beneath),
        town.order(ActionKind.REPLY, made, text="Thank you."),
        town.order(ActionKind.REPLY, beneath, text="Thank you, too.\r\nReally. "),
        town.order(ActionKind.REPLY, town.video, text="Thank you all."),
        town.order(ActionKind.DELETE, doomed),
        town.order(ActionKind.DELETE, beneath),
        town.order(ActionKind.DELETE, own),
        town.order(ActionKind.DELETE_POST, town.video),
    ]
    for order in orders:
        if order.kind is not ActionKind.UNHIDE:
            assert town.look(order) == Absent(), order
        result = town.desk.perform(order)
        assert isinstance(result, Done), order
        assert town.look(order) == Found(native_id=result.native_id if order.kind.creates else None), order
        if order.kind.creates:
            assert result.native_id is not None
            assert town.look(order, frozenset({result.native_id})) == Absent()
    assert town.applied() == [
        "hide", "unhide", "hide", "unhide", "reply", "reply", "comment", "delete", "delete", "delete", "delete_post",
    ]  # fmt: skip


def test_a_ban_goes_with_a_removal_and_cannot_be_looked_up(town: Town) -> None:
    made = town.comment("rude")
    order = town.order(ActionKind.BLOCK, made)
    assert town.look(order) == Absent()
    assert town.desk.perform(order) == Done()
    assert town.applied() == ["block"]
    assert town.world.comment(town.video, "dale", "again") is None
    with pytest.raises(Refused, match="does not show who is banned"):
        town.look(order)
    for target in (order.person, NativeId(town.video), NativeId("")):
        refused = town.desk.perform(replace(order, target=target))
        assert isinstance(refused, RefusedResult)
        assert "only together with the removal" in refused.reason


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (ActionKind.PUBLISH, "is a video"),
        (ActionKind.UNBLOCK, "YouTube Studio"),
        (ActionKind.MESSAGE, "no private messages"),
        (ActionKind.PRIVATE_REPLY, "no private messages"),
        (ActionKind.REPORT, "choose Report"),
        (ActionKind.MUTE, "nothing of the kind"),
        (ActionKind.BLOCK_MESSAGES, "nothing of the kind"),
    ],
)
def test_what_youtube_lacks_is_refused_plainly(town: Town, kind: ActionKind, words: str) -> None:
    order = town.order(kind, town.comment("hello"), text="x")
    refused = town.desk.perform(order)
    assert isinstance(refused, RefusedResult)
    assert words in refused.reason
    with pytest.raises(Refused):
        town.look(order)
    assert town.applied() == []


def test_a_rejection_is_one_way(town: Town) -> None:
    made = town.comment("hello")
    assert town.desk.perform(town.order(ActionKind.DELETE, made)) == Done()
    assert isinstance(town.desk.perform(town.order(ActionKind.UNHIDE, made)), RefusedResult)
    with pytest.raises(Gone):
        town.look(town.order(ActionKind.UNHIDE, made))
    with pytest.raises(Gone):
        town.desk.capture(town.order(ActionKind.DELETE, made))
    assert town.desk.perform(town.order(ActionKind.DELETE, made)) == Done()


def test_what_is_held_is_found_where_it_is_not_shown_by_id(town: Town) -> None:
    town.world.held_by_id = False
    top, parent = town.comment("rude", held=True), town.comment("hello")
    reply = town.comment("rude too", under=parent, held=True)
    for target in (top, reply):
        assert town.look(town.order(ActionKind.HIDE, target)) == Found()
        assert town.look(town.order(ActionKind.DELETE, target)) == Absent()
        shown = town.desk.capture(town.order(ActionKind.DELETE, target)).item
        assert shown is not None
        assert shown.hidden
        assert town.desk.perform(town.order(ActionKind.DELETE, target)) == Done()
        assert town.look(town.order(ActionKind.DELETE, target)) == Found()


def test_a_look_is_not_taken_in_by_the_same_words_from_others_or_before(town: Town) -> None:
    target = town.comment("top", ago=5000)
    town.comment("We have it.", who="shona", under=target)
    order = town.order(ActionKind.REPLY, target, text="We have it.")
    assert town.desk.look(order, not_before_ms=town.hands.ms - 3_600_000, known=frozenset()) == Absent()
    assert isinstance(town.desk.perform(order), Done)
    town.hands.forward(hours=1)
    assert town.look(order) == Absent()


@pytest.mark.parametrize("kind", [Kind.RESET_AFTER, Kind.ERROR_AFTER, Kind.REFUSE_AFTER, Kind.CUT_JSON, Kind.HTML,
                                  Kind.GZIP_BOMB])  # fmt: skip
def test_a_spoiled_answer_to_a_reply_is_unknown_sent_once_and_found(town: Town, kind: Kind) -> None:
    order = town.order(ActionKind.REPLY, town.comment("hello"), text="Thank you.")
    town.spoil(kind, count=None)
    assert isinstance(town.desk.perform(order), UnknownResult)
    assert town.applied() == ["reply"]
    town.networks.faults.clear()
    assert isinstance(town.look(order), Found)


@pytest.mark.parametrize("kind", [Kind.RESET_AFTER, Kind.ERROR_AFTER, Kind.REFUSE_AFTER, Kind.HTML])
def test_a_spoiled_answer_to_a_removal_is_unknown_and_found(town: Town, kind: Kind) -> None:
    for what in (ActionKind.HIDE, ActionKind.DELETE):
        order = town.order(what, town.comment("hello"))
        town.spoil(kind)
        assert isinstance(town.desk.perform(order), UnknownResult)
        assert town.look(order) == Found()


@pytest.mark.parametrize("kind", [Kind.RESET_BEFORE, Kind.ERROR_BEFORE, Kind.WRONG_JSON, Kind.REDIRECT])
def test_no_clear_answer_is_unknown_even_where_nothing_was_done(town: Town, kind: Kind) -> None:
    target = town.comment("hello")
    for order in (
        town.order(ActionKind.REPLY, target, text="Thank you."),
        town.order(ActionKind.HIDE, target),
    ):
        town.spoil(kind, count=1, applied=False)
        assert isinstance(town.desk.perform(order), UnknownResult)
        assert town.look(order) == Absent()


def test_trouble_before_anything_is_sent_waits(town: Town) -> None:
    orders = [
        town.order(ActionKind.REPLY, town.comment("hello"), text="Thank you."),
        town.order(ActionKind.DELETE, town.comment("hello")),
    ]
    for order in orders:
        town.spoil(Kind.HTML, method="GET", count=None)
        with pytest.raises(NetworkError, match="web page") as caught:
            town.desk.perform(order)
        assert caught.value.kept == "Nothing was sent."
    assert town.applied() == []


def test_an_expired_sign_in_and_throttling_are_raised_not_refused(town: Town) -> None:
    order = town.order(ActionKind.REPLY, town.comment("hello"), text="Thank you.")
    for kind, error in ((Kind.EXPIRED_TOKEN, SignInExpired), (Kind.THROTTLE, Throttled)):
        town.spoil(kind)
        with pytest.raises(error):
            town.desk.perform(order)
    assert town.applied() == []


def test_a_sign_in_that_ran_out_is_renewed_once(town: Town) -> None:
    class Renewing:
        asked = 0

        def current(self) -> Credentials:
            return Credentials(token=town.world.token(town.channel) if self.asked else "ya29.worn-out")

        def renewed(self, refused: Credentials) -> Credentials | None:
            self.asked += 1
            return self.current()

    source = Renewing()
    desk = connect(
        NativeId(town.channel),
        source=source,
        base_url=town.networks.base_url("youtube"),
        clock=town.hands,
        loopback_only=True,
        kept=None,
        capabilities=CAPABILITIES,
    )
    made = town.comment("hello")
    assert isinstance(desk.perform(town.order(ActionKind.HIDE, made)), Done)
    assert made in items(run(desk))
    assert source.asked == 1
    assert town.applied() == ["hide"]
    desk.close()


def test_what_is_written_can_be_late(town: Town) -> None:
    order = town.order(ActionKind.REPLY, town.comment("hello"), text="Thank you.")
    began = town.hands.ms
    town.spoil(Kind.LAG, seconds=30)
    result = town.desk.perform(order)
    assert isinstance(result, Done)
    assert town.look(order) == Absent()
    town.hands.forward(seconds=31)
    assert town.desk.look(order, not_before_ms=began, known=frozenset()) == Found(native_id=result.native_id)


def test_what_youtube_refuses_is_refused_with_a_sentence(town: Town) -> None:
    other = town.world.add_account("other", "Others", "others")
    elsewhere = town.world.post(other, "Not ours")
    theirs = town.comment("hello", under=elsewhere)
    hide = town.desk.perform(town.order(ActionKind.HIDE, theirs))
    assert isinstance(hide, RefusedResult)
    assert "does not allow" in hide.reason
    assert "forbidden" in hide.detail
    gone = town.desk.perform(town.order(ActionKind.REPLY, "Ugx", text="x"))
    assert isinstance(gone, RefusedResult)
    assert "no longer there" in gone.reason
    town.world.videos[town.video].comments_off = True
    closed = town.desk.perform(town.order(ActionKind.REPLY, town.video, text="x"))
    assert isinstance(closed, RefusedResult)
    assert "turned off" in closed.reason
    for target in ("../me", "", "1/2", "1?x", "1#", "1\n", "a,b", "x" * 600):
        for kind in (ActionKind.HIDE, ActionKind.DELETE, ActionKind.DELETE_POST):
            assert isinstance(town.desk.perform(town.order(kind, target)), RefusedResult)


def test_what_cannot_be_sent_is_not(town: Town) -> None:
    orders = [
        town.order(ActionKind.REPLY, town.video, text=" \n"),
        town.order(ActionKind.REPLY, town.video, text="x" * 10_001),
    ]
    assert all(isinstance(town.desk.perform(order), RefusedResult) for order in orders)
    assert town.applied() == []


# -- evidence


def test_a_capture_holds_the_answer_the_replies_and_the_pictures(town: Town) -> None:
    town.world.add_person("dale", "Dale")
    made = town.world.comment(town.video, "dale", "look", picture="x")
    assert made is not None
    replies = {town.comment(f"reply {number}", under=made) for number in range(7)}

    capture = town.desk.capture(town.order(ActionKind.DELETE, made))

    assert json.loads(capture.raw)["items"][0]["id"] == made
    assert capture.untrusted_text == "look"
    assert {str(item.native_id) for item in capture.replies} == replies
    assert [media.media_type for media in capture.media] == ["image/png"]
    assert capture.media_missing == ()
    assert "date" in capture.headers
    assert made in capture.url
    assert town.world.token(town.channel) not in repr(capture)
    town.world.pictures.clear()
    assert len(town.desk.capture(town.order(ActionKind.DELETE, made)).media_missing) == 1


def test_a_capture_shows_what_is_held(town: Town) -> None:
    made = town.comment("hello")
    order = town.order(ActionKind.HIDE, made)
    assert town.desk.perform(order) == Done()
    item = town.desk.capture(order).item
    assert item is not None
    assert item.hidden
    video = town.desk.capture(town.order(ActionKind.DELETE_POST, town.video))
    assert video.untrusted_text.startswith("An appeal.")


# -- accounts


def test_the_channels_of_a_sign_in(town: Town) -> None:
    def asking(token: str) -> Callable[[], Any]:
        def ask() -> Any:
            calls = calls_for(
                "",
                source=FixedToken(Credentials(token=token)),
                base_url=town.networks.base_url("youtube"),
                clock=town.hands,
                loopback_only=True,
                kept=None,
            )
            try:
                return list_accounts(calls)
            finally:
                calls.close()

        return ask

    (account,) = asking(town.world.token(town.channel))()
    assert (account.native_id, account.name) == (town.channel, "Anyshire Police")
    assert account.handle == "@anyshirepolice"
    with pytest.raises(SignInExpired):
        asking("ya29.nonsense")()


def test_a_sign_in_without_comments_says_so(town: Town) -> None:
    reading = town.world.issue(town.channel, scopes=("https://www.googleapis.com/auth/youtube.readonly",))
    desk = town.connect(reading)
    with pytest.raises(Refused, match="does not include YouTube comments"):
        run(desk)
    desk.close()


def test_training_reaches_no_other_computer(town: Town) -> None:
    for url in (None, "https://youtube.googleapis.com", "http://192.0.2.1"):
        with pytest.raises(Refused, match="this computer only"):
            connect(
                NativeId(town.channel),
                source=FixedToken(Credentials(token="x" * 20)),
                base_url=url,
                clock=town.hands,
                loopback_only=True,
                kept=None,
                capabilities=CAPABILITIES,
            )


def test_no_outcome_of_any_door_holds_the_token(town: Town, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    token = town.world.token(town.channel)
    order = town.order(ActionKind.REPLY, town.comment("hello"), text="Thank you.")
    doors: list[Callable[[], object]] = [
        lambda: town.desk.fetch(None),
        lambda: town.desk.perform(order),
        lambda: town.look(order),
        lambda: town.desk.capture(order),
    ]
    raised = 0
    for kind in Kind:
        if kind in {Kind.LATENCY, Kind.DRIP, Kind.LAG}:
            continue
        town.spoil(kind, method="*", count=None, minutes=0, body='{"items":[{"id":"x"}],"kind":7}')
        for door in doors:
            town.hands.forward(hours=1)
            try:
                told: object = door()
            except NetworkError as error:
                told = error
                raised += 1
            assert token not in f"{told!s} {told!r}"
    assert raised > 30
    assert token not in " ".join(f"{record.getMessage()} {record.args!r}" for record in caplog.records)

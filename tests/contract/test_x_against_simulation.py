"""The X connector against the simulated X, on the real wire."""

from __future__ import annotations

import json
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import stamina

from socialdesk.clock import to_ms
from socialdesk.model.actions import Action, ActionKind
from socialdesk.model.ids import NativeId
from socialdesk.model.items import ItemKind, ThreadKind
from socialdesk.platforms.api import (
    Absent,
    Credentials,
    Done,
    FetchedItem,
    FetchedPage,
    FetchedThread,
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
from socialdesk.platforms.x.connector import XConnector, connect
from socialdesk.platforms.x.perform import Tier
from socialdesk.training.networks.faults import Fault, FaultSpec, Kind
from socialdesk.training.networks.server import SimulatedNetworks
from socialdesk.training.networks.x.api import XApi
from socialdesk.training.networks.x.world import XWorld


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
    """A running X with an account, its post, and a connector to it."""

    networks: SimulatedNetworks
    world: XWorld
    hands: Hands
    account: str
    made: list[XConnector]
    post: str

    @property
    def desk(self) -> XConnector:
        return self.made[0]

    def ago(self, seconds: float) -> datetime:
        return self.hands.now - timedelta(seconds=seconds)

    def comment(self, text: str, *, who: str = "dale", under: str = "", ago: float = 60, **more: Any) -> str:
        self.world.add_person(who, who.title())
        made = self.world.comment(under or self.post, who, text, at=self.ago(ago), **more)
        assert made is not None
        return made

    def mention(self, text: str, *, who: str = "dale", ago: float = 60, **more: Any) -> str:
        self.world.add_person(who, who.title())
        made = self.world.mention(self.account, who, text, at=self.ago(ago), **more)
        assert made is not None
        return made

    def stranger(self, text: str, *, who: str = "shona", ago: float = 60) -> str:
        """Somebody posts, and does not name the account."""
        self.world.add_person(who, who.title())
        post = self.world.make_post(self.world.user(who), text, at=self.ago(ago))
        self.world.show(post)
        return post.id

    def message(self, text: str, *, who: str = "dale", ago: float = 60, **more: Any) -> str:
        self.world.add_person(who, who.title())
        made = self.world.message(self.account, who, text, at=self.ago(ago), **more)
        assert made is not None
        return made

    def person(self, who: str = "dale") -> NativeId:
        self.world.add_person(who, who.title())
        return NativeId(self.world.user(who).id)

    def talk(self, who: str = "dale") -> NativeId:
        return NativeId("-".join(sorted((self.account, self.person(who)), key=int)))

    def applied(self) -> list[str]:
        return [call.kind for call in self.world.ledger.after()]

    def spoil(self, kind: Kind, method: str = "POST", count: int | None = 1, **more: Any) -> None:
        self.networks.faults.set(FaultSpec(faults=(Fault(kind=kind, method=method, count=count, **more),)))

    def connect(self, token: str = "", tier: Tier = "self-serve", **more: Any) -> XConnector:
        made = connect(
            NativeId(self.account),
            source=FixedToken(Credentials(token=token or self.world.token_of(self.account))),
            base_url=self.networks.base_url("x"),
            clock=self.hands,
            loopback_only=True,
            kept=None,
            capabilities={},
            tier=tier,
            **more,
        )
        self.made.append(made)
        return made


@pytest.fixture(autouse=True)
def _no_waiting() -> Iterator[None]:
    with stamina.set_testing(True, attempts=3, cap=True):
        yield


class Door(XApi):
    """One running X whose world each test makes anew: to start and stop a server takes longer than most tests."""

    def enter(self, world: XWorld) -> None:
        super().__init__(world)


@pytest.fixture(scope="module")
def running() -> Iterator[tuple[SimulatedNetworks, Door]]:
    world = XWorld(Hands())
    door = Door(world)
    with SimulatedNetworks((world, door)) as networks:
        yield networks, door


@pytest.fixture
def town(running: tuple[SimulatedNetworks, Door]) -> Iterator[Town]:
    networks, door = running
    hands = Hands()
    world = XWorld(hands)
    account = world.add_account("force", "Anyshire Police", "anyshirepolice")
    post = world.post(account, "An appeal.", at=hands.now - timedelta(hours=3))
    door.enter(world)
    networks.faults.clear()
    town = Town(networks, world, hands, account, [], post)
    town.connect()
    try:
        yield town
    finally:
        for desk in town.made:
            desk.close()


def run(desk: XConnector, cursor: str | None = None, *, full: bool = False) -> list[FetchedPage]:
    """Every page of one run; each cursor goes through text, as in the store."""
    pages = [desk.fetch(cursor, full=full)]
    while pages[-1].more:
        assert len(pages) < 1000
        pages.append(desk.fetch(pages[-1].cursor, full=full))
    return pages


def items(pages: list[FetchedPage]) -> dict[str, FetchedItem]:
    return {str(item.native_id): item for page in pages for item in page.items}


def threads(pages: list[FetchedPage]) -> dict[str, FetchedThread]:
    return {str(thread.native_id): thread for page in pages for thread in page.threads}


def notes(pages: list[FetchedPage]) -> list[str]:
    return [note for page in pages for note in page.notes]


def gone(pages: list[FetchedPage]) -> list[str]:
    return [str(one) for page in pages for one in page.gone]


def action(kind: ActionKind, target: str, **more: Any) -> Action:
    return Action(kind=kind, target=NativeId(target), key="test-key", **more)


def look(town: Town, order: Action, *, known: frozenset[NativeId] = frozenset()) -> object:
    return town.desk.look(order, not_before_ms=town.hands.ms - 300_000, known=known)


# -- reading


def test_a_first_run_reads_posts_replies_mentions_and_messages(town: Town) -> None:
    first = town.comment("I know him")
    reply = town.comment("So do I", who="shona", under=first, ago=30)
    named = town.mention("Is this true?", ago=20)
    letter = town.message("Is this the right place?")

    pages = run(town.desk)

    found, posts = items(pages), threads(pages)
    assert found[first].kind is ItemKind.COMMENT
    assert found[first].untrusted_text == "I know him"
    assert found[first].thread == town.post
    assert found[first].parent is None
    author = found[first].author
    assert author is not None
    assert author.native_id == town.person()
    assert author.untrusted_name == "Dale (@dale)"
    assert found[first].can_hide is True
    assert found[reply].kind is ItemKind.REPLY
    assert found[reply].parent == first
    assert found[named].kind is ItemKind.MENTION
    assert found[named].can_hide is False
    assert found[letter].kind is ItemKind.MESSAGE
    assert found[letter].thread == town.talk()
    assert posts[town.post].kind is ThreadKind.POST
    assert posts[town.post].untrusted_text == "An appeal."
    assert posts[named].kind is ThreadKind.VISITOR_POST
    assert posts[town.talk()].kind is ThreadKind.CONVERSATION
    assert json.loads(found[first].raw)["id"] == first
    assert found[first].created_ms == town.hands.ms - 60_000
    assert any("encrypted" in note for note in notes(pages))


def test_a_reply_that_names_nobody_is_found_by_the_conversation(town: Town) -> None:
    first = town.comment("I know him")
    nested = town.world.posts[town.comment("Between us", who="shona", under=first)]
    nested.leading = nested.leading[:1]
    assert nested.id in items(run(town.desk))


def test_a_mention_is_read_in_its_place(town: Town) -> None:
    root = town.stranger("Somebody broke my window.", ago=9000)
    below = town.world.comment(root, town.account, "Ring 101.", at=town.ago(5000))
    town.world.add_person("dale", "Dale")
    named = town.world.comment(root, "dale", "@anyshirepolice look", at=town.ago(100))
    assert below is not None
    assert named is not None

    pages = run(town.desk)

    found, posts = items(pages), threads(pages)
    assert found[named].thread == root == found[below].thread
    assert found[below].by_force
    assert found[named].kind is ItemKind.MENTION
    assert posts[root].untrusted_text == "Somebody broke my window."
    assert posts[root].kind is ThreadKind.VISITOR_POST
    town.hands.forward(hours=1)
    lookups = [one for one in run(town.desk, pages[-1].cursor) if root in threads([one])]
    assert lookups == []


def test_the_next_run_reads_what_is_new_and_a_quiet_one_nothing(town: Town) -> None:
    town.comment("old", ago=7200)
    town.mention("old", ago=7300)
    cursor = run(town.desk)[-1].cursor
    town.hands.forward(hours=3)
    new, named, letter = town.comment("new"), town.mention("new"), town.message("new")

    pages = run(town.desk, cursor)

    assert set(items(pages)) == {new, named, letter}
    town.hands.forward(hours=3)
    pages = run(town.desk, pages[-1].cursor)
    town.hands.forward(days=9)
    quiet = run(town.desk, pages[-1].cursor)
    assert [item for item in items(quiet).values() if item.kind is not ItemKind.MESSAGE] == []
    assert len(quiet) <= 4


def test_what_is_shown_late_is_not_missed(town: Town) -> None:
    cursor = run(town.desk)[-1].cursor
    town.hands.forward(minutes=1)
    cursor = run(town.desk, cursor)[-1].cursor
    late = town.comment("made before, shown after", ago=90)
    town.hands.forward(minutes=1)
    assert late in items(run(town.desk, cursor))


def test_a_run_goes_on_from_its_stored_cursor_in_a_new_connector(town: Town) -> None:
    made = {town.comment(f"number {number}", ago=number + 1) for number in range(250)}
    made |= {town.message(f"message {number}", ago=number + 1) for number in range(150)}
    page = town.desk.fetch(None)
    found = set(items([page]))
    for _ in range(100):
        if not page.more:
            break
        page = town.connect().fetch(page.cursor)
        found |= set(items([page]))
    assert found == made
    assert page.progress.done >= len(made)


def test_only_the_800_newest_mentions_are_there_and_the_rest_by_conversation(town: Town) -> None:
    made = {town.comment(f"number {number}", ago=1000 - number) for number in range(900)}
    assert made == set(items(run(town.desk)))


def test_many_conversations_are_searched_in_few_queries(town: Town) -> None:
    posts = [
        town.world.post(town.account, f"News {number}", at=town.ago(4000 + number)) for number in range(30)
    ]
    made = {town.comment("below", under=post) for post in posts}
    town.world.limits.allowed["GET /2/tweets/search/recent"] = 4
    pages = run(town.desk)
    assert made <= set(items(pages))
    assert not any("Replies beneath" in note for note in notes(pages))


def test_both_vocabularies_are_spoken(town: Town) -> None:
    made = town.comment("I know him")
    long = town.comment("x" * 500, who="shona")
    for taken in ({"tweet"}, {"post"}):
        town.world.vocabularies = frozenset(taken)
        desk = town.connect()
        found = items(run(desk))
        assert found[made].parent is None
        assert found[made].author is not None
        assert found[made].kind is ItemKind.COMMENT
        assert found[long].untrusted_text == "x" * 500


def test_a_full_run_tells_what_is_gone_and_only_that(town: Town) -> None:
    kept, withdrawn = town.comment("kept", ago=7200), town.comment("withdrawn", ago=7100)
    below = town.comment("beneath it", under=withdrawn, who="shona", ago=7000)
    named = town.mention("about you", ago=6000)
    cursor = run(town.desk)[-1].cursor
    town.world.withdraw(withdrawn)
    town.world.withdraw(named)
    town.hands.forward(hours=3)

    pages = run(town.desk, cursor, full=True)

    assert set(gone(pages)) == {withdrawn, named}
    assert {kept, below} <= set(items(pages))
    assert not any(page.gone_threads for page in pages)
    assert gone(run(town.desk, pages[-1].cursor, full=True)) == []


def test_a_deletion_is_told_long_after_the_search_has_forgotten(town: Town) -> None:
    town.comment("kept")
    withdrawn = town.comment("withdrawn", who="shona")
    cursor = run(town.desk)[-1].cursor
    town.hands.forward(days=20)
    town.world.withdraw(withdrawn)
    assert gone(run(town.desk, cursor, full=True)) == [withdrawn]


def test_a_deletion_in_a_long_conversation_is_told_and_nothing_else_with_it(town: Town) -> None:
    made = {town.comment(f"number {number}", ago=1000 - number) for number in range(350)}
    cursor = run(town.desk)[-1].cursor
    withdrawn = set(sorted(made)[100:103])
    for one in withdrawn:
        town.world.withdraw(one)
    town.hands.forward(days=9)
    for desk in (town.desk, town.connect()):
        assert set(gone(run(desk, cursor, full=True))) == withdrawn


def test_a_page_that_was_not_kept_tells_its_deletions_again(town: Town) -> None:
    withdrawn = town.comment("withdrawn")
    cursor = run(town.desk)[-1].cursor
    town.world.withdraw(withdrawn)
    town.hands.forward(hours=3)
    assert gone(run(town.desk, cursor, full=True)) == [withdrawn]
    assert gone(run(town.desk, cursor, full=True)) == [withdrawn]


def test_a_post_of_our_own_that_was_deleted_elsewhere_is_told_once(town: Town) -> None:
    other = town.world.post(town.account, "Another.", at=town.ago(3000))
    beneath = town.comment("beneath", ago=600)
    cursor = run(town.desk)[-1].cursor
    town.world.withdraw(town.post)
    town.hands.forward(hours=3)

    pages = run(town.desk, cursor, full=True)

    assert [one for page in pages for one in page.gone_threads] == [town.post]
    assert gone(pages) == []
    again = run(town.desk, pages[-1].cursor, full=True)
    assert not any(page.gone_threads for page in again)
    assert beneath not in items(again)
    town.hands.forward(hours=1)
    later = {town.comment("still read", under=other), town.comment("beneath what is left", under=beneath)}
    assert set(items(run(town.desk, again[-1].cursor))) == later


def test_an_ordinary_run_claims_nothing_to_be_gone(town: Town) -> None:
    town.comment("hello")
    assert not any(page.full_read or page.gone or page.gone_threads for page in run(town.desk))


def test_an_edit_is_the_same_item_with_other_words(town: Town) -> None:
    made = town.mention("the frist words", ago=300)
    cursor = run(town.desk)[-1].cursor
    town.hands.forward(minutes=5)
    town.world.edit(made, "the first words")

    found = items(run(town.desk, cursor))

    assert found[made].untrusted_text == "@anyshirepolice the first words"
    assert list(found) == [made]
    newest = town.world.posts[made].history[-1]
    assert newest in found[made].permalink
    assert (
        town.desk.capture(action(ActionKind.BLOCK, made)).untrusted_text == "@anyshirepolice the first words"
    )
    town.hands.forward(days=1)
    town.world.edit(made, "the very first words")
    told = town.connect().recheck([NativeId(made)])
    assert [item.untrusted_text for item in told.items] == ["@anyshirepolice the very first words"]


def test_a_recheck_tells_gone_from_there(town: Town) -> None:
    kept, withdrawn = town.comment("kept"), town.comment("withdrawn")
    town.world.withdraw(withdrawn)
    told = town.desk.recheck([NativeId(kept), NativeId(withdrawn)])
    assert [item.native_id for item in told.items] == [kept]
    assert told.gone == (withdrawn,)


def test_text_comes_with_its_own_letters_and_links(town: Town) -> None:
    made = town.comment("Tom & Ann < 3 https://example.org/a?b=1&c=2", picture="a window")
    item = items(run(town.desk))[made]
    assert item.untrusted_text == "Tom & Ann < 3 https://example.org/a?b=1&c=2"
    assert len(item.media_urls) == 1


def test_a_refused_paging_token_begins_that_list_again(town: Town) -> None:
    made = {town.mention(f"number {number}", ago=number + 1) for number in range(250)}
    page = town.desk.fetch(None)
    while '"token"' not in page.cursor:
        page = town.desk.fetch(page.cursor)
    state = json.loads(page.cursor)
    state["run"]["place"]["token"] = "no-longer-taken"
    assert made == set(items(run(town.desk, json.dumps(state))))


def test_messages_whose_turn_it_is_not_wait_and_nothing_else_does(town: Town) -> None:
    made = {town.message(f"message {number}", ago=number + 1) for number in range(1500)}
    cursor, found = None, set[str]()
    for _ in range(4):
        named = town.mention("hello", ago=1)
        pages = run(town.desk, cursor)
        assert named in items(pages)
        assert not any("could not be read" in note for note in notes(pages))
        cursor = pages[-1].cursor
        found |= set(items(pages)) - {named}
        town.hands.forward(minutes=16)
    assert made <= found


def test_a_refusal_to_show_messages_leaves_the_rest(town: Town) -> None:
    made = town.comment("hello")
    town.spoil(
        Kind.WRONG_JSON,
        method="GET",
        count=None,
        route="/2/dm_events",
        body='{"errors":[{"title":"Client Forbidden","type":"https://api.x.com/2/problems/client-forbidden"}]}',
    )
    pages = run(town.desk)
    assert made in items(pages)
    assert [note for note in notes(pages) if "could not be read" in note] == [
        "Messages could not be read. X does not allow this. (status 200, client-forbidden)"
    ]


def test_reading_goes_on_after_a_broken_connection_and_after_trouble_of_xs(town: Town) -> None:
    made = town.comment("hello")
    for kind in (Kind.RESET_BEFORE, Kind.ERROR_BEFORE, Kind.REFUSE_AFTER):
        town.spoil(kind, method="GET", count=2)
        assert made in items(run(town.desk))
        town.hands.forward(hours=1)


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
        (Kind.EXPIRED_TOKEN, SignInExpired),
        (Kind.THROTTLE, Throttled),
    ],
)
def test_each_trouble_is_the_ports_error(town: Town, kind: Kind, error: type[Exception]) -> None:
    town.spoil(kind, method="GET", count=None)
    with pytest.raises(error):
        town.desk.fetch(None)


def test_throttled_until_the_reset_in_the_header(town: Town) -> None:
    town.spoil(Kind.THROTTLE, method="GET", minutes=7)
    with pytest.raises(Throttled) as caught:
        town.desk.fetch(None)
    assert caught.value.until_ms == town.hands.ms + 7 * 60_000
    with pytest.raises(Throttled):
        town.desk.fetch(None)
    town.hands.forward(minutes=8)
    assert town.desk.fetch(None).threads


def test_no_money_is_said_and_everything_waits(town: Town) -> None:
    town.world.credits = False
    with pytest.raises(Throttled, match="credits are used up"):
        town.desk.fetch(None)
    with pytest.raises(Throttled):
        town.desk.perform(action(ActionKind.PUBLISH, town.account, text="News."))
    assert town.applied() == []


def test_money_is_counted_and_some_is_kept_for_moderation(town: Town) -> None:
    for number in range(300):
        town.comment(f"number {number}", ago=number + 1)
    desk = town.connect(monthly_dollars=1)
    with pytest.raises(Throttled):
        run(desk)
    assert any("tenths of a cent" in line for line in desk.budget().lines)
    made = action(ActionKind.HIDE, town.comment("hello"))
    assert isinstance(desk.perform(made), Done)


# -- doing


def test_every_action_is_done_and_found(town: Town) -> None:
    town.world.enterprise = True
    desk = town.connect(tier="enterprise")
    made = town.comment("hello")
    town.message("hello there")
    person, began = town.person(), town.hands.ms
    orders = [
        action(ActionKind.HIDE, made),
        action(ActionKind.UNHIDE, made),
        action(ActionKind.REPLY, made, text="Thank you."),
        action(ActionKind.REPLY, town.post, text="Thank you all & good night: https://example.org/x"),
        action(ActionKind.MESSAGE, str(person), person=person, text="Hello.\r\nHow can we help? "),
        action(ActionKind.MUTE, str(person), person=person),
        action(ActionKind.UNMUTE, str(person), person=person),
        action(ActionKind.BLOCK_MESSAGES, str(person), person=person),
        action(ActionKind.UNBLOCK_MESSAGES, str(person), person=person),
        action(ActionKind.BLOCK, str(person), person=person),
        action(ActionKind.UNBLOCK, str(person), person=person),
        action(ActionKind.PUBLISH, town.account, text="@dale has news < & >. " + "x" * 300),
    ]
    for order in orders:
        if order.kind.creates:
            assert desk.look(order, not_before_ms=began, known=frozenset()) == Absent(), order
        result = desk.perform(order)
        assert isinstance(result, Done), (order, result)
        looked = desk.look(order, not_before_ms=began, known=frozenset())
        assert looked == Found(native_id=result.native_id if order.kind.creates else None), order
        if order.kind.creates:
            assert result.native_id is not None
            known = frozenset({result.native_id})
            assert desk.look(order, not_before_ms=began, known=known) == Absent()
    assert town.applied() == [
        "hide", "unhide", "reply", "reply", "message", "mute", "unmute", "block_messages", "unblock_messages", "block",
        "unblock", "publish",
    ]  # fmt: skip
    assert town.world.user("dale").blocked == {}


def test_a_published_post_is_removed(town: Town) -> None:
    order = action(ActionKind.DELETE_POST, town.post)
    assert look(town, order) == Absent()
    assert town.desk.perform(order) == Done()
    assert look(town, order) == Found()
    assert town.desk.perform(order) == Done()
    assert town.applied() == ["delete"]


def test_an_edited_post_of_ours_is_removed_and_answered_in_its_newest_version(town: Town) -> None:
    cursor = run(town.desk)[-1].cursor
    town.world.edit(town.post, "An appeal, corrected.")
    run(town.desk, cursor)
    reply = action(ActionKind.REPLY, town.post, text="More.")
    assert isinstance(town.desk.perform(reply), Done)
    assert isinstance(look(town, reply), Found)
    assert town.desk.perform(action(ActionKind.DELETE_POST, town.post)) == Done()


def test_what_is_hidden_stays_known_over_a_restart(town: Town) -> None:
    made = town.comment("hello")
    cursor = run(town.desk)[-1].cursor
    order = action(ActionKind.HIDE, made)
    assert isinstance(town.desk.perform(order), Done)
    captured = town.desk.capture(order).item
    assert captured is not None
    assert captured.hidden
    cursor = run(town.desk, cursor)[-1].cursor
    later = town.connect()
    found = items(run(later, cursor, full=True))
    assert found[made].hidden


def test_a_hide_of_which_nothing_was_heard_is_not_believed(town: Town) -> None:
    order = action(ActionKind.HIDE, town.comment("hello"))
    town.spoil(Kind.RESET_AFTER, method="PUT")
    assert isinstance(town.desk.perform(order), UnknownResult)
    assert look(town, order) == Absent()
    assert isinstance(town.desk.perform(order), Done)
    assert look(town, order) == Found()
    town.world.withdraw(order.target)
    with pytest.raises(Gone):
        look(town, action(ActionKind.UNHIDE, order.target))


def test_a_look_is_not_taken_in_by_the_same_words_from_others_or_before(town: Town) -> None:
    target = town.comment("top", ago=5000)
    town.comment("We have it.", who="shona", under=target)
    order = action(ActionKind.REPLY, target, text="We have it.")
    assert look(town, order) == Absent()
    assert isinstance(town.desk.perform(order), Done)
    elsewhere = action(ActionKind.REPLY, town.post, text="We have it.")
    assert look(town, elsewhere) == Absent()
    town.hands.forward(hours=1)
    assert look(town, order) == Absent()


@pytest.mark.parametrize("kind", [Kind.RESET_AFTER, Kind.ERROR_AFTER, Kind.REFUSE_AFTER, Kind.CUT_JSON, Kind.HTML,
                                  Kind.GZIP_BOMB])  # fmt: skip
def test_a_spoiled_answer_to_a_reply_is_unknown_sent_once_and_found(town: Town, kind: Kind) -> None:
    order = action(ActionKind.REPLY, town.comment("hello"), text="Thank you.")
    town.spoil(kind, count=None)
    assert isinstance(town.desk.perform(order), UnknownResult)
    assert town.applied() == ["reply"]
    town.networks.faults.clear()
    assert isinstance(look(town, order), Found)


@pytest.mark.parametrize("kind", [Kind.RESET_BEFORE, Kind.ERROR_BEFORE, Kind.WRONG_JSON, Kind.REDIRECT])
def test_no_clear_answer_is_unknown_even_where_nothing_was_done(town: Town, kind: Kind) -> None:
    target = town.comment("hello")
    for order in (action(ActionKind.REPLY, target, text="Thank you."), action(ActionKind.HIDE, target)):
        town.spoil(kind, method="*", count=1)
        result = town.desk.perform(order)
        assert isinstance(result, UnknownResult), result


def test_the_same_words_again_are_looked_for(town: Town) -> None:
    order = action(ActionKind.REPLY, town.comment("hello"), text="Thank you.")
    assert isinstance(town.desk.perform(order), Done)
    again = town.desk.perform(order)
    assert isinstance(again, UnknownResult)
    assert "same words" in again.reason
    assert isinstance(look(town, order), Found)
    assert town.applied() == ["reply"]


def test_a_message_is_found_once_x_shows_it(town: Town) -> None:
    town.world.letter_lag = 1.0
    town.message("hello")
    person = town.person()
    order = action(ActionKind.MESSAGE, str(person), person=person, text="Hello.")
    assert isinstance(town.desk.perform(order), Done)
    assert look(town, order) == Absent()
    town.hands.forward(seconds=2)
    assert isinstance(look(town, order), Found)


def test_an_answer_in_a_conversation_without_a_known_person(town: Town) -> None:
    town.message("hello")
    order = action(ActionKind.MESSAGE, "0", thread=town.talk(), text="Hello.")
    assert isinstance(town.desk.perform(order), Done)
    assert isinstance(look(town, order), Found)


def test_an_expired_sign_in_and_throttling_are_raised_not_refused(town: Town) -> None:
    order = action(ActionKind.REPLY, town.comment("hello"), text="Thank you.")
    town.spoil(Kind.EXPIRED_TOKEN)
    with pytest.raises(SignInExpired):
        town.desk.perform(order)
    town.spoil(Kind.THROTTLE)
    with pytest.raises(Throttled):
        town.desk.perform(order)
    assert town.applied() == []


def test_a_sign_in_that_is_renewed_is_used_at_once(town: Town) -> None:
    made = town.comment("hello")
    good = Credentials(token=town.world.token_of(town.account))

    class Renewing:
        held = Credentials(token="run-out-long-ago")

        def current(self) -> Credentials:
            return self.held

        def renewed(self, refused: Credentials) -> Credentials | None:
            assert refused == Credentials(token="run-out-long-ago")
            self.held = good
            return good

    desk = connect(
        NativeId(town.account), source=Renewing(), base_url=town.networks.base_url("x"), clock=town.hands,
        loopback_only=True, kept=None, capabilities={},
    )  # fmt: skip
    assert isinstance(desk.perform(action(ActionKind.HIDE, made)), Done)
    assert made in items(run(desk))
    assert town.applied() == ["hide"]
    desk.close()


def test_what_the_tier_refuses_is_offered_by_hand(town: Town) -> None:
    root = town.stranger("Somebody broke my window.")
    reply = town.desk.perform(action(ActionKind.REPLY, root, text="Ring 101."))
    assert isinstance(reply, RefusedResult)
    assert "mentioned or quoted" in reply.reason
    assert f"https://x.com/i/web/status/{root}" in reply.reason
    person = town.person("shona")
    block = town.desk.perform(action(ActionKind.BLOCK, str(person), person=person))
    assert isinstance(block, RefusedResult)
    assert f"https://x.com/i/user/{person}" in block.reason
    named = town.desk.perform(action(ActionKind.REPLY, town.mention("Help"), text="Ring 101."))
    assert isinstance(named, Done)
    assert town.applied() == ["reply"]
    enterprise = town.connect(tier="enterprise")
    bought = enterprise.perform(action(ActionKind.BLOCK, str(person), person=person))
    assert isinstance(bought, RefusedResult)
    assert "has bought" in bought.reason


def test_a_block_made_by_hand_is_seen(town: Town) -> None:
    person = town.person()
    order = action(ActionKind.BLOCK, str(person), person=person)
    assert look(town, order) == Absent()
    account = town.world.users[town.account]
    account.blocked[person] = town.world.user("dale")
    assert look(town, order) == Found()


def test_what_x_refuses_is_refused_with_a_sentence(town: Town) -> None:
    elsewhere = town.stranger("Not yours")
    hide = town.desk.perform(action(ActionKind.HIDE, elsewhere))
    assert isinstance(hide, RefusedResult)
    assert "does not allow" in hide.reason
    theirs = town.desk.perform(action(ActionKind.DELETE, town.comment("hello")))
    assert isinstance(theirs, RefusedResult)
    gone = town.desk.perform(action(ActionKind.REPLY, "12345", text="x"))
    assert isinstance(gone, RefusedResult)
    assert "no longer there" in gone.reason
    for kind in (ActionKind.REPORT, ActionKind.PRIVATE_REPLY):
        lacking = action(kind, elsewhere, text="x")
        assert isinstance(town.desk.perform(lacking), RefusedResult)
        with pytest.raises(Refused):
            look(town, lacking)
    for target in ("../me", "..", "", "1/2", "1?x", "1#", "1\n", "x" * 600):
        refused = town.desk.perform(action(ActionKind.HIDE, target))
        assert isinstance(refused, RefusedResult)
    assert town.applied() == []


def test_what_cannot_be_sent_is_not(town: Town) -> None:
    person = town.person()
    orders = [
        action(ActionKind.REPLY, town.post, text=" \n"),
        action(ActionKind.REPLY, town.post, text="x" * 25_001),
        action(ActionKind.MESSAGE, str(person), text="nobody"),
        action(ActionKind.MESSAGE, str(person), person=person, text="x" * 10_001),
        action(ActionKind.PUBLISH, town.account, text="later", scheduled_ms=town.hands.ms + 3_600_000),
    ]
    assert all(isinstance(town.desk.perform(order), RefusedResult) for order in orders)
    assert town.applied() == []


# -- evidence


def test_a_capture_holds_the_answer_and_the_pictures(town: Town) -> None:
    made = town.comment("look", picture="a window")
    capture = town.desk.capture(action(ActionKind.HIDE, made, thread=NativeId(town.post)))
    assert json.loads(capture.raw)["data"]["id"] == made
    assert capture.untrusted_text == "look"
    assert capture.item == items(run(town.desk))[made]
    assert [media.media_type for media in capture.media] == ["image/png"]
    assert capture.media[0].content.startswith(b"\x89PNG")
    assert capture.media_missing == ()
    assert "x-transaction-id" in capture.headers
    assert made in capture.url
    assert town.world.token_of(town.account) not in repr(capture)


def test_a_capture_says_what_is_missing(town: Town) -> None:
    made = town.comment("look", picture="a window")
    town.world.pictures.clear()
    capture = town.desk.capture(action(ActionKind.HIDE, made))
    assert capture.media == ()
    assert len(capture.media_missing) == 1


def test_a_message_and_a_post_of_ours_are_captured_too(town: Town) -> None:
    letter = town.message("hello & good bye")
    capture = town.desk.capture(action(ActionKind.BLOCK, letter, thread=town.talk()))
    assert capture.untrusted_text == "hello & good bye"
    own = town.desk.capture(action(ActionKind.DELETE_POST, town.post, thread=NativeId(town.post)))
    assert own.untrusted_text == "An appeal."


def test_a_capture_of_what_is_gone(town: Town) -> None:
    with pytest.raises(Gone):
        town.desk.capture(action(ActionKind.HIDE, "12345"))


# -- accounts


def test_the_account_of_a_token_and_what_it_may_do(town: Town) -> None:
    (account,) = town.desk.accounts()
    assert (account.native_id, account.name, account.username) == (
        town.account,
        "Anyshire Police",
        "anyshirepolice",
    )
    told = " ".join(town.desk.allowed(scopes="tweet.read tweet.write users.read"))
    assert "read and send messages" in told
    assert "tweet.moderate.write" in told
    assert "done by hand" in told
    with pytest.raises(SignInExpired):
        town.connect("nonsense").accounts()
    with pytest.raises(SignInExpired):
        town.connect(town.world.app_token).accounts()


def test_training_reaches_no_other_computer(town: Town) -> None:
    for url in (None, "https://api.x.com", "http://192.0.2.1", "http://127.0.0.1.example.org"):
        with pytest.raises(Refused, match="this computer only"):
            connect(
                NativeId(town.account), source=FixedToken(Credentials(token="x" * 20)), base_url=url,
                clock=town.hands, loopback_only=True, kept=None, capabilities={},
            )  # fmt: skip


def test_no_error_of_any_door_holds_the_token(town: Town, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    token = town.world.token_of(town.account)
    order = action(ActionKind.REPLY, town.comment("hello"), text="Thank you.")
    doors: list[Callable[[], object]] = [
        lambda: town.desk.fetch(None),
        lambda: town.desk.perform(order),
        lambda: look(town, order),
        lambda: town.desk.capture(order),
        town.desk.accounts,
    ]
    raised = 0
    for kind in Kind:
        if kind in {Kind.LATENCY, Kind.DRIP, Kind.LAG}:
            continue
        town.spoil(kind, method="*", count=None, minutes=0, body=f'{{"data":7,"title":"{token}"}}')
        for door in doors:
            town.hands.forward(hours=1)
            told = _outcome(door)
            shown = f"{told!s} {told!r}"
            if isinstance(told, NetworkError):
                raised += 1
                trace = traceback.TracebackException.from_exception(told, capture_locals=True)
                ours = [frame.locals for frame in trace.stack if "platforms" in Path(frame.filename).parts]
                shown += repr(ours) + "".join(traceback.format_exception(told))
            assert token not in shown
    assert raised > 30
    logged = " ".join(f"{record.getMessage()} {record.args!r}" for record in caplog.records)
    assert token not in logged


def _outcome(door: Callable[[], object]) -> object:
    try:
        return door()
    except NetworkError as error:
        return error


def test_messages_are_read_all_through_the_quarter_however_often_the_desk_looks(town: Town) -> None:
    cursor: str | None = None
    late: list[float] = []
    waiting: dict[str, datetime] = {}
    for number in range(120):
        if number % 10 == 0:
            waiting[town.message(f"message {number}", ago=0)] = town.hands.now
        pages = run(town.desk, cursor)
        cursor = pages[-1].cursor
        for one in set(items(pages)) & waiting.keys():
            late.append((town.hands.now - waiting.pop(one)).total_seconds())
        town.hands.forward(seconds=15)
    assert len(late) >= 11
    assert max(late) <= 120

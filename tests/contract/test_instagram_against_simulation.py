"""The Instagram connector against the simulated Instagram, on the real wire."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import stamina

from socialdesk.clock import to_ms
from socialdesk.model.actions import Action, ActionKind
from socialdesk.model.ids import NativeId
from socialdesk.model.items import ItemKind, ThreadKind
from socialdesk.platforms.api import (
    Absent,
    Connector,
    Credentials,
    Done,
    FetchedItem,
    FetchedPage,
    FixedToken,
    Found,
    Gone,
    Offline,
    Refused,
    RefusedResult,
    SignInExpired,
    Throttled,
    UnknownResult,
    Unreadable,
)
from socialdesk.platforms.instagram.accounts import allowed
from socialdesk.platforms.instagram.connector import accounts_of, connect
from socialdesk.training.networks import conversations as letters
from socialdesk.training.networks.faults import Fault, FaultSpec, Kind
from socialdesk.training.networks.instagram.api import InstagramApi
from socialdesk.training.networks.instagram.public import PublicInstagram
from socialdesk.training.networks.instagram.world import InstagramWorld
from socialdesk.training.networks.paging import ALWAYS_FULL
from socialdesk.training.networks.server import SimulatedNetworks

PICTURE = "News from the marina.\nhttps://www.example.org/marina.jpg"


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


class KeptInMemory:
    """Keeps an allowance over the life of a connector."""

    def __init__(self) -> None:
        self.told = ""

    def load(self) -> str:
        return self.told

    def save(self, told: str) -> None:
        self.told = told


@dataclass
class Town:
    """A running Instagram with an account, its picture, and a connector to it."""

    networks: SimulatedNetworks
    public: PublicInstagram
    hands: Hands
    account: str
    media: str
    kept: KeptInMemory = field(default_factory=KeptInMemory)
    opened: list[Connector] = field(default_factory=list[Connector])

    @property
    def world(self) -> InstagramWorld:
        return self.public.instagram

    def connect(self, token: str = "") -> Connector:
        desk = connect(
            NativeId(self.account),
            source=FixedToken(Credentials(token=token or self.world.page_token(self.account))),
            base_url=self.networks.base_url("instagram"),
            clock=self.hands,
            loopback_only=True,
            kept=self.kept,
            capabilities={},
        )
        self.opened.append(desk)
        return desk

    def comment(self, text: str, *, who: str = "dale", under: str = "", ago: float = 60) -> str:
        self.public.add_person(who, who.title())
        at = self.hands.now - timedelta(seconds=ago)
        made = self.public.comment(under or self.media, who, text, at=at)
        assert made is not None
        return made

    def message(self, text: str, *, who: str = "dale", ago: float = 60) -> None:
        self.public.add_person(who, who.title())
        at = self.hands.now - timedelta(seconds=ago)
        assert self.public.message(self.account, who, text, at=at)

    def person(self, who: str = "dale") -> NativeId:
        return NativeId(self.world.scoped_id(self.world.add_person(who, who.title()), self.account))

    def applied(self) -> list[str]:
        return [call.kind for call in self.world.applied]

    def spoil(self, kind: Kind, method: str = "POST", count: int | None = 1, **more: Any) -> None:
        self.networks.faults.set(FaultSpec(faults=(Fault(kind=kind, method=method, count=count, **more),)))


@pytest.fixture(autouse=True)
def _no_waiting() -> Iterator[None]:
    with stamina.set_testing(True, attempts=3, cap=True):
        yield


@pytest.fixture
def town() -> Iterator[Town]:
    hands = Hands()
    world = InstagramWorld(hands)
    public = PublicInstagram(world)
    account = public.add_account("force", "Anyshire Police", "anyshirepolice")
    media = public.post(account, "An appeal.", at=hands.now - timedelta(hours=3))
    with SimulatedNetworks((public, InstagramApi(world))) as networks:
        made = Town(networks, public, hands, account, media)
        yield made
        for desk in made.opened:
            desk.close()


@pytest.fixture
def desk(town: Town) -> Connector:
    return town.connect()


def run(desk: Connector, cursor: str | None = None, *, full: bool = False) -> list[FetchedPage]:
    """Every page of one run; each cursor goes through text, as in the store."""
    pages = [desk.fetch(cursor, full=full)]
    while pages[-1].more:
        assert len(pages) < 500
        pages.append(desk.fetch(pages[-1].cursor, full=full))
    return pages


def items(pages: list[FetchedPage]) -> dict[str, FetchedItem]:
    return {str(item.native_id): item for page in pages for item in page.items}


def action(kind: ActionKind, target: str, **more: Any) -> Action:
    return Action(kind=kind, target=NativeId(target), key="test-key", **more)


# -- reading


def test_a_first_run_reads_media_comments_replies_tags_and_messages(town: Town, desk: Connector) -> None:
    first = town.comment("I know him")
    reply = town.comment("So do I", who="shona", under=first, ago=30)
    ours = town.public.comment(first, town.account, "Please ring us.")
    town.public.add_person("mick", "Mick")
    tagged = town.public.mention(town.account, "mick", "Look at this, @anyshirepolice")
    town.message("Is this the right place?")

    pages = run(desk)

    found = items(pages)
    assert (found[first].kind, found[first].untrusted_text) == (ItemKind.COMMENT, "I know him")
    assert found[first].thread == town.media
    author = found[first].author
    assert author is not None
    assert (author.native_id, author.untrusted_name) == (town.person(), "dale")
    assert author.profile_url == "https://www.instagram.com/dale/"
    assert (found[reply].kind, found[reply].parent) == (ItemKind.REPLY, first)
    assert ours is not None
    assert found[ours].by_force
    assert found[ours].can_hide is False
    assert tagged is not None
    assert (found[tagged].kind, found[tagged].can_hide) == (ItemKind.MENTION, False)
    messages = [item for item in found.values() if item.kind is ItemKind.MESSAGE]
    assert [item.untrusted_text for item in messages] == ["Is this the right place?"]
    assert not messages[0].by_force
    assert messages[0].author is not None
    assert messages[0].author.native_id == town.person()
    kinds = {str(thread.native_id): thread.kind for page in pages for thread in page.threads}
    assert (kinds[town.media], kinds[tagged]) == (ThreadKind.POST, ThreadKind.VISITOR_POST)
    assert ThreadKind.CONVERSATION in kinds.values()
    assert json.loads(found[first].raw)["id"] == first


def test_the_next_run_finds_a_new_reply_beneath_an_old_comment_and_then_nothing(town: Town) -> None:
    desk = town.connect()
    old = town.comment("long ago", ago=9000)
    quiet = town.public.post(town.account, "Quiet", at=town.hands.now - timedelta(days=2))
    town.comment("old too", under=quiet, ago=40_000)
    town.public.add_person("mick", "Mick")
    town.public.mention(town.account, "mick", "Tagged", at=town.hands.now - timedelta(days=1))
    cursor = run(desk)[-1].cursor
    town.hands.forward(hours=3)
    for number in range(80):
        town.comment(f"between {number}", ago=9000 - number)
    cursor = run(desk, cursor)[-1].cursor
    town.hands.forward(hours=3)
    new = town.comment("only a reply", under=old)

    pages = run(desk, cursor)

    assert new in items(pages)
    assert {thread.native_id for page in pages for thread in page.threads} == {NativeId(town.media)}
    town.hands.forward(hours=3)
    overlap = run(desk, pages[-1].cursor)
    town.hands.forward(hours=3)
    assert items(run(desk, overlap[-1].cursor)) == {}


def test_a_picture_that_tags_the_account_late_is_still_noticed(town: Town) -> None:
    desk = town.connect()
    cursor = run(desk)[-1].cursor
    town.hands.forward(hours=3)
    town.public.add_person("mick", "Mick")
    late = town.public.mention(town.account, "mick", "From last week", at=town.hands.now - timedelta(days=7))
    assert late in items(run(desk, cursor))


def test_a_run_goes_on_from_its_stored_cursor_in_a_new_connector(town: Town) -> None:
    made = {town.comment(f"number {number}", ago=number + 1) for number in range(180)}
    top = next(iter(made))
    made |= {town.comment(f"beneath {number}", under=top, ago=0.5) for number in range(120)}
    page = town.connect().fetch(None)
    found = set(items([page]))
    for _ in range(100):
        if not page.more:
            break
        page = town.connect().fetch(page.cursor)
        found |= set(items([page]))
    assert found == made


def test_a_full_run_tells_what_is_gone_beneath_many_replies_too(town: Town, desk: Connector) -> None:
    town.world.short_pages = ALWAYS_FULL
    kept, withdrawn = town.comment("kept", ago=7200), town.comment("withdrawn", ago=7100)
    beneath = {town.comment(f"beneath {number}", under=kept, ago=100) for number in range(70)}
    empty = town.public.post(town.account, "Quiet", at=town.hands.now - timedelta(days=200))
    cursor = run(desk)[-1].cursor
    town.public.withdraw(withdrawn)
    town.hands.forward(hours=3)

    pages = run(desk, cursor, full=True)

    ends = [page for page in pages if page.full_read_ends]
    assert {page.full_read for page in ends} == {NativeId(town.media), NativeId(empty)}
    of_media = [page for page in pages if page.full_read == town.media]
    assert set(items(of_media)) == {kept} | beneath
    assert [page.full_read_ends for page in of_media][:-1] == [False] * (len(of_media) - 1)


def test_an_edit_and_a_hiding_elsewhere_are_noticed_by_a_full_run(town: Town, desk: Connector) -> None:
    made = town.comment("first words")
    cursor = run(desk)[-1].cursor
    town.public.edit(made, "other words")
    town.world.comments[made].hidden = True
    found = items(run(desk, cursor, full=True))[made]
    assert (found.untrusted_text, found.hidden) == ("other words", True)


def test_a_refused_paging_cursor_begins_that_list_again(town: Town, desk: Connector) -> None:
    made = {town.comment(f"number {number}", ago=number + 1) for number in range(120)}
    page = desk.fetch(None)
    while '"after"' not in page.cursor:
        page = desk.fetch(page.cursor)
    state = json.loads(page.cursor)
    state["run"]["at"]["tokens"]["after"] = "no-longer-taken"
    assert set(items(run(desk, json.dumps(state)))) == made


def test_a_refusal_to_show_messages_leaves_the_comments(town: Town, desk: Connector) -> None:
    made = town.comment("hello")
    body = '{"error":{"code":10,"message":"(#10) instagram_manage_messages","type":"OAuthException"}}'
    town.spoil(Kind.WRONG_JSON, method="GET", count=None, route="/{id}/conversations", body=body)
    pages = run(desk)
    assert made in items(pages)
    (note,) = [note for page in pages for note in page.notes]
    assert note.startswith("Private messages could not be read. Instagram does not allow this.")


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
def test_each_trouble_is_the_ports_error(
    town: Town, desk: Connector, kind: Kind, error: type[Exception]
) -> None:
    town.comment("hello")
    town.spoil(kind, method="GET", count=None)
    with pytest.raises(error):
        run(desk)


def test_throttled_is_read_from_the_body_and_remembered_by_the_next_connector(town: Town) -> None:
    town.spoil(Kind.THROTTLE, method="GET", minutes=7)
    with pytest.raises(Throttled, match="80002") as caught:
        town.connect().fetch(None)
    assert caught.value.until_ms == town.hands.ms + 7 * 60_000
    with pytest.raises(Throttled):
        town.connect().fetch(None)
    town.hands.forward(minutes=8)
    assert town.connect().fetch(None).threads


def test_a_sign_in_for_another_account_is_refused(town: Town) -> None:
    other = town.public.add_account("other", "Kelmarton", "kelmarton")
    desk = town.connect(town.world.page_token(other))
    with pytest.raises(Refused, match="another Instagram account"):
        run(desk)
    with pytest.raises(Refused, match="no Facebook Page"):
        run(town.connect(town.world.staff_token))


# -- doing


def test_every_action_is_done_and_found(town: Town, desk: Connector) -> None:
    made, doomed = town.comment("hello"), town.comment("to go")
    town.message("hello there")
    person, began = town.person(), town.hands.ms
    orders = [
        action(ActionKind.HIDE, made),
        action(ActionKind.UNHIDE, made),
        action(ActionKind.REPLY, made, thread=NativeId(town.media), text="Thank you."),
        action(ActionKind.REPLY, town.media, thread=NativeId(town.media), text="Thank you all."),
        action(ActionKind.PRIVATE_REPLY, made, person=person, text="In private."),
        action(ActionKind.MESSAGE, str(person), person=person, text="Hello.\r\nHow can we help? "),
        action(ActionKind.DELETE, doomed),
        action(ActionKind.PUBLISH, town.account, text=PICTURE),
    ]
    for order in orders:
        if order.kind.creates:
            assert desk.look(order, not_before_ms=began, known=frozenset()) == Absent(), order
        result = desk.perform(order)
        assert isinstance(result, Done), order
        looked = desk.look(order, not_before_ms=began, known=frozenset())
        assert looked == Found(native_id=result.native_id if order.kind.creates else None), order
        if order.kind.creates:
            assert result.native_id is not None
            known = frozenset({result.native_id})
            assert desk.look(order, not_before_ms=began, known=known) == Absent()
    assert town.applied() == [
        "hide", "unhide", "reply", "comment", "private_reply", "message", "delete", "publish",
    ]  # fmt: skip
    published = town.world.applied[-1]
    assert published.text == "News from the marina."


def test_a_person_is_blocked_through_their_conversation_only(town: Town, desk: Connector) -> None:
    town.message("hello there")
    block = action(ActionKind.BLOCK, str(town.person()), person=town.person())
    assert desk.perform(block) == Done()
    assert town.public.message(town.account, "dale", "still there?") is None
    assert desk.perform(action(ActionKind.UNBLOCK, str(town.person()), person=town.person())) == Done()
    assert town.public.message(town.account, "dale", "still there?") is not None

    town.comment("hello", who="shona")
    stranger = action(ActionKind.BLOCK, str(town.person("shona")), person=town.person("shona"))
    result = desk.perform(stranger)
    assert isinstance(result, RefusedResult)
    assert "no conversation with this person" in result.reason
    named = desk.perform(action(ActionKind.BLOCK, "@shona", person=NativeId("@shona")))
    assert isinstance(named, RefusedResult)
    assert "only the person's name" in named.reason
    assert [call.text for call in town.world.applied] == ["block_user", "unblock_user"]
    with pytest.raises(Refused, match="does not show whom"):
        desk.look(block, not_before_ms=0, known=frozenset())


def test_a_reply_to_a_reply_is_found_beneath_the_top_comment(town: Town, desk: Connector) -> None:
    top = town.comment("top")
    beneath = town.comment("beneath", who="shona", under=top)
    order = action(ActionKind.REPLY, beneath, thread=NativeId(town.media), text="We have it.")
    result = desk.perform(order)
    assert isinstance(result, Done)
    assert town.world.comments[str(result.native_id)].parent == top
    assert desk.look(order, not_before_ms=town.hands.ms, known=frozenset()) == Found(
        native_id=result.native_id
    )


def test_a_hidden_comment_takes_no_reply(town: Town, desk: Connector) -> None:
    made = town.comment("hello")
    assert desk.perform(action(ActionKind.HIDE, made)) == Done()
    result = desk.perform(action(ActionKind.REPLY, made, thread=NativeId(town.media), text="Thank you."))
    assert isinstance(result, RefusedResult)
    assert "hidden comment" in result.reason
    assert town.applied() == ["hide"]


def test_where_others_tagged_the_account_it_cannot_answer(town: Town, desk: Connector) -> None:
    town.public.add_person("mick", "Mick")
    tagged = str(town.public.mention(town.account, "mick", "Look"))
    result = desk.perform(action(ActionKind.REPLY, tagged, thread=NativeId(tagged), text="Thank you."))
    assert isinstance(result, RefusedResult)
    assert "beneath the account's own media" in result.reason


def test_what_instagram_will_not_remove_is_not_taken_for_gone(town: Town, desk: Connector) -> None:
    made = town.comment("hello")
    body = '{"error":{"code":100,"error_subcode":33,"message":"?","type":"GraphMethodException"}}'
    town.spoil(Kind.WRONG_JSON, method="DELETE", applied=False, body=body)
    result = desk.perform(action(ActionKind.DELETE, made))
    assert isinstance(result, RefusedResult)
    assert "Hide it" in result.reason
    town.public.withdraw(made)
    assert desk.perform(action(ActionKind.DELETE, made)) == Done()


def test_published_media_are_removed_and_those_of_others_are_not(town: Town, desk: Connector) -> None:
    order = action(ActionKind.DELETE_POST, town.media)
    assert desk.look(order, not_before_ms=0, known=frozenset()) == Absent()
    assert desk.perform(order) == Done()
    assert desk.look(order, not_before_ms=0, known=frozenset()) == Found()
    assert desk.perform(order) == Done()
    town.public.add_person("mick", "Mick")
    tagged = str(town.public.mention(town.account, "mick", "Look"))
    assert isinstance(desk.perform(action(ActionKind.DELETE_POST, tagged)), RefusedResult)


@pytest.mark.parametrize(
    ("order", "reason"),
    [
        (action(ActionKind.PUBLISH, "1", text="Words alone."), "not text alone"),
        (action(ActionKind.PUBLISH, "1", text=PICTURE, scheduled_ms=1_900_000_000_000), "later time"),
        (action(ActionKind.PUBLISH, "1", text="x\nhttp://www.example.org/p.jpg"), "https"),
        (action(ActionKind.MESSAGE, "1", person=NativeId("1"), text="\u00e9" * 501), "too long"),
        (action(ActionKind.MESSAGE, "1", person=NativeId("@dale"), text="hello"), "who the person is"),
        (action(ActionKind.MESSAGE, "1", person=NativeId("1"), text="x", last_heard_ms=1), "seven days"),
        (action(ActionKind.REPLY, "1", text=" "), "empty"),
        (action(ActionKind.REPLY, "1", text="x" * 2201), "2,200"),
        (action(ActionKind.MUTE, "1"), "nothing of the kind"),
        (action(ActionKind.REPORT, "1"), "nothing of the kind"),
        (action(ActionKind.HIDE, "../17"), "could not have given"),
    ],
)
def test_what_cannot_be_sent_is_refused_here(desk: Connector, town: Town, order: Action, reason: str) -> None:
    result = desk.perform(order)
    assert isinstance(result, RefusedResult)
    assert reason in result.reason
    assert town.applied() == []


def test_the_windows_for_messages(town: Town, desk: Connector) -> None:
    town.message("hello", ago=2 * 86_400)
    heard = town.hands.ms - 2 * 86_400_000
    order = action(ActionKind.MESSAGE, str(town.person()), person=town.person(), text="Sorry for the wait.")
    late = desk.perform(order)
    assert isinstance(late, RefusedResult)
    assert "that has passed" in late.reason
    assert "2534022" in late.detail
    as_a_person = action(
        ActionKind.MESSAGE, str(town.person()), person=town.person(), text="Sorry.", last_heard_ms=heard
    )
    assert isinstance(desk.perform(as_a_person), Done)


def test_one_private_reply_to_a_comment(town: Town, desk: Connector) -> None:
    made = town.comment("hello")
    order = action(ActionKind.PRIVATE_REPLY, made, text="In private.")
    assert isinstance(desk.perform(order), Done)
    again = desk.perform(order)
    assert isinstance(again, UnknownResult)
    assert isinstance(desk.look(order, not_before_ms=town.hands.ms, known=frozenset()), Found)


def test_a_message_to_somebody_who_blocked_the_account_is_refused(town: Town, desk: Connector) -> None:
    town.message("hello")
    page = town.world.page(town.account)
    letters.block(town.world, page, [town.person()])
    result = desk.perform(action(ActionKind.MESSAGE, "x", person=town.person(), text="Hello."))
    assert isinstance(result, RefusedResult)
    assert "cannot be written to" in result.reason


# -- trouble

_TROUBLE = [
    Kind.RESET_AFTER, Kind.ERROR_AFTER, Kind.REFUSE_AFTER, Kind.CUT_JSON, Kind.WRONG_JSON, Kind.HTML, Kind.GZIP_BOMB,
]  # fmt: skip


@pytest.mark.parametrize("kind", _TROUBLE)
@pytest.mark.parametrize("what", ["reply", "message", "private_reply", "publish"])
def test_what_was_done_without_an_answer_is_found_and_not_repeated(
    town: Town, desk: Connector, kind: Kind, what: str
) -> None:
    made = town.comment("hello")
    town.message("hello")
    person, began = town.person(), town.hands.ms
    order, route = {
        "reply": (
            action(ActionKind.REPLY, made, thread=NativeId(town.media), text="Thank you."),
            "/{id}/replies",
        ),
        "message": (action(ActionKind.MESSAGE, "x", person=person, text="Hello."), "/{id}/messages"),
        "private_reply": (
            action(ActionKind.PRIVATE_REPLY, made, person=person, text="Hello."),
            "/{id}/messages",
        ),
        "publish": (action(ActionKind.PUBLISH, town.account, text=PICTURE), "/{id}/media_publish"),
    }[what]
    town.spoil(kind, route=route)
    assert isinstance(desk.perform(order), UnknownResult)
    assert isinstance(desk.look(order, not_before_ms=began, known=frozenset()), Found)
    assert town.applied() == [what]


@pytest.mark.parametrize(
    ("kind", "answer"),
    [
        (Kind.RESET_BEFORE, UnknownResult),
        (Kind.ERROR_BEFORE, UnknownResult),
        (Kind.THROTTLE, Throttled),
        (Kind.EXPIRED_TOKEN, SignInExpired),
    ],
)
def test_what_was_not_done_is_not_found(town: Town, desk: Connector, kind: Kind, answer: type[Any]) -> None:
    made = town.comment("hello")
    order = action(ActionKind.REPLY, made, thread=NativeId(town.media), text="Thank you.")
    town.spoil(kind)
    if issubclass(answer, UnknownResult):
        assert isinstance(desk.perform(order), answer)
        assert desk.look(order, not_before_ms=town.hands.ms, known=frozenset()) == Absent()
    else:
        with pytest.raises(answer):
            desk.perform(order)
    assert town.applied() == []


def test_what_is_only_prepared_is_not_published(town: Town, desk: Connector) -> None:
    order = action(ActionKind.PUBLISH, town.account, text=PICTURE)
    town.spoil(Kind.CUT_JSON, route="/{id}/media")
    with pytest.raises(Offline, match="did not say"):
        desk.perform(order)
    assert desk.look(order, not_before_ms=town.hands.ms, known=frozenset()) == Absent()
    assert town.applied() == []
    assert isinstance(desk.perform(order), Done)


def test_a_read_that_lags_shows_what_was_written_later(town: Town, desk: Connector) -> None:
    made, began = town.comment("hello"), town.hands.ms
    order = action(ActionKind.REPLY, made, thread=NativeId(town.media), text="Thank you.")
    town.spoil(Kind.LAG, seconds=30)
    assert isinstance(desk.perform(order), Done)
    assert desk.look(order, not_before_ms=began, known=frozenset()) == Absent()
    town.hands.forward(seconds=31)
    assert isinstance(desk.look(order, not_before_ms=began, known=frozenset()), Found)


# -- evidence and accounts


def test_a_capture_has_the_comment_and_what_goes_with_it(town: Town, desk: Connector) -> None:
    made = town.comment("look")
    reply = town.comment("beneath", who="shona", under=made)
    capture = desk.capture(action(ActionKind.DELETE, made, thread=NativeId(town.media)))
    assert capture.untrusted_text == "look"
    assert json.loads(capture.raw)["like_count"] == 0
    assert [str(one.native_id) for one in capture.replies] == [reply]
    assert capture.headers["facebook-api-version"] == "v26.0"
    assert town.world.page_token(town.account) not in repr(capture)
    with pytest.raises(Gone):
        desk.capture(action(ActionKind.DELETE, "17999", thread=NativeId(town.media)))


def test_a_capture_of_a_tagged_picture_keeps_the_picture_and_of_a_message_its_words(
    town: Town, desk: Connector
) -> None:
    town.public.add_person("mick", "Mick")
    tagged = str(town.public.mention(town.account, "mick", "Look"))
    capture = desk.capture(action(ActionKind.HIDE, tagged, thread=NativeId(tagged)))
    assert [one.media_type for one in capture.media] == ["image/png"]
    town.message("Is this the right place?")
    (message,) = town.world.messages.values()
    told = desk.capture(action(ActionKind.BLOCK, message.id, thread=NativeId(message.conversation_id)))
    assert told.untrusted_text == "Is this the right place?"
    assert told.item is not None
    assert told.item.kind is ItemKind.MESSAGE


def test_the_accounts_that_a_sign_in_opens(town: Town) -> None:
    town.public.add_account("other", "Kelmarton Team", "kelmarton")
    url = town.networks.base_url("instagram")
    both = accounts_of(
        Credentials(token=town.world.staff_token), base_url=url, clock=town.hands, loopback_only=True
    )
    assert [one.name for one in both] == ["anyshirepolice", "kelmarton"]
    assert (both[0].native_id, both[0].credentials.token) == (
        town.account,
        town.world.page_token(town.account),
    )
    assert "It may answer, hide and remove comments." in allowed(both[0])
    own = accounts_of(both[1].credentials, base_url=url, clock=town.hands, loopback_only=True)
    assert [one.name for one in own] == ["kelmarton"]
    assert allowed(own[0])[0].startswith("Instagram does not say")
    with pytest.raises(SignInExpired):
        accounts_of(Credentials(token="EAAno"), base_url=url, clock=town.hands, loopback_only=True)


def test_a_visitor_without_an_id_is_known_by_name(town: Town, desk: Connector) -> None:
    body = {
        "data": [{"id": "1789", "text": "hi", "timestamp": "2026-11-23T17:00:00+0000", "username": "dale"}]
    }
    town.comment("hello")
    town.spoil(Kind.WRONG_JSON, method="GET", route="/{id}/comments", body=json.dumps(body))
    found = items(run(desk))["1789"]
    assert found.author is not None
    assert (found.author.native_id, found.author.untrusted_name) == ("@dale", "dale")


def test_a_film_is_published_as_one(town: Town, desk: Connector) -> None:
    order = action(ActionKind.PUBLISH, town.account, text="A film.\nhttps://www.example.org/film.mp4?x=1")
    result = desk.perform(order)
    assert isinstance(result, Done)
    (container,) = town.world.containers.values()
    assert container.address == "https://www.example.org/film.mp4?x=1"
    assert isinstance(desk.perform(order), Done)

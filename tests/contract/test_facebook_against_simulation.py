"""The Facebook connector against the simulated Facebook, on the real wire."""

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
from socialdesk.model.accounts import Account, Network
from socialdesk.model.actions import Action, ActionKind
from socialdesk.model.ids import AccountId, NativeId
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
    NetworkError,
    Refused,
    RefusedResult,
    SignInExpired,
    Throttled,
    UnknownResult,
    Unreadable,
)
from socialdesk.platforms.facebook.connector import list_facebook_pages
from socialdesk.platforms.registry import connector_for
from socialdesk.training.networks import comments, posts, public
from socialdesk.training.networks.faults import Fault, FaultSpec, Kind
from socialdesk.training.networks.paging import ALWAYS_FULL
from socialdesk.training.networks.records import Picture
from socialdesk.training.networks.server import SimulatedNetworks
from socialdesk.training.networks.world import World

PAGE = "100000000000001"
KEY = "test-key"


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
    """A running network with a page, its post, and a connector to it."""

    networks: SimulatedNetworks
    world: World
    hands: Hands
    desk: Connector
    post: str

    def comment(self, text: str, *, who: str = "dale", under: str = "", ago: float = 60) -> str:
        person = self.world.add_person(who, who.title())
        made = public.write_comment(
            self.world, under or self.post, person, text, at=self.hands.now - timedelta(seconds=ago)
        )
        assert made is not None
        return made.id

    def message(self, text: str, *, who: str = "dale", ago: float = 60) -> None:
        person = self.world.add_person(who, who.title())
        assert public.write_message(
            self.world, PAGE, person, text, at=self.hands.now - timedelta(seconds=ago)
        )

    def person(self, who: str = "dale") -> NativeId:
        return NativeId(self.world.scoped_id(self.world.add_person(who, who.title()), PAGE))

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
    world = World(hands)
    page = world.add_page(PAGE, "Anyshire Police", "anyshirepolice")
    post = posts.put_post(world, PAGE, page.writer, "An appeal.", at=hands.now - timedelta(hours=3))
    with SimulatedNetworks(world) as networks:
        desk = connect(networks, world.page_token(PAGE), hands)
        try:
            yield Town(networks, world, hands, desk, post.id)
        finally:
            desk.close()


def connect(networks: SimulatedNetworks, token: str, hands: Hands, secret: str = "") -> Connector:
    account = Account(
        id=AccountId(1), network=Network.FACEBOOK, native_id=NativeId(PAGE), name="Anyshire Police"
    )
    return connector_for(
        account,
        source=FixedToken(Credentials(token=token, app_secret=secret)),
        base_url=networks.base_url(),
        clock=hands,
        loopback_only=True,
    )


def run(desk: Connector, cursor: str | None = None, *, full: bool = False) -> list[FetchedPage]:
    """Every page of one run; each cursor goes through text, as in the store."""
    pages = [desk.fetch(cursor, full=full)]
    while pages[-1].more:
        assert len(pages) < 1000
        pages.append(desk.fetch(pages[-1].cursor, full=full))
    return pages


def items(pages: list[FetchedPage]) -> dict[str, FetchedItem]:
    return {str(item.native_id): item for page in pages for item in page.items}


def action(kind: ActionKind, target: str, **more: Any) -> Action:
    return Action(kind=kind, target=NativeId(target), key=KEY, **more)


# -- reading


def test_a_first_run_reads_posts_comments_replies_and_messages(town: Town) -> None:
    first = town.comment("I know him")
    reply = town.comment("So do I", who="shona", under=first, ago=30)
    town.message("Is this the right place?")

    pages = run(town.desk)

    found = items(pages)
    assert found[first].kind is ItemKind.COMMENT
    assert found[first].untrusted_text == "I know him"
    assert found[first].thread == town.post
    author = found[first].author
    assert author is not None
    assert author.native_id == town.person()
    assert found[first].can_hide is True
    assert found[reply].kind is ItemKind.REPLY
    assert found[reply].parent == first
    letters = [item for item in found.values() if item.kind is ItemKind.MESSAGE]
    assert [item.untrusted_text for item in letters] == ["Is this the right place?"]
    kinds = {thread.native_id: thread.kind for page in pages for thread in page.threads}
    assert kinds[NativeId(town.post)] is ThreadKind.POST
    assert ThreadKind.CONVERSATION in kinds.values()
    assert json.loads(found[first].raw)["id"] == first


def test_the_next_run_reads_what_is_new_and_leaves_the_old(town: Town) -> None:
    town.comment("old", ago=7200)
    other = posts.put_post(
        town.world, PAGE, town.world.page(PAGE).writer, "Quiet", at=town.hands.now - timedelta(days=2)
    )
    town.comment("long ago", under=other.id, ago=40_000)
    cursor = run(town.desk)[-1].cursor
    town.hands.forward(hours=3)
    new = town.comment("new")

    pages = run(town.desk, cursor)

    assert new in items(pages)
    assert {thread.native_id for page in pages for thread in page.threads} == {NativeId(town.post)}
    town.hands.forward(hours=3)
    overlap = run(town.desk, pages[-1].cursor)
    town.hands.forward(hours=3)
    assert items(run(town.desk, overlap[-1].cursor)) == {}


def test_a_run_goes_on_from_its_stored_cursor_in_a_new_connector(town: Town) -> None:
    made = {town.comment(f"number {number}", ago=number + 1) for number in range(250)}
    page = town.desk.fetch(None)
    found = set(items([page]))
    for _ in range(100):
        if not page.more:
            break
        with_new_hands = connect(town.networks, town.world.page_token(PAGE), town.hands)
        page = with_new_hands.fetch(page.cursor)
        with_new_hands.close()
        found |= set(items([page]))
    assert found == made


def test_ten_thousand_comments_come_whole_with_progress(town: Town) -> None:
    dale = town.world.add_person("dale", "Dale")
    post = town.world.posts[town.post]
    made = {
        comments.put_comment(
            town.world,
            post,
            dale,
            f"comment {number}",
            at=town.hands.now - timedelta(seconds=10_000 - number),
        ).id
        for number in range(10_000)
    }
    pages = run(town.desk)
    assert set(items(pages)) == made
    assert {page.progress.total for page in pages[1:]} == {10_000}
    done = [page.progress.done for page in pages]
    assert done == sorted(done)
    assert done[-1] == 10_000


def test_a_full_run_tells_what_is_gone(town: Town) -> None:
    town.world.short_pages = ALWAYS_FULL
    kept, withdrawn = town.comment("kept", ago=7200), town.comment("withdrawn", ago=7100)
    quiet = posts.put_post(
        town.world, PAGE, town.world.page(PAGE).writer, "Quiet", at=town.hands.now - timedelta(days=200)
    )
    cursor = run(town.desk)[-1].cursor
    public.withdraw(town.world, withdrawn)
    town.hands.forward(hours=3)

    pages = run(town.desk, cursor, full=True)

    ends = {page.full_read for page in pages if page.full_read_ends}
    assert ends == {NativeId(town.post), NativeId(quiet.id)}
    seen = {item.native_id for page in pages if page.full_read == town.post for item in page.items}
    assert seen == {NativeId(kept)}


@pytest.mark.parametrize("beneath", [0, 2])
def test_a_full_run_does_not_lose_a_visitors_post_among_its_comments(town: Town, beneath: int) -> None:
    town.world.short_pages = ALWAYS_FULL
    dale = town.world.add_person("dale", "Dale")
    made = public.write_post(town.world, PAGE, dale, "On your page", at=town.hands.now)
    assert made is not None
    comments_made = {town.comment(f"beneath {number}", under=made.id) for number in range(beneath)}
    pages = [page for page in run(town.desk, full=True) if page.full_read == made.id]
    assert pages[-1].full_read_ends
    assert set(items(pages)) == {made.id} | comments_made


def test_an_ordinary_run_claims_nothing_to_be_gone(town: Town) -> None:
    town.comment("hello")
    assert all(page.full_read is None and not page.full_read_ends for page in run(town.desk))


def test_old_messages_without_details_are_not_taken_for_empty_ones(town: Town) -> None:
    for number in range(40):
        town.message(f"message {number}", ago=1000 - number)
    texts = [item.untrusted_text for item in items(run(town.desk)).values()]
    assert sorted(texts) == sorted(f"message {number}" for number in range(20, 40))


def test_what_visitors_write_on_the_page_is_an_item_of_its_own(town: Town) -> None:
    dale = town.world.add_person("dale", "Dale")
    on_page = public.write_post(town.world, PAGE, dale, "On your page", at=town.hands.now)
    named = public.write_post(
        town.world, PAGE, dale, "Elsewhere, naming you", at=town.hands.now, tags_page=True
    )
    assert on_page is not None
    assert named is not None
    town.comment("beneath", under=on_page.id)

    found = items(run(town.desk))

    assert found[on_page.id].kind is ItemKind.MENTION
    assert found[on_page.id].thread == on_page.id
    assert found[named.id].can_hide is False
    assert "beneath" in {item.untrusted_text for item in found.values()}


def test_a_refused_paging_cursor_begins_that_list_again(town: Town) -> None:
    made = {town.comment(f"number {number}", ago=number + 1) for number in range(250)}
    page = town.desk.fetch(None)
    while '"after"' not in page.cursor or '"queue"' not in page.cursor:
        page = town.desk.fetch(page.cursor)
    state = json.loads(page.cursor)
    state["run"]["at"]["tokens"]["after"] = "no-longer-taken"

    found = items(run(town.desk, json.dumps(state)))

    assert set(found) == made


def test_a_refusal_to_show_messages_leaves_the_comments(town: Town) -> None:
    made = town.comment("hello")
    town.spoil(
        Kind.WRONG_JSON,
        method="GET",
        count=None,
        route="/{id}/conversations",
        body='{"error":{"code":200,"message":"(#200) pages_messaging","type":"OAuthException"}}',
    )
    pages = run(town.desk)
    assert made in items(pages)
    notes = [note for page in pages for note in page.notes]
    assert len(notes) == 1
    assert notes[0].startswith("Private messages could not be read. Facebook does not allow this.")


def test_a_thread_that_can_never_be_read_does_not_stop_the_rest_and_is_tried_again(town: Town) -> None:
    second = posts.put_post(
        town.world, PAGE, town.world.page(PAGE).writer, "Second", at=town.hands.now - timedelta(hours=2)
    )
    bad, good = town.comment("bad thread", under=second.id, ago=9000), town.comment("good thread")
    town.spoil(Kind.CUT_JSON, method="GET", count=None, route=f"/{second.id}/comments")

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
    assert good in found
    assert bad not in found
    town.networks.faults.clear()
    town.hands.forward(days=1)
    assert bad in items(run(town.desk, cursor))


def test_reading_goes_on_after_a_broken_connection_and_after_trouble_of_facebooks(town: Town) -> None:
    made = town.comment("hello")
    for kind in (Kind.RESET_BEFORE, Kind.ERROR_BEFORE, Kind.REFUSE_AFTER):
        town.spoil(kind, method="GET", count=2)
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
        (Kind.EXPIRED_TOKEN, SignInExpired),
        (Kind.THROTTLE, Throttled),
    ],
)
def test_each_trouble_is_the_ports_error(town: Town, kind: Kind, error: type[Exception]) -> None:
    town.spoil(kind, method="GET", count=None)
    with pytest.raises(error):
        town.desk.fetch(None)


def test_throttled_until_the_window_in_the_header(town: Town) -> None:
    town.spoil(Kind.THROTTLE, method="GET", minutes=7)
    with pytest.raises(Throttled) as caught:
        town.desk.fetch(None)
    assert caught.value.until_ms == town.hands.ms + 7 * 60_000
    assert town.desk.budget().used_percent == 100
    with pytest.raises(Throttled):
        town.desk.fetch(None)
    with pytest.raises(Throttled):
        town.desk.perform(action(ActionKind.HIDE, "1_2"))
    town.hands.forward(minutes=8)
    assert town.desk.fetch(None).threads


def test_a_token_of_a_person_is_told_apart(town: Town) -> None:
    town.message("hello")
    desk = connect(town.networks, town.world.staff_token, town.hands)
    with pytest.raises(SignInExpired, match="the page's own sign-in"):
        desk.perform(action(ActionKind.HIDE, town.comment("x")))
    desk.close()


def test_an_app_secret_is_proved(town: Town) -> None:
    made = town.comment("hello")
    desk = connect(town.networks, town.world.page_token(PAGE), town.hands, town.world.access.app.secret)
    assert made in items(run(desk))
    assert isinstance(desk.perform(action(ActionKind.HIDE, made)), Done)
    desk.close()


# -- doing


def test_every_action_is_done_and_found(town: Town) -> None:
    made, doomed = town.comment("hello"), town.comment("to go")
    town.message("hello there")
    person, began = town.person(), town.hands.ms
    orders = [
        action(ActionKind.HIDE, made),
        action(ActionKind.UNHIDE, made),
        action(ActionKind.REPLY, made, text="Thank you."),
        action(ActionKind.REPLY, town.post, text="Thank you all."),
        action(ActionKind.PRIVATE_REPLY, made, person=person, text="In private."),
        action(ActionKind.MESSAGE, str(person), person=person, text="Hello.\r\nHow can we help? "),
        action(ActionKind.DELETE, doomed),
        action(ActionKind.BLOCK, str(person), person=person),
        action(ActionKind.UNBLOCK, str(person), person=person),
        action(ActionKind.PUBLISH, PAGE, text="News."),
        action(ActionKind.PUBLISH, PAGE, text="Later.", scheduled_ms=began + 3_600_000),
    ]
    for order in orders:
        if order.kind.creates:
            assert town.desk.look(order, not_before_ms=began, known=frozenset()) == Absent(), order
        result = town.desk.perform(order)
        assert isinstance(result, Done), order
        looked = town.desk.look(order, not_before_ms=began, known=frozenset())
        assert looked == Found(native_id=result.native_id if order.kind.creates else None), order
        if order.kind.creates:
            assert result.native_id is not None
            known = frozenset({result.native_id})
            assert town.desk.look(order, not_before_ms=began, known=known) == Absent()
    assert town.applied() == [
        "hide", "unhide", "reply", "comment", "private_reply", "message", "delete", "block", "unblock", "publish",
        "schedule",
    ]  # fmt: skip


def test_a_published_post_is_removed(town: Town) -> None:
    order = action(ActionKind.DELETE_POST, town.post)
    assert town.desk.look(order, not_before_ms=0, known=frozenset()) == Absent()
    assert town.desk.perform(order) == Done()
    assert town.desk.look(order, not_before_ms=0, known=frozenset()) == Found()
    assert town.desk.perform(order) == Done()


def test_a_reply_to_a_reply_is_found_beneath_the_top_comment(town: Town) -> None:
    top = town.comment("top")
    beneath = town.comment("beneath", who="shona", under=top)
    order = action(ActionKind.REPLY, beneath, text="We have it.")
    result = town.desk.perform(order)
    assert isinstance(result, Done)
    looked = town.desk.look(order, not_before_ms=town.hands.ms, known=frozenset())
    assert looked == Found(native_id=result.native_id)


def test_a_look_is_not_taken_in_by_the_same_words_from_others_or_before(town: Town) -> None:
    target = town.comment("top", ago=5000)
    town.comment("We have it.", who="shona", under=target)
    order = action(ActionKind.REPLY, target, text="We have it.")
    assert town.desk.look(order, not_before_ms=town.hands.ms - 3_600_000, known=frozenset()) == Absent()
    assert isinstance(town.desk.perform(order), Done)
    town.hands.forward(hours=1)
    assert town.desk.look(order, not_before_ms=town.hands.ms, known=frozenset()) == Absent()


@pytest.mark.parametrize("kind", [Kind.RESET_AFTER, Kind.ERROR_AFTER, Kind.REFUSE_AFTER, Kind.CUT_JSON, Kind.HTML,
                                  Kind.GZIP_BOMB])  # fmt: skip
def test_a_spoiled_answer_to_a_reply_is_unknown_sent_once_and_found(town: Town, kind: Kind) -> None:
    order = action(ActionKind.REPLY, town.comment("hello"), text="Thank you.")
    town.spoil(kind, count=None)
    assert isinstance(town.desk.perform(order), UnknownResult)
    assert town.applied() == ["reply"]
    town.networks.faults.clear()
    assert isinstance(town.desk.look(order, not_before_ms=town.hands.ms, known=frozenset()), Found)


@pytest.mark.parametrize("kind", [Kind.RESET_BEFORE, Kind.ERROR_BEFORE, Kind.WRONG_JSON, Kind.REDIRECT])
def test_no_clear_answer_is_unknown_even_where_nothing_was_done(town: Town, kind: Kind) -> None:
    target = town.comment("hello")
    for order in (action(ActionKind.REPLY, target, text="Thank you."), action(ActionKind.HIDE, target)):
        town.spoil(kind, count=1)
        result = town.desk.perform(order)
        assert isinstance(result, UnknownResult), result


def test_an_expired_sign_in_and_throttling_are_raised_not_refused(town: Town) -> None:
    order = action(ActionKind.REPLY, town.comment("hello"), text="Thank you.")
    town.spoil(Kind.EXPIRED_TOKEN)
    with pytest.raises(SignInExpired):
        town.desk.perform(order)
    town.spoil(Kind.THROTTLE)
    with pytest.raises(Throttled):
        town.desk.perform(order)
    assert town.applied() == []


def test_what_is_hidden_or_gone_already_is_done(town: Town) -> None:
    made = town.comment("hello")
    for kind in (ActionKind.HIDE, ActionKind.HIDE, ActionKind.DELETE, ActionKind.DELETE):
        assert isinstance(town.desk.perform(action(kind, made)), Done)


def test_what_facebook_refuses_is_refused_with_a_sentence(town: Town) -> None:
    own = comments.put_comment(
        town.world, town.world.posts[town.post], town.world.page(PAGE).writer, "ours"
    ).id
    hide = town.desk.perform(action(ActionKind.HIDE, own))
    assert isinstance(hide, RefusedResult)
    assert "does not allow" in hide.reason
    assert "1705" in hide.detail
    gone = town.desk.perform(action(ActionKind.REPLY, "1_2", text="x"))
    assert isinstance(gone, RefusedResult)
    assert "no longer there" in gone.reason
    for target in ("../me", "..", "", "1/2", "1?x", "1#", "1\n", "x" * 600):
        refused = town.desk.perform(action(ActionKind.HIDE, target))
        assert isinstance(refused, RefusedResult)


def test_messages_keep_to_the_window(town: Town) -> None:
    town.message("hello", ago=0)
    person, heard = town.person(), town.hands.ms
    order = action(ActionKind.MESSAGE, str(person), person=person, text="Hello.", last_heard_ms=heard)
    assert isinstance(town.desk.perform(order), Done)
    town.hands.forward(hours=30)
    assert isinstance(town.desk.perform(order), Done)
    blind = action(ActionKind.MESSAGE, str(person), person=person, text="Hello.")
    outside = town.desk.perform(blind)
    assert isinstance(outside, RefusedResult)
    assert "only for a while" in outside.reason
    town.hands.forward(days=7)
    late = town.desk.perform(order)
    assert isinstance(late, RefusedResult)
    assert "seven days" in late.reason


def test_a_second_private_reply_is_looked_up(town: Town) -> None:
    order = action(ActionKind.PRIVATE_REPLY, town.comment("hello"), text="In private.")
    assert isinstance(town.desk.perform(order), Done)
    again = town.desk.perform(order)
    assert isinstance(again, UnknownResult)
    assert isinstance(town.desk.look(order, not_before_ms=town.hands.ms, known=frozenset()), Found)


def test_what_cannot_be_sent_is_not(town: Town) -> None:
    person = town.person()
    orders = [
        action(ActionKind.REPLY, town.post, text=" \n"),
        action(ActionKind.REPLY, town.post, text="x" * 8001),
        action(ActionKind.MESSAGE, str(person), text="nobody"),
        action(ActionKind.MESSAGE, str(person), person=person, text="x" * 2001),
        action(ActionKind.PUBLISH, PAGE, text="soon", scheduled_ms=town.hands.ms + 60_000),
        action(ActionKind.PUBLISH, PAGE, text="late", scheduled_ms=town.hands.ms + 40 * 86_400_000),
    ]
    assert all(isinstance(town.desk.perform(order), RefusedResult) for order in orders)
    assert town.applied() == []


# -- evidence


def test_a_capture_holds_the_answer_the_replies_and_the_pictures(town: Town) -> None:
    dale = town.world.add_person("dale", "Dale")
    picture = Picture(id="77001", title="x")
    made = public.write_comment(town.world, town.post, dale, "look", picture=picture)
    assert made is not None
    replies = [town.comment(f"reply {number}", under=made.id) for number in range(3)]

    capture = town.desk.capture(action(ActionKind.DELETE, made.id, thread=NativeId(town.post)))

    assert json.loads(capture.raw)["message"] == "look"
    assert capture.untrusted_text == "look"
    assert {str(item.native_id) for item in capture.replies} == set(replies)
    assert [media.media_type for media in capture.media] == ["image/png"]
    assert capture.media[0].content.startswith(b"\x89PNG")
    assert capture.media_missing == ()
    assert capture.headers["facebook-api-version"] == "v26.0"
    assert "date" in capture.headers
    assert made.id in capture.url
    assert town.world.page_token(PAGE) not in repr(capture)


def test_a_capture_says_what_is_missing(town: Town) -> None:
    dale = town.world.add_person("dale", "Dale")
    made = public.write_comment(town.world, town.post, dale, "look", picture=Picture(id="77001", title="x"))
    assert made is not None
    town.world.pictures.clear()
    capture = town.desk.capture(action(ActionKind.DELETE, made.id))
    assert capture.media == ()
    assert len(capture.media_missing) == 1


def test_a_capture_of_what_is_gone(town: Town) -> None:
    with pytest.raises(Gone):
        town.desk.capture(action(ActionKind.DELETE, "1_2"))


def test_a_visitors_post_is_captured_too(town: Town) -> None:
    dale = town.world.add_person("dale", "Dale")
    made = public.write_post(town.world, PAGE, dale, "On your page")
    assert made is not None
    order = action(ActionKind.DELETE_POST, made.id, thread=NativeId(made.id))
    assert town.desk.capture(order).untrusted_text == "On your page"


# -- accounts


def test_the_pages_of_a_token(town: Town) -> None:
    town.world.add_page("100000000000002", "Kelmarton Team", "kelmarton")
    url = town.networks.base_url()
    for token, names in (
        (town.world.staff_token, ["Anyshire Police", "Kelmarton Team"]),
        (town.world.page_token(PAGE), ["Anyshire Police"]),
    ):
        pages = list_facebook_pages(
            Credentials(token=token), base_url=url, clock=town.hands, loopback_only=True
        )
        assert [page.name for page in pages] == names
        assert pages[0].credentials.token == town.world.page_token(PAGE)
        assert pages[0].lacking == ()
        assert pages[0].credentials.token not in repr(pages)
    with pytest.raises(SignInExpired):
        list_facebook_pages(
            Credentials(token="EAAnonsense"), base_url=url, clock=town.hands, loopback_only=True
        )


def test_training_reaches_no_other_computer(town: Town) -> None:
    account = Account(id=AccountId(1), network=Network.FACEBOOK, native_id=NativeId(PAGE), name="x")
    for url in (None, "https://graph.facebook.com", "http://192.0.2.1", "http://127.0.0.1.example.org"):
        with pytest.raises(Refused, match="this computer only"):
            connector_for(
                account,
                source=FixedToken(Credentials(token="x" * 20)),
                base_url=url,
                clock=town.hands,
                loopback_only=True,
            )


def test_no_error_of_any_door_holds_the_token(town: Town, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    tokens = (town.world.page_token(PAGE), town.world.staff_token, town.world.access.app.secret)
    desk = connect(town.networks, tokens[0], town.hands, tokens[2])
    order = action(ActionKind.REPLY, town.comment("hello"), text="Thank you.")
    doors: list[Callable[[], object]] = [
        lambda: desk.fetch(None),
        lambda: desk.perform(order),
        lambda: desk.look(order, not_before_ms=0, known=frozenset()),
        lambda: desk.capture(order),
        lambda: list_facebook_pages(
            Credentials(token=tokens[1], app_secret=tokens[2]),
            base_url=town.networks.base_url(),
            clock=town.hands,
            loopback_only=True,
        ),
    ]
    raised = 0
    for kind in Kind:
        if kind in {Kind.LATENCY, Kind.DRIP, Kind.LAG}:
            continue
        town.spoil(kind, method="*", count=None, minutes=0, body='{"data":[{"access_token":"x"}],"paging":7}')
        for door in doors:
            town.hands.forward(hours=1)
            told = _outcome(door)
            shown = f"{told!s} {told!r}"
            if isinstance(told, NetworkError):
                raised += 1
                trace = traceback.TracebackException.from_exception(told, capture_locals=True)
                ours = [frame.locals for frame in trace.stack if "platforms" in Path(frame.filename).parts]
                shown += repr(ours) + "".join(traceback.format_exception(told))
            assert not any(token in shown for token in tokens)
    desk.close()
    assert raised > 40
    logged = " ".join(f"{record.getMessage()} {record.args!r}" for record in caplog.records)
    assert not any(token in logged for token in tokens)


def _outcome(door: Callable[[], object]) -> object:
    try:
        return door()
    except NetworkError as error:
        return error

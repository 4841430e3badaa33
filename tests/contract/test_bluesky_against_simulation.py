"""The Bluesky connector against the simulated Bluesky, on the real wire."""

from __future__ import annotations

import json
import traceback
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import stamina

from socialdesk.model.actions import Action, ActionKind
from socialdesk.model.ids import NativeId
from socialdesk.model.items import ItemKind, ThreadKind
from socialdesk.platforms.api import (
    Absent,
    Credentials,
    Done,
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
from socialdesk.platforms.bluesky.accounts import allowed, list_accounts
from socialdesk.platforms.bluesky.connector import open_calls
from socialdesk.platforms.bluesky.sign_in import SessionTokens, create_session, read_session
from socialdesk.training.networks.bluesky.records import BLOCK, POST, THREADGATE
from socialdesk.training.networks.bluesky.sessions import FULL, PLAIN
from socialdesk.training.networks.faults import Kind
from socialdesk.training.networks.public_world import Unsupported
from socialdesk.training.networks.server import SimulatedNetworks
from tests.fakes.bluesky_town import KEY, Stage, Town, action, items, run, running_stage, town_on

CREATE = "/xrpc/com.atproto.repo.createRecord"
PUT = "/xrpc/com.atproto.repo.putRecord"
NOBODY: frozenset[NativeId] = frozenset()


@pytest.fixture(autouse=True)
def _no_waiting() -> Iterator[None]:
    with stamina.set_testing(True, attempts=3, cap=True):
        yield


@pytest.fixture(scope="module")
def stage() -> Iterator[tuple[Stage, SimulatedNetworks]]:
    with running_stage() as made:
        yield made


@pytest.fixture
def town(stage: tuple[Stage, SimulatedNetworks]) -> Iterator[Town]:
    with town_on(*stage) as made:
        yield made


# -- reading


def test_a_first_run_reads_posts_replies_mentions_and_messages(town: Town) -> None:
    first = town.comment("I know him")
    reply = town.comment("So do I", who="shona", under=first, ago=30)
    named = town.mention("Hello @anyshirepolice.test")
    quoted = town.world.quote(town.post, "dale", "Look at this", at=town.hands.now)
    letter = town.message("Is this the right place?")

    pages = run(town.desk)

    found = items(pages)
    assert (found[first].kind, found[first].untrusted_text) == (ItemKind.COMMENT, "I know him")
    assert (found[first].thread, found[first].parent, found[first].can_hide) == (town.post, None, True)
    author = found[first].author
    assert author is not None
    assert (author.native_id, author.untrusted_name) == (town.person(), "Dale (@dale.test)")
    assert (found[reply].kind, found[reply].parent) == (ItemKind.REPLY, first)
    assert (found[named].kind, found[named].thread, found[named].can_hide) == (ItemKind.MENTION, named, False)
    assert found[str(quoted)].kind is ItemKind.MENTION
    assert (found[letter].kind, found[letter].thread) == (ItemKind.MESSAGE, town.talk())
    kinds = {str(thread.native_id): thread.kind for page in pages for thread in page.threads}
    assert kinds == {
        town.post: ThreadKind.POST,
        named: ThreadKind.VISITOR_POST,
        str(quoted): ThreadKind.VISITOR_POST,
        town.talk(): ThreadKind.CONVERSATION,
    }
    assert json.loads(found[first].raw)["uri"] == first
    assert (
        found[first].permalink == f"https://bsky.app/profile/{town.person()}/post/{first.rpartition('/')[2]}"
    )


def test_the_next_run_reads_what_is_new_and_leaves_the_old(town: Town) -> None:
    town.comment("old", ago=7200)
    town.message("old letter", ago=7200)
    cursor = run(town.desk)[-1].cursor
    town.hands.forward(hours=3)
    new, letter = town.comment("new"), town.message("new letter")

    pages = run(town.desk, cursor)

    assert items(pages).keys() == {new, letter}
    town.hands.forward(hours=3)
    overlap = run(town.desk, pages[-1].cursor)
    town.hands.forward(hours=3)
    assert items(run(town.desk, overlap[-1].cursor)) == {}


def test_what_stands_in_somebody_elses_conversation_comes_with_what_began_it(town: Town) -> None:
    named = town.mention("What do you say, @anyshirepolice.test?", ago=500)
    ours = town.comment("We will look at it.", who=town.did, under=named, ago=400)
    theirs = town.comment("Thanks!", under=ours, ago=300)
    named_beneath = town.world.post(
        town.person("shona"), "A question", at=town.hands.now - timedelta(hours=1)
    )

    pages = run(town.desk)

    found = items(pages)
    assert found[ours].by_force
    assert found[ours].can_remove is True
    assert (found[theirs].thread, found[theirs].parent, found[theirs].can_hide) == (named, ours, False)
    texts = {str(thread.native_id): thread.untrusted_text for page in pages for thread in page.threads}
    assert texts[named] == "What do you say, @anyshirepolice.test?"
    assert named_beneath not in texts
    result = town.desk.perform(action(ActionKind.HIDE, theirs, thread=NativeId(named)))
    assert isinstance(result, RefusedResult)


def test_a_run_goes_on_from_its_stored_cursor_in_a_new_connector(town: Town) -> None:
    made = {town.comment(f"number {number}", ago=number + 1) for number in range(120)}
    made |= {town.message(f"letter {number}", ago=number + 1) for number in range(120)}
    page = town.desk.fetch(None)
    found = set(items([page]))
    while page.more:
        other = town.connect()
        page = other.fetch(page.cursor)
        other.close()
        found |= set(items([page]))
    assert found == made


def test_news_of_several_pages_comes_whole(town: Town) -> None:
    cursor = run(town.desk)[-1].cursor
    town.hands.forward(hours=2)
    made = {town.comment(f"number {number}", ago=number + 1) for number in range(170)}
    pages = run(town.desk, cursor)
    assert items(pages).keys() == made
    done = [page.progress.done for page in pages]
    assert done == sorted(done)


def test_a_full_run_tells_what_is_gone(town: Town) -> None:
    kept, withdrawn = town.comment("kept", ago=7200), town.comment("withdrawn", ago=7100)
    quiet = town.world.post(town.did, "Quiet", at=town.hands.now - timedelta(days=200))
    cursor = run(town.desk)[-1].cursor
    town.world.withdraw(withdrawn)
    town.hands.forward(hours=3)

    pages = run(town.desk, cursor, full=True)

    assert {page.full_read for page in pages if page.full_read_ends} == {town.post, quiet}
    seen = {str(item.native_id) for page in pages if page.full_read == town.post for item in page.items}
    assert seen == {kept}


def test_an_ordinary_run_claims_nothing_to_be_gone(town: Town) -> None:
    town.comment("hello")
    assert all(page.full_read is None and not page.full_read_ends for page in run(town.desk))


def test_what_a_block_keeps_from_view_is_not_told_gone(town: Town) -> None:
    made = town.comment("insult")
    assert isinstance(town.desk.perform(action(ActionKind.BLOCK, made, person=town.person())), Done)
    pages = run(town.desk, full=True)
    assert made not in items(pages)
    assert not any(page.full_read_ends for page in pages)


def test_a_deep_conversation_is_read_to_its_end(town: Town) -> None:
    under, made = town.post, set[str]()
    for number in range(120):
        under = town.comment(f"level {number}", who=f"person{number % 2}", under=under, ago=500 - number)
        made.add(under)
    pages = run(town.desk, full=True)
    assert items(pages).keys() == made
    assert [page.full_read_ends for page in pages if page.full_read == town.post].count(True) == 1


def test_a_colleagues_hiding_elsewhere_is_seen(town: Town) -> None:
    hidden = town.comment("hidden", hidden=True)
    assert items(run(town.desk))[hidden].hidden
    plain = town.comment("plain", ago=10)
    cursor = run(town.desk)[-1].cursor
    assert not items(run(town.desk, cursor))[plain].hidden


def test_posts_are_never_edited(town: Town) -> None:
    with pytest.raises(Unsupported):
        town.world.edit(town.comment("hello"), "changed")


def test_a_refused_paging_cursor_begins_that_list_again(town: Town) -> None:
    cursor = run(town.desk)[-1].cursor
    town.hands.forward(hours=2)
    made = {town.comment(f"number {number}", ago=number + 1) for number in range(120)}
    page = town.desk.fetch(cursor)
    while '"notifications"' not in page.cursor or '"token"' not in page.cursor:
        page = town.desk.fetch(page.cursor)
    state = json.loads(page.cursor)
    state["run"]["place"]["token"] = "no-longer-taken"
    assert items(run(town.desk, json.dumps(state))).keys() == made


def test_an_app_password_without_messages_leaves_the_posts(town: Town) -> None:
    made = town.comment("hello")
    town.message("hello")
    session = create_session(
        "anyshirepolice.test", town.world.app_password(town.did, PLAIN), base_url=town.base_url
    )
    desk = town.connect(FixedToken(Credentials(token=session.access)))
    pages = run(desk)
    assert items(pages).keys() == {made}
    notes = [note for page in pages for note in page.notes]
    assert notes == [
        "Private messages could not be read. The app password in use does not open direct messages. "
        "(status 400, InvalidToken)"
    ]
    refused = desk.perform(action(ActionKind.MESSAGE, town.talk(), text="hello"))
    assert isinstance(refused, RefusedResult)
    assert "does not open direct messages" in refused.reason
    desk.close()


def test_reading_goes_on_after_a_broken_connection_and_after_trouble_of_blueskys(town: Town) -> None:
    made = town.comment("hello")
    for kind in (Kind.RESET_BEFORE, Kind.ERROR_BEFORE, Kind.REFUSE_AFTER):
        town.spoil(kind, method="GET", count=2)
        assert made in items(run(town.desk))


def test_a_thread_that_can_never_be_read_does_not_stop_the_rest_and_is_tried_again(town: Town) -> None:
    made, letter = town.comment("hello"), town.message("letter")
    town.spoil(Kind.CUT_JSON, method="GET", count=None, route="/xrpc/chat.bsky.convo.getMessages")
    cursor, found, raised = None, dict[str, Any](), 0
    for _ in range(20):
        try:
            page = town.desk.fetch(cursor)
        except Unreadable:
            raised += 1
            continue
        cursor, found = page.cursor, found | items([page])
        if not page.more:
            break
    assert (raised, made in found, letter in found) == (1, True, False)
    town.networks.faults.clear()
    town.hands.forward(days=1)
    assert letter in items(run(town.desk, cursor))


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


def test_throttled_until_the_moment_in_the_header(town: Town) -> None:
    town.spoil(Kind.THROTTLE, method="GET", minutes=7)
    with pytest.raises(Throttled) as caught:
        town.desk.fetch(None)
    assert caught.value.until_ms == town.hands.ms + 7 * 60_000
    assert town.desk.budget().used_percent == 100
    with pytest.raises(Throttled):
        town.desk.perform(action(ActionKind.PUBLISH, town.did, text="x"))
    town.hands.forward(minutes=8)
    assert town.desk.fetch(None).threads


def test_the_allowance_in_the_headers_is_believed_and_a_share_kept_for_moderation(town: Town) -> None:
    town.api.allowed_requests = 1000
    town.desk.fetch(None)
    town.api.requests[town.did].used = 850
    town.desk.fetch(None)
    with pytest.raises(Throttled):
        town.desk.fetch(None)
    assert isinstance(town.desk.perform(action(ActionKind.PUBLISH, town.did, text="x")), Done)
    assert "1,000 requests left" in " ".join(town.desk.budget().lines)


# -- doing


def test_every_action_is_done_and_found(town: Town) -> None:
    made, began = town.comment("hello"), town.hands.ms
    town.message("hello there")
    thread, person = NativeId(town.post), town.person()
    orders = [
        town.hide(made),
        action(ActionKind.UNHIDE, made, thread=thread),
        action(ActionKind.REPLY, made, thread=thread, text="Thank you.", key="a"),
        action(ActionKind.REPLY, town.post, thread=thread, text="An update.", key="b"),
        action(ActionKind.MESSAGE, town.talk(), thread=NativeId(town.talk()), text="Hello.", person=person),
        action(ActionKind.MUTE, made, person=person),
        action(ActionKind.UNMUTE, made, person=person),
        action(ActionKind.BLOCK, made, person=person),
        action(ActionKind.UNBLOCK, made, person=person),
        action(ActionKind.PUBLISH, town.did, text="A new appeal.", key="c"),
    ]
    for order in orders:
        result = town.desk.perform(order)
        assert isinstance(result, Done), (order.kind, result)
        looked = town.desk.look(order, not_before_ms=began, known=NOBODY)
        assert isinstance(looked, Found), order.kind
        if order.kind.creates:
            assert looked.native_id == result.native_id
    assert isinstance(town.desk.perform(action(ActionKind.REPORT, made, text="Threats.")), Done)
    with pytest.raises(Refused):
        town.desk.look(action(ActionKind.REPORT, made), not_before_ms=0, known=NOBODY)
    assert town.applied() == [
        "hide", "unhide", "reply", "reply", "message", "mute", "unmute", "block", "unblock", "publish", "report",
    ]  # fmt: skip
    assert town.world.reports[0]["subject"]["uri"] == made
    published = town.desk.look(orders[-1], not_before_ms=0, known=NOBODY)
    assert isinstance(published, Found)
    remove = action(ActionKind.DELETE_POST, str(published.native_id))
    assert isinstance(town.desk.look(remove, not_before_ms=0, known=NOBODY), Absent)
    assert isinstance(town.desk.perform(remove), Done)
    assert isinstance(town.desk.look(remove, not_before_ms=0, known=NOBODY), Found)
    assert isinstance(town.desk.perform(remove), Done)


def test_before_it_is_done_a_look_shows_nothing(town: Town) -> None:
    made, person = town.comment("hello"), town.person()
    for order in (
        town.hide(made),
        action(ActionKind.REPLY, made, text="Thank you."),
        action(ActionKind.MESSAGE, town.talk(), text="Hello."),
        action(ActionKind.BLOCK, made, person=person),
        action(ActionKind.MUTE, made, person=person),
        action(ActionKind.DELETE, made),
    ):
        assert isinstance(town.desk.look(order, not_before_ms=0, known=NOBODY), Absent), order.kind


def test_a_reply_stands_in_the_thread_that_its_target_stands_in(town: Town) -> None:
    first = town.comment("one")
    second = town.comment("two", who="shona", under=first)
    result = town.desk.perform(
        action(ActionKind.REPLY, second, text="Thank you, see https://anyshire.example.")
    )
    assert isinstance(result, Done)
    value = town.world.posts[str(result.native_id)].value
    assert (value["reply"]["root"]["uri"], value["reply"]["parent"]["uri"]) == (town.post, second)
    assert value["facets"][0]["features"][0]["uri"] == "https://anyshire.example"
    assert items(run(town.desk))[str(result.native_id)].by_force


def test_the_same_action_twice_makes_one_post(town: Town) -> None:
    made = town.comment("hello")
    order = action(ActionKind.REPLY, made, text="Thank you.")
    first, second = town.desk.perform(order), town.desk.perform(order)
    assert first == second
    assert town.applied() == ["reply"]


@pytest.mark.parametrize(
    "kind", [Kind.RESET_AFTER, Kind.ERROR_AFTER, Kind.REFUSE_AFTER, Kind.CUT_JSON, Kind.HTML]
)
def test_a_reply_whose_answer_is_lost_is_found_and_never_written_twice(town: Town, kind: Kind) -> None:
    made = town.comment("hello")
    order = action(ActionKind.REPLY, made, text="Thank you.")
    town.spoil(kind, route=CREATE)
    assert isinstance(town.desk.perform(order), Done | UnknownResult)
    assert isinstance(town.desk.look(order, not_before_ms=0, known=NOBODY), Found)
    assert isinstance(town.desk.perform(order), Done)
    assert town.applied() == ["reply"]


@pytest.mark.parametrize("kind", [Kind.RESET_BEFORE, Kind.ERROR_BEFORE])
def test_a_reply_that_never_arrived_is_not_found_and_can_be_sent_again(town: Town, kind: Kind) -> None:
    made = town.comment("hello")
    order = action(ActionKind.REPLY, made, text="Thank you.")
    town.spoil(kind, route=CREATE)
    assert isinstance(town.desk.perform(order), UnknownResult)
    assert isinstance(town.desk.look(order, not_before_ms=0, known=NOBODY), Absent)
    assert isinstance(town.desk.perform(order), Done)


@pytest.mark.parametrize("kind", [Kind.RESET_AFTER, Kind.ERROR_AFTER])
def test_a_message_whose_answer_is_lost_is_found_by_its_words(town: Town, kind: Kind) -> None:
    town.message("Is this the right place?", ago=3600)
    order = action(ActionKind.MESSAGE, town.talk(), thread=NativeId(town.talk()), text="Yes, it is.")
    began = town.hands.ms
    assert isinstance(town.desk.perform(order), Done)
    earlier = town.desk.look(order, not_before_ms=began, known=NOBODY)
    assert isinstance(earlier, Found)
    assert earlier.native_id is not None
    town.hands.forward(minutes=10)
    town.spoil(kind, route="/xrpc/chat.bsky.convo.sendMessage")
    assert isinstance(town.desk.perform(order), UnknownResult)
    known = frozenset({earlier.native_id})
    found = town.desk.look(order, not_before_ms=began, known=known)
    assert isinstance(found, Found)
    assert found.native_id not in known
    assert town.applied() == ["message", "message"]


def test_hidden_twice_is_hidden_once_and_a_colleagues_change_is_kept(town: Town) -> None:
    mine, theirs = town.comment("mine"), town.comment("theirs", ago=50)
    rkey = town.post.rpartition("/")[2]
    gate = {"$type": THREADGATE, "post": town.post, "createdAt": "2026-11-23T18:00:00.000Z"}
    more = {
        "allow": [{"$type": f"{THREADGATE}#mentionRule"}],
        "hiddenReplies": [theirs],
        "ofAnotherApp": {"x": 1},
    }
    town.world.put(town.did, THREADGATE, rkey, gate | more)
    for _ in range(2):
        assert isinstance(town.desk.perform(town.hide(mine)), Done)
    value = town.world.held(town.did, THREADGATE, rkey)
    assert value is not None
    assert value.value == gate | more | {"hiddenReplies": [theirs, mine]}
    assert town.applied() == ["hide"]


def test_a_new_gate_leaves_open_who_may_reply(town: Town) -> None:
    made = town.comment("hello")
    assert isinstance(town.desk.perform(town.hide(made)), Done)
    gate = town.world.held(town.did, THREADGATE, town.post.rpartition("/")[2])
    assert gate is not None
    assert "allow" not in gate.value
    assert items(run(town.desk))[made].hidden
    assert isinstance(town.desk.perform(action(ActionKind.UNHIDE, made, thread=NativeId(town.post))), Done)
    assert not items(run(town.desk))[made].hidden


def test_a_change_between_reading_and_writing_is_read_again(town: Town) -> None:
    mine, theirs = town.comment("mine"), town.comment("theirs", ago=50)
    repo = town.api._writes["com.atproto.repo.putRecord"]
    points, write = repo
    met = list[int]()

    def colleague_first(call: Any) -> dict[str, Any] | None:
        if not met:
            met.append(1)
            other = {"$type": THREADGATE, "post": town.post, "createdAt": "x", "hiddenReplies": [theirs]}
            town.world.put(town.did, THREADGATE, town.post.rpartition("/")[2], other)
        return write(call)

    town.api._writes["com.atproto.repo.putRecord"] = (points, colleague_first)
    assert isinstance(town.desk.perform(town.hide(mine)), Done)
    assert town.world.hidden_beneath(town.post) == [theirs, mine]


def test_three_hundred_hidden_replies_are_the_most(town: Town) -> None:
    made = town.comment("one too many")
    many = [f"at://did:plc:somebody/{POST}/{number:013}" for number in range(300)]
    gate = {"$type": THREADGATE, "post": town.post, "createdAt": "x", "hiddenReplies": many}
    town.world.put(town.did, THREADGATE, town.post.rpartition("/")[2], gate)
    result = town.desk.perform(town.hide(made))
    assert isinstance(result, RefusedResult)
    assert "300" in result.reason
    assert town.applied() == []


@pytest.mark.parametrize("kind", [Kind.RESET_AFTER, Kind.ERROR_AFTER])
def test_hiding_whose_answer_is_lost_is_found(town: Town, kind: Kind) -> None:
    made = town.comment("hello")
    town.spoil(kind, route=PUT)
    assert isinstance(town.desk.perform(town.hide(made)), UnknownResult)
    assert isinstance(town.desk.look(town.hide(made), not_before_ms=0, known=NOBODY), Found)


def test_a_block_made_elsewhere_is_found_and_lifted(town: Town) -> None:
    made, person = town.comment("hello"), town.person()
    rkey = town.world.new_key(town.hands.now)
    town.world.put(town.did, BLOCK, rkey, {"$type": BLOCK, "subject": person, "createdAt": "x"})
    order = action(ActionKind.BLOCK, made, person=person)
    assert isinstance(town.desk.look(order, not_before_ms=0, known=NOBODY), Found)
    assert isinstance(town.desk.perform(order), Done)
    lift = action(ActionKind.UNBLOCK, made, person=person)
    assert isinstance(town.desk.perform(lift), Done)
    assert isinstance(town.desk.look(lift, not_before_ms=0, known=NOBODY), Found)
    assert town.world.blocks == {}


def test_what_bluesky_lags_behind_with_is_absent_first_and_found_later(town: Town) -> None:
    made, person = town.comment("hello"), town.person()
    order = action(ActionKind.MUTE, made, person=person)
    town.spoil(Kind.LAG, seconds=30)
    assert isinstance(town.desk.perform(order), Done)
    assert isinstance(town.desk.look(order, not_before_ms=0, known=NOBODY), Absent)
    town.hands.forward(seconds=31)
    assert isinstance(town.desk.look(order, not_before_ms=0, known=NOBODY), Found)


def test_a_reply_is_found_and_captured_before_the_network_has_indexed_it(town: Town) -> None:
    made = town.comment("hello")
    town.spoil(Kind.LAG, seconds=30)
    order = action(ActionKind.REPLY, made, thread=NativeId(town.post), text="Thank you.")
    result = town.desk.perform(order)
    assert isinstance(result, Done)
    assert isinstance(town.desk.look(order, not_before_ms=0, known=NOBODY), Found)
    shown = town.desk.capture(action(ActionKind.REPLY, str(result.native_id), thread=NativeId(town.post)))
    assert shown.item is not None
    assert (shown.item.untrusted_text, shown.item.by_force, shown.item.thread) == (
        "Thank you.",
        True,
        town.post,
    )


@pytest.mark.parametrize(
    ("order", "words"),
    [
        (
            action(ActionKind.REPLY, "at://did:plc:abc/app.bsky.feed.post/3n2vvjl3i2c23", text="x" * 301),
            "301",
        ),
        (action(ActionKind.REPLY, "at://did:plc:abc/app.bsky.feed.post/3n2vvjl3i2c23", text=" "), "empty"),
        (
            action(ActionKind.REPLY, "at://did:plc:abc/app.bsky.feed.post/3n2vvjl3i2c23", text="x"),
            "no longer",
        ),
        (action(ActionKind.REPLY, "../../etc/passwd", text="x"), "could not have given"),
        (action(ActionKind.MESSAGE, "x", person=NativeId("did:plc:abc"), text="y" * 1001), "1,001"),
        (action(ActionKind.PUBLISH, "x", text="later", scheduled_ms=1), "no posts for later"),
        (
            action(ActionKind.DELETE, "at://did:plc:abc/app.bsky.feed.post/3n2vvjl3i2c23"),
            "somebody else wrote",
        ),
        (action(ActionKind.PRIVATE_REPLY, "x", text="y"), "nothing of the kind"),
        (action(ActionKind.BLOCK_MESSAGES, "x"), "nothing of the kind"),
        (action(ActionKind.BLOCK, "nobody"), "who this person is"),
    ],
)
def test_what_cannot_be_done_is_refused_in_a_sentence_and_not_sent(
    town: Town, order: Action, words: str
) -> None:
    result = town.desk.perform(order)
    assert isinstance(result, RefusedResult)
    assert words in result.reason
    assert town.applied() == []


def test_three_hundred_signs_that_a_reader_counts_are_taken(town: Town) -> None:
    families = "\U0001f468\u200d\U0001f469\u200d\U0001f467" * 100
    assert isinstance(town.desk.perform(action(ActionKind.PUBLISH, "x", text=families + "x" * 200)), Done)


def test_somebody_who_takes_no_messages_is_not_written_to(town: Town) -> None:
    made = town.comment("hello")
    town.world.person("dale").takes_messages = "none"
    order = action(ActionKind.MESSAGE, made, thread=NativeId(town.post), person=town.person(), text="Hello.")
    result = town.desk.perform(order)
    assert isinstance(result, RefusedResult)
    assert result.reason.startswith("This person takes no messages on Bluesky.")
    town.world.person("dale").takes_messages = "all"
    assert isinstance(town.desk.perform(order), Done)


def test_trouble_while_writing_is_certain_only_where_it_says_so(town: Town) -> None:
    made = town.comment("hello")
    order = action(ActionKind.REPLY, made, text="Thank you.")
    town.spoil(Kind.THROTTLE, route=CREATE)
    with pytest.raises(Throttled):
        town.desk.perform(order)
    town.hands.forward(minutes=10)
    town.spoil(Kind.EXPIRED_TOKEN, route=CREATE)
    with pytest.raises(SignInExpired):
        town.desk.perform(order)
    assert town.applied() == []
    town.spoil(Kind.ERROR_BEFORE, method="GET", count=None)
    with pytest.raises(NetworkError) as caught:
        town.desk.perform(order)
    assert "Nothing was sent" in str(caught.value)


# -- evidence


def test_a_capture_holds_the_post_its_pictures_and_what_is_beneath(town: Town) -> None:
    made = town.comment("look", picture="A street")
    town.comment("beneath", who="shona", under=made)
    town.desk.perform(town.hide(made))
    shown = town.desk.capture(action(ActionKind.DELETE, made, thread=NativeId(town.post)))
    assert json.loads(shown.raw)["posts"][0]["uri"] == made
    assert shown.item is not None
    assert shown.item.hidden
    assert [reply.untrusted_text for reply in shown.replies] == ["beneath"]
    assert [media.media_type for media in shown.media] == ["image/png"]
    assert shown.media_missing == ()
    assert "date" in shown.headers
    assert town.world.token(town.did) not in repr(shown)


def test_what_a_block_hides_is_captured_from_where_it_is_held(town: Town) -> None:
    made = town.comment("insult")
    town.desk.perform(action(ActionKind.BLOCK, made, person=town.person()))
    shown = town.desk.capture(action(ActionKind.BLOCK, made, thread=NativeId(town.post)))
    assert shown.item is not None
    assert (shown.item.untrusted_text, shown.item.thread) == ("insult", town.post)


def test_a_message_is_captured_from_its_conversation(town: Town) -> None:
    made = town.message("one")
    for number in range(130):
        town.message(f"later {number}", ago=50 - number / 10)
    order = action(ActionKind.BLOCK, made, thread=NativeId(town.talk()), person=town.person())
    shown = town.desk.capture(order)
    assert shown.item is not None
    assert shown.item.untrusted_text == "one"
    with pytest.raises(Gone):
        town.desk.capture(action(ActionKind.BLOCK, "3zzzzzzzzzzzz", thread=NativeId(town.talk())))


def test_what_was_withdrawn_is_gone(town: Town) -> None:
    made = town.comment("hello")
    town.world.withdraw(made)
    with pytest.raises(Gone):
        town.desk.capture(action(ActionKind.DELETE, made, thread=NativeId(town.post)))


# -- signing in


def test_a_sign_in_renews_itself_and_is_kept_before_it_is_used(town: Town) -> None:
    made = town.comment("hello")
    session = create_session(
        "@anyshirepolice.test", town.world.app_password(town.did), base_url=town.base_url, loopback_only=True
    )
    assert (session.did, session.handle) == (town.did, "anyshirepolice.test")
    kept = list[str]()
    source = SessionTokens(
        session.stored(), keep=kept.append, clock=town.hands, base_url=town.base_url, loopback_only=True
    )
    desk = town.connect(source)
    assert made in items(run(desk))
    assert kept == []
    town.hands.forward(hours=2, minutes=-1)
    run(desk)
    assert len(kept) == 1
    town.world.sessions.revoked.add(source.current().token)
    assert isinstance(desk.perform(town.hide(made)), Done)
    assert len(kept) == 2
    assert town.applied() == ["hide"]
    again = SessionTokens(kept[-1], keep=kept.append, clock=town.hands, base_url=town.base_url)
    assert again.current() == source.current()
    town.hands.forward(days=100)
    with pytest.raises(SignInExpired):
        desk.fetch(None)
    desk.close()


@pytest.mark.parametrize("kind", [Kind.RESET_AFTER, Kind.CUT_JSON, Kind.ERROR_AFTER])
def test_a_renewal_whose_answer_is_lost_is_asked_for_again(town: Town, kind: Kind) -> None:
    session = create_session("anyshirepolice.test", town.world.app_password(town.did), base_url=town.base_url)
    kept = list[str]()
    source = SessionTokens(session.stored(), keep=kept.append, clock=town.hands, base_url=town.base_url)
    town.hands.forward(hours=3)
    town.spoil(kind, route="/xrpc/com.atproto.server.refreshSession")
    with pytest.raises(Unreadable):
        source.current()
    assert kept == []
    assert source.current().token != session.access
    renewed = read_session(kept[-1])
    assert renewed is not None
    assert renewed.refresh != session.refresh


def test_a_wrong_password_is_refused_and_stands_in_no_traceback(town: Town) -> None:
    with pytest.raises(Refused, match="does not know this handle with this password") as caught:
        create_session("anyshirepolice.test", "not-the-password", base_url=town.base_url)
    shown = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    assert "not-the-password" not in "".join(
        line for line in shown.format() if "create_session(" not in line and "with pytest" not in line
    ).replace('create_session("anyshirepolice.test", "not-the-password"', "")
    with pytest.raises(Refused, match="has a dot in it"):
        create_session("anyshirepolice", "x", base_url=town.base_url)


def test_the_account_that_a_sign_in_opens_and_what_it_may_do(town: Town) -> None:
    source = FixedToken(Credentials(token=town.world.token(town.did)))
    calls = open_calls("", source=source, base_url=town.base_url, clock=town.hands, loopback_only=True)
    found = list_accounts(calls)
    calls.close()
    assert [(one.native_id, one.name, one.handle) for one in found] == [
        (town.did, "Anyshire Police", "anyshirepolice.test")
    ]
    assert "It may read and send direct messages." in allowed(town.world.token(town.did))
    for scope, words in ((PLAIN, "may not read or send direct messages"), (FULL, "own password")):
        session = create_session(
            "anyshirepolice.test", town.world.app_password(town.did, scope), base_url=town.base_url
        )
        assert words in " ".join(allowed(session.access))
    assert allowed("not a token") == ()


def test_keys_are_the_same_for_the_same_action(town: Town) -> None:
    first = town.desk.perform(action(ActionKind.PUBLISH, town.did, text="x"))
    assert isinstance(first, Done)
    other = town.desk.perform(action(ActionKind.PUBLISH, town.did, text="x", key=KEY[::-1]))
    assert isinstance(other, Done)
    assert first.native_id != other.native_id

"""The connector against answers of the real server software, recorded on another day (../shared/recorded/bluesky)."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import partial
from typing import Any

import httpx2
import pytest

from socialdesk.model.actions import Action, ActionKind
from socialdesk.model.ids import NativeId
from socialdesk.model.items import ItemKind
from socialdesk.platforms.api import Absent, Credentials, Done, Found, Gone, RefusedResult
from socialdesk.platforms.bluesky import errors, wire
from socialdesk.platforms.bluesky.calls import WINDOWS, Calls
from socialdesk.platforms.bluesky.connector import BlueskyConnector
from socialdesk.platforms.bluesky.items import Reader
from socialdesk.platforms.bluesky.threads import read_thread
from socialdesk.platforms.http import Answer, HttpClient
from socialdesk.platforms.meter import Meter
from tests.fakes import lexicons
from tests.shared_files import shared

FORCE, MEMBER = "did:plc:n4244ptfuy6pha4y6bgzdz3p", "did:plc:jwcrrewd3fr4ifn55u4mu6wp"
POST = f"at://{FORCE}/app.bsky.feed.post/3n2vvjl3i2c23"
COMMENT = f"at://{MEMBER}/app.bsky.feed.post/3n2vvjl3ynk23"
NOW = datetime(2026, 11, 22, 16, tzinfo=UTC)


class Played:
    """Answers each method with what was recorded for it, in turn, and keeps what was asked."""

    def __init__(self) -> None:
        told = json.loads(shared("recorded/bluesky/local-run-2026-11-22/exchanges.json").read_text("utf-8"))
        self.exchanges: list[dict[str, Any]] = told["exchanges"]
        self.asked = list[tuple[str, Any]]()
        self.more = dict[str, tuple[int, Any]]()
        self._at = dict[str, int]()

    def recorded(self, method: str) -> list[dict[str, Any]]:
        return [
            one for one in self.exchanges if one["request"]["path"].partition("?")[0] == f"/xrpc/{method}"
        ]

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        method = request.url.path.removeprefix("/xrpc/")
        self.asked.append(
            (method, json.loads(request.content) if request.content else dict(request.url.params))
        )
        found = self.recorded(method)
        if method in self.more or not found:
            status, body = self.more.get(method, (400, {"error": "RecordNotFound", "message": "x"}))
            return httpx2.Response(status, json=body)
        number = self._at.get(method, 0)
        self._at[method] = min(number + 1, len(found) - 1)
        answer = found[number]["response"]
        body = {} if answer["body"] is None else {"json": answer["body"]}
        return httpx2.Response(answer["status"], **body)

    def calls(self, did: str = FORCE) -> Calls:
        http = HttpClient(
            "https://pds.example",
            credentials=Credentials(token="t" * 20),
            transport=httpx2.MockTransport(self),
        )
        return Calls(http, Meter(lambda: NOW, WINDOWS), lambda: NOW, did=did)


@pytest.fixture
def played() -> Played:
    return Played()


def test_the_recorded_thread_is_read_whole_and_later_with_what_a_block_hides(played: Played) -> None:
    calls = played.calls()
    first = read_thread(calls, Reader(FORCE, 0), POST)
    assert [(item.native_id, item.kind, item.untrusted_text) for item in first.items] == [
        (COMMENT, ItemKind.COMMENT, "a reply")
    ]
    assert first.whole
    author = first.items[0].author
    assert author is not None
    assert author.untrusted_name == "@member-acct.test"
    reader = Reader(FORCE, 0)
    second = read_thread(calls, reader, POST)
    assert (second.items, second.whole) == ([], False)
    assert reader.hidden == {NativeId(POST): frozenset({COMMENT})}


def test_the_recorded_notification_becomes_an_item(played: Played) -> None:
    thread = played.recorded("app.bsky.feed.getPostThread")[0]["response"]["body"]["thread"]
    shown = {"posts": [thread["replies"][0]["post"], thread["post"]]}
    played.more = {
        "app.bsky.feed.getAuthorFeed": (200, {"feed": []}),
        "app.bsky.feed.getPosts": (200, shown),
    }
    desk = BlueskyConnector(played.calls(), {})
    page = desk.fetch(desk.fetch(None).cursor)
    assert [(item.native_id, item.thread, item.can_hide) for item in page.items] == [(COMMENT, POST, True)]
    assert [thread.untrusted_text for thread in page.threads] == ["Appeal for witnesses"]
    asked = [told for method, told in played.asked if method == "app.bsky.notification.listNotifications"]
    assert asked


def test_what_we_send_is_what_was_recorded_as_taken(played: Played) -> None:
    desk = BlueskyConnector(played.calls(), {})
    held = {"uri": COMMENT, "cid": "bafyreihrhta6jnbpga5hkpk5hizjs3ijq53cjno5mivqfdt6sidotoxw7i",
            "value": played.recorded("com.atproto.repo.createRecord")[1]["request"]["body"]["record"]}  # fmt: skip
    gate = played.recorded("com.atproto.repo.createRecord")[2]["request"]["body"]
    played.more = {"com.atproto.repo.putRecord": (200, {"uri": "x", "cid": "y"})}

    def act(kind: ActionKind, **more: Any) -> Action:
        return Action(kind=kind, target=NativeId(COMMENT), key="k", thread=NativeId(POST), **more)

    assert isinstance(desk.perform(act(ActionKind.HIDE)), Done)
    put = played.asked[-1][1]
    assert put["swapRecord"] is None
    assert (put["repo"], put["collection"], put["rkey"]) == (gate["repo"], gate["collection"], gate["rkey"])
    assert put["record"].keys() == gate["record"].keys()
    assert put["record"]["hiddenReplies"] == gate["record"]["hiddenReplies"]
    played.more["com.atproto.repo.getRecord"] = (200, held)
    assert isinstance(desk.perform(act(ActionKind.MUTE)), Done)
    assert played.asked[-1][1] == played.recorded("app.bsky.graph.muteActor")[0]["request"]["body"]
    assert isinstance(desk.perform(act(ActionKind.REPORT)), Done)
    report = played.recorded("com.atproto.moderation.createReport")[0]["request"]["body"]
    assert played.asked[-1][1]["subject"] == report["subject"]
    desk.perform(act(ActionKind.REPLY, text="Thank you."))
    reply = next(told for method, told in played.asked if method == "com.atproto.repo.createRecord")
    assert lexicons.faults("com.atproto.repo.createRecord", "input", reply) == []
    assert lexicons.faults("app.bsky.feed.post", "record", reply["record"]) == []
    assert lexicons.faults("app.bsky.feed.threadgate", "record", put["record"]) == []


def test_the_recorded_block_is_seen_and_lifted(played: Played) -> None:
    blocked = played.recorded("app.bsky.graph.getBlocks")[0]["response"]["body"]["blocks"][0]
    played.more = {
        "app.bsky.actor.getProfile": (200, blocked),
        "com.atproto.repo.deleteRecord": (200, {}),
    }
    desk = BlueskyConnector(played.calls(), {})
    lift = Action(kind=ActionKind.UNBLOCK, target=NativeId(COMMENT), key="k")
    assert isinstance(desk.look(lift, not_before_ms=0, known=frozenset()), Absent)
    assert isinstance(desk.perform(lift), Done)
    wanted = played.recorded("com.atproto.repo.deleteRecord")[0]["request"]["body"]
    assert played.asked[-1] == ("com.atproto.repo.deleteRecord", wanted)
    del blocked["viewer"]["blocking"]
    assert isinstance(desk.look(lift, not_before_ms=0, known=frozenset()), Found)


def test_the_recorded_refusals_are_what_they_say(played: Played) -> None:
    def problem(method: str, number: int) -> errors.Problem | None:
        told = played.recorded(method)[number]["response"]
        body = json.dumps(told["body"]).encode()
        return errors.problem(Answer(status=told["status"], headers={}, body=body, url="x"))

    chat = problem("chat.bsky.convo.listConvos", 0)
    assert chat is not None
    assert chat.kind is errors.Kind.TRANSIENT
    another = problem("com.atproto.repo.deleteRecord", 1)
    assert another is not None
    assert another.kind is errors.Kind.SIGN_IN
    result = BlueskyConnector(played.calls(), {}).perform(
        Action(kind=ActionKind.DELETE, target=NativeId(COMMENT), key="k")
    )
    assert isinstance(result, RefusedResult)
    assert played.asked == []


def test_every_recorded_answer_keeps_to_its_lexicon(played: Played) -> None:
    checked = 0
    for one in played.exchanges:
        method = one["request"]["path"].partition("?")[0].removeprefix("/xrpc/")
        body = one["response"]["body"]
        if (
            one["response"]["status"] == 200
            and body is not None
            and method != "com.atproto.server.createAccount"
        ):
            assert lexicons.faults(method, "output", body) == []
            checked += 1
    assert checked >= 10


def test_a_thread_recorded_by_other_people_is_read() -> None:
    path = shared("recorded/bluesky/marshalx-atproto/thread_view_post_with_embed_media.json")
    told = json.loads(path.read_text("utf-8"))
    post = told.get("thread", told)["post"]
    seen = Reader(FORCE, 0).seen(json.dumps(post).encode())
    assert seen is not None
    assert seen.at.uri == post["uri"]
    assert seen.text == post["record"]["text"]
    assert all(url.startswith("https://") for url in seen.media_urls)
    assert wire.moment_ms(post["indexedAt"]) is not None


def test_what_is_not_there_is_gone(played: Played) -> None:
    thread = partial(read_thread, played.calls(), Reader(FORCE, 0))
    played.more = {
        "app.bsky.feed.getPostThread": (400, {"error": "NotFound", "message": "Post not found: x"})
    }
    with pytest.raises(Gone):
        thread(POST)
    gone = {"thread": {"$type": "app.bsky.feed.defs#notFoundPost", "uri": POST, "notFound": True}}
    played.more = {"app.bsky.feed.getPostThread": (200, gone)}
    with pytest.raises(Gone):
        thread(POST)

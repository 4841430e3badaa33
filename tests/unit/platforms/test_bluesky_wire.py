"""What a hostile or broken network may send, and what is made of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest
import stamina
from hypothesis import given
from hypothesis import strategies as some

from socialdesk.clock import to_ms
from socialdesk.model.actions import Action, ActionKind
from socialdesk.model.ids import NativeId
from socialdesk.platforms.api import (
    Credentials,
    Done,
    Gone,
    Refused,
    RefusedResult,
    SignInExpired,
    Throttled,
    UnknownResult,
    Unreadable,
)
from socialdesk.platforms.bluesky import errors, wire
from socialdesk.platforms.bluesky.calls import DAILY, POINTS, REQUESTS, WINDOWS, Calls
from socialdesk.platforms.bluesky.connector import BlueskyConnector
from socialdesk.platforms.bluesky.cursor import read_cursor, write_cursor
from socialdesk.platforms.bluesky.errors import Kind
from socialdesk.platforms.bluesky.items import Reader
from socialdesk.platforms.http import Answer, HttpClient
from socialdesk.platforms.meter import Meter

NOW = datetime(2026, 11, 22, 16, tzinfo=UTC)
NOW_MS = to_ms(NOW)
OURS, THEIRS = "did:plc:ours", "did:plc:theirs"
POST = f"at://{OURS}/app.bsky.feed.post/3n2vvjl3i2c23"
REPLY = f"at://{THEIRS}/app.bsky.feed.post/3n2vvjl3ynk23"

Told = Callable[[httpx2.Request], httpx2.Response]


@pytest.fixture(autouse=True)
def _no_waiting() -> Iterator[None]:
    with stamina.set_testing(True, attempts=3, cap=True):
        yield


def calls(told: Told) -> Calls:
    http = HttpClient(
        "https://pds.example", credentials=Credentials(token="t" * 20), transport=httpx2.MockTransport(told)
    )
    return Calls(http, Meter(lambda: NOW, WINDOWS), lambda: NOW, did=OURS)


def answered(status: int, body: Any, headers: Mapping[str, str] | None = None) -> Told:
    return lambda _: httpx2.Response(status, json=body, headers=headers)


def answer(status: int, body: Any) -> Answer:
    return Answer(
        status=status, headers={"content-type": "application/json"}, body=json.dumps(body).encode(), url="x"
    )


def view(**more: Any) -> dict[str, Any]:
    return {
        "uri": REPLY,
        "cid": "bafy",
        "author": {"did": THEIRS, "handle": "dale.example", "displayName": "Dale"},
        "record": {
            "text": "hello",
            "createdAt": "2026-11-22T15:10:01.699Z",
            "reply": {"root": {"uri": POST, "cid": "a"}, "parent": {"uri": POST, "cid": "a"}},
        },
        "indexedAt": "2026-11-22T15:10:02.000Z",
    } | more


# -- errors


@pytest.mark.parametrize(
    ("status", "name", "message", "kind"),
    [
        (400, "ExpiredToken", "Token has expired", Kind.SIGN_IN),
        (400, "InvalidToken", "Token could not be verified", Kind.SIGN_IN),
        (400, "InvalidToken", "Bad token method", Kind.REFUSED),
        (401, "AuthenticationRequired", "", Kind.SIGN_IN),
        (401, "AuthMissing", "", Kind.SIGN_IN),
        (401, "SomethingNew", "", Kind.SIGN_IN),
        (429, "RateLimitExceeded", "", Kind.THROTTLED),
        (429, "", "", Kind.THROTTLED),
        (502, "UpstreamFailure", "", Kind.TRANSIENT),
        (500, "ExpiredToken", "", Kind.TRANSIENT),
        (501, "MethodNotImplemented", "", Kind.REFUSED),
        (400, "RecordNotFound", "", Kind.GONE),
        (400, "NotFound", "Post not found: at://x", Kind.GONE),
        (400, "InvalidRequest", "Could not locate record: at://x", Kind.GONE),
        (400, "InvalidRequest", "Profile not found", Kind.GONE),
        (400, "InvalidRequest", "Malformed cursor", Kind.BAD_REQUEST),
        (400, "InvalidSwap", "Record was at bafy", Kind.SWAP),
        (400, "BlockedActor", "", Kind.REFUSED),
        (400, "MessagesDisabled", "", Kind.REFUSED),
        (403, "SomethingNew", "", Kind.REFUSED),
        (400, "SomethingNew", "", Kind.OTHER),
        (404, "", "", Kind.OTHER),
    ],
)
def test_an_error_is_told_by_its_name(status: int, name: str, message: str, kind: Kind) -> None:
    found = errors.problem(answer(status, {"error": name, "message": message}))
    assert found is not None
    assert found.kind is kind
    assert f"status {status}" in found.detail
    assert not message or message not in str(errors.raised(found, until_ms=1))


def test_an_answer_without_an_error_has_none() -> None:
    assert errors.problem(answer(200, {"error": "ExpiredToken"})) is None


@given(some.integers(400, 599), some.binary(max_size=60))
def test_any_error_body_is_survived(status: int, body: bytes) -> None:
    found = errors.problem(Answer(status=status, headers={}, body=body, url="x"))
    assert found is not None
    errors.raised(found, until_ms=0)


def test_each_kind_is_raised_as_the_ports_error() -> None:
    raised = {kind: type(errors.raised(errors.Problem(kind, "a", "b", "c"), until_ms=5)) for kind in Kind}
    assert raised == {
        Kind.TRANSIENT: errors.Transient,
        Kind.THROTTLED: Throttled,
        Kind.SIGN_IN: SignInExpired,
        Kind.REFUSED: Refused,
        Kind.BAD_REQUEST: errors.BadRequest,
        Kind.GONE: Gone,
        Kind.SWAP: Refused,
        Kind.OTHER: Unreadable,
    }


# -- items


def test_a_field_of_another_kind_is_left_out_and_the_rest_is_read() -> None:
    told = view(
        author=7, replyCount="many", embed=[1], labels=3, threadgate="x", viewer=None, another={"x": []}
    )
    reader = Reader(OURS, NOW_MS)
    seen = reader.seen(json.dumps(told).encode())
    assert seen is not None
    item = reader.item(seen)
    assert item is not None
    assert (item.untrusted_text, item.thread, item.can_hide, item.media_urls) == ("hello", POST, True, ())
    assert item.author is not None
    assert (item.author.native_id, item.author.untrusted_name) == (THEIRS, "")
    assert json.loads(item.raw)["another"] == {"x": []}


def test_an_author_cannot_be_somebody_else_than_the_address_says() -> None:
    seen = Reader(OURS, NOW_MS).seen(
        json.dumps(view(author={"did": OURS, "handle": "police.example"})).encode()
    )
    assert seen is not None
    assert (seen.author.native_id, seen.author.untrusted_name) == (THEIRS, "")


def test_a_time_is_the_earlier_of_what_author_and_network_say() -> None:
    def moment(created: str, indexed: str) -> int:
        record = {"text": "x", "createdAt": created}
        told = json.dumps(view(record=record, indexedAt=indexed)).encode()
        seen = Reader(OURS, NOW_MS).seen(told)
        assert seen is not None
        return seen.created_ms

    network = to_ms(datetime(2026, 11, 22, 15, tzinfo=UTC))
    assert moment("2999-01-01T00:00:00Z", "2026-11-22T15:00:00Z") == network
    assert moment("nonsense", "2026-11-22T15:00:00.000000Z") == network
    assert moment("2026-11-22T17:00:00+02:00", "") == network
    assert moment("", "") == NOW_MS


def test_only_pictures_addresses_are_taken() -> None:
    images = {"images": [{"fullsize": "https://cdn.bsky.app/a"}, {"fullsize": "file:///etc/passwd"}, 7, {}]}
    embeds: list[tuple[Any, tuple[str, ...]]] = [
        (images, ("https://cdn.bsky.app/a",)),
        ({"media": images, "record": {}}, ("https://cdn.bsky.app/a",)),
        ({"thumbnail": "https://video.bsky.app/t.jpg", "playlist": "https://video.bsky.app/p.m3u8"},
         ("https://video.bsky.app/t.jpg",)),
        ({"media": {"media": {"media": images}}}, ()),
        ("text", ()),
    ]  # fmt: skip
    for embed, wanted in embeds:
        seen = Reader(OURS, NOW_MS).seen(json.dumps(view(embed=embed)).encode())
        assert seen is not None
        assert seen.media_urls == wanted


json_values = some.recursive(
    some.none() | some.booleans() | some.integers(-5, 5) | some.text(max_size=5),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(
    some.dictionaries(some.sampled_from(sorted(view())), json_values), some.sampled_from(["record", "author"])
)
def test_any_post_is_survived(spoiled: dict[str, Any], within: str) -> None:
    reader = Reader(OURS, NOW_MS)
    for told in (view() | spoiled, view(**{within: view()[within] | spoiled}), spoiled):
        seen = reader.seen(json.dumps(told).encode())
        if seen is not None:
            reader.item(seen)
            reader.thread(seen)


@given(json_values)
def test_any_message_and_conversation_is_survived(told: Any) -> None:
    reader, raw = Reader(OURS, NOW_MS), json.dumps(told).encode()
    reader.message(wire.msgspec.Raw(raw), NativeId("talk"), {})
    reader.conversation(wire.msgspec.Raw(raw))
    reader.message(
        wire.msgspec.Raw(json.dumps({"id": "a", "text": "b", "sender": told}).encode()), NativeId("t"), {}
    )


def test_deleted_messages_are_not_taken_for_empty_ones() -> None:
    told = {"$type": "chat.bsky.convo.defs#deletedMessageView", "id": "a", "sender": {"did": THEIRS}}
    assert (
        Reader(OURS, NOW_MS).message(wire.msgspec.Raw(json.dumps(told).encode()), NativeId("t"), {}) is None
    )


# -- lists and cursors


@pytest.mark.parametrize(
    "body", [{}, [], "x", {"feed": 7}, {"feed": [], "cursor": 7}, {"feed": [], "cursor": "x" * 9000}]
)
def test_a_list_whose_end_cannot_be_told_is_unreadable(body: Any) -> None:
    desk = BlueskyConnector(calls(answered(200, body)), {})
    with pytest.raises(Unreadable):
        desk.fetch(None)


def test_a_list_that_goes_round_is_left_and_the_watermark_stays() -> None:
    def told(request: httpx2.Request) -> httpx2.Response:
        if "getAuthorFeed" in request.url.path:
            return httpx2.Response(200, json={"feed": [], "cursor": "again"})
        return httpx2.Response(200, json={"notifications": [], "convos": []})

    desk = BlueskyConnector(calls(told), {})
    cursor, notes = '{"since_ms": 5}', list[str]()
    for _ in range(20):
        page = desk.fetch(cursor)
        cursor, notes = page.cursor, [*notes, *page.notes]
        if not page.more:
            break
    assert read_cursor(cursor).run is None
    assert read_cursor(cursor).since_ms == 5
    assert notes == ["The account's posts: Bluesky's list did not end, and was left where it was."]


def test_what_comes_with_a_notification_without_an_address_is_not_asked_for() -> None:
    asked = list[str]()

    def told(request: httpx2.Request) -> httpx2.Response:
        asked.append(request.url.path)
        one = {"uri": "https://evil.example", "reason": "reply", "indexedAt": "2026-11-22T15:00:00Z"}
        return httpx2.Response(200, json={"feed": [], "notifications": [one, 7, {}], "convos": []})

    desk = BlueskyConnector(calls(told), {})
    desk.fetch(desk.fetch(None).cursor)
    assert not any("getPosts" in path for path in asked)


@given(some.text())
def test_any_stored_cursor_is_survived(stored: str) -> None:
    assert read_cursor(write_cursor(read_cursor(stored))).v == 1


# -- calls


def test_what_the_headers_say_of_each_window_is_believed_within_bounds() -> None:
    def headers(limit: int, seconds: int) -> dict[str, str]:
        return {
            "ratelimit-policy": f"{limit};w={seconds}",
            "ratelimit-limit": str(limit),
            "ratelimit-remaining": "0",
            "ratelimit-reset": str(NOW_MS // 1000 + 60),
        }

    for name, limit, seconds in ((REQUESTS, 3000, 300), (POINTS, 5000, 3600), (DAILY, 35_000, 86_400)):
        made = calls(answered(200, {"did": OURS}, headers(limit, seconds)))
        made.read("com.atproto.server.getSession")
        with pytest.raises(Throttled):
            made.meter.check(name, reading=False)
    one_kind_of_call = calls(answered(200, {"did": OURS}, headers(30, 300)))
    one_kind_of_call.read("com.atproto.server.getSession")
    one_kind_of_call.meter.check(REQUESTS, reading=True)
    for told in ("", "x", "3000;w=", "9" * 30 + ";w=300", "3000;w=300;burst=5"):
        made = calls(answered(200, {"did": OURS}, headers(3000, 300) | {"ratelimit-policy": told}))
        made.read("com.atproto.server.getSession")
        made.meter.check(REQUESTS, reading=True)


def test_a_throttled_chat_service_leaves_the_posts() -> None:
    made = calls(answered(429, {"error": "RateLimitExceeded"}, {"retry-after": "60"}))
    with pytest.raises(Throttled) as caught:
        made.read("chat.bsky.convo.listConvos", chat=True)
    assert caught.value.until_ms == NOW_MS + 60_000
    with pytest.raises(Throttled):
        made.meter.check("message calls", reading=True)
    made.meter.check(REQUESTS, reading=True)


def test_the_chat_service_is_asked_for_by_its_header_alone() -> None:
    seen = list[str | None]()

    def told(request: httpx2.Request) -> httpx2.Response:
        seen.append(request.headers.get("atproto-proxy"))
        return httpx2.Response(200, json={"convos": []})

    made = calls(told)
    made.read("chat.bsky.convo.listConvos", chat=True)
    made.read("app.bsky.feed.getPosts")
    assert seen == ["did:web:api.bsky.chat#bsky_chat", None]


@pytest.mark.parametrize(
    ("told", "result"),
    [
        (answered(200, {"uri": "at://somewhere/else/x"}), UnknownResult),
        (answered(200, []), UnknownResult),
        (lambda _: httpx2.Response(200, text="<html>"), UnknownResult),
        (answered(500, {"error": "InternalServerError"}), UnknownResult),
        (answered(400, {"error": "SomethingNew"}), UnknownResult),
        (answered(400, {"error": "InvalidRequest"}), RefusedResult),
    ],
)
def test_only_a_clear_answer_to_a_create_is_believed(told: Told, result: type[object]) -> None:
    def asked(request: httpx2.Request) -> httpx2.Response:
        if request.method == "POST":
            return told(request)
        return httpx2.Response(400, json={"error": "RecordNotFound"})

    desk = BlueskyConnector(calls(asked), {})
    order = Action(kind=ActionKind.PUBLISH, target=NativeId(OURS), key="k", text="x")
    assert isinstance(desk.perform(order), result)


@pytest.mark.parametrize("value", [{"hiddenReplies": "x"}, {"hiddenReplies": [7]}, [], {}])
def test_a_gate_that_cannot_be_read_is_never_written_over(value: Any) -> None:
    written = list[str]()

    def told(request: httpx2.Request) -> httpx2.Response:
        if request.method == "POST":
            written.append(request.url.path)
        return httpx2.Response(200, json={"uri": "x", "cid": "bafy", "value": value})

    desk = BlueskyConnector(calls(told), {})
    order = Action(kind=ActionKind.HIDE, target=NativeId(REPLY), key="k", thread=NativeId(POST))
    with pytest.raises(Exception, match="cannot be read, so nothing was changed"):
        desk.perform(order)
    assert written == []


def test_a_block_through_a_list_is_told() -> None:
    viewer = {"muted": False, "blockingByList": {"uri": "at://x", "name": "A list"}}

    def told(request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(
            200, json={} if request.method == "POST" else {"did": THEIRS, "viewer": viewer}
        )

    desk = BlueskyConnector(calls(told), {})
    order = Action(kind=ActionKind.UNBLOCK, target=NativeId(THEIRS), key="k")
    result = desk.perform(order)
    assert isinstance(result, RefusedResult)
    assert "through a list" in result.reason
    del viewer["blockingByList"]
    assert isinstance(desk.perform(order), Done)

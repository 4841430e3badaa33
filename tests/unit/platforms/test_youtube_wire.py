"""Whatever a stranger or a network puts into JSON, a page of it is read or refused, and one item loses no other."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator
from typing import Any

import httpx2
import msgspec
import pytest
import stamina
from hypothesis import given
from hypothesis import strategies as st

from socialdesk.clock import system_clock
from socialdesk.model.actions import Action, ActionKind
from socialdesk.model.ids import NativeId
from socialdesk.model.items import ItemKind
from socialdesk.platforms.api import Credentials, Done, NetworkError, Offline, UnknownResult, Unreadable
from socialdesk.platforms.http import Answer, HttpClient
from socialdesk.platforms.meter import Meter
from socialdesk.platforms.youtube import wire
from socialdesk.platforms.youtube.calls import UNITS_A_DAY, YouTubeCalls, known_id, next_midnight_ms
from socialdesk.platforms.youtube.connector import YouTubeConnector
from socialdesk.platforms.youtube.items import Reader
from tests.unit.platforms.youtube_answers import ANY

BASE = "https://youtube.googleapis.com"
US = "UCours"
READER = Reader(US, 1_700_000_000_000)
VIDEO = NativeId("JE8xdDp5B8Q")
Handler = Callable[[httpx2.Request], httpx2.Response]


def told(body: bytes | Any, *, status: int = 200, kind: str = "application/json; charset=UTF-8") -> Answer:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Answer(status=status, headers={"content-type": kind}, body=raw, url=BASE)


def raw(value: Any) -> msgspec.Raw:
    return msgspec.Raw(json.dumps(value).encode())


def desk_for(handle: Handler) -> YouTubeConnector:
    http = HttpClient(
        BASE,
        name="YouTube",
        credentials=Credentials(token="ya29.t"),
        transport=httpx2.MockTransport(handle),
    )
    meter = Meter(system_clock, [UNITS_A_DAY])
    return YouTubeConnector(YouTubeCalls(http, meter, system_clock, channel_id=US), {})


def connector(body: bytes, status: int = 200) -> YouTubeConnector:
    headers = {"content-type": "application/json"}
    return desk_for(lambda _: httpx2.Response(status, content=body, headers=headers))


@pytest.fixture(autouse=True, scope="module")
def _no_waiting() -> Iterator[None]:
    with stamina.set_testing(True, attempts=2, cap=True):
        yield


def comment(**snippet: Any) -> dict[str, Any]:
    return {"kind": "youtube#comment", "id": "Ugx.1", "snippet": snippet}


def thread(snippet: dict[str, Any], replies: list[Any] | None = None, **more: Any) -> msgspec.Raw:
    said = {"topLevelComment": {"id": "Ugx", "snippet": snippet}, **more}
    body: dict[str, Any] = {"id": "Ugx", "snippet": said}
    return raw(body | ({"replies": {"comments": replies}} if replies is not None else {}))


def test_a_comment_of_the_specification() -> None:
    item = READER.comment(
        raw(
            comment(
                authorDisplayName="A Person",
                authorChannelUrl="http://www.youtube.com/channel/UCperson",
                authorChannelId={"value": "UCperson"},
                parentId="Ugx",
                textDisplay="hi <3",
                textOriginal="hi",
                moderationStatus="likelySpam",
                publishedAt="2019-12-01T03:36:55.000Z",
                imageUrl="https://yt3.ggpht.com/p.png",
            )
        ),
        VIDEO,
    )
    assert item is not None
    assert (item.native_id, item.parent, item.kind) == ("Ugx.1", "Ugx", ItemKind.REPLY)
    assert item.created_ms == 1_575_171_415_000
    assert (item.untrusted_text, item.hidden, item.by_force) == ("hi", True, False)
    assert item.author is not None
    assert item.author.profile_url == "https://www.youtube.com/channel/UCperson"
    assert item.media_urls == ("https://yt3.ggpht.com/p.png",)
    assert item.permalink == "https://www.youtube.com/watch?v=JE8xdDp5B8Q&lc=Ugx.1"


@pytest.mark.parametrize(
    ("snippet", "author", "text", "created"),
    [
        ({}, None, "", READER.now_ms),
        ({"textOriginal": None, "publishedAt": None, "authorChannelId": None}, None, "", READER.now_ms),
        ({"textDisplay": "shown", "authorChannelId": {}}, None, "shown", READER.now_ms),
        ({"textOriginal": "", "textDisplay": "shown"}, None, "", READER.now_ms),
        ({"publishedAt": "2022-11-14T10:23:02Z", "authorChannelId": {"value": 7}}, "7", "", 1_668_421_382_000),
        ({"publishedAt": "9999-12-31T23:59:59-23:59"}, None, "", READER.now_ms),
        ({"publishedAt": 5, "textOriginal": ["x"], "textDisplay": "read", "imageUrl": 5}, None, "read", READER.now_ms),
    ],
)  # fmt: skip
def test_a_comment_with_something_missing_or_odd(
    snippet: dict[str, Any], author: str | None, text: str, created: int
) -> None:
    item = READER.comment(raw(comment(**snippet)), VIDEO)
    assert item is not None
    assert (item.author.native_id if item.author else None) == author
    assert (item.untrusted_text, item.created_ms) == (text, created)


@pytest.mark.parametrize(
    ("listed", "public", "status", "hidden"),
    [
        (wire.PUBLISHED, True, None, False),
        (wire.PUBLISHED, True, "heldForReview", True),
        (wire.HELD, False, None, True),
        (wire.HELD, None, None, True),
        (wire.HELD, True, None, False),  # listed for the sake of a reply
        (wire.HELD, True, "heldForReview", True),
        (wire.SPAM, False, "published", False),
        (wire.HELD, False, "a new word", True),
    ],
)
def test_how_a_comment_stands(listed: str, public: bool | None, status: str | None, hidden: bool) -> None:
    snippet = {} if status is None else {"moderationStatus": status}
    read = READER.thread(thread(snippet, isPublic=public), listed)
    assert read is not None
    assert read.items[0].hidden is hidden


def test_one_reply_without_an_id_loses_no_other() -> None:
    read = READER.thread(thread({}, [{"id": "Ugx.1"}, 7, {"snippet": {}}], totalReplyCount=9), wire.PUBLISHED)
    assert read is not None
    assert [item.native_id for item in read.items] == ["Ugx", "Ugx.1"]
    assert (read.unreadable, read.replies_told, read.replies_given) == (2, 9, 3)
    assert read.items[1].parent == "Ugx"


@pytest.mark.parametrize(
    "address", ["javascript:x", "https://evil.example/", "//www.youtube.com", "http://[", "x" * 9000]
)
def test_only_addresses_on_youtube_are_kept(address: str) -> None:
    item = READER.comment(raw(comment(authorChannelId={"value": "UC1"}, authorChannelUrl=address)), VIDEO)
    assert item is not None
    assert item.author is not None
    assert item.author.profile_url == ""
    assert item.media_urls == ()


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"{}", b"null", b'{"items":[]}', b'{"kind":7,"items":[]}', b"\xff",
                                  b'{"kind":"youtube#comment"}', b'{"kind":"xListResponse","items":{}}', b"[" * 100_000,
                                  b'{"kind":"xListResponse","nextPageToken":5}', b"1" * 5000])  # fmt: skip
def test_what_is_no_list_is_no_empty_list(body: bytes) -> None:
    with pytest.raises(Unreadable):
        wire.read_listing(told(body))


def test_a_list_may_come_without_items() -> None:
    assert wire.read_listing(told({"kind": "youtube#channelListResponse", "pageInfo": {}})).items == []


def test_half_an_emoji_does_not_lose_the_page() -> None:
    body = rb'{"kind":"youtube#commentListResponse","items":[{"id":"1","snippet":{"textOriginal":"cut \ud83d"}}]}'
    (one,) = wire.read_listing(told(body)).items
    assert wire.snippet(one).text_original == "cut \ufffd"


@pytest.mark.parametrize(
    ("statistics", "count"),
    [
        ({"commentCount": "12"}, 12),
        ({"commentCount": 3}, 3),
        ({}, -1),
        (None, None),
        ({"commentCount": "x"}, None),
    ],
)
def test_how_many_comments_a_video_has(statistics: Any, count: int | None) -> None:
    body = {"id": "x"} if statistics is None else {"id": "x", "statistics": statistics}
    assert wire.comment_count(raw(body)) == count


@pytest.mark.parametrize("value", ["", "a,b", "a b", "a/b", "a\n", "é", "x" * 513])
def test_an_id_stays_one_id(value: str) -> None:
    with pytest.raises(NetworkError):
        known_id(value)


def test_the_day_ends_at_midnight_in_california() -> None:
    assert next_midnight_ms(1_795_200_303_000) == 1_795_248_000_000  # 21 November 2026, 08:00 UTC


@given(ANY)
def test_any_item_is_read_or_left(value: Any) -> None:
    made: list[Any] = [READER.comment(raw(value), VIDEO), READER.video(raw(value))]
    read = READER.thread(raw(value), wire.HELD)
    for item in [*made, *(read.items if read is not None else ())]:
        if item is not None:
            assert item.native_id
            json.loads(item.raw)
            item.raw.encode()


_CURSORS = [
    None,
    '{"run":{"began_ms":1,"queue":[{"what":"replies","video":"v","parent":"Ugx"}]}}',
    '{"uploads":"UUx","run":{"began_ms":1,"queue":[{"what":"uploads"}]}}',
    '{"run":{"began_ms":1,"full":true,"claims":["a"],"queue":[{"what":"comments","again":true},{"what":"close"}]}}',
]


@given(
    st.binary(max_size=60)
    | ANY.map(lambda one: json.dumps(one).encode())
    | ANY.map(lambda one: json.dumps({"kind": "xListResponse", "items": [one, one]}).encode()),
    st.sampled_from([200, 204, 400, 403, 500]),
    st.sampled_from(list(ActionKind)),
)
def test_whatever_is_answered_every_door_gives_a_value_or_a_network_error(
    body: bytes, status: int, kind: ActionKind
) -> None:
    desk = connector(body, status)
    order = Action(kind=kind, target=NativeId("Ugx"), key="k", text="hello", thread=VIDEO)
    doors: list[Callable[[], object]] = [
        lambda: desk.look(order, not_before_ms=0, known=frozenset()),
        lambda: desk.capture(order),
    ]
    doors += [lambda held=cursor: desk.fetch(held, full=True) for cursor in _CURSORS]
    for door in doors:
        with contextlib.suppress(NetworkError):
            door()
    with contextlib.suppress(Offline, NetworkError):
        desk.perform(order)


@given(ANY)
def test_a_create_is_done_only_where_the_answer_names_it(value: Any) -> None:
    if isinstance(value, dict) and ("id" in value or "error" in value):
        return
    order = Action(kind=ActionKind.REPLY, target=VIDEO, key="k", text="hello", thread=VIDEO)
    assert isinstance(connector(json.dumps(value).encode()).perform(order), UnknownResult)


@pytest.mark.parametrize(
    ("status", "body", "done"),
    [(204, b"", True), (200, b"", False), (200, b"{}", False), (200, b"<html>", False), (204, b" ", True)],
)
def test_moderation_is_done_only_where_youtube_answers_as_it_does(
    status: int, body: bytes, done: bool
) -> None:
    order = Action(kind=ActionKind.HIDE, target=NativeId("Ugx"), key="k", thread=VIDEO)
    assert isinstance(connector(body, status).perform(order), Done if done else UnknownResult)


def test_another_lists_answer_is_not_filed_under_the_one_asked_for() -> None:
    told_of = {
        "kind": "youtube#commentListResponse",
        "items": [comment(parentId="Ugother"), comment(parentId="Ugx")],
    }
    desk = connector(json.dumps(told_of).encode())
    page = desk.fetch('{"run":{"began_ms":1,"queue":[{"what":"replies","video":"v","parent":"Ugx"}]}}')
    assert [item.parent for item in page.items] == ["Ugx"]
    assert page.notes == ("Entries that could not be read: 1.",)


def test_a_list_that_never_ends_is_left_and_claims_nothing() -> None:
    for token in ("same", "{}"):
        calls = 0

        def handle(_: httpx2.Request, token: str = token) -> httpx2.Response:
            nonlocal calls
            calls += 1
            body = {"kind": "xListResponse", "items": [{"id": US}], "nextPageToken": token.format(calls)}
            return httpx2.Response(200, json=body)

        desk = desk_for(handle)
        page = desk.fetch(None, full=True)
        pages = [page]
        while page.more:
            page = desk.fetch(page.cursor, full=True)
            pages.append(page)
        assert calls < 500
        assert all(not one.full_read_ends for one in pages)
        assert "did not end" in " ".join(note for one in pages for note in one.notes)

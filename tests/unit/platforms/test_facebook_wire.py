"""Whatever a stranger or a network puts into JSON, a page of it is read or refused, and one item loses no other."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from typing import Any

import httpx2
import msgspec
import pytest
import stamina
from hypothesis import example, given
from hypothesis import strategies as st

from socialdesk.clock import system_clock
from socialdesk.model.actions import Action, ActionKind
from socialdesk.model.ids import NativeId
from socialdesk.model.items import ItemKind, ThreadKind
from socialdesk.platforms.api import Credentials, NetworkError, RefusedResult, UnknownResult, Unreadable
from socialdesk.platforms.facebook import wire
from socialdesk.platforms.facebook.calls import GraphCalls
from socialdesk.platforms.facebook.connector import FacebookConnector
from socialdesk.platforms.facebook.errors import problem
from socialdesk.platforms.facebook.items import WEB, Reader
from socialdesk.platforms.graph.errors import Kind, raised
from socialdesk.platforms.graph.items import media_urls, web_address
from socialdesk.platforms.http import Answer, HttpClient
from socialdesk.platforms.throttle import Gate

BASE = "https://graph.facebook.com"
READER = Reader("1234", 1_700_000_000_000)
POST = NativeId("1234_987")
_NAMES = [
    "id",
    "data",
    "message",
    "created_time",
    "from",
    "name",
    "parent",
    "is_hidden",
    "can_hide",
    "attachment",
    "media",
    "image",
    "src",
    "paging",
    "next",
    "cursors",
    "after",
    "comments",
    "summary",
    "total_count",
    "error",
    "code",
    "error_subcode",
    "success",
    "message_id",
    "participants",
    "attachments",
    "scheduled_publish_time",
]
ANY = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(
        ["1_2", "1234", "https://x/?after=a", f"{BASE}/?after=a", "2026-11-20T18:45:03+0000", 190, 100]
    ),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(_NAMES) | st.text(max_size=4), inner)
    ),
    max_leaves=25,
)


def told(body: bytes | Any, *, status: int = 200, kind: str = "application/json; charset=UTF-8") -> Answer:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Answer(status=status, headers={"content-type": kind}, body=raw, url=BASE)


def raw(value: Any) -> msgspec.Raw:
    return msgspec.Raw(json.dumps(value).encode())


def connector(body: bytes, status: int = 200) -> FacebookConnector:
    transport = httpx2.MockTransport(
        lambda _: httpx2.Response(status, content=body, headers={"content-type": "application/json"})
    )
    http = HttpClient(BASE, name="Facebook", credentials=Credentials(token="t"), transport=transport)
    return FacebookConnector(
        GraphCalls(http, Gate(system_clock), system_clock, page_id="1234", version="v26.0"), {}
    )


@pytest.fixture(autouse=True, scope="module")
def _no_waiting() -> Any:
    with stamina.set_testing(True, attempts=2, cap=True):
        yield


def test_a_comment_of_the_specification() -> None:
    item = READER.comment(
        raw({"id": "987_555", "message": "hi", "created_time": "2026-11-20T18:45:03+0000", "is_hidden": True,
             "from": {"name": "A Person", "id": "62"}, "parent": {"id": "987_5"}, "can_hide": True,
             "permalink_url": "https://www.facebook.com/1234/posts/987/?comment_id=555",
             "attachment": {"media": {"image": {"src": "https://x.fbcdn.net/p.jpg"}}}}),
        POST,
    )  # fmt: skip
    assert item is not None
    assert (item.native_id, item.parent, item.kind) == ("987_555", "987_5", ItemKind.REPLY)
    assert item.created_ms == 1_795_200_303_000
    assert item.hidden
    assert item.can_hide is True
    assert item.can_remove is None
    assert item.media_urls == ("https://x.fbcdn.net/p.jpg",)
    assert not item.by_force


@pytest.mark.parametrize(
    ("fields", "author", "text", "created"),
    [
        ({}, None, "", READER.now_ms),
        ({"from": None, "message": None, "created_time": None}, None, "", READER.now_ms),
        ({"from": {"name": "No id"}, "created_time": "yesterday"}, None, "", READER.now_ms),
        ({"from": {"id": 62, "name": "N"}, "created_time": 1_700_000_001}, "62", "", 1_700_000_001_000),
        ({"from": [], "message": ["x"], "parent": 7, "attachment": "?"}, None, "", READER.now_ms),
        (
            {"message": "still read", "is_hidden": "perhaps", "permalink_url": 5},
            None,
            "still read",
            READER.now_ms,
        ),
        ({"created_time": "9999-12-31T23:59:59-2359"}, None, "", READER.now_ms),
        ({"created_time": 1e300}, None, "", READER.now_ms),
    ],
)
def test_a_comment_with_something_missing_or_odd(
    fields: dict[str, Any], author: str | None, text: str, created: int
) -> None:
    item = READER.comment(raw({"id": 987} | fields), POST)
    assert item is not None
    assert item.native_id == "987"
    assert (item.author.native_id if item.author else None) == author
    assert item.untrusted_text == text
    assert item.created_ms == created


def test_an_item_without_an_id_loses_no_other() -> None:
    desk = connector(json.dumps({"data": [{"message": "x"}, 7, {"id": "1_2"}, {"id": "1_2"}, None]}).encode())
    page = desk.fetch('{"run":{"began_ms":1,"queue":[{"thread":"1_1"}]}}')
    assert [item.native_id for item in page.items] == ["1_2"]
    assert page.notes == ("Entries that could not be read: 3.",)


def test_half_an_emoji_does_not_lose_the_page() -> None:
    body = rb'{"data":[{"id":"1_2","message":"cut \ud83d"},{"id":"1_3","message":"\ud83d\ude00 \\ud83d"}]}'
    listing = wire.read_listing(told(body))
    texts = [
        item.untrusted_text
        for item in (READER.comment(one, POST) for one in listing.data)
        if item is not None
    ]
    assert texts == ["cut \ufffd", "\U0001f600 \\ud83d"]


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"{}", b'{"data":{}}', b'{"data":null}', b"null", b"[" * 100_000,
                                  b'{"data":[]', b'{"data":[],"paging":{"next":5}}', b"\xff", b"1" * 5000])  # fmt: skip
def test_what_is_no_list_is_no_empty_list(body: bytes) -> None:
    with pytest.raises(Unreadable):
        wire.read_listing(told(body))


def test_a_web_page_is_told_apart() -> None:
    with pytest.raises(Unreadable, match="web page"):
        wire.read_listing(told(b'{"data":[]}', kind="text/html"))


@pytest.mark.parametrize(
    ("following", "tokens"),
    [
        (f"{BASE}/v26.0/1/comments?access_token=EAA&limit=5&after=abc", {"after": "abc"}),
        (
            f"{BASE}/v10.0/4/posts?access_token=x&until=16&__paging_token=t&fields=id",
            {"until": "16", "__paging_token": "t"},
        ),
        (None, None),
        ("", None),
    ],
)
def test_only_paging_parameters_are_taken_from_next(
    following: str | None, tokens: dict[str, str] | None
) -> None:
    listing = wire.Listing(data=[], paging=wire.Paging(next=following))
    assert wire.onward(listing, BASE) == tokens


@pytest.mark.parametrize(
    "following",
    ["https://example.org/?after=a", f"{BASE}/x", "nonsense", "http://[", f"{BASE}@evil/?after=1"],
)
def test_a_next_that_leads_astray_is_unreadable(following: str) -> None:
    with pytest.raises(Unreadable):
        wire.onward(wire.Listing(data=[], paging=wire.Paging(next=following)), BASE)


def test_a_list_that_never_ends_is_left_and_claims_nothing() -> None:
    for following in ("after=same", "after={}"):
        calls = 0

        def handle(_: httpx2.Request, following: str = following) -> httpx2.Response:
            nonlocal calls
            calls += 1
            body = {"data": [], "paging": {"next": f"{BASE}/x?{following.format(calls)}"}}
            return httpx2.Response(200, json=body)

        http = HttpClient(BASE, name="Facebook", transport=httpx2.MockTransport(handle))
        desk = FacebookConnector(
            GraphCalls(http, Gate(system_clock), system_clock, page_id="1234", version="v26.0"), {}
        )
        page = desk.fetch(None, full=True)
        pages = [page]
        while page.more:
            page = desk.fetch(page.cursor, full=True)
            pages.append(page)
        assert calls < 200
        assert all(not one.full_read_ends for one in pages)
        assert "did not end" in " ".join(note for one in pages for note in one.notes)


def test_same_id_looks_past_the_post_part() -> None:
    assert wire.same_id("1_2", "1_2")
    assert wire.same_id("1_2", "3_2")
    assert not wire.same_id("1_2", "1_3")
    assert not wire.same_id("2", "1_2")


def test_links_of_conversations_lead_to_facebook() -> None:
    assert web_address("/1/inbox/2/", WEB) == "https://www.facebook.com/1/inbox/2/"
    assert web_address("//evil.example/x", WEB) == ""
    assert web_address("javascript:x", WEB) == ""


@pytest.mark.parametrize(
    ("code", "subcode", "status", "kind"),
    [
        (1, None, 400, Kind.TRANSIENT), (2, None, 500, Kind.TRANSIENT), (1, 2853006, 400, Kind.REFUSED),
        (4, None, 400, Kind.THROTTLED), (80001, None, 400, Kind.THROTTLED), (613, None, 400, Kind.THROTTLED),
        (190, 463, 400, Kind.SIGN_IN), (102, None, 400, Kind.SIGN_IN), (10, None, 400, Kind.REFUSED),
        (200, 1705, 400, Kind.REFUSED), (299, None, 400, Kind.REFUSED), (300, None, 400, Kind.OTHER),
        (100, 33, 400, Kind.GONE), (100, None, 400, Kind.BAD_REQUEST), (100, 2018001, 400, Kind.BAD_REQUEST),
        (506, None, 400, Kind.DUPLICATE), (368, None, 400, Kind.REFUSED), (551, 1545041, 400, Kind.REFUSED),
        (9000001, None, 400, Kind.GONE), (424242, None, 400, Kind.OTHER), (424242, None, 503, Kind.TRANSIENT),
    ],
)  # fmt: skip
def test_an_error_is_what_its_code_says(code: int, subcode: int | None, status: int, kind: Kind) -> None:
    error = {"code": code, "error_subcode": subcode, "message": "secret words", "fbtrace_id": "Aabc123"}
    found = problem(told({"error": error}, status=status))
    assert found is not None
    assert found.kind is kind
    error = raised(found, until_ms=5)
    assert "secret words" not in str(error)
    assert f"code {code}" in str(error)
    assert "trace Aabc123" in str(error)


@given(ANY, st.sampled_from([200, 400, 401, 403, 404, 429, 500, 503]))
def test_any_error_body_is_a_network_error_or_none(value: Any, status: int) -> None:
    for body in (value, {"error": value}):
        found = problem(told(body, status=status))
        assert found is None or isinstance(raised(found, until_ms=1), NetworkError)
        assert found is not None or status < 400


@given(ANY)
def test_any_item_is_read_or_left(value: Any) -> None:
    for made in (
        READER.comment(raw(value), POST), READER.message(raw(value), POST), READER.mention(raw(value), can_change=True),
        READER.post(raw(value), ThreadKind.POST), READER.conversation(raw(value)),
    ):  # fmt: skip
        if made is not None:
            assert made.native_id
            json.loads(made.raw)
            made.raw.encode()
    assert all(isinstance(url, str) for url in media_urls(raw(value)))


_CURSORS = [None, '{"run":{"began_ms":1,"queue":[{"thread":"1_1"}]}}',
            '{"run":{"began_ms":1,"queue":[{"thread":"t_1","messages":true}]}}',
            '{"run":{"began_ms":1,"phase":"conversations"}}']  # fmt: skip


@given(st.binary(max_size=60) | ANY.map(lambda one: json.dumps(one).encode())
       | ANY.map(lambda one: json.dumps({"data": [one], "paging": one}).encode()),
       st.sampled_from([200, 400, 500]), st.sampled_from(list(ActionKind)))  # fmt: skip
def test_whatever_is_answered_every_door_gives_a_value_or_a_network_error(
    body: bytes, status: int, kind: ActionKind
) -> None:
    desk = connector(body, status)
    order = Action(kind=kind, target=NativeId("1_2"), key="k", text="hello", person=NativeId("62"))
    doors: list[Callable[[], object]] = [
        lambda: desk.perform(order),
        lambda: desk.look(order, not_before_ms=0, known=frozenset()),
        lambda: desk.capture(order),
    ]
    doors += [lambda held=cursor: desk.fetch(held, full=True) for cursor in _CURSORS]
    for door in doors:
        with contextlib.suppress(NetworkError):
            door()


@given(
    ANY.filter(lambda one: not isinstance(one, dict)).flatmap(
        lambda one: st.sampled_from([one, {"data": one}])
    )
)
@example({"success": True})
@example({"id": None})
@example({"id": ""})
def test_a_create_is_done_only_where_the_answer_names_it(value: Any) -> None:
    order = Action(kind=ActionKind.REPLY, target=NativeId("1_2"), key="k", text="hello")
    assert isinstance(connector(json.dumps(value).encode()).perform(order), UnknownResult)


def test_the_documentations_success_in_quotes_counts() -> None:
    hide = Action(kind=ActionKind.HIDE, target=NativeId("1_2"), key="k")
    assert connector(b'{"success":"true"}').perform(hide).__class__.__name__ == "Done"
    assert isinstance(connector(b'{"success":false}').perform(hide), UnknownResult)
    block = Action(kind=ActionKind.BLOCK, target=NativeId("62"), key="k")
    assert connector(b'{"62":true}').perform(block).__class__.__name__ == "Done"
    assert isinstance(connector(b'{"62":false}').perform(block), RefusedResult)
    assert isinstance(connector(b'{"63":true}').perform(block), UnknownResult)


def test_a_failing_server_is_not_believed_when_it_refuses() -> None:
    reply = Action(kind=ActionKind.REPLY, target=NativeId("1_2"), key="k", text="hello")
    for code in (100, 190, 200, 4):
        body = json.dumps({"error": {"code": code}}).encode()
        assert isinstance(connector(body, 500).perform(reply), UnknownResult)

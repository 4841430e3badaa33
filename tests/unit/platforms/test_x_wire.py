"""Whatever a stranger or X puts into JSON, a page of it is read or refused, and one item loses no other."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
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
from socialdesk.platforms.http import Answer, HttpClient
from socialdesk.platforms.meter import Meter
from socialdesk.platforms.x import wire
from socialdesk.platforms.x.calls import XCalls
from socialdesk.platforms.x.connector import XConnector
from socialdesk.platforms.x.items import Reader, plain
from socialdesk.platforms.x.limits import windows
from socialdesk.platforms.x.look import normal, same
from socialdesk.platforms.x.memory import Memory

BASE = "https://api.x.com"
ME, NOW = "1234", 1_795_200_000_000
_NAMES = [
    "id", "data", "text", "created_at", "author_id", "conversation_id", "referenced_posts", "referenced_tweets", "type",
    "note_post", "note_tweet", "entities", "urls", "url", "expanded_url", "attachments", "media_keys", "includes",
    "users", "posts", "tweets", "media", "name", "username", "meta", "next_token", "result_count", "errors", "title",
    "detail", "parameters", "code", "message", "hidden", "edit_history_post_ids", "edit_history_tweet_ids",
    "dm_conversation_id", "sender_id", "event_type", "resource_id", "display_text_range", "public_metrics",
]  # fmt: skip
ANY = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["1", ME, "2117450131423543296", "replied_to", "2026-11-20T18:45:03.000Z", "MessageCreate",
                       "https://api.x.com/2/problems/invalid-request", "@dale hello", 403]),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(_NAMES) | st.text(max_size=4), inner)
    ),
    max_leaves=25,
)  # fmt: skip


def told(body: Any, *, status: int = 200, kind: str = "application/json") -> Answer:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Answer(status=status, headers={"content-type": kind}, body=raw, url=BASE)


def raw(value: Any) -> msgspec.Raw:
    return msgspec.Raw(json.dumps(value).encode())


def reader(memory: Memory | None = None) -> Reader:
    return Reader(ME, memory or Memory(), NOW)


def connector(answer: bytes | Callable[[httpx2.Request], httpx2.Response], status: int = 200) -> XConnector:
    def answered(request: httpx2.Request) -> httpx2.Response:
        if callable(answer):
            return answer(request)
        return httpx2.Response(status, content=answer, headers={"content-type": "application/json"})

    http = HttpClient(
        BASE, name="X", credentials=Credentials(token="t"), transport=httpx2.MockTransport(answered)
    )
    meter = Meter(system_clock, windows())
    return XConnector(XCalls(http, meter, system_clock, user_id=ME), {})


@pytest.fixture(autouse=True, scope="module")
def _no_waiting() -> Any:
    with stamina.set_testing(True, attempts=2, cap=True):
        yield


POST: Mapping[str, Any] = {
    "id": "21", "text": "@anyshirepolice hello &amp; <3", "created_at": "2026-11-20T18:45:03.000Z",
    "conversation_id": "20", "author_id": "99", "in_reply_to_user_id": ME, "display_text_range": [16, 29],
    "attachments": {"media_keys": ["3_7"]},
}  # fmt: skip
INCLUDES = {
    "users": [{"id": "99", "name": "A Person", "username": "person"}],
    "media": [{"media_key": "3_7", "type": "photo", "url": "https://pbs.twimg.com/media/x.jpg"}],
}


@pytest.mark.parametrize(
    "vocabulary",
    [
        {"referenced_posts": [{"type": "replied_to", "id": "20"}], "edit_history_post_ids": ["21"]},
        {"referenced_tweets": [{"type": "replied_to", "id": "20"}], "edit_history_tweet_ids": ["21"]},
    ],
)
def test_a_reply_of_the_specification_in_either_vocabulary(vocabulary: dict[str, Any]) -> None:
    item = reader().item(raw({**POST, **vocabulary}), wire.read_includes(raw(INCLUDES)))
    assert item is not None
    assert (item.native_id, item.thread, item.parent, item.kind) == ("21", "20", None, ItemKind.COMMENT)
    assert item.untrusted_text == "hello & <3"
    assert item.created_ms == 1_795_200_303_000
    assert item.author is not None
    assert item.author.untrusted_name == "A Person (@person)"
    assert item.permalink == "https://x.com/person/status/21"
    assert item.media_urls == ("https://pbs.twimg.com/media/x.jpg",)
    assert item.can_hide is True
    assert item.can_remove is False


def test_long_text_is_read_whole_in_either_vocabulary() -> None:
    link = {"url": "https://t.co/abc", "expanded_url": "https://example.org/whole"}
    note = {"text": "@anyshirepolice " + "long " * 100 + "https://t.co/abc", "entities": {"urls": [link]}}
    for name in ("note_post", "note_tweet"):
        item = reader().item(raw({**POST, name: note}), wire.Includes())
        assert item is not None
        assert item.untrusted_text.startswith("long long")
        assert item.untrusted_text.endswith("long https://example.org/whole")


@pytest.mark.parametrize(
    ("fields", "author", "text"),
    [
        ({"author_id": None, "text": None, "created_at": None}, None, ""),
        ({"author_id": 99, "created_at": "yesterday"}, "99", "hello & <3"),
        ({"author_id": [], "text": ["x"], "entities": 7, "attachments": "?"}, None, ""),
        ({"referenced_posts": "?", "edit_history_post_ids": {}, "note_post": 1}, "99", "hello & <3"),
        ({"created_at": "9999-12-31T23:59:59-23:59", "display_text_range": ["x"]}, "99", "@anyshirepolice hello & <3"),
    ],
)  # fmt: skip
def test_a_reply_with_something_missing_or_odd(fields: dict[str, Any], author: str | None, text: str) -> None:
    item = reader().item(raw({**POST, **fields}), wire.Includes())
    assert item is not None
    assert (item.author.native_id if item.author else None) == author
    assert item.untrusted_text == text
    assert item.created_ms in {1_795_200_303_000, NOW}


def test_what_has_no_id_is_left_out() -> None:
    for value in ({}, {"id": ""}, {"id": None}, {"id": "../x"}, {"id": "1/2"}, [], "x", None):
        assert reader().item(raw(value), wire.Includes()) is None
        assert reader().thread(raw(value), wire.Includes()) is None
        assert reader().message(raw(value), wire.Includes()) is None


def test_an_own_post_is_a_thread_and_a_strangers_too() -> None:
    own = {"id": "20", "author_id": ME, "conversation_id": "20", "text": "An appeal."}
    assert reader().item(raw(own), wire.Includes()) is None
    thread = reader().thread(raw(own), wire.Includes())
    assert thread is not None
    assert (thread.kind, thread.untrusted_text) == (ThreadKind.POST, "An appeal.")
    theirs = reader().thread(raw({**own, "author_id": "99"}), wire.Includes())
    assert theirs is not None
    assert theirs.kind is ThreadKind.VISITOR_POST
    assert reader().thread(raw(POST), wire.Includes()) is None


def test_whose_conversation_it_is_decides_what_can_be_hidden() -> None:
    nested = {**POST, "referenced_posts": [{"type": "replied_to", "id": "30"}], "in_reply_to_user_id": "98"}
    memory = Memory()
    unknown = reader(memory).item(raw(nested), wire.Includes())
    assert unknown is not None
    assert (unknown.kind, unknown.can_hide) == (ItemKind.MENTION, None)
    memory.add_stranger(NativeId("20"))
    theirs = reader(memory).item(raw(nested), wire.Includes())
    assert theirs is not None
    assert theirs.can_hide is False
    memory.add_root(NativeId("20"))
    ours = reader(memory).item(raw(nested), wire.Includes())
    assert ours is not None
    assert (ours.kind, ours.can_hide, ours.parent) == (ItemKind.REPLY, True, "30")


def test_other_events_of_a_conversation_are_no_messages() -> None:
    joined = {"id": "5", "event_type": "ParticipantsJoin", "dm_conversation_id": "1-2", "sender_id": "99"}
    assert reader().message(raw(joined), wire.Includes()) is None


@pytest.mark.parametrize(
    ("text", "link", "wanted"),
    [
        ("see https://t.co/Ab1", {"url": "https://t.co/Ab1", "expanded_url": "https://e.org/?a=1&b=2"},
         "see https://e.org/?a=1&b=2"),
        ("see https://t.co/Ab1", {"url": "https://t.co/Ab1", "expanded_url": "https://x.com/a/status/1/photo/1"},
         "see"),
        ("see https://t.co/Ab1", {"url": "https://t.co/Ab1", "expanded_url": "javascript:alert(1)"},
         "see https://t.co/Ab1"),
        ("all e are e", {"url": "e", "expanded_url": "https://e.org"}, "all e are e"),
        ("&amp;lt; &lt;b&gt;", {}, "&lt; <b>"),
    ],
)  # fmt: skip
def test_escapes_and_short_links(text: str, link: dict[str, str], wanted: str) -> None:
    assert plain(text, [msgspec.convert(link, wire.Url)]) == wanted


def test_the_same_words_whatever_x_made_of_them() -> None:
    assert normal("@anyshirepolice @dale Thank you. \r\nBye") == normal("Thank you. \nBye")
    assert same("See https://example.org/ now", "See example.org now")
    assert same("See https://example.org/ now", "See http://www.example.org now")
    assert not same("See https://example.org/a", "See https://example.org/b")
    assert normal("cafe\u0301") == normal("caf\u00e9")


# -- lists


@pytest.mark.parametrize("body", [{"meta": {"result_count": 0}}, {"data": [], "meta": {}}])
def test_an_empty_list_may_have_no_data(body: Any) -> None:
    listing = wire.read_listing(told(body))
    assert listing.data == []
    assert listing.next_token == ""


@pytest.mark.parametrize(
    "body", [{}, [], 7, {"data": 7}, {"data": {}, "meta": {}}, {"meta": 7}, b"<html>", b""]
)
def test_something_else_is_no_empty_list(body: Any) -> None:
    with pytest.raises(Unreadable):
        wire.read_listing(told(body))


def test_a_page_of_another_kind_is_unreadable() -> None:
    with pytest.raises(Unreadable, match="sign-in page"):
        wire.read_listing(told({"data": []}, kind="text/html"))
    wire.read_listing(told({"data": []}, kind="application/problem+json"))


def test_half_an_emoji_loses_nothing() -> None:
    listing = wire.read_listing(told(b'{"data":[{"id":"1","text":"\\ud83d"},{"id":"2","text":"ok"}]}'))
    assert [wire.salvage(one, wire.Post).text for one in listing.data] == ["\ufffd", "ok"]


def test_an_entry_of_errors_is_gone_only_where_x_says_so() -> None:
    kinds = [
        "resource-not-found",
        "not-authorized-for-resource",
        "resource-unavailable",
        "field-unauthorized",
        "",
    ]
    body = {"errors": [{"resource_id": str(n), "type": f"https://api.twitter.com/2/problems/{kind}"}
                       for n, kind in enumerate(kinds)]}  # fmt: skip
    assert [one.gone for one in wire.read_listing(told(body)).missing] == [True, True, False, False, False]


@given(ANY)
@example({"data": [{"id": 1, "edit_history_post_ids": [None, {}, "1"]}], "meta": {"next_token": 7}})
@example({"data": [{"id": "1", "display_text_range": [2**70], "text": "@a b"}]})
def test_any_answer_is_read_or_refused(value: Any) -> None:
    memory = Memory()
    with contextlib.suppress(Unreadable):
        listing = wire.read_listing(told(value))
        for one in listing.data:
            reader(memory).item(one, listing.includes)
            reader(memory).thread(one, listing.includes)
            reader(memory).message(one, listing.includes)
    with contextlib.suppress(Unreadable):
        one, includes = wire.read_one(told(value))
        reader(memory).item(one, includes)
        wire.salvage(one, wire.Written)


@given(ANY, st.sampled_from([200, 201, 400, 401, 402, 403, 404, 429, 500, 503]))
def test_the_connector_answers_or_raises_its_own_whatever_comes(value: Any, status: int) -> None:
    desk = connector(json.dumps(value).encode(), status)
    order = Action(kind=ActionKind.REPLY, target=NativeId("20"), key="k", text="Thank you.")
    person = Action(kind=ActionKind.MUTE, target=NativeId("20"), key="k", person=NativeId("99"))
    doors: list[Callable[[], object]] = [
        lambda: desk.fetch(None),
        lambda: desk.fetch(None, full=True),
        lambda: desk.perform(order),
        lambda: desk.look(order, not_before_ms=0, known=frozenset()),
        lambda: desk.look(person, not_before_ms=0, known=frozenset()),
        lambda: desk.capture(order),
        lambda: desk.recheck([NativeId("20")]),
        desk.accounts,
    ]
    for door in doors:
        with contextlib.suppress(NetworkError):
            door()


# -- ids and times


def test_ids_hold_their_time() -> None:
    assert wire.id_ms("1212092628029698048") == 1_577_820_376_771
    assert wire.id_ms(wire.id_at(NOW)) == NOW
    for odd in ("", "12", "x" * 18, "9" * 30, "-1"):
        assert wire.id_ms(odd) is None
    assert wire.id_at(0) == ""
    assert wire.later("9", "10") == "10"
    assert wire.later("", "10") == "10"
    assert wire.earlier("9", "10") == "9"


@given(st.text(max_size=30))
def test_any_time_is_read_or_none(value: str) -> None:
    found = wire.moment_ms(value)
    assert found is None or found >= 0


# -- writes


@pytest.mark.parametrize(
    "body",
    [{}, {"data": {}}, {"data": None}, {"data": {"id": "../x"}}, {"data": {"id": None}}, [], {"meta": {}},
     {"errors": [{"title": "Something new", "type": "about:blank"}]}],
)  # fmt: skip
def test_a_create_without_a_readable_id_is_unknown(body: Any) -> None:
    order = Action(kind=ActionKind.REPLY, target=NativeId("20"), key="k", text="Thank you.")
    assert isinstance(connector(json.dumps(body).encode()).perform(order), UnknownResult)


@pytest.mark.parametrize("body", [{"data": {"hidden": False}}, {"data": {}}, {"data": {"hidden": "yes"}}])
def test_a_hide_that_is_not_confirmed_is_unknown(body: Any) -> None:
    order = Action(kind=ActionKind.HIDE, target=NativeId("20"), key="k")
    desk = connector(json.dumps(body).encode())
    assert isinstance(desk.perform(order), UnknownResult)


def test_a_server_that_fails_is_not_believed() -> None:
    body = json.dumps({"title": "Forbidden", "type": "about:blank", "status": 403}).encode()
    order = Action(kind=ActionKind.REPLY, target=NativeId("20"), key="k", text="Thank you.")
    assert isinstance(connector(body, 503).perform(order), UnknownResult)
    assert isinstance(connector(body, 403).perform(order), RefusedResult)


def test_both_vocabularies_are_tried_once_and_the_answer_is_remembered() -> None:
    asked: list[str] = []

    def old(request: httpx2.Request) -> httpx2.Response:
        asked.append("post" if "post.fields" in request.url.params else "tweet")
        if "post.fields" in request.url.params:
            body = {"errors": [{"parameters": {"post.fields": ["id"]}, "message": "The query parameter [post.fields] is"
                                " not one of [tweet.fields]"}], "title": "Invalid Request",
                    "type": "https://api.twitter.com/2/problems/invalid-request"}  # fmt: skip
            return httpx2.Response(400, json=body)
        return httpx2.Response(200, json={"meta": {"result_count": 0}})

    desk = connector(old)
    desk.fetch(None)
    desk.fetch(None)
    assert asked == ["post", "tweet", "tweet"]


def test_a_parameter_of_neither_vocabulary_is_not_tried_again() -> None:
    asked: list[str] = []

    def refusing(request: httpx2.Request) -> httpx2.Response:
        asked.append(request.url.path)
        body = {
            "errors": [{"parameters": {"max_results": ["100"]}, "message": "no"}],
            "title": "Invalid Request",
        }
        return httpx2.Response(400, json=body)

    with pytest.raises(NetworkError):
        connector(refusing).fetch(None)
    assert len(asked) == 1


def test_a_post_with_a_link_costs_more() -> None:
    meter = Meter(lambda: datetime(2026, 11, 23, tzinfo=UTC), windows(1))
    transport = httpx2.MockTransport(lambda _: httpx2.Response(201, json={"data": {"id": "5"}}))
    http = HttpClient(BASE, name="X", credentials=Credentials(token="t"), transport=transport)
    desk = XConnector(XCalls(http, meter, system_clock, user_id=ME), {})
    for text, left in (("Plain.", 985), ("See https://example.org", 785)):
        desk.perform(Action(kind=ActionKind.PUBLISH, target=NativeId(ME), key="k", text=text))
        assert any(line.startswith(f"{left} of 1,000 tenths of a cent") for line in desk.budget().lines)

"""Whatever a stranger or a network puts into JSON, a page of it is read or refused, and one item loses no other."""

from __future__ import annotations

import contextlib
import json
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx2
import msgspec
import pytest
import stamina
from hypothesis import given, settings
from hypothesis import strategies as st

from socialdesk.clock import system_clock
from socialdesk.model.accounts import Way
from socialdesk.model.actions import Action, ActionKind
from socialdesk.model.ids import NativeId
from socialdesk.model.items import ItemKind
from socialdesk.platforms.api import (
    Credentials,
    Done,
    NetworkError,
    Refused,
    RefusedResult,
    UnknownResult,
    Unreadable,
)
from socialdesk.platforms.capabilities import read_capabilities
from socialdesk.platforms.http import Answer, HttpClient
from socialdesk.platforms.linkedin import little, urn, wire
from socialdesk.platforms.linkedin.accounts import LinkedInAccount, allowed
from socialdesk.platforms.linkedin.calls import LinkedInCalls
from socialdesk.platforms.linkedin.connector import LinkedInConnector
from socialdesk.platforms.linkedin.cursor import Cursor, Place, read_cursor, write_cursor
from socialdesk.platforms.linkedin.errors import Kind, problem, raised
from socialdesk.platforms.linkedin.items import Reader, media_urls
from socialdesk.platforms.meter import Meter

BASE = "https://api.linkedin.com"
PAGE = "urn:li:organization:1337"
POST = NativeId("urn:li:share:7094637247487995904")
ACTIVITY = "urn:li:activity:7094637247890620418"
COMMENT = f"urn:li:comment:({ACTIVITY},7094977717598625792)"
READER = Reader(PAGE, 1_700_000_000_000)
_NAMES = [
    "id", "elements", "actor", "commentUrn", "$URN", "created", "time", "lastModified", "message", "text", "object",
    "parentComment", "commentsSummary", "totalFirstLevelComments", "content", "url", "entity", "paging", "start",
    "count", "total", "links", "rel", "author", "commentary", "createdAt", "publishedAt", "lastModifiedAt", "action",
    "sourcePost", "generatedActivity", "decoratedSourcePost", "decoratedGeneratedActivity", "comment", "share", "owner",
    "status", "serviceErrorCode", "code",
]  # fmt: skip
ANY = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(
        [PAGE, POST, ACTIVITY, COMMENT, "urn:li:comment:(activity:1,2)", "COMMENT", "COMMENT_DELETE", "SHARE_MENTION",
         "next", "7094977717598625792"]
    ),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(_NAMES) | st.text(max_size=4), inner)
    ),
    max_leaves=25,
)  # fmt: skip


def told(body: bytes | Any, *, status: int = 200, kind: str = "application/json") -> Answer:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Answer(status=status, headers={"content-type": kind}, body=raw, url=BASE)


def raw(value: Any) -> msgspec.Raw:
    return msgspec.Raw(json.dumps(value).encode())


def speaking(answer: Callable[[httpx2.Request], httpx2.Response]) -> LinkedInConnector:
    http = HttpClient(
        BASE,
        name="LinkedIn",
        credentials=Credentials(token="t"),
        transport=httpx2.MockTransport(answer),
    )
    calls = LinkedInCalls(http, Meter(system_clock, ()), system_clock, organization=PAGE)
    return LinkedInConnector(calls, {}, names=False)


def connector(body: bytes, status: int = 200, **headers: str) -> LinkedInConnector:
    answer = {"content-type": "application/json", **headers}
    return speaking(lambda _: httpx2.Response(status, content=body, headers=answer))


@pytest.fixture(autouse=True, scope="module")
def _no_waiting() -> Any:
    with stamina.set_testing(True, attempts=2, cap=True):
        yield


# -- names


@pytest.mark.parametrize(
    ("name", "quoted"),
    [
        ("urn:li:share:123", "urn%3Ali%3Ashare%3A123"),
        ("urn:li:comment:(urn:li:activity:1,2)", "urn%3Ali%3Acomment%3A%28urn%3Ali%3Aactivity%3A1%2C2%29"),
    ],
)
def test_a_name_is_quoted_whole(name: str, quoted: str) -> None:
    assert urn.quoted(name) == quoted


@pytest.mark.parametrize(
    "name",
    ["", "123", "urn:li:share:", "urn:li:share:1/2", "urn:li:share:1?x=y", "urn:li:share:1\n", "../posts",
     "urn:li:comment:(urn:li:activity:1,2", "urn:li:comment:(urn:li:comment:(urn:li:activity:1,2),3)",
     "urn:li:share:" + "1" * 300, "urn:li:share:１"],
)  # fmt: skip
def test_what_linkedin_could_not_have_given_goes_into_no_address(name: str) -> None:
    with pytest.raises(Refused):
        urn.quoted(name)


def test_a_comments_name_is_taken_apart_and_mended() -> None:
    assert urn.comment_parts(COMMENT) == (ACTIVITY, "7094977717598625792")
    assert urn.comment_parts(COMMENT.replace("(urn:li:", "(")) == (ACTIVITY, "7094977717598625792")
    assert urn.comment_parts(str(POST)) is None
    assert urn.comment_urn(ACTIVITY, "2") == f"urn:li:comment:({ACTIVITY},2)"
    assert urn.comment_urn("x", "2") is None
    assert urn.same_comment(COMMENT, COMMENT.replace(ACTIVITY, str(POST)))
    assert not urn.same_comment(COMMENT, COMMENT.replace("792)", "793)"))


def test_a_list_keeps_its_structure_and_quotes_its_values() -> None:
    assert urn.restli_list(["COMMENT", "urn:li:share:1"]) == "List(COMMENT,urn%3Ali%3Ashare%3A1)"


# -- little text


@given(st.text(max_size=60))
def test_little_text_reads_back_as_what_was_written(text: str) -> None:
    assert little.plain(little.escaped(text)) == text


def test_hashtags_stay_hashtags_and_mentions_read_by_name() -> None:
    assert little.escaped("See #Appeal (now) a#b") == "See #Appeal \\(now\\) a\\#b"
    assert little.plain("{hashtag|\\#|appeal} and #this, @[A \\(B\\)](urn:li:organization:1)") == (
        "#appeal and #this, A (B)"
    )


# -- reading


def test_a_comment_of_the_documentation() -> None:
    item = READER.comment(
        raw({"actor": "urn:li:person:A8xe03Qt10", "commentUrn": COMMENT, "id": "7094977717598625792",
             "created": {"actor": "urn:li:person:A8xe03Qt10", "time": 1582160678569}, "object": ACTIVITY,
             "message": {"attributes": [], "text": "hi"}, "parentComment": COMMENT.replace("792)", "700)"),
             "content": [{"type": "IMAGE", "entity": {"image": "urn:li:image:1"},
                          "url": "https://media.licdn.com/p.jpg"}]}),
        POST,
    )  # fmt: skip
    assert item is not None
    assert (item.native_id, item.thread, item.kind) == (COMMENT, POST, ItemKind.REPLY)
    assert item.created_ms == 1582160678569
    assert item.untrusted_text == "hi"
    assert item.author is not None
    assert item.author.native_id == "urn:li:person:A8xe03Qt10"
    assert item.media_urls == ("https://media.licdn.com/p.jpg",)


@pytest.mark.parametrize(
    ("fields", "author", "text", "created"),
    [
        ({}, None, "", READER.now_ms),
        ({"actor": None, "message": None, "created": None}, None, "", READER.now_ms),
        ({"actor": 7, "message": {"text": 7}, "created": {"time": "soon"}}, None, "", READER.now_ms),
        ({"actor": "<b>", "message": ["x"], "created": []}, None, "", READER.now_ms),
        (
            {"created": {"time": "1582160678569"}, "message": {"text": "still read"}},
            None,
            "still read",
            1582160678569,
        ),
        ({"created": {"actor": PAGE, "time": 1e300}}, PAGE, "", READER.now_ms),
        ({"created": {"time": -5}, "parentComment": "nonsense"}, None, "", READER.now_ms),
    ],
)
def test_a_comment_with_something_missing_or_odd(
    fields: dict[str, Any], author: str | None, text: str, created: int
) -> None:
    item = READER.comment(raw({"id": 5, "object": ACTIVITY} | fields), POST)
    assert item is not None
    assert item.native_id == f"urn:li:comment:({ACTIVITY},5)"
    assert (item.author.native_id if item.author else None) == author
    assert item.untrusted_text == text
    assert item.created_ms == created
    assert item.kind is ItemKind.COMMENT


def test_a_comment_without_a_name_is_no_item() -> None:
    assert READER.comment(raw({"message": {"text": "who am I?"}}), POST) is None
    assert READER.comment(raw({"id": "5", "object": "../x"}), POST) is None


@given(ANY)
def test_nothing_that_is_sent_breaks_the_reading_of_it(value: Any) -> None:
    for read in (
        lambda: READER.comment(raw(value), POST),
        lambda: READER.post(raw(value)),
        lambda: READER.mention(raw(value)),
        lambda: READER.notified(raw(value)),
        lambda: media_urls(raw(value)),
        lambda: problem(told(value)),
        lambda: problem(told(value, status=400)),
    ):
        read()
    with contextlib.suppress(Unreadable):
        wire.read_listing(told(value)).onward(0, 100)


@settings(max_examples=60)
@given(st.lists(ANY, max_size=5), st.lists(ANY, max_size=5))
def test_any_answer_is_a_page_or_a_network_error(first: list[Any], second: list[Any]) -> None:
    bodies = [json.dumps({"elements": elements}).encode() for elements in (first, second)]

    def answer(_: httpx2.Request) -> httpx2.Response:
        body = bodies.pop(0) if len(bodies) > 1 else bodies[0]
        return httpx2.Response(200, content=body, headers={"content-type": "application/json"})

    desk, cursor = speaking(answer), None
    with contextlib.suppress(NetworkError):
        for _ in range(8):
            page = desk.fetch(cursor)
            cursor = page.cursor
            if not page.more:
                break


@given(st.binary(max_size=40) | ANY.map(lambda value: json.dumps(value).encode()))
def test_any_answer_to_a_write_is_an_outcome(body: bytes) -> None:
    for status in (200, 201, 204, 400, 403, 404, 409, 422, 500):
        for kind in (ActionKind.PUBLISH, ActionKind.DELETE, ActionKind.REPLY):
            target = COMMENT if kind is ActionKind.DELETE else str(POST)
            act = Action(kind=kind, target=NativeId(target), key="k", text="x")
            result = connector(body, status).perform(act)
            assert isinstance(result, Done | RefusedResult | UnknownResult)
            assert status < 500 or isinstance(result, UnknownResult)


def test_a_list_ends_with_a_short_page_and_goes_on_where_linkedin_gave_less_than_was_asked() -> None:
    full = [{}] * 100

    def onward(elements: list[Any], **paging: Any) -> int | None:
        return wire.read_listing(told({"elements": elements, "paging": paging})).onward(0, 100)

    assert onward(full, start=0, count=100, total=3) == 100
    assert onward(full[:99], start=0, count=100, total=5000) is None
    assert onward(full[:50], count=50) == 50
    assert onward(full[:7], count=100, links=[{"rel": "next", "href": "http://elsewhere.invalid/"}]) == 100
    assert onward([], count=100, links=[{"rel": "next"}]) is None
    assert wire.read_listing(told({"elements": full})).onward(300, 100) == 400


def test_an_object_of_another_shape_is_no_empty_list() -> None:
    for body in (b"{}", b"[]", b"null", b'{"elements":7}', b'{"elements":[', b"<html>"):
        with pytest.raises(Unreadable):
            wire.read_listing(told(body))
    with pytest.raises(Unreadable):
        wire.read_listing(told(b'{"elements":[]}', kind="text/html"))


def test_half_a_letter_does_not_spoil_a_page() -> None:
    listing = wire.read_listing(told(b'{"elements":[{"id":"5","message":{"text":"\\ud83d"}}]}'))
    assert len(listing.elements) == 1


# -- errors


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (401, {"status": 401, "serviceErrorCode": 65600, "code": "INVALID_ACCESS_TOKEN"}, Kind.SIGN_IN),
        (401, {"status": 401, "serviceErrorCode": 65602, "message": "expired"}, Kind.SIGN_IN),
        (403, {"status": 403, "serviceErrorCode": 100, "code": "ACCESS_DENIED"}, Kind.REFUSED),
        (403, {"message": "Field [/content] is not allowed"}, Kind.REFUSED),
        (404, {"status": 404, "code": "NOT_FOUND"}, Kind.GONE),
        (404, {"status": 404, "message": "No virtual resource found"}, Kind.OTHER),
        (400, {"status": 400, "code": "VERSION_MISSING"}, Kind.VERSION),
        (426, {"status": 426, "code": "NONEXISTENT_VERSION"}, Kind.VERSION),
        (400, {"status": 400, "code": "ILLEGAL_ARGUMENT"}, Kind.BAD_REQUEST),
        (422, {"status": 422, "message": "Content is a duplicate of urn:li:share:1"}, Kind.DUPLICATE),
        (422, {"status": 422}, Kind.BAD_REQUEST),
        (429, {"status": 429, "code": "TOO_MANY_REQUESTS"}, Kind.THROTTLED),
        (429, {"message": "Comment create throttled: creation rate limit exceeded"}, Kind.TOO_FAST),
        (500, b"", Kind.TRANSIENT),
        (503, b"<html>", Kind.TRANSIENT),
        (418, b"", Kind.OTHER),
        (200, {"status": 403, "code": "ACCESS_DENIED", "message": "no"}, Kind.REFUSED),
    ],
)  # fmt: skip
def test_an_error_is_told_by_what_can_be_done(status: int, body: Any, kind: Kind) -> None:
    found = problem(told(body, status=status))
    assert found is not None
    assert found.kind is kind
    assert found.sentence
    assert "urn:li" not in str(raised(found, until_ms=0))


def test_what_was_sent_is_not_repeated_in_an_error() -> None:
    found = problem(told({"status": 422, "message": "secret words", "code": "x y z"}, status=422))
    assert found is not None
    assert "secret" not in found.sentence + found.to_do + found.detail
    assert found.detail == "status 422"


def test_a_good_answer_is_no_error() -> None:
    assert problem(told({"elements": []})) is None
    assert problem(told({"id": "x", "status": "PUBLISHED"})) is None
    assert problem(told(b"", status=204)) is None


def test_commenting_too_fast_waits_a_minute_and_only_comments_wait() -> None:
    asked: list[str] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append(request.method)
        if request.url.path.endswith("/comments") and request.method == "POST":
            return httpx2.Response(429, json={"status": 429, "message": "Comment create throttled: x"})
        return httpx2.Response(204)

    desk = speaking(answer)
    reply = Action(kind=ActionKind.REPLY, target=POST, key="k", text="x")
    for _ in range(2):
        with pytest.raises(NetworkError, match=r"more slowly|used up"):
            desk.perform(reply)
    assert asked == ["POST"]
    assert desk.perform(Action(kind=ActionKind.DELETE, target=NativeId(COMMENT), key="k")) == Done()


# -- the wire as it leaves


def test_the_headers_and_addresses_are_restlis() -> None:
    sent: list[httpx2.Request] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        sent.append(request)
        return httpx2.Response(200, json={"elements": []})

    desk = speaking(answer)
    page = desk.fetch(None)
    desk.fetch(page.cursor)
    posts, notifications = sent
    assert posts.headers["linkedin-version"] == "202609"
    assert posts.headers["x-restli-protocol-version"] == "2.0.0"
    assert posts.headers["x-restli-method"] == "FINDER"
    assert posts.url.raw_path == (
        b"/rest/posts?q=author&author=urn%3Ali%3Aorganization%3A1337&sortBy=LAST_MODIFIED&start=0&count=100"
    )
    assert b"&actions=List(SHARE_MENTION)&timeRange=(start:" in notifications.url.raw_path


def test_a_removal_names_the_comment_under_its_activity_and_who_acts() -> None:
    sent: list[httpx2.Request] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        sent.append(request)
        return httpx2.Response(204)

    act = Action(kind=ActionKind.DELETE, target=NativeId(COMMENT), key="k", thread=POST)
    assert speaking(answer).perform(act) == Done()
    assert sent[0].method == "DELETE"
    assert sent[0].headers["x-restli-method"] == "DELETE"
    assert sent[0].url.raw_path == (
        b"/rest/socialActions/urn%3Ali%3Aactivity%3A7094637247890620418/comments/7094977717598625792"
        b"?actor=urn%3Ali%3Aorganization%3A1337"
    )


@pytest.mark.parametrize(
    ("header", "made"),
    [
        ("6636062862760562688", f"urn:li:comment:({POST},6636062862760562688)"),
        (COMMENT, COMMENT),
        ("<script>", None),
        ("", None),
    ],
)
def test_what_a_comment_is_called_is_read_from_the_header(header: str, made: str | None) -> None:
    desk = connector(b"", 201, **({"x-restli-id": header} if header else {}))
    result = desk.perform(Action(kind=ActionKind.REPLY, target=POST, key="k", text="x"))
    assert (result.native_id if isinstance(result, Done) else None) == made
    assert isinstance(result, Done | UnknownResult)


# -- the cursor


@given(st.text(max_size=60) | ANY.map(json.dumps))
def test_any_stored_cursor_is_read_or_begun_anew(stored: str) -> None:
    cursor = read_cursor(stored)
    cursor.begin(1_700_000_000_000, full=False, kept_ms=1)
    assert read_cursor(write_cursor(cursor)) == cursor


def test_a_watermark_older_than_notifications_reach_reads_everything() -> None:
    cursor = Cursor(since_ms=1_000)
    assert cursor.begin(10_000, full=False, kept_ms=20_000).since_ms == 1_000
    cursor.run = None
    assert cursor.begin(10_000, full=False, kept_ms=5_000).since_ms == 0


def test_a_list_that_does_not_end_is_left() -> None:
    place = Place(pages=4_999)
    assert not place.move(100, "x")
    assert (place.restart(), place.restart(), place.restart()) == (True, True, False)


# -- what may be done


def test_the_capabilities_are_complete_and_true() -> None:
    text = (Path(__file__).parents[3] / "resources" / "capabilities" / "linkedin.toml").read_text("utf-8")
    fields = tomllib.loads(text)
    assert fields["retention"]["text_hours"] == 48
    assert fields["retention"]["profile_hours"] == 24
    # The duties are read by another reader than the actions.
    actions = text.partition("[actions.")
    told_of = read_capabilities(actions[1] + actions[2])
    assert {kind for kind, one in told_of.items() if one.way is Way.API} == {
        ActionKind.DELETE, ActionKind.REPLY, ActionKind.PUBLISH, ActionKind.DELETE_POST, ActionKind.RESHARE,
        ActionKind.EDIT_POST,
    }  # fmt: skip
    assert "by hand" in told_of[ActionKind.DELETE].reason


def test_what_a_role_may_do_is_said_in_sentences() -> None:
    poster = LinkedInAccount(native_id=NativeId(PAGE), name="P", roles=("RECRUITING_POSTER",))
    may = allowed(poster)
    assert may[0].startswith("It may not read comments")
    assert may[1].startswith("It may publish")
    assert may[2].startswith("It may not read LinkedIn's notifications")
    assert allowed(poster, ())[1].startswith("It may not publish")

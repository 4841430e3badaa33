"""Whatever Instagram or a stranger sends, a page of it is read or refused, and one item loses no other."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx2
import msgspec
import pytest
import stamina
from hypothesis import given
from hypothesis import strategies as st

from socialdesk.clock import system_clock
from socialdesk.model.accounts import Way
from socialdesk.model.actions import Action, ActionKind
from socialdesk.model.ids import NativeId
from socialdesk.model.items import ThreadKind
from socialdesk.platforms.api import Credentials, Done, NetworkError, SignInExpired, UnknownResult
from socialdesk.platforms.capabilities import read_capabilities
from socialdesk.platforms.graph.errors import Kind, problem, raised
from socialdesk.platforms.http import Answer, HttpClient
from socialdesk.platforms.instagram.accounts import InstagramAccount, allowed
from socialdesk.platforms.instagram.calls import VOICE, InstagramCalls
from socialdesk.platforms.instagram.connector import InstagramConnector
from socialdesk.platforms.instagram.items import Reader, has_id
from socialdesk.platforms.instagram.perform import media_of
from socialdesk.platforms.throttle import Gate

ROOT = Path(__file__).resolve().parents[3]
BASE = "https://graph.facebook.com"
READER = Reader("17841400000000001", 1_700_000_000_000, username="anyshirepolice")
MEDIA = NativeId("17900000000000001")
OWN = {"id": "100", "instagram_business_account": {"id": READER.own_id, "username": "anyshirepolice"}}
_NAMES = [
    "id", "data", "text", "timestamp", "from", "username", "user", "parent_id", "hidden", "replies", "paging", "next",
    "cursors", "after", "comments", "comments_count", "caption", "owner", "error", "code", "error_subcode", "success",
    "message_id", "participants", "attachments", "message", "created_time",
]  # fmt: skip
ANY = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["1789", READER.own_id, f"{BASE}/?after=a", "2026-11-20T18:45:03+0000", 190, 100]),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(_NAMES) | st.text(max_size=4), inner)
    ),
    max_leaves=20,
)


def told(body: Any, *, status: int = 200) -> Answer:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Answer(status=status, headers={"content-type": "application/json"}, body=raw, url=BASE)


def raw(value: Any) -> msgspec.Raw:
    return msgspec.Raw(json.dumps(value).encode())


def connector(answer: Callable[[httpx2.Request], httpx2.Response]) -> InstagramConnector:
    def handle(request: httpx2.Request) -> httpx2.Response:
        if request.url.path.endswith("/me"):
            return httpx2.Response(200, json=OWN)
        return answer(request)

    http = HttpClient(
        BASE, name="Instagram", credentials=Credentials(token="t"), transport=httpx2.MockTransport(handle)
    )
    calls = InstagramCalls(http, Gate(system_clock), system_clock, account_id=READER.own_id, version="v26.0")
    return InstagramConnector(calls, {})


def always(body: bytes, status: int = 200) -> InstagramConnector:
    return connector(
        lambda _: httpx2.Response(status, content=body, headers={"content-type": "application/json"})
    )


@pytest.fixture(autouse=True, scope="module")
def _no_waiting() -> Any:
    with stamina.set_testing(True, attempts=2, cap=True):
        yield


@pytest.mark.parametrize(
    ("fields", "author", "text"),
    [
        ({}, None, ""),
        ({"from": None, "text": None, "timestamp": None}, None, ""),
        ({"from": {"username": "dale"}}, "@dale", ""),
        ({"username": "dale", "text": "hi"}, "@dale", "hi"),
        ({"from": {"id": 62, "username": "dale"}, "username": "dale"}, "62", ""),
        ({"from": [], "text": ["x"], "replies": 7, "hidden": "perhaps"}, None, ""),
        ({"username": "anyshirepolice", "text": "ours"}, READER.own_id, "ours"),
        ({"user": {"id": READER.own_id}, "text": "ours"}, READER.own_id, "ours"),
    ],
)
def test_a_comment_with_something_missing_or_odd(
    fields: dict[str, Any], author: str | None, text: str
) -> None:
    item = READER.comment(raw({"id": 1789} | fields), MEDIA)
    assert item is not None
    assert (item.author.native_id if item.author else None) == author
    assert item.untrusted_text == text
    assert item.by_force == (author == READER.own_id)


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("dale.p_1", "https://www.instagram.com/dale.p_1/"),
        ("../x", ""),
        ("a b", ""),
        ("d\u00e4le", ""),
        ("x" * 31, ""),
    ],
)
def test_a_profile_address_is_made_of_a_plain_name_only(name: str, address: str) -> None:
    item = READER.comment(raw({"id": "1", "username": name}), MEDIA)
    assert item is not None
    assert item.author is not None
    assert item.author.profile_url == address
    assert not has_id(item.author.native_id)


def test_an_item_without_an_id_loses_no_other_and_claims_nothing() -> None:
    body = {"data": [{"text": "x"}, 7, {"id": "1", "replies": {"data": [{"text": "no id"}, {"id": "2"}]}}]}
    page = always(json.dumps(body).encode()).fetch(
        '{"run":{"began_ms":1,"full":true,"queue":[{"thread":"179"}]}}', full=True
    )
    assert [item.native_id for item in page.items] == ["1", "2"]
    assert page.notes == ("Entries that could not be read: 3.",)
    assert not page.full_read_ends


def test_a_list_that_never_ends_is_left_and_claims_nothing() -> None:
    calls = 0

    def endless(_: httpx2.Request) -> httpx2.Response:
        nonlocal calls
        calls += 1
        return httpx2.Response(200, json={"data": [], "paging": {"next": f"{BASE}/x?after={calls}"}})

    desk = connector(endless)
    pages = [desk.fetch(None, full=True)]
    while pages[-1].more:
        pages.append(desk.fetch(pages[-1].cursor, full=True))
    assert calls < 200
    assert not any(page.full_read_ends for page in pages)
    assert "did not end" in " ".join(note for page in pages for note in page.notes)


@pytest.mark.parametrize(
    ("code", "subcode", "status", "kind", "said"),
    [
        (80002, None, 400, Kind.THROTTLED, "Instagram asks the desk to wait"),
        (10, 2534022, 403, Kind.REFUSED, "only for a while after they wrote"),
        (10, None, 400, Kind.REFUSED, "Instagram does not allow this"),
        (190, 460, 400, Kind.SIGN_IN, "Instagram no longer takes"),
        (100, 33, 400, Kind.GONE, "no longer there"),
        (9, 2207042, 400, Kind.OTHER, "only so much in a day"),
        (9004, 2207052, 400, Kind.OTHER, "could not fetch the picture"),
        (2, None, 500, Kind.TRANSIENT, "trouble of its own"),
    ],
)
def test_an_error_is_what_its_body_says(
    code: int, subcode: int | None, status: int, kind: Kind, said: str
) -> None:
    error = {"code": code, "error_subcode": subcode, "message": "secret words", "type": "IGApiException"}
    found = problem(told({"error": error}, status=status), VOICE)
    assert found is not None
    assert found.kind is kind
    shown = str(raised(found, until_ms=5))
    assert said in shown
    assert "secret words" not in shown
    assert "Facebook" not in shown


@given(ANY)
def test_any_item_is_read_or_left(value: Any) -> None:
    for made in (
        READER.comment(raw(value), MEDIA), READER.message(raw(value), MEDIA), READER.tagged(raw(value)),
        READER.media(raw(value), ThreadKind.POST), READER.conversation(raw(value)),
    ):  # fmt: skip
        if made is not None:
            assert made.native_id
            json.loads(made.raw)


_CURSORS = [None, '{"run":{"began_ms":1,"queue":[{"thread":"179"}]}}',
            '{"since_ms":5,"run":{"began_ms":9,"since_ms":5,"queue":[{"thread":"179","fresh":3}]}}',
            '{"run":{"began_ms":1,"queue":[{"thread":"179","listed":true,"beneath":["178"]}]}}',
            '{"run":{"began_ms":1,"queue":[{"thread":"t","messages":true}]}}',
            '{"run":{"began_ms":1,"phase":"conversations"}}']  # fmt: skip


@given(st.binary(max_size=60) | ANY.map(lambda one: json.dumps(one).encode())
       | ANY.map(lambda one: json.dumps({"data": [one], "paging": one}).encode()),
       st.sampled_from([200, 400, 500]), st.sampled_from(list(ActionKind)))  # fmt: skip
def test_whatever_is_answered_every_door_gives_a_value_or_a_network_error(
    body: bytes, status: int, kind: ActionKind
) -> None:
    desk = always(body, status)
    order = Action(kind=kind, target=NativeId("178"), key="k", text="hello", person=NativeId("62"))
    doors: list[Callable[[], object]] = [
        lambda: desk.perform(order),
        lambda: desk.look(order, not_before_ms=0, known=frozenset()),
        lambda: desk.capture(order),
    ]
    doors += [lambda held=cursor: desk.fetch(held, full=True) for cursor in _CURSORS]
    for door in doors:
        with contextlib.suppress(NetworkError):
            door()


@given(ANY.filter(lambda one: not isinstance(one, dict)))
def test_a_create_is_done_only_where_the_answer_names_it(value: Any) -> None:
    order = Action(kind=ActionKind.REPLY, target=NativeId("178"), key="k", text="hello")
    assert isinstance(always(json.dumps(value).encode()).perform(order), UnknownResult)


def test_media_that_are_not_ready_are_published_a_little_later(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append(request.url.path.rpartition("/")[2])
        if asked[-1] == "media":
            return httpx2.Response(200, json={"id": "55"})
        if asked.count("media_publish") < 2:
            error = {"code": 9007, "error_subcode": 2207027, "message": "Media ID is not available"}
            return httpx2.Response(400, json={"error": error})
        return httpx2.Response(200, json={"id": "56"})

    waited: list[float] = []
    monkeypatch.setattr(InstagramCalls, "wait", lambda _, seconds: waited.append(seconds))
    order = Action(kind=ActionKind.PUBLISH, target=NativeId("1"), key="k", text="https://example.org/p.jpg")
    assert connector(answer).perform(order) == Done(native_id=NativeId("56"))
    assert asked == ["media", "media_publish", "media_publish"]
    assert waited == [2.0]


class Renewing:
    """A sign-in that can be had anew, once."""

    def __init__(self) -> None:
        self.held = Credentials(token="old")

    def current(self) -> Credentials:
        return self.held

    def renewed(self, refused: Credentials) -> Credentials | None:
        if refused.token != "old":
            return None
        self.held = Credentials(token="new")
        return self.held


def test_a_call_is_repeated_once_with_a_newer_sign_in() -> None:
    seen: list[str] = []

    def handle(request: httpx2.Request) -> httpx2.Response:
        seen.append(request.headers["authorization"])
        if "new" in seen[-1]:
            return httpx2.Response(200, json={"success": True})
        return httpx2.Response(400, json={"error": {"code": 190, "error_subcode": 463}})

    def desk(source: Renewing) -> InstagramConnector:
        http = HttpClient(BASE, name="x", credentials=source, transport=httpx2.MockTransport(handle))
        calls = InstagramCalls(http, Gate(system_clock), system_clock, account_id="1", version="v26.0")
        return InstagramConnector(calls, {})

    order = Action(kind=ActionKind.HIDE, target=NativeId("178"), key="k")
    assert desk(Renewing()).perform(order) == Done()
    assert len(seen) == 2
    worn = Renewing()
    worn.held = Credentials(token="older")
    with pytest.raises(SignInExpired):
        desk(worn).perform(order)
    assert len(seen) == 3


@pytest.mark.parametrize(
    ("text", "caption", "address"),
    [
        ("News.\nhttps://x.org/p.jpg", "News.", "https://x.org/p.jpg"),
        ("https://x.org/p.jpg\n", "", "https://x.org/p.jpg"),
        ("News. https://x.org/p.jpg", "News. https://x.org/p.jpg", ""),
        ("https://[", "https://[", ""),
        ("", "", ""),
    ],
)
def test_the_address_of_a_picture_stands_on_the_last_line(text: str, caption: str, address: str) -> None:
    assert media_of(text) == (caption, address)


@given(st.text(max_size=60))
def test_no_text_breaks_the_finding_of_an_address(text: str) -> None:
    _, address = media_of(text)
    assert address == "" or address.lower().startswith("https://")


def test_what_a_sign_in_may_do_is_said_by_task_and_permission() -> None:
    account = InstagramAccount(
        native_id=NativeId("1"), name="a", page_id=NativeId("2"), page_name="A",
        credentials=Credentials(token="t"), tasks=("PROFILE_PLUS_MODERATE", "MESSAGING"),
    )  # fmt: skip
    told_of = " ".join(allowed(account, ["instagram_manage_comments"]))
    assert "It may answer, hide and remove comments." in told_of
    assert "the permission instagram_manage_messages was not given" in told_of
    assert "the task CREATE_CONTENT" in told_of


def test_the_capabilities_are_complete_and_tell_the_truth() -> None:
    text = (ROOT / "resources" / "capabilities" / "instagram.toml").read_text(encoding="utf-8")
    known = read_capabilities(text)
    assert "direct messages" in known[ActionKind.BLOCK].reason
    assert "own comments are always shown" in known[ActionKind.HIDE].reason
    assert known[ActionKind.REPORT].way is Way.BY_HAND
    for kind, one in known.items():
        assert one.undo is None or known[one.undo].way is not Way.IMPOSSIBLE, kind

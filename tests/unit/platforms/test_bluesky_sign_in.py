"""The sign-in that renews itself: once at a time, stored before it is used, and never lost."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as some

from socialdesk.errors import UserFacingError
from socialdesk.platforms.api import NetworkError, Offline, Refused, SignInExpired, Throttled, Unreadable
from socialdesk.platforms.bluesky.sign_in import Session, SessionTokens, claims, create_session, read_session
from socialdesk.platforms.http import HttpClient

DID = "did:plc:ours"
BEGAN = datetime(2026, 11, 22, 12, tzinfo=UTC)


def jwt(ends: datetime, **more: Any) -> str:
    def packed(value: dict[str, Any]) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    return f"{packed({'alg': 'HS256'})}.{packed({'exp': int(ends.timestamp())} | more)}.c2lnbmF0dXJl"


class Hands:
    """A clock whose hands the test turns."""

    def __init__(self) -> None:
        self.now = BEGAN

    def __call__(self) -> datetime:
        return self.now


class Server:
    """Renews as a server does: the old refresh token goes on answering, always with the same successor."""

    def __init__(self, hands: Hands) -> None:
        self.hands = hands
        self.taken = 0
        self.lose = 0
        self.answers: Callable[[], httpx2.Response] | None = None
        self.successors = {"refresh-0000": "refresh-0001", "refresh-0001": "refresh-0002"}

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        assert request.url.path == "/xrpc/com.atproto.server.refreshSession"
        assert not request.content
        self.taken += 1
        if self.lose:
            self.lose -= 1
            raise httpx2.ReadError("lost")
        if self.answers is not None:
            return self.answers()
        told = request.headers["authorization"].removeprefix("Bearer ")
        return httpx2.Response(200, json=self.pair(self.successors[told]))

    def pair(self, refresh: str) -> dict[str, str]:
        access = jwt(self.hands.now + timedelta(hours=2), n=self.taken)
        return {"accessJwt": access, "refreshJwt": refresh, "did": DID, "handle": "police.example"}


class Setting:
    """A source of tokens, its server, and everything that it has stored."""

    def __init__(self) -> None:
        self.hands = Hands()
        self.server = Server(self.hands)
        self.kept = list[str]()
        self.first = Session(jwt(BEGAN + timedelta(hours=2)), "refresh-0000", DID, "police.example")
        self.source = self.open(self.first.stored())

    def open(self, stored: str, keep: Callable[[str], None] | None = None) -> SessionTokens:
        client = partial(HttpClient, transport=httpx2.MockTransport(self.server))
        return SessionTokens(
            stored,
            keep=keep or self.kept.append,
            clock=self.hands,
            base_url="https://pds.example",
            client=client,
        )

    def refresh(self, number: int = -1) -> str:
        session = read_session(self.kept[number])
        assert session is not None
        return session.refresh


@pytest.fixture
def setting() -> Setting:
    return Setting()


def test_nothing_is_renewed_before_its_time(setting: Setting) -> None:
    setting.hands.now += timedelta(hours=2, seconds=-61)
    assert setting.source.current().token == setting.first.access
    assert setting.source.current() is setting.source.current()
    assert setting.server.taken == 0


def test_a_minute_before_the_end_it_is_renewed_and_stored(setting: Setting) -> None:
    setting.hands.now += timedelta(hours=2, seconds=-60)
    renewed = setting.source.current()
    assert renewed.token != setting.first.access
    assert setting.refresh() == "refresh-0001"
    assert setting.source.current() is renewed
    assert setting.server.taken == 1


def test_a_lost_answer_is_asked_for_again_with_the_same_refresh_token(setting: Setting) -> None:
    setting.hands.now += timedelta(hours=3)
    setting.server.lose = 1
    with pytest.raises(Unreadable):
        setting.source.current()
    assert setting.kept == []
    assert setting.source.current().token != setting.first.access
    assert setting.refresh() == "refresh-0001"


def test_a_token_that_still_holds_is_used_while_the_renewal_fails(setting: Setting) -> None:
    setting.hands.now += timedelta(hours=2, seconds=-30)
    setting.server.lose = 1
    assert setting.source.current().token == setting.first.access
    assert setting.source.current().token != setting.first.access


def test_what_cannot_be_stored_is_not_used(setting: Setting) -> None:
    full = [True]

    def keep(told: str) -> None:
        if full:
            raise UserFacingError("The keyring does not answer.")
        setting.kept.append(told)

    source = setting.open(setting.first.stored(), keep)
    setting.hands.now += timedelta(hours=2, seconds=-30)
    with pytest.raises(UserFacingError, match="keyring"):
        source.current()
    full.clear()
    assert source.current().token != setting.first.access
    assert setting.refresh() == "refresh-0001"


def test_several_threads_renew_once(setting: Setting) -> None:
    refused = setting.source.current()
    gate, got = threading.Barrier(8), list[str]()

    def ask() -> None:
        gate.wait(5)
        told = setting.source.renewed(refused)
        got.append(told.token if told is not None else "")

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(5)
    assert setting.server.taken == 1
    assert set(got) == {setting.source.current().token}
    assert len(got) == 8


@pytest.mark.parametrize("name", ["ExpiredToken", "InvalidToken", "AuthenticationRequired"])
def test_a_refresh_token_that_is_taken_no_longer_needs_a_person(setting: Setting, name: str) -> None:
    setting.server.answers = lambda: httpx2.Response(400, json={"error": name, "message": "x"})
    assert setting.source.renewed(setting.source.current()) is None
    setting.hands.now += timedelta(hours=3)
    with pytest.raises(SignInExpired, match="Sign in again"):
        setting.source.current()
    assert setting.kept == []


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (500, {"error": "InternalServerError"}, Unreadable),
        (429, {"error": "RateLimitExceeded"}, Throttled),
        (401, {"error": "AccountTakedown"}, Refused),
        (200, {"accessJwt": "a", "refreshJwt": "b", "did": DID}, Unreadable),
        (200, {"accessJwt": "a" * 20, "refreshJwt": "b" * 20, "did": "did:plc:another"}, Unreadable),
        (200, [], Unreadable),
    ],
)
def test_any_other_answer_keeps_the_old_sign_in(
    setting: Setting, status: int, body: Any, error: type[NetworkError]
) -> None:
    setting.server.answers = lambda: httpx2.Response(status, json=body)
    with pytest.raises(error):
        setting.source.renewed(setting.source.current())
    assert setting.kept == []
    setting.server.answers = None
    assert setting.source.renewed(setting.source.current()) is not None


def test_a_server_that_gives_the_same_refresh_token_again_is_understood(setting: Setting) -> None:
    setting.server.successors["refresh-0000"] = "refresh-0000"
    setting.source.renewed(setting.source.current())
    assert setting.refresh() == "refresh-0000"


def test_a_wrong_clock_here_does_not_renew_with_every_call(setting: Setting) -> None:
    setting.hands.now += timedelta(days=30)
    setting.server.answers = lambda: httpx2.Response(
        200,
        json=setting.server.pair("refresh-0001") | {"accessJwt": jwt(BEGAN, n=setting.server.taken)},
    )
    for _ in range(5):
        setting.source.current()
    assert setting.server.taken == 1


@pytest.mark.parametrize(
    "stored", ["", "x", "{}", "[]", '{"access":"a","refresh":"b","did":"c","handle":"d"}']
)
def test_a_stored_sign_in_that_cannot_be_read_needs_a_person(setting: Setting, stored: str) -> None:
    source = setting.open(stored)
    for ask in (source.current, lambda: source.renewed(setting.source.current())):
        with pytest.raises(SignInExpired):
            ask()
    assert setting.server.taken == 0


def test_no_token_is_shown(setting: Setting) -> None:
    session = read_session(setting.first.stored())
    assert session == setting.first
    assert setting.first.access not in repr(session)
    assert setting.first.refresh not in repr(session)


@given(some.text() | some.binary().map(lambda told: "a." + base64.urlsafe_b64encode(told).decode() + ".b"))
def test_any_token_is_survived(token: str) -> None:
    claims(token)
    read_session(token)


# -- signing in with a password


def sign_in(
    answer: httpx2.Response | Exception, handle: str = "police.example", password: str = "pass-word"
) -> Session:
    def told(request: httpx2.Request) -> httpx2.Response:
        assert json.loads(request.content) == {"identifier": handle.removeprefix("@"), "password": password}
        assert "authorization" not in request.headers
        if isinstance(answer, Exception):
            raise answer
        return answer

    client = partial(HttpClient, transport=httpx2.MockTransport(told))
    return create_session(handle, password, base_url="https://pds.example", client=client)


def test_a_password_gives_a_session() -> None:
    pair = Server(Hands()).pair("refresh-0000")
    session = sign_in(httpx2.Response(200, json=pair), "@police.example")
    assert (session.did, session.handle, session.refresh) == (DID, "police.example", "refresh-0000")


@pytest.mark.parametrize(
    ("answer", "error", "words"),
    [
        (
            httpx2.Response(401, json={"error": "AuthenticationRequired"}),
            Refused,
            "does not know this handle",
        ),
        (httpx2.Response(401, json={"error": "AuthFactorTokenRequired"}), Refused, "second proof"),
        (httpx2.Response(429, json={"error": "RateLimitExceeded"}), Refused, "too many attempts"),
        (httpx2.Response(400, json={"error": "AccountTakedown"}), Refused, "suspended"),
        (httpx2.Response(500, json={}), Unreadable, "trouble of its own"),
        (httpx2.Response(200, text="<html>"), Unreadable, "unreadable"),
        (httpx2.ConnectError("no"), Offline, "could not be reached"),
    ],
)
def test_every_refusal_is_a_sentence_without_the_password(
    answer: httpx2.Response | Exception, error: type[NetworkError], words: str
) -> None:
    with pytest.raises(error, match=words) as caught:
        sign_in(answer)
    assert "pass-word" not in str(caught.value)
    ours = [frame for frame in traces(caught.value) if "socialdesk.platforms" in frame.f_globals["__name__"]]
    assert ours
    assert all("pass-word" not in repr(frame.f_locals) for frame in ours)


def traces(error: BaseException) -> list[Any]:
    """The frames that an error's traceback leads to."""
    found, trace = list[Any](), error.__traceback__
    while trace is not None:
        found.append(trace.tb_frame)
        trace = trace.tb_next
    return found


@pytest.mark.parametrize(
    ("handle", "password"), [("police", "x"), ("", "x"), ("police.example", ""), ("a b.c", "x")]
)
def test_what_is_no_handle_is_not_sent(handle: str, password: str) -> None:
    with pytest.raises(Refused, match="has a dot in it"):
        create_session(handle, password, base_url="https://pds.example")

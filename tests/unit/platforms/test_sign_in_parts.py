"""Signing in, part by part: what a browser may send, what a server may answer, and when a renewal is due."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from socialdesk.clock import to_ms
from socialdesk.errors import UserFacingError
from socialdesk.platforms.api import NetworkError, Offline, SignInExpired
from socialdesk.platforms.http import Answer
from socialdesk.platforms.sign_in import (
    PROVIDERS,
    App,
    OAuthTokens,
    SignInFailed,
    TokenEndpoint,
    Tokens,
    ends_ms,
    read_tokens,
    warning,
)
from socialdesk.platforms.sign_in.listener import Listener, read_request
from socialdesk.platforms.sign_in.providers import X

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
LONDON = ZoneInfo("Europe/London")
DAY = 24 * 3600_000


class Hands:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


# What a browser, or anything else on this computer, may send

_HEADERS = b"Host: 127.0.0.1:5\r\nAccept: */*"


@given(
    st.binary(max_size=400)
    | st.text(max_size=200).map(lambda text: f"GET /{text} HTTP/1.1\r\nHost: a:1".encode())
)
@example(b"GET /?" + b"a=1&" * 60 + b" HTTP/1.1\r\nHost: a:1")
@example(b"GET /?a=%ff HTTP/1.1\r\nHost: a:1")
def test_any_bytes_are_a_request_or_none(head: bytes) -> None:
    asked = read_request(head)
    if asked is not None:
        assert asked.path.startswith("/")
        assert re.fullmatch(r"[0-9a-z.]+:[0-9]+", asked.host)
        assert len(asked.query) <= 50


@given(st.dictionaries(st.text(min_size=1, max_size=10), st.text(max_size=20), max_size=20))
def test_whatever_a_network_puts_into_the_address_comes_out_as_it_was(fields: dict[str, str]) -> None:
    asked = read_request(f"GET /back?{urlencode(fields, errors='replace')} HTTP/1.1\r\n".encode() + _HEADERS)
    assert asked is not None
    assert asked.query == fields
    assert asked.path == "/back"


@pytest.mark.parametrize(
    "head",
    [
        b"POST /back?code=1 HTTP/1.1\r\n" + _HEADERS,
        b"GET http://127.0.0.1:5/back HTTP/1.1\r\n" + _HEADERS,
        b"GET /back HTTP/2\r\n" + _HEADERS,
        b"GET  /back HTTP/1.1\r\n" + _HEADERS,
        b"GET /back HTTP/1.1",
        b"GET /back HTTP/1.1\r\nHost: a:1\r\nHost: b:1",
        b"GET /back HTTP/1.1\r\nHost: 127.0.0.1",
        b"GET /back?code=1&code=1 HTTP/1.1\r\n" + _HEADERS,
        b"GET /back\xc3\xa9 HTTP/1.1\r\n" + _HEADERS,
        b"",
    ],
)
def test_what_no_browser_sends_is_no_request(head: bytes) -> None:
    assert read_request(head) is None


def test_a_port_that_is_taken_is_a_sentence() -> None:
    with Listener(X, port=0, state="s") as first:
        with pytest.raises(SignInFailed, match=f"port {first.port}"):
            Listener(X, port=first.port, state="s")
        assert first.redirect_uri == f"http://127.0.0.1:{first.port}/socialdesk/signed-in"
    for port in (-1, 70_000):
        with pytest.raises(SignInFailed):
            Listener(X, port=port, state="s")


# What a server may answer


def endpoint() -> TokenEndpoint:
    return TokenEndpoint(provider=X, app=App(client_id="a"), clock=Hands())


def answered(status: int, body: bytes) -> Answer:
    return Answer(status=status, headers={}, body=body, url="")


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
_FIELDS = st.dictionaries(
    st.sampled_from(["access_token", "refresh_token", "expires_in", "refresh_token_expires_in", "scope",
                     "token_type", "error", "error_description"]),
    _JSON | st.sampled_from(["bearer", "Bearer", "abc", "9" * 400, 10**400, -5]),
)  # fmt: skip


@given(
    st.sampled_from([200, 201, 204, 302, 400, 401, 429, 500]),
    st.binary(max_size=60) | _FIELDS.map(json.dumps).map(str.encode),
)
@example(200, b'{"access_token":"a","expires_in":1e400}')
@example(200, b'{"access_token":"a","expires_in":"' + b"9" * 5000 + b'"}')
def test_any_answer_is_tokens_of_the_right_shapes_or_trouble(status: int, body: bytes) -> None:
    told = endpoint()._judge(answered(status, body))
    if isinstance(told, Tokens):
        assert status in (200, 201)
        assert told.access.isascii()
        assert " " not in told.access
        assert told.refresh_expires_ms >= 0
        assert to_ms(NOW) < told.expires_ms < to_ms(NOW) + 3700 * DAY
        assert read_tokens(told.text()) == told


@pytest.mark.parametrize(
    ("told", "lives_s"),
    [
        (60, 60),
        (60.5, 60),
        ("60", 60),
        (0, 7200),
        (-1, 7200),
        (None, 7200),
        ("soon", 7200),
        (1e300, 10 * 366 * 86_400),
    ],
)
def test_a_lifetime_is_read_however_it_is_written(told: object, lives_s: int) -> None:
    body = json.dumps({"access_token": "a", "expires_in": told}).encode()
    tokens = endpoint()._judge(answered(200, body))
    assert isinstance(tokens, Tokens)
    assert tokens.expires_ms == to_ms(NOW) + lives_s * 1000


@pytest.mark.parametrize(
    ("told", "scopes"),
    [
        ("a b", ("a", "b")),
        ("a,b", ("a", "b")),
        (["a", "b"], ("a", "b")),
        ("", ()),
        (None, ()),
        ("a\nb c", ("c",)),
    ],
)
def test_scopes_are_parted_by_blanks_or_commas(told: object, scopes: tuple[str, ...]) -> None:
    tokens = endpoint()._judge(answered(200, json.dumps({"access_token": "a", "scope": told}).encode()))
    assert isinstance(tokens, Tokens)
    assert tokens.scopes == scopes


# What is kept


@given(
    st.builds(
        Tokens,
        st.text(),
        st.text(),
        st.integers(0, 2**53),
        st.lists(st.text()).map(tuple),
        st.integers(0, 2**53),
    )
)
def test_a_sign_in_comes_back_from_its_text(tokens: Tokens) -> None:
    assert read_tokens(tokens.text()) == tokens


@given(st.text())
def test_any_text_is_a_sign_in_or_said_to_be_damaged(kept: str) -> None:
    try:
        tokens = read_tokens(kept)
    except SignInExpired:
        assert kept.startswith("{")
    else:
        assert tokens.access == kept


@pytest.mark.parametrize(
    "kept", ["{", "{}", '{"access":7}', '{"access":"a","expires_ms":"soon"}', "{" * 100_000]
)
def test_a_damaged_sign_in_is_a_sentence(kept: str) -> None:
    with pytest.raises(SignInExpired, match="damaged"):
        read_tokens(kept)


# When it is renewed


class Network:
    """Turns refresh tokens over: only the newest is good. Trouble comes as it is told."""

    def __init__(self, hands: Hands) -> None:
        self.hands = hands
        self.good = 0
        self.asked = 0
        self.trouble: Iterator[NetworkError | None] = iter(())

    def renew(self, tokens: Tokens) -> Tokens:
        self.asked += 1
        trouble = next(self.trouble, None)
        if trouble is not None:
            raise trouble
        if tokens.refresh != f"r{self.good}":
            raise SignInExpired("Used up.")
        self.good += 1
        return Tokens(f"a{self.good}", f"r{self.good}", to_ms(self.hands.now) + 3600_000)


class Keyring:
    def __init__(self, network: Network) -> None:
        self.network = network
        self.locked = False
        self.kept = Tokens("a0", "r0", to_ms(NOW) + 3600_000).text()

    def keep(self, text: str) -> None:
        if self.locked:
            raise UserFacingError("The keyring is locked.")
        self.kept = text


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["call", "refused", "restart", "lock", "unlock", "cable out"]),
            st.integers(0, 3_000),
        ),
        max_size=40,
    )
)
def test_a_sign_in_is_never_lost_and_never_used_before_it_is_kept(steps: list[tuple[str, int]]) -> None:
    """But for a restart while the keyring is locked, which loses what was not kept: then the network says so."""
    hands = Hands()
    network = Network(hands)
    keyring = Keyring(network)

    def source() -> OAuthTokens:
        return OAuthTokens(
            read_tokens(keyring.kept), name="The Net", renew=network.renew, keep=keyring.keep, clock=hands
        )

    tokens, lost = source(), False
    for what, seconds in steps:
        hands.now += timedelta(seconds=seconds)
        keyring.locked = what == "lock" or (keyring.locked and what != "unlock")
        if what == "cable out":
            network.trouble = iter([Offline("No network.")])
        elif what == "restart":
            lost = lost or read_tokens(keyring.kept).refresh != f"r{network.good}"
            tokens = source()
        try:
            used = tokens.renewed(tokens.current()) if what == "refused" else tokens.current()
        except Offline:
            continue
        except SignInExpired:
            assert lost
            continue
        assert used is not None
        assert used.token == read_tokens(keyring.kept).access
    network.trouble = iter(())
    keyring.locked = False
    hands.now += timedelta(hours=2)
    if not lost:
        assert tokens.current().token == f"a{network.good}"


def test_trouble_while_there_is_time_holds_nobody_up() -> None:
    hands = Hands()
    network = Network(hands)
    keyring = Keyring(network)
    tokens = OAuthTokens(
        read_tokens(keyring.kept), name="The Net", renew=network.renew, keep=keyring.keep, clock=hands
    )
    network.trouble = iter([Offline("No network.")] * 2)
    hands.now += timedelta(minutes=58, seconds=1)
    for _ in range(5):
        assert tokens.current().token == "a0"
    assert network.asked == 1
    hands.now += timedelta(minutes=2)
    with pytest.raises(Offline):
        tokens.current()
    assert tokens.current().token == "a1"


def test_a_token_that_lives_for_a_minute_is_not_renewed_at_every_call() -> None:
    hands = Hands()
    asked: list[int] = []

    def renew(tokens: Tokens) -> Tokens:
        asked.append(1)
        return Tokens(f"a{len(asked)}", "r", to_ms(hands.now) + 60_000)

    tokens = OAuthTokens(
        Tokens("a", "r", to_ms(NOW)), name="N", renew=renew, keep=lambda text: None, clock=hands
    )
    for _ in range(10):
        tokens.current()
    assert len(asked) == 1
    hands.now += timedelta(seconds=31)
    assert tokens.current().token == "a2"


def test_without_a_refresh_token_only_a_person_can_help() -> None:
    def never(tokens: Tokens) -> Tokens:
        raise AssertionError

    tokens = OAuthTokens(Tokens("pasted"), name="N", renew=never, keep=lambda text: None, clock=Hands())
    assert tokens.renewed(tokens.current()) is None


def test_a_new_sign_in_takes_the_place_of_one_that_was_refused() -> None:
    hands = Hands()
    network = Network(hands)
    network.good = 7
    keyring = Keyring(network)
    tokens = OAuthTokens(
        read_tokens(keyring.kept), name="The Net", renew=network.renew, keep=keyring.keep, clock=hands
    )
    with pytest.raises(SignInExpired):
        tokens.renewed(tokens.current())
    tokens.replace(Tokens("a7", "r7", to_ms(hands.now) + 3600_000))
    assert tokens.current().token == "a7"
    renewed = tokens.renewed(tokens.current())
    assert renewed is not None
    assert renewed.token == "a8"


# When a person has to sign in again


@pytest.mark.parametrize(
    ("away_ms", "sentence"),
    [
        (8 * DAY, ""),
        (
            7 * DAY,
            "The sign-in for X ends in 7 days, on Tuesday 1 December at 09:00. Sign in again before then.",
        ),
        (DAY, "The sign-in for X ends tomorrow at 09:00. Sign in again before then."),
        (3600_000, "The sign-in for X ends today at 10:00. Sign in again before then."),
        (0, "The sign-in for X has ended. Sign in again; until then nothing is fetched or sent there."),
        (-DAY, "The sign-in for X has ended. Sign in again; until then nothing is fetched or sent there."),
    ],
)
def test_a_person_is_told_a_week_ahead(away_ms: int, sentence: str) -> None:
    assert warning("X", to_ms(NOW) + away_ms, now_ms=to_ms(NOW), zone=LONDON) == sentence


def test_a_sign_in_that_renews_itself_ends_with_its_refresh_token() -> None:
    assert ends_ms(Tokens("a", "", 5)) == 5
    assert ends_ms(Tokens("a", "r", 5)) is None
    assert ends_ms(Tokens("a", "r", 5, (), 9)) == 9
    assert ends_ms(Tokens("a")) is None
    assert warning("X", None, now_ms=0) == ""


# What is known of the networks


@pytest.mark.parametrize("network", PROVIDERS)
def test_every_network_is_signed_in_to_over_encrypted_addresses(network: str) -> None:
    provider: Any = PROVIDERS[network]
    for address in (provider.authorize_url, provider.token_url, provider.revoke_url):
        assert address.startswith("https://")
        assert urlsplit(address).query == ""
    assert provider.scopes
    assert provider.return_address(8123).endswith(":8123/socialdesk/signed-in")

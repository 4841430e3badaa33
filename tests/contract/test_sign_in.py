"""Signing in over real HTTP: at a server that holds to every rule, at hostile ones, and at other people's."""

from __future__ import annotations

import dataclasses
import logging
import os
import re
import shutil
import subprocess
import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from socialdesk.clock import monotonic, to_ms
from socialdesk.errors import UserFacingError
from socialdesk.platforms.api import NetworkError, Offline, SignInExpired, Throttled
from socialdesk.platforms.http import HttpClient
from socialdesk.platforms.sign_in import (
    App,
    OAuthTokens,
    Provider,
    Revocation,
    SignInCancelled,
    SignInFailed,
    TokenEndpoint,
    Tokens,
    read_tokens,
    sign_in,
)
from socialdesk.platforms.sign_in.providers import SecretGoes
from tests.fakes.authorization_servers import (
    Answering,
    Browser,
    HostileServer,
    Registered,
    Served,
    StrictServer,
)

CANARY = "c4n4ryT0ken"
SECRET = f"s3cret-{CANARY}"
SCOPES = ("posts.read", "offline.access")
APP = App(client_id="desk-app")
PACKAGE_FOLDER = "SOCIALDESK_OIDC_PROVIDER"
"""The environment variable that names a folder in which `npm install oidc-provider` was run."""


class Hands:
    def __init__(self, now: datetime = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


def provider(base: str, **changes: Any) -> Provider:
    made = Provider(
        network="net",
        name="The Net",
        authorize_url=f"{base}/authorize",
        token_url=f"{base}/token",
        scopes=SCOPES,
        fixed_port=False,
        revocation=Revocation.FORM,
        revoke_url=f"{base}/revoke",
    )
    return dataclasses.replace(made, **changes)


RETURN = provider("").return_address(1).replace(":1/", "/")


class Town:
    """A server, and a person at a browser."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.hands = Hands()
        self.browser = Browser()

    def sign_in(
        self,
        app: App = APP,
        *,
        timeout_s: float = 5,
        cancel: threading.Event | None = None,
        open_browser: Callable[[str], bool] | None = None,
        **changes: Any,
    ) -> Tokens:
        try:
            return sign_in(
                provider(self.base, **changes),
                app,
                open_browser=open_browser or self.browser,
                clock=self.hands,
                cancel=cancel or threading.Event(),
                timeout_s=timeout_s,
                loopback_only=True,
            )
        finally:
            self.browser.join()

    def endpoint(self, app: App = APP, **changes: Any) -> TokenEndpoint:
        return TokenEndpoint(
            provider=provider(self.base, **changes),
            app=app,
            clock=self.hands,
            loopback_only=True,
            deadline_s=1,
        )

    def source(self, tokens: Tokens, keep: Callable[[str], None]) -> OAuthTokens:
        return OAuthTokens(tokens, name="The Net", renew=self.endpoint().renewal, keep=keep, clock=self.hands)

    def takes(self, token: str) -> bool:
        told = httpx2.get(f"{self.base}/me", headers={"Authorization": f"Bearer {token}"})
        return told.status_code == 200


class StrictTown(Town):
    def __init__(self, server: StrictServer, base: str) -> None:
        super().__init__(base)
        self.server = server


SERVED = Served()
"""One port for all tests; whose rules it keeps is set by each."""


@pytest.fixture(scope="module", autouse=True)
def running() -> Iterator[None]:
    with SERVED:
        yield


@pytest.fixture
def town() -> StrictTown:
    clients = [
        Registered("desk-app", (RETURN,), any_port=True),
        Registered("secret-app", (RETURN,), secret=SECRET, any_port=True),
        Registered("header:app", (RETURN,), secret=SECRET, any_port=True, secret_in_header=True),
        Registered("exact-app", ("http://127.0.0.1:1/elsewhere",)),
    ]
    server = SERVED.server = StrictServer(*clients, scopes=SCOPES, canary=CANARY)
    return StrictTown(server, SERVED.url)


@pytest.fixture(autouse=True)
def nothing_leaks(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """No record of any logger, at any level, holds a token, a code or a secret."""
    caplog.set_level(logging.DEBUG)
    yield
    for record in caplog.get_records("call"):
        if not record.name.startswith(("httpx2", "httpcore2", "asyncio", "uvicorn")):  # the tests' own
            assert CANARY not in f"{record.getMessage()} {record.args!r} {record.exc_text}"


def harmless(error: BaseException) -> bool:
    """True where nothing secret and nothing of the server's own words is in the error or in what led to it."""
    seen: BaseException | None = error
    while seen is not None:
        if re.search(rf"{CANARY}|[<>]|not so|of-the-network", f"{seen} {seen!r} {seen.__dict__!r}"):
            return False
        seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)
    return True


# A server that holds to every rule


@pytest.mark.parametrize(
    ("app", "goes"),
    [
        (APP, SecretGoes.IN_FORM),
        (App(client_id="secret-app", client_secret=SECRET), SecretGoes.IN_FORM),
        (App(client_id="header:app", client_secret=SECRET), SecretGoes.IN_HEADER),
    ],
    ids=["public", "secret in the form", "secret in the header"],
)
def test_a_person_signs_in(town: StrictTown, app: App, goes: SecretGoes) -> None:
    tokens = town.sign_in(app, secret_goes=goes)
    assert town.takes(tokens.access)
    assert tokens.expires_ms == to_ms(town.hands.now) + 7_200_000
    assert tokens.scopes == SCOPES
    assert town.server.refused == []
    [(status, page)] = town.browser.seen
    assert status == 200
    assert "You can close this page" in page
    assert "<script" not in page
    assert CANARY not in page
    assert town.browser.headers[0]["content-security-policy"].startswith("default-src 'none'")
    assert CANARY not in f"{tokens!r} {app!r} {town.endpoint(app)!r} {town.source(tokens, print)!r}"


def test_every_sign_in_has_its_own_state_and_challenge(town: StrictTown) -> None:
    town.sign_in()
    town.sign_in()
    one, other = (parse_qs(urlsplit(address).query) for address in town.browser.opened)
    for name in ("state", "code_challenge"):
        assert one[name] != other[name]
        assert len(one[name][0]) >= 43
    assert one["code_challenge_method"] == ["S256"]
    assert len(town.server.asked[0]["code_verifier"]) >= 43


def test_a_person_says_no(town: StrictTown) -> None:
    town.server.declines = True
    with pytest.raises(SignInFailed, match="declined there") as caught:
        town.sign_in()
    assert harmless(caught.value)
    assert town.server.asked == []


def test_what_the_server_does_not_grant_is_a_sentence(town: StrictTown) -> None:
    with pytest.raises(SignInFailed, match="permissions that the desk asks for"):
        town.sign_in(scopes=("everything",))


def test_a_wrong_secret_is_told_from_a_wrong_code(town: StrictTown) -> None:
    with pytest.raises(SignInFailed, match="id and secret of the Force's app") as caught:
        town.sign_in(App(client_id="secret-app", client_secret=f"wrong-{CANARY}"))
    assert harmless(caught.value)
    with pytest.raises(SignInFailed, match="used up or too old"):
        town.endpoint().exchange("made up", redirect_uri="http://127.0.0.1:1/", verifier="v" * 43)


def test_an_address_that_is_not_registered_brings_nobody_back(town: StrictTown) -> None:
    with pytest.raises(SignInFailed, match="Nobody finished"):
        town.sign_in(App(client_id="exact-app"), timeout_s=0.5)
    assert town.browser.seen == []


def test_a_code_is_taken_once(town: StrictTown) -> None:
    tokens = town.sign_in()
    used = town.server.asked[-1]
    with pytest.raises(SignInFailed, match="used up") as caught:
        town.endpoint().exchange(
            used["code"], redirect_uri=used["redirect_uri"], verifier=used["code_verifier"]
        )
    assert harmless(caught.value)
    assert not town.takes(tokens.access)  # the server ends what a stolen code may have opened


def test_a_code_is_taken_for_half_a_minute(town: StrictTown) -> None:
    town.server.slow_s = 31
    with pytest.raises(SignInFailed, match="too old"):
        town.sign_in()


@pytest.mark.parametrize(("issuer", "good"), [("https://net.example", True), ("https://evil.example", False)])
def test_the_issuer_is_checked_where_it_is_given(town: StrictTown, issuer: str, good: bool) -> None:
    town.server.issuer = issuer
    if good:
        town.sign_in(issuer="https://net.example")
        town.sign_in()
    else:
        with pytest.raises(SignInFailed, match="not from The Net"):
            town.sign_in(issuer="https://net.example")
        assert town.server.asked == []


def test_a_sign_in_can_be_stopped(town: StrictTown) -> None:
    stop = threading.Event()
    threading.Timer(0.2, stop.set).start()
    began = monotonic()
    with pytest.raises(SignInCancelled, match="was stopped"):
        town.sign_in(cancel=stop, timeout_s=60, open_browser=lambda address: True)
    assert monotonic() - began < 5


def test_without_a_browser_nobody_waits(town: StrictTown) -> None:
    with pytest.raises(SignInFailed, match="No web browser"):
        town.sign_in(open_browser=lambda address: False)


def test_in_training_nobody_signs_in_to_a_real_network(town: StrictTown) -> None:
    for address in ("https://x.com/i/oauth2/authorize", "http://127.0.0.1.example/authorize"):
        with pytest.raises(SignInFailed, match="In training"):
            town.sign_in(authorize_url=address)
    assert town.browser.opened == []


# Renewal at that server


def test_a_sign_in_is_renewed_before_it_runs_out_and_kept_before_it_is_used(town: StrictTown) -> None:
    kept: list[str] = []
    used: list[str] = []
    source = town.source(town.sign_in(), lambda text: (kept.append(text), used.append(source_token()))[0])

    def source_token() -> str:
        return source._credentials.token

    first = source.current()
    assert source.current() is first
    town.hands.now += timedelta(minutes=118, seconds=1)
    second = source.current()
    assert second.token != first.token
    assert used == [first.token]
    assert read_tokens(kept[-1]).access == second.token
    assert town.takes(second.token)
    assert source.current() is second
    assert len(kept) == 1


def test_a_refused_sign_in_is_renewed_once_for_all_threads(town: StrictTown) -> None:
    kept: list[str] = []
    source = town.source(town.sign_in(), kept.append)
    refused = source.current()
    had: list[str] = []

    def work() -> None:
        renewed = source.renewed(refused)
        assert renewed is not None
        had.append(renewed.token)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(kept) == 1
    assert set(had) == {read_tokens(kept[0]).access}
    assert town.server.refused == []


def test_the_client_renews_and_repeats(town: StrictTown) -> None:
    kept: list[str] = []
    tokens = town.sign_in()
    http = HttpClient(town.base, credentials=town.source(tokens, kept.append), loopback_only=True)
    assert http.get("/me").status == 200
    town.endpoint().renewal(tokens)  # by another desk with the same sign-in: this one's is used up
    assert http.get("/me").status == 401
    with pytest.raises(SignInExpired, match="takes the desk's sign-in no longer") as caught:
        http.renew()
    assert harmless(caught.value)
    http.close()
    assert town.server.refused == ["invalid_grant"]
    assert kept == []


def test_a_lost_answer_leaves_the_old_sign_in_and_then_says_so(town: StrictTown) -> None:
    kept: list[str] = []
    source = town.source(town.sign_in(), kept.append)
    before = source.current()
    town.server.loses_answer = True
    with pytest.raises(Offline, match="connection off") as caught:
        source.renewed(before)
    assert harmless(caught.value)
    assert source.current() is before
    town.server.loses_answer = False
    for _ in range(3):
        with pytest.raises(SignInExpired, match="Sign in again"):
            source.renewed(before)
    assert town.server.refused == ["invalid_grant"]  # asked once, not at every call
    assert kept == []


def test_a_refresh_token_that_stays_is_kept(town: StrictTown) -> None:
    kept: list[str] = []
    tokens = town.sign_in()
    town.server.turns_over = False
    source = town.source(tokens, kept.append)
    source.renewed(source.current())
    assert read_tokens(kept[-1]).refresh == tokens.refresh
    assert read_tokens(kept[-1]).scopes == SCOPES


def test_what_the_keyring_does_not_take_is_not_used_and_not_lost(town: StrictTown) -> None:
    kept: list[str] = []
    locked = True

    def keep(text: str) -> None:
        if locked:
            raise UserFacingError("The keyring is locked.")
        kept.append(text)

    source = town.source(town.sign_in(), keep)
    before = source.current()
    with pytest.raises(Offline, match="The keyring is locked") as caught:
        source.renewed(before)
    assert harmless(caught.value)
    assert source.current() is before
    locked = False
    renewed = source.renewed(before)
    assert renewed is not None
    assert town.takes(renewed.token)
    assert [read_tokens(one).access for one in kept] == [renewed.token]
    assert town.server.refused == []


def test_what_is_revoked_opens_nothing(town: StrictTown) -> None:
    tokens = town.sign_in()
    town.endpoint().revoke(tokens)
    assert not town.takes(tokens.access)
    town.endpoint().revoke(tokens)
    with pytest.raises(Offline, match="did not confirm"):
        town.endpoint(revoke_url=f"{town.base}/nowhere").revoke(tokens)


# Hostile servers


@contextmanager
def hostile(
    addresses: Callable[[str, str, str], list[str]], token: Answering | None = None
) -> Generator[tuple[Town, HostileServer]]:
    server = SERVED.server = HostileServer(addresses, token)
    yield Town(SERVED.url), server


def good_callback(redirect_uri: str, state: str, code: str) -> list[str]:
    return [f"{redirect_uri}?code={code}&state={state}"]


def good_tokens(form: dict[str, str]) -> Response:
    return JSONResponse({"access_token": f"a-{CANARY}", "token_type": "bearer"})


@pytest.mark.parametrize(
    "addresses",
    [
        lambda uri, state, code: [f"{uri}?code={code}"],
        lambda uri, state, code: [f"{uri}?code={code}&state="],
        lambda uri, state, code: [f"{uri}?code={code}&state={state[:-1]}"],
        lambda uri, state, code: [f"{uri}?code={code}&state={state.swapcase()}"],
        lambda uri, state, code: [f"{uri}?state={state}"],
        lambda uri, state, code: [f"{uri}?code={code}&error=access_denied&state={state}"],
        lambda uri, state, code: [f"{uri}?error=access_denied"],
    ],
    ids=[
        "no state",
        "empty state",
        "state cut",
        "state altered",
        "no code",
        "code and error",
        "error without state",
    ],
)
def test_an_answer_without_our_mark_is_not_believed(addresses: Callable[[str, str, str], list[str]]) -> None:
    with hostile(addresses, good_tokens) as (town, server):
        with pytest.raises(SignInFailed, match="does not carry the mark") as caught:
            town.sign_in(timeout_s=0.7)
        assert harmless(caught.value)
        assert server.asked == []
        [(status, page)] = town.browser.seen
        assert status == 400
        assert "did not believe" in page


@pytest.mark.parametrize(
    "address",
    [
        lambda uri, state, code: f"{uri}?code={code}&code=2&state={state}",
        lambda uri, state, code: f"{uri}?code={code}&state={state}&state={state}",
        lambda uri, state, code: f"{uri}?code={code}&state={state}&x={'y' * 40_000}",
        lambda uri, state, code: f"{uri}?code={code}&state={state}" + "&x=y" * 400,
        lambda uri, state, code: f"{uri}?code=%ff%fe&state={state}",
        lambda uri, state, code: f"{uri}/more?code={code}&state={state}",
        lambda uri, state, code: f"{uri.replace('/socialdesk/', '/')}?code={code}&state={state}",
    ],
    ids=["code twice", "state twice", "giant", "many fields", "not text", "longer path", "other path"],
)
def test_what_is_not_an_answer_is_passed_over_until_the_right_one_comes(
    address: Callable[[str, str, str], str],
) -> None:
    with hostile(lambda *it: [address(*it), *good_callback(*it)], good_tokens) as (town, server):
        assert town.sign_in().access == f"a-{CANARY}"
        assert [form["code"] for form in server.asked] == ["code-of-the-network"]


def test_a_stranger_who_comes_first_does_not_spoil_the_sign_in() -> None:
    def addresses(uri: str, state: str, code: str) -> list[str]:
        return [f"{uri}?code=stolen&state=guessed", f"{uri}?error=access_denied&state=guessed",
                *good_callback(uri, state, code)]  # fmt: skip

    with hostile(addresses, good_tokens) as (town, server):
        town.sign_in()
        assert [form["code"] for form in server.asked] == ["code-of-the-network"]
        assert [status for status, _ in town.browser.seen] == [400, 400, 200]


def test_a_callback_that_comes_twice_counts_once() -> None:
    with hostile(lambda *it: good_callback(*it) * 2, good_tokens) as (town, server):
        town.sign_in()
        assert len(server.asked) == 1


def test_the_page_repeats_nothing_that_it_was_told() -> None:
    def addresses(uri: str, state: str, code: str) -> list[str]:
        said = "%3Cscript%3Ealert(1)%3C/script%3E"
        return [f"{uri}?error={said}&error_description={said}&state=x{said}",
                f"{uri}?error={said}&error_description={said}&state={state}"]  # fmt: skip

    with hostile(addresses) as (town, _):
        with pytest.raises(SignInFailed, match="does not say plainly why") as caught:
            town.sign_in()
        assert harmless(caught.value)
        for _, page in town.browser.seen:
            assert "script" not in page
            assert "alert" not in page


ANSWERS: dict[str, Callable[[dict[str, str]], Response]] = {
    "400 without error": lambda form: JSONResponse({}, 400),
    "400 with nothing": lambda form: Response(status_code=400),
    "400 with a list": lambda form: JSONResponse(["invalid_grant"], 400),
    "400 with a number": lambda form: JSONResponse({"error": 7}, 400),
    "400 with a web page": lambda form: HTMLResponse("<h1>Sign in to the hotel</h1>", 400),
    "a web page": lambda form: HTMLResponse("<h1>Sign in to the hotel</h1>"),
    "nothing": lambda form: Response(status_code=200),
    "an error with 200": lambda form: JSONResponse({"error": "invalid_grant"}),
    "no token": lambda form: JSONResponse({"token_type": "bearer"}),
    "a token of a number": lambda form: JSONResponse({"access_token": 7}),
    "a token of a list": lambda form: JSONResponse({"access_token": [CANARY]}),
    "an empty token": lambda form: JSONResponse({"access_token": ""}),
    "a token with a line": lambda form: JSONResponse({"access_token": f"{CANARY}\r\nX: y"}),
    "a giant token": lambda form: JSONResponse({"access_token": CANARY * 1000}),
    "another kind": lambda form: JSONResponse({"access_token": CANARY, "token_type": "mac"}),
    "a refresh token of a number": lambda form: JSONResponse({"access_token": CANARY, "refresh_token": 7}),
    "scopes of numbers": lambda form: JSONResponse({"access_token": CANARY, "scope": [1]}),
    "a lifetime of true": lambda form: JSONResponse({"access_token": CANARY, "expires_in": True}),
    "a redirect": lambda form: RedirectResponse("http://127.0.0.1:1/", 302),
    "a failing server": lambda form: JSONResponse({"error": "invalid_grant"}, 500),
    "cut JSON": lambda form: Response(f'{{"access_token": "{CANARY}', media_type="application/json"),
    "deep JSON": lambda form: Response("[" * 100_000, media_type="application/json"),
    "a giant answer": lambda form: Response(b" " * 6_000_000),
}


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_an_answer_that_says_nothing_certain_takes_nothing_away(answer: Answering) -> None:
    with hostile(good_callback, answer) as (town, _):
        with pytest.raises(NetworkError) as caught:
            town.sign_in()
        assert harmless(caught.value)
        assert caught.value.kept
        assert not isinstance(caught.value, SignInExpired)
        kept: list[str] = []
        source = town.source(Tokens(f"old-{CANARY}", f"refresh-{CANARY}"), kept.append)
        before = source.current()
        with pytest.raises(Offline) as failed:
            source.renewed(before)
        assert harmless(failed.value)
        assert source.current() is before
        assert kept == []


def test_a_server_that_never_answers_is_left() -> None:
    with hostile(good_callback, None) as (town, _):
        source = town.source(Tokens(f"old-{CANARY}", f"refresh-{CANARY}"), print)
        began = monotonic()
        with pytest.raises(Offline, match="did not answer in time"):
            source.renewed(source.current())
        assert monotonic() - began < 5


def test_a_server_that_asks_to_wait_is_waited_for() -> None:
    def busy(form: dict[str, str]) -> Response:
        return JSONResponse({"error": "slow_down"}, 429, headers={"Retry-After": "90"})

    with hostile(good_callback, busy) as (town, _):
        with pytest.raises(Throttled):
            town.sign_in()
        source = town.source(Tokens("old", "refresh"), print)
        with pytest.raises(Throttled) as caught:
            source.renewed(source.current())
        assert caught.value.until_ms == to_ms(town.hands.now) + 90_000


def test_metas_errors_are_read_from_its_own_envelope() -> None:
    def meta(code: int) -> Answering:
        error = {"message": "<b>not so</b>", "type": "OAuthException", "code": code, "fbtrace_id": "A"}
        return lambda form: JSONResponse({"error": error}, 400)

    for code, kind, words in (
        (4, Throttled, "wait"),
        (2, SignInFailed, "trouble of its own"),
        (101, SignInFailed, "id and secret"),
        (100, SignInFailed, "used up"),
    ):
        with hostile(good_callback, meta(code)) as (town, _), pytest.raises(kind, match=words) as caught:
            town.sign_in()
        assert harmless(caught.value)


def test_a_short_token_of_facebook_is_exchanged_for_a_long_one() -> None:
    def token(form: dict[str, str]) -> Response:
        if form["grant_type"] == "fb_exchange_token":
            return JSONResponse(
                {"access_token": f"long-for-{form['fb_exchange_token']}", "expires_in": 5_183_944}
            )
        return JSONResponse({"access_token": "short", "token_type": "bearer", "expires_in": 5000})

    with hostile(good_callback, token) as (town, server):
        tokens = town.sign_in(App(client_id="desk-app", client_secret=SECRET), lengthened=True)
    assert tokens.access == "long-for-short"
    assert tokens.expires_ms == to_ms(town.hands.now) + 5_183_944_000
    assert [form["client_secret"] for form in server.asked] == [SECRET, SECRET]


def test_linkedin_has_two_doors() -> None:
    changes: dict[str, Any] = {"scopes": ("a", "b")}
    with hostile(good_callback, good_tokens) as (town, server):
        changes["authorize_url_without_secret"] = f"{town.base}/authorize"
        elsewhere: dict[str, Any] = {**changes, "authorize_url": f"{town.base}/nowhere"}
        town.sign_in(**elsewhere)
        town.sign_in(App(client_id="desk-app", client_secret=SECRET), **changes)
    with_pkce, without = server.asked
    assert "code_verifier" in with_pkce
    assert "client_secret" not in with_pkce
    assert "code_verifier" not in without
    assert without["client_secret"] == SECRET
    assert "code_challenge" not in town.browser.opened[1]


# Other people's


@pytest.fixture
def oidc_provider() -> Iterator[str]:
    """The address of npm's oidc-provider."""
    folder, node = os.environ.get(PACKAGE_FOLDER, ""), shutil.which("node")
    if not folder or node is None or not (Path(folder) / "node_modules" / "oidc-provider").is_dir():
        pytest.skip(f"{PACKAGE_FOLDER} names no folder with npm's oidc-provider, or there is no node")
    script = Path(__file__).resolve().parent.parent / "fakes" / "oidc_provider.mjs"
    with subprocess.Popen(
        [node, str(script), folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as running:  # fmt: skip
        assert running.stdin is not None
        assert running.stdout is not None
        address = running.stdout.readline().strip()
        assert address.startswith("http://127.0.0.1:")
        yield address
        running.stdin.close()


def test_a_person_signs_in_at_oidc_provider(oidc_provider: str) -> None:
    town = Town(oidc_provider)
    town.hands.now = datetime.now(UTC)
    changes: dict[str, Any] = {
        "authorize_url": f"{oidc_provider}/auth",
        "revoke_url": f"{oidc_provider}/token/revocation",
        "issuer": oidc_provider,
        "scopes": ("openid", "offline_access"),
        "extra": {"prompt": "consent"},
    }
    tokens = town.sign_in(**changes)
    kept: list[str] = []
    endpoint = town.endpoint(**changes)
    source = OAuthTokens(tokens, name="The Net", renew=endpoint.renewal, keep=kept.append, clock=town.hands)
    first = source.current()
    second = source.renewed(first)
    assert second is not None
    assert read_tokens(kept[0]).access == second.token
    assert read_tokens(kept[0]).refresh != tokens.refresh

    def opens(token: str) -> bool:
        told = httpx2.get(f"{oidc_provider}/me", headers={"Authorization": f"Bearer {token}"})
        return told.status_code == 200

    assert opens(second.token)
    with pytest.raises(SignInExpired):
        endpoint.renewal(tokens)  # the old refresh token is used up, and using it again ends them all
    assert not opens(second.token)
    endpoint.revoke(read_tokens(kept[0]))
    changes["issuer"] = "https://net.example"
    with pytest.raises(SignInFailed, match="not from The Net"):
        town.sign_in(**changes)

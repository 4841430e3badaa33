"""The HTTP client against servers that misbehave, on loopback."""

from __future__ import annotations

import gzip
import logging
import socket
import threading
import time
import traceback
import zlib
from collections.abc import Callable
from pathlib import Path

import httpx2
import pytest

from socialdesk.platforms.api import Credentials, NetworkError, Offline, Refused, SignInExpired, Unreadable
from socialdesk.platforms.http import Answer, HttpClient, NoAnswer
from tests.fakes.byte_server import Behaviour, ByteServer, answer, drip, hang_up, silence

TOKEN = "EAAcanary0123456789tokenXYZ"
SECRET = "canarysecret0123456789abcdef"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 40\r\n\r\n"


def client(
    url: str, *, deadline_s: float = 5.0, loopback_only: bool = True, secret: str = SECRET
) -> HttpClient:
    return HttpClient(
        url,
        name="Facebook",
        credentials=Credentials(token=TOKEN, app_secret=secret),
        deadline_s=deadline_s,
        media_deadline_s=deadline_s,
        loopback_only=loopback_only,
    )


def ask(behaviour: Behaviour, *, deadline_s: float = 5.0) -> Answer:
    with ByteServer(behaviour) as server:
        http = client(server.url, deadline_s=deadline_s)
        try:
            return http.get("/v26.0/1")
        finally:
            http.close()


def test_the_token_goes_in_the_header_and_the_proof_in_the_parameters() -> None:
    with ByteServer(answer(b"{}")) as server:
        http, url = client(server.url), server.url
        told = http.get("/v26.0/1", {"fields": "id,from{id}"})
        http.post("/v26.0/1", {"message": "a&b=c ü"})
        http.delete("/v26.0/1")
        http.close()
    read, written, deleted = server.requests
    assert read.startswith(b"GET /v26.0/1?fields=id%2Cfrom%7Bid%7D&appsecret_proof=")
    assert written.startswith(b"POST /v26.0/1?appsecret_proof=")
    assert written.endswith(b"\r\n\r\nmessage=a%26b%3Dc+%C3%BC")
    assert deleted.startswith(b"DELETE /v26.0/1?appsecret_proof=")
    for request in server.requests:
        assert request.lower().count(b"authorization: bearer " + TOKEN.lower().encode()) == 1
        assert TOKEN.encode() not in request.split(b"\r\n")[0]
    assert told.url == f"{url}/v26.0/1?fields=id%2Cfrom%7Bid%7D"


@pytest.mark.parametrize("told", [HEAD + b" " * 40, b"HTTP/1.1 200 OK\r\nX-Slow: " + b"x" * 100])
def test_a_slow_drip_ends_with_the_deadline(told: bytes) -> None:
    began = time.monotonic()
    with pytest.raises(NoAnswer, match="in time"):
        ask(drip(told, every_s=0.4), deadline_s=1.0)
    assert time.monotonic() - began < 3


def test_silence_ends_with_the_deadline() -> None:
    with pytest.raises(NoAnswer, match="in time"):
        ask(silence, deadline_s=0.5)


def test_a_reset_after_the_request_is_no_answer() -> None:
    with pytest.raises(NoAnswer, match="broke the connection off"):
        ask(hang_up)


def test_a_closed_port_is_offline() -> None:
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = held.getsockname()[1]
    http = client(f"http://127.0.0.1:{port}")
    with pytest.raises(Offline, match="could not be reached"):
        http.post("/v26.0/1", {})
    http.close()


def test_a_body_cut_short_is_no_answer() -> None:
    with pytest.raises(NoAnswer):
        ask(answer(b'{"data":[', length=100))


@pytest.mark.parametrize("layers", [1, 2])
def test_a_gzip_bomb_is_refused_while_it_streams(layers: int) -> None:
    bomb = gzip.compress(b" " * 200_000_000, 1)
    encoding = "gzip" if layers == 1 else "gzip, gzip"
    with pytest.raises(Unreadable):
        ask(answer(bomb if layers == 1 else gzip.compress(bomb), extra=(f"Content-Encoding: {encoding}",)))


def test_a_packed_answer_is_unpacked_and_a_spoiled_one_is_not_believed() -> None:
    good = gzip.compress(b'{"id":"1"}')
    assert ask(answer(good, extra=("Content-Encoding: gzip",))).body == b'{"id":"1"}'
    with pytest.raises(Unreadable):
        ask(answer(b"not gzip at all", extra=("Content-Encoding: gzip",)))
    with pytest.raises(Unreadable):
        ask(answer(zlib.compress(b"{}"), extra=("Content-Encoding: br",)))


def test_an_answer_larger_than_the_cap_is_refused() -> None:
    with pytest.raises(Unreadable, match="too large"):
        ask(answer(b" " * (6 * 2**20)))


def test_a_redirect_on_the_same_host_is_followed_and_no_other() -> None:
    def behave(connection: socket.socket, request: bytes, closing: threading.Event) -> None:
        onward = b"/moved" in request.split(b"\r\n")[0]
        moved = answer(b"", status="302 Found", extra=("Location: /moved?a=1&access_token=given",))
        (answer(b'{"id":"1"}') if onward else moved)(connection, request, closing)

    with ByteServer(behave) as server:
        http = client(server.url)
        assert http.get("/v26.0/1").body == b'{"id":"1"}'
        http.close()
    assert b"given" not in server.requests[1]


def test_a_redirect_to_another_host_or_port_never_sees_the_token() -> None:
    with ByteServer(answer(b"{}")) as elsewhere:
        for location in (
            elsewhere.url,
            f"http://localhost:{elsewhere.port}",
            "//127.0.0.1:1/",
            "https://127.0.0.1/",
        ):
            with pytest.raises(Unreadable, match="points to another address"):
                ask(answer(b"", status="302 Found", extra=(f"Location: {location}/x",)))
        assert elsewhere.requests == []


def test_circles_and_redirected_writes_are_left() -> None:
    round_again = answer(b"", status="307 Temporary Redirect", extra=("Location: /v26.0/1",))
    with pytest.raises(Unreadable, match="round in circles"):
        ask(round_again)
    with ByteServer(round_again) as server:
        http = client(server.url)
        with pytest.raises(Unreadable):
            http.post("/v26.0/1", {})
        http.close()
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "url", ["https://graph.facebook.com", "http://127.0.0.2", "http://127.0.0.1.example", "http://[::2]", "ftp://localhost",
            "http://127.0.0.1@example.org", "http://", "nonsense", "http://[", ""]
)  # fmt: skip
def test_training_speaks_to_this_computer_only(url: str) -> None:
    with pytest.raises(Refused):
        client(url)


def test_outside_training_only_encrypted_addresses_are_spoken_to() -> None:
    with pytest.raises(Refused, match="not encrypted"):
        client("http://graph.facebook.com", loopback_only=False)
    client("https://graph.facebook.com", loopback_only=False).close()


def test_a_token_that_no_header_can_carry_is_a_sign_in_problem() -> None:
    with ByteServer(answer(b"{}")) as server:
        for token in ("a\r\nX: y", "two words", "tökenwithmore"):
            http = HttpClient(server.url, credentials=Credentials(token=token), loopback_only=True)
            with pytest.raises(SignInExpired):
                http.get("/v26.0/1")
            http.close()
    assert server.requests == []


def test_media_come_without_the_token_and_from_known_hosts_only() -> None:
    with ByteServer(answer(b"\x89PNG", kind="image/png")) as server:
        http = client(server.url)
        told = http.media(f"{server.url}/media/1?sig=secret", hosts=("fbcdn.net",))
        assert told.body == b"\x89PNG"
        assert "secret" not in told.url
        for url in ("https://a.fbcdn.net/x", "http://a.fbcdn.net/x", "https://fbcdn.net.example/x", "file:///etc/passwd",
                    "http://127.0.0.1:1/x", "javascript:1", "http://[", ""):  # fmt: skip
            with pytest.raises(Refused):
                http.media(url, hosts=("fbcdn.net",))
        http.close()
    assert b"authorization" not in server.requests[0].lower()
    assert b"appsecret_proof" not in server.requests[0]


def test_a_medium_whose_end_cannot_be_told_is_not_kept() -> None:
    def behave(connection: socket.socket, request: bytes, closing: threading.Event) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nConnection: close\r\n\r\n\x89PNG")

    with ByteServer(behave) as server:
        http = client(server.url)
        with pytest.raises(Unreadable, match="incomplete"):
            http.media(f"{server.url}/media/1", hosts=())
        http.close()


def test_a_media_host_is_encrypted_and_ends_as_named() -> None:
    asked: list[str] = []

    def handle(request: httpx2.Request) -> httpx2.Response:
        asked.append(str(request.url))
        assert "authorization" not in request.headers
        return httpx2.Response(200, content=b"x", headers={"content-length": "1"})

    http = HttpClient(
        "https://graph.facebook.com",
        credentials=Credentials(token=TOKEN),
        transport=httpx2.MockTransport(handle),
    )
    http.media("https://scontent.xx.fbcdn.net/p.jpg", hosts=("fbcdn.net",))
    for url in (
        "https://evilfbcdn.net/p.jpg",
        "http://scontent.xx.fbcdn.net/p.jpg",
        "https://fbcdn.net@example.org/",
    ):
        with pytest.raises(Refused):
            http.media(url, hosts=("fbcdn.net",))
    assert asked == ["https://scontent.xx.fbcdn.net/p.jpg"]


def test_a_proxy_of_the_system_is_used_and_its_refusal_means_nothing_was_sent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with ByteServer(answer(b"", status="407 Proxy Authentication Required", kind="text/html")) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.delenv("no_proxy", raising=False)
        http = client("https://graph.facebook.com", loopback_only=False)
        with pytest.raises(Offline, match="could not be reached"):
            http.post("/v26.0/1/comments", {"message": "hello"})
        http.close()
    assert proxy.requests[0].startswith(b"CONNECT graph.facebook.com:443 ")
    assert TOKEN.encode() not in proxy.requests[0]


def test_a_proxy_is_not_used_in_training(monkeypatch: pytest.MonkeyPatch) -> None:
    with ByteServer(answer(b"{}")) as proxy, ByteServer(answer(b'{"id":"1"}')) as server:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        http = client(server.url)
        assert http.get("/v26.0/1").body == b'{"id":"1"}'
        http.close()
    assert proxy.requests == []


def _leak(behaviour: Behaviour) -> None:
    with ByteServer(behaviour) as server:
        http = client(server.url, deadline_s=0.6)
        try:
            for call in (lambda: http.get("/v26.0/1"), lambda: http.post("/v26.0/1", {}),
                         lambda: http.media(server.url + "/m", hosts=())):  # fmt: skip
                told = _outcome(call)
                _contains_no_secret(f"{told!s} {told!r}")
                if isinstance(told, NetworkError):
                    assert told.__context__ is None
                    trace = traceback.TracebackException.from_exception(told, capture_locals=True)
                    ours = [
                        frame.locals
                        for frame in trace.stack
                        if "platforms" in Path(frame.filename).parts
                        and "tests" not in Path(frame.filename).parts
                    ]
                    assert ours
                    _contains_no_secret(repr(ours))
        finally:
            http.close()


def _outcome(call: Callable[[], Answer]) -> Answer | NetworkError:
    try:
        return call()
    except NetworkError as error:
        return error


def _contains_no_secret(told: str) -> None:
    assert TOKEN not in told
    assert SECRET not in told
    assert "appsecret_proof" not in told


def test_the_canary_is_in_no_log_error_or_traceback(caplog: pytest.LogCaptureFixture) -> None:
    echo = f'{{"error":{{"code":190,"message":"Malformed access token {TOKEN}"}}}}'.encode()
    header = (
        f'WWW-Authenticate: OAuth "Malformed access token {TOKEN}"',
        f"Location: http://x/?access_token={TOKEN}",
    )
    with caplog.at_level(logging.DEBUG):
        for name in ("httpx2", "httpcore2", "httpcore2.http11", "httpcore2.connection"):
            caplog.set_level(logging.DEBUG, logger=name)
        for behaviour in (
            answer(echo, status="400 Bad Request", extra=header),
            answer(echo, extra=header),
            answer(echo, status="302 Found", extra=header),
            answer(echo, length=len(echo) + 5),
            drip(HEAD, every_s=0.4),
            silence,
            hang_up,
        ):
            _leak(behaviour)
    _contains_no_secret(" ".join(f"{record.getMessage()} {record.args!r}" for record in caplog.records))


def test_what_we_sent_is_taken_out_of_what_comes_back() -> None:
    echo = f'{{"paging":{{"next":"http://x/?access_token={TOKEN}&a=1"}}}}'.encode()
    told = ask(answer(echo, extra=(f"X-Echo: {TOKEN}",)))
    assert told.body == b'{"paging":{"next":"http://x/?access_token=[removed]&a=1"}}'
    assert told.headers["x-echo"] == "[removed]"

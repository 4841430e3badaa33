"""Files that are sent: to our own network and the hosts that it may name, with the token or without."""

from __future__ import annotations

import email
from email.message import Message

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from socialdesk.platforms.api import Credentials, NetworkError, Offline, Refused
from socialdesk.platforms.http import HttpClient, NoAnswer, Part, multipart
from tests.fakes.byte_server import ByteServer, answer, silence

TOKEN = "EAAcanary0123456789tokenXYZ"
PICTURE = b"\x89PNG\x00\xff"


def client(url: str, *, deadline_s: float = 5.0) -> HttpClient:
    return HttpClient(
        url,
        name="LinkedIn",
        credentials=Credentials(token=TOKEN),
        media_deadline_s=deadline_s,
        loopback_only=True,
    )


def test_a_file_goes_as_it_is_with_the_token_only_where_it_is_signed() -> None:
    with ByteServer(answer(b"{}")) as server:
        http = client(server.url)
        told = http.upload("PUT", f"{server.url}/uploads/1?sig=secret", PICTURE, media_type="image/png")
        http.upload("POST", "/xrpc/upload", PICTURE, media_type="image/png", signed=False)
        http.close()
    signed, unsigned = server.requests
    assert signed.startswith(b"PUT /uploads/1?sig=secret ")
    assert unsigned.startswith(b"POST /xrpc/upload ")
    for sent in server.requests:
        assert sent.endswith(b"\r\n\r\n" + PICTURE)
        assert b"content-type: image/png" in sent.lower()
    assert TOKEN.encode() in signed
    assert TOKEN.encode() not in unsigned
    assert "secret" not in told.url


@pytest.mark.parametrize(
    "address",
    [
        "https://evillinkedin.com/u", "http://www.linkedin.com/u", "https://linkedin.com.example/u",
        "https://linkedin.com@example.org/u", "file:///etc/passwd", "javascript:1", "http://[", "",
    ],
)  # fmt: skip
def test_no_file_and_no_token_go_to_an_address_that_is_not_the_networks(address: str) -> None:
    asked: list[str] = []

    def handle(request: httpx2.Request) -> httpx2.Response:
        asked.append(str(request.url))
        return httpx2.Response(201, content=b"", headers={"content-length": "0"})

    http = HttpClient(
        "https://api.linkedin.com",
        credentials=Credentials(token=TOKEN),
        transport=httpx2.MockTransport(handle),
    )
    with pytest.raises(Refused) as refused:
        http.upload("PUT", address, PICTURE, media_type="image/png", hosts=("linkedin.com",))
    assert TOKEN not in str(refused.value)
    assert asked == []
    good = "https://www.linkedin.com/dms-uploads/1"
    assert http.upload("PUT", good, PICTURE, media_type="image/png", hosts=("linkedin.com",)).status == 201
    assert asked == [good]


def test_in_training_no_file_leaves_this_computer() -> None:
    http = client("http://127.0.0.1:9")
    with pytest.raises(Refused):
        http.upload(
            "PUT", "https://www.linkedin.com/u", PICTURE, media_type="image/png", hosts=("linkedin.com",)
        )
    http.close()


def test_a_redirect_is_not_followed_with_the_file() -> None:
    with ByteServer(answer(b"", status="302 Found", kind="text/html")) as server:
        http = client(server.url)
        assert http.upload("PUT", "/u", PICTURE, media_type="image/png").status == 302
        http.close()
    assert len(server.requests) == 1


def test_silence_is_told_as_such_and_nobody_there_as_nothing_sent() -> None:
    with ByteServer(silence) as server:
        http = client(server.url, deadline_s=0.3)
        with pytest.raises(NoAnswer):
            http.upload("PUT", "/u", PICTURE, media_type="image/png")
        http.close()
        url = server.url
    http = client(url)
    with pytest.raises(Offline):
        http.upload("PUT", "/u", PICTURE, media_type="image/png")
    http.close()
    assert issubclass(NoAnswer, NetworkError)


@given(
    st.dictionaries(st.from_regex(r"f_[a-z]{1,12}", fullmatch=True), st.text(max_size=40), max_size=4),
    st.binary(max_size=200),
)
def test_a_form_is_read_back_as_it_was_written(fields: dict[str, str], content: bytes) -> None:
    body, media_type = multipart(fields, Part("source", "picture.png", "image/png", content))
    told: Message = email.message_from_bytes(b"Content-Type: " + media_type.encode() + b"\r\n\r\n" + body)
    parts = {str(one.get_param("name", header="content-disposition")): one for one in _parts(told)}
    assert set(parts) == {*fields, "source"}
    assert parts["source"].get_content_type() == "image/png"
    assert content in body


def _parts(told: Message) -> list[Message]:
    held = told.get_payload()
    return [one for one in held if isinstance(one, Message)] if isinstance(held, list) else []

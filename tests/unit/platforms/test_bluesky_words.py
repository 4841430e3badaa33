"""Names, keys, lengths and marks: what is worked out from texts before anything is sent."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as some
from PySide6.QtCore import QTextBoundaryFinder

from socialdesk.platforms.bluesky.facets import facets
from socialdesk.platforms.bluesky.names import (
    chosen_key,
    is_did,
    is_handle,
    is_key,
    post_address,
    read_address,
)
from socialdesk.platforms.graphemes import count_graphemes

TID = re.compile(r"[234567abcdefghij][234567abcdefghijklmnopqrstuvwxyz]{12}")
LETTERS = "234567abcdefghijklmnopqrstuvwxyz"


@given(some.text())
def test_a_chosen_key_is_a_valid_tid_of_the_past_and_always_the_same(purpose: str) -> None:
    key = chosen_key(purpose)
    assert TID.fullmatch(key)
    assert key == chosen_key(purpose)
    number = 0
    for letter in key:
        number = number << 5 | LETTERS.index(letter)
    made = datetime.fromtimestamp((number >> 10) / 1_000_000, UTC)
    assert datetime(2023, 1, 1, tzinfo=UTC) <= made < datetime(2025, 1, 1, tzinfo=UTC)


def test_keys_do_not_meet() -> None:
    assert len({chosen_key(str(number)) for number in range(20_000)}) == 20_000


def test_an_address_is_read_in_its_parts() -> None:
    at = read_address("at://did:plc:abc/app.bsky.feed.post/3n2vvjl3i2c23")
    assert at is not None
    assert (at.did, at.collection, at.key) == ("did:plc:abc", "app.bsky.feed.post", "3n2vvjl3i2c23")
    assert at.uri == "at://did:plc:abc/app.bsky.feed.post/3n2vvjl3i2c23"
    assert at.web == "https://bsky.app/profile/did:plc:abc/post/3n2vvjl3i2c23"
    assert post_address("at://did:plc:abc/app.bsky.graph.block/3n2vvjl3i2c23") is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "at://",
        "at://did:plc:abc",
        "at://did:plc:abc/app.bsky.feed.post",
        "at://police.example/app.bsky.feed.post/3n2vvjl3i2c23",
        "at://did:plc:abc/app.bsky.feed.post/..",
        "at://did:plc:abc/app.bsky.feed.post/a/b",
        "at://did:plc:abc/app.bsky.feed.post/a?b",
        "at://did:plc:abc/app.bsky.feed.post/a#b",
        "at://did:plc:abc/app bsky/a",
        "at://did:plc:abc\n/app.bsky.feed.post/a",
        "https://did:plc:abc/app.bsky.feed.post/a",
        "at://did:plc:" + "a" * 2000 + "/app.bsky.feed.post/a",
    ],
)
def test_what_is_no_address_is_none(text: str) -> None:
    assert read_address(text) is None


@given(some.text())
def test_reading_an_address_survives_any_text(text: str) -> None:
    at = read_address(text)
    assert at is None or at.uri == text
    assert isinstance(is_did(text), bool)
    assert isinstance(is_handle(text), bool)
    assert not is_key(text) or text.isascii()


def test_ids_of_the_right_form() -> None:
    assert is_did("did:web:police.example")
    assert not is_did("did:plc:")
    assert is_handle("Police.Example")
    assert not is_handle("police")
    assert not is_handle("-police.example")
    assert not is_key("..")
    assert not is_key("3n2vvjl3i2c23\n")


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("abc", 3),
        ("e\u0301", 1),
        ("a\r\nb", 3),
        ("\U0001f1ec\U0001f1e7\U0001f1eb\U0001f1f7\U0001f1ec", 3),
        ("\U0001f468\u200d\U0001f469\u200d\U0001f467", 1),
        ("\U0001f46e\U0001f3fd\u200d\u2640\ufe0f", 1),
        ("\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f", 1),
        ("\u1112\u1161\u11ab\uae00", 2),
        ("\u0915\u093e\u0917", 2),
        ("\u0e01\u0e33", 1),
        ("a\u200db", 2),
        ("\n\u0301", 2),
    ],
)
def test_signs_are_counted_as_a_reader_counts_them(text: str, count: int) -> None:
    assert count_graphemes(text) == count


@given(
    some.text(
        some.sampled_from(
            "aé \n\r\u0301\u0308\u200d\ufe0f\u20e3#1\U0001f468\U0001f469\U0001f3fd"
            "\u1112\u1161\u11ab\uac00\uac01\u2640\u2764\U0001f600"
        ),
        max_size=30,
    )
)
def test_they_are_counted_as_qt_counts_them(text: str) -> None:
    """But for flags after a picture, and marks on a sign of another script, which Qt counts apart."""
    finder = QTextBoundaryFinder(QTextBoundaryFinder.BoundaryType.Grapheme, text)
    count = 0
    while finder.toNextBoundary() != -1:
        count += 1
    assert count_graphemes(text) == count


def known(handle: str) -> str | None:
    return {"dale.example": "did:plc:dale"}.get(handle)


def marked(text: str) -> list[tuple[str, str]]:
    """The marked bytes and what each mark leads to."""
    told = text.encode()
    return [
        (
            told[one["index"]["byteStart"] : one["index"]["byteEnd"]].decode(),
            one["features"][0].get("uri") or one["features"][0]["did"],
        )
        for one in facets(text, known)
    ]


def test_links_and_people_are_marked_by_their_bytes() -> None:
    text = "Häßlich 👮‍♀️: see https://a.example/b?c=d#e, @Dale.example and (https://en.example/wiki/A_(b))."
    assert marked(text) == [
        ("https://a.example/b?c=d#e", "https://a.example/b?c=d#e"),
        ("@Dale.example", "did:plc:dale"),
        ("https://en.example/wiki/A_(b)", "https://en.example/wiki/A_(b)"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "dale@dale.example",
        "@nobody.example",
        "@dale",
        "https://",
        "xhttps://a.example",
        "@@dale.example",
        "a.example",
    ],
)
def test_what_is_neither_stays_plain(text: str) -> None:
    assert marked(text) == []


@given(some.text(some.sampled_from("@.:/ahtpsdle-mx(),\n\U0001f600é "), max_size=80))
def test_marks_never_overlap_and_lie_within_the_text(text: str) -> None:
    ends = 0
    for one in facets(text, lambda _: "did:plc:abc"):
        index = one["index"]
        assert ends <= index["byteStart"] < index["byteEnd"] <= len(text.encode())
        text.encode()[index["byteStart"] : index["byteEnd"]].decode()
        ends = index["byteEnd"]


def test_somebody_named_often_is_asked_for_once() -> None:
    asked = list[str]()

    def resolve(handle: str) -> None:
        asked.append(handle)

    facets("@a.example @A.example @b.example " * 5, resolve)
    assert asked == ["a.example", "b.example"]

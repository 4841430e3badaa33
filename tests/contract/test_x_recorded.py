"""Answers of the real X, recorded by others, and the shapes of its own emulator: each is read."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest

from socialdesk.model.items import ItemKind
from socialdesk.platforms.http import Answer
from socialdesk.platforms.x import wire
from socialdesk.platforms.x.errors import problem
from socialdesk.platforms.x.items import Reader
from socialdesk.platforms.x.memory import Memory
from tests.shared_files import shared

FOLDER = "recorded/x/python-twitter"
MOCKS = "contracts/x/playground-mock-examples"


def reader(user_id: str = "2244994945") -> Reader:
    return Reader(user_id, Memory(), 1)


def answer(body: bytes) -> Answer:
    return Answer(
        status=200, headers={"content-type": "application/json"}, body=body, url="https://api.x.com"
    )


def recorded(name: str) -> Answer:
    return answer(shared(f"{FOLDER}/{name}").read_bytes())


def files(folder: str) -> list[Path]:
    return sorted(shared(folder).rglob("*.json"))


def test_every_recorded_answer_is_json_and_no_error() -> None:
    for path in files(f"{FOLDER}/apis"):
        told = answer(path.read_bytes())
        assert wire.json_body(told) == told.body
        assert problem(told) is None, path


def test_every_recorded_list_is_read_with_its_token() -> None:
    read = 0
    for path in files(f"{FOLDER}/apis"):
        told = json.loads(path.read_bytes())
        if not isinstance(told.get("data"), list):
            continue
        listing = wire.read_listing(answer(path.read_bytes()))
        assert len(listing.data) == len(told["data"])
        assert listing.next_token == told.get("meta", {}).get("next_token", "")
        assert len(listing.includes.users) == len(told.get("includes", {}).get("users", []))
        read += 1
    assert read >= 15


def test_recorded_mentions_are_items() -> None:
    listing = wire.read_listing(recorded("apis/timeline/timeline_mentions.json"))
    found = [reader().item(raw, listing.includes) for raw in listing.data]
    assert len(found) == 5
    for item, raw in zip(found, listing.data, strict=True):
        source = json.loads(bytes(raw))
        assert item is not None
        assert item.kind is ItemKind.MENTION
        assert item.native_id == source["id"]
        assert item.created_ms > 1_600_000_000_000
        assert item.untrusted_text[:20] == source["text"][:20]


def test_recorded_search_results_with_people_and_links() -> None:
    listing = wire.read_listing(recorded("apis/searches/search_tweets_query.json"))
    first = reader().item(listing.data[0], listing.includes)
    assert first is not None
    assert first.author is not None
    assert first.author.native_id == "63046977"
    assert first.author.untrusted_name.endswith(")")
    assert first.parent is None
    assert first.thread == "1275653067283759104"
    assert first.untrusted_text.endswith("the metrics you’re looking for")
    assert first.media_urls == ()


def test_a_recorded_post_with_everything() -> None:
    raw = msgspec.Raw(recorded("models/tweet.json").body)
    own = reader().item(raw, wire.Includes())
    assert own is not None
    assert own.by_force
    assert own.created_ms == 1_577_820_376_000
    assert "t.co" not in own.untrusted_text
    other = reader("1").item(raw, wire.Includes())
    assert other is not None
    assert other.author is not None
    assert not other.by_force


def test_recorded_messages() -> None:
    listing = wire.read_listing(recorded("apis/dm_events/events.json"))
    (item,) = [reader().message(raw, listing.includes) for raw in listing.data]
    assert item is not None
    assert item.kind is ItemKind.MESSAGE
    assert item.thread == "1585094756761149440"
    assert item.author is not None
    assert item.author.native_id == "906948460078698496"
    raw, _ = wire.read_one(recorded("apis/dm_events/events_create.json"))
    assert wire.salvage(raw, wire.Written).dm_event_id == "128341038123"


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("apis/user/block_user_resp.json", "blocking"),
        ("apis/user/unblock_user_resp.json", "blocking"),
        ("apis/tweet/create_tweet_resp.json", "id"),
        ("apis/user/me_resp.json", "id"),
    ],
)
def test_recorded_answers_to_writes_and_of_the_account(name: str, field: str) -> None:
    raw, _ = wire.read_one(recorded(name))
    assert getattr(wire.salvage(raw, wire.Written), field) is not None


def test_the_emulators_shapes_are_read() -> None:
    """Its values are random, so only that nothing is lost or fails is worth knowing."""
    read = 0
    for path in files(MOCKS):
        for mock in json.loads(path.read_bytes()):
            body = json.dumps(mock["response"]).encode()
            data = mock["response"].get("data")
            if isinstance(data, list):
                listing = wire.read_listing(answer(body))
                for raw in listing.data:
                    reader().item(raw, listing.includes)
                    reader().message(raw, listing.includes)
                    assert wire.salvage(raw, wire.User).id is not None
                read += len(data)
            elif data is not None:
                raw, includes = wire.read_one(answer(body))
                assert wire.salvage(raw, wire.Written) is not None
                reader().item(raw, includes)
                read += 1
    assert read > 20

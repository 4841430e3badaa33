"""Answers of the real YouTube, recorded by others: each is read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from socialdesk.model.ids import NativeId
from socialdesk.model.items import ItemKind
from socialdesk.platforms.http import Answer
from socialdesk.platforms.youtube import wire
from socialdesk.platforms.youtube.errors import Kind, problem
from socialdesk.platforms.youtube.items import Reader
from tests.shared_files import shared

FOLDER = "recorded/youtube/python-youtube"
CHANNEL = "UCa-vrCLQHviTOVnEKDOdetQ"
READER = Reader(CHANNEL, 1)
BASE = "https://youtube.googleapis.com"


def recorded(name: str, status: int = 200) -> Answer:
    body = shared(f"{FOLDER}/{name}").read_bytes()
    return Answer(status=status, headers={"content-type": "application/json"}, body=body, url=BASE)


def every(pattern: str) -> Iterator[tuple[Path, Answer, Any]]:
    folder = shared(FOLDER)
    for path in sorted(folder.rglob(pattern)):
        answer = recorded(str(path.relative_to(folder)))
        yield path, answer, json.loads(answer.body)


def test_every_recorded_answer_is_json_and_an_error_only_where_it_is_one() -> None:
    errors: set[str] = set()
    for path, answer, _ in every("*.json"):
        assert wire.json_body(answer) == answer.body
        if problem(answer) is not None:
            errors.add(path.name)
    assert errors == {"error_permission_resp.json", "error_response.json", "error_response_simple.json"}


def test_every_recorded_list_is_read_and_pages_on() -> None:
    read = 0
    for _, answer, told in every("*.json"):
        if not str(told.get("kind", "")).endswith("ListResponse"):
            continue
        listing = wire.read_listing(answer)
        assert len(listing.items) == len(told.get("items", []))
        assert listing.next_page_token == told.get("nextPageToken")
        assert all(wire.own_id(one) for one in listing.items)
        read += 1
    assert read >= 25


def test_every_recorded_thread_is_read_with_its_replies() -> None:
    threads = 0
    for _, answer, told in every("comment_threads/*.json"):
        if not str(told["kind"]).endswith("ListResponse"):
            continue
        for raw, source in zip(wire.read_listing(answer).items, told["items"], strict=True):
            one = READER.thread(raw, wire.PUBLISHED)
            assert one is not None
            assert one.unreadable == 0
            assert one.under == source["snippet"].get("videoId", CHANNEL)
            said = source["snippet"]["topLevelComment"]["snippet"]
            first = one.items[0]
            assert first.untrusted_text == said["textOriginal"]
            assert first.author is not None
            assert first.author.native_id == said["authorChannelId"]["value"]
            assert first.author.profile_url.startswith("https://www.youtube.com/channel/")
            assert first.created_ms > 1_000_000_000_000
            assert not first.hidden
            assert all(item.kind is ItemKind.REPLY and item.parent == one.top for item in one.items[1:])
            threads += 1
    assert threads >= 15


def test_recorded_replies_come_newest_first_with_and_without_milliseconds() -> None:
    listing = wire.read_listing(recorded("apidata/comments/comments_by_parent_paged_1.json"))
    found = [READER.comment(raw, NativeId("video")) for raw in listing.items]
    times = [one.created_ms for one in found if one is not None]
    assert times == sorted(times, reverse=True)
    assert times[0] == 1_575_175_591_000
    made = READER.comment(
        msgspec.Raw(recorded("apidata/comments/insert_response.json").body), NativeId("video")
    )
    assert made is not None
    assert made.created_ms == 1_668_421_382_000
    assert made.by_force


def test_recorded_videos_and_channels() -> None:
    listing = wire.read_listing(recorded("apidata/videos/videos_info_multi.json"))
    threads = [READER.video(raw) for raw in listing.items]
    assert threads
    assert all(one is not None and one.untrusted_text and one.created_ms > 1 for one in threads)
    counts = [wire.comment_count(raw) for raw in listing.items]
    assert all(one is None or one >= -1 for one in counts)
    channels = wire.read_listing(recorded("apidata/channels/info.json")).items
    said = wire.salvage(wire.salvage(channels[0], wire.Resource).snippet, wire.VideoSnippet)
    assert said.title == "Google Developers"
    assert said.custom_url == "@googledevelopers"


@pytest.mark.parametrize(
    ("name", "status", "kind"),
    [
        ("apidata/error_permission_resp.json", 403, Kind.REFUSED),
        ("apidata/error_permission_resp.json", 503, Kind.TRANSIENT),
        ("error_response.json", 400, Kind.REFUSED),
        ("error_response_simple.json", 400, Kind.OTHER),
        ("error_response_simple.json", 401, Kind.SIGN_IN),
    ],
)
def test_recorded_errors(name: str, status: int, kind: Kind) -> None:
    found = problem(recorded(name, status))
    assert found is not None
    assert found.kind is kind

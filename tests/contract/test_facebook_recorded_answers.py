"""Answers of the real Facebook, recorded by others: each is read."""

from __future__ import annotations

import json
from typing import Any

import msgspec

from socialdesk.model.ids import NativeId
from socialdesk.model.items import ThreadKind
from socialdesk.platforms.facebook import wire
from socialdesk.platforms.facebook.errors import problem
from socialdesk.platforms.facebook.items import Reader
from socialdesk.platforms.graph.errors import Kind
from socialdesk.platforms.http import Answer
from tests.shared_files import shared

FOLDER = "recorded/facebook/python-facebook"
BASE = "https://graph.facebook.com"
READER = Reader("2121008874780932", 1)


def recorded(name: str) -> Answer:
    body = shared(f"{FOLDER}/{name}").read_bytes()
    return Answer(status=200, headers={"content-type": "application/json"}, body=body, url=BASE)


def raw(value: Any) -> msgspec.Raw:
    return msgspec.Raw(json.dumps(value).encode())


def test_every_recorded_answer_is_json_and_an_error_only_where_it_is_one() -> None:
    folder = shared(FOLDER)
    errors: set[str] = set()
    for path in sorted(folder.rglob("*.json")):
        answer = recorded(str(path.relative_to(folder)))
        assert wire.json_body(answer) == answer.body
        if problem(answer) is not None:
            errors.add(path.name)
    assert errors == {"error.json", "error_data.json"}


def test_every_recorded_list_is_read_and_pages_on() -> None:
    folder = shared(FOLDER)
    read = 0
    for path in sorted(folder.rglob("*.json")):
        answer = recorded(str(path.relative_to(folder)))
        told = json.loads(answer.body)
        if not isinstance(told.get("data"), list):
            continue
        listing = wire.read_listing(answer)
        assert len(listing.data) == len(told["data"])
        onward = wire.onward(listing, BASE)
        assert (onward is not None) == bool(told.get("paging", {}).get("next"))
        assert onward is None or "access_token" not in onward
        read += 1
    assert read >= 15


def test_recorded_errors() -> None:
    for name in ("error.json", "base/error_data.json"):
        found = problem(recorded(name))
        assert found is not None
        assert found.kind is Kind.BAD_REQUEST


def test_recorded_comments_without_an_author_are_read() -> None:
    told = json.loads(recorded("facebook/apidata/comments/comments_info.json").body)
    items = [READER.comment(raw(one), NativeId("1")) for one in told.values()]
    assert len(items) == 2
    for item, source in zip(items, told.values(), strict=True):
        assert item is not None
        assert item.author is None
        assert item.native_id == source["id"]
        assert item.untrusted_text == source["message"]
        assert item.created_ms > 1_600_000_000_000


def test_a_recorded_comment_with_everything() -> None:
    item = READER.comment(
        msgspec.Raw(recorded("facebook/models/comment.json").body), NativeId("2954961744718970")
    )
    assert item is not None
    assert item.author is not None
    assert item.author.native_id == "2711636948859886"
    assert (item.hidden, item.can_hide, item.can_remove, item.can_reply_privately) == (
        False,
        True,
        True,
        True,
    )
    assert len(item.media_urls) == 1


def test_recorded_messages_and_conversations() -> None:
    messages = json.loads(recorded("facebook/apidata/messages/messages_info.json").body)
    for one in messages.values():
        item = READER.message(raw(one), NativeId("t_1"))
        assert item is not None
        assert not item.by_force
        assert len(item.media_urls) == 1
    thread = READER.conversation(msgspec.Raw(recorded("facebook/models/conversation.json").body))
    assert thread is not None
    assert thread.kind is ThreadKind.CONVERSATION
    assert thread.native_id == "t_587956915396498"
    assert thread.untrusted_text
    assert "MyLife" not in thread.untrusted_text


def test_recorded_posts() -> None:
    listing = wire.read_listing(recorded("facebook/apidata/posts/feeds_default_fields_p1.json"))
    threads = [READER.post(one, ThreadKind.POST) for one in listing.data]
    assert threads
    assert all(thread is not None and thread.created_ms > 1_000_000_000_000 for thread in threads)


def test_recorded_pages_of_a_user() -> None:
    listing = wire.read_listing(recorded("facebook/apidata/users/user_accounts_p1.json"))
    pages = [wire.salvage(one, wire.PageShape) for one in listing.data]
    assert [page.id for page in pages] == ["123", "1234", "123512", "1234624"]
    assert all("MODERATE" in page.tasks and page.access_token for page in pages)
    assert "access_token" not in repr(pages)

"""Answers of the real Instagram, recorded by others: each is read."""

from __future__ import annotations

import json
from typing import Any

import msgspec

from socialdesk.model.ids import NativeId
from socialdesk.model.items import ItemKind, ThreadKind
from socialdesk.platforms.graph.errors import problem
from socialdesk.platforms.graph.wire import json_body, onward, read_listing
from socialdesk.platforms.http import Answer
from socialdesk.platforms.instagram.calls import VOICE
from socialdesk.platforms.instagram.items import Reader
from tests.shared_files import shared

FOLDER = "recorded/instagram/python-facebook/instagram"
BASE = "https://graph.facebook.com"
READER = Reader("17841406338772941", 1, username="anyshirepolice")
MEDIA = NativeId("17846368219941692")


def recorded(name: str) -> Answer:
    body = shared(f"{FOLDER}/{name}").read_bytes()
    return Answer(status=200, headers={"content-type": "application/json"}, body=body, url=BASE)


def raw(value: Any) -> msgspec.Raw:
    return msgspec.Raw(json.dumps(value).encode())


def test_every_recorded_answer_is_json_and_no_error_and_every_list_pages_on() -> None:
    folder = shared(FOLDER)
    lists = 0
    for path in sorted(folder.rglob("*.json")):
        answer = recorded(str(path.relative_to(folder)))
        assert json_body(answer) == answer.body
        assert problem(answer, VOICE) is None
        told = json.loads(answer.body)
        if isinstance(told.get("data"), list):
            listing = read_listing(answer)
            assert len(listing.data) == len(told["data"])
            assert (onward(listing, BASE) is not None) == bool(told.get("paging", {}).get("next"))
            lists += 1
    assert lists >= 8


def test_recorded_comments_have_no_author_and_are_read() -> None:
    listing = read_listing(recorded("apidata/medias/comments_p1.json"))
    found = [READER.comment(one, MEDIA) for one in listing.data]
    assert [item.native_id for item in found if item is not None] == [
        "17858154961981086",
        "17874875428706419",
    ]
    first = found[0]
    assert first is not None
    assert (first.kind, first.author, first.untrusted_text) == (ItemKind.COMMENT, None, "Beautiful!")
    assert first.created_ms == 1_591_009_012_000
    assert (first.hidden, first.can_hide) == (None, None)


def test_a_recorded_comment_with_all_fields_is_the_accounts_own() -> None:
    told = json.loads(recorded("models/ig_comment.json").body)
    item = READER.comment(raw(told), MEDIA)
    assert item is not None
    assert item.by_force
    assert item.author is not None
    assert (item.author.native_id, item.author.untrusted_name) == (READER.own_id, "ikroskun")


def test_recorded_replies_belong_to_their_comment() -> None:
    listing = read_listing(recorded("apidata/comments/replies.json"))
    item = READER.comment(listing.data[0], MEDIA, NativeId("17858154961981086"))
    assert item is not None
    assert (item.kind, item.parent) == (ItemKind.REPLY, "17858154961981086")


def test_recorded_media_are_threads_and_tagged_ones_mentions() -> None:
    media = read_listing(recorded("apidata/users/medias_p1.json"))
    threads = [READER.media(one, ThreadKind.POST) for one in media.data]
    second = threads[1]
    assert second is not None
    assert second.comment_count == 6
    assert second.permalink == "https://www.instagram.com/p/CSgdWACBeKr/"
    tagged = read_listing(recorded("apidata/users/tagged_medias.json"))
    item = READER.tagged(tagged.data[0])
    assert item is not None
    assert (item.kind, item.untrusted_text, item.can_hide) == (ItemKind.MENTION, "publish test", False)
    assert item.media_urls[0].startswith("https://scontent-gmp1-1.cdninstagram.com/")

"""Answers of the real LinkedIn, as people pasted them into issues: each is read."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest

from socialdesk.model.ids import NativeId
from socialdesk.model.items import ItemKind
from socialdesk.platforms.http import Answer
from socialdesk.platforms.linkedin import wire
from socialdesk.platforms.linkedin.errors import Kind, problem
from socialdesk.platforms.linkedin.items import Reader
from tests.shared_files import shared

FOLDER = "recorded/linkedin"
READER = Reader("urn:li:organization:1", 1)
POST = NativeId("urn:li:share:6479385795177259000")


def recorded(name: str, status: int = 200) -> Answer:
    body = shared(f"{FOLDER}/{name}").read_bytes()
    return Answer(status=status, headers={"content-type": "application/json"}, body=body, url="")


@pytest.mark.parametrize(
    ("name", "status", "kind", "sentence"),
    [
        ("error_403_not_enough_permissions", 403, Kind.REFUSED, "did not give this sign-in the permission"),
        ("error_403_member_unauthorized", 403, Kind.REFUSED, "does not allow this"),
        ("error_400_restli_method_unresolved", 400, Kind.BAD_REQUEST, "did not accept"),
    ],
)
def test_a_recorded_error(name: str, status: int, kind: Kind, sentence: str) -> None:
    for told in (status, 200):  # its own status is in the body as well
        found = problem(recorded(f"from-issues/{name}.json", told))
        assert found is not None
        assert found.kind is kind
        assert sentence in found.sentence


def test_a_recorded_list_without_actors_is_read() -> None:
    answer = recorded("from-issues/comments_list_without_actor.json")
    assert problem(answer) is None
    listing = wire.read_listing(answer)
    # Its `total` is 3 and one was given: the short page is the end.
    assert listing.onward(0, 10) is None
    item = READER.comment(listing.elements[0], POST)
    assert item is not None
    assert item.author is None
    assert item.native_id == "urn:li:comment:(urn:li:activity:6479385795177259008,6480388078321045504)"
    assert item.created_ms == 1545044917660
    assert item.kind is ItemKind.COMMENT
    assert item.untrusted_text == ""


def test_the_documentations_comment_is_read() -> None:
    body = recorded("doc-sample-reproductions/comment_by_member.json").body
    source: Any = json.loads(body)
    item = READER.comment(msgspec.Raw(body), POST)
    assert item is not None
    assert item.native_id == source["commentUrn"]
    assert item.author is not None
    assert item.author.native_id == source["actor"]
    assert item.untrusted_text == source["message"]["text"]
    assert not item.by_force

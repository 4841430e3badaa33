"""What the desk sends to publish, against X's OpenAPI, Graph's parameters, the lexicons and LinkedIn's documents."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import stamina
from openapi_schema_validator import OAS30WriteValidator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

from socialdesk.model.accounts import Network
from socialdesk.model.actions import Action, ActionKind, PostMedia
from socialdesk.model.ids import NativeId
from socialdesk.platforms.api import Done
from socialdesk.training.networks.pictures import draw_png
from socialdesk.training.networks.wire import Request
from tests.fakes import lexicons
from tests.fakes.towns import Town, Towns, every_network
from tests.shared_files import shared

MEDIA = tuple(
    PostMedia(content=draw_png(f"{number}", 24, 16), media_type="image/png", alt_text=f"A street, {number}")
    for number in range(2)
)


@pytest.fixture(scope="module")
def towns() -> Iterator[Towns]:
    with every_network() as running, stamina.set_testing(True, attempts=1):
        yield running


def sent(town: Town, *actions: Action) -> list[Request]:
    """What carrying these out sends; what only reads is left out."""
    town.door.asked.clear()
    for action in actions:
        told = town.desk.perform(action)
        assert isinstance(told, Done), told
    return [request for request in town.door.asked if request.method != "GET"]


def publishing(town: Town) -> list[Action]:
    """With pictures and without, shared with words and without."""
    source = town.own_post()
    town.hands.forward(minutes=1)
    return [
        town.publication(town.words("See https://www.anyshire.police.uk/a"), key="1" * 32),
        town.publication(town.words(), media=MEDIA, key="2" * 32),
        town.publication(town.words(), media=MEDIA[:1], key="3" * 32),
        town.publication("", kind=ActionKind.RESHARE, share_of=source, key="4" * 32),
        town.publication(town.words(), kind=ActionKind.RESHARE, share_of=source, key="5" * 32),
    ]


def test_what_is_sent_to_x_is_as_its_openapi_has_it(towns: Towns) -> None:
    spec: Any = json.loads(shared("contracts/x/openapi-2.167-2026-08-22.json").read_bytes())
    registry: Any = Registry().with_resource(
        "urn:x", Resource.from_contents(spec, default_specification=DRAFT4)
    )
    with towns.town(Network.X, tier="enterprise") as town:
        actions = publishing(town)
        further = town.publication(town.words(), target=town.post, key="6" * 32)
        undone = town.publication(
            "", kind=ActionKind.DELETE_POST, target=actions[3].share_of, share_of=actions[3].share_of
        )
        asked = set[str]()
        for request in sent(town, *actions, further, undone):
            path = "/" + "/".join(request.path)
            template = next(
                known
                for known, told in spec["paths"].items()
                if request.method.lower() in told and re.fullmatch(re.sub(r"\{\w+\}", "[0-9]+", known), path)
            )
            asked.add(f"{request.method} {template}")
            operation = spec["paths"][template][request.method.lower()]
            content = operation.get("requestBody", {}).get("content", {})
            kind = request.headers.get("content-type", "").partition(";")[0]
            if not content:
                assert request.json is None
                continue
            body = request.json if kind == "application/json" else {**request.form, "media": "bytes"}
            schema = json.loads(
                json.dumps(content[kind]["schema"]).replace('"#/components', '"urn:x#/components')
            )
            validator: Any = OAS30WriteValidator(schema, registry=registry)
            assert [one.message for one in validator.iter_errors(body)] == [], (template, body)
        assert asked == {
            "POST /2/tweets", "POST /2/media/upload", "POST /2/media/metadata", "POST /2/users/{id}/retweets",
            "DELETE /2/users/{id}/retweets/{source_tweet_id}",
        }  # fmt: skip


def test_what_is_sent_to_facebook_are_parameters_that_graph_knows(towns: Towns) -> None:
    def known(file: str, endpoint: str | None) -> set[str]:
        told = json.loads(shared(f"contracts/facebook/api_specs/{file}.json").read_bytes())
        posts = [one for one in told["apis"] if one["method"] == "POST" and one.get("endpoint") == endpoint]
        return {one["name"] for api in posts for one in api["params"]}

    with towns.town(Network.FACEBOOK) as town:
        actions = publishing(town)
        actions.append(
            town.publication(town.words(), media=MEDIA, scheduled_ms=town.hands.ms + 3_600_000, key="7" * 32)
        )
        later = town.published(town.words(), scheduled_ms=town.hands.ms + 3_600_000, key="8" * 32)
        for kind in (ActionKind.EDIT_POST, ActionKind.RESCHEDULE):
            actions.append(
                town.publication(
                    town.words(), kind=kind, target=later, scheduled_ms=town.hands.ms + 7_200_000
                )
            )
        edges = set[str]()
        for request in sent(town, *actions):
            edge = request.path[2] if len(request.path) > 2 else ""
            edges.add(edge)
            names = known("Page", f"{edge}") if edge else known("PagePost", None)
            # A list goes in a form as name[0], name[1]; the file of a picture stands under its own name.
            given = {name.partition("[")[0] for name in request.form}
            assert given <= names, (edge, given - names)
        assert edges == {"feed", "photos", ""}


def test_what_is_written_to_bluesky_keeps_to_its_lexicons(towns: Towns) -> None:
    with towns.town(Network.BLUESKY) as town:
        actions = publishing(town)
        further = town.publication(town.words(), target=town.post, key="6" * 32)
        collections = list[str]()
        for request in sent(town, *actions, further):
            method = request.path[1]
            if method == "com.atproto.repo.uploadBlob":
                assert request.upload in {one.content for one in MEDIA}
                assert request.headers["content-type"] == "image/png"
                continue
            told: dict[str, Any] = request.json or {}
            collections.append(told["collection"])
            if told["collection"] == "app.bsky.feed.post":
                assert lexicons.faults("app.bsky.feed.post", "record", told["record"]) == []
            else:
                assert set(told["record"]) == {"$type", "subject", "createdAt"}
        assert sorted(collections) == [*["app.bsky.feed.post"] * 5, "app.bsky.feed.repost"]


def test_what_is_sent_to_linkedin_is_as_its_documents_show_it(towns: Towns) -> None:
    with towns.town(Network.LINKEDIN) as town:
        post = town.published(town.words(), key="9" * 32)
        edit = town.publication("Found #safe.", kind=ActionKind.EDIT_POST, target=post)
        asked = sent(town, *publishing(town), edit)
    begun = [one for one in asked if one.path[:2] == ("rest", "images")]
    assert all(one.params == {"action": "initializeUpload"} for one in begun)
    assert all(one.json == {"initializeUploadRequest": {"owner": town.account}} for one in begun)
    sent_files = [one for one in asked if one.method == "PUT"]
    assert [one.upload for one in sent_files] == [MEDIA[0].content, MEDIA[1].content, MEDIA[0].content]
    posts = [one.json or {} for one in asked if one.path == ("rest", "posts")]
    contents = [one["content"] for one in posts if "content" in one]
    assert [sorted(one) for one in contents] == [["multiImage"], ["media"]]
    assert {image["altText"] for image in contents[0]["multiImage"]["images"]} == {
        one.alt_text for one in MEDIA
    }
    shared_again = [one["reshareContext"] for one in posts if "reshareContext" in one]
    assert len(shared_again) == 2
    assert all(set(one) == {"parent"} for one in shared_again)
    changed = asked[-1]
    assert (changed.path, changed.headers["x-restli-method"]) == (
        ("rest", "posts", NativeId(post)),
        "PARTIAL_UPDATE",
    )
    assert changed.json == {"patch": {"$set": {"commentary": "Found #safe."}}}

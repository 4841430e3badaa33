"""The simulated X's answers and the connector's questions against X's own OpenAPI documents."""

from __future__ import annotations

import json
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

import pytest
from openapi_schema_validator import OAS30ReadValidator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

from socialdesk.platforms.x.calls import LETTER_PARAMETERS, POST_PARAMETERS, Vocabulary
from socialdesk.training.networks.pictures import draw_png
from socialdesk.training.networks.wire import Request
from socialdesk.training.networks.x import fields
from socialdesk.training.networks.x.api import XApi
from socialdesk.training.networks.x.world import XWorld
from tests.shared_files import shared

NOW = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
OLD, NEW = "contracts/x/openapi-2.166-2026-07-06.json", "contracts/x/openapi-2.167-2026-08-22.json"
ASKED = {
    OLD: {
        "tweet.fields": "attachments,author_id,conversation_id,created_at,display_text_range,edit_history_tweet_ids,"
        "entities,in_reply_to_user_id,lang,note_tweet,public_metrics,referenced_tweets,reply_settings",
        "expansions": "attachments.media_keys,author_id,in_reply_to_user_id,referenced_tweets.id",
        "user.fields": "created_at,description,protected,public_metrics,verified",
        "media.fields": "alt_text,height,url,width",
    },
    NEW: dict(POST_PARAMETERS[Vocabulary.POST]),
}
PEOPLE = {
    OLD: "created_at,description,public_metrics,verified",
    # X goes on counting a person's tweets, where its newer document says posts (seen on the wire in September 2026).
    NEW: "created_at,description,verified",
}
LETTERS = {
    OLD: {
        "dm_event.fields": "attachments,created_at,dm_conversation_id,entities,event_type,sender_id,text",
        "expansions": "sender_id,attachments.media_keys",
    },
    NEW: dict(LETTER_PARAMETERS),
}


@lru_cache(maxsize=2)
def specification(name: str) -> Any:
    return json.loads(shared(name).read_bytes())


def parameter(spec: Any, path: str, name: str) -> Any:
    for told in spec["paths"][path]["get"]["parameters"]:
        if "$ref" in told:
            told = spec["components"]["parameters"][told["$ref"].rpartition("/")[2]]
        if told["name"] == name:
            return told
    return None


def validate(spec: Any, template: str, method: str, status: int, body: Any) -> None:
    contents = spec["paths"][template][method.lower()]["responses"][str(status)]["content"]
    registry: Any = Registry().with_resource(
        "urn:x", Resource.from_contents(spec, default_specification=DRAFT4)
    )
    schema = json.loads(
        json.dumps(contents["application/json"]["schema"]).replace('"#/components', '"urn:x#/components')
    )
    problems = sorted(OAS30ReadValidator(schema, registry=registry).iter_errors(body), key=str)
    assert not problems, (template, [(list(one.path), one.message) for one in problems[:3]])


class Town:
    def __init__(self) -> None:
        self.world = world = XWorld(lambda: NOW)
        world.enterprise = True
        self.api = XApi(world)
        self.me = me = world.add_account("force", "Anyshire Police", "anyshirepolice", about="The Force.")
        world.add_person("dale", "Dale")
        self.dale = world.user("dale").id
        self.post = world.post(
            me, "An appeal & a link: https://example.org/a", at=NOW - timedelta(hours=3), picture="a street"
        )
        self.reply = (
            world.comment(self.post, "dale", "x < " * 100, at=NOW - timedelta(hours=1), picture="y") or ""
        )
        self.named = world.mention(me, "dale", "Hello?", at=NOW - timedelta(minutes=30)) or ""
        gone = world.comment(self.reply, "dale", "gone", at=NOW - timedelta(minutes=20)) or ""
        world.comment(gone, "dale", "beneath what is gone", at=NOW - timedelta(minutes=10))
        world.withdraw(gone)
        world.edit(self.named, "Hello!")
        self.letter = world.message(me, "dale", "See https://example.org/b", picture="z") or ""

    def ask(self, method: str, path: str, params: dict[str, str] | None = None, body: Any = None) -> Any:
        return self.api.answer(
            Request(
                method=method,
                path=tuple(path.strip("/").split("/")),
                params=dict(params or {}),
                json=body,
                token=self.world.token_of(self.me),
                base_url="http://127.0.0.1/x",
            )
        )


@pytest.mark.parametrize("name", [OLD, NEW])
def test_every_read_answers_as_specified(name: str) -> None:
    spec, town = specification(name), Town()
    posts, letters = ASKED[name], LETTERS[name]
    people = {"user.fields": PEOPLE[name]}
    with_person = f"/2/dm_conversations/with/{town.dale}/dm_events"
    town.ask("POST", f"/2/users/{town.me}/muting", body={"target_user_id": town.dale})
    reads = [
        ("/2/users/me", "/2/users/me", people),
        ("/2/users/{id}/mentions", f"/2/users/{town.me}/mentions", posts),
        ("/2/users/{id}/mentions", f"/2/users/{town.me}/mentions", posts | {"since_id": str(2**62)}),
        ("/2/users/{id}/tweets", f"/2/users/{town.me}/tweets", posts | {"exclude": "retweets"}),
        ("/2/tweets/search/recent", "/2/tweets/search/recent", posts | {"query": f"conversation_id:{town.post}"}),
        ("/2/tweets", "/2/tweets", posts | {"ids": f"{town.post},{town.reply},12345"}),
        ("/2/tweets/{id}", f"/2/tweets/{town.named}", posts),
        ("/2/tweets/{id}", "/2/tweets/12345", posts),
        ("/2/users/{id}/muting", f"/2/users/{town.me}/muting", people),
        ("/2/users/{id}/blocking", f"/2/users/{town.me}/blocking", people),
        ("/2/dm_events", "/2/dm_events", letters | {"event_types": "MessageCreate"}),
        ("/2/dm_conversations/with/{participant_id}/dm_events", with_person, letters),
        ("/2/dm_events/{event_id}", f"/2/dm_events/{town.letter}", letters | {"event_types": ""}),
    ]  # fmt: skip
    for template, path, params in reads:
        if template == "/2/dm_events/{event_id}":
            params = {key: value for key, value in params.items() if key != "event_types"}
        answer = town.ask("GET", path, params)
        assert answer.status == 200, (path, answer.body)
        validate(spec, template, "GET", 200, answer.body)
        assert answer.headers["x-rate-limit-limit"].isdecimal()


def test_every_write_answers_as_specified() -> None:
    spec, town = specification(OLD), Town()
    with_person = f"/2/dm_conversations/with/{town.dale}/messages"
    talk = "-".join(sorted((town.me, town.dale), key=int))
    reply = {"text": "Thank you.", "reply": {"in_reply_to_tweet_id": town.reply}}
    made = town.ask("POST", "/2/tweets", body=reply)
    assert made.status == 201
    validate(spec, "/2/tweets", "POST", 201, made.body)
    writes = [
        ("PUT", "/2/tweets/{tweet_id}/hidden", f"/2/tweets/{town.reply}/hidden", {"hidden": True}, 200),
        ("DELETE", "/2/tweets/{id}", f"/2/tweets/{made.body['data']['id']}", None, 200),
        ("POST", "/2/users/{id}/muting", f"/2/users/{town.me}/muting", {"target_user_id": town.dale}, 200),
        ("DELETE", "/2/users/{source_user_id}/muting/{target_user_id}",
         f"/2/users/{town.me}/muting/{town.dale}", None, 200),
        ("POST", "/2/users/{id}/dm/block", f"/2/users/{town.dale}/dm/block", None, 200),
        ("POST", "/2/users/{id}/dm/unblock", f"/2/users/{town.dale}/dm/unblock", None, 200),
        ("POST", "/2/dm_conversations/with/{participant_id}/messages", with_person, {"text": "Hello."}, 201),
        ("POST", "/2/dm_conversations/{dm_conversation_id}/messages", f"/2/dm_conversations/{talk}/messages",
         {"text": "Hello again."}, 201),
    ]  # fmt: skip
    for method, template, path, body, status in writes:
        answer = town.ask(method, path, body=body)
        assert answer.status == status, (path, answer.body)
        validate(spec, template, method, status, answer.body)


def test_pictures_and_reposts_answer_as_specified() -> None:
    spec, town = specification(NEW), Town()
    content = draw_png("a", 8, 8)
    sent = town.ask(
        "POST",
        "/2/media/upload",
        body={"media": b64encode(content).decode(), "media_category": "tweet_image"},
    )
    validate(spec, "/2/media/upload", "POST", 200, sent.body)
    own_id = sent.body["data"]["id"]
    metadata = {"id": own_id, "metadata": {"alt_text": {"text": "A street"}}}
    post = {"text": "Look.", "media": {"media_ids": [own_id]}}
    writes = [
        ("POST", "/2/media/metadata", "/2/media/metadata", metadata, 200),
        ("POST", "/2/tweets", "/2/tweets", post, 201),
        ("POST", "/2/users/{id}/retweets", f"/2/users/{town.me}/retweets", {"tweet_id": town.post}, 200),
        (
            "DELETE",
            "/2/users/{id}/retweets/{source_tweet_id}",
            f"/2/users/{town.me}/retweets/{town.post}",
            None,
            200,
        ),
    ]
    for method, template, path, body, status in writes:
        answer = town.ask(method, path, body=body)
        assert answer.status == status, (path, answer.body)
        validate(spec, template, method, status, answer.body)


def test_refusals_are_problems_as_specified() -> None:
    spec, town = specification(OLD), Town()
    registry: Any = Registry().with_resource(
        "urn:x", Resource.from_contents(spec, default_specification=DRAFT4)
    )
    validator: Any = OAS30ReadValidator({"$ref": "urn:x#/components/schemas/Problem"}, registry=registry)
    asked = [
        ("GET", "/2/nothing", {}, 404),
        ("GET", "/2/tweets", {"ids": "abc"}, 400),
        ("GET", "/2/tweets", {"ids": "1", "tweet.fields": "mood"}, 400),
        ("GET", "/2/tweets/search/recent", {"query": "mood:good"}, 400),
        ("GET", "/2/tweets/search/recent", {"query": "a", "since_id": "1"}, 400),
        ("GET", "/2/users/1/mentions", {}, 404),
        ("DELETE", f"/2/tweets/{town.reply}", {}, 403),
        ("PUT", f"/2/tweets/{town.named}/hidden", {}, 400),
    ]
    for method, path, params, status in asked:
        answer = town.ask(method, path, params)
        assert answer.status == status, (path, answer.body)
        assert not list(validator.iter_errors(answer.body)), answer.body
        assert answer.headers["content-type"].startswith("application/problem+json")


@pytest.mark.parametrize(("name", "vocabulary"), [(OLD, Vocabulary.TWEET), (NEW, Vocabulary.POST)])
def test_the_connector_asks_only_for_what_is_specified(name: str, vocabulary: Vocabulary) -> None:
    spec = specification(name)
    for path in ("/2/users/{id}/mentions", "/2/users/{id}/tweets", "/2/tweets/search/recent", "/2/tweets"):
        for asked, told in POST_PARAMETERS[vocabulary].items():
            known = parameter(spec, path, asked)
            assert known is not None, (path, asked)
            assert set(told.split(",")) <= set(known["schema"]["items"]["enum"])
    for asked, told in LETTER_PARAMETERS.items():
        known = parameter(spec, "/2/dm_events", asked)
        assert known is not None, asked
        assert set(told.split(",")) <= set(known["schema"]["items"]["enum"])


@pytest.mark.parametrize(("name", "vocabulary"), [(OLD, "tweet"), (NEW, "post")])
def test_the_simulated_x_takes_every_field_that_is_specified(name: str, vocabulary: str) -> None:
    spec = specification(name)
    for asked, known in fields.FIELDS[vocabulary].items():
        told = parameter(spec, "/2/users/{id}/mentions", asked)
        assert set(told["schema"]["items"]["enum"]) <= known, asked
    for asked in ("user.fields", "media.fields", "dm_event.fields"):
        told = parameter(spec, "/2/dm_events", asked)
        assert set(told["schema"]["items"]["enum"]) <= fields.OTHERS[asked], asked

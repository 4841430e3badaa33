"""Google's own client works against the simulated YouTube with nothing changed but the address.

What the simulation answers keeps to the schemas of Google's discovery document.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
from google.oauth2.credentials import Credentials
from googleapiclient.discovery import build  # pyright: ignore[reportMissingTypeStubs]  # ships none
from googleapiclient.errors import HttpError  # pyright: ignore[reportMissingTypeStubs]

from socialdesk.training.networks.server import SimulatedNetworks
from socialdesk.training.networks.youtube.api import YouTubeApi
from socialdesk.training.networks.youtube.records import Status
from socialdesk.training.networks.youtube.world import YouTubeWorld
from tests.shared_files import shared

DOCUMENT = "contracts/youtube/youtube.v3.json"


@pytest.fixture
def world() -> YouTubeWorld:
    world = YouTubeWorld(seed=5)
    channel = world.add_account("main", "Anyshire Police", "anyshirepolice", about="The Force.")
    world.add_person("dale", "Dale")
    world.post(channel, "An older video")
    video = world.post(channel, "An appeal\nHave you seen him?", picture="a street")
    for number in range(25):
        top = world.comment(video, "dale", f"comment {number}", picture="x" if number == 3 else "")
        assert top is not None
        for beneath in range(7 if number == 0 else 0):
            world.comment(top, "dale", f"reply {beneath}")
    world.comment(channel, "dale", "on the channel")
    world.comment(video, "dale", "held", hidden=True)
    return world


@pytest.fixture
def networks(world: YouTubeWorld) -> Iterator[SimulatedNetworks]:
    with SimulatedNetworks((world, YouTubeApi(world))) as running:
        yield running


@pytest.fixture
def api(networks: SimulatedNetworks) -> Iterator[Any]:
    told = networks.announcement()["networks"]["youtube"]
    client: Any = build(
        "youtube",
        "v3",
        credentials=Credentials(token=told["accounts"][0]["token"]),
        client_options={"api_endpoint": told["base_url"] + "/"},
        static_discovery=True,
    )
    yield client
    client.close()


def only_channel(world: YouTubeWorld) -> str:
    (channel,) = world.channels
    return channel


def every_thread(api: Any, **asked: Any) -> list[Any]:
    """Through the client's own paging."""
    found: list[Any] = []
    request = api.commentThreads().list(part="snippet,replies", maxResults=7, **asked)
    while request is not None:
        told = request.execute()
        found += told["items"]
        request = api.commentThreads().list_next(request, told)
    return found


def test_googles_client_lists_everything_page_by_page(world: YouTubeWorld, api: Any) -> None:
    channel = only_channel(world)
    threads = every_thread(api, allThreadsRelatedToChannelId=channel, textFormat="plainText")
    tops = {one.id for one in world.comments.values() if not one.parent and one.status is Status.PUBLISHED}
    assert {one["id"] for one in threads} == tops
    assert len(threads) == len(tops)
    held = every_thread(api, allThreadsRelatedToChannelId=channel, moderationStatus="heldForReview")
    assert [one["snippet"]["topLevelComment"]["snippet"]["textDisplay"] for one in held] == ["held"]
    busy = next(one for one in threads if one["snippet"]["totalReplyCount"] == 7)
    assert len(busy["replies"]["comments"]) == 5
    replies = api.comments().list(part="snippet", parentId=busy["id"], maxResults=100).execute()
    assert len(replies["items"]) == 7
    (mine,) = api.channels().list(part="snippet,contentDetails", mine=True).execute()["items"]
    uploads = mine["contentDetails"]["relatedPlaylists"]["uploads"]
    entries = api.playlistItems().list(part="contentDetails", playlistId=uploads).execute()["items"]
    assert {one["contentDetails"]["videoId"] for one in entries} == set(world.videos)


def test_googles_client_answers_moderates_and_deletes(world: YouTubeWorld, api: Any) -> None:
    video = next(one for one in world.videos.values() if one.comments)
    first, second, third = (one.id for one in video.comments[1:4])
    body = {"snippet": {"parentId": first, "textOriginal": "Thank you."}}
    made = api.comments().insert(part="snippet", body=body).execute()
    assert made["id"].startswith(f"{first}.")
    edited = {"id": made["id"], "snippet": {"textOriginal": "Thank you all."}}
    assert (
        api.comments().update(part="snippet", body=edited).execute()["snippet"]["textOriginal"]
        == "Thank you all."
    )
    top = {"snippet": {"videoId": video.id, "topLevelComment": {"snippet": {"textOriginal": "From us."}}}}
    assert api.commentThreads().insert(part="snippet", body=top).execute()["snippet"]["isPublic"]
    assert api.comments().delete(id=made["id"]).execute() == ""

    moderate = api.comments().setModerationStatus
    assert moderate(id=[first, second], moderationStatus="heldForReview").execute() == ""
    assert moderate(id=first, moderationStatus="published").execute() == ""
    assert moderate(id=third, moderationStatus="rejected", banAuthor=True).execute() == ""
    assert [call.kind for call in world.applied] == [
        "reply", "edit", "comment", "delete", "hide", "hide", "unhide", "block",
    ]  # fmt: skip
    assert world.comment(video.id, "dale", "again") is None
    api.videos().delete(id=video.id).execute()
    assert video.id not in world.videos


@pytest.mark.parametrize(
    ("method", "asked", "status", "reason"),
    [
        ("list", {"part": "snippet"}, 400, "missingRequiredParameter"),
        ("list", {"part": "snippet", "videoId": "x", "id": "y"}, 400, "incompatibleParameters"),
        ("list", {"part": "snippet", "videoId": "x"}, 404, "videoNotFound"),
        ("list", {"part": "nonsense", "videoId": "x"}, 400, "unknownPart"),
    ],
)
def test_googles_client_reads_the_refusals(
    api: Any, method: str, asked: dict[str, Any], status: int, reason: str
) -> None:
    with pytest.raises(HttpError) as refused:
        getattr(api.commentThreads(), method)(**asked).execute()
    error: Any = refused.value
    assert error.resp.status == status
    assert error.error_details[0]["reason"] == reason


def test_googles_client_is_refused_what_youtube_refuses(world: YouTubeWorld, api: Any) -> None:
    video = next(one for one in world.videos.values() if one.comments)
    made = video.comments[0]
    moderate = api.comments().setModerationStatus
    refusals = [
        (moderate(id=made.id, moderationStatus="heldForReview", banAuthor=True), "banWithoutReject"),
        (moderate(id=made.id, moderationStatus="likelySpam"), "operationNotSupported"),
        (moderate(id="Ugnone", moderationStatus="rejected"), "commentNotFound"),
        (api.comments().delete(id=made.id), "forbidden"),
        (api.comments().markAsSpam(id=made.id), "operationNotSupported"),
        (api.commentThreads().list(part="id", videoId=video.id, pageToken="x"), "invalidPageToken"),
    ]
    for request, reason in refusals:
        with pytest.raises(HttpError) as refused:
            request.execute()
        assert json.loads(refused.value.content)["error"]["errors"][0]["reason"] == reason
    world.units.a_day = world.units.used
    with pytest.raises(HttpError) as refused:
        api.videos().list(part="id", id=video.id).execute()
    assert json.loads(refused.value.content)["error"]["errors"][0]["reason"] == "quotaExceeded"


def test_a_key_alone_reads_what_is_public(world: YouTubeWorld, networks: SimulatedNetworks) -> None:
    told = networks.announcement()["networks"]["youtube"]
    client: Any = build(
        "youtube",
        "v3",
        developerKey=told["key"],
        client_options={"api_endpoint": told["base_url"] + "/"},
        static_discovery=True,
    )
    channel = only_channel(world)
    assert every_thread(client, allThreadsRelatedToChannelId=channel)
    asked: dict[str, Any] = {"allThreadsRelatedToChannelId": channel, "moderationStatus": "heldForReview"}
    for request in (
        client.commentThreads().list(part="id", **asked),
        client.channels().list(part="id", mine=True),
    ):
        with pytest.raises(HttpError) as refused:
            request.execute()
        assert refused.value.resp.status == 401
    client.close()


def test_every_answer_keeps_to_the_discovery_document(world: YouTubeWorld, api: Any) -> None:
    document = json.loads(shared(DOCUMENT).read_text(encoding="utf-8"))
    channel = only_channel(world)
    video = next(one for one in world.videos.values() if one.comments)
    first = video.comments[0].id
    uploads = world.channels[channel].uploads
    reply = {"snippet": {"parentId": first, "textOriginal": "Thank you."}}
    thread = {"snippet": {"videoId": video.id, "topLevelComment": {"snippet": {"textOriginal": "From us."}}}}
    threads, comments = api.commentThreads(), api.comments()
    requests = [
        threads.list(part="snippet,replies", allThreadsRelatedToChannelId=channel),
        threads.list(part="snippet,replies", videoId=video.id, moderationStatus="heldForReview"),
        threads.list(part="snippet", id=first),
        threads.insert(part="snippet", body=thread),
        comments.list(part="snippet", parentId=first),
        comments.list(part="snippet", id=first),
        comments.insert(part="snippet", body=reply),
        api.videos().list(part="snippet,status,statistics", id=video.id),
        api.channels().list(part="snippet,contentDetails,statistics", mine=True),
        api.channels().list(part="snippet", id="UCnobody"),
        api.playlistItems().list(part="snippet,contentDetails", playlistId=uploads),
    ]
    for request in requests:
        method = next(one for one in _methods(document) if one["id"] == request.methodId)
        validate(document, method["response"]["$ref"], request.execute())


def test_the_check_against_the_document_is_strict() -> None:
    document = json.loads(shared(DOCUMENT).read_text(encoding="utf-8"))
    for wrong in ({"id": 7}, {"snippet": {"moderationStatus": "nonsense"}}, {"made_up": 1}):
        with pytest.raises(jsonschema.ValidationError):
            validate(document, "Comment", wrong)


def validate(document: Any, name: str, told: Any) -> None:
    """Raises where a field is of another kind than Google says, or is none that Google knows."""
    schemas = {key: _strict(value) for key, value in document["schemas"].items()}
    jsonschema.Draft4Validator({"$ref": f"#/definitions/{name}", "definitions": schemas}).validate(told)


def _strict(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_strict(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    told = {key: _strict(value) for key, value in schema.items() if key not in {"id", "default"}}
    if "$ref" in told:
        return {"$ref": "#/definitions/" + str(told["$ref"])}
    if "properties" in schema:
        told["properties"] = {key: _strict(value) for key, value in schema["properties"].items()}
        told["additionalProperties"] = False
    return told


def _methods(document: Any) -> Iterator[Any]:
    for resource in document["resources"].values():
        yield from resource.get("methods", {}).values()

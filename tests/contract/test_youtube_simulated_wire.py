"""The simulated YouTube behaves as the real one is known to (platforms.md 4), and the same each time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from socialdesk.training.networks.faults import Fault, Kind
from socialdesk.training.networks.public_world import NotThere, Unsupported
from socialdesk.training.networks.wire import Answer, Request
from socialdesk.training.networks.youtube.api import YouTubeApi
from socialdesk.training.networks.youtube.records import Status
from socialdesk.training.networks.youtube.world import YouTubeWorld

NOW = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)


class Hands:
    """A clock whose hands the test turns."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


class Town:
    """A world with a channel and a video, spoken to without HTTP."""

    def __init__(self, seed: int = 0) -> None:
        self.hands = Hands()
        self.lag = 0.0
        self.world = YouTubeWorld(self.hands, seed=seed)
        self.api = YouTubeApi(self.world)
        self.channel = self.world.add_account("main", "Anyshire Police", "anyshirepolice")
        self.world.add_person("dale", "Dale")
        self.video = self.world.post(self.channel, "An appeal", at=NOW - timedelta(days=1))

    def comment(self, text: str = "hello", under: str = "", **more: Any) -> str:
        made = self.world.comment(under or self.video, "dale", text, **more)
        assert made is not None
        return made

    def call(self, method: str, path: str, *, body: Any = None, token: str = "", **params: str) -> Answer:
        request = Request(
            method=method,
            path=("youtube", "v3", *path.split("/")),
            params=dict(params),
            pairs=tuple(params.items()),
            json=body,
            token=token or self.world.token(self.channel),
            lag=self.lag,
        )
        return self.api.answer(request)

    def listed(self, status: str = "published", **params: str) -> list[str]:
        asked = {"part": "snippet,replies", "videoId": self.video, "moderationStatus": status} | params
        return [one["id"] for one in self.call("GET", "commentThreads", **asked).body["items"]]


@pytest.fixture
def town() -> Town:
    return Town()


def reason(answer: Answer) -> str:
    return f"{answer.status} {answer.body['error']['errors'][0]['reason']}"


def test_the_same_seed_makes_the_same_world() -> None:
    one, two, other = Town(7), Town(7), Town(8)
    assert one.comment() == two.comment() != other.comment()
    assert one.channel == other.channel


def test_each_status_has_its_own_list_and_what_was_rejected_has_none(town: Town) -> None:
    top = town.comment()
    reply = town.comment(under=top, hidden=True)
    assert town.listed() == town.listed("heldForReview") == [top]
    assert town.listed("likelySpam") == town.listed("rejected") == []
    for status in ("heldForReview", "published", "rejected"):
        moderated = town.call("POST", "comments/setModerationStatus", id=top, moderationStatus=status)
        assert (moderated.status, moderated.body) == (204, None)
    assert town.listed() == town.listed("heldForReview") == []
    assert town.call("GET", "comments", part="snippet", id=f"{top},{reply}").body["items"][0]["id"] == reply
    again = town.call("POST", "comments/setModerationStatus", id=top, moderationStatus="published")
    assert reason(again) == "400 operationNotSupported"


def test_how_a_comment_stands_is_said_in_lists_and_not_by_id(town: Town) -> None:
    made = town.comment()
    (listed,) = town.call("GET", "commentThreads", part="snippet", videoId=town.video).body["items"]
    assert listed["snippet"]["topLevelComment"]["snippet"]["moderationStatus"] == "published"
    (by_id,) = town.call("GET", "comments", part="snippet", id=made).body["items"]
    assert "moderationStatus" not in by_id["snippet"]
    assert by_id["snippet"]["publishedAt"] == "2026-11-23T18:00:00Z"


def test_text_comes_as_html_unless_it_is_asked_for_plain(town: Town) -> None:
    made = town.comment("a < b\nc")
    for text_format, shown in (("", "a &lt; b<br>c"), ("plainText", "a < b\nc")):
        asked = {"part": "snippet", "id": made} | ({"textFormat": text_format} if text_format else {})
        (one,) = town.call("GET", "comments", **asked).body["items"]
        assert one["snippet"]["textDisplay"] == shown
    assert (
        reason(town.call("GET", "comments", part="snippet", id=made, textFormat="x"))
        == "400 invalidParameter"
    )


def test_pages_go_on_by_token_whatever_arrives_and_end_without_one(town: Town) -> None:
    made = [town.comment(str(number), at=NOW + timedelta(seconds=number)) for number in range(5)]
    asked = {"part": "id", "videoId": town.video, "maxResults": "2"}
    found: list[str] = []
    answer = town.call("GET", "commentThreads", **asked).body
    while True:
        found += [one["id"] for one in answer["items"]]
        if "nextPageToken" not in answer:
            break
        town.comment("newer", at=NOW + timedelta(hours=1))
        answer = town.call("GET", "commentThreads", **asked, pageToken=answer["nextPageToken"]).body
    assert found == list(reversed(made))
    for token in ("x", "AAAA", "é", "x" * 500):
        assert reason(town.call("GET", "commentThreads", **asked, pageToken=token)) == "400 invalidPageToken"
    for size in ("0", "101", "x", "-1"):
        told = town.call("GET", "commentThreads", **asked | {"maxResults": size})
        assert reason(told) == "400 invalidParameter"


def test_units_are_counted_until_midnight_in_california(town: Town) -> None:
    made = town.comment()
    town.call("GET", "comments", part="id", id=made)
    town.call("POST", "comments/setModerationStatus", id=made, moderationStatus="nonsense")
    assert town.world.units.used == 51
    town.world.units.used = 9_960
    refused = town.call("POST", "comments/setModerationStatus", id=made, moderationStatus="rejected")
    assert reason(refused) == "403 quotaExceeded"
    assert town.world.comments[made].status is Status.PUBLISHED
    assert town.call("GET", "comments", part="id", id=made).status == 200
    town.hands.now = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
    assert town.call("DELETE", "videos", id=town.video).status == 204


def test_a_token_is_looked_at(town: Town) -> None:
    made = town.comment()
    reading = town.world.issue(town.channel, scopes=("https://www.googleapis.com/auth/youtube.readonly",))
    old = town.world.issue(town.channel, expires=NOW)
    asked = {"part": "id", "id": made}
    assert reason(town.call("GET", "comments", **asked, token="nonsense")) == "401 authError"
    assert reason(town.call("GET", "comments", **asked, token=old)) == "401 authError"
    assert reason(town.call("GET", "comments", **asked, token=reading)) == "403 insufficientPermissions"
    assert town.call("GET", "channels", part="id", mine="true", token=reading).status == 200
    request = Request(method="GET", path=("youtube", "v3", "comments"), params=asked)
    assert reason(town.api.answer(request)) == "403 forbidden"


def test_what_is_written_can_be_read_late(town: Town) -> None:
    top = town.comment()
    body = {"snippet": {"parentId": top, "textOriginal": "Thank you."}}
    town.lag = 5
    made = town.call("POST", "comments", body=body, part="snippet").body["id"]
    assert made not in town.world.comments
    town.hands.now += timedelta(seconds=5)
    assert town.call("GET", "comments", part="id", id=made).body["items"]
    assert [call.kind for call in town.world.applied] == ["reply"]


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (None, "400 commentTextRequired"),
        ({"snippet": 7}, "400 commentTextRequired"),
        ({"snippet": {"textOriginal": "x" * 10_001, "parentId": "y"}}, "400 commentTextTooLong"),
        ({"snippet": {"textOriginal": "x"}}, "400 parentCommentIdRequired"),
        ({"snippet": {"textOriginal": "x", "parentId": "y"}}, "404 parentCommentNotFound"),
    ],
)
def test_a_reply_that_cannot_be_is_refused(town: Town, body: Any, told: str) -> None:
    assert reason(town.call("POST", "comments", body=body, part="snippet")) == told
    assert town.world.applied == []


def test_the_public_meets_the_same_world(town: Town) -> None:
    made = town.comment()
    reply = town.comment(under=made)
    deeper = town.comment(under=reply)
    assert town.world.comments[deeper].parent == made
    assert town.world.mention(town.channel, "dale", "on the channel") is not None
    town.world.edit(made, "edited")
    assert town.world.comments[made].text == "edited"
    town.world.withdraw(made)
    assert not {made, reply, deeper} & town.world.comments.keys()
    moderated = town.call("POST", "comments/setModerationStatus", id=made, moderationStatus="rejected")
    assert reason(moderated) == "400 processingFailure"
    with pytest.raises(Unsupported):
        town.world.message(town.channel, "dale", "hello")
    for wrong in (lambda: town.world.comment("x", "dale", "y"), lambda: town.world.withdraw(made)):
        with pytest.raises(NotThere):
            wrong()
    with pytest.raises(NotThere):
        town.world.comment(town.video, "nobody", "x")
    assert town.world.announcement()["accounts"][0]["id"] == town.channel


@pytest.mark.parametrize(
    ("kind", "code", "told"),
    [
        (Kind.THROTTLE, None, "403 rateLimitExceeded"),
        (Kind.THROTTLE, 403, "403 quotaExceeded"),
        (Kind.THROTTLE, 429, "429 rateLimitExceeded"),
        (Kind.EXPIRED_TOKEN, None, "401 authError"),
        (Kind.ERROR_BEFORE, None, "500 backendError"),
        (Kind.ERROR_AFTER, None, "500 backendError"),
        (Kind.REFUSE_AFTER, None, "400 processingFailure"),
    ],
)
def test_trouble_comes_in_googles_words(town: Town, kind: Kind, code: int | None, told: str) -> None:
    assert reason(town.api.trouble(kind, Request(method="GET", path=()), Fault(kind=kind, code=code))) == told
    assert reason(town.api.bad_request()) == "400 parseError"


def test_nobody_knows_other_paths(town: Town) -> None:
    assert reason(town.call("GET", "nonsense")) == "404 notFound"
    assert reason(town.call("PATCH", "comments")) == "404 notFound"

"""tweepy works against the simulated X with nothing changed but the address."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests
import tweepy
from requests.adapters import HTTPAdapter

from socialdesk.training.networks.pictures import draw_png
from socialdesk.training.networks.server import SimulatedNetworks
from socialdesk.training.networks.x.api import XApi
from socialdesk.training.networks.x.world import XWorld

NOW = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)


class Elsewhere(HTTPAdapter):
    """Sends what is meant for X to the simulated one."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self._address = address

    def send(self, request: requests.PreparedRequest, *args: Any, **more: Any) -> requests.Response:
        assert request.url is not None
        request.url = request.url.replace("https://api.twitter.com", self._address)
        return super().send(request, *args, **more)


@pytest.fixture(scope="module")
def networks() -> Iterator[SimulatedNetworks]:
    world = XWorld(lambda: NOW)
    with SimulatedNetworks((world, XApi(world))) as running:
        yield running


@pytest.fixture
def world(networks: SimulatedNetworks) -> XWorld:
    made, _ = networks.networks["x"]
    assert isinstance(made, XWorld)
    return made


@pytest.fixture
def account(world: XWorld) -> str:
    return world.add_account("force", "Anyshire Police", "anyshirepolice")


@pytest.fixture
def client(networks: SimulatedNetworks, world: XWorld, account: str) -> Iterator[Any]:
    world.add_person("dale", "Dale")
    world.add_person("shona", "Shona")
    made = tweepy.Client(bearer_token=world.token_of(account))
    made.session.mount("https://api.twitter.com", Elsewhere(networks.base_url("x")))
    yield made
    made.session.close()


def test_tweepy_knows_itself_and_others(client: Any, account: str) -> None:
    assert client.get_me(user_auth=False).data.id == int(account)
    assert client.get_user(username="dale").data.name == "Dale"
    assert client.get_user(username="nobody").errors[0]["title"] == "Not Found Error"


def test_tweepy_pages_through_mentions(client: Any, world: XWorld, account: str) -> None:
    made = {
        world.mention(account, "dale", f"number {number}", at=NOW - timedelta(minutes=number))
        for number in range(25)
    }
    found: Any = tweepy.Paginator(
        client.get_users_mentions,
        account,
        max_results=10,
        tweet_fields=["created_at", "author_id", "conversation_id", "referenced_tweets"],
        expansions=["author_id"],
    )
    told = [tweet for page in found for tweet in page.data or []]
    assert {str(tweet.id) for tweet in told} >= made
    assert told[0].created_at <= NOW
    newest = max(str(one.id) for one in told)
    assert client.get_users_mentions(account, since_id=newest).data is None


def test_tweepy_searches_a_conversation(client: Any, world: XWorld, account: str) -> None:
    post = world.post(account, "An appeal.", at=NOW - timedelta(hours=2))
    reply = world.comment(post, "dale", "I know him & her", at=NOW - timedelta(hours=1))
    found = client.search_recent_tweets(
        f"conversation_id:{post} is:reply -from:anyshirepolice",
        tweet_fields=["in_reply_to_user_id"],
        expansions=["author_id", "referenced_tweets.id"],
    )
    assert found.meta["result_count"] == 1
    (tweet,) = found.data
    assert str(tweet.id) == reply
    assert tweet.text == "@anyshirepolice I know him &amp; her"
    assert tweet.in_reply_to_user_id == int(account)
    assert [user.username for user in found.includes["users"]] == ["dale"]
    assert [str(one.id) for one in found.includes["tweets"]] == [post]


def test_tweepy_posts_replies_hides_and_deletes(client: Any, world: XWorld, account: str) -> None:
    made = client.create_tweet(text="An appeal by tweepy.", user_auth=False)
    reply = world.comment(made.data["id"], "dale", "I know him")
    answer = client.create_tweet(text="Ring 101.", in_reply_to_tweet_id=reply, user_auth=False)
    assert world.posts[answer.data["id"]].replied_to == reply
    assert client.hide_reply(reply, user_auth=False).data == {"hidden": True}
    assert client.unhide_reply(reply, user_auth=False).data == {"hidden": False}
    with pytest.raises(tweepy.Forbidden, match="duplicate content"):
        client.create_tweet(text="An appeal by tweepy.", user_auth=False)
    assert client.delete_tweet(answer.data["id"], user_auth=False).data == {"deleted": True}
    gone = client.get_tweet(answer.data["id"])
    assert gone.data is None
    assert gone.errors[0]["type"].endswith("/resource-not-found")
    kinds = [call.kind for call in world.ledger.after()]
    assert kinds[-5:] == ["publish", "reply", "hide", "unhide", "delete"]


def test_tweepy_posts_with_a_picture_goes_on_in_a_thread_and_reposts(
    client: Any, networks: SimulatedNetworks, world: XWorld, account: str
) -> None:
    token = {"Authorization": f"Bearer {world.token_of(account)}"}
    sent = requests.post(
        f"{networks.base_url('x')}/2/media/upload",
        headers=token,
        data={"media_category": "tweet_image"},
        files={"media": ("a.png", draw_png("a", 8, 8), "image/png")},
        timeout=10,
    ).json()["data"]["id"]
    made = client.create_tweet(text="A picture by tweepy.", media_ids=[sent], user_auth=False).data["id"]
    assert [one.id for one in world.posts[made].pictures] == [sent]
    answer = client.create_tweet(text="More.", in_reply_to_tweet_id=made, user_auth=False)
    assert world.posts[answer.data["id"]].conversation == made
    assert client.retweet(made, user_auth=False).data["retweeted"] is True
    timeline = client.get_users_tweets(account, tweet_fields=["referenced_tweets"]).data
    assert [one.type for tweet in timeline for one in tweet.referenced_tweets or []] == [
        "retweeted",
        "replied_to",
    ]
    assert client.unretweet(made, user_auth=False).data == {"retweeted": False}
    with pytest.raises(tweepy.BadRequest, match="media IDs are invalid"):
        client.create_tweet(text="Another.", media_ids=["1"], user_auth=False)


def test_tweepy_mutes_and_writes_messages(client: Any, world: XWorld, account: str) -> None:
    person = world.user("dale").id
    assert client.mute(person, user_auth=False).data == {"muting": True}
    assert [user.id for user in client.get_muted(user_auth=False).data] == [int(person)]
    assert client.unmute(person, user_auth=False).data == {"muting": False}
    assert client.get_muted(user_auth=False).data is None
    sent = client.create_direct_message(participant_id=person, text="Hello.", user_auth=False)
    world.message(account, "dale", "Hello to you")
    events = client.get_direct_message_events(
        participant_id=person,
        user_auth=False,
        dm_event_fields=["created_at", "sender_id", "dm_conversation_id"],
    )
    assert [event.text for event in events.data] == ["Hello to you", "Hello."]
    assert str(events.data[1].id) == sent.data["dm_event_id"]
    assert "next_token" in events.meta


def test_tweepy_meets_xs_refusals(client: Any, networks: SimulatedNetworks, world: XWorld) -> None:
    stranger = world.make_post(world.user("shona"), "Not for you")
    world.show(stranger)
    with pytest.raises(tweepy.Forbidden, match="not been mentioned"):
        client.create_tweet(text="Hello?", in_reply_to_tweet_id=stranger.id, user_auth=False)
    with pytest.raises(tweepy.BadRequest, match="not between 10 and 100"):
        client.search_recent_tweets("from:shona", max_results=5)
    unknown = tweepy.Client(bearer_token="nonsense")
    unknown.session.mount("https://api.twitter.com", Elsewhere(networks.base_url("x")))
    with pytest.raises(tweepy.Unauthorized):
        unknown.get_me(user_auth=False)
    unknown.session.close()
    world.limits.allowed["GET /2/users/me"] = 0
    with pytest.raises(tweepy.TooManyRequests):
        client.get_me(user_auth=False)
    del world.limits.allowed["GET /2/users/me"]

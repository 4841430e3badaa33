"""python-facebook works against the simulated Instagram with nothing changed but the address."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pyfacebook import GraphAPI, IGBusinessApi  # pyright: ignore[reportMissingTypeStubs]  # ships none
from pyfacebook.exceptions import FacebookError  # pyright: ignore[reportMissingTypeStubs]

from socialdesk.training.networks.instagram.api import InstagramApi
from socialdesk.training.networks.instagram.public import PublicInstagram
from socialdesk.training.networks.instagram.world import InstagramWorld
from socialdesk.training.networks.server import SimulatedNetworks


@pytest.fixture
def public() -> PublicInstagram:
    world = InstagramWorld(seed=3)
    made = PublicInstagram(world)
    account = made.add_account("force", "Anyshire Police", "anyshirepolice", about="Not monitored 24/7.")
    made.add_person("dale", "Dale Pritchley")
    made.post(account, "Quiet", at=datetime.now(UTC) - timedelta(days=3))
    media = made.post(account, "An appeal.", at=datetime.now(UTC) - timedelta(hours=3))
    for number in range(60):
        made.comment(media, "dale", f"number {number}")
    return made


@pytest.fixture
def networks(public: PublicInstagram) -> Iterator[SimulatedNetworks]:
    with SimulatedNetworks((public, InstagramApi(public.instagram))) as running:
        yield running


@pytest.fixture
def told(networks: SimulatedNetworks) -> dict[str, Any]:
    return networks.announcement()["networks"]["instagram"]


@pytest.fixture
def api(told: dict[str, Any]) -> Iterator[Any]:
    client: Any = IGBusinessApi(
        access_token=told["accounts"][0]["token"],
        app_id=told["app"]["id"],
        app_secret=told["app"]["secret"],
        base_url=told["base_url"] + "/",
        instagram_business_id=told["accounts"][0]["id"],
    )
    yield client
    client.session.close()


def newest(public: PublicInstagram) -> str:
    return max(public.world.posts.values(), key=lambda one: one.position).id


def test_it_reads_the_account_its_media_and_every_comment(public: PublicInstagram, api: Any) -> None:
    user = api.user.get_info()
    assert (user.username, user.media_count) == ("anyshirepolice", 2)
    media = api.user.get_media(count=None)
    assert [one.caption for one in media.data] == ["An appeal.", "Quiet"]
    assert api.media.get_info(newest(public)).comments_count == 60
    comments = api.media.get_comments(newest(public), count=None, limit=20, return_json=True)
    assert sorted(one["id"] for one in comments["data"]) == sorted(public.world.comments)
    assert api.user.get_content_publishing_limit().data[0].config.quota_total == 100


def test_it_reads_comments_replies_tags_and_mentions(public: PublicInstagram, api: Any) -> None:
    (top, other, *_) = public.world.comments
    reply = public.comment(top, "dale", "and another, @anyshirepolice")
    account = next(iter(public.world.pages))
    tagged = public.mention(account, "dale", "Look, @anyshirepolice")
    assert api.comment.get_info(top).id == top
    told = api.comment.get_info(top, fields="id,text,username")
    assert (told.text, told.username) == ("number 0", "dale.pritchley")
    assert set(api.comment.get_batch([top, other])) == {top, other}
    assert [one.id for one in api.comment.get_replies(top).data] == [reply]
    assert api.reply.get_info(reply).text == "and another, @anyshirepolice"
    assert [one.id for one in api.user.get_tagged_media().data] == [tagged]
    assert api.user.get_mentioned_media(tagged).mentioned_media.caption == "Look, @anyshirepolice"
    assert api.user.get_mentioned_comment(reply).mentioned_comment.text == "and another, @anyshirepolice"


def test_it_hides_replies_removes_and_publishes(public: PublicInstagram, api: Any) -> None:
    (top, doomed, *_) = public.world.comments
    account = next(iter(public.world.pages))
    made = api.post_object(top, "replies", data={"message": "Thank you."})["id"]
    assert public.world.comments[made].parent == top
    assert api.post_object(top, params={"hide": "true"}) == {"success": True}
    assert api.comment.get_info(top, fields="hidden", return_json=True)["hidden"] is True
    with pytest.raises(FacebookError, match="hidden comment"):
        api.post_object(top, "replies", data={"message": "Thank you."})
    assert api.delete_object(doomed) == {"success": True}
    with pytest.raises(FacebookError) as refused:
        api.comment.get_info(doomed)
    error: Any = refused.value
    assert (error.code, error.error_subcode) == (100, 33)
    prepared = api.post_object(
        account, "media", data={"image_url": "https://example.org/p.jpg", "caption": "News"}
    )
    assert api.container.get_info(prepared["id"]).status_code == "FINISHED"
    published = api.post_object(account, "media_publish", data={"creation_id": prepared["id"]})
    assert api.media.get_info(published["id"]).caption == "News"
    with pytest.raises(FacebookError, match="image_url"):
        api.post_object(account, "media", data={"caption": "Words alone"})
    assert [call.kind for call in public.world.applied] == ["reply", "hide", "delete", "publish"]


def test_the_page_of_an_account_is_found_and_its_messages_read(
    public: PublicInstagram, told: dict[str, Any]
) -> None:
    account = told["accounts"][0]
    public.message(account["id"], "dale", "Is this the right place?")
    client: Any = GraphAPI(access_token=told["user_token"], base_url=told["base_url"] + "/")
    fields = "access_token,instagram_business_account{username}"
    (page,) = client.get("me/accounts", {"fields": fields})["data"]
    assert page["id"] == account["page_id"]
    assert page["instagram_business_account"] == {"username": "anyshirepolice", "id": account["id"]}
    assert client.exchange_page_access_token(page["id"]) == account["token"]
    client.session.close()
    own: Any = GraphAPI(access_token=account["token"], base_url=told["base_url"] + "/")
    fields = "participants,messages{from,message}"
    asked = {"platform": "instagram", "fields": fields}
    (talks,) = own.get(f"{page['id']}/conversations", asked)["data"]
    assert [one["username"] for one in talks["participants"]["data"]] == ["dale.pritchley", "anyshirepolice"]
    assert talks["messages"]["data"][0]["message"] == "Is this the right place?"
    own.session.close()

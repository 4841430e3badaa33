"""Other people's clients work against the simulated Facebook with nothing changed but the address."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from pyfacebook import FacebookApi, GraphAPI  # pyright: ignore[reportMissingTypeStubs]  # ships none
from pyfacebook.exceptions import FacebookError  # pyright: ignore[reportMissingTypeStubs]

from socialdesk.training.networks import public
from socialdesk.training.networks.server import SimulatedNetworks
from socialdesk.training.networks.world import World
from socialdesk.training.stage import world_with_comments


@pytest.fixture
def networks() -> Iterator[SimulatedNetworks]:
    with SimulatedNetworks(world_with_comments(60, seed=5)) as running:
        yield running


@pytest.fixture
def api(networks: SimulatedNetworks) -> Iterator[Any]:
    told = networks.announcement()["networks"]["facebook"]
    client: Any = FacebookApi(
        access_token=told["accounts"][0]["token"],
        app_id=told["app"]["id"],
        app_secret=told["app"]["secret"],
        base_url=told["base_url"] + "/",
    )
    yield client
    client.session.close()


def only_post(world: World) -> str:
    (post,) = world.posts
    return post


def test_python_facebook_lists_every_comment_through_short_pages(
    networks: SimulatedNetworks, api: Any
) -> None:
    told = api.post.get_comments(
        only_post(networks.world), filter_type="stream", count=None, limit=7, summary=True, return_json=True
    )
    assert sorted(one["id"] for one in told["data"]) == sorted(networks.world.comments)
    assert told["summary"]["total_count"] == 60


def test_python_facebook_reads_pages_posts_and_conversations(networks: SimulatedNetworks, api: Any) -> None:
    (page_id,) = networks.world.pages
    assert api.page.get_info(page_id).name == "Anyshire Police"
    posts = api.page.get_posts(page_id, count=None)
    assert [one.id for one in posts.data] == [only_post(networks.world)]
    public.write_message(networks.world, page_id, networks.world.add_person("dale", "Dale"), "Hello there")
    (talks,) = networks.world.conversations
    told = api.conversation.get_info(talks)
    assert (told.snippet, told.message_count) == ("Hello there", 1)
    (message,) = networks.world.messages
    assert api.message.get_info(message)._from["name"] == "Dale"


def test_python_facebook_replies_hides_and_deletes(networks: SimulatedNetworks, api: Any) -> None:
    world = networks.world
    top = next(one for one in world.comments.values() if one.parent is None and one.replies == 0)
    made = api.comment.create(top.id, message="Thank you, we have this.", fields="id,message")
    assert made.message == "Thank you, we have this."
    assert world.comments[made.id].parent == top.id

    assert api.comment.update(top.id, is_hidden=True) == {"success": True}
    assert api.comment.get_info(top.id, fields="is_hidden", return_json=True)["is_hidden"] is True
    assert api.comment.update(made.id, message="Thank you.") == {"success": True}
    assert api.comment.get_info(made.id).message == "Thank you."

    assert api.comment.delete(top.id) == {"success": True}
    with pytest.raises(FacebookError) as refused:
        api.comment.get_info(made.id)
    error: Any = refused.value
    assert (error.code, error.error_subcode) == (100, 33)
    assert [call.kind for call in world.applied] == ["reply", "hide", "edit", "delete"]


def test_python_facebook_gets_a_pages_token_from_a_users(networks: SimulatedNetworks) -> None:
    told = networks.announcement()["networks"]["facebook"]
    client: Any = GraphAPI(access_token=told["user_token"], base_url=told["base_url"] + "/")
    (page_id,) = networks.world.pages
    assert client.exchange_page_access_token(page_id) == told["accounts"][0]["token"]
    client.session.close()

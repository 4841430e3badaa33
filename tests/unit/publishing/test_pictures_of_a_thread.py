"""A picture stands with the part of a thread that it belongs to (P1)."""

from __future__ import annotations

import pytest

from socialdesk.model.accounts import Network
from socialdesk.model.ids import PostId
from socialdesk.publishing import media, targets
from tests.fakes.post_scene import PostScene
from tests.fakes.stocked_desk import OFFICER

pytestmark = pytest.mark.clause("P1")


def pictured(scene: PostScene, *parts: int) -> PostId:
    """A thread of three on X, with a picture for each of these parts."""
    post_id = scene.thread("One.", "Two.", "Three.")
    for _ in parts:
        scene.picture(post_id)
    held = [each.id for each in scene.post(post_id).media]
    media.order_media(scene.db, post_id=post_id, media_ids=held, parts=parts, now=scene.clock(), by=OFFICER)
    return post_id


def shown_pictures(scene: PostScene, network: Network) -> list[int]:
    """How many pictures went with each thing that was published there, in order."""
    ledger = scene.networks[scene.accounts[network].id].ledger
    return [each.pictures for each in ledger if each.kind.creates]


def test_a_picture_goes_with_the_part_of_a_thread_that_it_belongs_to() -> None:
    scene = PostScene(Network.X)
    scene.decide(pictured(scene, 2, 3, 3))
    scene.run(120)
    assert shown_pictures(scene, Network.X) == [0, 1, 2]


def test_where_there_are_fewer_parts_it_goes_with_the_last() -> None:
    scene = PostScene(Network.X, Network.FACEBOOK)
    post_id = pictured(scene, 1, 3)
    chosen = [each.id for each in scene.accounts.values()]
    targets.set_targets(scene.db, post_id=post_id, account_ids=chosen, now=scene.clock(), by=OFFICER)
    scene.decide(post_id)
    scene.run(120)
    assert shown_pictures(scene, Network.X) == [1, 0, 1]
    assert shown_pictures(scene, Network.FACEBOOK) == [2]


def test_another_order_leaves_each_picture_with_its_part() -> None:
    scene = PostScene(Network.X)
    post_id = pictured(scene, 2, 3)
    one, other = (each.id for each in scene.post(post_id).media)
    media.order_media(scene.db, post_id=post_id, media_ids=[other, one], now=scene.clock(), by=OFFICER)
    assert [(each.id, each.part) for each in scene.post(post_id).media] == [(other, 3), (one, 2)]

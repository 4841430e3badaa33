"""What the store itself holds to about posts, whoever writes there: once, as decided, in turn, at its time (P1)."""

from __future__ import annotations

import pytest

from socialdesk.model.accounts import Network
from socialdesk.model.ids import PostId
from socialdesk.storage.database import Connection
from tests.fakes.post_scene import PostScene

pytestmark = pytest.mark.clause("P1")

QUEUE = (
    "INSERT INTO outbox (post_target_id, post_part, account_id, kind, target, text, key, state, queued_ms,"
    " not_before_ms) SELECT post_targets.id, post_parts.number, account_id, ?, ?, post_parts.text,"
    " hex(randomblob(16)), 'queued', 1, 1 FROM post_targets JOIN post_parts ON target_id = post_targets.id"
    " WHERE post_id = ? AND number = ?"
)


def queue(
    db: Connection, post_id: PostId, *, kind: str = "publish", target: str = "page-1", part: int = 1
) -> None:
    assert db.execute(QUEUE, (kind, target, post_id, part)).rowcount == 1


def refused(db: Connection, match: str, sql: str, *values: object) -> None:
    with pytest.raises(Exception, match=match):
        db.execute(sql, values)  # pyright: ignore[reportArgumentType]  (plain values, as a stranger would send)


def decided(*texts: str, network: Network = Network.X) -> tuple[PostScene, PostId]:
    scene = PostScene(network)
    return scene, scene.decide(scene.thread(*(texts or ("One.",)), on=network))


def test_nothing_is_queued_before_it_is_decided() -> None:
    scene = PostScene(Network.X)
    post_id = scene.thread("One.")
    with pytest.raises(Exception, match="as it was decided"):
        queue(scene.db, post_id)


def test_one_part_is_never_queued_twice_however_it_stands() -> None:
    scene, post_id = decided()
    with pytest.raises(Exception, match=r"UNIQUE|as it was decided"):
        queue(scene.db, post_id)
    scene.run(60)
    with pytest.raises(Exception, match="as it was decided"):
        queue(scene.db, post_id)


def test_a_part_goes_beneath_the_part_before_and_not_before_it_is_there() -> None:
    scene, post_id = decided("One.", "Two.")
    with pytest.raises(Exception, match="waits for the one before"):
        queue(scene.db, post_id, part=2)


def test_other_words_than_those_decided_do_not_leave() -> None:
    scene, post_id = decided("One.", "Two.")
    scene.run(60)
    with pytest.raises(Exception, match="not altered"):
        scene.db.execute("UPDATE post_parts SET text = 'Other.'")
    with pytest.raises(Exception, match="not altered"):
        scene.db.execute("UPDATE posts SET text = 'Other.' WHERE id = ?", (post_id,))
    with pytest.raises(Exception, match="never altered"):
        scene.db.execute("UPDATE outbox SET text = 'Other.'")
    assert scene.shown() == ["One.", "Two."]


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE post_targets SET chosen = 0",
        "UPDATE post_targets SET route = 'hootsuite'",
        "UPDATE post_targets SET share_of = 'x'",
        "DELETE FROM post_targets",
        "DELETE FROM post_parts",
        "DELETE FROM posts",
        "INSERT INTO post_parts (target_id, number, text) VALUES (1, 9, 'More.')",
        "INSERT INTO post_media (post_id, position, content, sha256, media_type, added_ms)"
        " VALUES (1, 1, x'00', printf('%064d', 1), 'image/png', 1)",
        "UPDATE posts SET state = 'cancelled'",
        "UPDATE posts SET by_name = 'Somebody else'",
    ],
)
def test_what_was_decided_is_not_altered(sql: str) -> None:
    scene, _ = decided()
    refused(scene.db, "not altered|on the record|not undone|never altered", sql)


def test_no_picture_leaves_with_a_place_in_its_file() -> None:
    scene = PostScene()
    post_id = scene.draft()
    scene.picture(post_id, stripped=False)
    scene.db.execute("UPDATE post_targets SET route = 'api'")
    scene.db.execute("INSERT INTO post_parts (target_id, number, text) VALUES (1, 1, 'Road closed.')")
    scene.db.execute("UPDATE posts SET state = 'ready', decided_ms = 1, decided_by = 'X', decided_role = 'x'")
    with pytest.raises(Exception, match="places or names"):
        queue(scene.db, post_id)


def test_a_post_is_not_ready_without_a_decision_and_what_is_out_is_no_draft() -> None:
    scene = PostScene()
    scene.draft()
    refused(scene.db, "CHECK", "UPDATE posts SET state = 'ready'")
    refused(scene.db, "not undone", "UPDATE posts SET state = 'sent'")
    scene, post_id = decided("One.", "Two.")
    scene.clock.forward(9)
    while not scene.shown() or scene.states(post_id) != ["confirmed"]:
        assert scene.dispatcher.dispatch_one() is not None
    refused(scene.db, "is no draft", "UPDATE posts SET state = 'draft'")


def test_a_post_leaves_no_earlier_than_its_time_and_late_with_a_fresh_yes_only() -> None:
    scene = PostScene(Network.X)
    at_ms = scene.later(hours=1)
    scene.decide(scene.draft(at_ms=at_ms))
    send = "UPDATE outbox SET state = 'sending', attempts = 1, last_sent_ms = ?"
    refused(scene.db, "no earlier", send, at_ms - 1)
    refused(scene.db, "fresh yes", send, at_ms + 900_001)
    scene.db.execute("SAVEPOINT tried")
    scene.db.execute(send, (at_ms + 900_000,))
    scene.db.execute("ROLLBACK TO tried")
    refused(scene.db, "never altered", "UPDATE outbox SET due_ms = NULL")
    refused(scene.db, "never altered", "UPDATE outbox SET scheduled_ms = 5")


def test_a_stopped_post_is_not_sent_for_the_first_time() -> None:
    scene, _ = decided()
    scene.db.execute("UPDATE post_targets SET stopped_ms = 1")
    refused(
        scene.db, "as it was decided",
        "UPDATE outbox SET state = 'sending', attempts = 1, last_sent_ms = queued_ms",
    )  # fmt: skip


@pytest.mark.parametrize(
    "values",
    [
        "(NULL, 1, NULL, NULL, 'publish')",
        "(1, NULL, NULL, NULL, 'publish')",
        "(NULL, NULL, NULL, NULL, 'hide')",
        "(1, 1, NULL, NULL, 'reply')",
    ],
)
def test_an_action_is_an_items_or_a_posts(values: str) -> None:
    scene, _ = decided()
    refused(
        scene.db, "CHECK|as it was decided",
        "INSERT INTO outbox (post_target_id, post_part, item_id, decision_id, kind, account_id, target, key, state,"
        f" queued_ms, not_before_ms) SELECT *, 1, 'page-1', 'k', 'queued', 1, 1 FROM (VALUES {values})",
    )  # fmt: skip


def test_only_what_is_there_is_changed_and_one_change_at_a_time() -> None:
    scene, post_id = decided()
    with pytest.raises(Exception, match="as it was decided"):
        queue(scene.db, post_id, kind="delete_post", target="made-1")
    scene.run(60)
    queue(scene.db, post_id, kind="delete_post", target="made-1")
    with pytest.raises(Exception, match="UNIQUE"):
        queue(scene.db, post_id, kind="edit_post", target="made-1")
    with pytest.raises(Exception, match="as it was decided"):
        queue(scene.db, post_id, kind="delete_post", target="somebody-elses")

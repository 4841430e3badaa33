"""The Force's own posts are kept for their time, then kept on or deleted for good; the record still verifies (T2)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from socialdesk.audit.verify import verify
from socialdesk.clock import to_ms
from socialdesk.exports.disposal import NotDisposed, Why
from socialdesk.exports.leaves import Said
from socialdesk.exports.own_posts import dispose_posts, keep_posts_on, posts_due
from socialdesk.exports.permissions import NotForThisRole
from socialdesk.exports.person_named import named_by_the_force
from socialdesk.model.accounts import Network
from socialdesk.model.ids import AuthorId, NativeId, PostId
from socialdesk.model.people import Person, Role
from socialdesk.policy.keeping import Held, Keeping
from socialdesk.publishing import afterwards, check_rows, drafts, takedown
from socialdesk.publishing.appeal_rows import AppealKind, AppealState
from socialdesk.publishing.appeals import open_appeal, put_post, set_state
from socialdesk.storage.database import IntegrityError, writing
from tests.fakes.post_scene import PostScene
from tests.fakes.stocked_desk import OFFICER, book, capabilities

pytestmark = pytest.mark.clause("T2")

RULES = (Keeping(id="posts", held=Held.POSTS, days=30),)
SECRET = "Have you seen Sam Example?"


def due(scene: PostScene) -> tuple[PostId, ...]:
    found = posts_due(scene.db, RULES, usual_days=1, now=scene.clock())
    return () if found is None else found.posts


def dispose(scene: PostScene, *posts: PostId, why: Why = Why.RETENTION) -> object:
    return dispose_posts(scene.db, posts, why=why, reason="Kept for its time", now=scene.clock(), by=OFFICER)


def out(scene: PostScene, text: str = SECRET) -> PostId:
    post_id = scene.draft(text)
    scene.picture(post_id, alt_text=SECRET)
    with writing(scene.db):
        check_rows.put_answers(
            scene.db, post_id, "photo", subject="0" * 64, picture="", version=1, answers={"owner": SECRET},
            outcome="pass", pack="p", at_ms=1, by=OFFICER,
        )  # fmt: skip
    scene.decide(post_id)
    scene.run(60)
    return post_id


def later(scene: PostScene, days: float) -> None:
    scene.clock.forward(timedelta(days=days).total_seconds())


def everything(scene: PostScene) -> str:
    """Every text of every table of the store."""
    tables = scene.db.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
    ).fetchall()
    return "\n".join(
        str(row) for (name,) in tables for row in scene.db.execute(f'SELECT * FROM "{name}"').fetchall()
    )


def test_a_post_that_is_out_is_due_after_its_time_and_its_words_go_for_good() -> None:
    scene = PostScene()
    post_id = out(scene)
    later(scene, 29)
    assert due(scene) == ()
    later(scene, 2)
    assert due(scene) == (post_id,)
    dispose(scene, post_id)
    assert due(scene) == ()
    assert "Sam Example" not in everything(scene)
    assert verify(scene.db).ok
    row = scene.db.execute("SELECT state, decided_by FROM posts").fetchone()
    assert row == ("sent", OFFICER.name)
    [part] = scene.target(post_id).parts
    assert part.native_id is not None
    assert scene.db.execute("SELECT count(*) FROM post_media").fetchone() == (0,)


def test_what_is_still_there_can_be_taken_down_after_its_words_have_gone_here() -> None:
    scene = PostScene()
    post_id = out(scene)
    later(scene, 31)
    dispose(scene, post_id)
    afterwards.take_down(
        scene.db, target_id=scene.target_id(post_id), reason="Old", book=book(),
        capabilities=lambda _: capabilities(), now=scene.clock(), by=OFFICER,
    )  # fmt: skip
    scene.run(60)
    assert scene.label(post_id) == "Taken down"


def test_what_is_still_to_happen_is_held_back() -> None:
    scene = PostScene(Network.X)
    planned = scene.decide(scene.draft("Planned", at_ms=scene.later(days=300)))
    draft = scene.draft("Half written")
    later(scene, 100)
    assert due(scene) == ()
    for post_id in (planned, draft):
        with pytest.raises(NotDisposed, match="still to happen"):
            dispose(scene, post_id)
    drafts.discard_draft(scene.db, post_id=draft, now=scene.clock(), by=OFFICER)
    later(scene, 31)
    assert due(scene) == (draft,)


def test_kept_on_for_a_reason_it_is_due_again_later() -> None:
    scene = PostScene()
    post_id = out(scene)
    later(scene, 31)
    keep_posts_on(scene.db, [post_id], days=60, reason="A case", now=scene.clock(), by=OFFICER)
    assert due(scene) == ()
    later(scene, 61)
    assert due(scene) == (post_id,)
    with pytest.raises(IntegrityError):
        scene.db.execute("DELETE FROM post_reviews")
    with pytest.raises(NotDisposed):
        keep_posts_on(scene.db, [post_id], days=60, reason=" ", now=scene.clock(), by=OFFICER)


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.OSCAR_1, Role.ACCOUNT_HOLDER, Role.TRAINEE])
def test_corporate_communications_alone_deletes(role: Role) -> None:
    scene = PostScene()
    post_id = out(scene)
    with pytest.raises(NotForThisRole):
        dispose_posts(
            scene.db, [post_id], why=Why.ERASURE, reason="x", now=scene.clock(), by=Person("Somebody", role)
        )


def test_the_name_of_an_appeal_goes_with_its_last_post_and_not_while_anything_is_up() -> None:
    scene = PostScene()
    appeal = open_appeal(scene.db, kind=AppealKind.MISSING, name="Sam Example", now=scene.clock(), by=OFFICER)
    first, second = out(scene), out(scene, f"{SECRET} Still missing.")
    for post_id in (first, second):
        put_post(scene.db, appeal_id=appeal, post_id=post_id, now=scene.clock(), by=OFFICER)
    with writing(scene.db):
        takedown.list_copy(
            scene.db, appeal_id=appeal, whose="stranger", how="link", url="https://example.org/sam-example",
            note=SECRET, now_ms=to_ms(scene.clock()), by=OFFICER,
        )  # fmt: skip
    later(scene, 40)
    assert due(scene) == ()
    with pytest.raises(NotDisposed, match="appeal"):
        dispose(scene, first, why=Why.ERASURE)
    set_state(scene.db, appeal_id=appeal, state=AppealState.LOCATED, now=scene.clock(), by=OFFICER)
    assert due(scene) == ()
    for post_id in (first, second):
        afterwards.take_down(
            scene.db, target_id=scene.target_id(post_id), reason="Located", book=book(),
            capabilities=lambda _: capabilities(), now=scene.clock(), by=OFFICER,
        )  # fmt: skip
    scene.run(120)
    later(scene, 31)
    assert set(due(scene)) == {first, second}
    dispose(scene, first)
    assert scene.db.execute("SELECT name FROM appeals").fetchone() == ("Sam Example",)
    dispose(scene, second)
    assert scene.db.execute("SELECT name, state FROM appeals").fetchone() == ("(deleted)", "located")
    assert "Sam Example" not in everything(scene)
    assert "sam-example" not in everything(scene)
    assert verify(scene.db).ok


def test_a_post_from_elsewhere_is_due_as_any() -> None:
    scene = PostScene()
    taken = afterwards.adopt(
        scene.db, account_id=scene.accounts[Network.FACEBOOK].id, native_id=NativeId("7_7"), text=SECRET,
        published_ms=to_ms(scene.clock()), now=scene.clock(), by=OFFICER,
    )  # fmt: skip
    later(scene, 31)
    assert due(scene) == (taken.post_id,)
    dispose(scene, taken.post_id)
    assert "Sam Example" not in everything(scene)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE threshold_declarations SET about = 'Other'",
        "DELETE FROM post_media",
        "UPDATE post_parts SET text = ''",
    ],
)
def test_nothing_goes_before_the_posts_own_words_have_gone(sql: str) -> None:
    scene = PostScene(Network.X)
    post_id = scene.draft(at_ms=scene.later(hours=1))
    scene.picture(post_id)
    scene.db.execute(
        "INSERT INTO threshold_declarations (post_id, about, met, reason, at_ms, by_name, by_role)"
        " VALUES (?, 'About', 0, 'No', 1, 'X', 'oscar_1')",
        (post_id,),
    )
    scene.decide(post_id)
    with pytest.raises(IntegrityError):
        scene.db.execute(sql)


def test_who_is_named_by_the_force_has_that_in_what_is_held_on_them() -> None:
    scene = PostScene()
    open_appeal(scene.db, kind=AppealKind.MISSING, name="Sam Example", now=scene.clock(), by=OFFICER)
    post_id = out(scene)
    scene.decide(scene.draft("Samantha Examples has a stall. Sam is an example to us."))
    scene.db.execute(
        "INSERT INTO authors (id, network, native_id, name, first_seen_ms)"
        " VALUES (1, 'facebook', '7', 'SAM  Ex\u0430mple',"
        " 6), (2, 'facebook', '8', 'Sam', 6)"
    )
    found = named_by_the_force(scene.db, [AuthorId(1)])
    assert [(each["what"], each["number"]) for each in found] == [("appeal", 1), ("post", post_id)]
    assert isinstance(found[0]["text"], Said)
    assert named_by_the_force(scene.db, [AuthorId(2)]) == []

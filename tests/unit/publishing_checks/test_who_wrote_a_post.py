"""Whoever wrote or altered a post says no second yes to it, by the desk or behind its back (3.3d, P7)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from socialdesk.decisions.case import NotOpen
from socialdesk.model.ids import NativeId, PostId, PostMediaId
from socialdesk.model.people import Person, Role
from socialdesk.publishing import media, targets
from socialdesk.publishing.drafts import copy_post, save_post
from socialdesk.storage.database import IntegrityError
from tests.fakes.drafting import ADA, BEN, HOLLY, IN_PERIOD, OTTO, PICTURE, Drafting

NAMED = "Our officers will be at the Labour Party rally on Saturday."
YES = {"agree": "yes"}
SECOND = (
    "INSERT INTO second_yes (post_id, subject, version, yes, by_name, by_role, by_staff, at_ms)"
    " VALUES (?, printf('%064d', 0), 1, 1, ?, 'oscar_1', ?, 5)"
)

pytestmark = pytest.mark.clause("P7")

Altering = Callable[[Drafting, PostId, Person], object]


def _picture(desk: Drafting, post: PostId, by: Person) -> object:
    return media.add_media(
        desk.db, post_id=post, content=PICTURE, media_type="image/png", stripped=True, now=desk.now, by=by
    )


def _describe(desk: Drafting, post: PostId, by: Person) -> object:
    number = desk.picture(post)
    return media.set_alt_text(
        desk.db, media_id=PostMediaId(number), alt_text="A stall of Reform UK", now=desk.now, by=by
    )


ALTERATIONS: dict[str, Altering] = {
    "words": lambda desk, post, by: desk.draft(NAMED + " Come along.", post_id=post, by=by),
    "purpose": lambda desk, post, by: desk.draft(NAMED, post_id=post, purpose="Traffic and roads", by=by),
    "link": lambda desk, post, by: desk.draft(NAMED, post_id=post, link="https://example.org/", by=by),
    "own words": lambda desk, post, by: targets.set_texts(
        desk.db, post_id=post, account_id=desk.beat, texts=[NAMED, "More."], now=desk.now, by=by
    ),
    "share": lambda desk, post, by: targets.set_share(
        desk.db, post_id=post, account_id=desk.beat, share_of=NativeId("main"), now=desk.now, by=by
    ),
    "picture": _picture,
    "description": _describe,
}


@pytest.fixture
def desk() -> Drafting:
    made = Drafting()
    made.now = IN_PERIOD
    return made


@pytest.mark.parametrize("what", ALTERATIONS)
def test_whoever_altered_anything_of_it_is_no_second_person(desk: Drafting, what: str):
    post = desk.draft(NAMED)
    ALTERATIONS[what](desk, post, BEN)
    with pytest.raises(NotOpen, match="their own post"):
        desk.say(post, "pre_election", YES, by=BEN)
    with pytest.raises(IntegrityError, match="second yes to their own"):
        desk.db.execute(SECOND, (post, "ben PRESS", None))
    desk.say(post, "pre_election", YES, by=OTTO)
    assert desk.state(post, "pre_election") == "pass"


def test_words_put_back_as_they_were_are_an_alteration_all_the_same(desk: Drafting):
    post = desk.draft(NAMED)
    desk.draft("Something else", post_id=post, by=BEN)
    desk.draft(NAMED, post_id=post, by=HOLLY)
    with pytest.raises(NotOpen):
        desk.say(post, "pre_election", YES, by=BEN)


def test_opening_it_and_keeping_it_as_it_was_alters_nothing(desk: Drafting):
    post = desk.draft(NAMED)
    targets.set_targets(desk.db, post_id=post, account_ids=[desk.beat], now=desk.now, by=HOLLY)
    before = desk.db.execute("SELECT version FROM posts WHERE id = ?", (post,)).fetchone()
    save_post(desk.db, post_id=post, purpose="Prevent or detect crime", text=NAMED, now=desk.now, by=BEN)
    assert desk.db.execute("SELECT version FROM posts WHERE id = ?", (post,)).fetchone() == before
    desk.say(post, "pre_election", YES, by=BEN)
    assert desk.state(post, "pre_election") == "pass"


def test_two_of_one_name_are_told_apart_by_their_numbers(desk: Drafting):
    one = desk.staff("Ben Press", Role.CORPORATE_COMMUNICATIONS)
    other = desk.staff("Ben Press", Role.CORPORATE_COMMUNICATIONS)
    post = desk.draft(NAMED, by=ADA)
    desk.draft(NAMED + " Come along.", post_id=post, by=one)
    with pytest.raises(IntegrityError):
        desk.db.execute(SECOND, (post, "Ben Press", one.staff_id))
    desk.say(post, "pre_election", YES, by=other)
    assert desk.state(post, "pre_election") == "pass"


@pytest.mark.parametrize(
    ("sql", "why"),
    [
        ("UPDATE posts SET text = 'Other'", "is counted"),
        ("UPDATE posts SET text = 'Other', version = version + 1, altered_by = ''", "CHECK"),
        ("UPDATE posts SET text = 'Other', version = version - 1", "is counted"),
        ("UPDATE post_writers SET name = 'Somebody'", "never altered"),
        ("DELETE FROM post_writers", "on the record"),
    ],
)
def test_behind_the_desks_back_no_word_is_altered_by_nobody(desk: Drafting, sql: str, why: str):
    post = desk.draft(NAMED)
    desk.draft(NAMED + " Come along.", post_id=post, by=BEN)
    with pytest.raises(IntegrityError, match=why):
        desk.db.execute(sql)


def test_an_alteration_in_the_store_names_whoever_it_says_made_it(desk: Drafting):
    post = desk.draft(NAMED)
    desk.db.execute(
        "UPDATE posts SET text = 'Labour rally', version = version + 1, altered_by = 'Otto Night' WHERE id = ?",
        (post,),
    )
    with pytest.raises(NotOpen):
        desk.say(post, "pre_election", YES, by=OTTO)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE post_parts SET text = 'Labour rally'",
        "DELETE FROM post_parts",
        "INSERT INTO post_parts (target_id, number, text) SELECT id, 9, 'Labour rally' FROM post_targets",
        "UPDATE post_targets SET share_of = 'other'",
        "UPDATE post_targets SET chosen = 0",
        "UPDATE post_media SET alt_text = 'A stall'",
        "DELETE FROM post_media",
    ],
)
def test_parts_and_pictures_altered_by_nobody_have_no_second_yes_until_it_is_said_whose_they_are(
    desk: Drafting, sql: str
):
    post = desk.draft(NAMED)
    ALTERATIONS["own words"](desk, post, HOLLY)
    desk.picture(post)
    desk.db.execute(SECOND, (post, "Ben Press", None))
    desk.db.execute(sql)
    with pytest.raises(IntegrityError, match="not said who altered"):
        desk.db.execute(SECOND, (post, "Ben Press", None))
    with pytest.raises(IntegrityError, match="is counted"):
        desk.db.execute("UPDATE posts SET parts_version = 0")
    desk.draft(NAMED + " Come along.", post_id=post, by=ADA)
    desk.db.execute(SECOND, (post, "Ben Press", None))


def test_a_copy_is_its_copiers(desk: Drafting):
    post = desk.draft(NAMED)
    ALTERATIONS["own words"](desk, post, HOLLY)
    copy = copy_post(desk.db, post_id=post, now=desk.now, by=BEN).post_id
    with pytest.raises(NotOpen, match="their own post"):
        desk.say(copy, "pre_election", YES, by=BEN)
    desk.say(copy, "pre_election", YES, by=OTTO)
    assert desk.state(copy, "pre_election") == "pass"

"""Seven points and an owner for every picture, kept with it, open again where it or its places alter (3.2, 3.3c)."""

from __future__ import annotations

import pytest

from socialdesk.decisions.case import Incomplete
from socialdesk.model.accounts import Network
from socialdesk.model.ids import PostMediaId
from socialdesk.publishing.media import remove_media
from socialdesk.publishing.targets import set_targets
from tests.fakes.drafting import ADA, HOLLY, PICTURE, SEVEN, Drafting

OURS = {"source": "Taken by one of us"}
THEIRS = {
    "source": "Somebody else's, with permission",
    "owner": "Corby Photographic Club",
    "permission": "Its secretary, by e-mail, 20/11/2026",
    "limits": "With a credit, until the end of 2027",
    "kept": "yes",
}


@pytest.fixture(scope="module")
def desk() -> Drafting:
    """Shared: each test drafts a post of its own."""
    return Drafting()


@pytest.mark.clause("P3")
def test_all_seven_points_are_asked_of_each_picture(desk: Drafting):
    post = desk.draft("Out in Corby today")
    one, two = desk.picture(post), desk.picture(post, PICTURE + b"two")
    found = desk.all(post)
    for picture in (one, two):
        check = found[f"photo:{picture}"]
        assert check.state == "open"
        assert check.clause == "3.2"
        assert [each.id for each in check.questions] == list(SEVEN)
        assert all(each.needed for each in check.questions)
    desk.say(post, f"photo:{one}", SEVEN)
    assert (desk.state(post, f"photo:{one}"), desk.state(post, f"photo:{two}")) == ("pass", "open")


@pytest.mark.clause("P3")
@pytest.mark.parametrize("left_out", list(SEVEN))
def test_a_picture_waits_until_all_are_answered(desk: Drafting, left_out: str):
    post = desk.draft("Out in Corby today")
    picture = desk.picture(post)
    with pytest.raises(Incomplete) as refused:
        desk.say(post, f"photo:{picture}", {name: each for name, each in SEVEN.items() if name != left_out})
    assert refused.value.field == left_out
    assert desk.state(post, f"photo:{picture}") == "open"


@pytest.mark.clause("P3")
@pytest.mark.parametrize(
    "answer",
    [
        {"professional": "no"},
        {"group": "No, or not asked"},
        {"under_18": "Yes, or it may be, and nobody agreed"},
        {"colleagues": "Yes, and not all were asked"},
        {"offenders": "yes"},
        {"background": "no"},
        {"rights": "no"},
    ],
)
def test_any_one_of_them_stops_it(desk: Drafting, answer: dict[str, str]):
    post = desk.draft("Out in Corby today")
    picture = desk.picture(post)
    desk.say(post, f"photo:{picture}", SEVEN | answer)
    assert desk.state(post, f"photo:{picture}") == "stop"


@pytest.mark.clause("P3")
def test_the_answers_stay_with_the_picture(desk: Drafting):
    post = desk.draft("Out in Corby today")
    picture = desk.picture(post)
    desk.say(post, f"photo:{picture}", SEVEN)
    desk.draft("Out in Rushden today", post_id=post)
    assert desk.state(post, f"photo:{picture}") == "pass"
    kept = desk.db.execute(
        "SELECT check_id, answers ->> '$.group', by_name, outcome, pack FROM post_checks JOIN post_media"
        " ON post_media.sha256 = post_checks.media_sha256 AND post_media.post_id = post_checks.post_id"
        " WHERE post_media.id = ?",
        (picture,),
    ).fetchone()
    assert kept == ("photo", "Everybody in it agrees", "Holly Beat", "pass", "5/20 version 5")


@pytest.mark.clause("P3")
def test_another_picture_or_another_account_asks_again(desk: Drafting):
    post = desk.draft("Out in Corby today")
    picture = desk.picture(post)
    desk.say(post, f"photo:{picture}", SEVEN)
    set_targets(desk.db, post_id=post, account_ids=[desk.beat, desk.page], now=desk.now, by=HOLLY)
    assert desk.state(post, f"photo:{picture}") == "open"
    set_targets(desk.db, post_id=post, account_ids=[desk.beat], now=desk.now, by=HOLLY)
    assert desk.state(post, f"photo:{picture}") == "pass"
    remove_media(desk.db, media_id=PostMediaId(picture), now=desk.now, by=HOLLY)
    other = desk.picture(post, PICTURE + b"another")
    assert desk.state(post, f"photo:{other}") == "open"


@pytest.mark.clause("P3")
def test_a_file_that_says_where_it_was_taken_stops(desk: Drafting):
    post = desk.draft("Out in Corby today")
    picture = desk.picture(post, stripped=False)
    found = desk.check(post, f"photo:{picture}")
    assert found.state == "stop"
    assert found.questions == ()


@pytest.mark.clause("P3")
def test_a_picture_that_instagram_fetches_is_asked_about_too(desk: Drafting):
    account = desk.account(Network.INSTAGRAM, "Force", primary=True)
    post = desk.draft("Out in Corby\nhttps://example.org/picture.jpg", by=ADA, on=account)
    assert desk.state(post, "photo:link", person=ADA) == "open"
    desk.say(post, "photo:link", SEVEN, by=ADA)
    desk.say(post, "copyright:link", OURS, by=ADA)
    found = desk.all(post, person=ADA)
    assert (found["photo:link"].state, found["copyright:link"].state) == ("pass", "pass")
    desk.draft("Out in Corby\nhttps://example.org/another.jpg", by=ADA, on=account, post_id=post)
    assert desk.state(post, "photo:link", person=ADA) == "open"


@pytest.mark.clause("P6")
def test_whose_picture_it_is_and_on_what_terms_is_recorded(desk: Drafting):
    post = desk.draft("Out in Corby today")
    picture = desk.picture(post)
    check = f"copyright:{picture}"
    assert desk.check(post, check).clause == "3.3c"
    for left_out in ("owner", "permission", "kept"):
        with pytest.raises(Incomplete) as refused:
            desk.say(post, check, {name: each for name, each in THEIRS.items() if name != left_out})
        assert refused.value.field == left_out
    desk.say(post, check, THEIRS)
    found = desk.check(post, check)
    assert found.state == "pass"
    assert {each.id: each.answer for each in found.questions}["owner"] == "Corby Photographic Club"


@pytest.mark.clause("P6")
@pytest.mark.parametrize(
    "answers",
    [
        {"source": "Not known, or no permission"},
        THEIRS | {"kept": "no"},
    ],
)
def test_without_permission_or_beyond_its_limits_it_stops(desk: Drafting, answers: dict[str, str]):
    post = desk.draft("Out in Corby today")
    picture = desk.picture(post)
    desk.say(post, f"copyright:{picture}", answers)
    assert desk.state(post, f"copyright:{picture}") == "stop"


@pytest.mark.clause("P6")
@pytest.mark.parametrize("blank", ["", "  ", "\u200b"])
def test_an_owner_of_whom_nothing_can_be_read_is_none(desk: Drafting, blank: str):
    post = desk.draft("Out in Corby today")
    picture = desk.picture(post)
    with pytest.raises(Incomplete):
        desk.say(post, f"copyright:{picture}", THEIRS | {"owner": blank})


def test_a_post_without_a_picture_asks_nothing(desk: Drafting):
    found = desk.all(desk.draft("Out in Corby today"))
    assert (found["photo"].state, found["copyright"].state) == ("pass", "pass")

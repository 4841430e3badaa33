"""A post as it is written: kept, parted, copied, thrown away (P1)."""

from __future__ import annotations

import pytest

from socialdesk.decisions.case import NotOpen
from socialdesk.model.accounts import Network
from socialdesk.model.people import Person, Role
from socialdesk.model.posts import PostState
from socialdesk.publishing import drafts, queries, targets
from tests.fakes.post_scene import PostScene
from tests.fakes.stocked_desk import OFFICER

pytestmark = pytest.mark.clause("P1")

AUDITOR = Person("Ann Auditor", Role.AUDITOR)
TRAINEE = Person("Tam Trainee", Role.TRAINEE)


def test_what_is_typed_is_kept_and_each_alteration_has_a_version_of_its_own() -> None:
    scene = PostScene()
    post_id = scene.draft("Road closed")
    first = scene.post(post_id)
    saved = drafts.save_post(
        scene.db, post_id=post_id, purpose="Traffic", text="Road closed at A5", now=scene.clock(), by=OFFICER
    )
    again = drafts.save_post(
        scene.db, post_id=post_id, purpose="Traffic", text="Road closed at A5", now=scene.clock(), by=OFFICER
    )
    second = scene.post(post_id)
    assert (saved.post_id, second.text) == (post_id, "Road closed at A5")
    assert second.version == first.version + 1
    assert not again.changes.drafts
    scene.picture(post_id)
    assert scene.post(post_id).version > second.version


def test_a_link_stands_at_the_end_where_the_words_have_it_not() -> None:
    scene = PostScene(Network.FACEBOOK, Network.X)
    link = "https://www.example.police.uk/road"
    post_id = scene.draft("Road closed.", link=link)
    targets.set_texts(
        scene.db, post_id=post_id, account_id=scene.accounts[Network.X].id, texts=[f"See {link} now"],
        now=scene.clock(), by=OFFICER,
    )  # fmt: skip
    post = scene.post(post_id)
    assert targets.words(post, scene.target(post_id)) == (f"Road closed.\n\n{link}",)
    assert targets.words(post, scene.target(post_id, Network.X)) == (f"See {link} now",)


def test_own_words_of_an_account_that_is_taken_out_are_kept() -> None:
    scene = PostScene(Network.FACEBOOK, Network.X)
    post_id = scene.thread("One.", "Two.")
    account = scene.accounts[Network.X].id
    for chosen in ([scene.accounts[Network.FACEBOOK].id], [account]):
        targets.set_targets(scene.db, post_id=post_id, account_ids=chosen, now=scene.clock(), by=OFFICER)
    assert [part.text for part in scene.target(post_id, Network.X).parts] == ["One.", "Two."]


@pytest.mark.parametrize("network", [Network.X, Network.BLUESKY])
def test_a_long_text_is_parted_into_what_the_network_takes_with_nothing_lost(network: Network) -> None:
    sentences = " ".join(f"This is sentence number {number} of what we know." for number in range(40))
    for text in (sentences, sentences.replace(". ", ".\n\n"), "x" * 900, "word " * 200, "\U0001f600" * 400):
        parts = targets.split(text, network)
        assert len(parts) > 1
        assert "".join("".join(parts).split()) == "".join(text.split())
        for part in parts:
            assert targets.split(part, network) == (part,)
    assert targets.split("Short.", network) == ("Short.",)
    assert targets.split("", network) == ()


def test_a_draft_is_thrown_away_and_stays_on_the_record() -> None:
    scene = PostScene()
    post_id = scene.draft()
    drafts.discard_draft(scene.db, post_id=post_id, now=scene.clock(), by=OFFICER)
    assert scene.post(post_id).state is PostState.CANCELLED
    assert scene.kinds(post_id) == ["post-discarded"]
    assert queries.drafts(scene.db) == []
    with pytest.raises(NotOpen):
        scene.decide(post_id)


def test_a_copy_has_the_words_accounts_and_pictures_and_no_time() -> None:
    scene = PostScene(Network.X, Network.FACEBOOK)
    post_id = scene.thread("One.", "Two.")
    scene.picture(post_id)
    scene.decide(post_id)
    scene.run(60)
    copy = drafts.copy_post(scene.db, post_id=post_id, now=scene.clock(), by=OFFICER).post_id
    post = scene.post(copy)
    assert post.state is PostState.DRAFT
    assert [part.text for part in scene.target(copy, Network.X).parts] == ["One.", "Two."]
    assert len(post.media) == 1
    scene.decide(copy)
    scene.run(60)
    assert scene.shown() == ["One.", "Two.", "One.", "Two."]


def test_what_waits_for_a_second_person_waits_until_it_is_altered_and_can_be_decided() -> None:
    scene = PostScene()
    post_id = scene.draft()
    drafts.wait_for_second(scene.db, post_id=post_id, now=scene.clock(), by=OFFICER)
    drafts.save_post(
        scene.db, post_id=post_id, purpose="Traffic", text="Road closed.", now=scene.clock(), by=OFFICER
    )
    assert scene.post(post_id).state is PostState.WAITING_SECOND
    drafts.save_post(
        scene.db, post_id=post_id, purpose="Traffic", text="Road open.", now=scene.clock(), by=OFFICER
    )
    assert scene.post(post_id).state is PostState.DRAFT
    drafts.wait_for_second(scene.db, post_id=post_id, now=scene.clock(), by=OFFICER)
    scene.decide(post_id)
    scene.run(60)
    assert scene.shown() == ["Road open."]

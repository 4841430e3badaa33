"""What pictures a network takes with a post, and the sentences that say why not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socialdesk.errors import BugError
from socialdesk.model.accounts import Network, Way
from socialdesk.model.actions import Action, ActionKind, PostMedia
from socialdesk.model.ids import NativeId
from socialdesk.platforms.capabilities import Posting, capabilities_of, posting_of, read_file
from socialdesk.platforms.lengths import how_counted, length, longest
from socialdesk.platforms.media_rules import GIF, JPEG, PNG, WEBP, media_problems, media_rules, post_problem

TAKING = [each for each in Network if media_rules(each).most]


def picture(size: int = 10, media_type: str = JPEG, alt_text: str = "A street") -> PostMedia:
    return PostMedia(content=b"x" * size, media_type=media_type, alt_text=alt_text)


@pytest.mark.parametrize("network", TAKING)
def test_what_is_within_the_rules_has_no_problem_and_one_more_has_one(network: Network) -> None:
    rules = media_rules(network)
    assert media_problems(network, ()) == ()
    assert media_problems(network, [picture()] * rules.most) == ()
    assert f"at most {rules.most} pictures" in media_problems(network, [picture()] * (rules.most + 1))[0]
    for kind, largest in rules.sizes.items():
        assert media_problems(network, [picture(largest, kind)]) == ()
        assert "Make it smaller." in media_problems(network, [picture(largest + 1, kind)])[0]
    assert media_problems(network, [picture(alt_text="x" * rules.alt_text)]) == ()
    assert "The description" in media_problems(network, [picture(alt_text="x" * (rules.alt_text + 1))])[0]
    assert "is empty" in media_problems(network, [picture(0)])[0]
    assert "does not take" in media_problems(network, [picture(media_type="image/svg+xml")])[0]


def test_a_gif_on_x_goes_by_itself() -> None:
    assert media_problems(Network.X, [picture(media_type=GIF)]) == ()
    assert "by itself" in media_problems(Network.X, [picture(media_type=GIF), picture(media_type=PNG)])[0]
    assert media_problems(Network.BLUESKY, [picture(media_type=GIF), picture(media_type=WEBP)]) == ()


def test_which_picture_is_meant_is_said_where_there_are_several() -> None:
    told = media_problems(Network.FACEBOOK, [picture(), picture(media_type=WEBP), picture(0)])
    assert [one.split(" is")[0] for one in told] == ["Picture 2", "Picture 3"]


@pytest.mark.parametrize("network", [Network.INSTAGRAM, Network.YOUTUBE])
def test_where_none_is_taken_it_says_what_to_do_instead(network: Network) -> None:
    (told,) = media_problems(network, [picture()])
    assert told == media_rules(network).why_none
    assert "https" in told or "Studio" in told


@given(
    network=st.sampled_from(Network),
    media=st.lists(
        st.builds(
            PostMedia,
            content=st.binary(max_size=20),
            media_type=st.sampled_from([JPEG, PNG, GIF, WEBP, "", "text/html"]),
            alt_text=st.text(max_size=30),
        ),
        max_size=6,
    ),
)
def test_every_problem_is_a_sentence(network: Network, media: list[PostMedia]) -> None:
    for told in media_problems(network, media):
        assert told[0].isupper()
        assert told.endswith(".")


def test_a_reshare_takes_no_pictures_of_its_own() -> None:
    action = Action(kind=ActionKind.RESHARE, target=NativeId("1"), key="k", media=(picture(),))
    assert "takes no others" in post_problem(Network.FACEBOOK, action)


def test_the_bytes_of_a_picture_are_shown_nowhere() -> None:
    assert "xxxx" not in repr(picture())
    assert "A street" in repr(picture())


# Lengths of posts


@pytest.mark.parametrize(
    ("network", "most"),
    [
        (Network.FACEBOOK, 63_206), (Network.INSTAGRAM, 2_200), (Network.X, 280), (Network.LINKEDIN, 3_000),
        (Network.BLUESKY, 300), (Network.YOUTUBE, 5_000),
    ],
)  # fmt: skip
def test_a_post_has_its_limit_and_a_reshare_and_other_words_the_same(network: Network, most: int) -> None:
    for kind in (ActionKind.PUBLISH, ActionKind.RESHARE, ActionKind.EDIT_POST):
        assert longest(network, kind) == most


def test_a_post_on_x_is_weighed() -> None:
    text = "See https://www.anyshire.police.uk/what-to-do-after-a-very-long-address 👮"
    assert length(text, Network.X, ActionKind.PUBLISH) == 4 + 23 + 1 + 2
    assert length(text, Network.X, ActionKind.RESHARE) == length(text, Network.X, ActionKind.REPLY)
    assert how_counted(Network.X, ActionKind.PUBLISH)


# What goes with publishing, as data


def test_a_thread_a_time_and_pictures_are_where_the_networks_have_them() -> None:
    can = {what: {each for each in Network if posting_of(each)[what].way is Way.API} for what in Posting}
    assert can[Posting.SCHEDULE] == {Network.FACEBOOK}
    assert can[Posting.THREAD] == {Network.X, Network.BLUESKY}
    assert can[Posting.MEDIA] == {Network.FACEBOOK, Network.X, Network.LINKEDIN, Network.BLUESKY}


@pytest.mark.parametrize("network", list(Network))
def test_a_time_can_be_changed_only_where_the_network_holds_it(network: Network) -> None:
    holds = posting_of(network)[Posting.SCHEDULE].way
    assert capabilities_of(network)[ActionKind.RESCHEDULE].way is holds


@pytest.mark.parametrize(
    "more", ["[posting.leap]\nway='api'", "[posting.media]\nway='api'", "[posting]\nmedia=1"]
)
def test_what_goes_with_publishing_is_read_strictly(more: str) -> None:
    entry = "way='api'\nlabel='a'\neffect='b'\nreason='c'\nsource='d'\nchecked_on=2026-01-01\n"
    base = "\n".join(f"[actions.{kind.value}]\n{entry}" for kind in ActionKind)
    assert read_file(base).posting == {}
    with pytest.raises(BugError):
        read_file(f"{base}\n{more}")

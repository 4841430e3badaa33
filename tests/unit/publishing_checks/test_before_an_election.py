"""In a pre-election period what names a party or candidate needs another person's yes (3.3d, P7)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from socialdesk.clock import to_ms
from socialdesk.decisions.case import Incomplete, NotOpen
from socialdesk.decisions.political import reply_problem
from socialdesk.model.accounts import Network
from socialdesk.model.people import Person, Role
from socialdesk.packs import draft_problem
from socialdesk.policy.politics import PartiesError, load_parties
from socialdesk.publishing.checks import at_another_time
from socialdesk.publishing.schedule import set_time
from tests.fakes.drafting import ADA, BEN, ELECTION, HOLLY, IN_PERIOD, OTTO, PARTIES, PICTURE, TESS, Drafting
from tests.fakes.triage import WordTriage

NAMED = "Our officers will be at the Labour Party rally on Saturday."
YES = {"agree": "yes", "words": "Neutral: it is about the roads."}

pytestmark = pytest.mark.clause("P7")


@pytest.fixture(scope="module")
def desk() -> Drafting:
    """Shared: each test drafts a post of its own."""
    made = Drafting()
    made.now = IN_PERIOD
    return made


@pytest.fixture
def fresh() -> Drafting:
    made = Drafting()
    made.now = IN_PERIOD
    return made


@pytest.mark.parametrize(
    "text",
    [
        NAMED,
        "the labour party",
        "L\u0430bour rally on Saturday",
        "\uff2c\uff41\uff42\uff4f\uff55\uff52 rally",
        "Lab\u200bour rally on Saturday",
        "L4bour rally",
        "La-bour rally",
        "L a b o u r rally",
        "Labouuuur rally",
        "#VoteLabour",
        "#Labour2027",
        "#V0teLab0ur",
        "#v0telab0ur",
        "#Lib3ralD3mocrats",
        "#Reform_UK",
        "@UKLabour",
        "Liberal\nDemocrats will be in Rushden",
        "Liberal\r\n\r\nDemocrats",
        "#LiberalDemocrats",
        "#liberaldemocrats",
        "LibDems",
        "Lib. Dem. stall",
        "Tories on the market square",
        "Reform UK stall",
        "A Reform candidate is in town",
        "R3form UK",
        "The Greens are out",
        "A Green councillor",
        "We met Jane Fotheringay",
        "We met Jane\nFotheringay",
        "We met J. Fotheringay",
        "#JaneFotheringay",
        "#janefotheringay",
        "Cllr Fotheringay",
        "J\u0430ne F\u043etheringay",
        "JANE FOTHERINGAY",
        "J a n e F o t h e r i n g a y",
        "Jane F0theringay",
        "See https://www.conservatives.com",
    ],
)
def test_a_party_or_candidate_is_found_however_written(desk: Drafting, text: str):
    found = desk.check(desk.draft(text), "pre_election")
    assert found.state == "ask"
    assert found.clause == "3.3d"
    assert "Another person" in found.sentence


@pytest.mark.parametrize(
    "text",
    [
        "Victims of forced labour: how to see the signs",
        "Her wife went into labour on the A43",
        "A green car was seen in Green Lane",
        "A conservative estimate is forty",
        "Reform of the traffic lights",
        "Jane and Fred ran for charity",
        "We labour in all weathers",
    ],
)
def test_ordinary_words_name_no_party(desk: Drafting, text: str):
    assert desk.of(text, "pre_election") == "pass"


def test_a_name_in_a_description_and_in_what_is_shared_counts(desk: Drafting):
    post = desk.draft("In Rushden today")
    desk.picture(post, alt_text="A stall of Reform UK")
    assert desk.state(post, "pre_election") == "ask"
    desk.db.execute(
        "INSERT INTO threads (account_id, kind, native_id, text, created_ms, raw) VALUES (?, 'post', 'main', ?, 5, '')",
        (desk.page, NAMED),
    )
    shared = desk.draft("Please read")
    desk.db.execute("UPDATE post_targets SET share_of = 'main' WHERE post_id = ?", (shared,))
    assert desk.state(shared, "pre_election") == "ask"


# The period's edges, by the Force's own clock: British Summer Time begins on 28 March 2027.


@pytest.mark.parametrize(
    ("at", "state"),
    [
        (datetime(2027, 3, 24, 23, 59, 59, tzinfo=UTC), "pass"),
        (datetime(2027, 3, 25, 0, 0, tzinfo=UTC), "ask"),
        (datetime(2027, 5, 6, 22, 59, 59, tzinfo=UTC), "ask"),
        (datetime(2027, 5, 6, 23, 0, tzinfo=UTC), "pass"),
        (datetime(2027, 5, 6, 23, 30, tzinfo=UTC), "pass"),
    ],
)
def test_the_edges_of_the_period(fresh: Drafting, at: datetime, state: str):
    fresh.now = at
    assert fresh.of(NAMED, "pre_election") == state


def test_a_period_that_begins_in_summer_begins_an_hour_earlier_in_utc(fresh: Drafting):
    summer = ELECTION.replace("2027-03-25", "2027-04-10").replace("2027-05-06", "2027-05-06")
    fresh.book = replace(fresh.book, parties=load_parties(PARTIES + summer))
    for at, state in (
        (datetime(2027, 4, 9, 22, 59, tzinfo=UTC), "pass"),
        (datetime(2027, 4, 9, 23, 0, tzinfo=UTC), "ask"),
    ):
        fresh.now = at
        assert fresh.of(NAMED, "pre_election") == state


@pytest.mark.parametrize(
    ("now", "shown", "state"),
    [
        (datetime(2027, 3, 20, 12, tzinfo=UTC), datetime(2027, 3, 26, 9, tzinfo=UTC), "ask"),
        (datetime(2027, 5, 1, 12, tzinfo=UTC), datetime(2027, 5, 7, 9, tzinfo=UTC), "pass"),
        (datetime(2027, 5, 1, 12, tzinfo=UTC), datetime(2027, 4, 30, 9, tzinfo=UTC), "ask"),
    ],
)
def test_what_counts_is_when_the_public_sees_it(fresh: Drafting, now: datetime, shown: datetime, state: str):
    fresh.now = datetime(2027, 3, 1, tzinfo=UTC)
    post = fresh.draft(NAMED)
    set_time(fresh.db, post_id=post, scheduled_ms=to_ms(shown), now=fresh.now, by=HOLLY)
    fresh.now = now
    assert fresh.state(post, "pre_election") == state


@pytest.mark.parametrize(
    ("shown", "state"),
    [(datetime(2027, 3, 26, 9, tzinfo=UTC), "ask"), (datetime(2027, 3, 24, 9, tzinfo=UTC), "pass")],
)
def test_a_post_that_is_moved_into_the_period_is_asked_about(fresh: Drafting, shown: datetime, state: str):
    fresh.now = datetime(2027, 3, 1, tzinfo=UTC)
    post = fresh.draft(NAMED)
    assert fresh.state(post, "pre_election") == "pass"
    (found,) = at_another_time(
        fresh.db, post_id=post, scheduled_ms=to_ms(shown), book=fresh.book, now=fresh.now, person=HOLLY
    )
    assert found.state == state


def test_a_candidate_counts_in_their_days_only(fresh: Drafting):
    fresh.book = replace(
        fresh.book,
        parties=load_parties(PARTIES + ELECTION.replace("since = 2027-03-25", "since = 2027-04-20")),
    )
    assert fresh.of("We met Jane Fotheringay", "pre_election") == "pass"
    fresh.now = datetime(2027, 4, 20, 9, tzinfo=UTC)
    assert fresh.of("We met Jane Fotheringay", "pre_election") == "ask"


# The second yes


def test_another_persons_yes_lets_it_pass(desk: Drafting):
    post = desk.draft(NAMED)
    mine, theirs = desk.check(post, "pre_election"), desk.check(post, "pre_election", person=OTTO)
    assert mine.questions == ()
    assert [each.id for each in theirs.questions] == ["agree", "words"]
    desk.say(post, "pre_election", YES, by=OTTO)
    found = desk.check(post, "pre_election")
    assert (found.state, found.sentence) == ("pass", "Another person has said yes. (Otto Night)")
    row = desk.db.execute(
        "SELECT yes, words, by_name, by_role, at_ms FROM second_yes WHERE post_id = ?", (post,)
    ).fetchone()
    assert row == (1, YES["words"], "Otto Night", "oscar_1", to_ms(desk.now))


@pytest.mark.parametrize(
    "by",
    [
        HOLLY,
        Person("holly  BEAT", Role.CORPORATE_COMMUNICATIONS),
        Person("H\u043elly Beat", Role.OSCAR_1),
        Person("Ho11y Beat", Role.OSCAR_1),
    ],
)
def test_nobody_approves_their_own(desk: Drafting, by: Person):
    post = desk.draft(NAMED)
    with pytest.raises(NotOpen):
        desk.say(post, "pre_election", YES, by=by)
    assert desk.state(post, "pre_election") == "ask"


def test_whoever_answered_for_it_is_no_second_person(desk: Drafting):
    post = desk.draft(NAMED + " A man has died.")
    desk.say(post, "rag", {"death": "yes"}, by=BEN)
    with pytest.raises(NotOpen):
        desk.say(post, "pre_election", YES, by=BEN)
    desk.say(post, "pre_election", YES, by=ADA)
    assert desk.state(post, "pre_election") == "pass"


def test_two_people_of_one_name_are_told_apart_by_their_numbers(fresh: Drafting):
    holly = fresh.staff("Holly Beat", Role.ACCOUNT_HOLDER)
    post = fresh.draft(NAMED, by=holly)
    with pytest.raises(NotOpen):
        fresh.say(
            post, "pre_election", YES, by=Person("Holly Beat", Role.ACCOUNT_HOLDER, staff_id=holly.staff_id)
        )
    with pytest.raises(NotOpen):
        fresh.say(post, "pre_election", YES, by=HOLLY)
    other = fresh.staff("Holly Beat", Role.ACCOUNT_HOLDER)
    fresh.say(post, "pre_election", YES, by=other)
    assert fresh.state(post, "pre_election", person=holly) == "pass"


@pytest.mark.parametrize("by", [TESS, Person("Aud", Role.AUDITOR)])
def test_a_trainee_or_an_auditor_does_not_approve(desk: Drafting, by: Person):
    post = desk.draft(NAMED)
    with pytest.raises(NotOpen):
        desk.say(post, "pre_election", YES, by=by)


def test_words_pictures_or_accounts_altered_after_the_yes_ask_again(desk: Drafting):
    post = desk.draft(NAMED)
    desk.say(post, "pre_election", YES, by=OTTO)
    desk.draft(NAMED + " Bring a friend!", post_id=post)
    assert desk.state(post, "pre_election") == "ask"
    desk.draft(NAMED, post_id=post)
    assert desk.state(post, "pre_election") == "pass"
    desk.picture(post, PICTURE + b"rally")
    assert desk.state(post, "pre_election") == "ask"
    other = desk.draft(NAMED)
    desk.say(other, "pre_election", YES, by=OTTO)
    desk.draft(NAMED, on=desk.page, post_id=other)
    assert desk.state(other, "pre_election") == "ask"


def test_a_no_stops_it_and_says_what_to_alter(desk: Drafting):
    post = desk.draft(NAMED)
    with pytest.raises(Incomplete) as refused:
        desk.say(post, "pre_election", {"agree": "no"}, by=OTTO)
    assert refused.value.field == "words"
    desk.say(post, "pre_election", {"agree": "no", "words": "Leave the party out"}, by=OTTO)
    assert desk.state(post, "pre_election") == "stop"


def test_pictures_are_looked_at_for_politics_too(desk: Drafting):
    post = desk.draft("In Rushden today")
    desk.picture(post)
    found = desk.check(post, "pre_election")
    assert (found.state, [each.id for each in found.questions]) == ("open", ["picture"])
    desk.say(post, "pre_election", {"picture": "no"})
    assert desk.state(post, "pre_election") == "pass"
    desk.say(post, "pre_election", {"picture": "yes"})
    assert desk.state(post, "pre_election") == "ask"
    desk.say(post, "pre_election", YES, by=OTTO)
    assert desk.state(post, "pre_election") == "pass"


# Replies


@pytest.mark.parametrize(
    ("text", "at", "says"),
    [
        ("Ask the Labour Party", IN_PERIOD, "Labour Party"),
        ("Ask #JaneFotheringay", IN_PERIOD, "Jane Fotheringay"),
        ("Ask the council", IN_PERIOD, ""),
        ("Ask the Labour Party", datetime(2027, 5, 6, 23, 0, tzinfo=UTC), ""),
        ("  ", IN_PERIOD, ""),
    ],
)
def test_a_reply_is_warned_of_too(desk: Drafting, text: str, at: datetime, says: str):
    found = reply_problem(text, book=desk.book, now=at)
    assert says in found
    assert bool(found) == bool(says)
    assert draft_problem(WordTriage(), desk.book, text, Network.FACEBOOK, False, now=at) == found
    assert draft_problem(WordTriage(), desk.book, text, Network.FACEBOOK, False) == ""


# The list


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("version = ", "not TOML"),
        (PARTIES.replace('version = "starter 1"', 'version = ""'), "no version"),
        ('version = "1"', "names no party"),
        (PARTIES + ELECTION.replace("begins", "begin"), '"begin"'),
        (PARTIES + ELECTION.replace("2027-05-06", "2027-01-06", 1), "ends before it begins"),
        (PARTIES + ELECTION.replace("Jane Fotheringay", "Jane"), "first and a last name"),
        (PARTIES + ELECTION.replace("begins = 2027-03-25", 'begins = "soon"'), "cannot be used"),
    ],
)
def test_a_list_with_a_mistake_is_refused(text: str, says: str):
    with pytest.raises(PartiesError, match=says):
        load_parties(text)

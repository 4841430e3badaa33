"""Purpose, the red, amber and green guide, our own words, protected words, private life (3.1, 1.2, 4.3, 3.3)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from socialdesk.decisions.case import Incomplete, NotOpen
from socialdesk.inbox.watchlist import add_words
from socialdesk.model.accounts import Network
from socialdesk.model.people import Person, Role
from socialdesk.packs import policy_book, rule_triage
from socialdesk.policy.rag import Rag
from socialdesk.triage.api import ProtectedKind
from tests.fakes.drafting import ADA, HOLLY, OTTO, Drafting

PLAIN = "Lock your bike when you leave it in Corby town centre. Two locks are better than one."


@pytest.fixture(scope="module")
def desk() -> Drafting:
    """Shared: each test drafts a post of its own."""
    return Drafting()


@pytest.fixture
def fresh() -> Drafting:
    return Drafting()


def test_an_ordinary_post_passes_every_check(desk: Drafting):
    found = desk.all(desk.draft(PLAIN))
    assert {name: each.state for name, each in found.items() if each.state != "pass"} == {}
    assert list(found)[:3] == ["account", "purpose", "ethics"]


def test_every_check_has_a_title_a_clause_and_a_sentence(desk: Drafting):
    for each in desk.all(desk.draft("Dave Tomkins, 34, charged. Have you seen him?")).values():
        assert each.title
        assert each.clause
        assert each.sentence.endswith((".", "?", ")"))


# Purpose


@pytest.mark.clause("P2")
@pytest.mark.parametrize("purpose", ["", "   ", "\u200b\u2060", "...", "x", "12345678"])
def test_a_post_without_a_purpose_waits(desk: Drafting, purpose: str):
    found = desk.check(desk.draft(PLAIN, purpose=purpose), "purpose")
    assert found.state == "open"
    assert found.clause == "3.1"
    assert found.questions[0].kind == "choice"


@pytest.mark.clause("P2")
def test_a_purpose_is_stated_in_the_draft_or_in_the_form(desk: Drafting):
    assert desk.state(desk.draft(PLAIN, purpose="Warn cyclists"), "purpose") == "pass"
    post = desk.draft(PLAIN, purpose="")
    desk.say(post, "purpose", {"aim": "Prevent or detect crime"})
    assert desk.state(post, "purpose") == "pass"
    desk.draft(PLAIN + " And smile.", purpose="", post_id=post)
    assert desk.state(post, "purpose") == "open"


@pytest.mark.clause("P2")
def test_none_of_these_purposes_stops_it(desk: Drafting):
    assert desk.state(desk.draft(PLAIN, purpose="None of these"), "purpose") == "stop"
    post = desk.draft(PLAIN, purpose="")
    desk.say(post, "purpose", {"aim": "None of these"})
    assert desk.state(post, "purpose") == "stop"


@pytest.mark.parametrize("aim", ["", "Because", "yes"])
def test_an_answer_that_cannot_be_is_refused(desk: Drafting, aim: str):
    post = desk.draft(PLAIN, purpose="")
    with pytest.raises(Incomplete) as refused:
        desk.say(post, "purpose", {"aim": aim})
    assert refused.value.field == "aim"


# Red, amber, green


@pytest.mark.clause("P2")
@pytest.mark.parametrize(
    "text",
    [
        "Our plain clothes officers are outside the Swan tonight",
        "our PLAIN CLOTHES\nOFFICERS ARE about",
        "#UndercoverOfficers about tonight",
        "U n d e r c o v e r teams are out",
        "Und\u200bercover teams are out",
        "\u0421overt team out in Rushden",
        "c0vert team out in Rushden",
        "co-vert team out in Rushden",
        "He has form, lots of it",
        "What an idiot of the week",
        "Vote for Jane in May",
        "Use code POLICE10 for ten per cent off",
        "DNA matches, so that is that",
    ],
)
def test_red_stops_however_it_is_written(desk: Drafting, text: str):
    found = desk.check(desk.draft(text), "rag")
    assert found.state == "stop"
    assert found.questions == ()


@pytest.mark.clause("P2")
def test_amber_asks_and_the_answer_decides(desk: Drafting):
    post = desk.draft("A man has died after a collision on the A43.")
    found = desk.check(post, "rag")
    assert found.state == "ask"
    assert [each.id for each in found.questions] == ["death", "collisions"]
    assert found.questions[0].choices == ("yes", "no")
    with pytest.raises(Incomplete) as refused:
        desk.say(post, "rag", {"death": "yes"})
    assert refused.value.field == "collisions"
    desk.say(post, "rag", {"death": "yes", "collisions": "yes"})
    assert desk.state(post, "rag") == "pass"
    desk.say(post, "rag", {"death": "no", "collisions": "yes"})
    assert desk.state(post, "rag") == "stop"
    assert "family" in desk.check(post, "rag").sentence


@pytest.mark.clause("P2")
def test_green_passes_and_says_what_is_green(desk: Drafting):
    found = desk.check(desk.draft("Come and say hello at our beat surgery on Friday."), "rag")
    assert (found.state, found.sentence) == ("pass", "Green: Meeting people.")


@pytest.mark.parametrize(
    "text",
    [
        "The tennis court is shut.",
        "A bath bomb workshop",
        "Report it, even at the dead of night",
        "Crack on!",
    ],
)
def test_harmless_words_are_not_amber(desk: Drafting, text: str):
    assert desk.of(text, "rag") == "pass"


@pytest.mark.clause("P2")
def test_another_list_is_another_guide_and_an_empty_one_passes_nothing(fresh: Drafting):
    red = next(each for each in fresh.book.rag.topics if each.colour == "red")
    own = replace(red, id="own", phrases=("bike*",), unless=())
    fresh.book = replace(fresh.book, rag=Rag(version="2", topics=(own,)))
    assert fresh.of(PLAIN, "rag") == "stop"
    fresh.book = replace(fresh.book, rag=Rag())
    assert fresh.of(PLAIN, "rag") == "stop"


def test_a_pack_without_a_part_on_publishing_publishes_nothing(fresh: Drafting):
    post = fresh.draft(PLAIN)
    fresh.book = replace(fresh.book, publishing=None)
    (only,) = fresh.all(post).values()
    assert only.state == "stop"
    with pytest.raises(NotOpen):
        fresh.say(post, "purpose", {"aim": "Prevent or detect crime"})


# Our own words, and protected ones


@pytest.mark.clause("P8")
def test_our_own_words_are_read_as_anybodys_are(desk: Drafting):
    post = desk.draft("Only an idiot drives at 90.")
    found = desk.check(post, "words")
    assert found.state == "ask"
    assert "4.3" in found.sentence
    desk.say(post, "words", {"read_again": "yes", "reason": "It quotes the campaign's own name."})
    assert desk.state(post, "words") == "pass"
    desk.draft("Only an idiot drives at 95.", post_id=post)
    assert desk.state(post, "words") == "ask"
    assert "altered" in desk.check(post, "words").sentence


def test_a_link_of_our_own_is_no_spam(fresh: Drafting):
    fresh.triage.words["apply"] = "spam"
    assert fresh.of("We are recruiting: apply at https://example.org/jobs", "words") == "pass"


@pytest.mark.clause("P8")
def test_what_is_operationally_sensitive_stops(desk: Drafting):
    assert desk.of("Watch out for our plainclothes van", "words") == "stop"


@pytest.mark.clause("P8")
def test_with_the_rules_that_come_with_the_desk(fresh: Drafting):
    fresh.triage, fresh.book = rule_triage(), policy_book()
    assert fresh.of("Those fucking drivers again, all scum", "words") == "ask"
    assert fresh.of(PLAIN, "words") == "pass"


@pytest.mark.clause("P8")
def test_the_code_of_ethics_stands_beside_every_draft(desk: Drafting):
    found = desk.check(desk.draft(PLAIN), "ethics")
    assert found.clause == "1.2"
    assert "trust in the police" in found.sentence


@pytest.mark.clause("P8")
@pytest.mark.parametrize(
    "text",
    [
        "Well done Tamsin Quillfeather",
        "well done #TamsinQuillfeather",
        "TAMSIN\nQUILLFEATHER helped us",
        "T\u0430msin Quillfeather",
        "T a m s i n Q u i l l f e a t h e r",
        "Tamsin Qui11feather",
        "Tam-sin Quill-feather",
    ],
)
def test_protected_words_stop_a_post(desk: Drafting, text: str):
    add_words(
        desk.db,
        case_name="c",
        words="Tamsin Quillfeather",
        kind=ProtectedKind.NAME,
        now=desk.now,
        by=ADA,
    )
    found = desk.check(desk.draft(text), "protected")
    assert found.state == "stop"
    assert "Quill" not in found.sentence


@pytest.mark.clause("P8")
@pytest.mark.parametrize("text", ["Well done Tamsin Quilfeather", "Well done Tam Quillfeather"])
def test_a_slip_or_a_nickname_of_a_protected_name_is_found_too(fresh: Drafting, text: str):
    fresh.triage = rule_triage()
    add_words(
        fresh.db, case_name="c", words="Tamsin Quillfeather", kind=ProtectedKind.NAME, now=fresh.now, by=ADA
    )
    assert fresh.of(text, "protected") == "stop"
    assert fresh.of("Well done Tamsin Brown", "protected") == "pass"


@pytest.mark.clause("P8")
def test_protected_words_stop_in_a_description_and_a_link_too(fresh: Drafting):
    add_words(
        fresh.db, case_name="c", words="Tamsin Quillfeather", kind=ProtectedKind.NAME, now=fresh.now, by=ADA
    )
    post = fresh.draft(PLAIN)
    fresh.picture(post, alt_text="Tamsin Quillfeather with a bike")
    assert fresh.state(post, "protected") == "stop"
    assert (
        fresh.state(fresh.draft(PLAIN, link="https://example.org/tamsin-quillfeather"), "protected") == "stop"
    )


# Private life, followers, reshares, and whose account it is


@pytest.mark.clause("P9")
@pytest.mark.parametrize(
    "text", ["On my day off at last", "Happy birthday to my wife!", "My opinion: too many cones"]
)
def test_private_life_asks(desk: Drafting, text: str):
    post = desk.draft(text)
    assert desk.state(post, "personal") == "ask"
    desk.say(post, "personal", {"role": "no"})
    assert desk.state(post, "personal") == "stop"


@pytest.mark.clause("P9")
@pytest.mark.parametrize(
    "text",
    [
        "Help us reach 5,000 followers by Friday!",
        "We have more followers than Kettering",
        "Follow\nback please",
        "#FollowBack",
        "Like and share to win",
    ],
)
def test_a_competition_for_followers_stops(desk: Drafting, text: str):
    assert desk.of(text, "personal") == "stop"


def reshared(fresh: Drafting, times: int, *, own: int = 0) -> None:
    """So many reshares that went out on the beat's account, after so many posts of its own."""
    fresh.db.execute("PRAGMA ignore_check_constraints = ON")
    for number in range(own + times):
        post = fresh.db.execute(
            "INSERT INTO posts (origin, state, by_name, by_role, created_ms, altered_ms)"
            " VALUES ('elsewhere', 'sent', 'Holly Beat', 'account_holder', 0, 0) RETURNING id"
        ).fetchone()
        assert post is not None
        target = fresh.db.execute(
            "INSERT INTO post_targets (post_id, account_id, share_of) VALUES (?, ?, ?) RETURNING id",
            (post[0], fresh.beat, "" if number < own else f"main_{number}"),
        ).fetchone()
        assert target is not None
        fresh.db.execute(
            "INSERT INTO post_parts (target_id, number, text, native_id, out_ms) VALUES (?, 1, '', ?, ?)",
            (target[0], f"n{number}", 1_000 + number),
        )


def share(fresh: Drafting) -> str:
    post = fresh.draft("Please read.")
    fresh.db.execute("UPDATE post_targets SET share_of = 'main_99' WHERE post_id = ?", (post,))
    return fresh.state(post, "reshares")


@pytest.mark.clause("P9")
@pytest.mark.parametrize(
    ("own", "times", "state"), [(0, 9, "pass"), (0, 10, "ask"), (1, 10, "ask"), (9, 9, "pass")]
)
def test_an_account_that_only_reshares_says_why(fresh: Drafting, own: int, times: int, state: str):
    reshared(fresh, times, own=own)
    assert share(fresh) == state


@pytest.mark.clause("P9")
def test_what_was_posted_without_the_desk_counts_as_its_own(fresh: Drafting):
    reshared(fresh, 10)
    fresh.db.execute(
        "INSERT INTO threads (account_id, kind, native_id, text, created_ms, raw)"
        " VALUES (?, 'post', 'x', 'Own', 2000, '')",
        (fresh.beat,),
    )
    assert share(fresh) == "pass"


@pytest.mark.clause("A9")
@pytest.mark.parametrize("network", ["instagram", "linkedin"])
def test_instagram_and_linkedin_are_corporate_communications_only(desk: Drafting, network: str):
    account = desk.account(Network(network), "Force", primary=True)
    post = desk.draft(PLAIN, on=account)
    assert desk.state(post, "account", person=HOLLY) == "stop"
    assert desk.state(post, "account", person=OTTO) == "stop"
    assert desk.state(post, "account", person=ADA) == "pass"


def test_nobody_answers_for_a_post_that_asks_nothing_or_is_no_draft(desk: Drafting):
    post = desk.draft(PLAIN)
    with pytest.raises(NotOpen):
        desk.say(post, "rag", {})
    with pytest.raises(NotOpen):
        desk.say(post, "nonsense", {})
    with pytest.raises(NotOpen):
        desk.say(post, "purpose", {"aim": "x"}, by=Person("Aud", Role.AUDITOR))

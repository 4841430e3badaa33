"""The pack: what the Force's own says, and that a pack with a mistake is refused with its place."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socialdesk.errors import UserFacingError
from socialdesk.model.accounts import Network
from socialdesk.model.actions import ActionKind
from socialdesk.policy.book import AnswerKind, Book, BookError, Strength, load_book
from tests.shared_files import shared

PACK = Path(__file__).parents[3] / "resources" / "policy" / "5-20-v5.toml"
TEXT = PACK.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def book() -> Book:
    return load_book(TEXT)


@pytest.mark.clause("R1")
def test_every_ground_of_the_policy_is_in_the_pack_with_its_clause(book: Book) -> None:
    assert {ground.id: ground.clause for ground in book.grounds.values()} == {
        "identifies_person": "4.3",
        "officer_safety": "4.3",
        "staff_breach": "4.3",
        "defamation": "4.3a",
        "contempt_of_court": "4.3b",
        "hate_speech": "4.3c",
        "offensive_language": "4.3d",
        "threatening": "4.3d",
        "spam": "4.3e",
        "repeat": "4.3e",
        "operationally_sensitive": "4.3f",
    }
    for ground in book.grounds.values():
        assert ground.guidance, ground.id
        assert ground.questions, ground.id
        assert ground.requirements, ground.id
        assert set(ground.prefer) == set(Network), ground.id


@pytest.mark.clause("R1")
def test_the_four_strengths_are_all_in_use_and_weighed(book: Book) -> None:
    assert {ground.strength for ground in book.grounds.values()} == set(Strength)
    assert sorted(Strength, key=lambda each: each.weight) == [
        Strength.MAY,
        Strength.CONSIDER,
        Strength.MUST,
        Strength.AT_ONCE,
    ]
    assert len({each.label for each in Strength}) == 4


@pytest.mark.clause("R4")
def test_defamation_asks_its_four_tests(book: Book) -> None:
    questions = book.grounds["defamation"].questions
    assert len(questions) == 4
    assert all(question.kind is AnswerKind.YES_NO and question.required for question in questions)


@pytest.mark.clause("R6")
def test_hate_speech_asks_for_the_five_characteristics_and_who_perceives_it(book: Book) -> None:
    characteristic, perceived = book.grounds["hate_speech"].questions
    for named in ("Disability", "Race", "Religion or faith", "Sexual orientation", "Transgender identity"):
        assert named in characteristic.choices
    assert len(perceived.choices) == 3


@pytest.mark.clause("R1")
def test_an_officer_is_a_ground_by_one_of_four_limbs_untrue_among_them(book: Book) -> None:
    limb = next(each for each in book.grounds["officer_safety"].questions if each.id == "limb")
    assert len(limb.choices) == 4
    assert "It is untrue (not in the public guidelines)" in limb.choices


@pytest.mark.clause("R8")
def test_repeats_are_answered_first_and_leave_the_original(book: Book) -> None:
    first = " ".join(book.grounds["repeat"].first)
    assert "engage" in first
    assert "original stays" in first


@pytest.mark.clause("R9")
def test_operationally_sensitive_goes_at_once_and_is_never_quoted(book: Book) -> None:
    ground = book.grounds["operationally_sensitive"]
    assert ground.strength is Strength.AT_ONCE
    assert ground.undo_seconds == 0
    assert ground.sensitive
    assert not ground.templates
    assert ground.urgency == max(each.urgency for each in book.grounds.values())


@pytest.mark.clause("R5")
def test_what_identifies_a_person_is_deleted_on_facebook_since_hiding_is_not_enough(book: Book) -> None:
    for ground in ("identifies_person", "contempt_of_court"):
        assert book.grounds[ground].prefer[Network.FACEBOOK] is ActionKind.DELETE
        assert "friends" in book.why_preferred(book.grounds[ground], Network.FACEBOOK)


@pytest.mark.clause("I6")
def test_freedom_of_information_lists_what_a_request_needs_and_where_it_goes(book: Book) -> None:
    assert len(book.routes["foi_request"].checklist) == 3
    wording = book.wording("signpost_foi")
    assert "freedomofinformation@northants.pnn.police.uk" in wording
    assert "northants.police.uk/foi-ai" in wording


@pytest.mark.clause("I5")
def test_a_crime_report_is_led_to_999_101_and_online(book: Book) -> None:
    wording = book.wording("signpost_crime")
    assert all(way in wording for way in ("999", "101", "https://"))


@pytest.mark.clause("R3")
def test_public_wordings_cite_the_public_guidelines_and_have_no_placeholder_left(book: Book) -> None:
    for template in book.templates.values():
        text = book.wording(template.id)
        assert "{" not in text
        if template.kind in ("warning", "explanation"):
            assert book.guidelines_url in text
        assert not re.search(r"\b4\.\d", text), "the policy's clauses mean nothing to the public"


def test_the_wordings_of_grounds_and_routes_exist(book: Book) -> None:
    for entry in (*book.grounds.values(), *book.routes.values()):
        for template in entry.templates:
            assert book.wording(template)
    with pytest.raises(KeyError):
        book.wording("none")


@pytest.mark.clause("A11")
def test_the_review_has_been_overdue_since_the_day_after_it_was_due(book: Book) -> None:
    assert book.review_overdue(date(2021, 3, 12)) is None
    sentence = book.review_overdue(date(2021, 3, 13))
    assert sentence is not None
    assert "12/03/2021" in sentence
    assert "5/20 version 5" in sentence


@pytest.mark.clause("A11")
def test_an_overdue_review_says_who_is_to_be_asked_for_it(book: Book) -> None:
    sentence = book.review_overdue(date(2026, 11, 26))
    assert sentence is not None
    assert "Head of Corporate Communications" in sentence
    assert "applies until" in sentence


def test_names_and_clauses_are_given_for_grounds_and_routes_and_survive_another_pack(book: Book) -> None:
    assert book.name_of("spam") == "Spam or promotion"
    assert book.name_of("emergency") == "Emergency"
    assert book.name_of("of_another_pack") == "of_another_pack"
    assert book.clause_of("crime_report") == "4.2b"
    assert book.clause_of("of_another_pack") == ""


def _line_of(text: str, entry: str) -> int:
    """The line of the list header above `entry`."""
    before = text[: text.index(entry)]
    return before[: before.rindex("[[")].count("\n") + 1


@pytest.mark.parametrize(
    ("old", "new", "entry", "says"),
    [
        ('templates = ["warning_language"]', 'templates = ["nowhere"]', 'id = "threatening"', "nowhere"),
        ('id = "defamation"', 'id = "spam"', 'id = "spam"\nclause = "4.3e"', "twice"),
        ('id = "question"', 'id = "spam"', 'id = "spam"\nclause = "4.2a"', "twice in grounds and routes"),
        ('id = "spam"', 'id = "Spam!"', 'id = "Spam!"', "small letters"),
        ("urgency = 1\nprefer", "urgency = 4\nprefer", 'id = "defamation"', "0 to 3"),
        ("undo_seconds = 0\n", "", 'id = "operationally_sensitive"', "at once"),
        ("undo_seconds = 0\n", "undo_seconds = -1\n", 'id = "operationally_sensitive"', "fewer than 0"),
        (
            'strength = "consider"\nwhy = "The words',
            'strength = "perhaps"\nwhy = "The words',
            'id = "defamation"',
            "perhaps",
        ),
        ('name = "Defamation"\n', "", 'id = "defamation"', "name"),
        ('name = "Defamation"\n', 'name = " "\n', 'id = "defamation"', "empty name"),
        ('name = "Defamation"\n', 'name = "Defamation"\nstrenght = "may"\n', 'id = "defamation"', "strenght"),
        ('id = "hatred", text', 'id = "hatred", txt', 'id = "defamation"', "txt"),
        ('id = "shunned"', 'id = "hatred"', 'id = "defamation"', "two questions"),
        (
            'kind = "yes_no" },\n  { id = "shunned"',
            'kind = "choice" },\n  { id = "shunned"',
            'id = "defamation"',
            "needs choices",
        ),
        (
            'bluesky = "hide" }\nprefer_why = "Hiding is enough',
            'bluesky = "reply" }\nprefer_why = "Hiding is enough',
            'id = "defamation"',
            "does not remove",
        ),
        (
            'bluesky = "hide" }\nprefer_why = "Hiding is enough',
            'myspace = "hide" }\nprefer_why = "Hiding is enough',
            'id = "defamation"',
            "myspace",
        ),
        (
            "sensitive = true",
            'sensitive = true\ntemplates = ["answer_thanks"]',
            'id = "operationally_sensitive"',
            "sensitive",
        ),
        ("value = 5\n", "value = 0\n", 'id = "significant_removals"', "less than 1"),
        ("{report_url}", "{name_of_victim}", 'id = "signpost_crime"', "name_of_victim"),
    ],
)
def test_a_mistake_in_an_entry_is_refused_with_the_line_of_the_entry(
    old: str, new: str, entry: str, says: str
) -> None:
    assert old in TEXT
    text = TEXT.replace(old, new)
    with pytest.raises(BookError, match=re.escape(says)) as refused:
        load_book(text)
    lines = [
        number
        for number, line in enumerate(text.splitlines(), 1)
        if line == text.splitlines()[refused.value.line - 1]
    ]
    assert refused.value.line in lines
    nearest = {
        _line_of(text[: found.start()] + entry, entry) for found in re.finditer(re.escape(entry), text)
    }
    assert refused.value.line in nearest
    assert isinstance(refused.value, UserFacingError)
    assert str(refused.value.line) in str(refused.value)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("review_due = 2021-03-12", "review_due = 2019-03-12", "before the policy"),
        ("review_due = 2021-03-12\n", "", "review_due"),
        ('guidelines_url = "https://', 'guidelines_url = "', "web address"),
        ("days = [1, 2, 3, 4, 5]", "days = [0]", "1 to 7"),
        ("days = [1, 2, 3, 4, 5]", "days = []", "1 to 7"),
        ("end = 17:00:00", "end = 07:00:00", "before they begin"),
        ('timezone = "Europe/London"', 'timezone = "Europe/Corby"', "time zone"),
        ('timezone = "Europe/London"', 'timezone = "../../etc"', "time zone"),
        ('timezone = "Europe/London"', 'zone = "Europe/London"', "zone"),
        ('id = "significant_removals"', 'id = "other"', "significant_removals"),
        ('id = "out_of_hours_may_reply"', 'id = "other"', "out_of_hours_may_reply"),
        ("[values]", "[valves]", "valves"),
    ],
)
def test_a_mistake_in_the_whole_is_refused_in_words(old: str, new: str, says: str) -> None:
    assert old in TEXT
    with pytest.raises(BookError, match=re.escape(says)):
        load_book(TEXT.replace(old, new, 1))


def test_a_pack_without_grounds_or_that_is_no_toml_is_refused() -> None:
    head, tail = TEXT.split("# Grounds for removal", 1)
    routes = tail[tail.index("# What is led") :]
    with pytest.raises(BookError, match="no grounds"):
        load_book("grounds = []\n" + head + routes)
    with pytest.raises(BookError, match="line 3") as refused:
        load_book('name = "x"\n\n[[grounds\n')
    assert refused.value.line == 3
    with pytest.raises(BookError) as refused:
        load_book("grounds = 3\n" + head + routes)
    assert refused.value.line == 0


def test_an_entry_that_is_written_in_line_is_refused_without_a_line() -> None:
    head = TEXT.split("# Numbers that the policy", 1)[0]
    with pytest.raises(BookError) as refused:
        load_book("grounds = [{ id = 3 }, 4]\n" + head)
    assert refused.value.line == 0


@given(st.text(max_size=200))
def test_garbage_is_a_sentence_and_no_traceback(text: str) -> None:
    with pytest.raises(BookError):
        load_book(text)


@given(st.data())
def test_a_pack_cut_or_damaged_anywhere_is_read_or_refused(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(TEXT)))
    end = min(len(TEXT), start + data.draw(st.integers(0, 60)))
    damaged = TEXT[:start] + data.draw(st.text(max_size=5)) + TEXT[end:]
    try:
        book = load_book(damaged)
    except BookError:
        return
    assert book.grounds


def test_the_pack_copies_no_sentence_of_the_forces_document() -> None:
    force = shared("policy/force-policy.txt")
    words = re.findall(r"[a-z']+", force.read_text(encoding="utf-8").lower())
    runs = {tuple(words[place : place + 9]) for place in range(len(words) - 8)}
    ours = re.findall(r"[a-z']+", re.sub(r"https?://\S+", "", TEXT.lower()))
    copied = [
        " ".join(ours[place : place + 9])
        for place in range(len(ours) - 8)
        if tuple(ours[place : place + 9]) in runs
    ]
    assert copied == []

"""A Force edits forms, phrases and the guide; a mistake is refused with its reason, never passed over (3.1)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socialdesk.decisions.reading import reading
from socialdesk.packs import policy_book
from socialdesk.policy import phrasing
from socialdesk.policy.book import BookError, load_book
from socialdesk.policy.publishing_checks import Form, FormQuestion, asked, judge
from socialdesk.policy.rag import RagError, load_rag
from tests.fakes.drafting import FOLDER
from tests.shared_files import shared

PACK = (FOLDER / "5-20-v5.toml").read_text("utf-8")
RAG = (FOLDER / "rag.toml").read_text("utf-8")
BOOK = policy_book()


@pytest.mark.clause("P2")
def test_what_comes_with_the_desk_can_be_used():
    book = BOOK
    assert book.publishing is not None
    assert {topic.colour for topic in book.rag.topics} == {"red", "amber", "green"}
    assert len(book.publishing.form("photo").questions) == 7
    assert set(book.publishing.purposes) <= set(book.publishing.form("purpose").questions[0].choices)
    assert book.parties.parties


@pytest.mark.parametrize(
    ("was", "made", "says"),
    [
        ('id = "photo"\ntitle', 'id = "photos"\ntitle', "photo"),
        ('id = "guilt"', 'id = "gilt"', "guilt"),
        ("reshares_in_a_row = 10", "reshares_in_a_row = 1", "less than 2"),
        ("reshares_in_a_row = 10", "reshare_in_a_row = 10", "reshare_in_a_row"),
        ('{ id = "background", text', '{ id = "behind", text', '"background"'),
        ('{ id = "rights", text', '{ idd = "rights", text', "idd"),
        ('{ id = "rights", text', '{ id = "background", text', "twice"),
        (
            'passes = ["no"], else_say = "No offender',
            'passes = ["never"], else_say = "No offender',
            "offenders",
        ),
        ('"In person", "At this desk"]', '"In person"]', "four choices"),
        ('kind = "choice", choices = ["Taken', 'kind = "text", choices = ["Taken', "source"),
        ('kind = "person"', 'kind = "anybody"', "anybody"),
        ('phrases = ["my birthday",', 'phrases = ["", "my birthday",', "personal"),
        ('title = "Photo checklist"', 'title = ""', "photo"),
        ('only_if = { question = "low_level"', 'only_if = { question = "no_level"', "appeal"),
    ],
)
def test_a_form_or_list_with_a_mistake_is_refused(was: str, made: str, says: str):
    assert was in PACK
    with pytest.raises(BookError, match=says):
        load_book(PACK.replace(was, made, 1))


@pytest.mark.parametrize(
    ("was", "made", "says"),
    [
        ('version = "starter 1"', "version = ''", "no version"),
        ('colour = "red"', 'colour = "blue"', "cannot be used"),
        ('id = "tactics"', 'id = "death"', "twice"),
        ('id = "tactics"', 'id = "Tactics!"', "small letters"),
        ('unless = ["covert', 'unles = ["covert', "unles"),
        ('question = "Has the family', 'help = "Has the family', "help"),
        ('phrases = ["plain clothes officers are",', 'phrases = ["", "x",', "without words"),
        ("[[topics]]", "[[topics", "not TOML"),
    ],
)
def test_a_guide_with_a_mistake_is_refused(was: str, made: str, says: str):
    assert was in RAG
    with pytest.raises(RagError, match=says):
        load_rag(RAG.replace(was, made, 1))


def test_a_guide_has_all_three_colours():
    only_red = RAG.split("[[topics]]")
    with pytest.raises(RagError, match="no amber"):
        load_rag(only_red[0] + "[[topics]]" + only_red[1])


QUESTIONS = Form(
    id="f",
    title="F",
    clause="1",  # pyright: ignore[reportArgumentType]
    asks="Answer.",
    passed="Passed.",
    questions=(
        FormQuestion(id="one", text="One?", passes=("yes",), else_say="One stops."),
        FormQuestion(id="two", text="Two?", kind="text", needed=False),
        FormQuestion(id="three", text="Three?", kind="choice", choices=("a", "b")),
    ),
)


@given(
    st.dictionaries(
        st.sampled_from(["one", "two", "three", "four"]), st.sampled_from(["yes", "no", "a", "", "x"])
    )
)
def test_a_form_passes_only_with_every_needed_answer_and_none_that_stops(answers: dict[str, str]):
    found = judge(QUESTIONS, answers)
    passes = answers.get("one") == "yes" and answers.get("three") == "a"
    assert (found.state == "pass") == passes
    assert (found.state == "stop") == (answers.get("one") == "no")
    assert len(asked(QUESTIONS, answers)) == 3


# Phrases


@pytest.mark.parametrize(
    ("phrase", "text", "there"),
    [
        ("my birthday", "My\nbirthday", True),
        ("my birthday", "my birthdays", False),
        ("birthday*", "my birthdays", True),
        ("looking for … man", "We are looking for a tall man", True),
        ("looking for … man", "What are you looking for? A man asked", False),
        ("looking for … man", "We are looking for a very tall and thin and old man", False),
        ("don't vote", "Don\u2019t vote", True),
        ("covert", "Coverts", False),
        ("covert", "co\u00advert", True),
        ("f4f", "#F4F", True),
    ],
)
def test_phrases_are_found_as_written_or_disguised(phrase: str, text: str, there: bool):
    assert bool(phrasing.found((phrase,), reading(text).all)) is there


@given(st.text(max_size=200))
def test_any_text_is_read_and_looked_through(text: str):
    read = reading(text)
    assert len(read.plain) == len(read.cased)
    BOOK.rag.met(read.all)


def test_the_forces_own_sentences_stay_out_of_the_project():
    ours = " ".join((PACK + RAG).casefold().split())
    theirs = shared("policy/force-policy.txt")
    sentences = [
        " ".join(each.split()).casefold() for each in theirs.read_text("utf-8").replace("\n", ".").split(".")
    ]
    assert [each for each in sentences if len(each.split()) > 7 and each in ours] == []

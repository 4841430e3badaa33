"""No scenario contradicts the policy pack, what the networks can do, or the rules for what is made up."""

from __future__ import annotations

import re
import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socialdesk.config.paths import resources_dir
from socialdesk.packs import policy_book
from socialdesk.policy.book import Book
from socialdesk.training.events import ScenarioError
from socialdesk.training.scenario import faults_in, read_scenario, scenario_names, scenario_text
from socialdesk.training.scenario_starter import STARTER

NETWORKS = ("facebook", "instagram", "x", "youtube", "linkedin", "bluesky")
NO_LETTERS = ("youtube", "linkedin")


BOOK = policy_book()


@pytest.fixture
def book() -> Book:
    return BOOK


def talk(top: str = "") -> str:
    """A page and what stands on it, on every network: NETWORK, NETWORK_post, NETWORK_mention, NETWORK_comment, ..."""
    text = f'format = 1\n{top}[watch]\n"Robbery" = ["Kyle Deverson"]\n[people]\ndale = "Dale"\n'
    for each in NETWORKS:
        text += f'[[page]]\nkey = "{each}"\nnetwork = "{each}"\nname = "Force"\nusername = "force"\n'
        text += f'[[post]]\nkey = "{each}_post"\npage = "{each}"\nago = "1h"\ntext = "A post"\n'
        text += (
            f'[[mention]]\nkey = "{each}_mention"\npage = "{each}"\nby = "dale"\nago = "50m"\ntext = "Look"\n'
        )
    return text


def item(answer: str, *, on: str = "facebook_post", text: str = "Hello", by: str = "dale") -> str:
    return (
        f'[[comment]]\nkey = "item"\non = "{on}"\nby = "{by}"\nat = 10\ntext = "{text}"\n'
        f'[comment.answer]\nwhy = "So"\n{answer}\n'
    )


def told(text: str, book: Book) -> list[str]:
    return [fault.words for fault in faults_in(text, book=book)]


@pytest.mark.clause("T4")
@pytest.mark.parametrize("name", scenario_names())
def test_no_scenario_that_comes_with_the_desk_has_a_fault(name: str, book: Book) -> None:
    text, file = scenario_text(name)
    assert faults_in(text, name=file, book=book) == ()


def test_the_starter_has_no_fault_and_one_of_each(book: Book) -> None:
    assert faults_in(STARTER, book=book) == ()
    scenario = read_scenario(STARTER, book=book)
    assert {one.kind for one in scenario.entries} >= {
        "post",
        "comment",
        "mention",
        "message",
        "edit",
        "colleague",
        "task",
    }
    decided = {one.answer.do for one in scenario.entries if one.answer}
    assert decided >= {"remove", "keep", "reply", "ask", "foi", "emergency", "proceedings", "leave"}


def test_the_example_of_the_readme_has_no_fault(book: Book) -> None:
    readme = (resources_dir() / "scenarios" / "README.md").read_text("utf-8")
    _, _, rest = readme.partition("### A whole small one\n")
    example = re.split(r"\n#+ ", rest, maxsplit=1)[0]
    assert faults_in(textwrap.dedent(example), book=book) == ()
    assert len(read_scenario(textwrap.dedent(example)).timeline) == 4


def test_reading_alone_asks_nothing_of_the_pack(book: Book) -> None:
    text = talk() + item('do = "remove"')
    assert faults_in(text) == ()
    with pytest.raises(ScenarioError, match="`grounds` is missing"):
        read_scenario(text, book=book)


@pytest.mark.parametrize(
    "answer",
    [
        'do = "remove"\ngrounds = ["contempt_of_court", "identifies_person"]\nact = "delete"\nbefore = ["evidence"]',
        'do = "remove"\ngrounds = ["repeat"]\nor_else = ["leave"]\nact = "delete"\nbefore = ["engage"]',
        'do = "remove"\ngrounds = ["spam"]\nnever = ["Crystal"]',
        'do = "keep"\nor_else = ["leave", "reply"]\ngrounds = ["defamation"]\nclause = "4.3a"',
        'do = "ask"\nor_else = ["keep"]\nadvice = "It stays."',
        'do = "block"\nalso = ["remove", "crime"]\nbefore = ["engage", "advice"]\ngrounds = ["hate_speech"]',
        'do = "reply"\nor_else = ["warn"]\nsays = ["101|online", "thank"]\nnever = ["what happened"]\nwithin = 90',
        'do = "emergency"\nalso = ["reply"]\nsays = ["999"]',
    ],
)
def test_what_the_policy_asks_is_no_fault(answer: str, book: Book) -> None:
    assert told(talk() + item(answer), book) == []


@pytest.mark.clause("4.3")
@pytest.mark.parametrize(
    ("answer", "explained"),
    [
        ('do = "remove"', "Criticism of the police alone is never a ground"),
        ('do = "block"', "nobody blocked, without one"),
        ('do = "remove"\ngrounds = ["rudeness"]', "`grounds` names rudeness"),
        ('do = "reply"\ngrounds = ["spam"]', "go with remove, keep and block"),
        ('do = "keep"\ngrounds = ["hate_speech"]', "so it does not stay (4.3c)"),
        ('do = "remove"\nor_else = ["leave"]\ngrounds = ["spam"]', "so it does not stay (4.3e)"),
        ('do = "remove"\ngrounds = ["spam"]\nact = "hide"', "prefers to delete on Facebook"),
        ('do = "remove"\ngrounds = ["spam"]\nact = "mute"', "`act` is one of hide, delete, report"),
        ('do = "keep"\nact = "hide"', "`act` goes with remove"),
        ('do = "keep"\nor_else = ["keep"]', "stands twice"),
        ('do = "reply"\nalso = ["leave"]', "decisions by themselves"),
        ('do = "proceedings"', "marked on a [[post]]"),
        ('do = "keep"\nsays = ["101"]', "`says` goes with reply and warn"),
        ('do = "reply"\nbefore = ["evidence"]', "goes with a `do` of remove or block"),
        ('do = "emergency"\nbefore = ["emergency"]', "cannot come before itself"),
        ('do = "reply"\nsays = ["call 101|ring 101"]\nnever = ["101"]', "which `never` forbids"),
        ('do = "reply"\nsays = ["a||b"]', "empty choice"),
        ('do = "reply"\nnever = [""]', "empty entry"),
        ('do = "reply"\nsays = ["not kyle deverson|no names"]', "asks for the protected words Kyle Deverson"),
        ('do = "ask"\nadvice = "Take Kyle Deverson out."', "`advice` has the protected words"),
        ('do = "ask"\nadvice = "Ring 01604 123456."', "01604 123456 may be somebody's"),
        ('do = "keep"\nclause = "9.9"', "`clause` names 9.9"),
        ('do = "keep"\nwithin = 0', "`within` is in seconds"),
        ('do = "keep"\nwithin = nan', "`within` is in seconds"),
    ],
)
def test_an_answer_that_contradicts_the_policy_is_refused(answer: str, explained: str, book: Book) -> None:
    found = faults_in(talk() + item(answer), book=book)
    assert any(explained in fault.words for fault in found), found
    assert {fault.line for fault in found} == {talk().count("\n") + 1}


@pytest.mark.clause("4.3")
def test_a_removal_of_nothing_but_criticism_is_refused(book: Book) -> None:
    answer = 'do = "remove"\ngrounds = ["offensive_language"]\nact = "hide"'
    words = "I complained about how I was spoken to at the front desk and have heard nothing. Who deals with that?"
    assert "criticism or a complaint" in " ".join(told(talk() + item(answer, text=words), book))
    assert told(talk() + item(answer, text=words + " Fucking useless"), book) == []


def test_an_empty_reason_is_refused(book: Book) -> None:
    text = talk() + item('do = "keep"').replace('why = "So"', 'why = " "')
    assert told(text, book) == ["the answer's `why` is empty; the debrief shows it"]


@pytest.mark.parametrize(
    ("on", "act", "explained"),
    [
        ("instagram_post", "delete", ""),
        ("linkedin_post", "delete", ""),
        ("youtube_post", "delete", ""),
        ("youtube_mention", "delete", ""),
        ("x_post", "hide", ""),
        ("bluesky_post", "hide", ""),
        ("facebook_mention", "delete", ""),
        ("x_mention", "report", ""),
        ("bluesky_mention", "report", ""),
        ("instagram_mention", "report", ""),
        ("x_post", "delete", "X has no delete for this: hide or report by hand is open"),
        ("bluesky_post", "delete", "Bluesky has no delete"),
        ("linkedin_post", "hide", "LinkedIn has no hide"),
        ("x_mention", "hide", "X has no hide for this: report by hand is open"),
        ("instagram_mention", "hide", "Instagram has no hide"),
        ("facebook_mention", "hide", "Facebook has no hide"),
    ],
)
def test_the_action_is_open_on_the_network(on: str, act: str, explained: str, book: Book) -> None:
    answer = f'do = "remove"\ngrounds = ["spam"]\nact = "{act}"'
    found = told(talk() + item(answer, on=on), book)
    assert len(found) == bool(explained)
    assert explained in "".join(found)


def test_a_network_without_blocking_blocks_nobody(book: Book) -> None:
    answer = 'do = "block"\ngrounds = ["hate_speech"]'
    assert told(talk() + item(answer, on="linkedin_post"), book) == ["LinkedIn has no blocking"]
    assert told(talk() + item(answer, by="facebook"), book) == [
        "one of the Force's own accounts is not blocked"
    ]


@pytest.mark.clause("4.2b")
@pytest.mark.parametrize(
    ("answer", "explained"),
    [
        ('do = "remove"\ngrounds = ["spam"]', "a message is private"),
        ('do = "block"\ngrounds = ["identifies_person"]', "no ground in a private message"),
        ('do = "block"\ngrounds = ["threatening"]', ""),
    ],
)
def test_a_message_is_nobodys_to_remove(answer: str, explained: str, book: Book) -> None:
    message = (
        f'[[message]]\npage = "x"\nby = "dale"\nat = 1\ntext = "Hi"\n[message.answer]\nwhy = "So"\n{answer}\n'
    )
    found = told(talk() + message, book)
    assert len(found) == bool(explained)
    assert explained in "".join(found)


def test_what_goes_with_a_deleted_comment_has_no_answer_of_its_own(book: Book) -> None:
    beneath = (
        '[[comment]]\non = "item"\nby = "dale"\nat = 20\ntext = "Ha"\nanswer = { do = "keep", why = "x" }\n'
    )
    deleted = 'do = "remove"\ngrounds = ["spam"]'
    assert "it goes with item" in told(talk() + item(deleted) + beneath, book)[0]
    assert told(talk() + item(deleted, on="x_post") + beneath, book) == []
    hidden = 'do = "remove"\ngrounds = ["offensive_language"]'
    assert told(talk() + item(hidden) + beneath, book) == []


def test_a_post_of_our_own_is_marked_and_not_removed(book: Book) -> None:
    post = '[[post]]\npage = "x"\nat = 1\ntext = "An arrest"\n[post.answer]\nwhy = "So"\ndo = "{}"\n'
    assert told(talk() + post.format("proceedings"), book) == []
    assert "of the Force's own" in told(talk() + post.format("reply"), book)[0]


def test_an_edits_answer_is_checked_where_the_edited_stands(book: Book) -> None:
    edit = (
        '[[edit]]\non = "item"\nat = 20\ntext = "{}"\n'
        '[edit.answer]\nwhy = "So"\ndo = "remove"\ngrounds = ["spam"]\nact = "{}"\n'
    )
    text = talk() + item('do = "keep"', on="x_post")
    assert told(text + edit.format("Buy", "hide"), book) == []
    assert "X has no delete" in told(text + edit.format("Buy", "delete"), book)[0]


# Protected words, and what is somebody's


@pytest.mark.clause("4.3b")
def test_an_item_with_protected_words_is_removed_or_asked_about(book: Book) -> None:
    named = "Kyle Deverson did it"
    remove = 'do = "remove"\ngrounds = ["contempt_of_court"]'
    assert told(talk() + item(remove, text=named), book) == []
    assert told(talk() + item('do = "ask"', text=named), book) == []
    assert "its answer lets it stand" in told(talk() + item('do = "keep"', text=named), book)[0]
    chatter = f'[[comment]]\non = "facebook_post"\nby = "dale"\nat = 5\ntext = "{named}"\n'
    assert "lets it stand" in told(talk() + item('do = "keep"') + chatter, book)[0]
    assert told(talk() + chatter, book) == []  # of a scenario without answers nobody is judged
    edit = f'[[edit]]\non = "item"\nat = 20\ntext = "{named}"\n'
    assert "lets it stand" in told(talk() + item('do = "keep"') + edit, book)[0]
    assert (
        told(
            talk()
            + item('do = "keep"')
            + edit
            + f'answer = {{ {remove.replace(chr(10), ", ")}, why = "x" }}\n',
            book,
        )
        == []
    )


@pytest.mark.clause("4.3b")
@pytest.mark.parametrize(
    "event",
    [
        '[[post]]\npage = "x"\nat = 1\ntext = "Kyle Deverson was charged"\n',
        '[[comment]]\non = "x_post"\nby = "x"\nat = 1\ntext = "Not Kyle Deverson"\n',
        '[[message]]\npage = "x"\nperson = "dale"\nat = 1\ntext = "Not Kyle Deverson"\n',
        '[[colleague]]\non = "x_mention"\ndoes = "reply"\nat = 1\ntext = "It is #KyleDeverson"\n',
    ],
)
def test_the_force_never_writes_protected_words(event: str, book: Book) -> None:
    (fault,) = faults_in(talk() + event, book=book)
    assert "the Force writes the protected words Kyle Deverson" in fault.words
    assert fault.line == talk().count("\n") + 1


def test_numbers_and_addresses_of_anybody_are_refused(book: Book) -> None:
    comment = '[[comment]]\non = "x_post"\nby = "dale"\nat = 1\ntext = "{}"\n'
    assert told(talk() + comment.format("Ring 01632 960111, or see a.example"), book) == []
    assert "07123 456789 may be" in told(talk() + comment.format("Ring 07123 456789"), book)[0]
    assert told(talk() + comment.format(f"Write to {book.values['foi_mailbox']}"), book) == []
    top = 'brief = "See www.bbc.co.uk"\n'
    assert told(talk(top), book) == [
        "brief: www.bbc.co.uk may be somebody's; take a number or address that is kept for drama"
    ]


# The whole, tasks, and whether all of it can happen


def test_nothing_comes_after_the_end(book: Book) -> None:
    comment = '[[comment]]\non = "x_post"\nby = "dale"\nat = 61\ntext = "Late"\n'
    assert "after the end" in told(talk("minutes = 1\n") + comment, book)[0]
    assert told(talk("minutes = 2\n") + comment, book) == []


def test_periods_and_candidates_are_checked(book: Book) -> None:
    period = '[[periods]]\nid = "p"\nname = "P"\nbegins = 2027-05-06\nends = 2027-03-22\n'
    assert told(talk() + period, book) == ["[[periods]] p ends before it begins"]
    good = period.replace("2027-03-22", "2027-06-01")
    assert told(talk() + good + good, book) == ["[[periods]] p is there twice"]
    candidate = '[[candidates]]\nname = "Perpetua Llanfair"\nparty = "{}"\n'
    assert "list of parties" in told(talk() + candidate.format("Beer Party"), book)[0]
    assert told(talk() + candidate.format(book.parties.parties[0].name), book) == []


@pytest.mark.parametrize(
    ("top", "answer", "explained"),
    [
        ("", 'do = "publish"\npages = ["x"]\nsays = ["A6999"]\nnever = ["Corsa"]\nwithin = 60', ""),
        ("", 'do = "take_down"\nof = "x_post"', ""),
        ("", 'do = "publish_nothing"', ""),
        ('role = "oscar_1"\n', 'do = "threshold"', ""),
        ("", 'do = "threshold"', "declared by an Oscar 1 or IDO"),
        ("", 'do = "publish"\npages = ["z"]', "`pages` names z"),
        ("", 'do = "handover"\nsays = ["all"]', "go with publish alone"),
        ("", 'do = "take_down"', "`of` must name the [[post]]"),
        ("", 'do = "proceedings"\nof = "x_mention"', "`of` must name the [[post]]"),
        ("", 'do = "publish"\nof = "x_post"', "goes with take_down and proceedings"),
        ("", 'do = "publish"\nsays = ["Kyle Deverson"]', "protected words"),
        ("", 'do = "publish"\nwithin = -1', "`within`"),
    ],
)
def test_a_task_is_checked(top: str, answer: str, explained: str, book: Book) -> None:
    task = f'[[task]]\ntitle = "T"\ntext = "t"\nat = 1\n[task.answer]\nclause = "3.1"\nwhy = "So"\n{answer}\n'
    found = told(talk(top) + task, book)
    assert len(found) == bool(explained)
    assert explained in "".join(found)


@pytest.mark.parametrize(
    ("event", "explained"),
    [
        (
            '[[message]]\npage = "youtube"\nby = "dale"\ntext = "Hi"\nago = "1m"\n',
            "YouTube has no private messages",
        ),
        ('[[message]]\npage = "linkedin"\nby = "dale"\ntext = "Hi"\nat = 1\n', "LinkedIn page's messages"),
        ('[[edit]]\non = "bluesky_mention"\ntext = "Hi"\nat = 1\n', "cannot be edited"),
        ('[[colleague]]\non = "x_mention"\ndoes = "hide"\nat = 1\n', "X hides only"),
        (
            '[[comment]]\non = "linkedin_post"\nby = "dale"\ntext = "Hi"\nat = 1\nhidden = true\n',
            "cannot hide",
        ),
    ],
)
def test_what_a_network_lacks_is_found_without_playing(event: str, explained: str, book: Book) -> None:
    (fault,) = faults_in(talk() + event, book=book)
    assert explained in fault.words
    assert fault.line == talk().count("\n") + 1


def test_what_comes_too_late_is_found(book: Book) -> None:
    text = talk() + (
        '[[withdraw]]\non = "x_mention"\nat = 5\n[[edit]]\non = "x_mention"\ntext = "Late"\nat = 6\n'
        '[[comment]]\nkey = "a"\non = "facebook_post"\nby = "dale"\ntext = "Hi"\nat = 1\n'
        '[[colleague]]\non = "a"\ndoes = "delete"\nat = 2\n[[comment]]\non = "a"\nby = "dale"\ntext = "Hm"\nat = 3\n'
    )
    assert [words.split(" (")[0] for words in told(text, book)] == ["it cannot happen: what `on` names"] * 2


def test_beside_what_cannot_be_read_all_is_looked_at_and_rehearsed(book: Book) -> None:
    text = (
        talk()
        + '[[edit]]\nkey = "e"\non = "nothing"\ntext = "x"\nat = 1\n'
        + item('do = "keep"\nclause = "9"')
    )
    text += '[[edit]]\non = "bluesky_mention"\ntext = "Hi"\nat = 1\n'
    text += '[[colleague]]\non = "x_post"\ndoes = "hide"\nat = 2\n'
    found = told(text, book)
    assert len(found) == 4
    assert "`on` names nothing, which is not there" in found[0]
    assert "`clause` names 9" in found[1]
    assert "cannot be edited" in found[2]
    assert "`on` names x_post, a [[post]]; it may be a comment, " in found[3]
    assert [fault.line for fault in faults_in("format = ", book=book)] == [1]


@given(st.data())
def test_no_change_to_a_file_breaks_the_checks(data: st.DataObject) -> None:
    lines = STARTER.splitlines(keepends=True)
    at, gone = data.draw(st.integers(0, len(lines))), data.draw(st.integers(0, 3))
    scraps = (
        "[[edit]]\n",
        'on = "named"\n',
        'network = "bluesky"\n',
        'by = "force"\n',
        "at = 1\n",
        'does = "hide"\n',
    )
    put = data.draw(st.sampled_from(scraps) | st.sampled_from(lines) | st.text(max_size=8))
    text = "".join([*lines[:at], put, *lines[at + gone :]])
    faults = faults_in(text, book=BOOK)
    assert all(fault.words for fault in faults)
    assert {fault.words for fault in faults_in(text)} <= {fault.words for fault in faults}

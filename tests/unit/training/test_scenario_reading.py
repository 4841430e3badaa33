"""A scenario file is read whole, and every fault of it is told with its line."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import get_args
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from socialdesk.config.paths import resources_dir
from socialdesk.model.people import Role
from socialdesk.policy.book import load_book
from socialdesk.training.answers import Before, Do, ModelAnswer, TaskAnswer, TaskDo
from socialdesk.training.events import KINDS, ScenarioError
from socialdesk.training.scenario import faults_in, read_scenario
from socialdesk.training.scenario_starter import STARTER

HEAD = 'format = 1\n[people]\ndale = "Dale"\n[[page]]\nkey = "force"\nname = "Force"\nusername = "force"\n'
POST = '[[post]]\nkey = "post"\npage = "force"\nago = "1h"\ntext = "A post"\n'
COMMENT = '[[comment]]\nkey = "c"\non = "post"\nby = "dale"\nat = 1\ntext = "Hello"\n'


def words_of(text: str) -> list[tuple[int, str]]:
    return [(fault.line, fault.words) for fault in faults_in(text)]


def test_every_fault_is_told_not_only_the_first() -> None:
    text = HEAD + POST + COMMENT.replace('by = "dale"', 'by = "gary"') + '[[comment]]\non = "post"\nat = 2\n'
    told = words_of(text)
    assert [line for line, _ in told] == [13, 19, 19]
    assert "gary" in told[0][1]
    assert [words for _, words in told[1:]] == ["`by` is missing", "a comment has a `text` or a `picture`"]


def test_all_that_holds_for_the_whole_is_read() -> None:
    scenario = read_scenario(
        HEAD.replace(
            "format = 1\n",
            'format = 1\nminutes = 25\nlevel = "hard"\nrole = "oscar_1"\nbegins = 2026-12-26T02:00:00\n'
            'brief = "Look"\ndebrief = "Well"\n[settings]\nundo_seconds = 3\n',
        )
        + POST
        + '[[periods]]\nid = "p"\nname = "P"\nbegins = 2027-03-22\nends = 2027-05-06\n'
        + '[[candidates]]\nname = "Perpetua Llanfair"\n'
    )
    assert (scenario.minutes, scenario.level, scenario.role) == (25, "hard", Role.OSCAR_1)
    assert scenario.begins == datetime(2026, 12, 26, 2, tzinfo=ZoneInfo("Europe/London"))
    assert (scenario.brief, scenario.debrief) == ("Look", "Well")
    assert scenario.settings == {"undo_seconds": 3}
    assert [each.id for each in scenario.periods] == ["p"]
    assert [each.name for each in scenario.candidates] == ["Perpetua Llanfair"]
    assert not scenario.marked


@pytest.mark.parametrize(
    ("added", "explained"),
    [
        ('level = "easy"\n', "`level` is one of first, usual, hard"),
        ('role = "sergeant"\n', "`role` is one of"),
        ('begins = "tonight"\n', "`begins` is a day and a time"),
        ('minutes = "ten"\n', "`minutes` is a whole number"),
        ("colour = 1\n", "[colour] is not known"),
        ("[settings]\ncolour = 1\n", "[settings] colour is no setting"),
        ("minutes = -1\n", "`minutes` is a whole number"),
        ('[settings]\nperson_role = "ido"\n', "stands in `role`"),
        ('[settings]\nundo_seconds = "five"\n', "undo_seconds is written like 8"),
        ("[settings]\nundo_seconds = true\n", "undo_seconds is written like 8"),
        ("[settings]\nundo_seconds = 61\n", "undo_seconds cannot be 61"),
        ("[settings]\nundo_seconds = -1\n", "undo_seconds cannot be -1"),
        ('[settings]\ntheme = "pink"\n', "theme cannot be 'pink'"),
        (
            '[[periods]]\nid = "p"\nname = "P"\nbegins = 2027-03-22\nends = 2027-05-06\nend = 1\n',
            "end is not",
        ),
        ("[[candidates]]\nname = 7\n", "str"),
        ("[watch]\nCase = 1\n", "[watch] gives each case"),
    ],
)
def test_what_is_wrong_with_the_whole_is_explained(added: str, explained: str) -> None:
    text = HEAD.replace("format = 1\n", f"format = 1\n{added}") + POST
    assert any(explained in words for _, words in words_of(text))


def test_events_without_a_key_are_called_by_the_line_of_their_header() -> None:
    text = HEAD + POST + COMMENT.replace('key = "c"\n', "")
    (comment,) = read_scenario(text).timeline
    assert comment.event.key == f"line-{comment.line}"
    assert text.splitlines()[comment.line - 1] == "[[comment]]"


def test_a_header_within_words_or_a_remark_is_none() -> None:
    text = HEAD + POST.replace('"A post"', '"""\n[[comment]]\n"""') + "# [[comment]]\n" + COMMENT
    (comment,) = read_scenario(text).timeline
    assert text.splitlines()[comment.line] == 'key = "c"'


@pytest.mark.parametrize(
    ("event", "explained"),
    [
        (POST.replace('key = "post"', 'key = "q"\nby = "dale"'), "[[post]] has no `by`"),
        ('[[edit]]\non = "post"\ntext = "x"\nat = 1\n', "`on` names post"),
        ('[[withdraw]]\non = "c"\nat = 2\nanswer = { do = "keep", why = "x" }\n', "has no answer"),
        ('[[colleague]]\non = "c"\nat = 2\n', "`does` is missing"),
        ('[[colleague]]\non = "c"\ndoes = "reply"\nat = 2\n', "`text` is missing"),
        ('[[colleague]]\non = "c"\ndoes = "eat"\nat = 2\n', "does"),
        ('[[colleague]]\non = "m"\ndoes = "delete"\nat = 2\n', "a message is private"),
        ('[[task]]\ntitle = "Do"\nat = 2\n', "`text` is missing"),
        ('[[task]]\ntitle = "Do"\ntext = "it"\nat = 2\nanswer = { do = "remove", why = "x" }\n', "remove"),
        ('[[message]]\npage = "force"\nby = "force"\ntext = "Hi"\nat = 2\n', "to a `person`"),
        (COMMENT.replace('key = "c"', 'answer = { do = "remove" }'), "why"),
        (COMMENT.replace('key = "c"', 'answer = { do = "destroy", why = "x" }'), "destroy"),
        (COMMENT.replace('key = "c"', 'answer = { do = "keep", why = "x", fine = 1 }'), "fine"),
    ],
)
def test_what_is_wrong_with_an_event_is_explained(event: str, explained: str) -> None:
    message = '[[message]]\nkey = "m"\npage = "force"\nby = "dale"\ntext = "Hi"\nago = "1m"\n'
    told = words_of(HEAD + POST + COMMENT + message + event)
    assert any(explained in words and line > 0 for line, words in told), told


def test_answers_stand_in_a_line_or_in_a_table() -> None:
    text = HEAD + POST + COMMENT + '[comment.answer]\ndo = "keep"\nwhy = "Criticism"\n'
    line = COMMENT.replace('"c"', '"d"') + 'answer = { do = "reply", says = ["101|online"], why = "Asked" }\n'
    task = (
        '[[task]]\ntitle = "T"\ntext = "t"\nat = 3\nanswer = { do = "handover", clause = "4.1", why = "w" }\n'
    )
    scenario = read_scenario(text + line + task)
    assert [one.answer for one in scenario.timeline[:2]] == [
        ModelAnswer(do="keep", why="Criticism"),
        ModelAnswer(do="reply", says=("101|online",), why="Asked"),
    ]
    assert scenario.timeline[2].task == TaskAnswer(do="handover", clause="4.1", why="w")
    assert scenario.marked


def test_the_readme_names_everything_that_can_be_written() -> None:
    folder = resources_dir()
    readme = (folder / "scenarios" / "README.md").read_text("utf-8")
    fields = [*ModelAnswer.__struct_fields__, *TaskAnswer.__struct_fields__]
    words = [*KINDS, *get_args(Do), *get_args(Before), *get_args(TaskDo), *fields, *(role for role in Role)]
    assert [word for word in words if word not in readme and word != "auditor"] == []
    book = load_book((folder / "policy" / "5-20-v5.toml").read_text("utf-8"))
    assert [ground for ground in book.grounds if f"| {ground} (" not in readme] == []


@given(st.data())
def test_no_change_to_a_file_breaks_the_reading(data: st.DataObject) -> None:
    lines = STARTER.splitlines(keepends=True)
    at = data.draw(st.integers(0, len(lines)))
    gone = data.draw(st.integers(0, 3))
    scraps = (
        "[[",
        "]]",
        '"""',
        "=",
        "[comment.answer]\n",
        "[[edit]]\n",
        "answer = 1\n",
        'on = "named"\n',
        "ago = ''\n",
    )
    put = data.draw(st.text(max_size=12) | st.sampled_from(scraps) | st.sampled_from(lines))
    text = "".join([*lines[:at], put, *lines[at + gone :]])
    faults = faults_in(text)
    assert all(fault.words and 0 <= fault.line <= len(text.splitlines()) + 1 for fault in faults)
    with suppress(ScenarioError):
        scenario = read_scenario(text)
        assert not faults
        assert len({one.event.key for one in scenario.entries}) == len(scenario.entries)


@given(
    st.dictionaries(
        st.sampled_from([*ModelAnswer.__struct_fields__, "colour"]),
        st.text(max_size=5) | st.integers() | st.lists(st.text(max_size=5), max_size=2) | st.floats(),
    )
)
def test_any_answer_is_read_or_explained(told: dict[str, object]) -> None:
    table = "".join(f"{key} = {value}\n" for key, value in ((k, _toml(v)) for k, v in told.items()))
    faults = faults_in(f"{HEAD}{POST}{COMMENT}[comment.answer]\n{table}")
    try:
        msgspec.convert(told, ModelAnswer)
    except msgspec.ValidationError:
        assert [fault.line for fault in faults] == [13]
    else:
        assert not faults


def _toml(value: object) -> str:
    if isinstance(value, list):
        return f"[{', '.join(_toml(each) for each in value)}]"
    if isinstance(value, str):
        return '"' + "".join(f"\\U{ord(sign):08x}" for sign in value) + '"'
    return repr(value)

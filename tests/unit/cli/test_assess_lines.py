"""`socialdesk assess`: a line of JSON in, the grounds out; whatever the line is."""

from __future__ import annotations

import contextlib
import json
from functools import cache

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from socialdesk.advice import LONGEST_LINE, Assessor, NotAsked
from socialdesk.cli import main

JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@cache
def assessor() -> Assessor:
    return Assessor()


def answer(**asked: object) -> dict[str, object]:
    return assessor().answer(json.dumps(asked).encode())


@pytest.mark.clause("R1", "R7")
def test_a_swear_word_is_found_where_it_stands() -> None:
    text = "What a pile of shit this is"
    found = answer(id="a", text=text)
    assert found["id"] == "a"
    grounds = found["grounds"]
    assert isinstance(grounds, list)
    assert grounds[0]["clause"] == "4.3d"
    assert grounds[0]["ground"] == "offensive_language"
    assert 0 < grounds[0]["score"] <= 1
    [[start, end]] = grounds[0]["spans"]
    assert text[start:end] == "shit"


def test_criticism_is_no_ground() -> None:
    assert answer(id=7, text="You never turn up when people call you.") == {"id": 7, "grounds": []}


def test_what_is_known_beside_the_text_counts() -> None:
    asked = {"text": "It was Kyle Deverson.", "protected": ["Kyle Deverson"], "post": "A man was arrested."}
    grounds = [ground["ground"] for ground in answer(id=1, **asked)["grounds"]]  # pyright: ignore[reportGeneralTypeIssues]  (JSON)
    assert "contempt_of_court" in grounds
    assert answer(id=1, **asked, by_force=True)["grounds"] == []
    assert answer(id=1, text="Come to my shop now please", earlier=["Come to my shop now please"])["grounds"]


@pytest.mark.parametrize(
    "line",
    [
        b"garbage",
        b"{}",
        b'{"text": 5}',
        b'{"text": null}',
        b"[]",
        b"null",
        b'"text"',
        b'{"text": "a"',
        b"\xff\xfe",
        b'{"text": "a", "kind": "shout"}',
        b'{"text": "a", "earlier": "one"}',
        b"[" * 100_000,
        b'{"text": "' + b"a" * LONGEST_LINE + b'"}',
        b'{"text": "a", "id": ' + b"9" * 5_000 + b"}",
    ],
    ids=range(14),
)
def test_what_is_no_question_is_said_to_be_none(line: bytes) -> None:
    with pytest.raises(NotAsked):
        assessor().answer(line)


@given(st.binary(max_size=200) | JSON.map(lambda value: json.dumps(value).encode()))
def test_any_line_is_answered_or_refused(line: bytes) -> None:
    with contextlib.suppress(NotAsked):
        json.dumps(assessor().answer(line))


@given(st.text(max_size=200))
def test_every_span_lies_in_the_text(text: str) -> None:
    for ground in answer(id=0, text=text)["grounds"]:  # pyright: ignore[reportGeneralTypeIssues]  (JSON)
        assert all(0 <= start < end <= len(text) for start, end in ground["spans"])


def test_each_line_has_its_answer_and_a_bad_one_ends_nothing() -> None:
    lines = [
        '\ufeff{"id": 1, "text": "Thank you"}',
        "garbage",
        "",
        '{"text": "\\ud83d"}',
        '{"id": 3, "text": "Ta"}',
    ]
    done = CliRunner().invoke(main, ["assess"], input="\n".join(lines))
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [each["id"] for each in answers] == [1, None, None, 3]
    assert (answers[1]["line"], answers[1]["error"]) == (2, "it is not JSON")
    assert answers[2] == {"id": None, "grounds": []}
    assert done.exit_code == 1
    assert done.stderr == 'Error: 1 line could not be read as a JSON object with a "text".\n'


def test_a_line_without_end_is_not_kept_in_memory() -> None:
    longest = b'{"id": 1, "text": "' + b"a" * (3 * LONGEST_LINE) + b'"}\n{"id": 2, "text": "Ta"}\n'
    done = CliRunner().invoke(main, ["assess", "--json"], input=longest)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(each["id"], each.get("line")) for each in answers] == [(None, 1), (2, None)]

"""`socialdesk assess`: a line of JSON in, the grounds out; whatever the line is."""

from __future__ import annotations

import contextlib
import gc
import json
import tracemalloc
from functools import cache
from typing import Any, NoReturn

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from socialdesk import advice
from socialdesk.advice import LONGEST_LINE, Assessor, NotAsked, case_state
from socialdesk.cli import main
from socialdesk.packs import lexicon
from socialdesk.policy.context import Proceedings
from socialdesk.triage.api import ModelOff
from socialdesk.triage.signals import RuleTriage

JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@cache
def assessor() -> Assessor:
    return Assessor()


def answer(**asked: object) -> dict[str, Any]:
    return assessor().answer(json.dumps(asked).encode())


@pytest.mark.clause("R1", "R7")
def test_a_swear_word_is_found_where_it_stands() -> None:
    text = "What a pile of shit this is"
    found = answer(id="a", text=text)
    assert found["id"] == "a"
    grounds = found["grounds"]
    assert grounds[0]["clause"] == "4.3d"
    assert grounds[0]["ground"] == "offensive_language"
    assert 0 < grounds[0]["score"] <= 1
    [[start, end]] = grounds[0]["spans"]
    assert text[start:end] == "shit"


def test_criticism_is_no_ground() -> None:
    found = answer(id=7, text="You never turn up when people call you.")
    assert (found["id"], found["grounds"]) == (7, [])


def test_what_is_known_beside_the_text_counts() -> None:
    asked = {"text": "It was Kyle Deverson.", "protected": ["Kyle Deverson"], "post": "A man was arrested."}
    grounds = [ground["ground"] for ground in answer(id=1, **asked)["grounds"]]
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
        b'{"text": "a", "protected": [5]}',
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
    for ground in answer(id=0, text=text)["grounds"]:
        assert all(0 <= start < end <= len(text) for start, end in ground["spans"])


def test_each_line_has_its_answer_and_a_bad_one_ends_nothing() -> None:
    lines = [
        '\ufeff{"id": 1, "text": "Thank you"}',
        "garbage",
        "",
        '{"text": "\\ud83d"}',
        '{"id": 3, "text": "Ta"}',
    ]
    done = CliRunner().invoke(main, ["assess", "--without-model"], input="\n".join(lines))
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [each["id"] for each in answers] == [1, None, None, 3]
    assert (answers[1]["line"], answers[1]["error"]) == (2, "it is not JSON")
    assert answers[2] == {"id": None, "grounds": [], "routes": []}
    assert done.exit_code == 1
    assert done.stderr == 'Error: 1 line could not be read as a JSON object with a "text".\n'


def test_a_line_without_end_is_not_kept_in_memory() -> None:
    longest = b'{"id": 1, "text": "' + b"a" * (3 * LONGEST_LINE) + b'"}\n{"id": 2, "text": "Ta"}\n'
    done = CliRunner().invoke(main, ["assess", "--json"], input=longest)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(each["id"], each.get("line")) for each in answers] == [(None, 1), (2, None)]


def test_what_is_led_elsewhere_stands_apart_from_what_is_a_ground() -> None:
    found = answer(id=1, text="FOI request: how many officers were suspended? And you are shit at this.")
    assert [each["ground"] for each in found["grounds"]] == ["offensive_language"]
    assert any(each["ground"].startswith("foi_") for each in found["routes"])
    for each in (*found["grounds"], *found["routes"]):
        assert each["clause"]
        assert each["why"]
        assert each["band"] == (
            "likely" if each["score"] >= 0.8 else "possible" if each["score"] >= 0.5 else "weak"
        )


@pytest.mark.clause("R5")
def test_the_case_state_moves_how_sure_contempt_is() -> None:
    def contempt(state: str | None) -> float:
        found = answer(id=1, text="He's been inside before for the same thing", case_state=state)
        return next(
            (each["score"] for each in found["grounds"] if each["ground"] == "contempt_of_court"), 0.0
        )

    assert contempt("ended") < contempt(None) == contempt("") == contempt("not charged") < contempt("charged")


@pytest.mark.parametrize(
    ("words", "state"),
    [
        ("", None),
        ("unknown", None),
        ("Active", Proceedings.ACTIVE),
        ("arrested, not charged", Proceedings.ACTIVE),
        ("Charged with murder; trial in May", Proceedings.ACTIVE),
        ("convicted, appeal pending", Proceedings.ACTIVE),
        ("charged 2021, convicted 2022", Proceedings.ENDED),
        ("concluded", Proceedings.ENDED),
    ],
)
def test_free_words_on_a_case_are_understood(words: str, state: Proceedings | None) -> None:
    assert case_state(words) is state


def test_what_a_line_leaves_out_or_says_oddly_is_no_error() -> None:
    text = "Kyle Deverson did it, everyone in Oakfield School knows"
    plain = answer(id=1, text=text)
    assert (
        answer(id=1, text=text, post=None, kind=None, network=None, case_state=None, protected=None) == plain
    )
    assert answer(id=1, text=text, kind="Review", network="tiktok", extra={"a": [1]}) == plain
    listed = answer(
        id=1, text=text, protected=[{"words": "Oakfield School", "kind": "school"}, "Kyle Deverson"]
    )
    assert "identifies_person" in [each["ground"] for each in listed["grounds"]]


def test_in_private_a_name_is_told_to_the_police_alone() -> None:
    asked = {"text": "It was Kyle Deverson.", "protected": ["Kyle Deverson"]}
    public = {each["ground"] for each in answer(id=1, **asked)["grounds"]}
    private = {each["ground"] for each in answer(id=1, **asked, kind="direct message")["grounds"]}
    assert "identifies_person" in public - private


def test_a_wrong_line_is_answered_with_its_own_id_where_it_has_one() -> None:
    done = CliRunner().invoke(
        main, ["assess", "--json", "--without-model"], input='{"id": "x9", "text": 4}\n'
    )
    [told] = [json.loads(line) for line in done.stdout.splitlines()]
    assert (told["id"], told["line"]) == ("x9", 1)
    assert "text" in told["error"]


def test_a_model_that_is_off_is_said_once_and_the_rules_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    def off() -> NoReturn:
        raise ModelOff(
            "Its file is not the one that this version came with.", kept="The rules run without it."
        )

    monkeypatch.setattr(advice, "trained_model", off)
    lines = '{"id": 1, "text": "What shit"}\n' * 3
    done = CliRunner().invoke(main, ["assess"], input=lines)
    assert done.stderr == (
        "Model off. Its file is not the one that this version came with. The rules run without it.\n"
    )
    assert [json.loads(line)["grounds"][0]["ground"] for line in done.stdout.splitlines()] == [
        "offensive_language"
    ] * 3


def test_the_answers_do_not_grow_with_the_lines() -> None:
    lines = [
        json.dumps(
            {
                "id": n,
                "text": f"Number {n}: who is Kyle D{n}? shit, see a{n}.example",
                "protected": [f"Kyle D{n}"],
            }
        )
        for n in range(1_200)
    ]
    # As in a process of its own: what other tests left in the memory of the shared one comes and goes in jumps.
    own = Assessor(triage=RuleTriage(lexicon()))
    for line in lines[:400]:
        own.answer(line.encode())
    gc.collect()
    tracemalloc.start()
    try:
        for line in lines[400:800]:
            own.answer(line.encode())
        gc.collect()
        before = tracemalloc.get_traced_memory()[0]
        for line in lines[800:]:
            own.answer(line.encode())
        gc.collect()
        grown = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
    assert grown < 500_000


def test_the_report_reads_no_lines_and_is_words_json_or_csv() -> None:
    def told(*more: str) -> str:
        done = CliRunner().invoke(main, ["assess", "--report", "--training", *more])
        assert done.exit_code == 0, done.output
        return done.stdout

    assert told() == "Nobody has said anything of a suggestion yet.\n"
    assert json.loads(told("--json")) == {"by_ground": [], "by_word": [], "instead": {}}
    assert told("--csv").startswith("month,strand,word,ground,band,found_by,rules,model,judged,agreed,")
    assert CliRunner().invoke(main, ["assess", "--csv"]).exit_code == 2

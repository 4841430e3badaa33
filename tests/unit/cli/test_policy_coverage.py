"""Which requirement is cited where."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socialdesk.advice import policy_rows
from socialdesk.packs import policy_book
from socialdesk.policy.coverage import Covered, coverage, lacking, requirements

ROWS = {row: f"title of {row}" for row in ("A1", "A11", "R1", "R4", "R5", "R6", "R12", "T3")}


def cited(text: str) -> set[str]:
    return {row.id for row in coverage(ROWS, code=[("a.py", text)], tests=[]) if row.code}


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("Evidence first (R12).", {"R12"}),
        ("(A1, A11)", {"A1", "A11"}),
        ("(4.3b, R5)", {"R5"}),
        ("(T3; R12)", {"T3", "R12"}),
        ("(R4-R6)", {"R4", "R5", "R6"}),
        ("(R4 to R6)", {"R4", "R5", "R6"}),
        ("R12 without brackets", set()),
        ("(R13)", set()),
        ("call(R1_000)", set()),
        ("(see the T3 of another)", set()),
    ],
)
def test_code_cites_in_brackets(text: str, rows: set[str]) -> None:
    assert cited(text) == rows


def test_tests_cite_by_the_mark() -> None:
    marked = '@pytest.mark.clause("R12", "4.6")\n@pytest.mark.clause(\'T3\')\nassert "R1"\n# (R4)'
    rows = coverage(ROWS, code=[], tests=[("tests/a.py", marked)])
    assert {row.id for row in rows if row.tests} == {"R12", "T3"}


def test_a_pack_is_code_too() -> None:
    rows = coverage(ROWS, code=[], tests=[], data={"pack.toml": {"R4"}})
    assert [row.code for row in rows if row.id == "R4"] == [("pack.toml",)]


def test_each_state_has_its_words() -> None:
    states = [Covered("R1", "", code, tests).state for code in ((), ("a",)) for tests in ((), ("b",))]
    assert states == [
        "not yet",
        "tested, no code cites it",
        "cited in code, no test",
        "cited in code and tests",
    ]


@given(st.text())
def test_any_source_can_be_read(text: str) -> None:
    assert len(coverage(ROWS, code=[("a", text)], tests=[("b", text)])) == len(ROWS)


def test_the_requirements_are_titles() -> None:
    assert requirements('A1 = "one"\n[table]\nx = 1\n') == {"A1": "one"}


def test_what_is_known_to_be_missing_is_said_and_not_taken_for_whole() -> None:
    told = lacking('A1 = "one"\n[lacking]\nA1 = "half of it"\n')
    (row,) = coverage({"A1": "one"}, code=[("a", "(A1)")], tests=[("b", 'mark.clause("A1")')], lacks=told)
    assert (row.state, row.lacking) == ("in part, cited and tested", "half of it")


def test_this_checkout_covers_what_it_promises() -> None:
    rows, have_tests = policy_rows(policy_book())
    assert have_tests
    assert len(rows) == 45
    by_id = {row.id: row for row in rows}
    for row in ("R1", "R2", "R9", "R12", "T1", "T3", "T4", "I4", "I5", "I6"):
        assert by_id[row].state == "cited in code and tests", by_id[row]
    assert not any(file.startswith("tests/") for row in rows for file in row.code)

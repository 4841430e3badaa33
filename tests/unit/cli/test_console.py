"""How the command line speaks: sentences and exit codes, and nothing on the terminal that could steer it."""

from __future__ import annotations

import errno
import json
import unicodedata
from collections.abc import Callable

import click
import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from socialdesk.console import Sentences, on_terminal, print_json
from socialdesk.errors import BugError, UserFacingError


def run(what: Callable[[], object]) -> Result:
    @click.group(cls=Sentences, invoke_without_command=True)
    def main() -> None:
        what()

    return CliRunner().invoke(main, [])


def failing(error: BaseException) -> Callable[[], object]:
    def fail() -> object:
        raise error

    return fail


def test_what_is_meant_for_people_is_said_in_a_sentence() -> None:
    done = run(failing(UserFacingError("It broke.", kept="All is kept.", to_do="Do it again.")))
    assert (done.exit_code, done.stderr) == (1, "It broke. All is kept. Do it again.\n")


def test_what_is_meant_for_people_at_the_close_too() -> None:
    def close_badly() -> None:
        click.get_current_context().call_on_close(failing(UserFacingError("The end was not kept.")))

    done = run(close_badly)
    assert (done.exit_code, done.stderr) == (1, "The end was not kept.\n")


def test_an_interruption_is_quiet() -> None:
    done = run(failing(KeyboardInterrupt()))
    assert (done.exit_code, done.output.strip()) == (130, "")


def test_a_reader_who_went_away_is_no_error() -> None:
    done = run(failing(BrokenPipeError(errno.EPIPE, "Broken pipe")))
    assert (done.exit_code, done.output) == (1, "")


def test_a_fault_of_our_own_is_not_hidden() -> None:
    done = run(failing(BugError("ours")))
    assert isinstance(done.exception, BugError)


def test_an_exit_code_is_kept() -> None:
    assert run(lambda: click.get_current_context().exit(1)).exit_code == 1
    assert run(lambda: None).exit_code == 0


@pytest.mark.parametrize(
    "hostile",
    [
        "\x1b]0;owned\x07title",
        "\x1b[2J\x1b[31mred",
        "\x9b31mred",
        "over\rwritten",
        "two\nlines",
        "\u202edesrever",
        "back\b\b\bspace",
    ],
)
def test_a_strangers_text_cannot_steer_the_terminal(hostile: str) -> None:
    assert on_terminal(hostile).isprintable()


@given(st.text())
def test_no_text_at_all_can(text: str) -> None:
    shown = on_terminal(text)
    assert not any(unicodedata.category(letter) in {"Cc", "Cs"} for letter in shown)
    assert not set(shown) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029")


@given(st.text())
def test_json_is_ascii_on_one_line(text: str) -> None:
    @click.command()
    def command() -> None:
        print_json({"text": text})

    done = CliRunner().invoke(command, [])
    assert done.output.count("\n") == 1
    assert done.output[:-1].isascii()
    assert done.output[:-1].isprintable()
    assert json.loads(done.output) == {"text": text}

"""The recovery code: typed by a tired person from a sheet of paper."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socialdesk.config.recovery import GROUPS, RecoveryCodeError, key_of, recovery_code

KEYS = st.binary(min_size=32, max_size=32)
SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
KEY = bytes(range(32))
CODE = recovery_code(KEY)


@given(KEYS)
def test_a_code_gives_its_key_back(key: bytes) -> None:
    code = recovery_code(key)
    assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{5}-){13}[0-9A-HJKMNP-TV-Z]{5}", code)
    assert key_of(code) == key


@pytest.mark.parametrize(
    "typed",
    [
        CODE.lower(),
        CODE.replace("-", ""),
        CODE.replace("-", " "),
        CODE.replace("-", "\n"),
        CODE.replace("-", " – "),
        CODE.replace("0", "O").replace("1", "l"),
        CODE.replace("0", "o").replace("1", "I"),
        f"  {CODE}\t",
        "".join(chr(ord(letter) + 0xFEE0) if letter != "-" else "-" for letter in CODE),
    ],
    ids=["small", "run together", "spaces", "lines", "dashes", "O and l", "o and I", "margins", "full width"],
)
def test_how_it_is_typed_does_not_matter(typed: str) -> None:
    assert key_of(typed) == KEY


@given(KEYS, st.integers(0, GROUPS * 5 - 1), st.sampled_from(SYMBOLS))
def test_one_wrong_letter_is_found_in_its_group(key: bytes, place: int, letter: str) -> None:
    run = recovery_code(key).replace("-", "")
    typed = run[:place] + letter + run[place + 1 :]
    if typed == run:
        return
    with pytest.raises(RecoveryCodeError) as caught:
        key_of(typed)
    assert caught.value.groups == (place // 5 + 1,)
    assert f"group {place // 5 + 1} of" in str(caught.value)


@given(KEYS, st.integers(0, GROUPS - 1), st.integers(0, 3))
def test_two_letters_swapped_are_found_in_their_group(key: bytes, group: int, first: int) -> None:
    groups = recovery_code(key).split("-")
    word = groups[group]
    groups[group] = word[:first] + word[first + 1] + word[first] + word[first + 2 :]
    if groups[group] == word:
        return
    with pytest.raises(RecoveryCodeError) as caught:
        key_of("-".join(groups))
    assert caught.value.groups == (group + 1,)


def test_groups_in_the_wrong_order_are_named() -> None:
    groups = CODE.split("-")
    groups[2], groups[3] = groups[3], groups[2]
    with pytest.raises(RecoveryCodeError, match="groups 3 and 4"):
        key_of("-".join(groups))


def test_a_letter_too_few_or_too_many_is_named() -> None:
    groups = CODE.split("-")
    groups[4] = groups[4][:-1]
    with pytest.raises(RecoveryCodeError, match="in group 5") as caught:
        key_of("-".join(groups))
    assert caught.value.groups == (5,)
    with pytest.raises(RecoveryCodeError, match="70 letters and figures in all; this has 69"):
        key_of("".join(groups))
    with pytest.raises(RecoveryCodeError, match="this has 65"):
        key_of(CODE[:-6])


def test_a_letter_that_no_code_has_is_named_by_its_group_and_not_repeated() -> None:
    with pytest.raises(RecoveryCodeError, match="group 1") as caught:
        key_of("U" + CODE[1:])
    assert "U" not in str(caught.value)


def test_groups_from_two_codes_are_told() -> None:
    other = recovery_code(bytes(32)).split("-")
    mixed = CODE.split("-")[:7] + other[7:]
    with pytest.raises(RecoveryCodeError, match="not from one recovery code"):
        key_of("-".join(mixed))


@given(st.text(max_size=200) | st.text(alphabet=SYMBOLS + "-", min_size=60, max_size=90))
def test_whatever_is_typed_is_a_key_or_a_sentence(typed: str) -> None:
    with pytest.raises(RecoveryCodeError, match="Nothing was altered"):
        key_of(typed)


def test_a_pasted_novel_is_refused_at_once() -> None:
    with pytest.raises(RecoveryCodeError, match="far longer"):
        key_of("A" * 1_000_000)

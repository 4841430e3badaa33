"""The recovery code: the database's key as letters and figures that a person can print, file and type again.

14 groups of 5 from Crockford's base 32, which has no I, L, O or U: 56 symbols hold the key and a check of the whole,
and each group ends with a check of itself that depends on its place. So a group that is mistyped or misplaced is named.
Case, spaces, dashes, O for 0 and I or L for 1 do not matter.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata

from socialdesk.errors import UserFacingError

GROUPS = 14
_GROUP = 5
_SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans("OIL", "011")
_BETWEEN = re.compile(r"[\W_]+")
_LONGEST = 1_000


class RecoveryCodeError(UserFacingError):
    """A code that cannot be a recovery code; `groups` are the ones to look at, counted from 1."""

    def __init__(self, happened: str, groups: tuple[int, ...] = ()) -> None:
        self.groups = groups
        super().__init__(
            happened,
            kept="Nothing was altered.",
            to_do="Compare what you typed with the printed code, and enter it again.",
        )


def recovery_code(key: bytes) -> str:
    """The code of a 32 byte key: 14 groups of 5, with a dash between groups."""
    number = int.from_bytes(key, "big") << 24 | _check_of_all(key)
    symbols = [(number >> 5 * place) & 31 for place in reversed(range(56))]
    groups: list[str] = []
    for place in range(GROUPS):
        group = symbols[place * 4 : place * 4 + 4]
        groups.append("".join(_SYMBOLS[symbol] for symbol in (*group, _check_of_group(group, place))))
    return "-".join(groups)


def key_of(code: str) -> bytes:
    """The 32 byte key of a typed code. Raises `RecoveryCodeError`, which says where to look."""
    groups = _groups(code)
    symbols: list[int] = []
    wrong: list[int] = []
    for place, group in enumerate(groups):
        values = [_SYMBOLS.find(symbol) for symbol in group]
        if -1 in values or _check_of_group(values[:4], place) != values[4]:
            wrong.append(place + 1)
        symbols += values[:4]
    if wrong:
        raise RecoveryCodeError(f"There is a mistake in {_named(wrong)} of the recovery code.", tuple(wrong))
    number = 0
    for symbol in symbols:
        number = number << 5 | symbol
    key = (number >> 24).to_bytes(32, "big")
    if number & 0xFFFFFF != _check_of_all(key):
        raise RecoveryCodeError(
            "The groups of this code are each in order, but they are not from one recovery code."
        )
    return key


def _groups(code: str) -> list[str]:
    if len(code) > _LONGEST:
        raise RecoveryCodeError("That is far longer than a recovery code.")
    plain = unicodedata.normalize("NFKC", code).upper().translate(_READ_AS)
    typed = [group for group in _BETWEEN.split(plain) if group]
    if len(typed) == GROUPS:
        wrong = [place + 1 for place, group in enumerate(typed) if len(group) != _GROUP]
        if wrong:
            raise RecoveryCodeError(
                f"There should be {_GROUP} letters and figures in {_named(wrong)}.", tuple(wrong)
            )
        return typed
    run = "".join(typed)
    if len(run) != GROUPS * _GROUP:
        raise RecoveryCodeError(
            f"A recovery code has {GROUPS} groups of {_GROUP}, {GROUPS * _GROUP} letters and figures in all;"
            f" this has {len(run)}."
        )
    return [run[start : start + _GROUP] for start in range(0, len(run), _GROUP)]


def _named(groups: list[int]) -> str:
    if len(groups) == 1:
        return f"group {groups[0]}"
    return f"groups {', '.join(str(group) for group in groups[:-1])} and {groups[-1]}"


def _check_of_all(key: bytes) -> int:
    """24 bits: 20 for the last four symbols, 4 that fill up the key's last one."""
    return int.from_bytes(hashlib.sha256(b"SocialDesk recovery code\0" + key).digest()[:3], "big")


def _check_of_group(symbols: list[int], place: int) -> int:
    """One symbol that any one wrong symbol, any two neighbours swapped, or the wrong place in the code would alter.

    A weighted sum in the field of 32 elements (x^5 + x^2 + 1), each weight a different power of x, plus the place.
    """
    total = 0
    for symbol in symbols:
        total = _doubled(total ^ symbol)
    return total ^ place


def _doubled(element: int) -> int:
    element <<= 1
    return element ^ 0b100101 if element & 32 else element

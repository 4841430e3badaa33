"""PINs: what may be one, and its argon2id hash. A PIN itself is kept nowhere."""

from __future__ import annotations

from itertools import pairwise

from socialdesk.errors import UserFacingError

LEAST_DIGITS = 4
MOST_DIGITS = 12


_ROUNDS, _MEMORY_KIB = 2, 19_456
"""OWASP's least for argon2id, with one lane: a PIN at the desk must not take seconds on a busy computer."""


class UnusablePin(UserFacingError):
    """What was given cannot be a PIN."""


def check_usable(pin: str, *, number: str = "") -> None:
    """Raises `UnusablePin` for what is no PIN, or one that anybody would try first; `number` is the collar number."""
    if not (pin.isascii() and pin.isdigit() and LEAST_DIGITS <= len(pin) <= MOST_DIGITS):
        raise UnusablePin(f"A PIN has {LEAST_DIGITS} to {MOST_DIGITS} digits and nothing else.")
    steps = {int(after) - int(before) for before, after in pairwise(pin)}
    if len(steps) == 1 and steps <= {-1, 0, 1}:
        raise UnusablePin("That PIN is guessed at once, such as 1111 or 1234. Choose another.")
    if pin in "".join(digit for digit in number if digit.isdigit()):
        raise UnusablePin("The PIN is in the collar or staff number, which others know. Choose another.")


def hashed(pin: str) -> str:
    """The PIN's argon2id hash with a salt of its own, as text. Takes some time, as it should."""
    from argon2 import PasswordHasher  # noqa: PLC0415  (no start needs it)

    return PasswordHasher(_ROUNDS, _MEMORY_KIB, 1).hash(pin)


def fits(pin_hash: str, pin: str) -> bool:
    """True where the hash is this PIN's. A hash that cannot be read fits nothing."""
    from argon2 import PasswordHasher  # noqa: PLC0415  (see above)
    from argon2.exceptions import InvalidHashError, VerificationError  # noqa: PLC0415  (see above)

    try:
        return PasswordHasher().verify(pin_hash, pin)
    except (VerificationError, InvalidHashError):
        return False

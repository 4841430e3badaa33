"""When a person has to sign in again, and the sentence that says so a week ahead."""

from __future__ import annotations

from datetime import tzinfo

from socialdesk.clock import from_ms
from socialdesk.platforms.sign_in.tokens import Tokens

WARN_DAYS = 7
_DAY_MS = 24 * 3600_000


def ends_ms(tokens: Tokens) -> int | None:
    """When this sign-in ends for good, in ms since 1970; None where no end is known.

    What can be renewed ends with its refresh token.
    """
    return (tokens.refresh_expires_ms if tokens.refresh else tokens.expires_ms) or None


def warning(name: str, end_ms: int | None, *, now_ms: int, zone: tzinfo | None = None) -> str:
    """The sentence for an account `name` whose sign-in ends within seven days, or has; "" while there is time.

    `zone` is where the reader is; None is the computer's.
    """
    if end_ms is None or end_ms - now_ms > WARN_DAYS * _DAY_MS:
        return ""
    if end_ms <= now_ms:
        return (
            f"The sign-in for {name} has ended. Sign in again; until then nothing is fetched or sent there."
        )
    moment, now = from_ms(end_ms).astimezone(zone), from_ms(now_ms).astimezone(zone)
    days = (moment.date() - now.date()).days
    when = {0: "today", 1: "tomorrow"}.get(days, f"in {days} days, on {moment:%A} {moment.day} {moment:%B}")
    return f"The sign-in for {name} ends {when} at {moment:%H:%M}. Sign in again before then."

"""What Facebook says went wrong, in its own name."""

from __future__ import annotations

from socialdesk.platforms.graph import errors
from socialdesk.platforms.http import Answer

VOICE = errors.Voice(network="Facebook", account="page", an_account="a page")


def problem(answer: Answer) -> errors.Problem | None:
    """What the answer says went wrong, None where it says nothing of the kind."""
    return errors.problem(answer, VOICE)

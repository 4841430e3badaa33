"""How a check before publishing stands (P2 to P9)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from socialdesk.model.ids import ClauseId

CheckState = Literal["stop", "ask", "pass", "open"]
"""It stops the post; it asks somebody something first; it is passed; nobody has answered it yet."""


QuestionKind = Literal["yes_no", "choice", "text", "person"]
"""`yes_no` is answered with `yes` or `no`, `choice` with one of the choices, `person` with somebody's name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question of a check's form."""

    id: str
    text: str
    kind: QuestionKind = "text"
    choices: tuple[str, ...] = ()
    """What can be answered; free words where there are none."""
    answer: str = ""
    """As it was answered of this version of the post; "" where it was not."""
    needed: bool = True
    why: str = ""
    """Why it is asked, or what to look at: a sentence beside it; "" for none."""
    only_if: tuple[str, tuple[str, ...]] | None = None
    """Asked only where an earlier question of the form has one of these answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckStanding:
    """One check of one post as it stands now."""

    id: str
    title: str
    clause: ClauseId
    state: CheckState
    sentence: str
    """Why, for a person; quotes nothing that a stranger wrote."""
    questions: tuple[Question, ...] = ()

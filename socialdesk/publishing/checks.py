"""The checks before a post may go: how each stands, and what is answered of them (P2 to P9)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from socialdesk.model.changes import Changes
from socialdesk.model.ids import PostId
from socialdesk.model.people import Person
from socialdesk.policy.book import Book
from socialdesk.publishing.standing import CheckStanding, CheckState, Question
from socialdesk.storage.database import Connection
from socialdesk.triage.api import Triage

__all__ = ["CheckStanding", "CheckState", "Question", "answer", "standing"]


def standing(
    db: Connection,
    *,
    post_id: PostId,
    book: Book,
    triage: Triage,
    now: datetime,
    person: Person,
    text: str | None = None,
) -> tuple[CheckStanding, ...]:
    """Every check that bears on a post as it is now, in the order of the form.

    `person` is who would publish it. `text` stands for new words of a post that is out, before they are sent.
    Raises KeyError where there is no such post.
    """
    raise NotImplementedError


def answer(
    db: Connection,
    *,
    post_id: PostId,
    check: str,
    answers: Mapping[str, str],
    book: Book,
    now: datetime,
    by: Person,
    text: str | None = None,
) -> Changes:
    """Records what `by` answers to one check's questions, by question id, of the post as it is now.

    Raises Incomplete for an answer that is missing or cannot be, with `field` naming its question; NotOpen where it is
    not for `by` to answer.
    """
    raise NotImplementedError

"""Looking at how an account is used, and what comes of it (A6, 2.3, 3.1, 3.3, 6): up to frozen, given back, closed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from socialdesk.audit import registering as audit
from socialdesk.audit.log import append
from socialdesk.clock import to_ms
from socialdesk.model.changes import NOTHING, Changes
from socialdesk.model.people import Person
from socialdesk.outbox.freezing import hold_posts
from socialdesk.policy.book import Hours
from socialdesk.policy.working_days import local_day
from socialdesk.register import register_store as store
from socialdesk.register.entries import RegisterEntry
from socialdesk.register.keeping import CHANGED, open_entry, put_closed, require_keeper
from socialdesk.register.register_rules import RegisterError, day, not_after, short
from socialdesk.storage.database import Connection, assert_in_transaction, writing

RAISED = {
    "ad_hoc": "Looked at by the way (3.1)",
    "public": "A member of the public raised it (3.3)",
    "officer": "An officer raised it (3.3)",
    "staff": "A member of staff raised it (3.3)",
}
OUTCOMES = {
    "nothing": "Nothing to do",
    "guidance": "Guidance given to the holder",
    "post_removed": "A post was removed",
    "line_manager": "The line manager was told",
    "psd": "Referred to PSD",
    "frozen": "Freeze the account",
    "reinstated": "Give it back after training",
    "deactivated": "Deactivate the account",
}
"""What may come of a review, mildest first."""
_WORDS = {
    "post_removed": "Say which post was removed.",
    "line_manager": "Say who was told, and of what.",
    "psd": "Say what was referred.",
    "frozen": "Say why it is frozen.",
    "deactivated": "Say why it is deactivated.",
}
_ALONE = ("frozen", "reinstated", "deactivated")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What somebody saw of an account, and what is to come of it."""

    raised: str = "ad_hoc"
    output: str
    """Whether it is kept up, with fresh content (3.1)."""
    inappropriate: str = ""
    """Posts that are, or may be seen as, inappropriate; "" for none."""
    training: str = ""
    """What its holder still has to learn; "" for nothing."""
    outcomes: tuple[str, ...]
    words: str = ""
    retrained_on: date | None = None
    trainer: str = ""
    """Of the training after which it is given back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """A review that was made."""

    id: int
    found: Found
    at_ms: int
    by_name: str


def review(db: Connection, *, register_id: int, found: Found, now: datetime, hours: Hours, by: Person) -> int:
    """Records a review and does what it says of the account itself; the review's number. Raises RegisterError."""
    output, words = short("words", found.output), short("words", found.words)
    _sensible(found, output=output, words=words)
    now_ms = to_ms(now)
    with writing(db):
        require_keeper(db, by)
        entry = open_entry(db, register_id, hours)
        number = store.add_review(
            db,
            register_id=register_id,
            raised=found.raised,
            output=output,
            inappropriate=short("words", found.inappropriate),
            training=short("words", found.training),
            outcomes=found.outcomes,
            words=words,
            at_ms=now_ms,
            by=by,
        )
        said = "; ".join(OUTCOMES[each].lower() for each in found.outcomes)
        store.note(
            db, register_id, "reviewed", f"Reviewed: {said}.", at_ms=now_ms, by=by, words=words or output
        )
        append(
            db,
            audit.AccountReviewed(
                register_id=register_id,
                review_id=number,
                outcomes=found.outcomes,
                account_id=entry.account_id,
                words=words,
            ),
            by=by,
            at_ms=now_ms,
        )
        if "frozen" in found.outcomes:
            _put_frozen(db, entry, words, now=now, hours=hours, by=by)
        if "reinstated" in found.outcomes:
            _put_back(db, entry, found.retrained_on, found.trainer, now=now, hours=hours, by=by)
        if "deactivated" in found.outcomes:
            put_closed(db, register_id=register_id, why=words, now=now, hours=hours, by=by)
    return number


def freeze(db: Connection, *, register_id: int, why: str, now: datetime, hours: Hours, by: Person) -> Changes:
    """Freezes an account: nobody but Corporate Communications publishes on it, and what was decided waits (6).

    Raises RegisterError.
    """
    with writing(db):
        require_keeper(db, by)
        entry = open_entry(db, register_id, hours)
        waiting = _put_frozen(db, entry, short("words", why), now=now, hours=hours, by=by)
    return CHANGED | waiting


def reinstate(
    db: Connection,
    *,
    register_id: int,
    retrained_on: date | None,
    trainer: str,
    now: datetime,
    hours: Hours,
    by: Person,
) -> Changes:
    """Gives a frozen account back, after further training by Corporate Communications (6). Raises RegisterError."""
    with writing(db):
        require_keeper(db, by)
        entry = open_entry(db, register_id, hours)
        _put_back(db, entry, retrained_on, trainer, now=now, hours=hours, by=by)
    return CHANGED


def reviews_of(db: Connection, register_id: int) -> tuple[Review, ...]:
    """Every review of an account, newest first."""
    rows = db.execute(
        "SELECT id, raised, output, inappropriate, training, outcomes, words, at_ms, by_name FROM account_reviews"
        " WHERE register_id = ? ORDER BY id DESC",
        (register_id,),
    ).fetchall()
    return tuple(
        Review(
            id=row[0],
            found=Found(
                raised=row[1],
                output=row[2],
                inappropriate=row[3],
                training=row[4],
                outcomes=tuple(json.loads(row[5])),
                words=row[6],
            ),
            at_ms=row[7],
            by_name=row[8],
        )
        for row in rows
    )


def _sensible(found: Found, *, output: str, words: str) -> None:
    if found.raised not in RAISED or not set(found.outcomes) <= set(OUTCOMES):
        raise RegisterError("The register does not know that of a review.")
    if not output:
        raise RegisterError("Say how the account is kept up (3.1).", field="output")
    if not found.outcomes:
        raise RegisterError("Say what comes of it.", field="outcomes")
    if "nothing" in found.outcomes and len(found.outcomes) > 1:
        raise RegisterError("Either nothing is to do, or something is.", field="outcomes")
    if sum(each in _ALONE for each in found.outcomes) > 1:
        raise RegisterError("An account is frozen, given back or deactivated: one of them.", field="outcomes")
    for outcome, sentence in _WORDS.items():
        if outcome in found.outcomes and not words:
            raise RegisterError(sentence, field="words")
    if _needs_inappropriate(found.outcomes) and not found.inappropriate.strip():
        raise RegisterError("Say what was inappropriate.", field="inappropriate")


def _needs_inappropriate(outcomes: Sequence[str]) -> bool:
    return "post_removed" in outcomes or "psd" in outcomes


def _put_frozen(
    db: Connection, entry: RegisterEntry, why: str, *, now: datetime, hours: Hours, by: Person
) -> Changes:
    assert_in_transaction(db)
    if entry.frozen_on is not None:
        raise RegisterError("It is frozen already.", field="outcomes")
    if not why:
        raise RegisterError("Say why it is frozen.", field="words")
    today = day(local_day(now, hours))
    store.alter(db, entry.id, {"frozen_on": today, "frozen_by": by.name, "frozen_why": why})
    store.note(db, entry.id, "frozen", "Frozen.", at_ms=to_ms(now), by=by, words=why)
    append(
        db,
        audit.AccountFrozen(register_id=entry.id, account_id=entry.account_id, words=why),
        by=by,
        at_ms=to_ms(now),
    )
    return NOTHING if entry.account_id is None else hold_posts(db, entry.account_id, now_ms=to_ms(now))


def _put_back(
    db: Connection,
    entry: RegisterEntry,
    retrained_on: date | None,
    trainer: str,
    *,
    now: datetime,
    hours: Hours,
    by: Person,
) -> None:
    assert_in_transaction(db)
    who = short("owner", trainer)
    if entry.frozen_on is None:
        raise RegisterError("It is not frozen.", field="outcomes")
    if retrained_on is None or not who:
        raise RegisterError(
            "A frozen account is given back after further training by Corporate Communications (6).",
            to_do="Say on which day it was, and who gave it.",
            field="retrained_on",
        )
    not_after(local_day(now, hours), retrained_on, "The day of the training", field="retrained_on")
    if retrained_on < entry.frozen_on:
        raise RegisterError(
            f"The training has to come after the account was frozen, on {entry.frozen_on:%d/%m/%Y} (6).",
            to_do="Look at the date again.",
            field="retrained_on",
        )
    store.alter(
        db,
        entry.id,
        {
            "frozen_on": None,
            "frozen_by": "",
            "frozen_why": "",
            "retrained_on": day(retrained_on),
            "retrained_by": who,
        },
    )
    store.note(
        db,
        entry.id,
        "reinstated",
        "Given back after training.",
        at_ms=to_ms(now),
        by=by,
        words=f"{retrained_on:%d/%m/%Y}, by {who}",
    )
    append(
        db,
        audit.AccountReinstated(
            register_id=entry.id,
            account_id=entry.account_id,
            retrained_on=retrained_on.isoformat(),
            trainer=who,
        ),
        by=by,
        at_ms=to_ms(now),
    )

"""Appeals as cases: opened by Corporate Communications, with every post and reshare of each, until they are over (P4).

Others share the Force's own post and never copy it (3.3a): `reshare_instead`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from socialdesk.audit import appeals as audit
from socialdesk.audit.log import append
from socialdesk.clock import to_ms
from socialdesk.decisions.case import NotOpen, cleaned, require_hand
from socialdesk.errors import UserFacingError
from socialdesk.inbox import proceedings
from socialdesk.model.accounts import Account
from socialdesk.model.changes import Changes
from socialdesk.model.ids import AccountId, PostId, ProceedingsId
from socialdesk.model.people import Person, Role
from socialdesk.publishing import appeal_rows
from socialdesk.publishing.appeal_rows import Appeal, AppealKind, AppealState
from socialdesk.publishing.drafts import Saved, save_post, set_appeal
from socialdesk.publishing.loading import load
from socialdesk.publishing.targets import set_share, set_targets
from socialdesk.register.accounts import accounts as connected
from socialdesk.storage.database import Connection, assert_in_transaction, writing
from socialdesk.triage.repeats import alike, folded

MOST_LETTERS = 120
_OPENERS = "Corporate Communications deals with appeals (3.3a)."


class AppealError(UserFacingError):
    """An appeal that cannot be opened or altered so."""


def may_open(person: Person, *, training: bool = False) -> str:
    """ "" where `person` may open an appeal and say what belongs to it; else a sentence that says who can."""
    if person.role is Role.CORPORATE_COMMUNICATIONS or (training and person.role is Role.TRAINEE):
        return ""
    if person.role is Role.TRAINEE:
        return f"A trainee works on simulated networks only. {_OPENERS} Ask them."
    if person.role is Role.AUDITOR:
        return f"An auditor reads the record and changes nothing. {_OPENERS}"
    return f"{_OPENERS} Share the Force's own post of it in place of a copy, or ask them to open one."


def may_end(person: Person, *, training: bool = False) -> str:
    """ "" where `person` may say that it is over and have its posts taken down. An Oscar 1 or IDO may: a person who is
    found at night is found at night. What they may not take down on an account is said of that account.
    """
    if person.role in (Role.OSCAR_1, Role.IDO):
        return ""
    return may_open(person, training=training)


def open_appeal(
    db: Connection, *, kind: AppealKind, name: str, now: datetime, by: Person, training: bool = False
) -> int:
    """Opens an appeal and answers with its number. Raises AppealError: no name, or not for `by` to open."""
    if why := may_open(by, training=training):
        raise AppealError(why)
    require_hand(by, db)
    name = _name(name)
    with writing(db):
        row = db.execute(
            "INSERT INTO appeals (kind, name, opened_ms, opened_by, opened_role, opened_staff)"
            " VALUES (?, ?, ?, ?, ?, ?) RETURNING id",
            (kind.value, name, to_ms(now), by.name, by.role.value, by.staff_id),
        ).fetchone()
        assert row is not None
        entry = audit.AppealOpened(appeal_id=int(row[0]), appeal_kind=kind.value, name=name)
        append(db, entry, by=by, at_ms=to_ms(now))
    return int(row[0])


def rename(
    db: Connection, *, appeal_id: int, name: str, now: datetime, by: Person, training: bool = False
) -> Changes:
    """Another name. Raises AppealError as `open_appeal` does."""
    if why := may_open(by, training=training):
        raise AppealError(why)
    require_hand(by, db)
    name = _name(name)
    with writing(db):
        kind = _known(db, appeal_id).kind
        db.execute("UPDATE appeals SET name = ? WHERE id = ?", (name, appeal_id))
        entry = audit.AppealOpened(appeal_id=appeal_id, appeal_kind=kind.value, name=name)
        append(db, entry, by=by, at_ms=to_ms(now))
    return _of(db, appeal_id)


def put_post(
    db: Connection,
    *,
    appeal_id: int | None,
    post_id: PostId,
    now: datetime,
    by: Person,
    training: bool = False,
) -> Changes:
    """A post of the desk belongs to an appeal, or (None) to none. Raises AppealError; NotOpen as `set_appeal` does."""
    if why := may_open(by, training=training):
        raise AppealError(why)
    if appeal_id is not None:
        appeal = _known(db, appeal_id)
        post = load(db, post_id)
        out = any(part.out_ms is not None for target in post.targets for part in target.parts)
        if appeal.state is not AppealState.OPEN and not out:
            raise AppealError(
                "That appeal is over: nothing more of it is published.",
                to_do="Open another appeal if need be.",
            )
    changes = set_appeal(db, post_id=post_id, appeal_id=appeal_id, now=now, by=by)
    return changes | Changes(posts=frozenset({post_id}))


def set_state(
    db: Connection,
    *,
    appeal_id: int,
    state: AppealState,
    now: datetime,
    by: Person,
    training: bool = False,
) -> Changes:
    """How far the matter is. Once it is not open any more the clock runs until every post is down.

    Raises AppealError: not for `by` to say, or open again though its posts are being taken down.
    """
    if why := may_end(by, training=training):
        raise AppealError(why)
    require_hand(by, db)
    with writing(db):
        appeal = _known(db, appeal_id)
        if appeal.state is state:
            return Changes()
        asked = db.execute("SELECT 1 FROM appeal_takedowns WHERE appeal_id = ?", (appeal_id,)).fetchone()
        if state is AppealState.OPEN and asked is not None:
            raise AppealError(
                "Its posts are being taken down already, so this appeal is over.",
                kept="Nothing was altered.",
                to_do="Open another appeal if the person is missing or wanted again.",
            )
        db.execute(
            "UPDATE appeals SET state = ?, over_ms = iif(? = 'open', NULL, coalesce(over_ms, ?)) WHERE id = ?",
            (state.value, state.value, to_ms(now), appeal_id),
        )
        append(db, audit.AppealState(appeal_id=appeal_id, state=state.value), by=by, at_ms=to_ms(now))
    return _of(db, appeal_id)


def switch_on_proceedings(
    db: Connection,
    *,
    appeal_id: int,
    proceedings_id: ProceedingsId,
    now: datetime,
    by: Person,
) -> Changes:
    """Notes the proceedings that were marked on this appeal's posts (`inbox.proceedings.mark`), so that both show it.

    Raises AppealError where there is no such appeal or case.
    """
    require_hand(by, db)
    with writing(db):
        _known(db, appeal_id)
        if proceedings.one(db, proceedings_id) is None:
            raise AppealError("There is no such case of active proceedings.", kept="Nothing was altered.")
        db.execute("UPDATE appeals SET proceedings_id = ? WHERE id = ?", (proceedings_id, appeal_id))
        entry = audit.AppealProceedings(appeal_id=appeal_id, proceedings_id=proceedings_id)
        append(db, entry, by=by, at_ms=to_ms(now))
    return _of(db, appeal_id)


# --- Sharing in place of copying ----------------------------------------------------------------------------------


def copied_appeal(db: Connection, text: str) -> Appeal | None:
    """The open appeal whose post a draft says again in nearly the same words, or None."""
    ours = folded(text)
    for (appeal_id,) in db.execute("SELECT id FROM appeals WHERE state = 'open' ORDER BY id DESC").fetchall():
        appeal = appeal_rows.one(db, appeal_id)
        if appeal is not None and any(
            alike(ours, folded(line.untrusted_words)) for line in appeal.lines if line.target_id is not None
        ):
            return appeal
    return None


def reshare_instead(db: Connection, *, post_id: PostId, appeal_id: int, now: datetime, by: Person) -> Changes:
    """A draft shares the appeal's own post on every account that it is for, in place of a copy (3.3a).

    For whoever may write the draft. Raises AppealError where the appeal is over, or on a network where the Force's own
    post is not out or is the account's own.
    """
    appeal = _known(db, appeal_id)
    if appeal.state is not AppealState.OPEN:
        raise AppealError("That appeal is over: it is not shared any more.", kept="Your draft is as it was.")
    post = load(db, post_id)
    rows = db.execute("SELECT id, network, name FROM accounts").fetchall()
    accounts = {row[0]: (str(row[1]), str(row[2])) for row in rows}
    shared = {
        target.account_id: appeal_rows.original_on(db, appeal_id, accounts[target.account_id][0])
        for target in post.chosen
    }
    lacking = [accounts[number][1] for number, found in shared.items() if found is None or found[0] == number]
    if lacking or not shared:
        raise AppealError(
            f"There is no post of this appeal to share on the network of {', '.join(lacking)}."
            if lacking
            else "This draft is for no account yet.",
            kept="Your draft is as it was.",
            to_do="Take that account out, or ask Corporate Communications to publish the appeal there.",
        )
    changes = set_appeal(db, post_id=post_id, appeal_id=appeal_id, now=now, by=by)
    for account_id, found in shared.items():
        assert found is not None
        changes |= set_share(db, post_id=post_id, account_id=account_id, share_of=found[1], now=now, by=by)
    return changes


def can_share(db: Connection, appeal_id: int) -> list[Account]:
    """The accounts that could share a post of an appeal: not its own, and not frozen or closed."""
    found: list[Account] = []
    for account in connected(db).values():
        original = appeal_rows.original_on(db, appeal_id, account.network.value)
        if original is not None and original[0] != account.id and not account.frozen and not account.closed:
            found.append(account)
    return found


def share_draft(
    db: Connection, *, appeal_id: int, account_ids: Sequence[AccountId], now: datetime, by: Person
) -> Saved:
    """A new draft that shares the appeal's own posts on these accounts. Raises AppealError as above."""
    made = save_post(
        db,
        post_id=None,
        purpose="To share the Force's appeal with those who follow this account.",
        text="",
        now=now,
        by=by,
    )
    set_targets(db, post_id=made.post_id, account_ids=account_ids, now=now, by=by)
    changes = reshare_instead(db, post_id=made.post_id, appeal_id=appeal_id, now=now, by=by)
    return Saved(post_id=made.post_id, changes=made.changes | changes)


def dispose_names(db: Connection, appeal_ids: Sequence[int]) -> None:
    """Deletes the names of appeals that are over and of which nothing is kept any more, for good (T2)."""
    assert_in_transaction(db)
    db.execute(
        "UPDATE appeals SET name = ? WHERE state <> 'open' AND id IN (SELECT value FROM json_each(?))",
        (DELETED, json.dumps(list(appeal_ids))),
    )


DELETED = "(deleted)"


def _name(name: str) -> str:
    name = " ".join(cleaned(name).split())
    if not any(letter.isalnum() for letter in name):
        raise AppealError(
            "The appeal has no name.", to_do="Give it one, e.g. the street and the day, or the operation."
        )
    if len(name) > MOST_LETTERS:
        raise AppealError(f"That name is longer than {MOST_LETTERS} characters.")
    return name


def _known(db: Connection, appeal_id: int) -> Appeal:
    found = appeal_rows.one(db, appeal_id)
    if found is None:
        raise NotOpen("There is no such appeal.", kept="Nothing was altered.")
    return found


def _of(db: Connection, appeal_id: int) -> Changes:
    rows = db.execute("SELECT id FROM posts WHERE appeal_id = ?", (appeal_id,)).fetchall()
    return Changes(posts=frozenset(PostId(row[0]) for row in rows), outbox=True)

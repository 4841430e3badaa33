"""What was answered of posts before they went, as it is stored (P2 to P7). It is only ever added to."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

import msgspec

from socialdesk.model.ids import PostId
from socialdesk.model.people import Person
from socialdesk.storage.database import Connection, assert_in_transaction

_encoder = msgspec.json.Encoder(order="sorted")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What was last answered to a check of what a post is now."""

    answers: Mapping[str, str]
    by_name: str
    at_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    """Corporate Communications permitted that a charge is published."""

    names: bool
    """True where whoever was charged may be named."""
    given_by: str
    given_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondYes:
    """What another person said of a post in a pre-election period."""

    yes: bool
    by_name: str
    by_staff: int | None
    at_ms: int


def answered(
    db: Connection, post_id: PostId, check_id: str, subject: str, *, picture: str = ""
) -> Answered | None:
    """The newest answers to a check of this subject; None where there are none."""
    row = db.execute(
        "SELECT answers, by_name, at_ms FROM post_checks WHERE post_id = ? AND check_id = ? AND subject = ?"
        " AND media_sha256 = ? ORDER BY id DESC LIMIT 1",
        (post_id, check_id, subject, picture),
    ).fetchone()
    if row is None:
        return None
    return Answered(answers=msgspec.json.decode(row[0], type=dict[str, str]), by_name=row[1], at_ms=row[2])


def ever_answered(db: Connection, post_id: PostId, check_id: str, *, picture: str = "") -> bool:
    """True where the check was answered of this post at all, whatever it was then."""
    sql = "SELECT 1 FROM post_checks WHERE post_id = ? AND check_id = ? AND media_sha256 = ? LIMIT 1"
    return db.execute(sql, (post_id, check_id, picture)).fetchone() is not None


def permission(db: Connection, post_id: PostId, subject: str) -> Permission | None:
    """The newest permission for this subject; None where there is none."""
    row = db.execute(
        "SELECT names, given_by, given_ms FROM permissions_to_charge WHERE post_id = ? AND subject = ?"
        " ORDER BY id DESC LIMIT 1",
        (post_id, subject),
    ).fetchone()
    return None if row is None else Permission(names=bool(row[0]), given_by=row[1], given_ms=row[2])


def second(db: Connection, post_id: PostId, subject: str) -> SecondYes | None:
    """What another person last said of this subject; None where nobody has."""
    row = db.execute(
        "SELECT yes, by_name, by_staff, at_ms FROM second_yes WHERE post_id = ? AND subject = ?"
        " ORDER BY id DESC LIMIT 1",
        (post_id, subject),
    ).fetchone()
    return None if row is None else SecondYes(yes=bool(row[0]), by_name=row[1], by_staff=row[2], at_ms=row[3])


def worked_on(db: Connection, post_id: PostId) -> list[tuple[str, int | None]]:
    """Who began a post, altered it or answered for it: names with the numbers of staff."""
    found = db.execute(
        "SELECT by_name, by_staff FROM posts WHERE id = :id UNION SELECT name, staff_id FROM post_writers"
        " WHERE post_id = :id UNION SELECT by_name, by_staff FROM post_checks WHERE post_id = :id",
        {"id": post_id},
    ).fetchall()
    return [(str(row[0]), cast("int | None", row[1])) for row in found]


def put_answers(
    db: Connection,
    post_id: PostId,
    check_id: str,
    *,
    subject: str,
    picture: str,
    version: int,
    answers: Mapping[str, str],
    outcome: str,
    pack: str,
    at_ms: int,
    by: Person,
) -> None:
    """Keeps what was answered, within the caller's transaction."""
    assert_in_transaction(db)
    db.execute(
        "INSERT INTO post_checks (post_id, check_id, media_sha256, subject, version, answers, outcome, pack, by_name,"
        " by_role, by_staff, at_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(post_id, check_id, picture, subject, version, _encoder.encode(answers).decode()),
            *(outcome, pack, by.name, by.role.value, by.staff_id, at_ms),
        ),
    )


def put_permission(
    db: Connection,
    post_id: PostId,
    *,
    subject: str,
    names: bool,
    given_by: str,
    given_staff: int | None,
    given_ms: int,
    how: str,
    at_ms: int,
    by: Person,
) -> None:
    """Keeps a permission to publish a charge, within the caller's transaction."""
    assert_in_transaction(db)
    db.execute(
        "INSERT INTO permissions_to_charge (post_id, subject, names, given_by, given_staff, given_ms, how, by_name,"
        " by_role, by_staff, at_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(post_id, subject, int(names), given_by, given_staff, given_ms, how),
            *(by.name, by.role.value, by.staff_id, at_ms),
        ),
    )


def put_second(
    db: Connection,
    post_id: PostId,
    *,
    subject: str,
    version: int,
    yes: bool,
    words: str,
    at_ms: int,
    by: Person,
) -> None:
    """Keeps what another person said, within the caller's transaction."""
    assert_in_transaction(db)
    db.execute(
        "INSERT INTO second_yes (post_id, subject, version, yes, words, by_name, by_role, by_staff, at_ms)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (post_id, subject, version, int(yes), words, by.name, by.role.value, by.staff_id, at_ms),
    )


def dispose_words(db: Connection, post_ids: Sequence[PostId]) -> None:
    """Deletes what was typed into the checks of posts whose own words have been deleted (T2)."""
    assert_in_transaction(db)
    wanted = json.dumps(list(post_ids))
    for sql in (
        "UPDATE post_checks SET answers = '{}' WHERE answers <> '{}' AND post_id IN (SELECT value FROM json_each(?))",
        "UPDATE second_yes SET words = '' WHERE words <> '' AND post_id IN (SELECT value FROM json_each(?))",
    ):
        db.execute(sql, (wanted,))

"""A desk on which posts are drafted: two accounts, people of every role, and the checks before publishing."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from socialdesk.model.accounts import Network
from socialdesk.model.ids import AccountId, PostId
from socialdesk.model.people import Person, Role
from socialdesk.policy.politics import load_parties
from socialdesk.policy.rag import load_rag
from socialdesk.publishing.checks import CheckStanding, answer, standing
from socialdesk.publishing.drafts import save_post
from socialdesk.publishing.media import add_media
from socialdesk.publishing.targets import set_targets
from socialdesk.storage.database import memory_database
from tests.fakes.inbox_desk import pack
from tests.fakes.triage import WordTriage

FOLDER = Path(__file__).resolve().parent.parent.parent / "resources" / "policy"
ADA = Person("Ada Press", Role.CORPORATE_COMMUNICATIONS)
BEN = Person("Ben Press", Role.CORPORATE_COMMUNICATIONS)
OTTO = Person("Otto Night", Role.OSCAR_1)
HOLLY = Person("Holly Beat", Role.ACCOUNT_HOLDER)
TESS = Person("Tess New", Role.TRAINEE)
PARTIES = (FOLDER / "parties.toml").read_text("utf-8")
ELECTION = """
[[periods]]
id = "local"
name = "Local elections"
begins = 2027-03-25
ends = 2027-05-06

[[candidates]]
name = "Jane Fotheringay"
party = "Green Party"
since = 2027-03-25
until = 2027-05-06
"""
IN_PERIOD = datetime(2027, 4, 12, 10, 0, tzinfo=UTC)
PICTURE = b"\x89PNG\r\n\x1a\n one"
SEVEN = {
    "professional": "yes",
    "group": "Everybody in it agrees",
    "under_18": "Nobody",
    "colleagues": "None",
    "offenders": "no",
    "background": "yes",
    "rights": "yes",
}


class Drafting:
    """One draft at a time, and who looks at it."""

    def __init__(self) -> None:
        self.db = memory_database()
        self.triage: Any = WordTriage(
            {"idiot": "offensive_language", "plainclothes van": "operationally_sensitive"}
        )
        self.book = replace(
            pack(),
            rag=load_rag((FOLDER / "rag.toml").read_text("utf-8")),
            parties=load_parties(PARTIES + ELECTION),
        )
        self.now = datetime(2026, 11, 26, 10, 0, tzinfo=UTC)
        self.page = self.account(Network.FACEBOOK, "Northamptonshire Police", primary=True)
        self.beat = self.account(Network.X, "Corby beat", owner="Holly Beat")

    def account(self, network: Network, name: str, *, primary: bool = False, owner: str = "") -> AccountId:
        row = self.db.execute(
            "INSERT INTO accounts (network, native_id, name, owner, is_primary, added_ms) VALUES (?, ?, ?, ?, ?, 0)"
            " RETURNING id",
            (network.value, name, name, owner, int(primary)),
        ).fetchone()
        assert row is not None
        return AccountId(row[0])

    def staff(self, name: str, role: Role) -> Person:
        row = self.db.execute(
            "INSERT INTO staff (name, role, added_ms, added_by) VALUES (?, ?, 0, 'test') RETURNING id",
            (name, role.value),
        ).fetchone()
        assert row is not None
        return Person(name, role, staff_id=int(row[0]))

    def draft(
        self,
        text: str,
        *,
        by: Person = HOLLY,
        on: AccountId | None = None,
        purpose: str = "Prevent or detect crime",
        post_id: PostId | None = None,
        link: str = "",
    ) -> PostId:
        """A draft with these words, or new words for one."""
        post_id = save_post(
            self.db, post_id=post_id, purpose=purpose, text=text, link=link, now=self.now, by=by
        ).post_id
        set_targets(self.db, post_id=post_id, account_ids=[on or self.beat], now=self.now, by=by)
        return post_id

    def picture(
        self, post_id: PostId, content: bytes = PICTURE, *, alt_text: str = "", stripped: bool = True
    ) -> int:
        """Puts a picture with the draft, and answers with its number."""
        add_media(
            self.db,
            post_id=post_id,
            content=content,
            media_type="image/png",
            alt_text=alt_text,
            stripped=stripped,
            now=self.now,
            by=HOLLY,
        )
        row = self.db.execute(
            "SELECT id FROM post_media WHERE post_id = ? AND sha256 = ?",
            (post_id, hashlib.sha256(content).hexdigest()),
        ).fetchone()
        assert row is not None
        return int(row[0])

    def all(self, post_id: PostId, *, person: Person = HOLLY) -> dict[str, CheckStanding]:
        found = standing(
            self.db, post_id=post_id, book=self.book, triage=self.triage, now=self.now, person=person
        )
        return {each.id: each for each in found}

    def check(self, post_id: PostId, check: str, *, person: Person = HOLLY) -> CheckStanding:
        return self.all(post_id, person=person)[check]

    def state(self, post_id: PostId, check: str, *, person: Person = HOLLY) -> str:
        return self.check(post_id, check, person=person).state

    def of(self, text: str, check: str, *, by: Person = HOLLY) -> str:
        """How one check stands of a new draft with these words."""
        return self.state(self.draft(text, by=by), check, person=by)

    def say(self, post_id: PostId, check: str, answers: Mapping[str, str], *, by: Person = HOLLY) -> None:
        answer(self.db, post_id=post_id, check=check, answers=answers, book=self.book, now=self.now, by=by)

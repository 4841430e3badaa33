"""A post as the checks look at it: all its words, accounts and pictures, who would publish it, and when (P2 to P9)."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from socialdesk.clock import from_ms
from socialdesk.decisions.case import cleaned
from socialdesk.decisions.reading import reading
from socialdesk.model.accounts import Account
from socialdesk.model.people import Person, Role
from socialdesk.model.posts import Post
from socialdesk.policy import phrasing
from socialdesk.policy.book import Book
from socialdesk.policy.politics import Read
from socialdesk.policy.publishing_checks import Form, Publishing
from socialdesk.policy.working_days import local_day
from socialdesk.publishing.standing import CheckState
from socialdesk.publishing.suspects import Looked, look
from socialdesk.publishing.targets import words
from socialdesk.storage.database import Connection
from socialdesk.triage.api import Triage


@dataclass(frozen=True, kw_only=True)
class Scene:
    """What the checks rest on."""

    db: Connection
    post: Post
    pack: Publishing
    book: Book
    accounts: tuple[Account, ...]
    """Those that it is for, as far as they are connected."""
    person: Person
    now: datetime
    triage: Triage | None = None
    text: str | None = None
    """New words of a post that is out; None: its own."""

    @property
    def corporate(self) -> bool:
        """True where Corporate Communications would publish it."""
        return self.person.role is Role.CORPORATE_COMMUNICATIONS

    @property
    def shares(self) -> bool:
        """True where it is nothing but reshares of posts that there are."""
        return bool(self.post.chosen) and all(target.share_of for target in self.post.chosen)

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """Everything that would be read, each once: on every account, part by part."""
        if self.text is not None:
            return (cleaned(self.text),)
        shown = [part for target in self.post.chosen for part in words(self.post, target)]
        if not self.post.chosen:
            shown = [cleaned(self.post.text), cleaned(self.post.link)]
        return tuple(each for each in dict.fromkeys(shown) if each)

    @cached_property
    def whole(self) -> str:
        """All of it as one text, with what the pictures are said to show."""
        return "\n\n".join((*self.texts, *(each.alt_text for each in self.post.media if each.alt_text)))

    @cached_property
    def read(self) -> Read:
        """The readings of all of it."""
        return reading(self.whole)

    @cached_property
    def looked(self) -> Looked:
        """What of arrests, charges and names is in it."""
        return look(self.whole, self.pack)

    @property
    def day(self) -> date:
        """The Force's own day on which the public would see it."""
        at = self.now if self.post.scheduled_ms is None else max(self.now, from_ms(self.post.scheduled_ms))
        return local_day(at, self.book.hours)

    @cached_property
    def about_words(self) -> str:
        """What an answer on its words rests on."""
        return digest("words", list(self.texts), [each.alt_text for each in self.post.media])

    @cached_property
    def about_all(self) -> str:
        """What an answer on the post as a whole rests on: words, pictures, accounts, and what is shared."""
        targets = sorted((target.account_id, target.share_of) for target in self.post.chosen)
        return digest("all", self.about_words, [each.sha256 for each in self.post.media], targets)

    def about_picture(self, sha256: str) -> str:
        """What an answer on a picture rests on: the picture, and where it is shown."""
        return digest("picture", sha256, sorted(target.account_id for target in self.post.chosen))

    def says(self, list_id: str) -> tuple[str, ...]:
        """The phrases of one of the pack's lists that are in it."""
        listed = self.pack.list(list_id)
        return phrasing.found(listed.phrases, self.read.all, listed.unless)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """A check that stands by itself: nothing is asked."""

    id: str
    form: Form
    state: CheckState
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A check that turns on what somebody answers."""

    id: str
    form: Form
    """With the questions that are asked this time."""
    subject: str
    picture: str = ""
    """SHA-256 of the picture that it is about."""
    waiting: CheckState = "open"
    """How it stands while something is unanswered."""
    say: str = ""
    """What is said then, in place of the form's own words."""
    kept_as: str = "answers"
    """`answers`, `permission` to publish a charge, or `second` yes."""
    mine: bool = True
    """False where it is not for this person to answer."""


def digest(*values: object) -> str:
    """SHA-256 in hex of values that JSON can hold."""
    told = json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(told.encode()).hexdigest()

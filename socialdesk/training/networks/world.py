"""The simulated Facebook's state, behind one lock.

Reads and writes may come from any thread. What may be done to it stands in `posts`, `comments` and
`conversations` beside this file. Acts that clients ask for go into `ledger`; what the public does does not.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from threading import RLock

from socialdesk.clock import Clock, system_clock, to_ms
from socialdesk.training.networks.access import Access, App, Holder, Usage
from socialdesk.training.networks.graph_errors import unknown_object
from socialdesk.training.networks.ledger import AppliedCall, Ledger
from socialdesk.training.networks.paging import ShortPages
from socialdesk.training.networks.records import (
    Comment,
    Conversation,
    Message,
    Page,
    Picture,
    Position,
    Post,
    Writer,
)


class World:
    """Pages, posts, comments and conversations of one simulated Facebook."""

    def __init__(self, clock: Clock = system_clock, *, seed: int = 0, app: App | None = None) -> None:
        self.clock = clock
        self.lock = RLock()
        self.access = Access(app)
        self.usage = Usage()
        self.short_pages = ShortPages(seed=seed)
        self.ledger = Ledger(self.lock)
        self.pages: dict[str, Page] = {}
        self.posts: dict[str, Post] = {}
        self.timelines: dict[str, list[Post]] = {}
        self.comments: dict[str, Comment] = {}
        self.conversations: dict[str, Conversation] = {}
        self.messages: dict[str, Message] = {}
        self.pictures: dict[str, Picture] = {}
        self.people: dict[str, Writer] = {}
        self.private_replies: set[str] = set()
        """Comments and posts that have had their one private reply."""
        self.last_published: dict[str, tuple[str, datetime]] = {}
        self.staff_token = self.access.issue(Holder.STAFF, "2700000000000001")
        self._dice = Random(f"world/{seed}")
        self._number = 122_100_000_000_000
        self._order = 0
        self._page_tokens: dict[str, str] = {}
        self._doomed: set[str] = set()
        self._waiting: list[tuple[datetime, int, Callable[[], None]]] = []

    @property
    def applied(self) -> list[AppliedCall]:
        """Every act applied so far, oldest first."""
        return self.ledger.after(0)

    # -- building blocks

    def new_number(self) -> str:
        """A fresh numeric id."""
        with self.lock:
            self._number += self._dice.randrange(3, 4000)
            return str(self._number)

    def post_id(self, page_id: str) -> str:
        """A fresh id of a post."""
        return f"{page_id}_{self.new_number()}"

    def comment_id(self, post: Post) -> str:
        """A fresh id of a comment."""
        return f"{post.number}_{self.new_number()}"

    def conversation_id(self, scoped: str) -> str:
        """The id of the conversation with the person whom the page knows as `scoped`; always the same."""
        return f"t_{int(scoped) * 7 % 10**15:015d}"

    def message_id(self, conversation_id: str) -> str:
        """A fresh id of a message."""
        digest = hashlib.sha256(f"{conversation_id}/{self.new_number()}".encode()).digest()
        return "m_" + base64.urlsafe_b64encode(digest + digest[:16]).decode().rstrip("=")

    def place(self, at: datetime) -> Position:
        """Where something made at `at` stands among its like."""
        with self.lock:
            self._order += 1
            return to_ms(at), self._order

    def settle(self) -> None:
        """Let what was waiting (read-after-write lag, scheduled posts) come true if its time has come."""
        with self.lock:
            if not self._waiting:
                return
            now = self.clock()
            due = [entry for entry in self._waiting if entry[0] <= now]
            if due:
                self._waiting = [entry for entry in self._waiting if entry[0] > now]
                for _, _, change in sorted(due, key=lambda entry: entry[:2]):
                    change()

    def later(self, change: Callable[[], None], seconds: float) -> None:
        """Make `change` now, or visible to readers only in `seconds`."""
        with self.lock:
            if seconds <= 0:
                change()
                return
            self._order += 1
            self._waiting.append((self.clock() + timedelta(seconds=seconds), self._order, change))

    def scoped_id(self, writer: Writer, page_id: str) -> str:
        """A person's id as this page knows it; a page's own id is the same everywhere."""
        if writer.is_page:
            return writer.key
        digest = hashlib.sha256(f"{page_id}/{writer.key}".encode()).digest()
        return str(6_000_000_000_000_000 + int.from_bytes(digest[:6], "big"))

    # -- what is there before anybody comes

    def add_page(
        self,
        page_id: str,
        name: str,
        username: str,
        *,
        category: str = "Police station",
        about: str = "",
        token_of: str = "",
    ) -> Page:
        """A page of the Force's; its token is that of the page `token_of`, if not its own."""
        with self.lock:
            page = Page(id=page_id, name=name, username=username, category=category, about=about)
            page.settings = {"PROFANITY_FILTER": "Strong", "REVIEW_POSTS_BY_OTHER": "false"}
            self.pages[page_id] = page
            self.timelines[page_id] = []
            self._page_tokens[page_id] = self.access.issue(Holder.PAGE, token_of or page_id)
            return page

    def add_person(self, key: str, name: str) -> Writer:
        """A member of the public."""
        with self.lock:
            return self.people.setdefault(key, Writer(key, name))

    def page(self, page_id: str) -> Page:
        """The page, or GraphError 100/33."""
        page = self.pages.get(page_id)
        if page is None:
            raise unknown_object(page_id)
        return page

    def page_token(self, page_id: str) -> str:
        """The page's own token; the same one each time."""
        return self._page_tokens[page_id]

    def doom(self, object_id: str) -> None:
        """Mark as deleted before readers can see it, so that it is deleted once. Raises GraphError 100/33."""
        with self.lock:
            if object_id in self._doomed:
                raise unknown_object(object_id, "delete")
            self._doomed.add(object_id)

"""The simulated Facebook as its public meets it."""

from __future__ import annotations

import hashlib
from collections.abc import Generator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from socialdesk.training.networks import comments, conversations, posts, public
from socialdesk.training.networks.graph_errors import GraphError
from socialdesk.training.networks.public_world import NotThere, Unsupported
from socialdesk.training.networks.records import Comment, Picture, Post, Writer
from socialdesk.training.networks.world import World


class PublicFacebook:
    """Implements `PublicWorld` on a Facebook `World`."""

    network: str = "facebook"

    def __init__(self, world: World) -> None:
        """Acts in `world`."""
        self.world = world
        self.lock = world.lock
        self.ledger = world.ledger

    def settle(self) -> None:
        """Let what was waiting come true if its time has come."""
        self.world.settle()

    def add_account(self, key: str, name: str, username: str, *, about: str = "") -> str:
        """A page."""
        del key
        page_id = page_id_of(username)
        self.world.add_page(page_id, name, username, about=about)
        return page_id

    def add_person(self, key: str, name: str) -> None:
        """A member of the public."""
        self.world.add_person(key, name)

    def post(self, account_id: str, text: str, *, at: datetime | None = None, picture: str = "") -> str:
        """The page publishes."""
        with self.acting():
            page = self.world.page(account_id)
            return posts.put_post(
                self.world, page.id, page.writer, text, at=at, pictures=self.pictures(picture)
            ).id

    def mention(
        self, account_id: str, person: str, text: str, *, at: datetime | None = None, picture: str = ""
    ) -> str | None:
        """Somebody writes on the page's timeline."""
        with self.acting():
            made = public.write_post(
                self.world, account_id, self.who(person), text, at=at, picture=self.picture(picture)
            )
            return made.id if made else None

    def comment(
        self,
        target: str,
        by: str,
        text: str,
        *,
        at: datetime | None = None,
        picture: str = "",
        hidden: bool = False,
    ) -> str | None:
        """A comment beneath a post, or beneath another comment."""
        with self.acting():
            made = public.write_comment(
                self.world, target, self.who(by), text, at=at, picture=self.picture(picture), hidden=hidden
            )
            return made.id if made else None

    def message(
        self,
        account_id: str,
        person: str,
        text: str,
        *,
        by_account: bool = False,
        at: datetime | None = None,
        picture: str = "",
    ) -> str | None:
        """A private message, one way or the other."""
        with self.acting():
            who, shown = self.who(person), self.picture(picture)
            if by_account:
                return conversations.put_message(
                    self.world, account_id, who, text, from_page=True, at=at, picture=shown
                ).id
            made = public.write_message(self.world, account_id, who, text, at=at, picture=shown)
            return made.id if made else None

    def edit(self, item_id: str, text: str) -> None:
        """The author changes a comment or a visitor's post."""
        with self.acting():
            public.edit(self.world, item_id, text)

    def withdraw(self, item_id: str) -> None:
        """The author takes a comment or a visitor's post down, with what was answered beneath it."""
        with self.acting():
            public.withdraw(self.world, item_id)

    def set_hidden(self, item_id: str, hidden: bool) -> None:
        """A colleague hides a comment or a visitor's post, or shows it again."""
        with self.acting():
            found = self.others(item_id)
            if isinstance(found, Comment) and not comments.can_hide(self.world, found):
                raise Unsupported("The page cannot hide its own comments, nor those on a visitor's post.")
            found.hidden = hidden

    def take_down(self, item_id: str) -> None:
        """A colleague removes a comment or a visitor's post, with what was answered beneath it."""
        with self.acting():
            self.others(item_id)
            public.withdraw(self.world, item_id)

    def others(self, item_id: str) -> Comment | Post:
        """A comment, or a post that is not the page's own. Raises NotThere."""
        found = self.world.comments.get(item_id) or self.world.posts.get(item_id)
        if found is None or (isinstance(found, Post) and found.writer.is_page):
            raise NotThere(f"There is no comment {item_id}, or no longer.")
        return found

    def announcement(self) -> dict[str, Any]:
        """The pages with their tokens, a staff member's token, and the app."""
        world = self.world
        accounts = [
            {"id": page.id, "name": page.name, "token": world.page_token(page.id)}
            for page in world.pages.values()
        ]
        app = world.access.app
        return {
            "accounts": accounts,
            "user_token": world.staff_token,
            "app": {"id": app.id, "secret": app.secret},
        }

    def who(self, key: str) -> Writer:
        """A page by its id or a person by their key. Raises NotThere."""
        page = self.world.pages.get(key)
        if page is not None:
            return page.writer
        person = self.world.people.get(key)
        if person is None:
            raise NotThere(f"Nobody is known as {key}.")
        return person

    def picture(self, title: str) -> Picture | None:
        """A drawing with that title, None for ""."""
        return Picture(id=self.world.new_number(), title=title) if title else None

    def pictures(self, title: str) -> tuple[Picture, ...]:
        """The same as a post has them."""
        picture = self.picture(title)
        return () if picture is None else (picture,)

    @contextmanager
    def acting(self) -> Generator[None]:
        """Inside the lock; a refusal is NotThere."""
        with self.world.lock:
            try:
                yield
            except GraphError as error:
                raise NotThere(error.message) from None


def page_id_of(username: str) -> str:
    """A page's id, always the same for the same name."""
    digest = hashlib.sha256(f"page/{username}".encode()).digest()
    return str(100_060_000_000_000 + int.from_bytes(digest[:5], "big"))

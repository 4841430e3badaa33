"""What the simulated Instagram holds.

It is Facebook's world with other names: an account is a page, a picture or film is a post, a comment is a comment. Its
token is that of the Facebook Page that it is linked to, and private messages go through that Page.
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from datetime import datetime

from socialdesk.clock import Clock, system_clock
from socialdesk.training.networks.access import App, Usage
from socialdesk.training.networks.public_facebook import page_id_of
from socialdesk.training.networks.records import Page, Post, Writer
from socialdesk.training.networks.world import World


@dataclass(slots=True, kw_only=True)
class Container:
    """What is to be published, between the two steps of publishing."""

    id: str
    account_id: str
    caption: str
    address: str
    """Where the picture or film is fetched from."""
    created: datetime
    media_id: str = ""
    """What it became."""


class InstagramWorld(World):
    """Accounts, media, comments and conversations of one simulated Instagram."""

    def __init__(self, clock: Clock = system_clock, *, seed: int = 0, app: App | None = None) -> None:
        """`seed` makes ids and short pages the same each time."""
        super().__init__(clock, seed=seed, app=app)
        self.usage = Usage(kind="instagram", code=80002)
        self.linked: dict[str, str] = {}
        """A Facebook Page's id to the account that it is linked to."""
        self.containers: dict[str, Container] = {}

    def add_account(self, name: str, username: str, *, about: str = "") -> Page:
        """A professional account, linked to a Page."""
        with self.lock:
            digest = hashlib.sha256(f"instagram/{username}".encode()).digest()
            account_id = str(17_841_400_000_000_000 + int.from_bytes(digest[:5], "big"))
            page_id = page_id_of(username)
            self.linked[page_id] = account_id
            return self.add_page(account_id, name, username, about=about, token_of=page_id)

    def page_of(self, account_id: str) -> str:
        """The Page that an account is linked to. Raises KeyError."""
        return next(page_id for page_id, linked in self.linked.items() if linked == account_id)

    def username(self, writer: Writer) -> str:
        """What Instagram calls somebody."""
        page = self.pages.get(writer.key)
        if page is not None:
            return page.username
        return re.sub(r"[^a-z0-9]+", ".", writer.name.lower()).strip(".") or f"user{writer.key}"

    # -- ids as Instagram gives them

    def post_id(self, page_id: str) -> str:
        """Media ids are numbers by themselves."""
        del page_id
        return f"179{self.new_number()}"

    def comment_id(self, post: Post) -> str:
        """Comment ids are numbers by themselves."""
        del post
        return f"178{self.new_number()}"

    def conversation_id(self, scoped: str) -> str:
        """Long, and not to be understood."""
        digest = hashlib.sha256(f"conversation/{scoped}".encode()).digest()
        return "aWdfZAG06" + base64.urlsafe_b64encode(digest + digest[:12]).decode().rstrip("=")

    def message_id(self, conversation_id: str) -> str:
        """Long, and not to be understood."""
        digest = hashlib.sha256(f"{conversation_id}/{self.new_number()}".encode()).digest()
        return "aWdfZAG1faXRl" + base64.urlsafe_b64encode(digest + digest[:18]).decode().rstrip("=")

"""The simulated Instagram as its public meets it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from socialdesk.training.networks import posts, public
from socialdesk.training.networks.instagram.world import InstagramWorld
from socialdesk.training.networks.public_facebook import PublicFacebook
from socialdesk.training.networks.public_world import Unsupported
from socialdesk.training.networks.records import Comment


class PublicInstagram(PublicFacebook):
    """Implements `PublicWorld` on an `InstagramWorld`."""

    network: str = "instagram"

    def __init__(self, world: InstagramWorld) -> None:
        """Acts in `world`."""
        super().__init__(world)
        self.instagram = world

    def add_account(self, key: str, name: str, username: str, *, about: str = "") -> str:
        """A professional account, linked to a Page."""
        del key
        return self.instagram.add_account(name, username, about=about).id

    def post(self, account_id: str, text: str, *, at: datetime | None = None, picture: str = "") -> str:
        """The account publishes a picture; there is always one."""
        with self.acting():
            page = self.world.page(account_id)
            shown = self.pictures(picture or "A picture")
            return posts.put_post(self.world, page.id, page.writer, text, at=at, pictures=shown).id

    def mention(
        self, account_id: str, person: str, text: str, *, at: datetime | None = None, picture: str = ""
    ) -> str | None:
        """Somebody publishes a picture and tags the account in it."""
        with self.acting():
            made = public.write_post(
                self.world,
                account_id,
                self.who(person),
                text,
                at=at,
                picture=self.picture(picture or "A picture"),
                tags_page=True,
            )
            return made.id if made else None

    def others(self, item_id: str) -> Comment:
        """A comment beneath what an account published. Raises Unsupported for what others published."""
        found = super().others(item_id)
        above = self.world.posts.get(found.post_id) if isinstance(found, Comment) else None
        if not isinstance(found, Comment) or above is None or not above.writer.is_page:
            raise Unsupported(
                "On Instagram nothing can be hidden or removed that stands in others' pictures."
            )
        return found

    def announcement(self) -> dict[str, Any]:
        """The accounts with their Pages' tokens, a staff member's token, and the app."""
        told = super().announcement()
        linked = self.instagram.linked.items()
        pages = {account_id: page_id for page_id, account_id in linked}
        accounts = [one | {"page_id": pages[one["id"]]} for one in told["accounts"]]
        return told | {"accounts": accounts}

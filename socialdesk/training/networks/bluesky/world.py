"""What the public does on the simulated Bluesky. None of it is in the ledger."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from socialdesk.training.networks.bluesky.records import (
    POST,
    THREADGATE,
    Actor,
    Record,
    content_id,
    told_time,
)
from socialdesk.training.networks.bluesky.sessions import PRIVILEGED
from socialdesk.training.networks.bluesky.state import State
from socialdesk.training.networks.public_world import NotThere, Unsupported
from socialdesk.training.networks.records import Picture

_TOKEN_LASTS = timedelta(days=3650)


class BlueskyWorld(State):
    """The simulated Bluesky as a `PublicWorld`."""

    # -- what the public does

    def post(self, account_id: str, text: str, *, at: datetime | None = None, picture: str = "") -> str:
        """As `PublicWorld.post`."""
        return self._write(self.person(account_id), text, at, picture).uri

    def mention(
        self, account_id: str, person: str, text: str, *, at: datetime | None = None, picture: str = ""
    ) -> str | None:
        """As `PublicWorld.mention`."""
        with self.lock:
            account, who = self.person(account_id), self.person(person)
            if self.block_between(account.did, who.did):
                return None
            return self._write(who, text, at, picture, facets=[_naming(text, account)]).uri

    def quote(self, target: str, by: str, text: str, *, at: datetime | None = None) -> str | None:
        """Somebody shows a post to their own readers, with words of their own."""
        with self.lock:
            quoted, who = self._post(target), self.person(by)
            if self.block_between(quoted.did, who.did):
                return None
            embed = {"$type": "app.bsky.embed.record", "record": {"uri": quoted.uri, "cid": quoted.cid}}
            return self._write(who, text, at, "", embed=embed).uri

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
        """As `PublicWorld.comment`."""
        with self.lock:
            above, who = self._post(target), self.person(by)
            root = self.posts.get(above.root, above)
            if self.block_between(above.did, who.did) or self.block_between(root.did, who.did):
                return None
            reply = {
                "root": {"uri": root.uri, "cid": root.cid},
                "parent": {"uri": above.uri, "cid": above.cid},
            }
            made = self._write(who, text, at, picture, reply=reply)
            if hidden:
                self._hide(root, [*self.hidden_beneath(root.uri), made.uri])
            return made.uri

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
        """As `PublicWorld.message`. Messages on Bluesky hold no pictures of their own."""
        with self.lock:
            account, who = self.person(account_id), self.person(person)
            if self.block_between(account.did, who.did):
                return None
            talk = self.talk(account.did, who.did)
            return self.write(talk, account.did if by_account else who.did, text, at=at).id

    def edit(self, item_id: str, text: str) -> None:
        """As `PublicWorld.edit`."""
        raise Unsupported("Posts on Bluesky cannot be edited.")

    def withdraw(self, item_id: str) -> None:
        """As `PublicWorld.withdraw`."""
        with self.lock:
            if any(letter.id == item_id for talk in self.talks.values() for letter in talk.letters):
                raise Unsupported("A message on Bluesky cannot be taken back from the other side.")
            self.remove(self._post(item_id))

    def set_hidden(self, item_id: str, hidden: bool) -> None:
        """As `PublicWorld.set_hidden`: it is the account's post above that says what is hidden beneath it."""
        with self.lock:
            found = self._post(item_id)
            root = self.posts.get(found.root)
            if root is None or not self.actors[root.did].is_account or self.actors[found.did].is_account:
                raise Unsupported("Bluesky hides only what others answer beneath the account's own posts.")
            others = [uri for uri in self.hidden_beneath(root.uri) if uri != found.uri]
            self._hide(root, [*others, found.uri] if hidden else others)

    def take_down(self, item_id: str) -> None:
        """As `PublicWorld.take_down`: what an account wrote itself."""
        with self.lock:
            found = self._post(item_id)
            if not self.actors[found.did].is_account:
                raise Unsupported("On Bluesky nobody but its author can remove a post.")
            self.remove(found)

    def announcement(self) -> dict[str, Any]:
        """As `PublicWorld.announcement`; each account also with what signs in to it."""
        with self.lock:
            accounts = [
                {
                    "id": one.did,
                    "name": one.name,
                    "token": self.token(one.did),
                    "handle": one.handle,
                    "password": self.app_password(one.did),
                }
                for one in self.actors.values()
                if one.is_account
            ]
            return {"accounts": accounts}

    def token(self, did: str) -> str:
        """An access token that outlasts any training."""
        with self.lock:
            return self.sessions.access(did, PRIVILEGED, self.clock(), _TOKEN_LASTS)

    # -- inside

    def _hide(self, root: Record, hidden: list[str]) -> None:
        gate = {"$type": THREADGATE, "post": root.uri, "createdAt": told_time(self.clock())}
        old = self.held(root.did, THREADGATE, root.rkey)
        value = (old.value if old is not None else gate) | {"hiddenReplies": hidden}
        self.put(root.did, THREADGATE, root.rkey, value)

    def _post(self, uri: str) -> Record:
        found = self.posts.get(uri)
        if found is None:
            raise NotThere("There is no such post on the simulated Bluesky, or no longer.")
        return found

    def _write(self, who: Actor, text: str, at: datetime | None, picture: str, **more: object) -> Record:
        with self.lock:
            made = at or self.clock()
            value: dict[str, Any] = {"$type": POST, "text": text, "createdAt": told_time(made), **more}
            shown = None
            if picture:
                shown = Picture(id=self.new_key(made), title=picture)
                self.pictures[shown.id] = shown
                blob = {"$type": "blob", "ref": {"$link": content_id(shown.id)}, "mimeType": "image/png",
                        "size": 4096}  # fmt: skip
                value["embed"] = {
                    "$type": "app.bsky.embed.images",
                    "images": [{"alt": picture, "image": blob}],
                }
            return self.put(who.did, POST, self.new_key(made), value, picture=shown)


def _naming(text: str, account: Actor) -> dict[str, Any]:
    """A mark that names the account: on its handle where the text holds it, else on the first word."""
    handle = f"@{account.handle}"
    start = text.lower().find(handle)
    begins = len(text[: max(start, 0)].encode())
    length = len(handle if start >= 0 else (text.split() or [""])[0].encode())
    return {
        "index": {"byteStart": begins, "byteEnd": begins + length},
        "features": [{"$type": "app.bsky.richtext.facet#mention", "did": account.did}],
    }

"""What the public does, the same for every simulated network: how a scenario and the trainer reach a world.

So does a colleague who uses the network's own tools. None of it is in the ledger, which holds what clients asked for.
"""

from __future__ import annotations

from datetime import datetime
from threading import RLock
from typing import Any, Protocol

from socialdesk.training.networks.ledger import Ledger


class Unsupported(Exception):
    """The network has no such thing, such as private messages on YouTube; the text is a sentence."""


class NotThere(Exception):
    """The account, item or person that was spoken of is not there, or no longer."""


class PublicWorld(Protocol):
    """One simulated network, as its public meets it. May be called from any thread.

    A person is known by the key given to `add_person`, an account by its id. Every method that speaks of something
    raises NotThere where it is gone, and Unsupported where the network lacks it. What an account has blocked
    from is answered with None.
    """

    @property
    def network(self) -> str:
        """Its name, such as `x`."""
        ...

    @property
    def lock(self) -> RLock:
        """Held over several calls that belong together."""
        ...

    @property
    def ledger(self) -> Ledger:
        """What clients have done."""
        ...

    def settle(self) -> None:
        """Let what was waiting (read-after-write lag) come true if its time has come."""
        ...

    def add_account(self, key: str, name: str, username: str, *, about: str = "") -> str:
        """One of the Force's accounts. Gives its id, always the same for the same `username`."""
        ...

    def add_person(self, key: str, name: str) -> object:
        """A member of the public; nothing happens where the key is known."""
        ...

    def post(self, account_id: str, text: str, *, at: datetime | None = None, picture: str = "") -> str:
        """The account publishes. Gives the post's id. `picture` is a title; a drawing stands for it."""
        ...

    def mention(
        self, account_id: str, person: str, text: str, *, at: datetime | None = None, picture: str = ""
    ) -> str | None:
        """Somebody names the account, or writes on its page. Gives the id."""
        ...

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
        """A comment beneath a post or a reply beneath a comment, `by` a person's key or an account's id."""
        ...

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
        """A private message between the account and a person. Gives its id."""
        ...

    def edit(self, item_id: str, text: str) -> None:
        """The author changes a comment or mention."""
        ...

    def withdraw(self, item_id: str) -> None:
        """The author takes a comment or mention down."""
        ...

    def set_hidden(self, item_id: str, hidden: bool) -> None:
        """A colleague hides a comment or mention with the network's own tools, or shows it again; twice is no error."""
        ...

    def take_down(self, item_id: str) -> None:
        """A colleague removes a comment or mention with the network's own tools, also what an account wrote itself."""
        ...

    def announcement(self) -> dict[str, Any]:
        """`{"accounts": [{"id", "name", "token"}], ...}` and whatever else a client needs to sign in."""
        ...

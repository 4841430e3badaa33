"""One account's calls to Instagram, which go through the Facebook Page that it is linked to."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from socialdesk.clock import Clock
from socialdesk.platforms.api import Refused, Unreadable
from socialdesk.platforms.graph import wire
from socialdesk.platforms.graph.calls import GraphCalls
from socialdesk.platforms.graph.errors import BadRequest, Voice
from socialdesk.platforms.http import HttpClient
from socialdesk.platforms.throttle import Gate

_WINDOW = (
    "Instagram lets an account write to a person only for a while after they wrote, and that has passed.",
    "Wait until they write again, or answer in public.",
)
VOICE = Voice(
    network="Instagram",
    account="account",
    an_account="an account",
    sentences={
        (10, 2018278): _WINDOW,
        (190, 2069032): (
            "Instagram wants the sign-in of the Facebook Page that the account is linked to, and the stored one is a"
            " person's.",
            "Add the account again and choose the page.",
        ),
        (9, 2207042): (
            "Instagram lets an account publish only so much in a day, and that is used up.",
            "Publish it tomorrow, or on Instagram itself.",
        ),
        (9004, 2207052): (
            "Instagram could not fetch the picture from its address.",
            "See that the address can be opened by anybody, without signing in.",
        ),
    },
)


@dataclass(frozen=True, slots=True)
class Linked:
    """Who the account is."""

    page_id: str
    """The Facebook Page whose sign-in is used, and through which private messages go."""
    username: str
    """Without the @; "" where Instagram does not say."""


class InstagramCalls(GraphCalls):
    """Calls for one account. Safe to use from several threads."""

    def __init__(self, http: HttpClient, gate: Gate, clock: Clock, *, account_id: str, version: str) -> None:
        """`account_id` is Instagram's own of a professional account; `version` such as `v26.0`."""
        super().__init__(http, gate, clock, version=version, voice=VOICE)
        self.account_id = account_id
        self._linked: Linked | None = None
        self._asking = threading.Lock()

    def linked(self) -> Linked:
        """The Page and the name, asked for once. Raises Refused where the sign-in is for another account."""
        with self._asking:
            if self._linked is None:
                self._linked = self._ask()
            return self._linked

    def _ask(self) -> Linked:
        try:
            answer = self.read("me", params={"fields": "id,instagram_business_account{id,username}"})
        except BadRequest:
            raise _no_account() from None  # a person has no such field
        told = wire.read_object(answer, wire.PageShape)
        page_id, account = wire.native_id(told.id), told.instagram_business_account
        if page_id is None:
            raise Unreadable("Instagram does not say whose sign-in this is.")
        if account is None:
            raise _no_account()
        if wire.native_id(account.id) is None:
            raise Unreadable("Instagram does not say which account this sign-in is for.")
        if wire.native_id(account.id) != self.account_id:
            raise Refused(
                "The stored sign-in is for another Instagram account.", to_do="Add the account again."
            )
        return Linked(page_id, account.username)


def _no_account() -> Refused:
    return Refused(
        "The stored sign-in is for no Facebook Page that is linked to an Instagram account.",
        to_do="Link the account to its page on Instagram, and add it here again.",
    )

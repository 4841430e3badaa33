"""The pages that a token may run (platforms.md 1.1)."""

from __future__ import annotations

from dataclasses import dataclass

from socialdesk.model.ids import NativeId
from socialdesk.platforms.api import Credentials, Unreadable
from socialdesk.platforms.facebook import wire
from socialdesk.platforms.facebook.calls import GraphCalls
from socialdesk.platforms.graph.errors import BadRequest

_MAX_PAGES = 50
_NEEDED = {"MODERATE": "hide, remove and answer comments", "MESSAGING": "read and answer messages"}


@dataclass(frozen=True, slots=True, kw_only=True)
class FacebookPage:
    """A page, with the sign-in for it."""

    native_id: NativeId
    name: str
    credentials: Credentials
    tasks: tuple[str, ...] = ()

    @property
    def lacking(self) -> tuple[str, ...]:
        """What this sign-in may not do, in plain words; empty where Facebook does not say."""
        held = {task.removeprefix("PROFILE_PLUS_") for task in self.tasks}
        return tuple(what for task, what in _NEEDED.items() if held and task not in held)

    @property
    def allowed(self) -> tuple[str, ...]:
        """What this sign-in may and may not do there, a sentence each."""
        held = {task.removeprefix("PROFILE_PLUS_") for task in self.tasks}
        if not held:
            return ("Facebook does not say what this sign-in may do; the first attempt will show.",)
        return tuple(
            f"It may {what}."
            if task in held
            else f"It may not {what}: the page does not give it the task {task}."
            for task, what in _NEEDED.items()
        )


def list_pages(calls: GraphCalls, credentials: Credentials) -> tuple[FacebookPage, ...]:
    """The pages of a user's or system user's token, or the one page whose own token it is. Raises NetworkError."""
    found: dict[NativeId, FacebookPage] = {}
    tokens: dict[str, str] | None = {}
    try:
        for _ in range(_MAX_PAGES):
            listing = calls.listing(
                "me", "accounts", params={"fields": "id,name,access_token,tasks"} | tokens, limit=100
            )
            for raw in listing.data:
                told = wire.salvage(raw, wire.PageShape)
                own_id = wire.native_id(told.id)
                if own_id is not None and told.access_token:
                    found[own_id] = FacebookPage(
                        native_id=own_id,
                        name=told.name,
                        credentials=Credentials(token=told.access_token, app_secret=credentials.app_secret),
                        tasks=tuple(told.tasks),
                    )
            tokens = wire.onward(listing, calls.http.base_url)
            if tokens is None:
                return tuple(found.values())
    except BadRequest:
        return (_own_page(calls, credentials),)  # a page has no pages of its own
    return tuple(found.values())


def _own_page(calls: GraphCalls, credentials: Credentials) -> FacebookPage:
    told = wire.read_object(calls.read("me", params={"fields": "id,name"}), wire.PageShape)
    own_id = wire.native_id(told.id)
    if own_id is None:
        raise Unreadable("Facebook does not say which page this sign-in is for.")
    return FacebookPage(native_id=own_id, name=told.name, credentials=credentials)

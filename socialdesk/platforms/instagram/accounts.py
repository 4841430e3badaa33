"""The Instagram accounts that a sign-in opens, and what it may do there (platforms.md 1.1, 2)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from socialdesk.model.ids import NativeId
from socialdesk.platforms.api import Credentials
from socialdesk.platforms.graph.calls import GraphCalls
from socialdesk.platforms.graph.errors import BadRequest
from socialdesk.platforms.graph.wire import PageShape, native_id, onward, read_object, salvage

_MAX_PAGES = 50
_FIELDS = "id,name,access_token,tasks,instagram_business_account{id,username}"
_OWN_FIELDS = "id,name,instagram_business_account{id,username}"
_TASKS = {
    "MODERATE": ("answer, hide and remove comments", "instagram_manage_comments"),
    "MESSAGING": ("read and answer messages, and block people", "instagram_manage_messages"),
    "CREATE_CONTENT": ("publish", "instagram_content_publish"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class InstagramAccount:
    """A professional account, with the sign-in for the Page that it is linked to."""

    native_id: NativeId
    name: str
    """Its username, without the @."""
    page_id: NativeId
    page_name: str
    credentials: Credentials = field(repr=False)
    tasks: tuple[str, ...] = ()


def list_accounts(calls: GraphCalls, credentials: Credentials) -> tuple[InstagramAccount, ...]:
    """Those of every Page that a person's or system user's token runs, or of the one Page whose token it is.

    Pages without an Instagram account are left out. Raises NetworkError.
    """
    found: dict[NativeId, InstagramAccount] = {}
    tokens: dict[str, str] | None = {}
    try:
        for _ in range(_MAX_PAGES):
            listing = calls.listing("me", "accounts", params={"fields": _FIELDS} | tokens, limit=100)
            for raw in listing.data:
                told = salvage(raw, PageShape)
                account = _account(told, credentials)
                if account is not None and told.access_token:
                    found[account.native_id] = account
            tokens = onward(listing, calls.http.base_url)
            if tokens is None:
                return tuple(found.values())
    except BadRequest:  # a page has no pages of its own
        answer = calls.read("me", params={"fields": _OWN_FIELDS})
        own = _account(read_object(answer, PageShape), credentials)
        return () if own is None else (own,)
    return tuple(found.values())


def allowed(account: InstagramAccount, scopes: Iterable[str] = ()) -> tuple[str, ...]:
    """What this sign-in may and may not do, a sentence each, as far as Meta tells: its tasks, and `scopes`."""
    tasks = {task.removeprefix("PROFILE_PLUS_") for task in account.tasks}
    given = set(scopes)
    told: list[str] = []
    for task, (what, scope) in _TASKS.items():
        if tasks and task not in tasks:
            told.append(f"It may not {what}: the page does not give this person the task {task}.")
        elif given and scope not in given:
            told.append(f"It may not {what}: the permission {scope} was not given.")
        elif tasks or given:
            told.append(f"It may {what}.")
    return tuple(told) or ("Instagram does not say what this sign-in may do; the first attempt will show.",)


def _account(told: PageShape, credentials: Credentials) -> InstagramAccount | None:
    account, page_id = told.instagram_business_account, native_id(told.id)
    own_id = native_id(account.id) if account is not None else None
    if account is None or own_id is None or page_id is None:
        return None
    token = told.access_token or credentials.token
    return InstagramAccount(
        native_id=own_id,
        name=account.username or told.name,
        page_id=page_id,
        page_name=told.name,
        credentials=Credentials(token=token, app_secret=credentials.app_secret),
        tasks=tuple(told.tasks),
    )

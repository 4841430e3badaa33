"""The commands of publishing, and the ways into its page from elsewhere in the window.

open_compose(window, accounts=frozenset({account_id}), only=True)   a new post, for no other account
open_compose(window, appeal_id=7)                                   a new post of an appeal
open_compose(window, post_id=post_id)                               a draft
show_post(window, post_id); show_calendar(window)
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import partial
from typing import TYPE_CHECKING

from socialdesk.clock import to_ms
from socialdesk.model.changes import Changes
from socialdesk.model.ids import AccountId, PostId
from socialdesk.publishing.queries import needing_person
from socialdesk.ui.commands import Command
from socialdesk.ui.inbox.places import PUBLISHING
from socialdesk.ui.shifts import composing
from socialdesk.ui.window import Window

if TYPE_CHECKING:
    from socialdesk.ui.publishing.page import PublishingPage


def register(window: Window) -> None:
    """Registers them, and keeps the number of posts that need a person."""

    def add(id: str, label: str, run: Callable[[], None], *keys: str) -> None:
        window.commands.add(Command(id=id, label=label, group="Publishing", run=run, keys=keys))

    add(PUBLISHING.key, "Publishing: the Force's own posts", lambda: show_publishing(window), "P")
    add("new-post", "Write a post", lambda: open_compose(window), "Ctrl+N")
    add("calendar", "Calendar of what is planned", lambda: show_calendar(window))
    add("elections", "Elections: periods, parties and candidates", lambda: show_elections(window))
    composing.put(window, lambda post_id: open_compose(window, post_id=post_id, only=True))
    window.tasks.changed.connect(partial(_count, window))
    _count(window, None)


def show_publishing(window: Window) -> None:
    """The page as it was left."""
    _page(window)


def open_compose(
    window: Window,
    *,
    accounts: Collection[AccountId] = frozenset(),
    post_id: PostId | None = None,
    only: bool = False,
    appeal_id: int | None = None,
) -> None:
    """Writes a post, or goes on with a draft; with `only` for no other accounts than `accounts`."""
    _page(window).open_compose(accounts, post_id, only=only, appeal_id=appeal_id)


def show_post(window: Window, post_id: PostId) -> None:
    """One post: how it stands on each account."""
    _page(window).show_post(post_id)


def show_calendar(window: Window) -> None:
    """What is planned, by whom and where."""
    _page(window).show_calendar()


def show_elections(window: Window) -> None:
    """Pre-election periods, parties and candidates."""
    _page(window).show_elections()


def _page(window: Window) -> PublishingPage:
    from socialdesk.ui.publishing.page import PublishingPage  # noqa: PLC0415  (not at a start)

    held = window.pages.get(PUBLISHING.key)
    page = held if isinstance(held, PublishingPage) else PublishingPage(window)
    window.show_page(page)
    return page


def _count(window: Window, changes: Changes | None) -> None:
    if changes is not None and not (changes.posts or changes.outbox):
        return

    def counted(number: int) -> None:
        if number != window.watch.posts:
            window.watch.posts = number
            window.watch.read.emit()

    now_ms = to_ms(window.desk.clock())
    window.tasks.read("publishing-count", lambda db, _stop: len(needing_person(db, now_ms=now_ms)), counted)

"""Every command of the window with its keys (features.md section 5). No single key changes anything public."""

from __future__ import annotations

from collections.abc import Callable

from socialdesk.decisions.handling import claim, release
from socialdesk.ui import one_by_one, saved_searches
from socialdesk.ui.commands import Command
from socialdesk.ui.connecting.dealing import show_hootsuite
from socialdesk.ui.inbox.places import PLACES
from socialdesk.ui.palette import CommandPalette, KeySheet
from socialdesk.ui.publishing import commands as publishing
from socialdesk.ui.record import commands as record
from socialdesk.ui.register import commands as account_register
from socialdesk.ui.reports import commands as reports
from socialdesk.ui.shifts import commands as shifts
from socialdesk.ui.training import commands as training
from socialdesk.ui.watching.dealing import WatchingDealings
from socialdesk.ui.window import Window

VIEW_KEYS = 9
"""The first views of the rail have the keys 1 to 9."""


def register(
    window: Window,
    *,
    watching: WatchingDealings,
    change_person: Callable[[], None],
    change_settings: Callable[[], None],
    connect: Callable[[], None],
    show_health: Callable[[], None],
    show_waiting: Callable[[], None],
    show_blocks: Callable[[], None],
    show_staff: Callable[[], None],
) -> None:
    """Register them all, in the order in which the palette and the sheet of keys show them."""
    _moving(window)
    _views(window)
    saved_searches.register(window)
    one_by_one.register(window)
    _deciding(window)
    _referring(window, show_waiting)
    _desk(window, change_person, change_settings)
    _watching(window, watching)
    _staff(window, show_staff)
    _blocks(window, show_blocks)
    publishing.register(window)
    shifts.register(window)
    account_register.register(window)
    record.register(window)
    reports.register(window)
    training.register(window)
    _accounts(window, connect, show_health)


def _moving(window: Window) -> None:
    def add(id: str, label: str, run: Callable[[], None], *keys: str, moves: bool = False) -> None:
        window.commands.add(Command(id=id, label=label, group="Move", run=run, keys=keys, moves=moves))

    add("next", "Next item", lambda: window.list.step(1), "J", moves=True)
    add("previous", "Previous item", lambda: window.list.step(-1), "K", moves=True)
    add("unhandled", "Next item that nobody has handled  (Space in the list)", window.list.next_unhandled)
    add("open", "Open the conversation  (Enter in the list)", window.open_conversation, "O")
    add("search", "Search", window.list.focus_search, "/", "Ctrl+F")
    add("next-pane", "Next part of the window", lambda: window.next_pane(1), "F6", moves=True)
    add("previous-pane", "Previous part of the window", lambda: window.next_pane(-1), "Shift+F6", moves=True)


def _views(window: Window) -> None:
    def show(key: str) -> Callable[[], None]:
        return lambda: window.show_place(key)

    turn = Command(
        id="order",
        label="Needs a decision: the most urgent first, or the newest",
        group="Views",
        run=window.list.turn_order,
    )
    window.commands.add(turn)
    for number, place in enumerate(PLACES, start=1):
        keys = (str(number),) if number <= VIEW_KEYS else ()
        entry = place.entry
        window.commands.add(
            Command(
                id=f"view-{entry.key}",
                label=f"View: {entry.label}",
                group="Views",
                run=show(entry.key),
                keys=keys,
            )
        )


def _deciding(window: Window) -> None:
    def add(id: str, label: str, run: Callable[[], None], *keys: str) -> None:
        window.commands.add(Command(id=id, label=label, group="Decide", run=run, keys=keys))

    def tab(name: str) -> Callable[[], None]:
        return lambda: window.open_tab(name)

    def confirm() -> None:
        window.confirm()

    def confirm_and_next() -> None:
        if window.panes.page is None:
            window.panel.confirm_and_next()
        else:
            window.confirm()

    add("assess", "Assess: what the policy says", tab("assess"))
    add("keep", "Fine: considered and kept…", tab("keep"), "F")
    add("remove", "Remove…", tab("remove"), "D")
    add("reply", "Reply…", tab("reply"), "R")
    add("warn", "Warn under the post, after removals…", tab("warn"), "W")
    add("repeats", "Repeats: the copies of one person…", tab("repeats"))
    add("block", "Block: ask for it, or see how it stands…", tab("block"), "B")
    add("note", "Internal note…", tab("note"), "N")
    add("done", "Done, nothing to do…", tab("done"))
    add("person", "This person: what they wrote before", tab("person"), "U")
    add("record", "The record of this item", tab("record"), "Ctrl+Shift+H")
    add("claim", "Take it, or let it go", lambda: _claim(window), "A")
    add("confirm", "Do what the open panel or page says", confirm, "Ctrl+Return", "Ctrl+Enter")
    add(
        "confirm-next",
        "Do it, and on to the next",
        confirm_and_next,
        "Ctrl+Shift+Return",
        "Ctrl+Shift+Enter",
    )
    add("undo", "Take back the newest action that was not sent", lambda: _undo(window), "Ctrl+Z")
    add("escape", "Take back the newest action; else back to the list", lambda: _escape(window), "Esc")


def _referring(window: Window, show_waiting: Callable[[], None]) -> None:
    def add(id: str, label: str, run: Callable[[], None], *keys: str) -> None:
        window.commands.add(Command(id=id, label=label, group="Decide", run=run, keys=keys))

    add(
        "refer",
        "Refer: threat to life, crime, freedom of information…",
        lambda: window.open_tab("refer"),
        "C",
    )
    add("ask", "Ask Corporate Communications…", lambda: window.open_tab("ask"), "E")
    add("waiting-list", "Questions to Corporate Communications, and open referrals", show_waiting)


def _desk(window: Window, change_person: Callable[[], None], change_settings: Callable[[], None]) -> None:
    def add(id: str, label: str, run: Callable[[], None], *keys: str) -> None:
        window.commands.add(Command(id=id, label=label, group="Desk", run=run, keys=keys))

    add("sync", "Look for new items now", window.desk.sync_now, "F5")
    add("commands", "Find a command", lambda: CommandPalette(window.commands, window).open(), "Ctrl+K")
    add("keys", "Show the keys", lambda: _keys(window), "F1", "?")
    add("person-at-desk", "Change who is at the desk", change_person)
    add("settings", "Settings", change_settings, "Ctrl+,")


def _watching(window: Window, watching: WatchingDealings) -> None:
    def add(id: str, label: str, run: Callable[[], None]) -> None:
        window.commands.add(Command(id=id, label=label, group="Desk", run=run))

    add("watch-list", "Watch list of protected names", watching.show_watch_list)
    add("proceedings", "Proceedings active on this post: mark, alter or end…", watching.mark_shown)
    add("park", "Park this post, or put it back", watching.park_shown)


def _staff(window: Window, show_staff: Callable[[], None]) -> None:
    def add(id: str, label: str, run: Callable[[], None]) -> None:
        window.commands.add(Command(id=id, label=label, group="Desk", run=run))

    add("lock", "Lock the desk", window.lock)
    add("staff", "Staff: who works at the desk", show_staff)


def _blocks(window: Window, show: Callable[[], None]) -> None:
    window.commands.add(Command(id="blocks", label="Register of blocks", group="Desk", run=show))


def _accounts(window: Window, connect: Callable[[], None], show_health: Callable[[], None]) -> None:
    def add(id: str, label: str, run: Callable[[], None]) -> None:
        window.commands.add(Command(id=id, label=label, group="Accounts", run=run))

    add("health", "How every account is", show_health)
    if window.desk.joining is not None:
        add("connect", "Connect an account", connect)
    if window.desk.hootsuite is not None:
        add("hootsuite", "Hootsuite: which accounts publish through it", lambda: _hootsuite(window))


def _keys(window: Window) -> None:
    KeySheet(window.commands, window, single_keys=window.desk.settings.single_keys).open()


def _hootsuite(window: Window) -> None:
    show_hootsuite(window)


def _undo(window: Window) -> None:
    window.cancel_newest()


def _escape(window: Window) -> None:
    if not window.cancel_newest() and window.panes.page is None:
        window.panes.show_conversation()
        window.list.table.setFocus()


def _claim(window: Window) -> None:
    item_id, row = window.item, window.list.current_row()
    if item_id is None:
        return
    desk, person = window.desk, window.desk.person
    work = release if row is not None and row.claimed_by == person.name else claim
    window.tasks.write(lambda db: work(db, item_id=item_id, now=desk.clock(), by=person))

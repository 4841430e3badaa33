"""A network in memory behind the port: what a test puts there is fetched, acted upon, looked up and captured."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from socialdesk.model.accounts import Capability
from socialdesk.model.actions import Action, ActionKind
from socialdesk.model.ids import NativeId
from socialdesk.model.items import ItemKind, ThreadKind
from socialdesk.platforms.api import (
    Absent,
    ActionResult,
    Budget,
    Capture,
    Done,
    FetchedAuthor,
    FetchedItem,
    FetchedPage,
    FetchedThread,
    Found,
    Gone,
    LookResult,
    Progress,
    RefusedResult,
)


def native(number: int | str, prefix: str = "item") -> NativeId:
    """An id as a network would give it."""
    return NativeId(f"{prefix}_{number}")


def fetched_thread(
    number: int | str = 1,
    *,
    text: str = "We are appealing for witnesses.",
    kind: ThreadKind = ThreadKind.POST,
    created_ms: int = 1_000,
) -> FetchedThread:
    """A post."""
    return FetchedThread(
        native_id=native(number, "thread"),
        kind=kind,
        untrusted_text=text,
        created_ms=created_ms,
        raw=f'{{"id":"thread_{number}"}}',
    )


def fetched_item(
    number: int | str,
    text: str = "A comment",
    *,
    thread: int | str = 1,
    author: int | str | None = 1,
    name: str = "",
    created_ms: int | None = None,
    parent: int | str | None = None,
    kind: ItemKind = ItemKind.COMMENT,
    by_force: bool = False,
    hidden: bool = False,
) -> FetchedItem:
    """A comment under `thread` by `author`, written at `created_ms` or, where that is left out, at its number."""
    when = created_ms if created_ms is not None else 1_000 * int(number) if str(number).isdigit() else 1_000
    who = None
    if author is not None:
        who = FetchedAuthor(native_id=native(author, "person"), untrusted_name=name or f"Person {author}")
    return FetchedItem(
        native_id=native(number),
        thread=native(thread, "thread"),
        parent=native(parent) if parent is not None else None,
        kind=kind,
        author=who,
        untrusted_text=text,
        created_ms=when,
        by_force=by_force,
        hidden=hidden,
        raw=f'{{"id":"item_{number}"}}',
    )


class FakeConnector:
    """One account. A cursor is how many arrivals have been given; a full read's names the thread as well."""

    def __init__(self, *, page_size: int = 25, own: str = "The Force") -> None:
        self.page_size = page_size
        self.threads: dict[NativeId, FetchedThread] = {}
        self.items: dict[NativeId, FetchedItem] = {}
        self.arrivals: list[NativeId] = []
        """Ids of threads and items in the order in which the network would tell of them."""
        self.performed: list[Action] = []
        self.asked: list[tuple[str | None, bool]] = []
        """Every fetch: its cursor, and whether it was full."""
        self.failures: list[Exception] = []
        """Raised one by one by the next calls, whatever they are."""
        self.notes: list[tuple[str, ...]] = []
        """What the next pages say that they left out, one after the other."""
        self.before_fetch: Callable[[], None] = lambda: None
        self.used_percent = 0
        self.closed = False
        self._own = FetchedAuthor(native_id=NativeId("own"), untrusted_name=own)
        self._made = 0

    # --- what a test puts there ---------------------------------------------------------------------------------

    def add(self, *things: FetchedThread | FetchedItem) -> None:
        """New on the network, or, for an item that is known, told of again."""
        for thing in things:
            if isinstance(thing, FetchedThread):
                self.threads[thing.native_id] = thing
            else:
                self.items[thing.native_id] = thing
            self.arrivals.append(thing.native_id)

    def edit(self, native_id: NativeId, **values: object) -> None:
        """Altered on the network; only a full read notices."""
        self.items[native_id] = replace(self.items[native_id], **values)  # pyright: ignore[reportArgumentType]

    def take_away(self, *native_ids: NativeId) -> None:
        """Deleted on the network, with the replies beneath; only a full read notices."""
        for native_id in native_ids:
            self.items.pop(native_id, None)
            self.take_away(*[each for each, item in self.items.items() if item.parent == native_id])

    # --- the port -----------------------------------------------------------------------------------------------

    def fetch(self, cursor: str | None, *, full: bool = False) -> FetchedPage:
        self.asked.append((cursor, full))
        self.before_fetch()
        self._fail()
        page = self._full_page(cursor) if full else self._new_page(cursor)
        return replace(page, notes=self.notes.pop(0)) if self.notes else page

    def _new_page(self, cursor: str | None) -> FetchedPage:
        start = int(cursor or 0)
        end = min(start + self.page_size, len(self.arrivals))
        told = self.arrivals[start:end]
        return FetchedPage(
            threads=tuple(self.threads[each] for each in told if each in self.threads),
            items=tuple(self.items[each] for each in told if each in self.items),
            cursor=str(end),
            more=end < len(self.arrivals),
            progress=Progress(done=end, total=len(self.arrivals)),
        )

    def _full_page(self, cursor: str | None) -> FetchedPage:
        place, start = (int(part) for part in (cursor or "0/0").split("/"))
        threads = list(self.threads.values())
        if place >= len(threads):
            return FetchedPage(cursor=f"{place}/0", more=False, progress=Progress(done=0))
        thread = threads[place]
        beneath = [item for item in self.items.values() if item.thread == thread.native_id]
        ends = start + self.page_size >= len(beneath)
        return FetchedPage(
            threads=(thread,),
            items=tuple(beneath[start : start + self.page_size]),
            cursor=f"{place + 1}/0" if ends else f"{place}/{start + self.page_size}",
            more=not (ends and place + 1 == len(threads)),
            progress=Progress(done=place),
            full_read=thread.native_id,
            full_read_ends=ends,
        )

    def perform(self, action: Action) -> ActionResult:
        self._fail()
        self.performed.append(action)
        if action.kind.creates:
            return Done(native_id=self._create(action))
        item = self.items.get(action.target)
        if item is None:
            return Done() if action.kind is ActionKind.DELETE else RefusedResult(reason="It is not there.")
        if action.kind is ActionKind.DELETE:
            self.take_away(action.target)
        elif action.kind in (ActionKind.HIDE, ActionKind.UNHIDE):
            self.items[action.target] = replace(item, hidden=action.kind is ActionKind.HIDE)
        return Done()

    def _create(self, action: Action) -> NativeId:
        self._made += 1
        made = native(f"made_{self._made}")
        self.add(
            FetchedItem(
                native_id=made,
                thread=action.thread or action.target,
                parent=action.target if action.kind is ActionKind.REPLY else None,
                kind=ItemKind.REPLY if action.kind is ActionKind.REPLY else ItemKind.MESSAGE,
                author=self._own,
                untrusted_text=action.text,
                created_ms=1_000_000 + self._made,
                by_force=True,
                raw=f'{{"id":"{made}"}}',
            )
        )
        return made

    def look(self, action: Action, *, not_before_ms: int, known: frozenset[NativeId]) -> LookResult:
        self._fail()
        if action.kind.creates:
            found = self._ours(action.text, not_before_ms, known, self.items.values())
            return Found(native_id=found) if found else Absent()
        item = self.items.get(action.target)
        there = {
            ActionKind.DELETE: item is None,
            ActionKind.HIDE: item is not None and item.hidden,
            ActionKind.UNHIDE: item is not None and not item.hidden,
        }.get(action.kind, False)
        return Found() if there else Absent()

    @staticmethod
    def _ours(
        text: str, not_before_ms: int, known: frozenset[NativeId], items: Iterable[FetchedItem]
    ) -> NativeId | None:
        return next(
            (
                item.native_id
                for item in items
                if item.by_force
                and item.untrusted_text == text
                and item.created_ms >= not_before_ms
                and item.native_id not in known
            ),
            None,
        )

    def capture(self, action: Action) -> Capture:
        self._fail()
        item = self.items.get(action.target)
        if item is None:
            raise Gone("It is no longer there.")
        return Capture(
            raw=item.raw.encode(),
            headers={},
            url=f"https://network.invalid/{item.native_id}",
            untrusted_text=item.untrusted_text,
            item=item,
            replies=tuple(each for each in self.items.values() if each.parent == item.native_id),
            media=(),
        )

    def capabilities(self) -> Mapping[ActionKind, Capability]:
        return {}

    def budget(self) -> Budget:
        return Budget(used_percent=self.used_percent)

    def close(self) -> None:
        self.closed = True

    def _fail(self) -> None:
        if self.failures:
            raise self.failures.pop(0)

"""What a use case altered, so that a screen knows what to read again."""

from __future__ import annotations

from dataclasses import dataclass

from socialdesk.model.ids import ItemId, PostId


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """Ids and flags only; never the values themselves."""

    items: frozenset[ItemId] = frozenset()
    """Items altered or added."""
    new_items: tuple[ItemId, ...] = ()
    """Items added, in order of arrival."""
    outbox: bool = False
    accounts: bool = False
    drafts: bool = False
    posts: frozenset[PostId] = frozenset()
    """Posts of the Force altered or added, drafts too."""

    def __or__(self, other: Changes) -> Changes:
        return Changes(
            items=self.items | other.items,
            new_items=self.new_items + other.new_items,
            outbox=self.outbox or other.outbox,
            accounts=self.accounts or other.accounts,
            drafts=self.drafts or other.drafts,
            posts=self.posts | other.posts,
        )

    def __bool__(self) -> bool:
        return bool(self.items or self.new_items or self.outbox or self.accounts or self.drafts or self.posts)


NOTHING = Changes()

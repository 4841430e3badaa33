"""What an entry of the record is."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from typing import Any, ClassVar

import msgspec

from socialdesk.model.ids import AccountId, ItemId, PostId


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry, before it is chained.

    Fields named in `PERSONAL` hold words that people wrote or that name somebody; they are kept apart, so that
    retention can dispose of them while the chain still verifies. `sentence` is built from the other fields only: it
    may be shown, printed or logged. A field added after the first release has a default.
    """

    KIND: ClassVar[str] = ""
    """The class's name with hyphens, such as `needs-person`: what stands in the file. Never renamed."""
    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    def __init_subclass__(cls) -> None:
        """Names the kind."""
        cls.KIND = re.sub(r"(?<!^)(?=[A-Z])", "-", cls.__name__).lower()

    @property
    def sentence(self) -> str:
        """What happened, in plain words that hold nothing personal and nothing that a stranger wrote."""
        raise AssertionError(f"{type(self).__name__} has no sentence")

    @property
    def items(self) -> tuple[ItemId, ...]:
        """The items in whose record it is to be found."""
        item_id: ItemId | None = getattr(self, "item_id", None)
        return () if item_id is None else (item_id,)

    @property
    def post(self) -> PostId | None:
        """The post of the Force's in whose record it is to be found."""
        return getattr(self, "post_id", None)

    @property
    def account(self) -> AccountId | None:
        """The account that it concerns."""
        return getattr(self, "account_id", None)

    def facts(self) -> dict[str, Any]:
        """The fields that are chained, as plain JSON values."""
        return {
            field.name: msgspec.to_builtins(getattr(self, field.name))
            for field in fields(self)
            if field.name not in self.PERSONAL
        }

    def personal(self) -> dict[str, str]:
        """The words that are kept apart; empty ones are left out."""
        return {name: words for name in sorted(self.PERSONAL) if (words := str(getattr(self, name)))}

"""The blocks of one person as the Person tab shows them, and people of the same name on other networks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from PySide6.QtWidgets import QWidget

from socialdesk.decisions.blocking_rows import BlockRow, for_author, same_name
from socialdesk.model.ids import AuthorId
from socialdesk.policy.book import Book
from socialdesk.storage.database import Connection
from socialdesk.ui.plain_text import one_line
from socialdesk.ui.review.block_told import day_of, missing, standing, tone_of
from socialdesk.ui.review.parts import Headline, line, made_card, sentence


def read_blocks(db: Connection, author_id: AuthorId) -> tuple[list[BlockRow], list[BlockRow]]:
    """The person's own blocks, and those of people of the same name on other networks."""
    return for_author(db, author_id), same_name(db, author_id)


def block_cards(
    own: Sequence[BlockRow], others: Sequence[BlockRow], book: Book, now: datetime
) -> Iterator[QWidget]:
    """A card for each block; nothing where there is none (B3)."""
    for block in own:
        tone = tone_of(block, now)
        frame, lines = made_card(tone)
        lines.addWidget(
            Headline("block", f"Block: {standing(block, now).lower()}", block.network.label, tone)
        )
        grounds = ", ".join(book.name_of(ground) for ground in block.grounds)
        asked = f"asked for by {one_line(block.requested_by.name, 80)} {day_of(block.requested_ms, now)}"
        lines.addWidget(sentence(f"From {block.account_name}: {grounds}, {asked}."))
        if block.review_ms is not None and not block.state.ended:
            lines.addWidget(sentence(f"To be looked at {day_of(block.review_ms, now)}.", "small"))
        if lack := missing(block):
            lines.addWidget(sentence(lack, "small"))
        yield frame
    if others:
        told = ", ".join(
            dict.fromkeys(f"{block.network.label} ({standing(block, now).lower()})" for block in others)
        )
        yield line(
            "people",
            f"Somebody of the same name is on the register of blocks on {told}. Whether it is the same person, the "
            "desk does not know.",
            "warning",
        )

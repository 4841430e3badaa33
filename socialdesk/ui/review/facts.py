"""Everything that the panel and the composer show of one item."""

from __future__ import annotations

from dataclasses import dataclass

from socialdesk.decisions.by_hand_rows import ByHandRow
from socialdesk.decisions.opinions import Mark
from socialdesk.decisions.options import Options
from socialdesk.decisions.queries import Note
from socialdesk.decisions.warning_due import Due
from socialdesk.evidence.queries import EvidenceLine
from socialdesk.inbox.queries import InboxRow
from socialdesk.model.findings import Assessment
from socialdesk.model.items import Item, Thread
from socialdesk.outbox.queries import PendingRow


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemFacts:
    """What the sections are filled from. `actions`, `evidence` and `notes`: newest first."""

    item: Item
    thread: Thread
    row: InboxRow
    account_name: str
    assessment: Assessment
    options: Options
    actions: tuple[PendingRow, ...]
    evidence: tuple[EvidenceLine, ...]
    notes: tuple[Note, ...]
    review_overdue: str
    """A sentence where the policy's review is overdue, else ""."""
    by_hand: tuple[ByHandRow, ...] = ()
    """What is and was done by hand, newest first."""
    warnings: tuple[Due, ...] = ()
    """The public warnings that are due under its post, or were given lately."""
    word_filter: str = ""
    """What the network last said of its own filter for swear words on this account; "" where it says nothing."""
    case_state: str = ""
    """`active` or `ended` where proceedings are or were marked on its post, else ""."""
    marks: tuple[Mark, ...] = ()
    """What somebody marked on the suggestions, decided or not."""
    model_off: str = ""
    """Why the trained model is off, a sentence; "" where it is on."""
    repeated: bool = False
    """True where its author wrote something of the kind before or since."""

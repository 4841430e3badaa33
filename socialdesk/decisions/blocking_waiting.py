"""How much on the register of blocks waits for somebody's word or hand (B1, 4.4). A few short indexes are read."""

from __future__ import annotations

from dataclasses import dataclass

from socialdesk.decisions.blocking_rules import name_key
from socialdesk.model.people import Person
from socialdesk.storage.database import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class BlocksWaiting:
    """Numbers of blocks; none is counted twice in `blocks`."""

    advice: int = 0
    """Wait for Corporate Communications' advice."""
    approval: int = 0
    """Wait for a second person's yes or no."""
    not_done: int = 0
    """Approved, and the network did not do it."""
    unseen: int = 0
    """Did not wait for approval (a threat to life) and are to be looked at now."""
    due: int = 0
    """In force and due for review."""
    confirm: int = 0
    """Pieces of advice that somebody entered, to be confirmed."""

    @property
    def blocks(self) -> int:
        """Blocks that wait for a decision or a review."""
        return self.advice + self.approval + self.not_done + self.unseen + self.due

    @property
    def everything(self) -> int:
        """Those, and the pieces of advice."""
        return self.blocks + self.confirm

    @property
    def words(self) -> str:
        """What waits, in a few words; "" where nothing does."""
        parts = (
            (self.unseen, "that did not wait for approval"),
            (self.advice, "for advice"),
            (self.approval, "for approval"),
            (self.due, "due for review"),
            (self.not_done, "not done"),
        )
        named = [f"{count} {what}" for count, what in parts if count]
        found: list[str] = []
        if len(named) == 1:
            count = self.blocks
            found.append(f"{count} block{'' if count == 1 else 's'} {named[0].partition(' ')[2]}")
        elif named:
            found.append(f"{self.blocks} blocks ({', '.join(named)})")
        if self.confirm:
            found.append(f"advice on {self.confirm} block{'' if self.confirm == 1 else 's'} to confirm")
        return ", ".join(found)


_NONE = BlocksWaiting()
_NOT_OWN = """NOT iif(requested_staff_id IS NOT NULL AND :staff IS NOT NULL, requested_staff_id = :staff,
    requested_key = :key)"""
_NOT_ENTERED = """NOT iif(entered_staff_id IS NOT NULL AND :staff IS NOT NULL, entered_staff_id = :staff,
    entered_key = :key)"""
_UNSEEN = """urgent = 1 AND ended_ms IS NULL AND review_ms <= :now
    AND NOT EXISTS (SELECT 1 FROM block_approvals WHERE block_id = blocks.id)"""


def waiting(db: Connection, now_ms: int, *, wanted_of: Person | None = None) -> BlocksWaiting:
    """What waits by now; of `wanted_of` only what somebody else asked for or entered."""
    values = {
        "now": now_ms,
        "staff": None if wanted_of is None else wanted_of.staff_id,
        "key": "" if wanted_of is None else name_key(wanted_of.name),
    }
    row = db.execute(
        f"""
        SELECT
            (SELECT count(*) FROM blocks WHERE state = 'waiting_advice' AND {_NOT_OWN}),
            (SELECT count(*) FROM blocks WHERE state = 'waiting_approval' AND {_NOT_OWN}),
            (SELECT count(*) FROM blocks WHERE state = 'not_done' AND NOT ({_UNSEEN})),
            (SELECT count(*) FROM blocks INDEXED BY blocks_unseen WHERE {_UNSEEN} AND {_NOT_OWN}),
            (SELECT count(*) FROM blocks WHERE state = 'in_force' AND review_ms <= :now AND NOT ({_UNSEEN})),
            (SELECT count(DISTINCT block_id) FROM block_advice WHERE given <> 'signed' AND looked_at_ms IS NULL
                AND {_NOT_ENTERED})
        """,
        values,
    ).fetchone()
    if row is None:
        return _NONE
    advice, approval, not_done, unseen, due, confirm = (int(each) for each in row)
    return BlocksWaiting(
        advice=advice, approval=approval, not_done=not_done, unseen=unseen, due=due, confirm=confirm
    )

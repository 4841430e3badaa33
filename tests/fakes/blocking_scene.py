"""A desk with staff who sign, a person who goes on, and a network that can block them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from socialdesk.decisions import blocking, blocking_acts, blocking_rows, blocking_saying
from socialdesk.decisions.blocking_acts import Doing
from socialdesk.decisions.blocking_rows import BlockRow
from socialdesk.decisions.blocking_rules import BlockState
from socialdesk.model.accounts import Capability, Way
from socialdesk.model.actions import ActionKind
from socialdesk.model.ids import BlockId, ItemId
from socialdesk.model.people import Person, Role
from socialdesk.register import staff
from tests.fakes.outbox_scene import Scene
from tests.fakes.stocked_desk import OFFICER, book, capabilities

NIGHT = timedelta(hours=14)
"""From the scene's noon to two in the morning."""
COMMENTS = ("c1", "c2", "c3")


class BlockingScene(Scene):
    """The scene of the outbox, with people. Everything is by the same author."""

    def __init__(self, *items: str) -> None:
        super().__init__(*(items or COMMENTS))
        self.capabilities = dict(capabilities())
        self.asker = Person("Sam Holder", Role.CORPORATE_COMMUNICATIONS)
        self.adviser = self.recorded("Chris Adviser", Role.CORPORATE_COMMUNICATIONS)
        self.asker = self.recorded("Sam Holder", Role.CORPORATE_COMMUNICATIONS)
        self.second = self.recorded("Robin Second", Role.CORPORATE_COMMUNICATIONS)
        self.night = self.recorded("Nell Night", Role.OSCAR_1)
        self.auditor = self.recorded("Ali Auditor", Role.AUDITOR)

    def recorded(self, name: str, role: Role) -> Person:
        """Somebody who is recorded among the staff and has a PIN."""
        by = getattr(self, "adviser", None) or OFFICER
        staff_id = staff.add(self.db, name=name, role=role, now=self.clock(), by=by)
        # The hash is never looked at here: what makes one takes its time, on purpose.
        self.db.execute("UPDATE staff SET pin_hash = '$argon2id$made' WHERE id = ?", (staff_id,))
        found = staff.one(self.db, staff_id)
        assert found is not None
        return found.person

    def by_hand_only(self, *kinds: ActionKind) -> None:
        """The network leaves these to a person's hand."""
        for kind in kinds:
            self.capabilities[kind] = replace(
                self.capabilities[kind], way=Way.BY_HAND, reason="It is done on the site."
            )

    def doing(self, by: Person, *, undo_seconds: int = 0, training: bool = False) -> Doing:
        return Doing(
            book=book(),
            capabilities=self._capabilities(),
            now=self.clock(),
            by=by,
            undo_seconds=undo_seconds,
            training=training,
        )

    def _capabilities(self) -> dict[ActionKind, Capability]:
        return self.capabilities

    def asked(self, item: str = "c1", **other: object) -> blocking.Request:
        """A complete request."""
        filled = blocking.Request(
            item_id=self.desk.items[item],
            items=[self.desk.items["c1"]],
            grounds=["threatening"],
            engaged=True,
            engaged_words="We asked them to stop, twice.",
            warned=True,
            warned_words="Warned under the post of 20 November.",
            aim="To protect the witness whom they threaten.",
            why_not_less="Removing each comment has not stopped them.",
        )
        return replace(filled, **other)  # pyright: ignore[reportArgumentType]  (what a test alters)

    def ask(self, by: Person | None = None, item: str = "c1", **other: object) -> BlockId:
        blocking.request_block(self.db, self.asked(item, **other), self.doing(by or self.asker))
        return self.newest().id

    def newest(self) -> BlockRow:
        return max(blocking_rows.everything(self.db), key=lambda row: row.id)

    def row(self, block_id: BlockId) -> BlockRow:
        found = blocking_rows.one(self.db, block_id)
        assert found is not None
        return found

    def state_of(self, block_id: BlockId) -> BlockState:
        return self.row(block_id).state

    def advise(self, block_id: BlockId, by: Person | None = None, *, wanted: bool = True) -> None:
        blocking_saying.advise(
            self.db,
            block_id=block_id,
            wanted=wanted,
            words="It is in order.",
            doing=self.doing(by or self.adviser),
        )

    def telephoned(
        self, block_id: BlockId, by: Person | None = None, *, adviser: str = "Chris Adviser"
    ) -> None:
        blocking_saying.enter_advice(
            self.db,
            block_id=block_id,
            wanted=True,
            words="Go ahead, they were warned.",
            adviser=adviser,
            given="telephone",
            given_at=self.clock(),
            doing=self.doing(by or self.asker),
        )

    def approve(self, block_id: BlockId, by: Person | None = None, *, undo_seconds: int = 0) -> None:
        blocking_saying.approve(
            self.db, block_id=block_id, doing=self.doing(by or self.second, undo_seconds=undo_seconds)
        )

    def in_force(self) -> BlockId:
        """A block that the network has confirmed."""
        block_id = self.ask()
        self.advise(block_id)
        self.approve(block_id)
        self.run(30)
        assert self.state_of(block_id) is BlockState.IN_FORCE
        return block_id

    def lift(self, block_id: BlockId, by: Person | None = None, *, reason: str = "They apologised.") -> None:
        blocking_acts.lift(self.db, block_id=block_id, reason=reason, doing=self.doing(by or self.asker))

    def item(self, name: str) -> ItemId:
        return self.desk.items[name]

    def left(self) -> list[str]:
        """What the network was asked to do to a person."""
        return [each.kind.value for each in self.network.ledger if each.kind.value in ("block", "unblock")]

"""What is asked of the store about posts that were decided; each is a use case of `socialdesk.publishing`."""

from __future__ import annotations

from collections.abc import Callable

from socialdesk.model.changes import Changes
from socialdesk.model.ids import PostId, PostTargetId
from socialdesk.publishing import afterwards, publish
from socialdesk.ui.desk import Desk
from socialdesk.ui.tasks import Tasks

Done = Callable[[Changes], None]
Refused = Callable[[Exception], None]


class DoingDecided:
    """See the module; `then` and `refused` are called on the GUI thread."""

    def __init__(self, desk: Desk, tasks: Tasks) -> None:
        self.desk, self.tasks = desk, tasks

    def stop(self, post_id: PostId, then: Done, refused: Refused) -> None:
        """Stops all of it that has not gone out."""
        desk, person = self.desk, self.desk.person
        self.tasks.write(
            lambda db: publish.cancel_post(
                db, post_id=post_id, now=desk.clock(), by=person, training=desk.training
            ),
            then,
            refused,
        )

    def move(self, post_id: PostId, scheduled_ms: int, then: Done, refused: Refused) -> None:
        """Another time for what has not been shown yet."""
        desk, person = self.desk, self.desk.person
        self.tasks.write(
            lambda db: afterwards.reschedule(
                db,
                post_id=post_id,
                scheduled_ms=scheduled_ms,
                checks=desk.post_checks(db, post_id, person, None),
                book=desk.book,
                capabilities=desk.capabilities,
                now=desk.clock(),
                by=person,
                training=desk.training,
            ),
            then,
            refused,
        )

    def edit(
        self, post_id: PostId, target_id: PostTargetId, part: int, text: str, then: Done, refused: Refused
    ) -> None:
        """Other words for what stands on an account."""
        desk, person = self.desk, self.desk.person
        self.tasks.write(
            lambda db: afterwards.edit_post(
                db,
                target_id=target_id,
                part=part,
                text=text,
                checks=desk.post_checks(db, post_id, person, text),
                book=desk.book,
                capabilities=desk.capabilities,
                now=desk.clock(),
                by=person,
                undo_seconds=desk.settings.undo_seconds,
                training=desk.training,
            ),
            then,
            refused,
        )

    def take_down(self, target_id: PostTargetId, reason: str, then: Done, refused: Refused) -> None:
        """Everything of a post goes from an account."""
        desk, person = self.desk, self.desk.person
        self.tasks.write(
            lambda db: afterwards.take_down(
                db,
                target_id=target_id,
                reason=reason,
                book=desk.book,
                capabilities=desk.capabilities,
                now=desk.clock(),
                by=person,
                undo_seconds=desk.settings.undo_seconds,
                training=desk.training,
            ),
            then,
            refused,
        )

    def tick_out(self, target_id: PostTargetId, part: int, url: str, then: Done, refused: Refused) -> None:
        """A person published it by hand, or saw that it is out."""
        desk, person = self.desk, self.desk.person
        self.tasks.write(
            lambda db: publish.tick_by_hand(
                db,
                target_id=target_id,
                part=part,
                url=url,
                now=desk.clock(),
                by=person,
                training=desk.training,
            ),
            then,
            refused,
        )

    def tick_gone(self, target_id: PostTargetId, part: int, then: Done, refused: Refused) -> None:
        """A person removed it on the network itself."""
        desk, person = self.desk, self.desk.person
        self.tasks.write(
            lambda db: afterwards.tick_gone(
                db, target_id=target_id, part=part, now=desk.clock(), by=person, training=desk.training
            ),
            then,
            refused,
        )

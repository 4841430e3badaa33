"""Erasing a post of the Force's own on request: who asked, and that it is lawful (T2)."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QCheckBox, QWidget

from socialdesk.exports.disposal import Why
from socialdesk.exports.own_posts import PostsDone, dispose_posts
from socialdesk.model.ids import PostId
from socialdesk.ui.plain_text import PlainEdit
from socialdesk.ui.publishing.doing import Doing
from socialdesk.ui.publishing.doing_form import DoingForm
from socialdesk.ui.publishing.told import stopped
from socialdesk.ui.record.working import while_open
from socialdesk.ui.theme import role


class ErasePostForm(DoingForm):
    """Nothing brings it back, so Cancel is what Enter presses."""

    def __init__(
        self,
        parent: QWidget | None,
        title: str,
        doing: Doing,
        post_id: PostId,
        done: Callable[[PostsDone], None],
    ) -> None:
        super().__init__(
            parent,
            "Erase this post",
            about=f"{stopped(title)} Deletes for good its words, its pictures and what was typed into its checks, here "
            "and not on the networks: take it down there first. Entries of the record stay without their words, and it "
            "still verifies. Backups hold it until they have had their time. It cannot be undone.",
            save="Erase for good",
        )
        self._doing, self._post_id, self._done = doing, post_id, done
        self.reason = PlainEdit(name="Why", hint="Who asked, when, and why it is lawful (2)")
        self.reason.setMaximumHeight(90)
        self.lawful = QCheckBox("Nothing in it is needed for a crime, a court, or a complaint")
        self.add("Why", self.reason)
        self.add("Lawful", self.lawful)
        role(self.save, "danger")
        self.cancel.setDefault(True)

    def submit(self) -> None:
        """Erases, where both were said."""
        reason = self.reason.toPlainText().strip()
        if not reason:
            self.refuse("Say who asked and why it is lawful: it goes into the record.", self.reason)
            return
        if not self.lawful.isChecked():
            self.refuse("What is needed for a crime, a court or a complaint is kept (2).", self.lawful)
            return
        self.save.setEnabled(False)
        desk, tasks = self._doing.desk, self._doing.tasks
        by, training = desk.person, desk.training

        def erased(done: PostsDone) -> None:
            self.accept()
            tasks.changed.emit(done.changes)
            self._done(done)

        tasks.write(
            lambda db: dispose_posts(
                db,
                [self._post_id],
                why=Why.ERASURE,
                reason=reason,
                now=desk.clock(),
                by=by,
                training=training,
            ),
            while_open(self, erased),
            while_open(self, self.told),
        )

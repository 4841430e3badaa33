"""What is done about one post that was decided: the forms, and what follows once the store took it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from socialdesk.errors import UserFacingError
from socialdesk.exports.own_posts import PostsDone
from socialdesk.model.actions import ActionKind
from socialdesk.model.changes import Changes
from socialdesk.publishing.queries import TargetLine
from socialdesk.ui.links import open_link
from socialdesk.ui.messages import Choice, ask, tell
from socialdesk.ui.plain_text import one_line
from socialdesk.ui.publishing.decided_checks import DecidedChecks
from socialdesk.ui.publishing.doing import Doing
from socialdesk.ui.publishing.doing_decided import Done
from socialdesk.ui.publishing.doing_form import DoingForm
from socialdesk.ui.publishing.erase_form import ErasePostForm
from socialdesk.ui.publishing.post_forms import EditForm, MoveForm, TakeDownForm, TickForm
from socialdesk.ui.publishing.post_view import PostView
from socialdesk.ui.publishing.told import title_of
from socialdesk.ui.window import Window


class PostDealings(QObject):
    """It decides nothing itself. `copied` tells the new draft's id."""

    copied = Signal(int)

    def __init__(self, window: Window, doing: Doing, view: PostView, parent: QObject) -> None:
        super().__init__(parent)
        self._window, self._doing, self._view = window, doing, view
        view.move_asked.connect(self.move)
        view.stop_asked.connect(self.stop)
        view.copy_asked.connect(self.copy)
        view.erase_asked.connect(self.erase)
        view.edit_asked.connect(self.edit)
        view.take_down_asked.connect(self.take_down)
        view.tick_asked.connect(self.tick)
        view.gone_asked.connect(self.gone)
        view.link_asked.connect(self.open_link)

    def move(self) -> None:
        """Another time."""
        whole = self._view.whole
        if whole is None:
            return
        post, desk = whole.line.post, self._doing.desk

        def chosen(form: MoveForm, at_ms: int) -> None:
            self._doing.move(post.id, at_ms, self._closes(form), form.told)

        MoveForm(
            self._window,
            title_of(post),
            post.scheduled_ms,
            zone=desk.book.hours.timezone,
            now=desk.clock,
            checks=DecidedChecks(self._doing, post.id),
            chosen=chosen,
        ).open()

    def stop(self) -> None:
        """Stops what has not gone out, once a person said yes."""
        whole = self._view.whole
        if whole is None:
            return
        post_id = whole.line.post.id
        ask(
            self._window,
            "Stop it",
            [
                "Stop what has not gone out?",
                "Its words and pictures are kept; where nothing is out, as a draft.",
            ],
            [Choice("no", "Leave it"), Choice("stop", "Stop it", kind="danger")],
            lambda key: self._doing.stop(post_id, self._done, self._refused) if key == "stop" else None,
        )

    def copy(self) -> None:
        """A new draft with the same words and pictures."""
        whole = self._view.whole
        if whole is not None:
            self._doing.copy(whole.line.post.id, self.copied.emit, self._refused)

    def erase(self) -> None:
        """Deletes what is held of it, on request."""
        whole = self._view.whole
        if whole is None:
            return
        post = whole.line.post

        def erased(done: PostsDone) -> None:
            self._view.refresh()
            tell(self._window, "Erased", done.sentence)

        ErasePostForm(self._window, title_of(post), self._doing, post.id, erased).open()

    def edit(self, one: TargetLine) -> None:
        """Other words for the first part that is there."""
        whole = self._view.whole
        part = next(
            (part for part in one.target.parts if part.out_ms is not None and part.gone_ms is None), None
        )
        if whole is None or part is None:
            return
        post_id = whole.line.post.id

        def chosen(form: EditForm, words: str) -> None:
            self._doing.edit(post_id, one.target.id, part.number, words, self._closes(form), form.told)

        made = DecidedChecks(self._doing, post_id)
        EditForm(self._window, _place(one), part.text, one.network, made, chosen).open()

    def take_down(self, lines: Sequence[TargetLine]) -> None:
        """Everything of it goes, from these accounts; each by itself, so that one refusal stops no other."""
        if not lines:
            return
        able = [self._doing.desk.capabilities(one.account_id).get(ActionKind.DELETE_POST) for one in lines]
        effect = " ".join(dict.fromkeys(each.effect for each in able if each is not None))

        def chosen(form: TakeDownForm, reason: str) -> None:
            left = len(lines)
            wrong: list[str] = []

            def settled() -> None:
                nonlocal left
                left -= 1
                if left:
                    return
                form.accept()
                self._view.say(" ".join(wrong))
                self._view.refresh()

            def refused(error: Exception) -> None:
                if isinstance(error, UserFacingError):
                    wrong.append(str(error))
                else:
                    self._doing.tasks.failed.emit(error)
                settled()

            for one in lines:
                self._doing.take_down(one.target.id, reason, lambda _changes: settled(), refused)

        TakeDownForm(self._window, ", ".join(_place(one) for one in lines), effect, chosen).open()

    def tick(self, one: TargetLine) -> None:
        """It was published by hand."""
        number = next((part.number for part in one.target.parts if part.out_ms is None), 1)

        def chosen(form: TickForm, address: str) -> None:
            self._doing.tick_out(one.target.id, number, address, self._closes(form), form.told)

        TickForm(self._window, _place(one), chosen).open()

    def gone(self, one: TargetLine) -> None:
        """It was removed on the network itself."""
        number = next((part.number for part in one.target.parts if part.gone_ms is None), 1)
        ask(
            self._window,
            "Removed there",
            [f"Is it gone from {_place(one)}?", "You looked on the network, and it is no longer there."],
            [Choice("no", "Not yet"), Choice("gone", "It is gone", kind="danger")],
            lambda key: (
                self._doing.tick_gone(one.target.id, number, self._done, self._refused)
                if key == "gone"
                else None
            ),
        )

    def open_link(self, one: TargetLine) -> None:
        """The post where it stands."""
        link = next((part.permalink for part in one.target.parts if part.permalink), "")
        open_link(self._window, link, one.network, training=self._doing.desk.training)

    def _closes(self, form: DoingForm) -> Done:
        def done(changes: Changes) -> None:
            form.accept()
            self._done(changes)

        return done

    def _done(self, _changes: Changes) -> None:
        self._view.say("")
        self._view.refresh()

    def _refused(self, error: Exception) -> None:
        if isinstance(error, UserFacingError):
            self._view.say(str(error))
        else:
            self._doing.tasks.failed.emit(error)


def _place(one: TargetLine) -> str:
    return f"{one_line(one.account_name, 60)} on {one.network.label}"

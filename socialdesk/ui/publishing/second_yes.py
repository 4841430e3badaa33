"""The yes of another person, who signs for it at this desk while whoever wrote the post stays there (3.3d, P7)."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from socialdesk.errors import UserFacingError
from socialdesk.model.ids import PostId
from socialdesk.model.people import Person
from socialdesk.publishing.standing import CheckStanding
from socialdesk.ui.messages import tell
from socialdesk.ui.plain_text import one_line
from socialdesk.ui.publishing.checks_form import AnswerField
from socialdesk.ui.publishing.doing import AS_IT_IS, About, Doing
from socialdesk.ui.publishing.doing_form import DoingForm
from socialdesk.ui.signing import Signing, pins_asked

NOBODY_SIGNS = (
    "Nobody of the staff can sign here yet. Let the other person sit down here, open the draft and answer."
)


class SignForm(DoingForm):
    """Who the other person is, with their PIN."""

    def __init__(
        self, parent: QWidget | None, doing: Doing, title: str, signed: Callable[[Person], None]
    ) -> None:
        super().__init__(
            parent,
            "Another person signs",
            about=f"{title}: somebody who did not work on the post looks at it, and says yes or no.",
            save="Sign",
        )
        self._taken = signed
        self.signing = Signing(
            doing.desk, doing.tasks, refuse=self.refuse, signed=self._signed, busy=self._busy
        )
        self.add("Who", self.signing.who)
        if pins_asked(doing.desk):
            self.add("PIN", self.signing.pin)
        if self.signing.who.count() == 0:
            self.refuse(NOBODY_SIGNS)
            self.save.setEnabled(False)

    def submit(self) -> None:
        """Ask; the form stays until it is right."""
        self.signing.submit()

    def _signed(self, person: Person, _how: str) -> None:
        if self.isVisible():
            self.accept()
            self._taken(person)

    def _busy(self, asking: bool) -> None:
        self.save.setEnabled(not asking)


class AnswerForm(DoingForm):
    """One check's questions, as the other person answers them."""

    def __init__(
        self,
        parent: QWidget | None,
        check: CheckStanding,
        person: Person,
        chosen: Callable[[AnswerForm, dict[str, str]], None],
    ) -> None:
        super().__init__(
            parent, check.title, about=f"{check.sentence} {one_line(person.name, 60)} answers.", save="Answer"
        )
        self._chosen = chosen
        self.fields = {question.id: AnswerField(question) for question in check.questions}
        for field in self.fields.values():
            self.column.insertWidget(self.column.count() - 3, field)

    def submit(self) -> None:
        """Hands the answers on."""
        given = {key: words for key, field in self.fields.items() if (words := field.answer())}
        self.save.setEnabled(False)
        self._chosen(self, given)


class SecondYes(QObject):
    """Signing, then answering; nothing is kept before both are done."""

    def __init__(
        self, doing: Doing, post_id: PostId, check: str, parent: QWidget, *, about: About = AS_IT_IS
    ) -> None:
        super().__init__(parent)
        self._doing, self._post_id, self._check, self._about = doing, post_id, check, about
        self._parent = parent

    def open(self) -> None:
        """Asks who signs."""
        SignForm(self._parent, self._doing, "A second yes", self._signed).open()

    def _signed(self, person: Person) -> None:
        self._doing.read_check(
            self._post_id, self._check, person, lambda check: self._asked(check, person), about=self._about
        )

    def _asked(self, check: CheckStanding | None, person: Person) -> None:
        if check is None or not check.questions:
            words = (
                check.sentence if check is not None else "The post has altered, and this is no longer asked."
            )
            tell(self._parent, "A second yes", words)
            return

        def chosen(form: AnswerForm, answers: dict[str, str]) -> None:
            self._doing.answer(
                self._post_id,
                self._check,
                answers,
                lambda _changes: form.accept(),
                lambda error: self._wrong(form, error),
                by=person,
                about=self._about,
            )

        AnswerForm(self._parent, check, person, chosen).open()

    def _wrong(self, form: AnswerForm, error: Exception) -> None:
        if isinstance(error, UserFacingError):
            form.told(error)
        else:
            self._doing.tasks.failed.emit(error)

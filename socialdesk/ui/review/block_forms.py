"""Which forms a block has as it stands now: what can be said of it, and how it goes on."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from socialdesk.decisions import blocking, blocking_acts
from socialdesk.decisions.blocking_acts import Doing
from socialdesk.model.changes import Changes
from socialdesk.storage.database import Connection
from socialdesk.ui.review.block_parts import words_field
from socialdesk.ui.review.block_saying import AdviceForm, ApprovalForm, At, LookForm, SayingForm


class WordsForm(SayingForm):
    """A few words, a number perhaps, and buttons that use them."""

    def __init__(self, at: At, title: str, hint: str) -> None:
        super().__init__(at, title)
        self.words = words_field(title, hint)
        self.fields = {"words": self.words}
        self.column.addWidget(self.words)

    def does(self, words: str, work: Callable[[Connection, Doing, str], Changes], kind: str = "") -> None:
        """A button, and what it does with what was typed."""

        def pressed() -> None:
            typed = self.words.toPlainText()
            self.act(lambda db, doing: work(db, doing, typed))

        self.button(words, pressed, kind)


def withdraw_form(at: At) -> SayingForm:
    """Takes the request back."""
    form = WordsForm(at, "Withdraw it", "Why it is not asked for any more.")
    block_id = at.block.id
    form.does(
        "Withdraw the request",
        lambda db, doing, words: blocking.withdraw(db, block_id=block_id, reason=words, doing=doing),
    )
    return form


def again_form(at: At) -> SayingForm:
    """Approved and not done: once more, from here or by hand."""
    form = SayingForm(at, "Try it again")
    block_id = at.block.id

    def again(*, by_hand: bool) -> None:
        form.act(lambda db, doing: blocking_acts.again(db, block_id=block_id, by_hand=by_hand, doing=doing))

    form.button("Try it again from here", lambda: again(by_hand=False), "primary")
    form.button(f"A person does it by hand on {at.block.network.label}", lambda: again(by_hand=True))
    return form


def review_form(at: At) -> SayingForm:
    """A block in force is looked at again, and stays."""
    form = WordsForm(at, "Looked at again", "Why it stays in force.")
    block_id, days = at.block.id, at.block.review_days
    form.does(
        f"It stays, for {days} days more",
        lambda db, doing, words: blocking.review(db, block_id=block_id, words=words, days=days, doing=doing),
        "primary",
    )
    return form


def lift_form(at: At) -> SayingForm:
    """Lifts a block."""
    form = WordsForm(at, "Lift the block", "Why it is lifted.")
    block_id, network = at.block.id, at.block.network.label

    def lift(*, by_hand: bool) -> Callable[[Connection, Doing, str], Changes]:
        return lambda db, doing, words: blocking_acts.lift(
            db, block_id=block_id, reason=words, by_hand=by_hand, doing=doing
        )

    form.does("Lift the block", lift(by_hand=False))
    form.does(f"Lift it by hand on {network}", lift(by_hand=True), "quiet")
    return form


def forms_for(at: At) -> Sequence[SayingForm]:
    """What can be said of a block as it stands now, the next thing first."""
    block = at.block
    state = block.state.value
    forms: list[SayingForm] = []
    if block.unapproved and state in ("in_force", "not_done", "approved"):
        forms.append(ApprovalForm(at))
    if state == "waiting_advice":
        forms.append(AdviceForm(at))
    if state == "waiting_approval":
        forms.append(ApprovalForm(at))
    if state == "not_done":
        forms.append(again_form(at))
    if not block.state.ended:
        forms += [LookForm(at, advice) for advice in block.advice if advice.to_look_at]
    if state == "in_force" and not block.unapproved:
        forms.append(review_form(at))
    if state == "in_force":
        forms.append(lift_form(at))
    if block.unapproved and state != "waiting_advice" and not block.advice:
        forms.append(AdviceForm(at))
    if state in ("waiting_advice", "waiting_approval", "not_done"):
        forms.append(withdraw_form(at))
    return forms

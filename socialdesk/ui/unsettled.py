"""A longer dealing of the window: an action that nobody could confirm."""

from __future__ import annotations

from socialdesk.decisions.unknown import choices_for, resolve_unknown
from socialdesk.outbox.queries import PendingRow
from socialdesk.outbox.rows import row as outbox_row
from socialdesk.outbox.states import State
from socialdesk.ui.dialogs import UnsettledForm
from socialdesk.ui.messages import Choice, tell
from socialdesk.ui.window import Window

_UNCLEAR = {
    "it_is_there": Choice(
        "it_is_there", "It is there", "You looked on the network and it was done. Nothing is sent."
    ),
    "send_again": Choice(
        "send_again", "Send it again", "You looked and it was not done. It is sent once more.", "danger"
    ),
    "leave_it": Choice("leave_it", "Leave it", "Nothing more is sent, whatever happened to it."),
}
_WAITED = {
    "send_again": Choice("send_again", "Send it now", "It still fits what was said. It is sent.", "danger"),
    "leave_it": Choice("leave_it", "Do not send it", "It is cancelled, and the item is open again."),
}
_ANOTHERS = {
    "send_again": Choice(
        "send_again",
        "I have read it: send it",
        "You did not write it, and say yes to it with your name.",
        "primary",
    ),
    "leave_it": _WAITED["leave_it"],
}
_REFUSED = {
    "leave_it": Choice("leave_it", "I have seen it", "Nothing is sent. The item can be decided on again.")
}
_POST_WAITED = {
    "send_again": Choice(
        "send_again", "Publish it now", "It still fits. It goes out, and not again.", "danger"
    ),
    "leave_it": Choice("leave_it", "Do not publish it", "It is stopped on this account; the words are kept."),
}
_POST_ANOTHERS = {"leave_it": _POST_WAITED["leave_it"]}
_CHANGE_REFUSED = {
    "leave_it": Choice(
        "leave_it", "I have seen it", "Nothing more is sent. The post stays as it is on the network."
    )
}
_POST_REFUSED = {
    "leave_it": Choice(
        "leave_it", "I have seen it", "Nothing is sent. The words are kept, to be published again."
    )
}


def settle_action(window: Window, row: PendingRow) -> None:
    """Ask what became of an action, on the item that it is about."""
    if row.item_id is not None:
        window.show_item(row.item_id)
    stored = outbox_row(window.desk.read, row.outbox_id)
    open_to_us = choices_for(stored) if stored is not None else ()
    if not open_to_us:
        tell(window, "Settled", "This has been settled in the meantime.")
        window.watch.refresh()
        return
    about, words = _asked(row)
    desk = window.desk

    def answer(choice: str, reason: str) -> None:
        person = desk.person  # whoever answers, not whoever opened the form
        window.tasks.write(
            lambda db: resolve_unknown(
                db,
                outbox_id=row.outbox_id,
                choice=choice,
                reason=reason,
                now=desk.clock(),
                by=person,
                book=desk.book,
                training=desk.training,
            ),
            then=lambda _changes: desk.wake_outbox(),
        )

    UnsettledForm(
        window,
        row,
        about=about,
        choices=[words[key] for key in open_to_us if key in words],
        answer=answer,
    ).open()


def _asked(row: PendingRow) -> tuple[str, dict[str, Choice]]:
    """What to do before choosing, and what each choice means here."""
    post = row.post_id is not None
    where = f"{row.place}. " if post else ""
    if row.state is State.FAILED:
        return (
            f"{where}The network would not do it, and would refuse again.",
            _REFUSED if not post else _POST_REFUSED if row.kind.creates else _CHANGE_REFUSED,
        )
    if row.state is State.QUEUED and row.waits_for_another:
        if post:
            return f"{row.place}.", _POST_ANOTHERS
        return "This is what would be sent:", _ANOTHERS
    if row.state is State.QUEUED and row.can_cancel:
        held = f"{where}It is held until somebody has read it again."
        return held, _POST_WAITED if post else _WAITED
    look = "Look at the account" if post else "Open the item"
    return f"{where}{look} on its network. The desk never sends it again by itself.", _UNCLEAR

"""Opening the wizard and the Hootsuite screen from the window, and taking an account off the desk."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QWidget

from socialdesk.inbox.queries import AccountRow
from socialdesk.model.accounts import Account, Network
from socialdesk.ui.connecting.hootsuite import HootsuiteView
from socialdesk.ui.connecting.wizard import ConnectWizard
from socialdesk.ui.messages import Choice, ask, tell, tell_error
from socialdesk.ui.plain_text import one_line
from socialdesk.ui.window import Window


def connect_account(
    window: Window, *, network: Network | None = None, parent: QWidget | None = None
) -> ConnectWizard | None:
    """Open the wizard, at a network's own step where one is named; None in training."""
    joining = window.desk.joining
    if joining is None:
        tell(parent or window, "Training", "In training no real account can be connected.")
        return None

    def connected(_accounts: list[Account]) -> None:
        window.watch.refresh()

    wizard = ConnectWizard(parent or window, joining, window.tasks, network=network, connected=connected)
    wizard.open()
    return wizard


def show_hootsuite(window: Window, *, parent: QWidget | None = None) -> HootsuiteView | None:
    """Which accounts publish through Hootsuite; None where this desk has no way to it."""
    hootsuite = window.desk.hootsuite
    if hootsuite is None:
        tell(parent or window, "Hootsuite", "This desk has no way to Hootsuite.")
        return None
    view = HootsuiteView(window, hootsuite, parent)
    view.open()
    return view


def disconnect_account(window: Window, row: AccountRow, *, parent: QWidget | None = None) -> None:
    """Ask twice, then take an account off the desk and say what became of its sign-in."""
    joining = window.desk.joining
    if joining is None:
        return
    above = parent or window
    name, network = one_line(row.name, 80), row.network.label
    under_way = sum(each.account_id == row.account_id and each.state.live for each in window.watch.pending)

    def first(key: str) -> None:
        if key == "go_on":
            ask(
                above,
                "Disconnect an account",
                [
                    f"Disconnect {name} from the desk now?",
                    "Nothing new is received from it and nothing can be done on it until somebody signs in again.",
                ],
                [
                    Choice("keep", "Keep it connected", kind="primary"),
                    Choice("disconnect", "Disconnect", kind="danger"),
                ],
                second,
                tone="warning",
            )

    def second(key: str) -> None:
        if key == "disconnect":
            window.tasks.call(lambda: joining.disconnect(row.account_id), then=disconnected, on_error=failed)

    def disconnected(sentence: str) -> None:
        window.watch.refresh()
        tell(_front(window), "Disconnected", f"{name} is no longer on the desk.", sentence)

    def failed(error: Exception) -> None:
        window.watch.refresh()
        tell_error(_front(window), error, doing="disconnect the account")

    waits = (
        f"{under_way} action{' is' if under_way == 1 else 's are'} still on the way to it: wait, or take back what you "
        "can, before you disconnect it."
        if under_way
        else ""
    )
    ask(
        above,
        "Disconnect an account",
        [
            f"Disconnect {name} on {network}?",
            f"Its sign-in is given back to {network} where {network} takes it back, and in any case it is taken out of "
            "this computer's keyring. The sign-ins of other accounts stay.",
            "What was received, decided and recorded stays on the desk. The account itself is not altered.",
            waits,
        ],
        [Choice("keep", "Keep it connected"), Choice("go_on", "Go on…", kind="danger")],
        first,
        tone="warning",
    )


def _front(window: Window) -> QWidget:
    """Where to say it: what asked may have been closed meanwhile."""
    return QApplication.activeModalWidget() or window

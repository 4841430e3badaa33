"""The one way to a page of a network: only over https, only to the network's own hosts, and not before a person agreed.

    open_link(widget, item.permalink, item.network, training=desk.training)

A network's links are as hostile as its texts.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QWidget

from socialdesk.model.accounts import Network
from socialdesk.ui.messages import Choice, ask, tell
from socialdesk.ui.plain_text import one_line

HOSTS: Mapping[str, tuple[str, ...]] = {
    "facebook": ("facebook.com", "fb.com", "fb.me", "messenger.com"),
    "instagram": ("instagram.com",),
    "x": ("x.com", "twitter.com", "t.co"),
    "youtube": ("youtube.com", "youtu.be"),
    "linkedin": ("linkedin.com", "lnkd.in"),
    "bluesky": ("bsky.app", "bsky.social"),
}
"""Where a network's own pages are; others are never opened."""
NOT_RECORDED = "What you do there is not on the desk's record."


def open_link(
    widget: QWidget,
    link: str,
    network: Network,
    *,
    training: bool,
    note: str = NOT_RECORDED,
) -> None:
    """Shows where a link leads and opens it in the browser once a person agrees; `note` is said before."""
    label, host = network.label, host_of(link, network)
    if training:
        tell(widget, "Training", "In training the network is simulated: the link leads nowhere.", link)
        return
    if host is None:
        tell(
            widget,
            f"Not a link to {label}",
            f"The link that came with this item does not lead to {label}, so the desk does not open it.",
            one_line(link, 300),
        )
        return

    def answered(key: str) -> None:
        if key == "open":
            QDesktopServices.openUrl(QUrl(link, QUrl.ParsingMode.StrictMode))
        else:
            QGuiApplication.clipboard().setText(link)

    ask(
        widget,
        f"Open on {label}",
        [f"This opens {host} in your browser.", one_line(link, 300), note],
        [Choice("copy", "Copy the link"), Choice("open", f"Open {host}", kind="primary")],
        answered,
    )


def host_of(link: str, network: Network) -> str | None:
    """The host of a link, if it leads to the network's own pages over https; else None."""
    if not link.isascii() or not link.isprintable() or " " in link or "\\" in link:
        return None
    try:
        parts = urlsplit(link)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        return None
    if parts.scheme != "https" or parts.username is not None or parts.password is not None or port:
        return None
    known = any(host == each or host.endswith(f".{each}") for each in HOSTS.get(network, ()))
    return host if known else None

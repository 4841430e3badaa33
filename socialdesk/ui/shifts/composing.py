"""The way from the duty sheet to the page on which a post is written, wherever that stands."""

from __future__ import annotations

from collections.abc import Callable
from weakref import WeakKeyDictionary

from socialdesk.model.ids import PostId
from socialdesk.ui.window import Window

OpenPost = Callable[[PostId], None]
"""Opens a draft to be written."""

_PAGES: WeakKeyDictionary[Window, OpenPost] = WeakKeyDictionary()


def put(window: Window, open_post: OpenPost) -> None:
    """From now on posts of this window are written there."""
    _PAGES[window] = open_post


def page_of(window: Window) -> OpenPost | None:
    """Where posts are written; None where this desk has no such page."""
    return _PAGES.get(window)

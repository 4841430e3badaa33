"""The order of Tab: part by part of the window, and within a part as it is read, from the top down.

Qt's own order is that in which widgets were made. What the panel makes anew for each item would stand at its end.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QScrollArea, QWidget

TALLEST_IN_A_ROW = 120
"""Logical pixels; a list, or what scrolls, has its row to itself, since others lie within its height."""


def stops(part: QWidget) -> list[QWidget]:
    """Where Tab stops within a part, as it is read: row by row, and each row from the left."""
    window = part.window()
    areas = [area for area in part.findChildren(QScrollArea) if area.isVisible() and area is not part]
    # What has scrolled out of an area's sight lies, by its place, behind what stands beside it: each area is one block.
    blocks = [
        area for area in areas if not any(other.isAncestorOf(area) for other in areas if other is not area)
    ]
    found = [(_place(area, window), _within(area)) for area in blocks]
    found += [
        (_place(each, window), [each])
        for each in [part, *part.findChildren(QWidget)]
        if _stops_at(each, window) and not any(area.isAncestorOf(each) for area in blocks)
    ]
    found.sort(key=lambda pair: (pair[0].top(), pair[0].left()))
    rows: list[list[tuple[QRect, list[QWidget]]]] = []
    for place, inside in found:
        # In a row with the one before where its middle is beside it: fields and buttons differ by a pixel or two.
        first = rows[-1][0][0] if rows else QRect()
        beside = place.center().y() <= first.bottom() and first.center().y() >= place.top()
        if rows and beside and max(first.height(), place.height()) <= TALLEST_IN_A_ROW:
            rows[-1].append((place, inside))
        else:
            rows.append([(place, inside)])
    return [each for row in rows for _, inside in sorted(row, key=_left) for each in inside]


def _left(block: tuple[QRect, list[QWidget]]) -> int:
    return block[0].left()


def _within(area: QScrollArea) -> list[QWidget]:
    content = area.widget()
    layout = content.layout() if content is not None else None
    if layout is not None:
        layout.activate()  # what was put in a moment ago has its place only then
    inside = stops(content) if content is not None else []
    return [area, *inside] if _stops_at(area, area.window()) else inside


def next_stop(parts: Sequence[QWidget], focus: QWidget | None, *, forward: bool) -> QWidget | None:
    """Where Tab, or Shift+Tab, leads from `focus`; None where there is nothing to go to."""
    order = [each for part in parts if part.isVisible() for each in stops(part)]
    if not order:
        return None
    if focus in order:
        return order[(order.index(focus) + (1 if forward else -1)) % len(order)]
    # The focus is on something that Tab does not stop at: on from its part.
    part = next((each for each in parts if focus is not None and each.isAncestorOf(focus)), None)
    inside = stops(part) if part is not None else []
    if inside:
        return inside[0 if forward else -1]
    return order[0 if forward else -1]


def go_to(widget: QWidget, reason: Qt.FocusReason) -> None:
    """Gives the keyboard to a widget and brings it into sight."""
    widget.setFocus(reason)
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QScrollArea):
            parent.ensureWidgetVisible(widget)
        parent = parent.parentWidget()


def _stops_at(widget: QWidget, window: QWidget) -> bool:
    return (
        widget.isVisible()
        and widget.isEnabled()
        and widget.window() is window
        and bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
        and widget.focusProxy() is None
    )


def _place(widget: QWidget, window: QWidget) -> QRect:
    return QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())

"""How an appeal is said on screen: its clock, where each post stands, and what a hand has to do."""

from __future__ import annotations

from datetime import datetime, timedelta

from socialdesk.clock import to_ms
from socialdesk.model.accounts import Network
from socialdesk.publishing.appeal_rows import Appeal, AppealLine, AppealState, Standing
from socialdesk.ui.review.block_told import day_of
from socialdesk.ui.review.refer_parts import running

SIGNS = {
    Standing.HELD: ("clock", "warning"),
    Standing.UP: ("warning", "warning"),
    Standing.ASKED: ("send", "info"),
    Standing.HAND: ("hand", "danger"),
    Standing.SAID: ("check", "ok"),
    Standing.GONE: ("done", "ok"),
}
"""Icon and tone of each standing; the words are beside it."""


def clock_words(span_ms: int) -> str:
    """`4:12`, `1:04:12`, `3 d 1:04:12`."""
    days, rest = divmod(max(0, span_ms), 86_400_000)
    words = running(timedelta(milliseconds=rest))
    return f"{days} d {words}" if days else words


def network_label(value: str) -> str:
    """A network's name; "Elsewhere" for a page that is of none."""
    return next((each.label for each in Network if each.value == value), "Elsewhere")


def counted(appeal: Appeal) -> str:
    """`7 posts: 4 seen gone, 1 done by hand, 2 still up`."""
    lines = appeal.lines
    if not lines:
        return "No post is with it yet."
    gone = sum(line.standing is Standing.GONE for line in lines)
    said = sum(line.standing is Standing.SAID for line in lines)
    left = len(appeal.left)
    parts = [f"{len(lines)} {'post or copy' if len(lines) == 1 else 'posts and copies'}"]
    if appeal.state is AppealState.OPEN and not gone and not said:
        return f"{parts[0]}."
    parts += [f"{gone} seen gone"] if gone else []
    parts += [f"{said} done by hand, as said"] if said else []
    parts += [f"{left} still up" if left else "none still up"]
    return f"{parts[0]}: {', '.join(parts[1:])}."


def clock_line(appeal: Appeal, now_ms: int) -> str:
    """What the clock says, in words; "" while the appeal is open."""
    if appeal.over_ms is None:
        return ""
    span = clock_words(appeal.clock_ms(now_ms))
    if appeal.left:
        return f"Still up for {span} since it was {appeal.state.label.lower()}"
    if appeal.lines:
        return f"All down {span} after it was {appeal.state.label.lower()}"
    return f"{appeal.state.label}. No post was with it."


def standing_words(line: AppealLine, now: datetime, *, over: bool) -> str:
    """Where one post stands, in a few words."""
    when = "" if line.at_ms is None else f" {day_of(line.at_ms, now)}"
    match line.standing:
        case Standing.HELD:
            return f"Not out yet: goes out {day_of(line.since_ms, now)}"
        case Standing.UP:
            return "Still up: not asked yet" if over else "Up"
        case Standing.ASKED:
            return f"Asked{when}, not confirmed yet"
        case Standing.HAND:
            return "Still there: a hand is needed" if over else "Copy, known"
        case Standing.SAID:
            return f"Done by hand, as {line.by_name or 'a person'} said{when}"
        case Standing.GONE:
            return f"Gone: seen{when}"


def attention_words(appeal: Appeal, now: datetime) -> str:
    """What stands above all panes: no name."""
    left = len(appeal.left)
    still = "1 post is still up" if left == 1 else f"{left} posts are still up"
    return f"{appeal.title}: {appeal.state.label.lower()}. {still}, for {clock_words(appeal.clock_ms(to_ms(now)))}."

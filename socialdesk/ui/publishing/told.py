"""What is said of a post: how each account's part stands, when, by whom, and who holds it until then. Holds no Qt."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from socialdesk.clock import from_ms
from socialdesk.model.accounts import Network
from socialdesk.model.actions import ActionKind
from socialdesk.model.posts import Post, PostState, Route
from socialdesk.platforms.graphemes import clusters
from socialdesk.platforms.lengths import length, longest
from socialdesk.publishing.standing import CheckStanding
from socialdesk.ui.inbox.words import Chip
from socialdesk.ui.visible import one_line

LONGEST_TITLE = 140
THREADED = (Network.X, Network.BLUESKY)
"""The networks on which a long text becomes a thread."""

_STATES = {
    PostState.DRAFT: Chip("Draft", "pencil", "neutral"),
    PostState.WAITING_SECOND: Chip("Waits for a second yes", "people", "warning"),
    PostState.READY: Chip("On its way", "clock", "info"),
    PostState.SENT: Chip("Published", "check", "ok"),
    PostState.CANCELLED: Chip("Thrown away", "remove", "neutral"),
}
_CHECKS = {
    "stop": Chip("Stops it", "stop", "danger"),
    "ask": Chip("Asks first", "question", "warning"),
    "open": Chip("To answer", "pencil", "info"),
    "pass": Chip("Passed", "check", "ok"),
}
_ROUTES = {
    Route.UNDECIDED: "",
    Route.API: "at once, through the network's own door",
    Route.NETWORK_SCHEDULE: "held by the network",
    Route.DESK_QUEUE: "held by this desk: this computer must be on",
    Route.HOOTSUITE: "held by Hootsuite",
    Route.BY_HAND: "published by hand",
    Route.ELSEWHERE: "published without the desk",
}


def check_chip(check: CheckStanding) -> Chip:
    """How a check stands: never in colour alone."""
    return _CHECKS[check.state]


def route_words(route: Route) -> str:
    """How a post gets to an account, without a full stop."""
    return _ROUTES[route]


def post_chip(post: Post, now_ms: int) -> Chip:
    """How a post stands as a whole."""
    if post.state is PostState.READY and post.scheduled_ms is not None and post.scheduled_ms > now_ms:
        return Chip("Scheduled", "calendar", "info")
    parts = [part for target in post.chosen for part in target.parts]
    if post.state is PostState.SENT and parts and all(part.gone_ms is not None for part in parts):
        return Chip("Taken down", "remove", "neutral")
    if post.state is PostState.SENT and not any(part.out_ms is not None for part in parts):
        return Chip("Not published", "warning", "danger")
    if post.state is PostState.SENT and any(
        part.published_ms is None and (part.held_until_ms or 0) > now_ms for part in parts
    ):
        return Chip("Scheduled", "calendar", "info")
    return _STATES[post.state]


def title_of(post: Post) -> str:
    """A post in one line: its first words, or what it is for."""
    if words := words_left(post):
        return one_line(words.splitlines()[0], LONGEST_TITLE)
    if post.media:
        return "A post with pictures"
    over = post.state in (PostState.SENT, PostState.CANCELLED)
    return "A post without words" if over else "An empty draft"


def words_left(post: Post) -> str:
    """The first words of a post that are held, or what it is for; "" where it has none, or they were deleted."""
    for words in (post.text, *(part.text for target in post.chosen for part in target.parts), post.purpose):
        if words.strip():
            return words.strip()
    return ""


def by_whom(post: Post) -> str:
    """Who decided it, or else who began it."""
    return one_line(post.decided_by or post.by_name, 60)


def stopped(words: str) -> str:
    """As a sentence, with one full stop at most."""
    return words if words.endswith((".", "?", "…")) else f"{words}."


def clock_time(at_ms: int, zone: str) -> str:
    """The time of day, such as 09:30."""
    return f"{from_ms(at_ms).astimezone(ZoneInfo(zone)):%H:%M}"


def day_and_time(at_ms: int, zone: str) -> str:
    """A whole date and time: Fri 28 Nov 2025, 09:30."""
    moment = from_ms(at_ms).astimezone(ZoneInfo(zone))
    return f"{moment:%a} {moment.day} {moment:%b %Y}, {moment:%H:%M}"


def day_words(day: date, today: date) -> str:
    """A day with its name; today and tomorrow by those words."""
    near = {0: "Today", 1: "Tomorrow", -1: "Yesterday"}.get((day - today).days)
    return f"{near}, {day:%a} {day.day} {day:%b}" if near else f"{day:%A} {day.day} {day:%B}"


def local_day(at_ms: int, zone: str) -> date:
    """The day that a moment falls on, here."""
    return from_ms(at_ms).astimezone(ZoneInfo(zone)).date()


def here(now: datetime, zone: str) -> datetime:
    """Now, in the Force's own zone."""
    return now.astimezone(ZoneInfo(zone))


def fitting(text: str, network: Network) -> int | None:
    """How many of the characters a network takes of a text as one post; None where it takes them all."""
    most = longest(network, ActionKind.PUBLISH)
    if length(text, network, ActionKind.PUBLISH) <= most:
        return None
    cuts = [0]
    for cluster in clusters(text):
        cuts.append(cuts[-1] + len(cluster))
    low, high = 0, len(cuts) - 1
    while low < high:
        middle = (low + high + 1) // 2
        if length(text[: cuts[middle]], network, ActionKind.PUBLISH) <= most:
            low = middle
        else:
            high = middle - 1
    return cuts[low]

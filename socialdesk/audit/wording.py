"""The words in which the record speaks of actions; nothing here comes from a stranger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

_TO: Mapping[str, str] = {
    "reply": "reply publicly",
    "private_reply": "reply privately",
    "message": "send a message",
    "hide": "hide this",
    "unhide": "show this again",
    "delete": "remove this permanently",
    "block": "block this person",
    "unblock": "unblock this person",
    "mute": "mute this person",
    "unmute": "unmute this person",
    "block_messages": "block this person's messages",
    "unblock_messages": "let this person's messages in again",
    "report": "report this to the network",
    "publish": "publish a post",
    "reshare": "reshare one of our own posts",
    "edit_post": "change the words of our own post",
    "reschedule": "change the time of our scheduled post",
    "delete_post": "delete our own post",
}
_DOING: Mapping[str, str] = {
    "reply": "Sending a public reply",
    "private_reply": "Sending a private reply",
    "message": "Sending a message",
    "hide": "Hiding",
    "unhide": "Showing again",
    "delete": "Removing permanently",
    "block": "Blocking",
    "unblock": "Unblocking",
    "mute": "Muting",
    "unmute": "Unmuting",
    "block_messages": "Blocking messages",
    "unblock_messages": "Letting messages in again",
    "report": "Reporting to the network",
    "publish": "Publishing",
    "reshare": "Resharing our own post",
    "edit_post": "Changing the words of our own post",
    "reschedule": "Changing the time of our scheduled post",
    "delete_post": "Deleting our own post",
}
_DONE: Mapping[str, str] = {
    "reply": "Public reply sent",
    "private_reply": "Private reply sent",
    "message": "Message sent",
    "hide": "Hidden",
    "unhide": "Shown again",
    "delete": "Removed permanently",
    "block": "Blocked",
    "unblock": "Unblocked",
    "mute": "Muted",
    "unmute": "Unmuted",
    "block_messages": "Messages blocked",
    "unblock_messages": "Messages let in again",
    "report": "Reported to the network",
    "publish": "Published",
    "reshare": "Our own post reshared",
    "edit_post": "Words of our own post changed",
    "reschedule": "Time of our scheduled post changed",
    "delete_post": "Our own post deleted",
}


_OWN_TO: Mapping[tuple[str, str], str] = {
    ("youtube", "hide"): "hold this for review",
    ("youtube", "unhide"): "publish this again",
    ("youtube", "block"): "remove this permanently and ban this person",
    ("youtube", "unblock"): "lift this person's ban",
}
_OWN_DOING: Mapping[tuple[str, str], str] = {
    ("youtube", "hide"): "Holding for review",
    ("youtube", "unhide"): "Publishing again",
    ("youtube", "block"): "Removing permanently and banning",
    ("youtube", "unblock"): "Lifting the ban",
}
_OWN_DONE: Mapping[tuple[str, str], str] = {
    ("youtube", "hide"): "Held for review",
    ("youtube", "unhide"): "Published again",
    ("youtube", "block"): "Removed permanently and banned",
    ("youtube", "unblock"): "Ban lifted",
}
"""Where a network does something else than the usual words say, its own (R2)."""


def action_word(action: str, network: str = "") -> str:
    """The action after "to", such as `hide this`; as `network` does it, where that is known."""
    plain = _TO.get(action, "do something that this version of the desk does not know")
    return _OWN_TO.get((network, action), plain)


def doing(action: str, network: str = "") -> str:
    """What is being done, such as `Hiding`."""
    return _OWN_DOING.get((network, action), _DOING.get(action, "Sending to the network"))


def done(action: str, network: str = "") -> str:
    """What has been done, such as `Hidden`."""
    return _OWN_DONE.get((network, action), _DONE.get(action, "Done"))


def citing(clauses: Sequence[str]) -> str:
    """` (clause 4.3b)`, ` (clauses 4.3b, 4.3d)` or nothing."""
    if not clauses:
        return ""
    return f" (clause{'s' if len(clauses) > 1 else ''} {', '.join(clauses)})"


def plural(count: int, one: str, many: str = "") -> str:
    """`1 file`, `2 files`."""
    return f"{count} {one if count == 1 else many or one + 's'}"

"""Model answers: what the policy asks for with one item of a scenario, or one task.

The format is written down in resources/scenarios/README.md.
"""

from __future__ import annotations

from typing import Literal

import msgspec

Do = Literal[
    "remove",
    "keep",
    "reply",
    "ask",
    "block",
    "warn",
    "emergency",
    "crime",
    "foi",
    "personnel",
    "proceedings",
    "leave",
]
"""What can be done about an item: remove (hide, delete, report, as the network has it), considered and kept, answer,
ask Corporate Communications, request a block, warn, the four referrals, mark the post as proceedings active; or
leave it be."""
Before = Literal["evidence", "emergency", "engage", "advice", "foi", "crime"]
"""What has to come before: the capture, telling the control room, engaging with the person, advice asked of Corporate
Communications, the request taken up, the crime referred."""
TaskDo = Literal["publish", "publish_nothing", "threshold", "take_down", "proceedings", "handover"]
"""What a task asks for: publish, rightly publish nothing, the threshold declaration of an Oscar 1, take every copy of
an appeal down, mark proceedings active, hand the shift over."""


class ModelAnswer(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What is right for one item. An item without an answer is chatter: right is whatever does not remove, block,
    warn or refer."""

    do: Do
    """The best decision. "ask" where it depends: asking Corporate Communications is right."""
    or_else: tuple[Do, ...] = ()
    """Decisions that are right as well."""
    also: tuple[Do, ...] = ()
    """What must be done besides, such as a referral beside a removal: the two are independent (4.5)."""
    grounds: tuple[str, ...] = ()
    """remove, keep, block: the grounds of which one must be given, the best first."""
    act: str = ""
    """remove: the action on this network (an ActionKind). Left out: any that the network has."""
    before: tuple[Before, ...] = ()
    says: tuple[str, ...] = ()
    """reply, warn: words of which the answer must have each; `a|b` where either will do."""
    never: tuple[str, ...] = ()
    """Words that no answer may have, besides the protected ones."""
    within: float | None = None
    """Seconds from its arrival in which it must be decided; left out where nothing hurries."""
    advice: str = ""
    """What Corporate Communications answers when asked."""
    clause: str = ""
    """The clause of the policy; left out: the ground's or route's own."""
    why: str
    """Shown in the debrief."""


class TaskAnswer(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What is right for one task."""

    do: TaskDo
    pages: tuple[str, ...] = ()
    """publish: on which accounts it may stand (keys), no others."""
    of: str = ""
    """take_down, proceedings: the post's key."""
    says: tuple[str, ...] = ()
    """publish: words that the post must have each of; `a|b` where either will do."""
    never: tuple[str, ...] = ()
    within: float | None = None
    """Seconds from its coming."""
    clause: str
    why: str

"""The states of an action on its way to a network, and what may follow what; pure.

    queued ──send──▶ sending ──accept──▶ sending ──see──▶ confirmed
      │  ▲              ├─ defer ─▶ waiting ─ send / see
      │  │              ├─ refuse ▶ failed
      │  │              └─ lose ──▶ unknown ─ see ─▶ confirmed
      │  └── miss, resend ────────────┘  └─ leave ─▶ failed
      └─ cancel ─▶ cancelled

An answer "yes" is not yet the end: an accepted action stays `sending` until it has been read back. What may or may not
have been applied is `unknown`, and leaves that state by a look on the network or by a person, never by being sent again
blindly.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from socialdesk.errors import BugError


class State(StrEnum):
    """Where an action stands."""

    QUEUED = "queued"
    SENDING = "sending"
    CONFIRMED = "confirmed"
    WAITING = "waiting"
    FAILED = "failed"
    UNKNOWN = "unknown"
    CANCELLED = "cancelled"

    @property
    def live(self) -> bool:
        """True while something is still to happen."""
        return self in LIVE


LIVE = frozenset({State.QUEUED, State.SENDING, State.WAITING, State.UNKNOWN})


class Event(StrEnum):
    """What befalls an action."""

    SEND = "send"
    """The call is about to be made."""
    ACCEPT = "accept"
    """The network answered that it was applied."""
    SEE = "see"
    """Reading it back shows the effect."""
    DEFER = "defer"
    """Certainly not applied: offline, throttled, to be signed in."""
    REFUSE = "refuse"
    """Certainly not applied, and not to be tried again: refused, or the world changed."""
    LOSE = "lose"
    """It may or may not have been applied."""
    MISS = "miss"
    """Decisively not there, and safe to repeat."""
    RESEND = "resend"
    """A person asks for it to be sent again."""
    LEAVE = "leave"
    """A person leaves it as it is."""
    CANCEL = "cancel"
    """A person stops it before it was sent."""
    HOLD = "hold"
    """It waits for a person's fresh yes."""


_AFTER: Mapping[tuple[State, Event], State] = {
    (State.QUEUED, Event.SEND): State.SENDING,
    (State.QUEUED, Event.SEE): State.CONFIRMED,
    (State.QUEUED, Event.DEFER): State.WAITING,
    (State.QUEUED, Event.REFUSE): State.FAILED,
    (State.QUEUED, Event.CANCEL): State.CANCELLED,
    (State.QUEUED, Event.HOLD): State.QUEUED,
    (State.QUEUED, Event.RESEND): State.QUEUED,
    (State.WAITING, Event.SEND): State.SENDING,
    (State.WAITING, Event.SEE): State.CONFIRMED,
    (State.WAITING, Event.DEFER): State.WAITING,
    (State.WAITING, Event.REFUSE): State.FAILED,
    (State.WAITING, Event.CANCEL): State.CANCELLED,
    (State.WAITING, Event.HOLD): State.QUEUED,
    (State.SENDING, Event.ACCEPT): State.SENDING,
    (State.SENDING, Event.SEE): State.CONFIRMED,
    (State.SENDING, Event.DEFER): State.WAITING,
    (State.SENDING, Event.REFUSE): State.FAILED,
    (State.SENDING, Event.LOSE): State.UNKNOWN,
    (State.UNKNOWN, Event.SEE): State.CONFIRMED,
    (State.UNKNOWN, Event.REFUSE): State.FAILED,
    (State.UNKNOWN, Event.MISS): State.QUEUED,
    (State.UNKNOWN, Event.RESEND): State.QUEUED,
    (State.UNKNOWN, Event.LEAVE): State.FAILED,
    (State.FAILED, Event.LEAVE): State.FAILED,
}


def after(state: State, event: Event) -> State:
    """The state that follows. Raises BugError for an event that cannot befall an action in that state."""
    try:
        return _AFTER[state, event]
    except KeyError:
        raise BugError(f"an action that is {state.value} cannot {event.value}") from None


def can(state: State, event: Event) -> bool:
    """True where `after` has an answer."""
    return (state, event) in _AFTER

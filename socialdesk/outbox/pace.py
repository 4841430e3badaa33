"""How long the outbox waits for what; pure. All in milliseconds."""

from __future__ import annotations

from dataclasses import dataclass

NEVER_MS = 253_402_300_799_000
"""The end of the year 9999: due no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """The pauses between tries. The settle window is a guess about the network, hence a person decides in the end."""

    settle_ms: int = 120_000
    """How late a network may show what it has applied."""
    stale_ms: int = 15 * 60_000
    """A message to the public that waited longer than this needs a fresh yes."""
    recapture_ms: int = 10 * 60_000
    """Evidence older than this is compared with the network again before anything is sent."""
    offline_ms: int = 5_000
    """The first pause after no connection; it doubles."""
    longest_ms: int = 5 * 60_000
    accepted_looks: int = 10
    """How often an accepted action is read back before a person is asked."""
    repeats: int = 6
    """How often what is safe to repeat is sent, or evidence tried, before a person is asked."""
    late_looks: int = 6
    """How often the desk still looks by itself after it has asked a person."""

    def next_wait(self, waits: int) -> int:
        """The pause after being put off for the `waits`-th time, from 0."""
        return min(self.offline_ms * 2 ** min(waits, 16), self.longest_ms)

    def next_accepted_look(self, looks: int) -> int:
        """The pause after `looks` looks, from 1, that did not show an accepted action."""
        return min(self.settle_ms * 2 ** min(looks, 16) // 240, self.settle_ms)

    def decisive(self, *, looks: int, since_sent_ms: int) -> bool:
        """True where "not there" can be believed: looked before, and the settle window is over.

        A clock put back would never let the window end, so enough looks, which are spaced, also decide.
        """
        return looks >= 1 and (since_sent_ms >= self.settle_ms or looks >= 3)

    def next_unknown_look(self, *, since_sent_ms: int) -> int:
        """The pause before the look that decides."""
        return min(max(self.settle_ms - since_sent_ms, self.settle_ms // 8), self.settle_ms)

    def next_late_look(self, looks: int) -> int | None:
        """The pause before another look while a person is asked; None when the desk looks no more."""
        return self.settle_ms * 2 ** min(looks, 16) if looks <= self.late_looks + 2 else None

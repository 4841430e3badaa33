"""Plays a scenario once by itself, as if nobody at the desk decided anything, to see whether all of it can happen."""

from __future__ import annotations

from collections.abc import Container, Iterator
from datetime import UTC, datetime, timedelta

from socialdesk.training.events import Fault, Scenario
from socialdesk.training.networks.all import NETWORKS
from socialdesk.training.networks.public_world import Unsupported
from socialdesk.training.stage import Stage

_ANY_DAY = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)


def rehearse(scenario: Scenario, faulty: Container[int] = ()) -> Iterator[Fault]:
    """Every event that its network lacks, or that comes too late. What begins at a line that is `faulty`, and what
    follows from it, is left out."""
    if any(page.network not in NETWORKS for page in scenario.pages):
        return
    began = (scenario.begins or _ANY_DAY).astimezone(UTC)
    now = began
    stage = Stage.empty(scenario, lambda: now)
    gone: set[str] = set()
    for entry in scenario.entries:
        event = entry.event
        opening = event.at is None
        now = began if opening else began + timedelta(seconds=entry.at)
        words = ""
        if entry.line in faulty or event.on in gone:
            gone.add(event.key)
            continue
        try:
            if stage.act(entry, began - entry.before if opening else None) is None:
                words = f"it cannot happen: what `on` names ({event.on}) has gone by then"
        except Unsupported as error:
            words = str(error).rstrip(".")
            gone.add(event.key)
        if words:
            yield Fault(entry.line, f"[[{entry.kind}]]", words)

"""The declaration of an Oscar 1 or IDO as one of the checks before publishing (2.5, A7)."""

from __future__ import annotations

from datetime import datetime

from socialdesk.model.ids import ClauseId, PostId
from socialdesk.model.people import Person
from socialdesk.publishing.standing import CheckStanding, CheckState
from socialdesk.shifts.declaring import holds, needed, newest_of
from socialdesk.storage.database import Connection

CHECK = "threshold"
_CLAUSE = ClauseId("2.5")


def check(db: Connection, *, post_id: PostId, person: Person, now: datetime) -> CheckStanding | None:
    """How it stands for whoever is about to publish; None for those who need none. The store asks for it as well."""
    if not needed(person):
        return None
    found = newest_of(db, post_id)
    state: CheckState = "open"
    sentence = "Say whether the threshold for ringing the on-call press officer is met."
    if found is not None and found.met:
        state = "stop"
        sentence = "The threshold is met: ring the on-call press officer. Nothing is posted from here."
    elif holds(found, person=person, now=now):
        state = "pass"
        sentence = "Declared: the threshold for ringing the on-call press officer is not met."
    elif found is not None:
        sentence = "What was declared holds for an hour, for whoever declared it. Declare it again."
    return CheckStanding(
        id=CHECK, title="On-call press officer", clause=_CLAUSE, state=state, sentence=sentence
    )

"""The periods and names that were entered, for whoever asks; a start asks too, so this brings nothing else along."""

from __future__ import annotations

import json
from datetime import date

from socialdesk.policy.politics import Candidate, Entered, Party, Period
from socialdesk.storage.database import Connection


def put_entered(db: Connection, entered: Entered) -> None:
    """Puts what the store has where the checks look it up."""
    entered.put(
        list(periods(db).values()),
        [each for each in names(db).values() if isinstance(each, Party)],
        [each for each in names(db).values() if isinstance(each, Candidate)],
    )


def periods(db: Connection) -> dict[int, Period]:
    """The periods that were entered and not taken off, by number, the earliest first."""
    rows = db.execute(
        "SELECT id, name, begins_on, ends_on FROM election_periods WHERE ended_ms IS NULL ORDER BY begins_on, id"
    ).fetchall()
    return {
        int(row[0]): Period(
            id=f"entered-{row[0]}",
            name=str(row[1]),
            begins=date.fromisoformat(row[2]),
            ends=date.fromisoformat(row[3]),
        )
        for row in rows
    }


def names(db: Connection) -> dict[int, Party | Candidate]:
    """The parties and candidates that were entered and not taken off, by number and in order of their names."""
    rows = db.execute(
        "SELECT id, kind, name, party, area, also, since_on, until_on FROM election_names WHERE ended_ms IS NULL"
        " ORDER BY kind, name, id"
    ).fetchall()
    found: dict[int, Party | Candidate] = {}
    for number, kind, name, party, area, also, since, until in rows:
        others = tuple(str(each) for each in json.loads(also))
        begins, ends = _day(since), _day(until)
        found[int(number)] = (
            Party(name=name, names=(name, *others), since=begins, until=ends)
            if kind == "party"
            else Candidate(name=name, party=party, area=area, also=others, since=begins, until=ends)
        )
    return found


def _day(kept: str | None) -> date | None:
    return None if kept is None else date.fromisoformat(kept)

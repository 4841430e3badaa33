"""The desk itself lets go, at the end of a shift, what was taken and not finished (I1)."""

from __future__ import annotations

import threading
from contextlib import closing
from datetime import timedelta

import pytest

from socialdesk.app import open_engine
from socialdesk.decisions import handling
from socialdesk.engine import Engine
from socialdesk.inbox import queries
from socialdesk.model.changes import Changes
from socialdesk.packs import draft_problem
from socialdesk.policy.hours import next_change


def taken(engine: Engine) -> int:
    with closing(engine.open_reader()) as db:
        return queries.counts(db, engine.person.name).mine


def look_after(engine: Engine) -> None:
    engine.upkeep.round(threading.Event())


@pytest.mark.clause("I1")
@pytest.mark.parametrize("lets_go", [True, False])
def test_what_was_taken_is_let_go_once_the_shift_has_ended(lets_go: bool) -> None:
    heard: list[Changes] = []
    with closing(open_engine(training="first-night")) as engine:
        engine.settings = type(engine.settings)(
            person_name="A. Trainee", person_role="trainee", linkedin_daily_calls=0, release_claims=lets_go
        )
        for account in list(engine.accounts.values()):
            engine.sync(account, threading.Event())
        with closing(engine.open_reader()) as db:
            one = queries.item_of(queries.first_ranks(db, queries.View(queries.ViewName.INBOX))[0])
        now = engine.clock()
        engine.writer.call(lambda db: handling.claim(db, item_id=one, now=now, by=engine.person))
        look_after(engine)
        assert taken(engine) == 1
        later = next_change(now, engine.book.hours) + timedelta(minutes=1)
        engine.clock = lambda: later
        engine.listen(heard.append)
        look_after(engine)
        assert taken(engine) == (0 if lets_go else 1)
        assert any(one in changes.items for changes in heard) is lets_go


@pytest.mark.clause("I4")
def test_our_own_words_are_held_against_the_rules_that_the_desk_has() -> None:
    with closing(open_engine(training="first-night")) as engine:
        network = next(iter(engine.accounts.values())).network
        rude = "Shut up you stupid fucking idiot."
        assert "(4.3" in draft_problem(engine.triage, engine.book, rude, network, False)
        assert draft_problem(engine.triage, engine.book, "The road opens at six.", network, False) == ""

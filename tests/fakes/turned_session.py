"""A session of training over HTTP whose clock a test turns, on a quarter of an hour with a little of everything."""

from __future__ import annotations

import threading
from collections.abc import Generator
from contextlib import closing, contextmanager
from functools import partial
from typing import Any

from socialdesk.app import open_in_training
from socialdesk.decisions.remove import decide_removal
from socialdesk.inbox import queries
from socialdesk.model.accounts import Network
from socialdesk.model.actions import ActionKind
from socialdesk.training.scripted_hand import passing
from socialdesk.training.session_time import Hands
from socialdesk.training_desk import TrainingDesk

STOP = threading.Event()
SCENARIO = """
format = 1
name = "A quarter of an hour"
about = "A little of everything."
begins = 2026-12-15T14:00:00
[people]
dale = "Dale Pritchley"
priya = "Priya Ramanand"
troll = "Wes Harrowgate"
joan = "Joan Ivelchester"
[watch]
"Market Street" = ["Kyle Deverson"]
[[page]]
key = "force"
name = "Anyshire Police"
username = "anyshirepolice"
[[page]]
key = "x"
network = "x"
name = "Anyshire Police"
username = "anyshirepolice"
[[post]]
key = "arrest"
page = "force"
ago = "5h"
text = "A man of 27 has been arrested on suspicion of robbery in Market Street, Kelmarton."
answer = { do = "proceedings", why = "Somebody is under arrest." }
[[comment]]
key = "chatter"
on = "arrest"
by = "joan"
ago = "4h"
text = "Well done to all involved"
[[comment]]
key = "named"
on = "arrest"
by = "dale"
ago = "1h"
text = "Its Kyle Deverson he did it, everybody knows"
[comment.answer]
do = "remove"
grounds = ["contempt_of_court", "identifies_person"]
act = "delete"
before = ["evidence"]
also = ["warn"]
why = "It names him and says that he did it."
[[comment]]
key = "critic"
on = "arrest"
by = "priya"
ago = "50m"
text = "You lot took an hour to come. Useless."
answer = { do = "keep", or_else = ["leave", "reply"], why = "Criticism stays." }
[[comment]]
key = "abuse"
on = "arrest"
by = "troll"
at = 10
text = "fuck off the lot of you, fucking pigs"
[comment.answer]
do = "block"
also = ["remove"]
grounds = ["offensive_language"]
before = ["engage"]
why = "The tenth time."
[[comment]]
key = "unsure"
on = "arrest"
by = "joan"
at = 20
text = "My neighbour says that his sister knows the lad"
answer = { do = "ask", or_else = ["keep"], advice = "Leave it: nobody is named.", why = "It depends." }
[[message]]
key = "danger"
page = "force"
by = "priya"
at = 30
text = "There is a man on the railway bridge at Kelmarton and he is climbing over the rail"
answer = { do = "emergency", also = ["reply"], says = ["999"], within = 120, why = "Somebody may die." }
[[mention]]
key = "shout"
page = "x"
by = "troll"
at = 35
text = "@anyshirepolice you are all fucking wankers"
answer = { do = "remove", grounds = ["offensive_language"], act = "report", why = "X leaves a report." }
[[edit]]
key = "edited"
on = "unsure"
at = 60
text = "My neighbour says that his sister knows Kyle Deverson"
[edit.answer]
do = "remove"
grounds = ["identifies_person", "contempt_of_court"]
act = "delete"
why = "Now he is named."
[[colleague]]
key = "taken"
on = "critic"
does = "note"
by = "Imogen Castell"
text = "I know her: she means well."
at = 65
[[task]]
key = "charge"
at = 70
title = "Announce the charge"
text = "The sergeant wants the charge out now."
answer = { do = "publish_nothing", clause = "3.3b", why = "Not without permission." }
"""


class Turned:
    """A desk in training whose clock this test turns."""

    def __init__(self, desk: TrainingDesk, hands: Hands) -> None:
        self.engine, self.session, self.hands = desk.engine, desk.session, hands

    def go_on(self, seconds: float) -> None:
        self.hands.turn(seconds)
        self.session.go_on()
        for account in tuple(self.engine.accounts.values()):
            self.engine.sync(account, STOP)
        self.engine.send_everything(STOP)
        self.session.go_on()

    def do(self, use: Any, key: str, **told: Any) -> None:
        item_id = self.session.item_of(key)
        assert item_id is not None
        engine = self.engine
        self.engine.writer.call(
            partial(
                use,
                item_id=item_id,
                book=engine.book,
                now=engine.clock(),
                by=engine.person,
                training=True,
                **told,
            )
        )

    def remove(self, key: str, *, undo_seconds: int = 0) -> None:
        ground = self.engine.book.grounds["offensive_language"]
        account_id = next(
            each.id for each in self.engine.accounts.values() if each.network is Network.FACEBOOK
        )
        self.do(
            decide_removal,
            key,
            action=ActionKind.HIDE,
            grounds=[ground.id],
            answers={f"{ground.id}.{name}": told for name, told in passing(ground).items()}
            | {"criticism.beyond": "Words."},
            aim="To try.",
            why_not_less="To try.",
            capabilities=self.engine.capabilities(account_id),
            undo_seconds=undo_seconds,
        )


@contextmanager
def opened(scenario: str, *, seed: int = 0) -> Generator[Turned]:
    hands = Hands()
    desk = open_in_training(scenario, hands=hands, seed=seed)
    with closing(desk.engine):
        yield Turned(desk, hands)


def problems(one: Turned) -> set[str]:
    with closing(one.engine.open_reader()) as db:
        return {each.problem_kind for each in queries.accounts(db)}

"""In training, too, a reply that names a candidate waits for somebody else: a colleague says yes, or why not."""

from __future__ import annotations

from pathlib import Path

import pytest

from socialdesk.outbox import queries
from socialdesk.outbox.queries import PendingRow
from socialdesk.outbox.states import State
from socialdesk.training.scripted_hand import Hand, ScriptDesk, Wish
from socialdesk.training_desk import session_desk
from tests.fakes.turned_session import Turned, opened

SCENARIO = """
format = 1
name = "Before an election"
begins = 2027-04-14T14:00:00
[people]
dale = "Dale Pritchley"
[[periods]]
id = "borough-2027"
name = "Borough election"
begins = 2027-03-22
ends = 2027-05-06
[[candidates]]
name = "Honoria Ferris"
party = "An Invented Party"
[[page]]
key = "force"
name = "Anyshire Police"
username = "anyshirepolice"
[[post]]
key = "post"
page = "force"
ago = "5h"
text = "We are in the market square until five."
[[comment]]
key = "asked"
on = "post"
by = "dale"
ago = "1h"
text = "Who was that speaking there?"
[comment.answer]
do = "reply"
never = ["vote"]
why = "It is a plain question."
"""


def newest(one: Turned) -> PendingRow:
    item = one.session.item_of("asked")
    assert item is not None
    return one.engine.writer.call(lambda db: queries.for_item(db, item))[0]


@pytest.mark.clause("P7")
@pytest.mark.parametrize(
    ("words", "state"),
    [
        ("Honoria Ferris was speaking, at a gathering of her own.", State.CONFIRMED),
        ("Honoria Ferris, whom you can vote for.", State.CANCELLED),
    ],
)
def test_a_colleague_reads_it_and_sends_it_or_not(tmp_path: Path, words: str, state: State) -> None:
    file = tmp_path / "election.toml"
    file.write_text(SCENARIO, encoding="utf-8")
    with opened(str(file)) as one:
        one.session.run()
        one.go_on(5)
        engine = one.engine
        hand = Hand(
            ScriptDesk(
                session=session_desk(engine),
                clock=engine.clock,
                sync=lambda account, stop, full: engine.sync(account, stop, full=full),
                send=engine.send_everything,
                triage=lambda: engine.triage,
            )
        )
        item = one.session.item_of("asked")
        assert item is not None
        hand.do(item, Wish(do="reply", text=words))
        one.go_on(5)
        assert newest(one).waits_for_another
        for _ in range(3):
            one.go_on(21)
        assert not newest(one).waits_for_another
        assert newest(one).state is state

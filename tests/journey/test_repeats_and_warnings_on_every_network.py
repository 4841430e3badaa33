"""Repeats but the original, and the three public warnings kept apart, on every network over HTTP (R3, R5, R6, R8)."""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta

import pytest

from socialdesk.clock import system_clock
from socialdesk.decisions import queries as decisions
from socialdesk.decisions import repeats
from socialdesk.decisions.by_hand_rows import for_item as by_hand_for_item
from socialdesk.decisions.case import Incomplete, NotOpen, item_of
from socialdesk.decisions.remove_repeats import decide_repeats
from socialdesk.decisions.warning import WarningWay, WayOption, decide_warning, ways_for
from socialdesk.decisions.warning_due import Due, due_warnings
from socialdesk.inbox.queries import InboxRow
from socialdesk.model.accounts import Network
from socialdesk.model.actions import ActionKind
from socialdesk.outbox import queries as outbox_queries
from socialdesk.outbox.states import State
from tests.fakes.officer import Officer, on_duty

HIDE, DELETE = ActionKind.HIDE, ActionKind.DELETE
STEP = dict.fromkeys(Network, DELETE) | {Network.X: HIDE, Network.BLUESKY: HIDE}
NAMES = {"what": "Names or points at an arrested person", "active": "Yes"}
HATE = {"characteristic": "Race", "perceived_by": "Any other person"}
SWEARS = {"what": "Swear words"}
EACH = pytest.mark.parametrize("network", list(Network), ids=lambda network: network.value)


class Warner(Officer):
    """An officer who warns under a post."""

    def due(self, row: InboxRow) -> dict[str, Due]:
        thread = item_of(self.db, row.item_id).thread_id
        found = due_warnings(self.db, thread, book=self.engine.book, now=self.engine.clock())
        return {each.trigger.id: each for each in found}

    def ways(self, row: InboxRow) -> tuple[WayOption, ...]:
        case = self.case(row)
        return ways_for(
            case.thread,
            case.account,
            self.engine.capabilities(row.account_id),
            person=self.engine.person,
            now=self.engine.clock(),
            book=self.engine.book,
            training=True,
        )

    def warn(self, row: InboxRow, trigger: str, text: str, way: WarningWay) -> None:
        engine = self.engine
        self.decide(
            decide_warning,
            item_id=row.item_id,
            trigger_id=trigger,
            template=engine.book.triggers[trigger].templates[0],
            text=text,
            way=way,
            book=engine.book,
            capabilities=engine.capabilities(row.account_id),
            undo_seconds=0,
            training=True,
        )

    def remove_all(
        self, network: Network, ground: str, answers: dict[str, str], *texts: str
    ) -> list[InboxRow]:
        """Comments by newcomers, each taken down and confirmed."""
        rows = [self.said(network, text).row for text in texts]
        for row in rows:
            self.take_down(row, STEP[network], ground, answers)
            assert self.ended(row).state is State.CONFIRMED
        return rows


@contextmanager
def warning() -> Generator[Warner]:
    opened = on_duty()
    opened.db.close()
    with closing(Warner(opened.engine, opened.stage)) as officer:
        yield officer


@pytest.fixture(scope="module")
def officer() -> Iterator[Warner]:
    with warning() as officer:
        yield officer


@pytest.fixture(scope="module")
def warner() -> Iterator[Warner]:
    """Another evening: warnings count the removals of a whole post."""
    with warning() as officer:
        yield officer


# --- Repeats ---


@pytest.mark.clause("R8", "R12", "T3")
@EACH
def test_the_copies_go_and_the_original_stays_on_the_network_too(officer: Warner, network: Network) -> None:
    engine, now = officer.engine, system_clock()
    text = f"Ask them about the missing {network.label} minutes, go on, ask them what they did with the tape"
    key, other = officer.newcomer(network), officer.newcomer(network)
    alike = (text, text.upper() + "!!", text)
    for minutes, words in zip((30, 20, 10), alike, strict=True):
        officer.writes(network, key, words, at=now - timedelta(minutes=minutes))
    officer.writes(network, other, text, at=now - timedelta(minutes=40))
    # What is older than the newest that was read comes with the slow reading on X.
    officer.read_one(network, full=True)
    said = [row for row in officer.rows() if text.casefold() in row.untrusted_text.casefold()]
    stranger, *mine = sorted(said, key=lambda row: item_of(officer.db, row.item_id).created_ms)
    assert len(mine) == 3

    found = repeats.find_repeats(officer.db, item_of(officer.db, mine[2].item_id))
    assert found is not None
    assert found.original.item_id == mine[0].item_id
    assert [copy.item_id for copy in found.copies] == [mine[1].item_id, mine[2].item_id]

    def decide(*copies: InboxRow, engaged: str = "No, it would not help") -> None:
        officer.decide(
            decide_repeats,
            of_item=mine[2].item_id,
            copies=[each.item_id for each in copies],
            group=repeats.new_group(),
            action=STEP[network],
            engaged=engaged,
            aim="So that others can follow.",
            why_not_less="They go on.",
            book=engine.book,
            capabilities=engine.capabilities(mine[0].account_id),
            undo_seconds=0,
            training=True,
        )

    with pytest.raises(NotOpen, match="original stays"):
        decide(*mine)
    with pytest.raises(NotOpen, match="no copy"):
        decide(mine[1], stranger)
    with pytest.raises(Incomplete):
        decide(mine[1], engaged="")
    with pytest.raises(NotOpen, match="it stays"):
        officer.take_down(mine[0], STEP[network], "repeat", {"engaged": "Yes", "original_stays": "yes"})
    decide(*mine[1:])
    for copy in mine[1:]:
        assert officer.ended(copy).state is State.CONFIRMED
        assert any("the original stays (4.3e)" in told for told in officer.told(copy))
        officer.evidence_stands(copy)
    officer.read_one(network, full=True)
    standing = [officer.again(row).standing for row in mine]
    assert standing == ["visible", *(["gone" if STEP[network] is DELETE else "hidden"] * 2)]
    assert officer.again(stranger).standing == "visible"


# --- Warnings ---


@pytest.mark.clause("R3", "R5", "R6")
@EACH
def test_the_three_warnings_are_kept_apart_and_each_goes_once(warner: Warner, network: Network) -> None:
    officer, guide = warner, warner.engine.book.guidelines_url

    # A name: due after one removal, and after nothing else.
    name = officer.said(network, f"Everybody in {network.label} class knows it was Dorian Maplethwaite").row
    assert officer.due(name) == {}
    way = next(each.way for each in officer.ways(name) if each.open)
    assert way is (WarningWay.OWN_POST if network is Network.X else WarningWay.BENEATH_POST)
    officer.take_down(name, STEP[network], "contempt_of_court", NAMES)
    due = officer.due(name)
    assert set(due) == {"named_person"}
    assert due["named_person"].waits
    for refused in (f"Please do not name Dorian Maplethwaite. {guide}", "Please name nobody."):
        with pytest.raises(Incomplete):
            officer.warn(name, "named_person", refused, way)
    with pytest.raises(NotOpen, match="not due"):
        officer.warn(name, "hate_goes_on", officer.engine.book.wording("explanation_hate"), way)
    wording = officer.engine.book.wording("warning_names")
    officer.warn(name, "named_person", wording, way)
    # It waits for the network to confirm the removal, and goes then.
    (warning,) = [each for each in outbox_queries.for_item(officer.db, name.item_id) if each.text]
    assert warning.waits_for
    officer.until(lambda: officer.applied(network, wording) == 1, "the warning")
    assert officer.again(name).standing == ("gone" if STEP[network] is DELETE else "hidden")
    kinds = officer.kinds(name)
    assert kinds.count("confirmed") == 2
    with pytest.raises(NotOpen, match="given under this post already"):
        officer.warn(name, "named_person", wording, way)
    assert not officer.due(name)["named_person"].due

    # Hatred: not at the first, but when it goes on; the name's removal is not counted.
    first, second = officer.remove_all(
        network,
        "hate_speech",
        HATE,
        f"Send the whole of {network.label} back",
        f"They breed like rats on {network.label}",
    )
    assert officer.due(second)["hate_goes_on"].removals == (first.item_id, second.item_id)
    hateful = officer.engine.book.wording("explanation_hate")
    officer.warn(second, "hate_goes_on", hateful, way)
    officer.until(lambda: officer.applied(network, hateful) == 1, "the explanation")

    # Many: every removal under the post counts, whatever its ground.
    assert "many_removals" not in officer.due(second)
    spam = {"what": "Promotion for profit"}
    _, last = officer.remove_all(
        network, "spam", spam, f"Cheap {network.label} loans", f"Cheap {network.label} vans"
    )
    assert len(officer.due(last)["many_removals"].removals) >= 5
    many = officer.engine.book.wording("explanation_removals")
    officer.warn(last, "many_removals", many, way)
    officer.until(lambda: officer.applied(network, many) == 1, "the explanation of many")
    assert not any(each.due for each in officer.due(last).values())


@pytest.mark.clause("R5", "R2")
@EACH
def test_a_warning_by_hand_waits_for_the_removal_and_leaves_the_rest_to_a_person(network: Network) -> None:
    with warning() as officer:
        row = officer.said(network, "My cousin says that it is Dorian Maplethwaite").row
        officer.take_down(row, STEP[network], "contempt_of_court", NAMES)
        wording = officer.engine.book.wording("warning_names")
        with pytest.raises(NotOpen, match="has not confirmed the removal"):
            officer.warn(row, "named_person", wording, WarningWay.BY_HAND)
        assert officer.ended(row).state is State.CONFIRMED
        officer.warn(row, "named_person", wording, WarningWay.BY_HAND)
        (hand,) = by_hand_for_item(officer.db, row.item_id)
        assert (hand.action, hand.text, hand.state.open) == (ActionKind.REPLY, wording, True)
        officer.engine.send_everything(threading.Event())
        assert officer.applied(network, wording) == 0
        assert decisions.for_item(officer.db, row.item_id)[0].kind == "warn_by_hand"

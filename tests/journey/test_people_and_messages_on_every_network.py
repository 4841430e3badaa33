"""Direct messages, people, proceedings and who may do what when, on every network over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from socialdesk.audit import queries as audit_queries
from socialdesk.decisions.case import Incomplete, NotOpen, case_of, item_of
from socialdesk.decisions.handling import look_up, mark_done
from socialdesk.decisions.options import OptionKind
from socialdesk.decisions.reply import decide_reply
from socialdesk.decisions.windows import countdown
from socialdesk.inbox import proceedings
from socialdesk.inbox.people import person, strikes
from socialdesk.inbox.proceedings import Stage
from socialdesk.inbox.views import REPLY
from socialdesk.inbox.watchlist import protect
from socialdesk.model.accounts import Network
from socialdesk.model.actions import ActionKind
from socialdesk.model.items import ItemKind
from socialdesk.model.people import Person, Role
from socialdesk.outbox import queries as outbox_queries
from socialdesk.outbox.states import State
from socialdesk.policy.permissions import may
from socialdesk.policy.referring import asks_for_details
from socialdesk.triage.api import ProtectedKind
from tests.fakes.officer import Hour, Officer, on_duty

SATURDAY_NIGHT = datetime(2026, 11, 28, 21, 0, tzinfo=UTC)
TUESDAY_NOON = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)
PRESS = Person("Pat Press", Role.CORPORATE_COMMUNICATIONS)
EACH = pytest.mark.parametrize("network", list(Network), ids=lambda network: network.value)
WRITTEN_TO = (Network.FACEBOOK, Network.INSTAGRAM, Network.X, Network.BLUESKY)
TO_WRITE = pytest.mark.parametrize("network", WRITTEN_TO, ids=lambda network: network.value)
STEP = dict.fromkeys(Network, ActionKind.DELETE) | dict.fromkeys(
    (Network.X, Network.BLUESKY), ActionKind.HIDE
)


@pytest.fixture(scope="module")
def officer() -> Iterator[Officer]:
    with closing(on_duty(clock=Hour(SATURDAY_NIGHT))) as officer:
        yield officer


# --- Direct messages ---


@pytest.mark.clause("I5", "I4")
@TO_WRITE
def test_a_crime_reported_in_a_message_is_led_to_999_101_and_online_and_no_details_are_asked_for(
    officer: Officer, network: Network
) -> None:
    row = officer.written_to(
        network, f"my shed got broken into last night and the mower has gone ({network.label})"
    )
    assert row.kind is ItemKind.MESSAGE
    book = officer.engine.book
    wording = book.wording("signpost_crime_message")
    assert all(way in wording for way in ("999", "101", "online at https://"))
    assert asks_for_details(wording, book.referring) == ()
    assert asks_for_details("Thank you. Who did it, and what street was it in?", book.referring)
    options = officer.case(row).options
    for kind in (OptionKind.HIDE, OptionKind.DELETE, OptionKind.REPLY):
        assert not options[kind].open
    officer.answer(row, ActionKind.MESSAGE, wording)
    assert officer.ended(row).state is State.CONFIRMED
    assert officer.applied(network, wording) >= 1


@pytest.mark.clause("I4")
@EACH
def test_a_complaint_ends_with_a_reply_or_with_the_reason_why_there_is_none(
    officer: Officer, network: Network
) -> None:
    text = f"I wrote to you on {network.label} three weeks ago and nobody has called me back"
    row = officer.said(network, text).row
    assert row.top_ground == "complaint"
    assert row.item_id in [each.item_id for each in officer.rows(REPLY)]
    with pytest.raises(Incomplete, match="no reply"):
        officer.decide(mark_done, item_id=row.item_id)
    with pytest.raises(Incomplete):
        officer.answer(row, ActionKind.REPLY, "Thank you for asking. [our answer]")
    officer.decide(mark_done, item_id=row.item_id, reason="They were called while this was open.")
    assert not officer.again(row).open
    assert row.item_id not in [each.item_id for each in officer.rows(REPLY)]


@pytest.mark.clause("I5", "R2")
@pytest.mark.parametrize("network", list(Network), ids=lambda network: network.value)
def test_the_windows_are_counted_down_and_shut_where_the_network_shuts_them(network: Network) -> None:
    hour = Hour(SATURDAY_NIGHT)
    with closing(on_duty(clock=hour)) as officer:
        if network not in WRITTEN_TO:
            row = officer.said(network, "Can I tell you something in private?").row
            assert not officer.case(row).options[OptionKind.MESSAGE].open
            return
        row = officer.written_to(network, "Is this the right place for lost property?")

        def left() -> str:
            heard = officer.case(row).history.last_message_ms
            created = item_of(officer.db, row.item_id).created_ms
            told = countdown(
                network,
                OptionKind.MESSAGE,
                created_ms=created,
                last_heard_ms=heard,
                now=officer.engine.clock(),
            )
            return "" if told is None else told.words

        meta = network in (Network.FACEBOOK, Network.INSTAGRAM)
        assert left().startswith("23 h 59 min left of 24 hours") is meta
        hour.later(timedelta(hours=30))
        assert ("5 d 17 h left for a person's own answer" in left()) is meta
        assert officer.case(row).options[OptionKind.MESSAGE].open
        hour.later(timedelta(days=6))
        assert ("is over" in left()) is meta
        option = officer.case(row).options[OptionKind.MESSAGE]
        assert option.open is not meta
        if meta:
            assert "They would have to write again." in option.reason
            with pytest.raises(NotOpen):
                officer.answer(row, ActionKind.MESSAGE, "It is. Please call 101.")
            assert outbox_queries.for_item(officer.db, row.item_id) == []


# --- People ---


@pytest.mark.clause("B3", "T3")
@EACH
def test_a_person_is_looked_up_with_a_reason_and_shown_with_strikes_that_do_nothing(
    officer: Officer, network: Network
) -> None:
    key = officer.newcomer(network)
    texts = [f"Tossers, the lot of you, {network.label} {number}" for number in range(3)]
    for text in texts:
        assert officer.writes(network, key, text) is not None
    officer.read_one(network)
    rows = [officer.row(network, text) for text in texts]
    for row in rows[:2]:
        officer.take_down(row, STEP[network], "offensive_language", {"what": "Swear words"})
        officer.ended(row)
    author = item_of(officer.db, rows[0].item_id).author_id
    assert author is not None
    with pytest.raises(Incomplete):
        officer.decide(look_up, author_id=author, item_id=rows[0].item_id, reason="")
    officer.decide(look_up, author_id=author, item_id=rows[0].item_id, reason="To judge whether to warn.")
    known = person(officer.db, author, now_ms=round(officer.engine.clock().timestamp() * 1000))
    assert (known.network, known.items, known.looked_up) == (network, 3, 1)
    assert strikes(known, since_ms=0) == {"offensive_language": 2}
    assert officer.again(rows[2]).standing == "visible"
    shown = next(line for line in audit_queries.recent(officer.db) if line.kind == "person-shown")
    assert shown.words == {"reason": "To judge whether to warn."}


# --- Proceedings ---


@pytest.mark.clause("R5", "P5")
@EACH
def test_marking_a_post_finds_its_names_in_what_is_there_and_in_what_comes(network: Network) -> None:
    with closing(on_duty()) as officer:
        old = officer.said(network, "It was young Peverell Dunstone what did it").row
        thread = item_of(officer.db, old.item_id).thread_id
        case = officer.decide(
            proceedings.mark, case_name="The square", stage=Stage.ARREST,
            since=officer.engine.clock() - timedelta(hours=3), threads=[thread], training=True,
        )  # fmt: skip
        officer.decide(
            protect, proceedings_id=case, kind=ProtectedKind.NAME, words="Peverell Dunstone", training=True
        )
        officer.engine.assess_again(None, lambda _looked, _of: None)
        found = officer.again(old)
        assert (found.top_ground, found.flagged) == ("contempt_of_court", True)
        new = officer.said(network, "PEVERELL  DUN5TONE, everybody knows").row
        assert (new.top_ground, new.flagged) == ("contempt_of_court", True)
        other = officer.said(network, "Terrible for both families.").row
        assert not other.flagged
        with pytest.raises(Incomplete, match="watch list"):
            officer.answer(other, ActionKind.REPLY, "We cannot speak about Peverell Dunstone.")
        for line in audit_queries.recent(officer.db, 500):
            assert "dunstone" not in line.sentence.casefold()
            assert "dunstone" not in str(line.words).casefold()
        officer.take_down(
            new,
            STEP[network],
            "contempt_of_court",
            {"what": "Names or points at an arrested person", "active": "Yes"},
        )
        assert officer.ended(new).state is State.CONFIRMED


# --- Who may what, when ---


@pytest.mark.clause("A7", "A9", "I2", "I3")
@EACH
def test_who_may_do_what_and_when_is_refused_with_why_and_who_can(officer: Officer, network: Network) -> None:
    account = next(
        each for each in officer.engine.accounts.values() if each.network is network and each.primary
    )
    book = officer.engine.book
    row = officer.said(network, f"Good luck tonight, {network.label}.").row
    inspector = Person("Nell Night", Role.OSCAR_1)

    def allowed(action: ActionKind, at: datetime, by: Person = inspector) -> bool:
        return may(by, account, action, at, book).allowed

    corporate_only = network in (Network.INSTAGRAM, Network.LINKEDIN)
    main_page = network is Network.FACEBOOK
    assert allowed(ActionKind.PUBLISH, SATURDAY_NIGHT) is main_page
    assert allowed(ActionKind.REPLY, SATURDAY_NIGHT) is not corporate_only
    assert allowed(ActionKind.DELETE, SATURDAY_NIGHT)
    assert not allowed(ActionKind.BLOCK, SATURDAY_NIGHT)
    for action in (ActionKind.PUBLISH, ActionKind.REPLY, ActionKind.DELETE):
        assert not allowed(action, TUESDAY_NOON)
        assert allowed(action, TUESDAY_NOON, PRESS)
        assert not allowed(action, SATURDAY_NIGHT, Person("Ali", Role.AUDITOR))
        assert not allowed(action, SATURDAY_NIGHT, Person("Hol", Role.ACCOUNT_HOLDER))
    # The same, asked as a decision is: in office hours the out-of-hours desk sends nothing.
    refused = case_of(
        officer.db, item_id=row.item_id, capabilities=officer.engine.capabilities(account.id), book=book,
        person=inspector, now=TUESDAY_NOON,
    ).options[OptionKind.REPLY]  # fmt: skip
    assert not refused.open
    assert "Corporate Communications is on duty until 17:00" in refused.reason
    with pytest.raises(NotOpen, match="on duty until"):
        officer.decide(
            decide_reply, item_id=row.item_id, kind=ActionKind.REPLY, text="Thank you.", book=book,
            capabilities=officer.engine.capabilities(account.id), now=TUESDAY_NOON, by=inspector, training=False,
        )  # fmt: skip


@pytest.mark.clause("A7", "I3")
def test_an_account_with_a_holder_is_answered_by_the_holder_and_removed_on_by_both(officer: Officer) -> None:
    roads = next(
        each for each in officer.engine.accounts.values() if each.network is Network.X and not each.primary
    )
    held = replace(roads, owner="Rae Roads")
    book = officer.engine.book
    holder = Person("Rae Roads", Role.ACCOUNT_HOLDER)
    assert may(holder, held, ActionKind.REPLY, TUESDAY_NOON, book).allowed
    answer = may(PRESS, held, ActionKind.REPLY, TUESDAY_NOON, book)
    assert not answer.allowed
    assert "Rae Roads holds this account" in answer.reason
    assert may(PRESS, held, ActionKind.HIDE, TUESDAY_NOON, book).allowed


def test_the_record_of_it_all_verifies(officer: Officer) -> None:
    assert officer.engine.head_keeper.verify(officer.db).ok

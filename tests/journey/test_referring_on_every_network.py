"""Crime, threats to life, requests for information, breaches and questions, on every network over HTTP."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default as modern
from itertools import product

import pytest

from socialdesk.decisions import asking, foi, referring
from socialdesk.decisions.case import Incomplete, NotOpen, item_of
from socialdesk.decisions.crime_sheet import sheet
from socialdesk.decisions.referring_rows import Referral, ReferralKind, for_item
from socialdesk.evidence import queries as evidence_queries
from socialdesk.inbox import queries as inbox
from socialdesk.inbox.queries import InboxRow
from socialdesk.model.accounts import Network
from socialdesk.model.actions import ActionKind
from socialdesk.model.people import Person, Role
from socialdesk.outbox.states import State
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


def refer(
    officer: Officer, row: InboxRow, kind: ReferralKind, details: dict[str, str], *categories: str
) -> Referral:
    officer.decide(
        referring.open_referral,
        item_id=row.item_id,
        kind=kind,
        details=details,
        categories=categories,
        book=officer.engine.book,
        training=True,
    )
    return latest(officer, row)


def latest(officer: Officer, row: InboxRow) -> Referral:
    return for_item(officer.db, row.item_id, person=officer.engine.person)[0]


# --- Refer ---


@pytest.mark.clause("B2", "R12")
@EACH
def test_a_crime_goes_on_a_sheet_and_back_comes_a_reference_whatever_becomes_of_the_comment(
    officer: Officer, network: Network
) -> None:
    row = officer.said(
        network, f"Every night this week I wait outside her flat, {network.label} won't stop me"
    ).row
    with pytest.raises(Incomplete):
        refer(officer, row, ReferralKind.CRIME, {})
    opened = refer(officer, row, ReferralKind.CRIME, {"harm": "The neighbour."}, "targeted")
    officer.engine.send_everything(threading.Event())
    opened = latest(officer, row)
    item = item_of(officer.db, row.item_id)
    fields = {
        field.label: field.text
        for field in sheet(
            opened,
            item=item,
            thread=inbox.thread(officer.db, item.thread_id),
            account_name=row.account_name,
            evidence=evidence_queries.for_item(officer.db, row.item_id),
            book=officer.engine.book,
        )
    }
    assert network.label in fields["Where"]
    assert fields["The words"] == row.untrusted_text
    # Instagram gives no address of a comment: that of the picture stands there, and says so.
    link = "Link to what it stands under" if network is Network.INSTAGRAM else "Link"
    assert fields[link].startswith("https://")
    assert opened.manifest_sha256[:8] in fields["Evidence"]
    # Referring removes nothing, and removing refers nothing.
    assert officer.again(row).standing == "visible"
    officer.take_down(
        row, STEP[network], "threatening", {"risk": "Substantial risk of harm to a person", "told": "Yes"}
    )
    assert officer.ended(row).state is State.CONFIRMED
    assert latest(officer, row).open
    with pytest.raises(Incomplete):
        officer.decide(referring.close_referral, referral_id=opened.id, reason="")
    officer.decide(referring.record_reference, referral_id=opened.id, reference="26000491117")
    closed = latest(officer, row)
    assert (closed.open, closed.reference) == (False, "26000491117")


@pytest.mark.clause("B2", "R7")
@pytest.mark.parametrize(
    ("network", "private"),
    [
        (network, private)
        for network, private in product(Network, (False, True))
        if network in WRITTEN_TO or not private
    ],
)
def test_a_threat_to_life_opens_at_once_and_its_clock_runs_until_the_control_room_is_told(
    officer: Officer, network: Network, private: bool
) -> None:
    text = f"he has a knife and is outside the house now {network.value}{private}"
    row = officer.written_to(network, text) if private else officer.said(network, text).row
    opened = refer(officer, row, ReferralKind.THREAT, {})
    assert opened.clock_runs
    with pytest.raises(Incomplete):
        officer.decide(referring.close_referral, referral_id=opened.id, reason="")
    now = officer.engine.clock()
    officer.decide(
        referring.tell_control_room, referral_id=opened.id, told=now, told_by="Oscar 1", incident="1128-402"
    )
    told = latest(officer, row)
    assert not told.clock_runs
    assert (told.told_by, told.reference) == ("Oscar 1", "1128-402")
    assert officer.again(row).outcome == "Control room told"


@pytest.mark.clause("I6", "R12")
@EACH
def test_a_request_for_information_is_passed_on_as_an_unsent_letter_and_captured_before_it_is_removed(
    officer: Officer, network: Network
) -> None:
    row = officer.said(
        network, f"How many dogs did you buy since 2020? Una Lettice, una@lettice.example {network.value}"
    ).row
    opened = refer(officer, row, ReferralKind.FOI, {"seen_name": "there", "given_name": "Una Lettice"})
    with pytest.raises(NotOpen, match="still being captured"):
        officer.take_down(row, STEP[network], "spam", {"what": "Promotion for profit"})
    officer.engine.send_everything(threading.Event())
    draft = officer.decide(foi.write_draft, referral_id=opened.id, book=officer.engine.book, training=True)
    letter_ = message_from_bytes(draft, policy=modern)
    assert letter_["X-Unsent"] == "1"
    assert network.label in letter_["Subject"]
    body = letter_.get_content()
    assert "> How many dogs did you buy" in body
    assert "20 working days end on" in body
    assert "Whether it is valid is for an FOI Officer to decide" in body
    with pytest.raises(Incomplete):
        officer.decide(referring.close_referral, referral_id=opened.id, reason="")
    officer.decide(referring.record_forwarded, referral_id=opened.id)
    wording = officer.engine.book.wording("signpost_foi")
    officer.answer(row, ActionKind.REPLY, wording)
    assert officer.ended(row).state is State.CONFIRMED
    assert officer.applied(network, wording) >= 1
    officer.decide(referring.close_referral, referral_id=opened.id, reason="")
    assert not latest(officer, row).open


@pytest.mark.clause("R10")
@EACH
def test_a_breach_by_our_own_people_is_removed_and_referred_and_not_open_to_everybody(
    officer: Officer, network: Network
) -> None:
    row = officer.said(
        network, f"On nights with C shift and you lot deserve what you get, {network.label}"
    ).row
    opened = refer(officer, row, ReferralKind.BREACH, {"to": "Professional Standards", "concern": "Says so."})
    assert opened.details["to"] == "Professional Standards"
    holder = Person("Somebody Else", Role.ACCOUNT_HOLDER)
    (shown,) = for_item(officer.db, row.item_id, person=holder)
    assert shown.limited
    assert shown.details == {}
    officer.take_down(row, STEP[network], "staff_breach", {"who": "They say so.", "rule": "Respect."})
    assert officer.ended(row).state is State.CONFIRMED
    assert latest(officer, row).open


@pytest.mark.clause("R11")
@EACH
def test_corporate_communications_is_asked_from_the_item_and_the_wait_is_recorded(
    officer: Officer, network: Network
) -> None:
    row = officer.said(network, f"The chief constable of {network.label} fiddled his overtime").row
    officer.decide(asking.ask, item_id=row.item_id, question="Is this defamation?")
    (asked,) = asking.for_item(officer.db, row.item_id)
    assert officer.again(row).outcome == asking.WAITING
    with pytest.raises(NotOpen):
        officer.decide(asking.answer, question_id=asked.id, words="Yes.")
    later = officer.engine.clock() + timedelta(minutes=12)
    officer.decide(asking.answer, question_id=asked.id, words="No: leave it.", by=PRESS, now=later)
    (answered,) = asking.for_item(officer.db, row.item_id)
    assert (answered.answer, answered.answered_by) == ("No: leave it.", "Pat Press")
    assert any(
        told.startswith("Corporate Communications answered after 12 minutes") for told in officer.told(row)
    )


def test_the_record_of_it_all_verifies(officer: Officer) -> None:
    assert officer.engine.head_keeper.verify(officer.db).ok

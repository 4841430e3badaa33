"""Doing by hand, in the store: what comes first, what is recorded, and what the network's own word changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from socialdesk.audit import queries as audit
from socialdesk.audit.verify import verify
from socialdesk.clock import to_ms
from socialdesk.decisions import by_hand_rows, drafts, queries
from socialdesk.decisions.by_hand import begin_by_hand, form_of, not_done, tick_off, withdraw
from socialdesk.decisions.by_hand_evidence import ByHandEvidence
from socialdesk.decisions.by_hand_following import follow_up
from socialdesk.decisions.by_hand_rows import ByHandRow
from socialdesk.decisions.by_hand_rules import ASK_AGAIN, ByHandState
from socialdesk.decisions.case import Case, Incomplete, NotOpen, case_of
from socialdesk.decisions.options import OptionKind
from socialdesk.evidence import queries as evidence
from socialdesk.evidence.check import verify_all
from socialdesk.inbox import queries as inbox
from socialdesk.inbox.intake import take_in_reread
from socialdesk.inbox.lists import first_ids, view_count
from socialdesk.inbox.retention import dispose_due
from socialdesk.inbox.views import DONE, INBOX, UNREAD, WAITING
from socialdesk.inbox.watchlist import add_words
from socialdesk.model.accounts import Network, Way
from socialdesk.model.actions import ActionKind
from socialdesk.model.ids import ByHandId, ItemId, NativeId
from socialdesk.model.items import ItemKind
from socialdesk.model.people import Person, Role
from socialdesk.outbox.states import State
from socialdesk.platforms.api import FetchedItem
from socialdesk.platforms.retention import Retention
from socialdesk.storage.database import Connection, IntegrityError, writing
from tests.fakes.outbox_scene import Scene
from tests.fakes.stocked_desk import NOON, OFFICER, POST, NoTriage, book, capabilities
from tests.store.test_atomic_use_cases import BreaksAt, Broken, everything

BO = Person("Bo Other", Role.CORPORATE_COMMUNICATIONS)
WHY: dict[str, Any] = {
    "grounds": ["spam"],
    "answers": {"spam.what": "A fraud or scam"},
    "aim": "Keep people from losing money.",
    "why_not_less": "A reply would spread the link.",
}
BY_HAND = {kind: replace(each, way=Way.BY_HAND) for kind, each in capabilities().items()}
WORDS = "Thank you for telling us."


class Hands(Scene):
    """A scene in which a person does things themselves."""

    def __init__(self, *items: str) -> None:
        super().__init__(*(items or ("c1",)))
        self.item: ItemId = self.desk.items["c1"]
        self.evidence = ByHandEvidence(
            write=self.write,
            connector_for=self.connector_for,
            clock=self.clock,
            reread=partial(take_in_reread, triage=NoTriage(), book=book()),
        )

    def case(self) -> Case:
        return case_of(
            self.db,
            item_id=self.item,
            capabilities=capabilities(),
            book=book(),
            person=OFFICER,
            now=self.clock(),
        )

    def begin(
        self, action: ActionKind, *, db: Connection | None = None, by: Person = OFFICER, **more: Any
    ) -> ByHandId:
        asked: dict[str, Any] = {"capabilities": BY_HAND}
        asked |= WHY if action in (ActionKind.HIDE, ActionKind.DELETE) else {}
        asked |= more
        begin_by_hand(
            db or self.db, item_id=self.item, action=action, book=book(), now=self.clock(), by=by, **asked
        )
        return by_hand_rows.for_item(self.db, self.item)[0].id

    def tick(self, by_hand_id: ByHandId, *, minutes_ago: float = 0, by: Person = OFFICER) -> None:
        done_at = self.clock() - timedelta(minutes=minutes_ago)
        tick_off(self.db, by_hand_id=by_hand_id, done_at=done_at, now=self.clock(), by=by)

    def row(self) -> ByHandRow:
        return by_hand_rows.for_item(self.db, self.item)[0]

    def shown(self, **changes: Any) -> None:
        """The network shows the comment otherwise from now on."""
        raw = self.network.comments[NativeId("c1")].item
        with writing(self.db):
            take_in_reread(
                self.db,
                account_id=self.desk.account.id,
                native_id=raw.native_id,
                item=replace(raw, **changes) if changes else None,
                now_ms=to_ms(self.clock()),
                triage=NoTriage(),
                book=book(),
            )

    def followed(self) -> bool:
        return bool(follow_up(self.db, account_id=self.desk.account.id, now=self.clock()))

    def sentences(self) -> list[str]:
        return [line.sentence for line in reversed(audit.for_item(self.db, self.item))]

    def sound(self) -> bool:
        return verify(self.db).ok and verify_all(self.db) == {}


@pytest.fixture
def hands() -> Hands:
    return Hands()


def said(words: str, *, at_ms: int, native_id: str = "ours-1") -> FetchedItem:
    """What the Force wrote on the network, as a connector gives it."""
    return FetchedItem(
        native_id=NativeId(native_id),
        thread=POST,
        parent=NativeId("c1"),
        kind=ItemKind.REPLY,
        author=None,
        untrusted_text=words,
        created_ms=at_ms,
        by_force=True,
    )


def take(scene: Hands, item: FetchedItem) -> None:
    with writing(scene.db):
        take_in_reread(
            scene.db,
            account_id=scene.desk.account.id,
            native_id=item.native_id,
            item=item,
            now_ms=to_ms(scene.clock()),
            triage=NoTriage(),
            book=book(),
        )


# Begun, ticked off, recorded


@pytest.mark.clause("R2")
@pytest.mark.clause("T3")
def test_a_reply_is_begun_waits_is_ticked_off_and_stands_in_the_record(hands: Hands) -> None:
    drafts.save_draft(
        hands.db, item_id=hands.item, form=form_of(ActionKind.REPLY), content={"words": "x"}, now=NOON
    )
    begun = hands.begin(ActionKind.REPLY, text=f" {WORDS}\r\n")
    assert hands.row().state is ByHandState.BEGUN
    assert hands.row().text == WORDS
    assert list(first_ids(hands.db, WAITING)) == [hands.item]
    assert view_count(hands.db, WAITING) == 1
    assert hands.standing() == "by_hand"
    assert hands.on_list()
    assert drafts.load_draft(hands.db, item_id=hands.item, form=form_of(ActionKind.REPLY)) is None
    assert "begun by Pat Officer" in hands.case().options[OptionKind.REPLY].reason

    hands.clock.forward(300)
    hands.tick(begun, minutes_ago=2)

    assert hands.row().state is ByHandState.DONE
    assert hands.row().done_ms == to_ms(hands.clock()) - 120_000
    assert view_count(hands.db, WAITING) == 0
    assert list(first_ids(hands.db, DONE)) == [hands.item]
    row = inbox.rows(hands.db, [hands.item])[hands.item]
    assert row.outcome == "Replied by hand on Facebook, as Pat Officer said"
    assert hands.sentences()[1:] == [
        "Decided to reply publicly by hand on Facebook (clause 4.2a).",
        "Public reply sent by hand on Facebook, as a person said.",
    ]
    [decision] = queries.for_item(hands.db, hands.item)
    assert decision.kind == "reply_by_hand"
    assert hands.db.execute("SELECT count(*) FROM outbox").fetchone() == (0,)
    assert hands.network.ledger == []
    assert hands.sound()


def test_what_was_typed_stands_apart_from_the_chain(hands: Hands) -> None:
    begun = hands.begin(ActionKind.REPLY, text=WORDS)
    not_done(hands.db, by_hand_id=begun, reason="She has closed it.", now=NOON, by=OFFICER)
    facts = hands.db.execute("SELECT group_concat(facts) FROM audit").fetchone()
    assert facts is not None
    assert WORDS not in facts[0]
    assert "closed" not in facts[0]
    words = [line.words for line in audit.for_item(hands.db, hands.item)]
    assert {"text": WORDS} in words
    assert {"reason": "She has closed it."} in words


@pytest.mark.clause("T1")
@pytest.mark.clause("R9")
@pytest.mark.parametrize(
    ("action", "given", "field"),
    [
        (ActionKind.REPLY, {"text": "  "}, "text"),
        (ActionKind.REPLY, {"text": "x" * 9_000}, "text"),
        (ActionKind.REPLY, {"text": "It was Jamie Poole"}, "text"),
        (ActionKind.HIDE, {"grounds": []}, "grounds"),
        (ActionKind.HIDE, {"answers": {}}, "spam.what"),
        (ActionKind.DELETE, {"aim": " "}, "aim"),
        (ActionKind.DELETE, {"why_not_less": ""}, "why_not_less"),
        (ActionKind.REPORT, {"aim": ""}, "aim"),
    ],
)
def test_by_hand_lacks_nothing_that_the_desk_would_ask(
    hands: Hands, action: ActionKind, given: dict[str, Any], field: str
) -> None:
    add_words(hands.db, case_name="A case", words="Jamie Poole", now=NOON, by=OFFICER)
    before = everything(hands.db)
    with pytest.raises(Incomplete) as told:
        hands.begin(action, **given)
    assert told.value.field == field
    assert everything(hands.db) == before


def test_what_is_not_open_by_hand_is_refused_with_the_reason(hands: Hands) -> None:
    with pytest.raises(NotOpen, match="not done by hand"):
        hands.begin(ActionKind.REPLY, text=WORDS, capabilities=capabilities())
    with pytest.raises(NotOpen, match="not done by hand on"):
        hands.begin(ActionKind.BLOCK)
    with pytest.raises(NotOpen, match="advice"):
        hands.begin(ActionKind.MUTE)
    with pytest.raises(NotOpen, match="auditor"):
        hands.begin(ActionKind.REPORT, aim="x", by=Person("Ali", Role.AUDITOR))
    hands.begin(ActionKind.REPORT, aim="A scam.")
    with pytest.raises(NotOpen, match="was begun by Pat Officer"):
        hands.begin(ActionKind.REPORT, aim="A scam.", by=BO)


def test_one_ticks_for_another_and_the_record_says_who(hands: Hands) -> None:
    hands.tick(hands.begin(ActionKind.REPLY, text=WORDS), by=BO)
    assert (hands.row().begun_by, hands.row().settled_by) == (OFFICER.name, BO.name)
    with pytest.raises(NotOpen, match="no word any more"):
        hands.tick(hands.row().id)


def test_an_auditor_ticks_nothing_off(hands: Hands) -> None:
    begun = hands.begin(ActionKind.REPLY, text=WORDS)
    for use in (not_done, withdraw):
        with pytest.raises(NotOpen, match="auditor"):
            use(hands.db, by_hand_id=begun, reason="x", now=NOON, by=Person("Ali", Role.AUDITOR))
    with pytest.raises(NotOpen, match="auditor"):
        hands.tick(begun, by=Person("Ali", Role.AUDITOR))


@pytest.mark.parametrize(("minutes_ago", "words"), [(-5, "still to come"), (60, "before this was written")])
def test_a_time_that_cannot_be_is_not_taken(hands: Hands, minutes_ago: float, words: str) -> None:
    begun = hands.begin(ActionKind.REPLY, text=WORDS)
    with pytest.raises(Incomplete, match=words) as told:
        hands.tick(begun, minutes_ago=minutes_ago)
    assert told.value.field == "time"
    assert hands.row().state is ByHandState.BEGUN


def test_what_was_done_before_it_was_begun_here_says_so(hands: Hands) -> None:
    hands.tick(hands.begin(ActionKind.REPLY, text=WORDS), minutes_ago=3)
    assert "before it was begun on the desk" in hands.sentences()[-1]


@pytest.mark.parametrize(
    ("use", "state", "words"),
    [
        (not_done, ByHandState.NOT_DONE, "It could not be done by hand on Facebook: to reply publicly."),
        (withdraw, ByHandState.WITHDRAWN, "Withdrawn, not done by hand on Facebook: to reply publicly."),
    ],
)
def test_what_was_not_done_says_why_and_its_item_stays(
    hands: Hands, use: Any, state: ByHandState, words: str
) -> None:
    begun = hands.begin(ActionKind.REPLY, text=WORDS)
    with pytest.raises(Incomplete) as told:
        use(hands.db, by_hand_id=begun, reason=" ", now=NOON, by=OFFICER)
    assert told.value.field == "reason"
    use(hands.db, by_hand_id=begun, reason="She has closed it.", now=NOON, by=OFFICER)
    assert (hands.row().state, hands.row().reason) == (state, "She has closed it.")
    assert hands.on_list()
    assert hands.standing() == "visible"
    assert view_count(hands.db, WAITING) == 0
    assert hands.sentences()[-1] == words
    hands.begin(ActionKind.REPLY, text=WORDS)
    assert hands.sound()


def test_a_report_takes_nothing_off_the_list_nor_does_one_of_two(hands: Hands) -> None:
    report = hands.begin(ActionKind.REPORT, aim="A scam.")
    reply = hands.begin(ActionKind.REPLY, text=WORDS)
    hands.tick(reply)
    assert hands.on_list()
    hands.tick(report)
    assert hands.on_list()
    assert hands.standing() == "visible"


def test_it_answers_the_refusal_that_it_came_from(hands: Hands) -> None:
    hands.network.faults = ["refused"]
    sent = hands.reply()
    hands.run(8)
    assert hands.state(sent) is State.FAILED
    assert hands.needs_person(sent)
    asked = case_of(
        hands.db, item_id=hands.item, capabilities=capabilities(), book=book(), person=OFFICER, now=NOON
    )
    option = asked.options.hand(ActionKind.REPLY)
    assert option is not None
    assert option.open
    hands.begin(ActionKind.REPLY, text=WORDS, capabilities=capabilities())
    assert not hands.needs_person(sent)


def test_what_may_have_been_applied_is_not_offered_by_hand(hands: Hands) -> None:
    hands.network.faults = ["", "reset_before"]
    sent = hands.reply()
    hands.run(3_600)
    assert hands.state(sent) is not State.FAILED
    asked = case_of(
        hands.db, item_id=hands.item, capabilities=capabilities(), book=book(), person=OFFICER, now=NOON
    )
    assert asked.options.by_hand == ()


# Evidence first


@pytest.mark.clause("R12")
def test_nothing_is_hidden_by_hand_before_its_evidence_is_captured(hands: Hands) -> None:
    begun = hands.begin(ActionKind.HIDE)
    assert hands.row().state is ByHandState.PREPARING
    with pytest.raises(NotOpen, match="evidence is still being captured"):
        hands.tick(begun)
    with pytest.raises(IntegrityError, match="before its evidence is captured"), writing(hands.db):
        hands.db.execute("UPDATE by_hand SET state = 'begun'")
    assert hands.evidence.capture_one() is not None
    assert hands.row().state is ByHandState.BEGUN
    assert hands.evidence.capture_one() is None
    assert hands.network.calls == ["capture hide"]
    [kept] = evidence.for_item(hands.db, hands.item)
    assert not kept.held_only
    hands.tick(begun)
    assert hands.standing() == "hidden_by_hand"
    assert hands.kinds() == ["received", "by-hand-begun", "by-hand-captured", "by-hand-done"]
    assert hands.sound()


@pytest.mark.clause("R12")
@pytest.mark.parametrize(
    "fault", ["offline", "throttled", "sign_in", "unreadable", "read_refused", "no_item"]
)
def test_where_the_network_gives_no_copy_what_the_desk_held_is_kept_and_the_record_says_so(
    hands: Hands, fault: str
) -> None:
    hands.network.faults = [fault]
    begun = hands.begin(ActionKind.DELETE)
    hands.evidence.capture_one(hands.desk.account.id)
    assert hands.row().state is ByHandState.BEGUN
    [kept] = evidence.for_item(hands.db, hands.item)
    assert kept.held_only
    assert kept.files
    assert "gave no copy; what the desk held is the evidence" in hands.sentences()[-1]
    hands.tick(begun)
    assert hands.standing() == "removed_by_hand"
    assert hands.sound()


def test_what_is_gone_by_then_is_not_to_be_done(hands: Hands) -> None:
    hands.begin(ActionKind.DELETE)
    hands.network.comments[NativeId("c1")].gone = True
    hands.evidence.capture_one()
    assert hands.row().state is ByHandState.NOT_DONE
    assert hands.row().settled_by == "The desk"
    assert "no longer on Facebook" in hands.row().reason
    assert hands.standing() == "gone"
    assert hands.sound()


def test_what_was_edited_by_then_is_decided_on_again(hands: Hands) -> None:
    hands.begin(ActionKind.HIDE)
    comment = hands.network.comments[NativeId("c1")]
    comment.item = replace(comment.item, untrusted_text="Other words")
    hands.evidence.capture_one()
    assert hands.row().state is ByHandState.NOT_DONE
    assert "edited after the decision" in hands.row().reason
    assert inbox.item(hands.db, hands.item).untrusted_text == "Other words"
    assert hands.on_list()


def test_what_was_withdrawn_during_the_capture_stays_so(hands: Hands) -> None:
    begun = hands.begin(ActionKind.HIDE)

    def meanwhile(_call: str) -> None:
        withdraw(hands.db, by_hand_id=begun, reason="Not needed.", now=NOON, by=OFFICER)

    hands.network.on_call = meanwhile
    hands.evidence.capture_one()
    assert hands.row().state is ByHandState.WITHDRAWN
    assert hands.sound()


@pytest.mark.parametrize("action", [ActionKind.HIDE, ActionKind.DELETE])
def test_a_capture_broken_anywhere_begins_anew_and_ends_once(action: ActionKind) -> None:
    for at in range(1, 200):
        hands = Hands()
        hands.begin(action)
        whole, hands.db = hands.db, BreaksAt(hands.db, at)
        broke = False
        try:
            hands.evidence.capture_one()
        except Broken:
            broke = True
        hands.db = whole
        if broke:
            assert hands.evidence.capture_one() is not None
        assert hands.row().state is ByHandState.BEGUN
        assert hands.kinds().count("by-hand-captured") == 1
        assert hands.sound()
        if not broke:
            assert at > 5
            return
    raise AssertionError("it never came to its end")


# The network's word, and asking again


@pytest.mark.clause("R2")
@pytest.mark.parametrize("ticked", [True, False])
def test_what_the_network_shows_later_marks_it_as_seen_and_ticks_nothing(hands: Hands, ticked: bool) -> None:
    begun = hands.begin(ActionKind.HIDE)
    hands.evidence.capture_one()
    if ticked:
        hands.tick(begun)
    assert not hands.followed()
    hands.shown(hidden=True)
    assert hands.followed()
    assert hands.row().seen_ms is not None
    assert hands.row().state is (ByHandState.DONE if ticked else ByHandState.BEGUN)
    asked = "" if ticked else " Nobody had ticked it off yet."
    assert hands.sentences()[-1] == f"Seen on Facebook: hidden.{asked}"
    assert not hands.followed()
    assert hands.sound()


def test_a_removal_by_hand_is_seen_when_it_is_gone(hands: Hands) -> None:
    begun = hands.begin(ActionKind.DELETE)
    hands.evidence.capture_one()
    hands.tick(begun)
    hands.shown()
    assert hands.followed()
    assert hands.sentences()[-1] == "Seen on Facebook: no longer there."


def test_showing_again_by_hand_is_seen_where_the_network_had_shown_it_hidden(hands: Hands) -> None:
    hands.shown(hidden=True)
    hands.tick(hands.begin(ActionKind.UNHIDE))
    assert not hands.followed()
    hands.clock.forward(60)
    hands.shown(hidden=False)
    assert hands.followed()
    assert hands.sentences()[-1] == "Seen on Facebook: shown again."


@pytest.mark.parametrize("words", [WORDS, f"@person {WORDS} ", "Thank  you for\ntelling us."])
def test_a_reply_by_hand_is_seen_in_the_words_that_came_in(hands: Hands, words: str) -> None:
    hands.tick(hands.begin(ActionKind.REPLY, text=WORDS))
    take(hands, said("Something else", at_ms=to_ms(NOON), native_id="ours-0"))
    take(hands, said(words, at_ms=to_ms(NOON) - 3_600_000, native_id="long-ago"))
    assert not hands.followed()
    take(hands, said(words, at_ms=to_ms(NOON) + 1_000))
    assert hands.followed()
    assert hands.sentences()[-1] == "Seen on Facebook: the reply is there."


def test_the_same_words_twice_are_two_replies(hands: Hands) -> None:
    hands.tick(hands.begin(ActionKind.REPLY, text=WORDS))
    hands.tick(hands.begin(ActionKind.REPLY, text=WORDS))
    take(hands, said(WORDS, at_ms=to_ms(NOON)))
    hands.followed()
    assert [row.seen_ms is not None for row in by_hand_rows.for_item(hands.db, hands.item)] == [False, True]
    take(hands, said(WORDS, at_ms=to_ms(NOON), native_id="ours-2"))
    hands.followed()
    assert all(row.seen_ms for row in by_hand_rows.for_item(hands.db, hands.item))


def test_what_nobody_ticks_off_asks_again_and_again(hands: Hands) -> None:
    hands.begin(ActionKind.REPLY, text=WORDS)
    with writing(hands.db):
        hands.db.execute("UPDATE worklist SET unread = 0, open = 0")
    assert not hands.followed()
    for _ in range(2):
        hands.clock.forward(ASK_AGAIN.total_seconds())
        assert hands.followed()
        assert list(first_ids(hands.db, UNREAD)) == [hands.item]
        assert list(first_ids(hands.db, INBOX)) == [hands.item]
        assert not hands.followed()
        with writing(hands.db):
            hands.db.execute("UPDATE worklist SET unread = 0")


# What the store itself refuses


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE by_hand SET text = 'Other words'",
        "UPDATE by_hand SET state = 'begun'",
        "UPDATE by_hand SET done_ms = 5",
        "UPDATE by_hand SET settled_by = 'Somebody'",
        "DELETE FROM by_hand",
    ],
)
def test_what_was_said_is_never_altered(hands: Hands, statement: str) -> None:
    hands.tick(hands.begin(ActionKind.REPLY, text=WORDS))
    with pytest.raises(IntegrityError), writing(hands.db):
        hands.db.execute(statement)


def test_the_evidence_of_what_is_being_done_stays(hands: Hands) -> None:
    hands.begin(ActionKind.HIDE)
    hands.evidence.capture_one()
    for statement in (
        "UPDATE evidence SET manifest = '{}', disposed_ms = 5",
        "DELETE FROM evidence_files",
        "DELETE FROM evidence",
    ):
        with pytest.raises(IntegrityError), writing(hands.db):
            hands.db.execute(statement)


def test_a_networks_terms_wait_for_what_is_being_done_by_hand(hands: Hands) -> None:
    rule = Retention(
        text_hours=1,
        evidence="dispose",
        reason="r",
        source="s",
        checked_on=NOON.date(),
    )
    begun = hands.begin(ActionKind.HIDE)
    hands.evidence.capture_one()
    hands.clock.forward(timedelta(days=3).total_seconds())
    dispose_due(hands.db, network=Network.FACEBOOK, retention=rule, now=hands.clock())
    [kept] = evidence.for_item(hands.db, hands.item)
    assert kept.disposed_ms is None
    withdraw(hands.db, by_hand_id=begun, reason="Too late.", now=hands.clock(), by=OFFICER)
    dispose_due(hands.db, network=Network.FACEBOOK, retention=rule, now=hands.clock())
    [kept] = evidence.for_item(hands.db, hands.item)
    assert kept.disposed_ms is not None
    assert hands.sound()

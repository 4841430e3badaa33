"""Deciding on a public warning or explanation after removals: drafted, sent once, and only behind its removals.

Three triggers are kept apart (R3, R5, R6). The action is queued with the decision and goes only when the network has
confirmed the removals that it explains; where they fail it is held for a person. The store holds to both, and to once.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from socialdesk.audit import entries
from socialdesk.audit.log import append
from socialdesk.clock import from_ms, to_ms
from socialdesk.decisions import by_hand_rows, by_hand_store, drafts, store, warning_store
from socialdesk.decisions.case import Case, Incomplete, NotOpen, case_of, cleaned
from socialdesk.decisions.political import by_hand_problem, named_in, wait_for_another
from socialdesk.decisions.remove import UNDO_SECONDS
from socialdesk.decisions.warning_due import Due, due_warnings, period
from socialdesk.decisions.warning_words import warning_problem
from socialdesk.inbox.store import set_open
from socialdesk.model.accounts import Account, Capability, Network, Way
from socialdesk.model.actions import Action, ActionKind
from socialdesk.model.changes import Changes
from socialdesk.model.ids import DecisionId, ItemId
from socialdesk.model.items import Thread, ThreadKind
from socialdesk.model.people import Person
from socialdesk.outbox.store import enqueue
from socialdesk.policy.book import Book
from socialdesk.policy.permissions import may
from socialdesk.storage.database import Connection, writing

FORM = "warn"


class WarningWay(StrEnum):
    """How a warning gets under a post."""

    BENEATH_POST = "beneath_post"
    OWN_POST = "own_post"
    """As a post of the account's own, where the network may take no reply from a program."""
    BY_HAND = "by_hand"


@dataclass(frozen=True, slots=True, kw_only=True)
class WayOption:
    """One way, open or not."""

    way: WarningWay
    open: bool
    label: str
    effect: str
    reason: str
    """Where closed: why, a sentence; where open: a condition, or ""."""


def ways_for(
    thread: Thread,
    account: Account,
    capabilities: Mapping[ActionKind, Capability],
    *,
    person: Person,
    now: datetime,
    book: Book,
    training: bool = False,
) -> tuple[WayOption, ...]:
    """How a warning can be given under a post, the usual way first."""
    network = account.network
    reply, publish = capabilities.get(ActionKind.REPLY), capabilities.get(ActionKind.PUBLISH)
    replying = may(person, account, ActionKind.REPLY, now, book, training=training)
    publishing = may(person, account, ActionKind.PUBLISH, now, book, training=training)
    private = thread.kind is ThreadKind.CONVERSATION
    shut = "This is a private conversation: nobody else was to read what was removed." if private else ""
    ways = [
        WayOption(
            way=WarningWay.BENEATH_POST,
            open=not shut and replying.allowed and _replies(reply),
            label="As a comment beneath the post",
            effect="Everybody who reads the post can read it, in the account's name.",
            reason=shut or replying.reason or ("" if _replies(reply) or reply is None else reply.reason),
        )
    ]
    if network is Network.X:
        ways.append(
            WayOption(
                way=WarningWay.OWN_POST,
                open=not shut and publishing.allowed and publish is not None and publish.way is Way.API,
                label="As a post of its own",
                effect="It stands on the account's own page, not beneath the post.",
                reason=shut
                or publishing.reason
                or ("" if publish is not None else "X offers this to nobody."),
            )
        )
    ways.append(
        WayOption(
            way=WarningWay.BY_HAND,
            open=not shut and replying.allowed,
            label=f"By hand on {network.label}",
            effect="The desk sends nothing: you write it there, and tick it off here.",
            reason=shut or replying.reason,
        )
    )
    return tuple(ways)


def _replies(reply: Capability | None) -> bool:
    """True where the network takes a comment under the account's own post from the desk."""
    return reply is not None and reply.way is Way.API and not reply.only_if_addressed


def decide_warning(
    db: Connection,
    *,
    item_id: ItemId,
    trigger_id: str,
    template: str,
    text: str,
    way: WarningWay,
    book: Book,
    capabilities: Mapping[ActionKind, Capability],
    now: datetime,
    by: Person,
    undo_seconds: int = UNDO_SECONDS,
    training: bool = False,
) -> Changes:
    """Decides on a warning under the post of an item: decision, action and record, or nothing.

    Raises Incomplete for a text that cannot be sent, NotOpen where it is not due or not open (any more).
    """
    text = cleaned(text)
    with writing(db):
        case = case_of(
            db, item_id=item_id, capabilities=capabilities, book=book, person=by, now=now, training=training
        )
        due = _due(db, case, trigger_id, book, now)
        _require(case, way, capabilities, by=by, now=now, book=book, training=training)
        if way is WarningWay.BY_HAND and due.waits:
            raise NotOpen(
                "The network has not confirmed the removal yet.",
                kept="Nothing was decided, and what you wrote is still in the form.",
                to_do="Wait until it is confirmed; then write the warning there.",
            )
        network = case.item.network
        problem = warning_problem(db, text, network=network, removals=due.removals, book=book)
        if problem:
            raise Incomplete(problem, field="text")
        if way is WarningWay.BY_HAND and (problem := by_hand_problem(text, book=book, now=now)):
            raise Incomplete(problem, field="text")
        # It stands in the record of what it explains.
        behind = item_id if item_id in due.removals else due.removals[-1]
        _decide(
            db, case, due, behind, template, text, way, book, now_ms=to_ms(now), by=by, undo_seconds=undo_seconds,
        )  # fmt: skip
        drafts.discard_within(db, item_id=item_id, form=FORM)
    return Changes(items=frozenset({item_id, behind}), outbox=True, drafts=True)


def _due(db: Connection, case: Case, trigger_id: str, book: Book, now: datetime) -> Due:
    found = due_warnings(db, case.thread.id, book=book, now=now)
    due = next((each for each in found if each.trigger.id == trigger_id), None)
    if due is not None and due.again_ms is not None:
        again = from_ms(due.again_ms).astimezone()
        raise NotOpen(
            "This warning has been given under this post already.",
            kept="Nothing was sent, and what you wrote is still in the form.",
            to_do=f"It is not repeated before {again:%d/%m/%Y %H:%M}.",
        )
    if due is None:
        raise NotOpen(
            "This warning is not due: what it would explain has not been removed, or not often enough.",
            kept="Nothing was sent, and what you wrote is still in the form.",
            to_do="Reply to the comment itself if something is to be said.",
        )
    return due


def _require(
    case: Case,
    way: WarningWay,
    capabilities: Mapping[ActionKind, Capability],
    *,
    by: Person,
    now: datetime,
    book: Book,
    training: bool,
) -> None:
    ways = ways_for(case.thread, case.account, capabilities, person=by, now=now, book=book, training=training)
    option = next((each for each in ways if each.way is way), None)
    if option is None or not option.open:
        why = option.reason if option is not None else f"{case.item.network.label} has no such way."
        raise NotOpen(
            f"The warning cannot be given so: {why}",
            kept="Nothing was sent, and what you wrote is still in the form.",
            to_do="Choose another way, or ask Corporate Communications.",
        )


def _decide(
    db: Connection,
    case: Case,
    due: Due,
    item_id: ItemId,
    template: str,
    text: str,
    way: WarningWay,
    book: Book,
    *,
    now_ms: int,
    by: Person,
    undo_seconds: int,
) -> None:
    by_hand, account_id = way is WarningWay.BY_HAND, case.item.account_id
    decision_id = store.add(
        db,
        item_id=item_id,
        kind="warn_by_hand" if by_hand else "warn",
        pack_version=book.version,
        by=by,
        now_ms=now_ms,
        clauses=[due.trigger.clause],
        aim=due.trigger.name,
    )
    by_hand_id = outbox_id = None
    if by_hand:
        if any(
            row.action is ActionKind.REPLY and row.state.open for row in by_hand_rows.for_item(db, item_id)
        ):
            raise NotOpen(
                "A reply by hand was begun on this item and is not ticked off.",
                kept="Nothing was decided, and what you wrote is still in the form.",
                to_do="Tick that off, or withdraw it, first.",
            )
        by_hand_id = by_hand_store.add(
            db,
            decision_id=decision_id,
            item_id=item_id,
            account_id=account_id,
            action=ActionKind.REPLY,
            text=text,
            evidence_id=None,
            by=by,
            now_ms=now_ms,
        )
        set_open(db, item_id)
    else:
        outbox_id = enqueue(
            db,
            decision_id=decision_id,
            item_id=item_id,
            account_id=account_id,
            action=_action(case, way, text),
            evidence_id=None,
            expected_text_sha256="",
            undo_ms=max(0, undo_seconds) * 1000,
            now_ms=now_ms,
        )
        if (named := named_in(text, book=book, now=from_ms(now_ms))) is not None:
            wait_for_another(db, outbox_id, named, book=book, now_ms=now_ms, by=by)
    warning_store.add(
        db,
        thread_id=case.thread.id,
        trigger_id=due.trigger.id,
        template=template,
        way=way.value,
        item_id=item_id,
        decision_id=decision_id,
        outbox_id=outbox_id,
        removals=due.removals,
        needed=due.needed,
        period_ms=int(period(book).total_seconds() * 1000),
        by=by,
        now_ms=now_ms,
    )
    entry = entries.Warned(
        decision_id=DecisionId(decision_id),
        item_id=item_id,
        account_id=account_id,
        trigger=due.trigger.id,
        template=template,
        way=way.value,
        removals=due.removals,
        needed=due.needed,
        clauses=(due.trigger.clause,),
        pack_version=book.version,
        outbox_id=outbox_id,
        by_hand_id=by_hand_id,
        text=text,
    )
    append(db, entry, by=by, at_ms=now_ms)


def _action(case: Case, way: WarningWay, text: str) -> Action:
    own = way is WarningWay.OWN_POST
    place = case.account.native_id if own else case.thread.native_id
    kind = ActionKind.PUBLISH if own else ActionKind.REPLY
    return Action(kind=kind, target=place, key=uuid.uuid4().hex, thread=place, text=text)

"""The part that every decision to act shares: the decision, the action in the outbox and the entry in the record."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from socialdesk.audit import entries
from socialdesk.audit.log import append, canonical
from socialdesk.decisions import store
from socialdesk.decisions.case import Case
from socialdesk.decisions.referring import require_request_captured
from socialdesk.evidence.capture import Kept, text_sha256
from socialdesk.inbox.store import set_handled
from socialdesk.model.accounts import Network
from socialdesk.model.actions import Action, ActionKind
from socialdesk.model.changes import Changes
from socialdesk.model.ids import DecisionId, NativeId, OutboxId
from socialdesk.model.people import Person
from socialdesk.outbox.store import enqueue
from socialdesk.storage.database import Connection

_OUTCOMES: Mapping[ActionKind, str] = {
    ActionKind.HIDE: "Hide decided",
    ActionKind.UNHIDE: "Show again decided",
    ActionKind.DELETE: "Removal decided",
    ActionKind.REPLY: "Reply decided",
    ActionKind.PRIVATE_REPLY: "Private reply decided",
    ActionKind.MESSAGE: "Message decided",
}
"""What the list says until the network has confirmed it; never more than is so."""
_OWN_OUTCOMES: Mapping[tuple[Network, ActionKind], str] = {
    (Network.YOUTUBE, ActionKind.HIDE): "Holding for review decided",
    (Network.YOUTUBE, ActionKind.UNHIDE): "Publishing again decided",
}
"""The same where the network has a word of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rationale:
    """Why: what a decision rests on (T1)."""

    grounds: Sequence[str] = ()
    clauses: Sequence[str] = ()
    answers: Mapping[str, str] | None = None
    aim: str = ""
    why_not_less: str = ""


def decide_and_queue(
    db: Connection,
    *,
    case: Case,
    kind: ActionKind,
    why: Rationale,
    pack_version: str,
    undo_seconds: int,
    now_ms: int,
    by: Person,
    evidence: Kept | None = None,
    target: NativeId | None = None,
    person: NativeId | None = None,
    text: str = "",
    undoes: DecisionId | None = None,
    recorded: Callable[[DecisionId], None] = lambda _: None,
    queued: Callable[[OutboxId], None] = lambda _: None,
) -> Changes:
    """Writes all of it within the caller's transaction and takes the item off the list.

    `recorded` is told of the decision before its action is queued: what the store asks for beside it goes there.
    `queued` is told of the action once all of it stands.
    """
    item = case.item
    if kind.needs_evidence:
        require_request_captured(db, item.id)
    decision_id = store.add(
        db,
        item_id=item.id,
        kind=kind.value,
        pack_version=pack_version,
        by=by,
        now_ms=now_ms,
        grounds=why.grounds,
        clauses=why.clauses,
        answers=why.answers,
        aim=why.aim,
        why_not_less=why.why_not_less,
        evidence_id=None if evidence is None else evidence.id,
        undoes=undoes,
    )
    recorded(decision_id)
    action = Action(
        kind=kind,
        target=target or item.native_id,
        key=uuid.uuid4().hex,
        thread=case.thread.native_id,
        person=person or item.author_native_id or NativeId(""),
        text=text,
        last_heard_ms=case.history.last_message_ms,
    )
    outbox_id = enqueue(
        db,
        decision_id=decision_id,
        item_id=item.id,
        account_id=item.account_id,
        action=action,
        evidence_id=None if evidence is None else evidence.id,
        # Where its words were disposed of, the person looked on the network itself: there is nothing to compare with.
        expected_text_sha256="" if item.disposed_ms is not None else text_sha256(item.untrusted_text),
        undo_ms=undo_seconds * 1000,
        now_ms=now_ms,
    )
    entry = entries.Decided(
        decision_id=decision_id,
        item_id=item.id,
        account_id=item.account_id,
        action=kind.value,
        outbox_id=outbox_id,
        grounds=tuple(why.grounds),
        clauses=tuple(why.clauses),
        pack_version=pack_version,
        evidence_id=None if evidence is None else evidence.id,
        manifest_sha256="" if evidence is None else evidence.manifest_sha256,
        undoes=undoes,
        undo_seconds=undo_seconds,
        aim=why.aim,
        why_not_less=why.why_not_less,
        text=text,
        answers=canonical(why.answers) if why.answers else "",
    )
    append(db, entry, by=by, at_ms=now_ms)
    outcome = _OWN_OUTCOMES.get((item.network, kind)) or _OUTCOMES[kind]
    set_handled(db, item.id, outcome=outcome, by=by.name, now_ms=now_ms)
    queued(outbox_id)
    return Changes(items=frozenset({item.id}), outbox=True, drafts=True)

"""What a trainee did, read back from the desk's own store: the record is the only witness of a session.

Nothing is asked of the trainee and nothing of the window: decisions, what was sent and done by hand, referrals,
questions, blocks, warnings, posts, appeals, proceedings, declarations and handovers are told as plain acts.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

import msgspec

from socialdesk.clock import from_ms
from socialdesk.model.ids import ItemId, ThreadId
from socialdesk.storage.database import Connection
from socialdesk.training.events import Scenario
from socialdesk.training.reading_keys import Keys
from socialdesk.training.transcript import DO_OF_ITEMS, Act, Look

_REMOVED = ("hide", "delete", "report")
_ANSWERED = ("reply", "private_reply", "message")
_REFERRED: Mapping[str, str] = {"crime": "crime", "foi": "foi", "breach": "personnel"}


def acts_of(
    db: Connection,
    *,
    keys: Keys,
    scenario: Scenario,
    others: Collection[str],
    at: Callable[[datetime], float],
    until: datetime | None = None,
) -> tuple[Act, ...]:
    """What the trainee did until then, in the order of time.

    `others` are the names of those who are no trainee: the desk itself and the colleagues. `at` puts a moment of the
    desk's clock on the session's time.
    """
    reader = _Reader(db, keys, scenario, frozenset(others), until)
    told = sorted(reader.acts(), key=lambda pair: pair[0])
    return tuple(
        msgspec.structs.replace(act, at=at(from_ms(at_ms)))
        for at_ms, act in told
        if act.item or act.do not in DO_OF_ITEMS  # what the scenario has not made is none of the session's
    )


def looks_of(
    db: Connection,
    *,
    keys: Keys,
    others: Collection[str],
    at: Callable[[datetime], float],
    until: datetime | None = None,
) -> tuple[Look, ...]:
    """What the trainee opened, and when; the record names each item once an hour."""
    found = db.execute(
        "SELECT audit.at_ms, audit.by_name, audit_items.item_id FROM audit JOIN audit_items USING (seq)"
        " WHERE audit.kind = 'shown' ORDER BY seq"
    )
    last = None if until is None else until.timestamp() * 1000
    return tuple(
        Look(at=at(from_ms(at_ms)), item=keys.items[ItemId(item_id)])
        for at_ms, by_name, item_id in found.fetchall()
        if by_name not in others and ItemId(item_id) in keys.items and (last is None or at_ms <= last)
    )


Told = tuple[int, Act]
"""An act and when it was done, in milliseconds of the desk's clock."""


class _Reader:
    def __init__(
        self,
        db: Connection,
        keys: Keys,
        scenario: Scenario,
        others: frozenset[str],
        until: datetime | None,
    ) -> None:
        self._db = db
        self._keys = keys
        self._others = others
        self._until_ms = None if until is None else until.timestamp() * 1000
        self._answers: dict[str, set[str]] = {}
        for entry in scenario.entries:
            if entry.answer is not None:
                key = entry.event.on if entry.kind == "edit" else entry.event.key
                wanted = {entry.answer.do, *entry.answer.or_else, *entry.answer.also}
                self._answers.setdefault(key, set()).update(wanted)

    def acts(self) -> Iterator[Told]:
        for read in (
            self._decisions,
            self._blocks,
            self._referrals,
            self._questions,
            self._proceedings,
            self._left,
            self._published,
            self._taken_down,
            self._declared,
            self._handed_over,
        ):
            yield from read()

    def _rows(self, sql: str) -> Iterator[tuple[Any, ...]]:
        """Rows whose first two columns are when and by whom; those of others, and from later, are left out."""
        for row in self._db.execute(sql).fetchall():
            late = self._until_ms is not None and row[0] > self._until_ms
            if row[1] not in self._others and not late:
                yield row

    def _late(self, moment_ms: int | None) -> bool:
        """True for what was not yet so at the end."""
        return moment_ms is None or (self._until_ms is not None and moment_ms > self._until_ms)

    def _item(self, item_id: int) -> str:
        return self._keys.items.get(ItemId(item_id), "")

    def _asked_for(self, do: str, item_ids: Iterable[int]) -> str:
        """Of several items that an act is about, the one of which the scenario asks it; else the first."""
        keys = [key for each in item_ids if (key := self._item(each))]
        return next((key for key in keys if do in self._answers.get(key, ())), keys[0] if keys else "")

    # Items

    def _decisions(self) -> Iterator[Told]:
        rows = self._rows(
            "SELECT decisions.decided_ms, decisions.by_name, decisions.id, decisions.item_id, decisions.kind,"
            " decisions.grounds, decisions.answers, outbox.state, outbox.text, outbox.first_sent_ms,"
            " outbox.settled_ms, by_hand.state, by_hand.text, by_hand.settled_ms,"
            " (SELECT min(captured_ms) FROM evidence WHERE evidence.item_id = decisions.item_id),"
            " (SELECT min(later.decided_ms) FROM decisions AS later WHERE later.undoes = decisions.id),"
            " EXISTS (SELECT 1 FROM decisions AS said JOIN items AS theirs ON theirs.id = said.item_id"
            "  WHERE theirs.author_id = items.author_id AND said.decided_ms <= decisions.decided_ms"
            "  AND said.kind IN ('reply', 'private_reply', 'message', 'reply_by_hand', 'message_by_hand'))"
            " FROM decisions JOIN items ON items.id = decisions.item_id"
            " LEFT JOIN outbox ON outbox.decision_id = decisions.id"
            " LEFT JOIN by_hand ON by_hand.decision_id = decisions.id ORDER BY decisions.id"
        )
        for row in rows:
            at_ms, _, decision_id, item_id, kind, grounds, answers, sent, sent_text = row[:9]
            (
                first_sent_ms,
                sent_settled_ms,
                hand,
                hand_text,
                hand_settled_ms,
                captured_ms,
                undone_ms,
                talked,
            ) = row[9:]
            action = str(kind).removesuffix("_by_hand")
            if action in _REMOVED:
                do = "remove"
            elif action in _ANSWERED:
                do = "reply"
            elif action in ("keep", "warn"):
                do = action
            else:
                continue
            stopped = (sent == "cancelled" and not self._late(sent_settled_ms)) or (
                hand in ("withdrawn", "not_done") and not self._late(hand_settled_ms)
            )
            asked_ms = first_sent_ms if first_sent_ms is not None else hand_settled_ms
            act = Act(
                at=0,
                do=do,
                item=self._item(item_id),
                grounds=tuple(json.loads(grounds)),
                act="" if do in ("keep", "warn") else action,
                text=sent_text or hand_text or "",
                evidence_first=captured_ms is not None and (asked_ms is None or captured_ms <= asked_ms),
                # The form of a ground that wants it asks whether somebody engaged, and why not.
                engaged=bool(talked) or any(name.endswith(".engaged") for name in json.loads(answers)),
                taken_back=stopped or not self._late(undone_ms),
                confirmed=do == "keep" or sent == "confirmed" or hand == "done",
            )  # fmt: skip
            yield at_ms, act
            if do == "warn":
                # One warning is about every removal that it explains, and of their post where that is asked.
                for key in dict.fromkeys(self._behind(decision_id)):
                    if key not in ("", act.item):
                        yield at_ms, msgspec.structs.replace(act, item=key)

    def _behind(self, decision_id: int) -> list[str]:
        found = self._db.execute(
            "SELECT warning_removals.item_id, warnings.thread_id FROM warnings"
            " JOIN warning_removals ON warning_id = warnings.id WHERE warnings.decision_id = ?",
            (decision_id,),
        ).fetchall()
        posts = (self._keys.threads.get(ThreadId(thread_id), "") for _, thread_id in found)
        asked = (key for key in posts if "warn" in self._answers.get(key, ()))
        return [*(self._item(item_id) for item_id, _ in found), *asked]

    def _blocks(self) -> Iterator[Told]:
        rows = self._rows(
            "SELECT requested_ms, requested_by, id, item_id, author_id, grounds, engaged, engaged_words, urgent,"
            " state, ended_ms, ended_by,"
            " (SELECT count(*) FROM block_items WHERE block_id = blocks.id) - (SELECT count(*) FROM block_items"
            " JOIN evidence ON evidence.id = evidence_id WHERE block_id = blocks.id AND captured_ms IS NOT NULL),"
            " (SELECT count(*) FROM block_advice WHERE block_id = blocks.id AND advice = 'for')"
            " FROM blocks ORDER BY id"
        )
        for row in rows:
            (
                at_ms,
                _,
                block_id,
                item_id,
                author_id,
                grounds,
                engaged,
                said,
                urgent,
                state,
                ended_ms,
                ended_by,
            ) = row[:12]
            uncaptured, advised = row[12:]
            behind = self._db.execute(
                "SELECT item_id FROM block_items WHERE block_id = ? UNION SELECT id FROM items WHERE author_id = ?",
                (block_id, author_id),
            )
            withdrawn = state == "withdrawn" and ended_by not in self._others and not self._late(ended_ms)
            yield at_ms, Act(
                at=0,
                do="block",
                item=self._asked_for("block", [item_id, *(each[0] for each in behind.fetchall())]),
                grounds=tuple(json.loads(grounds)),
                act="block",
                evidence_first=uncaptured == 0,
                engaged=bool(engaged) or bool(said),
                # A request that is not urgent goes to Corporate Communications before anything is done.
                advised=not urgent or advised > 0,
                taken_back=withdrawn,
                confirmed=state == "in_force",
            )  # fmt: skip

    def _referrals(self) -> Iterator[Told]:
        rows = self._rows(
            "SELECT opened_ms, opened_by, item_id, kind, told_ms, forwarded_ms, reference, closed_ms, closed_by"
            " FROM referrals ORDER BY id"
        )
        for at_ms, _, item_id, kind, told_ms, forwarded_ms, reference, closed_ms, closed_by in rows:
            if kind == "threat":
                # It is the control room that has to know: opening the page tells nobody.
                if not self._late(told_ms):
                    yield told_ms, Act(at=0, do="emergency", item=self._item(item_id))
                continue
            passed_on = bool(reference) or forwarded_ms is not None
            given_up = not passed_on and closed_by not in self._others and not self._late(closed_ms)
            yield (
                at_ms,
                Act(
                    at=0,
                    do=_REFERRED[kind],
                    item=self._item(item_id),
                    taken_back=given_up,
                    confirmed=passed_on,
                ),
            )

    def _questions(self) -> Iterator[Told]:
        rows = self._rows(
            "SELECT asked_ms, asked_by, item_id, question, answer, withdrawn, settled_ms FROM questions ORDER BY id"
        )
        for at_ms, _, item_id, question, answer, withdrawn, settled_ms in rows:
            yield (
                at_ms,
                Act(
                    at=0,
                    do="ask",
                    item=self._item(item_id),
                    text=question,
                    advised=bool(answer),
                    taken_back=bool(withdrawn) and not self._late(settled_ms),
                ),
            )

    def _left(self) -> Iterator[Told]:
        rows = self._rows(
            "SELECT audit.at_ms, audit.by_name, audit_items.item_id, (SELECT min(later.at_ms) FROM audit AS later"
            " JOIN audit_items AS its ON its.seq = later.seq WHERE its.item_id = audit_items.item_id"
            " AND later.kind = 'reopened' AND later.seq > audit.seq)"
            " FROM audit JOIN audit_items USING (seq) WHERE audit.kind = 'marked-done' ORDER BY seq"
        )
        for at_ms, _, item_id, reopened_ms in rows:
            yield (
                at_ms,
                Act(at=0, do="leave", item=self._item(item_id), taken_back=not self._late(reopened_ms)),
            )

    def _proceedings(self) -> Iterator[Told]:
        rows = self._rows(
            "SELECT added_ms, added_by, thread_id, ended_ms FROM proceedings_threads"
            " JOIN proceedings ON proceedings.id = proceedings_id ORDER BY added_ms, thread_id"
        )
        for at_ms, _, thread_id, ended_ms in rows:
            post = self._keys.threads.get(ThreadId(thread_id), "")
            beneath = self._db.execute("SELECT id FROM items WHERE thread_id = ?", (thread_id,)).fetchall()
            asked = [
                key for row in beneath if "proceedings" in self._answers.get(key := self._item(row[0]), ())
            ]
            for key in dict.fromkeys([post, *asked]):
                yield at_ms, Act(at=0, do="proceedings", item=key, taken_back=not self._late(ended_ms))

    # The Force's own posts

    def _published(self) -> Iterator[Told]:
        rows = self._rows(
            "SELECT coalesce(posts.decided_ms, 0), posts.decided_by, post_targets.account_id, post_targets.stopped_ms,"
            " (SELECT group_concat(text, char(10)) FROM post_parts WHERE target_id = post_targets.id),"
            " (SELECT min(out_ms) FROM post_parts WHERE target_id = post_targets.id),"
            " (SELECT min(gone_ms) FROM post_parts WHERE target_id = post_targets.id), posts.text, posts.state,"
            " posts.altered_ms FROM posts JOIN post_targets ON post_targets.post_id = posts.id"
            " WHERE posts.origin = 'desk' AND post_targets.chosen = 1"
            " AND posts.decided_ms IS NOT NULL ORDER BY posts.id, post_targets.id"
        )
        for at_ms, _, account_id, stopped_ms, parts, out_ms, gone_ms, text, state, altered_ms in rows:
            draft_again = state in ("draft", "waiting_second", "cancelled") and not self._late(altered_ms)
            yield (
                at_ms,
                Act(
                    at=0,
                    do="publish",
                    item=self._keys.accounts.get(account_id, ""),
                    act="publish",
                    text=parts or text,
                    taken_back=draft_again or not self._late(stopped_ms) or not self._late(gone_ms),
                    confirmed=out_ms is not None,
                ),
            )

    def _taken_down(self) -> Iterator[Told]:
        """Each post by itself; one of an appeal only where nothing else of the appeal was left standing."""
        asked = self._rows(
            "SELECT asked_ms, asked_by, (SELECT native_id FROM post_parts WHERE target_id = taken.target_id LIMIT 1),"
            " ticked_ms IS NOT NULL OR EXISTS (SELECT 1 FROM post_parts WHERE target_id = taken.target_id"
            " AND gone_ms IS NOT NULL), 0, NULL FROM appeal_takedowns AS taken WHERE NOT EXISTS ("
            " SELECT 1 FROM post_targets AS target JOIN posts ON posts.id = target.post_id"
            " WHERE posts.appeal_id = taken.appeal_id AND target.chosen = 1 AND NOT EXISTS ("
            " SELECT 1 FROM appeal_takedowns AS also WHERE also.target_id = target.id))"
        )
        alone = self._rows(
            "SELECT audit.at_ms, audit.by_name, outbox.target, outbox.state = 'confirmed',"
            " outbox.state = 'cancelled', outbox.settled_ms"
            " FROM audit JOIN outbox ON outbox.id = json_extract(audit.facts, '$.outbox_id')"
            " WHERE audit.kind = 'post-change-decided' AND outbox.kind = 'delete_post'"
            " AND outbox.post_target_id NOT IN (SELECT target_id FROM appeal_takedowns)"
        )
        by_hand = self._rows(
            "SELECT audit.at_ms, audit.by_name, post_parts.native_id, 1, 0, NULL FROM audit"
            " JOIN post_targets ON post_targets.post_id = json_extract(audit.facts, '$.post_id')"
            " AND post_targets.account_id = audit.account_id JOIN post_parts ON target_id = post_targets.id"
            " WHERE audit.kind = 'post-gone-by-hand'"
        )
        for at_ms, _, native_id, seen, stopped, settled_ms in (*asked, *alone, *by_hand):
            yield (
                at_ms,
                Act(
                    at=0,
                    do="take_down",
                    item=self._keys.posts.get(native_id or "", ""),
                    act="delete_post",
                    taken_back=bool(stopped) and not self._late(settled_ms),
                    confirmed=bool(seen),
                ),
            )

    def _declared(self) -> Iterator[Told]:
        rows = self._rows("SELECT at_ms, by_name, met, about, reason FROM threshold_declarations ORDER BY id")
        for at_ms, _, met, about, reason in rows:
            yield (
                at_ms,
                Act(at=0, do="threshold", act="met" if met else "not_met", text=f"{about}\n{reason}".strip()),
            )

    def _handed_over(self) -> Iterator[Told]:
        for at_ms, _, notes in self._rows("SELECT made_ms, made_by, notes FROM handovers ORDER BY id"):
            yield at_ms, Act(at=0, do="handover", text=notes)

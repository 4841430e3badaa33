"""What a person does on a network by hand, and what the list says of it.

`preparing` waits for the evidence, `begun` for a person's word. `done_ms` is when it was done, as that person said;
`seen_ms` when the network itself was seen to show it.
"""

BY_HAND = """
CREATE TABLE by_hand (
    id INTEGER PRIMARY KEY,
    decision_id INTEGER NOT NULL UNIQUE REFERENCES decisions(id),
    item_id INTEGER NOT NULL REFERENCES items(id),
    account_id INTEGER NOT NULL REFERENCES accounts(id),
    kind TEXT NOT NULL,
    text TEXT NOT NULL DEFAULT '',
    evidence_id INTEGER REFERENCES evidence(id),
    state TEXT NOT NULL CHECK (state IN ('preparing', 'begun', 'done', 'not_done', 'withdrawn')),
    begun_ms INTEGER NOT NULL,
    begun_by TEXT NOT NULL CHECK (begun_by <> ''),
    asked_ms INTEGER NOT NULL,
    done_ms INTEGER,
    settled_ms INTEGER,
    settled_by TEXT NOT NULL DEFAULT '',
    reason TEXT NOT NULL DEFAULT '',
    seen_ms INTEGER,
    seen_native_id TEXT NOT NULL DEFAULT '',
    CHECK (kind NOT IN ('hide', 'delete', 'block') OR evidence_id IS NOT NULL),
    CHECK ((state IN ('preparing', 'begun')) = (settled_ms IS NULL)),
    CHECK ((state = 'done') = (done_ms IS NOT NULL)),
    CHECK (settled_ms IS NULL OR settled_by <> ''),
    CHECK (state NOT IN ('not_done', 'withdrawn') OR reason <> '')
) STRICT;
CREATE INDEX by_hand_by_item ON by_hand (item_id, id);
CREATE UNIQUE INDEX by_hand_open ON by_hand (item_id, kind) WHERE state IN ('preparing', 'begun');
CREATE INDEX by_hand_unseen ON by_hand (account_id, id) WHERE seen_ms IS NULL AND state IN ('begun', 'done');

CREATE TRIGGER by_hand_evidence_held BEFORE INSERT ON by_hand
WHEN NEW.state <> iif(NEW.kind IN ('hide', 'delete', 'block'), 'preparing', 'begun')
BEGIN SELECT RAISE(ABORT, 'evidence comes before what is done by hand'); END;
CREATE TRIGGER by_hand_evidence_first BEFORE UPDATE OF state ON by_hand
WHEN NEW.state IN ('begun', 'done') AND NEW.kind IN ('hide', 'delete', 'block')
    AND NOT EXISTS (SELECT 1 FROM evidence WHERE id = NEW.evidence_id AND captured_ms IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'nothing is removed by hand before its evidence is captured'); END;
CREATE TRIGGER by_hand_in_order BEFORE UPDATE OF state ON by_hand
WHEN NEW.state <> OLD.state AND (OLD.state NOT IN ('preparing', 'begun') OR NEW.state = 'preparing'
    OR (OLD.state = 'preparing' AND NEW.state = 'done'))
BEGIN SELECT RAISE(ABORT, 'what was settled by hand is never taken up again'); END;
CREATE TRIGGER by_hand_same BEFORE UPDATE OF
    decision_id, item_id, account_id, kind, text, evidence_id, begun_ms, begun_by ON by_hand
BEGIN SELECT RAISE(ABORT, 'what is done by hand is never altered: another is decided'); END;
CREATE TRIGGER by_hand_settled BEFORE UPDATE OF done_ms, settled_ms, settled_by, reason ON by_hand
WHEN OLD.settled_ms IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'what a person said is never altered'); END;
CREATE TRIGGER by_hand_kept BEFORE DELETE ON by_hand
BEGIN SELECT RAISE(ABORT, 'what is done by hand stays on the record'); END;

CREATE TRIGGER evidence_needed_by_hand BEFORE UPDATE OF disposed_ms ON evidence
WHEN EXISTS (SELECT 1 FROM by_hand WHERE evidence_id = OLD.id AND state IN ('preparing', 'begun'))
BEGIN SELECT RAISE(ABORT, 'evidence of what is being done by hand cannot be disposed of'); END;
CREATE TRIGGER evidence_stays_by_hand BEFORE DELETE ON evidence
WHEN EXISTS (SELECT 1 FROM by_hand WHERE evidence_id = OLD.id AND state IN ('preparing', 'begun'))
BEGIN SELECT RAISE(ABORT, 'evidence of what is being done by hand cannot be deleted'); END;
CREATE TRIGGER evidence_files_stay_by_hand BEFORE DELETE ON evidence_files
WHEN EXISTS (SELECT 1 FROM by_hand WHERE evidence_id = OLD.evidence_id AND state IN ('preparing', 'begun'))
BEGIN SELECT RAISE(ABORT, 'evidence of what is being done by hand cannot be deleted'); END;
CREATE INDEX by_hand_by_evidence ON by_hand (evidence_id) WHERE evidence_id IS NOT NULL;
"""

PROJECTED = """
DROP VIEW inbox_projected;
CREATE VIEW inbox_projected AS
SELECT
    items.id AS item_id,
    items.account_id,
    items.thread_id,
    items.kind,
    items.created_ms,
    items.hidden,
    items.gone_ms,
    worklist.open,
    worklist.unread,
    worklist.urgency,
    worklist.flagged,
    worklist.top_ground,
    worklist.claimed_by,
    worklist.outcome,
    latest.id AS outbox_id,
    latest.kind AS outbox_kind,
    latest.state AS outbox_state,
    CASE
        WHEN latest.state IN ('queued', 'sending', 'waiting') AND latest.kind = 'hide' THEN 'hiding'
        WHEN latest.state IN ('queued', 'sending', 'waiting') AND latest.kind = 'unhide' THEN 'unhiding'
        WHEN latest.state IN ('queued', 'sending', 'waiting') AND latest.kind = 'delete' THEN 'removing'
        WHEN items.gone_ms IS NOT NULL THEN 'gone'
        WHEN latest.state = 'unknown' THEN 'unconfirmed'
        WHEN latest.state = 'failed' AND latest.needs_person = 1 THEN 'failed'
        WHEN EXISTS (SELECT 1 FROM by_hand WHERE by_hand.item_id = items.id AND by_hand.state IN ('preparing', 'begun'))
            THEN 'by_hand'
        WHEN hand.kind = 'delete' THEN 'removed_by_hand'
        WHEN items.hidden = 1 THEN 'hidden'
        WHEN hand.kind = 'hide' THEN 'hidden_by_hand'
        ELSE 'visible'
    END AS standing,
    hand.settled_by AS hand_by,
    hand.done_ms AS hand_ms
FROM items
JOIN worklist ON worklist.item_id = items.id
LEFT JOIN outbox AS latest ON latest.id = (
    SELECT max(id) FROM outbox
    WHERE outbox.item_id = items.id AND outbox.kind IN ('hide', 'unhide', 'delete') AND outbox.state <> 'cancelled'
)
LEFT JOIN by_hand AS hand ON hand.id = (
    SELECT max(id) FROM by_hand
    WHERE by_hand.item_id = items.id AND by_hand.kind IN ('hide', 'unhide', 'delete') AND by_hand.state = 'done'
) AND (latest.id IS NULL OR latest.state <> 'confirmed' OR latest.settled_ms <= hand.settled_ms);
"""

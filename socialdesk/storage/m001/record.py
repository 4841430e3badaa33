"""The audit, and what a screen shows of an item: the mirror with the outbox's newest state over it."""

AUDIT = """
CREATE TABLE audit (
    seq INTEGER PRIMARY KEY CHECK (seq > 0),
    at_ms INTEGER NOT NULL,
    kind TEXT NOT NULL,
    by_name TEXT NOT NULL,
    by_role TEXT NOT NULL,
    account_id INTEGER,
    facts TEXT NOT NULL CHECK (json_valid(facts)),
    commitment TEXT NOT NULL DEFAULT '',
    previous TEXT NOT NULL CHECK (length(previous) = 64),
    hash TEXT NOT NULL CHECK (length(hash) = 64)
) STRICT;
CREATE TRIGGER audit_fixed BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit log is only ever added to'); END;
CREATE TRIGGER audit_kept BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit log is only ever added to'); END;

CREATE TABLE audit_items (
    item_id INTEGER NOT NULL,
    seq INTEGER NOT NULL REFERENCES audit(seq),
    PRIMARY KEY (item_id, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE audit_personal (
    seq INTEGER PRIMARY KEY REFERENCES audit(seq),
    salt BLOB NOT NULL,
    words TEXT NOT NULL
) STRICT;

CREATE TRIGGER audit_personal_fixed BEFORE UPDATE ON audit_personal
BEGIN SELECT RAISE(ABORT, 'words of the record are disposed of or kept, never altered'); END;
"""

PROJECTED = """
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
        WHEN items.hidden = 1 THEN 'hidden'
        ELSE 'visible'
    END AS standing
FROM items
JOIN worklist ON worklist.item_id = items.id
LEFT JOIN outbox AS latest ON latest.id = (
    SELECT max(id) FROM outbox
    WHERE outbox.item_id = items.id AND outbox.kind IN ('hide', 'unhide', 'delete') AND outbox.state <> 'cancelled'
);
"""

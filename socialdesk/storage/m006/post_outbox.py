"""The outbox takes posts too: what belongs to a post instead of an item, and what the store asks before one leaves."""

from __future__ import annotations

from sqlite_utils import Database

_OUTBOX = """
CREATE TABLE outbox (
    id INTEGER PRIMARY KEY,
    decision_id INTEGER REFERENCES decisions(id),
    item_id INTEGER REFERENCES items(id),
    account_id INTEGER NOT NULL REFERENCES accounts(id),
    kind TEXT NOT NULL,
    target TEXT NOT NULL CHECK (target <> ''),
    thread TEXT NOT NULL DEFAULT '',
    person TEXT NOT NULL DEFAULT '',
    text TEXT NOT NULL DEFAULT '',
    scheduled_ms INTEGER,
    last_heard_ms INTEGER,
    key TEXT NOT NULL UNIQUE,
    evidence_id INTEGER REFERENCES evidence(id),
    state TEXT NOT NULL CHECK (state IN
        ('queued', 'sending', 'confirmed', 'waiting', 'failed', 'unknown', 'cancelled')),
    accepted INTEGER NOT NULL DEFAULT 0 CHECK (accepted IN (0, 1)),
    queued_ms INTEGER NOT NULL,
    not_before_ms INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    first_sent_ms INTEGER,
    last_sent_ms INTEGER,
    waits INTEGER NOT NULL DEFAULT 0,
    looks INTEGER NOT NULL DEFAULT 0,
    last_look_ms INTEGER,
    settled_ms INTEGER,
    native_id TEXT,
    expected_text_sha256 TEXT NOT NULL DEFAULT '',
    fresh_yes_ms INTEGER,
    reason TEXT NOT NULL DEFAULT '',
    needs_person INTEGER NOT NULL DEFAULT 0 CHECK (needs_person IN (0, 1)),
    post_target_id INTEGER REFERENCES post_targets(id),
    post_part INTEGER CHECK (post_part > 0),
    share_of TEXT NOT NULL DEFAULT '',
    due_ms INTEGER,
    CHECK (kind NOT IN ('hide', 'delete', 'block') OR evidence_id IS NOT NULL),
    CHECK (state <> 'confirmed' OR settled_ms IS NOT NULL),
    CHECK ((item_id IS NULL) = (decision_id IS NULL)),
    CHECK ((item_id IS NULL) = (post_target_id IS NOT NULL)),
    CHECK ((post_target_id IS NULL) = (post_part IS NULL)),
    CHECK (post_target_id IS NULL OR kind IN ('publish', 'reshare', 'edit_post', 'reschedule', 'delete_post'))
) STRICT;
"""
_AS_IT_WAS = (
    "id, decision_id, item_id, account_id, kind, target, thread, person, text, scheduled_ms, last_heard_ms, key,"
    " evidence_id, state, accepted, queued_ms, not_before_ms, attempts, first_sent_ms, last_sent_ms, waits, looks,"
    " last_look_ms, settled_ms, native_id, expected_text_sha256, fresh_yes_ms, reason, needs_person"
)

POST_GATES = """
CREATE INDEX outbox_by_decision ON outbox (decision_id) WHERE decision_id IS NOT NULL;
CREATE INDEX outbox_by_post ON outbox (post_target_id, post_part, id) WHERE post_target_id IS NOT NULL;
CREATE UNIQUE INDEX outbox_post_once ON outbox (post_target_id, post_part)
    WHERE kind IN ('publish', 'reshare') AND state NOT IN ('failed', 'cancelled');
CREATE UNIQUE INDEX outbox_post_change_at_a_time ON outbox (post_target_id, post_part)
    WHERE kind IN ('edit_post', 'reschedule', 'delete_post') AND state IN ('queued', 'sending', 'waiting', 'unknown');

CREATE TRIGGER outbox_post_decided BEFORE INSERT ON outbox
WHEN NEW.post_target_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM post_targets JOIN posts ON posts.id = post_targets.post_id
    JOIN post_parts ON post_parts.target_id = post_targets.id AND post_parts.number = NEW.post_part
    WHERE post_targets.id = NEW.post_target_id AND post_targets.account_id = NEW.account_id
        AND (NEW.kind NOT IN ('publish', 'reshare') OR (
            posts.state = 'ready' AND post_targets.chosen = 1 AND post_targets.stopped_ms IS NULL
            AND post_targets.route NOT IN ('', 'by_hand', 'elsewhere')
            AND post_parts.text = NEW.text AND post_parts.out_ms IS NULL AND post_targets.share_of = NEW.share_of))
        AND (NEW.kind IN ('publish', 'reshare') OR (
            coalesce(post_parts.native_id, nullif(post_targets.share_of, '')) = NEW.target
            AND post_parts.out_ms IS NOT NULL AND post_parts.gone_ms IS NULL)))
BEGIN SELECT RAISE(ABORT, 'a post goes out as it was decided, and where'); END;
CREATE TRIGGER outbox_post_clean BEFORE INSERT ON outbox
WHEN NEW.kind IN ('publish', 'reshare') AND EXISTS (
    SELECT 1 FROM post_media JOIN post_targets ON post_targets.post_id = post_media.post_id
    WHERE post_targets.id = NEW.post_target_id AND post_media.stripped = 0)
BEGIN SELECT RAISE(ABORT, 'no picture leaves with places or names in its file'); END;
CREATE TRIGGER outbox_post_in_turn BEFORE INSERT ON outbox
WHEN NEW.kind IN ('publish', 'reshare') AND NEW.post_part > 1 AND NOT EXISTS (
    SELECT 1 FROM post_parts WHERE target_id = NEW.post_target_id AND number = NEW.post_part - 1
        AND native_id = NEW.target AND gone_ms IS NULL)
BEGIN SELECT RAISE(ABORT, 'each part of a thread waits for the one before'); END;
CREATE TRIGGER outbox_post_still_decided BEFORE UPDATE OF state ON outbox
WHEN NEW.state = 'sending' AND OLD.attempts = 0 AND NEW.kind IN ('publish', 'reshare') AND EXISTS (
    SELECT 1 FROM post_targets JOIN posts ON posts.id = post_targets.post_id
    WHERE post_targets.id = NEW.post_target_id AND (posts.state <> 'ready' OR post_targets.stopped_ms IS NOT NULL))
BEGIN SELECT RAISE(ABORT, 'a post goes out as it was decided, and where'); END;
CREATE TRIGGER outbox_post_not_frozen BEFORE UPDATE OF state ON outbox
WHEN NEW.state = 'sending' AND OLD.state <> 'sending'
    AND NEW.kind IN ('publish', 'reshare', 'edit_post', 'reschedule') AND EXISTS (
        SELECT 1 FROM register JOIN register_events ON register_events.register_id = register.id
        WHERE register.account_id = NEW.account_id AND register_events.kind = 'frozen'
            AND register_events.at_ms >= max(coalesce(NEW.fresh_yes_ms, 0),
                iif(NEW.kind IN ('publish', 'reshare'), (SELECT decided_ms FROM posts JOIN post_targets
                    ON post_targets.post_id = posts.id WHERE post_targets.id = NEW.post_target_id), NEW.queued_ms)))
BEGIN SELECT RAISE(ABORT, 'what was decided before an account was frozen waits for a person'); END;
CREATE TRIGGER outbox_post_not_early BEFORE UPDATE OF state ON outbox
WHEN NEW.state = 'sending' AND NEW.due_ms IS NOT NULL AND NEW.last_sent_ms < NEW.due_ms
BEGIN SELECT RAISE(ABORT, 'a post leaves no earlier than its time'); END;
CREATE TRIGGER outbox_post_same BEFORE UPDATE OF post_target_id, post_part, share_of, scheduled_ms, due_ms ON outbox
WHEN NEW.post_target_id IS NOT OLD.post_target_id OR NEW.post_part IS NOT OLD.post_part
    OR NEW.share_of <> OLD.share_of OR NEW.scheduled_ms IS NOT OLD.scheduled_ms
    OR (NEW.due_ms IS NOT OLD.due_ms AND (NEW.due_ms IS NULL OR OLD.due_ms IS NULL
        OR OLD.state <> 'queued' OR OLD.attempts > 0))
BEGIN SELECT RAISE(ABORT, 'an action is never altered: another is decided'); END;

DROP TRIGGER outbox_stale_words;
CREATE TRIGGER outbox_stale_words BEFORE UPDATE OF state ON outbox
WHEN NEW.state = 'sending' AND NEW.scheduled_ms IS NULL
    AND NEW.kind IN ('reply', 'private_reply', 'message', 'publish', 'reshare')
    AND NEW.last_sent_ms - max(NEW.queued_ms, coalesce(NEW.fresh_yes_ms, 0), coalesce(NEW.due_ms, 0)) > 900000
BEGIN SELECT RAISE(ABORT, 'words that waited for more than a quarter of an hour need a fresh yes'); END;

CREATE TRIGGER posts_follow_outbox AFTER UPDATE OF state ON outbox
WHEN NEW.post_target_id IS NOT NULL AND NEW.state = 'confirmed' AND OLD.state <> 'confirmed'
BEGIN
    UPDATE post_parts SET native_id = NEW.native_id, out_ms = NEW.settled_ms, held_until_ms = NEW.scheduled_ms,
        published_ms = iif(NEW.scheduled_ms IS NULL, NEW.settled_ms, NULL)
    WHERE target_id = NEW.post_target_id AND number = NEW.post_part AND NEW.kind IN ('publish', 'reshare');
    UPDATE post_parts SET text = NEW.text
    WHERE target_id = NEW.post_target_id AND number = NEW.post_part AND NEW.kind = 'edit_post';
    UPDATE post_parts SET held_until_ms = NEW.scheduled_ms
    WHERE target_id = NEW.post_target_id AND number = NEW.post_part AND NEW.kind = 'reschedule';
    UPDATE post_parts SET gone_ms = NEW.settled_ms
    WHERE target_id = NEW.post_target_id AND number = NEW.post_part AND NEW.kind = 'delete_post';
END;
CREATE TRIGGER post_targets_follow_outbox AFTER UPDATE OF state, needs_person ON outbox
WHEN NEW.post_target_id IS NOT NULL AND NEW.kind IN ('publish', 'reshare')
    AND (NEW.state = 'cancelled' OR (NEW.state = 'failed' AND NEW.needs_person = 0))
BEGIN
    UPDATE post_targets SET stopped_ms = coalesce(stopped_ms, NEW.settled_ms) WHERE id = NEW.post_target_id;
END;
CREATE VIEW post_targets_open AS
SELECT post_targets.post_id, post_targets.id AS target_id FROM post_targets
WHERE post_targets.chosen = 1 AND post_targets.stopped_ms IS NULL
    AND EXISTS (SELECT 1 FROM post_parts WHERE target_id = post_targets.id AND out_ms IS NULL);
CREATE TRIGGER posts_end_with_parts AFTER UPDATE OF out_ms ON post_parts WHEN NEW.out_ms IS NOT NULL
BEGIN
    UPDATE posts SET state = 'sent'
    WHERE id = (SELECT post_id FROM post_targets WHERE id = NEW.target_id) AND state = 'ready'
        AND NOT EXISTS (SELECT 1 FROM post_targets_open WHERE post_targets_open.post_id = posts.id);
END;
CREATE TRIGGER posts_end_with_targets AFTER UPDATE OF stopped_ms ON post_targets WHEN NEW.stopped_ms IS NOT NULL
BEGIN
    UPDATE posts SET
        state = iif(EXISTS (
            SELECT 1 FROM post_parts JOIN post_targets AS went ON went.id = post_parts.target_id
            WHERE went.post_id = posts.id AND post_parts.out_ms IS NOT NULL), 'sent', 'draft')
    WHERE id = NEW.post_id AND state = 'ready'
        AND NOT EXISTS (SELECT 1 FROM post_targets_open WHERE post_targets_open.post_id = posts.id)
        AND NOT EXISTS (
            SELECT 1 FROM post_targets AS going JOIN outbox ON outbox.post_target_id = going.id
            WHERE going.post_id = posts.id AND outbox.kind IN ('publish', 'reshare')
                AND (outbox.state IN ('queued', 'sending', 'waiting', 'unknown')
                    OR (outbox.state = 'failed' AND outbox.needs_person = 1)));
END;
"""


def rebuild_outbox(db: Database) -> None:
    """The outbox anew, so that an action belongs to an item's decision or to a post.

    Every row, index and trigger stays, and whatever refers to the table refers to the new one. Within the migration's
    transaction.
    """
    run = db.conn.execute
    made = [
        str(found[0])
        for found in run(
            "SELECT sql FROM sqlite_schema WHERE tbl_name = 'outbox' AND type IN ('index', 'trigger')"
            " AND sql IS NOT NULL ORDER BY rowid"
        ).fetchall()
    ]
    # What refers to an action finds it again before the transaction ends.
    run("PRAGMA defer_foreign_keys = ON")
    run(f"CREATE TEMP TABLE outbox_before AS SELECT {_AS_IT_WAS} FROM outbox")
    run("DROP TABLE outbox")
    run(_OUTBOX)
    run(f"INSERT INTO outbox ({_AS_IT_WAS}) SELECT {_AS_IT_WAS} FROM outbox_before")
    run("DROP TABLE outbox_before")
    for statement in made:
        run(statement)

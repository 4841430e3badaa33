"""Posts of the Force, where each goes, its pictures and parts; the outbox takes posts too (P1).

A post has one row in `post_targets` for each account, and each of those one row in `post_parts` for every part of what
is shown there: one, or several where it is a thread. `out_ms` is when the network was seen to have a part,
`published_ms` when the public could see it: later, where the network holds it until `held_until_ms`. What is decided is
never altered; stopped before any of it went out, a post is a draft again. `parts_version` is the version at which a
draft's parts, accounts or pictures were touched last: until a newer one says whose that was, no second yes is said.
"""

from __future__ import annotations

from sqlite_utils import Database

PUBLISHING = """
CREATE TABLE posts (
    id INTEGER PRIMARY KEY,
    origin TEXT NOT NULL DEFAULT 'desk' CHECK (origin IN ('desk', 'elsewhere')),
    purpose TEXT NOT NULL DEFAULT '',
    text TEXT NOT NULL DEFAULT '',
    link TEXT NOT NULL DEFAULT '',
    scheduled_ms INTEGER,
    state TEXT NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'waiting_second', 'ready', 'sent', 'cancelled')),
    version INTEGER NOT NULL DEFAULT 1,
    parts_version INTEGER NOT NULL DEFAULT 0,
    appeal_id INTEGER,
    by_name TEXT NOT NULL CHECK (by_name <> ''),
    by_role TEXT NOT NULL,
    by_staff INTEGER,
    created_ms INTEGER NOT NULL,
    altered_ms INTEGER NOT NULL,
    altered_by TEXT NOT NULL DEFAULT '',
    altered_role TEXT NOT NULL DEFAULT '',
    altered_staff INTEGER,
    decided_ms INTEGER,
    decided_by TEXT NOT NULL DEFAULT '',
    decided_role TEXT NOT NULL DEFAULT '',
    CHECK (version = 1 OR altered_by <> ''),
    CHECK ((decided_ms IS NULL) = (decided_by = '')),
    CHECK (state NOT IN ('ready', 'sent') OR decided_ms IS NOT NULL OR origin = 'elsewhere')
) STRICT;
CREATE INDEX posts_written ON posts (altered_ms) WHERE state IN ('draft', 'waiting_second');
CREATE INDEX posts_ready ON posts (id) WHERE state = 'ready';
CREATE INDEX posts_by_time ON posts (scheduled_ms) WHERE scheduled_ms IS NOT NULL;
CREATE INDEX posts_of_appeal ON posts (appeal_id) WHERE appeal_id IS NOT NULL;

CREATE TABLE post_writers (
    post_id INTEGER NOT NULL REFERENCES posts(id),
    name TEXT NOT NULL CHECK (name <> ''),
    role TEXT NOT NULL,
    staff_id INTEGER,
    since_ms INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX post_writers_once ON post_writers (post_id, name, coalesce(staff_id, 0));

CREATE TABLE post_targets (
    id INTEGER PRIMARY KEY,
    post_id INTEGER NOT NULL REFERENCES posts(id),
    account_id INTEGER NOT NULL REFERENCES accounts(id),
    chosen INTEGER NOT NULL DEFAULT 1 CHECK (chosen IN (0, 1)),
    own_words INTEGER NOT NULL DEFAULT 0 CHECK (own_words IN (0, 1)),
    share_of TEXT NOT NULL DEFAULT '',
    route TEXT NOT NULL DEFAULT ''
        CHECK (route IN ('', 'api', 'network_schedule', 'desk_queue', 'hootsuite', 'by_hand', 'elsewhere')),
    stopped_ms INTEGER,
    UNIQUE (post_id, account_id)
) STRICT;
CREATE INDEX post_targets_by_account ON post_targets (account_id, id);

CREATE TABLE post_parts (
    id INTEGER PRIMARY KEY,
    target_id INTEGER NOT NULL REFERENCES post_targets(id),
    number INTEGER NOT NULL CHECK (number > 0),
    text TEXT NOT NULL,
    native_id TEXT,
    permalink TEXT NOT NULL DEFAULT '',
    out_ms INTEGER,
    held_until_ms INTEGER,
    published_ms INTEGER,
    gone_ms INTEGER,
    UNIQUE (target_id, number),
    CHECK (published_ms IS NULL OR out_ms IS NOT NULL),
    CHECK (native_id <> '')
) STRICT;
CREATE INDEX post_parts_by_native ON post_parts (native_id) WHERE native_id IS NOT NULL;
CREATE INDEX post_parts_held ON post_parts (held_until_ms) WHERE published_ms IS NULL AND held_until_ms IS NOT NULL;
CREATE INDEX post_parts_out ON post_parts (out_ms) WHERE out_ms IS NOT NULL;
CREATE INDEX post_parts_published ON post_parts (published_ms) WHERE published_ms IS NOT NULL;

CREATE TABLE post_media (
    id INTEGER PRIMARY KEY,
    post_id INTEGER NOT NULL REFERENCES posts(id),
    position INTEGER NOT NULL,
    part INTEGER NOT NULL DEFAULT 1 CHECK (part > 0),
    content BLOB NOT NULL CHECK (length(content) > 0),
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
    media_type TEXT NOT NULL,
    alt_text TEXT NOT NULL DEFAULT '',
    stripped INTEGER NOT NULL DEFAULT 0 CHECK (stripped IN (0, 1)),
    added_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX post_media_by_post ON post_media (post_id, position);

CREATE TABLE publishing_routes (
    account_id INTEGER PRIMARY KEY REFERENCES accounts(id),
    route TEXT NOT NULL CHECK (route IN ('network', 'hootsuite')),
    profile TEXT NOT NULL DEFAULT '',
    altered_ms INTEGER NOT NULL,
    altered_by TEXT NOT NULL CHECK (altered_by <> ''),
    CHECK ((route = 'hootsuite') = (profile <> ''))
) STRICT;

CREATE TABLE audit_posts (
    post_id INTEGER NOT NULL,
    seq INTEGER NOT NULL REFERENCES audit(seq),
    PRIMARY KEY (post_id, seq)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER posts_begin_as_drafts BEFORE INSERT ON posts
WHEN NEW.state <> iif(NEW.origin = 'desk', 'draft', 'sent') OR NEW.decided_ms IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a post begins as a draft'); END;
CREATE TRIGGER posts_in_order BEFORE UPDATE OF state ON posts
WHEN NEW.state <> OLD.state AND NOT (
    (OLD.state = 'draft' AND NEW.state IN ('waiting_second', 'ready', 'cancelled'))
    OR (OLD.state = 'waiting_second' AND NEW.state IN ('draft', 'ready', 'cancelled'))
    OR (OLD.state = 'ready' AND NEW.state IN ('draft', 'sent'))
    OR (OLD.state = 'cancelled' AND NEW.state = 'draft'))
BEGIN SELECT RAISE(ABORT, 'what became of a post is not undone'); END;
CREATE TRIGGER posts_out_are_no_drafts BEFORE UPDATE OF state ON posts
WHEN NEW.state IN ('draft', 'cancelled') AND EXISTS (
    SELECT 1 FROM post_parts JOIN post_targets ON post_targets.id = post_parts.target_id
    WHERE post_targets.post_id = NEW.id AND post_parts.out_ms IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'a post that is out is no draft'); END;
CREATE TRIGGER posts_same_words BEFORE UPDATE OF purpose, text, link, version ON posts
WHEN OLD.state NOT IN ('draft', 'waiting_second')
    AND NOT (OLD.state IN ('sent', 'cancelled') AND NEW.text = '' AND NEW.link = '' AND NEW.purpose = ''
        AND NEW.version = OLD.version)
BEGIN SELECT RAISE(ABORT, 'a post is not altered once it was decided'); END;
CREATE TRIGGER posts_alterations_counted BEFORE UPDATE OF purpose, text, link ON posts
WHEN OLD.state IN ('draft', 'waiting_second') AND NEW.version <= OLD.version
    AND (NEW.purpose <> OLD.purpose OR NEW.text <> OLD.text OR NEW.link <> OLD.link)
BEGIN SELECT RAISE(ABORT, 'an alteration of a post is counted, with whose it is'); END;
CREATE TRIGGER posts_writers_kept AFTER UPDATE OF version ON posts WHEN NEW.version <> OLD.version
BEGIN
    INSERT INTO post_writers (post_id, name, role, staff_id, since_ms)
    VALUES (NEW.id, NEW.altered_by, NEW.altered_role, NEW.altered_staff, NEW.altered_ms) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER posts_parts_version_kept BEFORE UPDATE OF parts_version ON posts
WHEN NEW.parts_version < OLD.parts_version AND OLD.state <> 'ready'
BEGIN SELECT RAISE(ABORT, 'an alteration of a post is counted, with whose it is'); END;
CREATE TRIGGER posts_parts_as_decided AFTER UPDATE OF state ON posts WHEN NEW.state = 'ready'
BEGIN UPDATE posts SET parts_version = 0 WHERE id = NEW.id; END;
CREATE TRIGGER post_writers_same BEFORE UPDATE ON post_writers
BEGIN SELECT RAISE(ABORT, 'who wrote a post is never altered'); END;
CREATE TRIGGER post_writers_kept BEFORE DELETE ON post_writers
BEGIN SELECT RAISE(ABORT, 'who wrote a post stays on the record'); END;
CREATE TRIGGER posts_same_time BEFORE UPDATE OF scheduled_ms ON posts
WHEN OLD.state = 'cancelled' OR (OLD.state = 'sent' AND NOT EXISTS (
    SELECT 1 FROM post_parts JOIN post_targets ON post_targets.id = post_parts.target_id
    WHERE post_targets.post_id = OLD.id AND post_parts.held_until_ms IS NOT NULL
        AND post_parts.published_ms IS NULL AND post_parts.gone_ms IS NULL))
BEGIN SELECT RAISE(ABORT, 'a post is not altered once it was decided'); END;
CREATE TRIGGER posts_same_maker BEFORE UPDATE OF origin, by_name, by_role, by_staff, created_ms ON posts
BEGIN SELECT RAISE(ABORT, 'who began a post is never altered'); END;
CREATE TRIGGER posts_kept BEFORE DELETE ON posts
BEGIN SELECT RAISE(ABORT, 'a post stays on the record'); END;

CREATE TRIGGER post_targets_new BEFORE INSERT ON post_targets
WHEN NOT EXISTS (SELECT 1 FROM posts WHERE id = NEW.post_id AND (state = 'draft' OR origin = 'elsewhere'))
BEGIN SELECT RAISE(ABORT, 'a post is not altered once it was decided'); END;
CREATE TRIGGER post_targets_same
BEFORE UPDATE OF post_id, account_id, chosen, own_words, share_of, route ON post_targets
WHEN NEW.post_id <> OLD.post_id OR NEW.account_id <> OLD.account_id
    OR NOT EXISTS (SELECT 1 FROM posts WHERE id = OLD.post_id AND state IN ('draft', 'waiting_second'))
BEGIN SELECT RAISE(ABORT, 'a post is not altered once it was decided'); END;
CREATE TRIGGER post_targets_kept BEFORE DELETE ON post_targets
BEGIN SELECT RAISE(ABORT, 'where a post was to go stays on the record'); END;

CREATE TRIGGER post_parts_new BEFORE INSERT ON post_parts
WHEN NOT EXISTS (
    SELECT 1 FROM post_targets JOIN posts ON posts.id = post_targets.post_id
    WHERE post_targets.id = NEW.target_id AND (posts.origin = 'elsewhere'
        OR (posts.state IN ('draft', 'waiting_second') AND NEW.out_ms IS NULL AND NEW.native_id IS NULL)))
BEGIN SELECT RAISE(ABORT, 'a post is not altered once it was decided'); END;
CREATE TRIGGER post_parts_same BEFORE UPDATE OF target_id, number, text ON post_parts
WHEN NEW.target_id <> OLD.target_id OR NEW.number <> OLD.number
    OR NOT EXISTS (
        SELECT 1 FROM post_targets JOIN posts ON posts.id = post_targets.post_id
        WHERE post_targets.id = OLD.target_id AND (posts.state IN ('draft', 'waiting_second')
            OR (posts.state IN ('sent', 'cancelled') AND NEW.text = '')))
    AND NOT EXISTS (
        SELECT 1 FROM outbox WHERE outbox.post_target_id = OLD.target_id AND outbox.post_part = OLD.number
            AND outbox.kind = 'edit_post' AND outbox.state = 'confirmed' AND outbox.text = NEW.text)
BEGIN SELECT RAISE(ABORT, 'a post is not altered once it was decided'); END;
CREATE TRIGGER post_parts_kept BEFORE DELETE ON post_parts
WHEN NOT EXISTS (
    SELECT 1 FROM post_targets JOIN posts ON posts.id = post_targets.post_id
    WHERE post_targets.id = OLD.target_id AND posts.state IN ('draft', 'waiting_second'))
BEGIN SELECT RAISE(ABORT, 'a post is not altered once it was decided'); END;

CREATE TRIGGER post_media_new BEFORE INSERT ON post_media
WHEN NOT EXISTS (SELECT 1 FROM posts WHERE id = NEW.post_id AND state = 'draft')
BEGIN SELECT RAISE(ABORT, 'a post is not altered once it was decided'); END;
CREATE TRIGGER post_media_same BEFORE UPDATE ON post_media
WHEN NEW.post_id <> OLD.post_id OR NEW.content <> OLD.content OR NEW.sha256 <> OLD.sha256
    OR NOT EXISTS (SELECT 1 FROM posts WHERE id = OLD.post_id AND state = 'draft')
BEGIN SELECT RAISE(ABORT, 'a post is not altered once it was decided'); END;
CREATE TRIGGER post_media_kept BEFORE DELETE ON post_media
WHEN NOT EXISTS (
    SELECT 1 FROM posts WHERE id = OLD.post_id
        AND (state IN ('draft', 'cancelled') OR (state = 'sent' AND text = '' AND purpose = '')))
BEGIN SELECT RAISE(ABORT, 'a post is not altered once it was decided'); END;
CREATE TRIGGER post_parts_new_counted AFTER INSERT ON post_parts
BEGIN
    UPDATE posts SET parts_version = version
    WHERE id = (SELECT post_id FROM post_targets WHERE id = NEW.target_id) AND state IN ('draft', 'waiting_second');
END;
CREATE TRIGGER post_parts_other_counted AFTER UPDATE OF text, number ON post_parts
BEGIN
    UPDATE posts SET parts_version = version
    WHERE id = (SELECT post_id FROM post_targets WHERE id = NEW.target_id) AND state IN ('draft', 'waiting_second');
END;
CREATE TRIGGER post_parts_gone_counted AFTER DELETE ON post_parts
BEGIN
    UPDATE posts SET parts_version = version
    WHERE id = (SELECT post_id FROM post_targets WHERE id = OLD.target_id) AND state IN ('draft', 'waiting_second');
END;
CREATE TRIGGER post_media_new_counted AFTER INSERT ON post_media
BEGIN
    UPDATE posts SET parts_version = version
    WHERE id = NEW.post_id AND state IN ('draft', 'waiting_second');
END;
CREATE TRIGGER post_media_other_counted AFTER UPDATE ON post_media
BEGIN
    UPDATE posts SET parts_version = version
    WHERE id = NEW.post_id AND state IN ('draft', 'waiting_second');
END;
CREATE TRIGGER post_media_gone_counted AFTER DELETE ON post_media
BEGIN
    UPDATE posts SET parts_version = version
    WHERE id = OLD.post_id AND state IN ('draft', 'waiting_second');
END;
CREATE TRIGGER post_targets_new_counted AFTER INSERT ON post_targets
BEGIN
    UPDATE posts SET parts_version = version
    WHERE id = NEW.post_id AND state IN ('draft', 'waiting_second');
END;
CREATE TRIGGER post_targets_other_counted AFTER UPDATE OF chosen, own_words, share_of ON post_targets
BEGIN
    UPDATE posts SET parts_version = version
    WHERE id = NEW.post_id AND state IN ('draft', 'waiting_second');
END;
"""

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

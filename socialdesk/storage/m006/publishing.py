"""Posts of the Force, where each goes, its pictures and parts; the outbox takes posts too (P1).

A post has one row in `post_targets` for each account, and each of those one row in `post_parts` for every part of what
is shown there: one, or several where it is a thread. `out_ms` is when the network was seen to have a part,
`published_ms` when the public could see it: later, where the network holds it until `held_until_ms`. What is decided is
never altered; stopped before any of it went out, a post is a draft again. `parts_version` is the version at which a
draft's parts, accounts or pictures were touched last: until a newer one says whose that was, no second yes is said.
"""

from __future__ import annotations

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

"""Appeals, every post of each, and how they are taken down together (P4).

The Force's own posts and reshares belong to an appeal through `posts.appeal_id`; what is asked of each stands in
`appeal_takedowns`, and copies that the desk cannot take down itself in `appeal_copies`. That one of our own is gone is
in `post_parts` alone, which only what was seen on the network writes; a person's word for it is kept apart.
"""

APPEALS = """
CREATE TABLE appeals (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('witness', 'cctv', 'wanted', 'missing')),
    name TEXT NOT NULL CHECK (name <> '' AND name = trim(name)),
    state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'located', 'arrested', 'charged', 'concluded')),
    over_ms INTEGER,
    opened_ms INTEGER NOT NULL,
    opened_by TEXT NOT NULL CHECK (opened_by <> ''),
    opened_role TEXT NOT NULL CHECK (opened_role IN ('corporate_communications', 'trainee')),
    opened_staff INTEGER,
    proceedings_id INTEGER REFERENCES proceedings(id),
    CHECK ((state = 'open') = (over_ms IS NULL))
) STRICT;
CREATE INDEX appeals_over ON appeals (over_ms) WHERE over_ms IS NOT NULL;

CREATE TABLE appeal_takedowns (
    target_id INTEGER PRIMARY KEY REFERENCES post_targets(id),
    appeal_id INTEGER NOT NULL REFERENCES appeals(id),
    asked_ms INTEGER NOT NULL,
    asked_by TEXT NOT NULL CHECK (asked_by <> ''),
    asked_role TEXT NOT NULL,
    asked_staff INTEGER,
    handed_ms INTEGER,
    refused_ms INTEGER,
    refused TEXT NOT NULL DEFAULT '',
    ticked_ms INTEGER,
    ticked_by TEXT NOT NULL DEFAULT '',
    CHECK ((refused_ms IS NULL) = (refused = '')),
    CHECK ((ticked_ms IS NULL) = (ticked_by = '')),
    CHECK (handed_ms IS NULL OR refused_ms IS NULL)
) STRICT;
CREATE INDEX appeal_takedowns_by_appeal ON appeal_takedowns (appeal_id);
CREATE INDEX appeal_takedowns_to_hand ON appeal_takedowns (asked_ms)
    WHERE handed_ms IS NULL AND refused_ms IS NULL AND ticked_ms IS NULL;

CREATE TABLE appeal_copies (
    id INTEGER PRIMARY KEY,
    appeal_id INTEGER NOT NULL REFERENCES appeals(id),
    whose TEXT NOT NULL CHECK (whose IN ('ours', 'stranger')),
    how TEXT NOT NULL CHECK (how IN ('link', 'likeness')),
    network TEXT NOT NULL DEFAULT '',
    url TEXT NOT NULL DEFAULT '',
    thread_id INTEGER REFERENCES threads(id),
    item_id INTEGER REFERENCES items(id),
    note TEXT NOT NULL DEFAULT '',
    listed_ms INTEGER NOT NULL,
    listed_by TEXT NOT NULL CHECK (listed_by <> ''),
    ticked_ms INTEGER,
    ticked_by TEXT NOT NULL DEFAULT '',
    outcome TEXT NOT NULL DEFAULT '' CHECK (outcome IN ('', 'gone', 'asked', 'left')),
    ticked_words TEXT NOT NULL DEFAULT '',
    CHECK (url <> '' OR thread_id IS NOT NULL OR item_id IS NOT NULL),
    CHECK ((ticked_ms IS NULL) = (ticked_by = '')),
    CHECK ((ticked_ms IS NULL) = (outcome = '')),
    CHECK (outcome <> 'left' OR ticked_words <> '')
) STRICT;
CREATE INDEX appeal_copies_by_appeal ON appeal_copies (appeal_id, id);
CREATE UNIQUE INDEX appeal_copies_once ON appeal_copies (appeal_id, url) WHERE url <> '';

CREATE TABLE appeal_offers_declined (
    appeal_id INTEGER NOT NULL REFERENCES appeals(id),
    offered TEXT NOT NULL CHECK (offered <> ''),
    declined_ms INTEGER NOT NULL,
    declined_by TEXT NOT NULL CHECK (declined_by <> ''),
    PRIMARY KEY (appeal_id, offered)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER appeals_begin_open BEFORE INSERT ON appeals WHEN NEW.state <> 'open'
BEGIN SELECT RAISE(ABORT, 'an appeal begins open'); END;
CREATE TRIGGER appeals_same BEFORE UPDATE OF kind, opened_ms, opened_by, opened_role, opened_staff ON appeals
BEGIN SELECT RAISE(ABORT, 'who opened an appeal is never altered'); END;
CREATE TRIGGER appeals_clock BEFORE UPDATE OF over_ms ON appeals
WHEN OLD.over_ms IS NOT NULL AND NEW.over_ms IS NOT NULL AND NEW.over_ms <> OLD.over_ms
BEGIN SELECT RAISE(ABORT, 'the clock of an appeal is never put forward'); END;
CREATE TRIGGER appeals_stay_over BEFORE UPDATE OF state ON appeals
WHEN NEW.state = 'open' AND OLD.state <> 'open'
    AND EXISTS (SELECT 1 FROM appeal_takedowns WHERE appeal_id = OLD.id)
BEGIN SELECT RAISE(ABORT, 'an appeal whose posts are being taken down is over'); END;
CREATE TRIGGER appeals_kept BEFORE DELETE ON appeals
BEGIN SELECT RAISE(ABORT, 'an appeal stays on the record'); END;

CREATE TRIGGER posts_of_open_appeals BEFORE UPDATE OF state ON posts
WHEN NEW.state = 'ready' AND OLD.state <> 'ready'
    AND (SELECT state FROM appeals WHERE id = NEW.appeal_id) <> 'open'
BEGIN SELECT RAISE(ABORT, 'nothing of an appeal is published once it is over'); END;

CREATE TRIGGER appeal_takedowns_of_appeal BEFORE INSERT ON appeal_takedowns
WHEN NOT EXISTS (
    SELECT 1 FROM post_targets JOIN posts ON posts.id = post_targets.post_id
    WHERE post_targets.id = NEW.target_id AND posts.appeal_id = NEW.appeal_id)
BEGIN SELECT RAISE(ABORT, 'a post is taken down with the appeal that it belongs to'); END;
CREATE TRIGGER appeal_takedowns_ticked BEFORE UPDATE ON appeal_takedowns WHEN OLD.ticked_ms IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'what was ticked off stays so'); END;
CREATE TRIGGER appeal_takedowns_kept BEFORE DELETE ON appeal_takedowns
BEGIN SELECT RAISE(ABORT, 'what was asked for stays on the record'); END;
CREATE TRIGGER appeal_copies_same BEFORE UPDATE OF appeal_id, whose, how, thread_id, item_id, listed_ms, listed_by
ON appeal_copies
BEGIN SELECT RAISE(ABORT, 'a copy that is listed is never altered'); END;
CREATE TRIGGER appeal_copies_ticked BEFORE UPDATE OF ticked_ms, ticked_by, outcome ON appeal_copies
WHEN OLD.ticked_ms IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'what was ticked off stays so'); END;
CREATE TRIGGER appeal_copies_kept BEFORE DELETE ON appeal_copies
BEGIN SELECT RAISE(ABORT, 'a copy stays on the list of its appeal'); END;
"""

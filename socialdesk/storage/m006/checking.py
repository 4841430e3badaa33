"""What was answered before a post may go (P2 to P9).

`subject` is a SHA-256 of what an answer rests on: the words, the accounts, the picture. Once that is other, the answer
is none any more; it stays on the record all the same. Words of an answer can be disposed of once the post's own were;
`post_reviews` says until when a post is kept on after it was due.
"""

CHECKING = """
CREATE TABLE post_checks (
    id INTEGER PRIMARY KEY,
    post_id INTEGER NOT NULL REFERENCES posts(id),
    check_id TEXT NOT NULL CHECK (check_id <> ''),
    media_sha256 TEXT NOT NULL DEFAULT '' CHECK (length(media_sha256) IN (0, 64)),
    subject TEXT NOT NULL CHECK (length(subject) = 64),
    version INTEGER NOT NULL,
    answers TEXT NOT NULL CHECK (json_valid(answers) AND json_type(answers) = 'object'),
    outcome TEXT NOT NULL CHECK (outcome IN ('stop', 'ask', 'pass')),
    pack TEXT NOT NULL CHECK (pack <> ''),
    by_name TEXT NOT NULL CHECK (by_name <> ''),
    by_role TEXT NOT NULL CHECK (by_role <> '' AND by_role <> 'auditor'),
    by_staff INTEGER REFERENCES staff(id),
    at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX post_checks_by_post ON post_checks (post_id, check_id, id);
CREATE INDEX post_checks_by_picture ON post_checks (media_sha256, id) WHERE media_sha256 <> '';

CREATE TABLE permissions_to_charge (
    id INTEGER PRIMARY KEY,
    post_id INTEGER NOT NULL REFERENCES posts(id),
    subject TEXT NOT NULL CHECK (length(subject) = 64),
    names INTEGER NOT NULL CHECK (names IN (0, 1)),
    given_by TEXT NOT NULL CHECK (given_by <> '' AND given_by = trim(given_by)),
    given_staff INTEGER REFERENCES staff(id),
    given_ms INTEGER NOT NULL,
    how TEXT NOT NULL CHECK (how IN ('desk', 'telephone', 'email', 'person')),
    by_name TEXT NOT NULL CHECK (by_name <> ''),
    by_role TEXT NOT NULL CHECK (by_role <> '' AND by_role <> 'auditor'),
    by_staff INTEGER REFERENCES staff(id),
    at_ms INTEGER NOT NULL,
    CHECK (given_ms <= at_ms),
    CHECK (how <> 'desk' OR (by_role = 'corporate_communications' AND given_by = by_name AND given_staff IS by_staff)),
    CHECK (how = 'desk' OR CASE WHEN given_staff IS NULL OR by_staff IS NULL THEN lower(given_by) <> lower(by_name)
        ELSE given_staff <> by_staff END)
) STRICT;
CREATE INDEX permissions_to_charge_by_post ON permissions_to_charge (post_id, id);

CREATE TABLE second_yes (
    id INTEGER PRIMARY KEY,
    post_id INTEGER NOT NULL REFERENCES posts(id),
    subject TEXT NOT NULL CHECK (length(subject) = 64),
    version INTEGER NOT NULL,
    yes INTEGER NOT NULL CHECK (yes IN (0, 1)),
    words TEXT NOT NULL DEFAULT '',
    by_name TEXT NOT NULL CHECK (by_name <> ''),
    by_role TEXT NOT NULL CHECK (by_role <> '' AND by_role NOT IN ('auditor', 'trainee')),
    by_staff INTEGER REFERENCES staff(id),
    at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX second_yes_by_post ON second_yes (post_id, id);

CREATE TRIGGER post_checks_same BEFORE UPDATE ON post_checks
WHEN NEW.answers <> '{}' OR NEW.id <> OLD.id OR NEW.post_id <> OLD.post_id OR NEW.check_id <> OLD.check_id
    OR NEW.media_sha256 <> OLD.media_sha256 OR NEW.subject <> OLD.subject OR NEW.version <> OLD.version
    OR NEW.outcome <> OLD.outcome OR NEW.pack <> OLD.pack OR NEW.by_name <> OLD.by_name OR NEW.by_role <> OLD.by_role
    OR NEW.by_staff IS NOT OLD.by_staff OR NEW.at_ms <> OLD.at_ms
    OR NOT EXISTS (SELECT 1 FROM posts WHERE id = OLD.post_id AND state IN ('sent', 'cancelled') AND text = ''
        AND purpose = '')
BEGIN SELECT RAISE(ABORT, 'what was answered of a post is never altered'); END;
CREATE TRIGGER post_checks_kept BEFORE DELETE ON post_checks
BEGIN SELECT RAISE(ABORT, 'what was answered of a post stays on the record'); END;

CREATE TRIGGER permissions_to_charge_own BEFORE INSERT ON permissions_to_charge
WHEN EXISTS (
    SELECT 1 FROM posts WHERE id = NEW.post_id
        AND CASE WHEN by_staff IS NULL OR NEW.given_staff IS NULL THEN lower(by_name) = lower(NEW.given_by)
            ELSE by_staff = NEW.given_staff END)
BEGIN SELECT RAISE(ABORT, 'nobody permits a charge to themselves'); END;
CREATE TRIGGER permissions_to_charge_by_corporate BEFORE INSERT ON permissions_to_charge
WHEN NEW.given_staff IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM staff WHERE id = NEW.given_staff AND role = 'corporate_communications' AND ended_ms IS NULL)
BEGIN SELECT RAISE(ABORT, 'Corporate Communications alone permits a charge'); END;
CREATE TRIGGER permissions_to_charge_same BEFORE UPDATE ON permissions_to_charge
BEGIN SELECT RAISE(ABORT, 'a permission is never altered'); END;
CREATE TRIGGER permissions_to_charge_kept BEFORE DELETE ON permissions_to_charge
BEGIN SELECT RAISE(ABORT, 'a permission stays on the record'); END;

CREATE TRIGGER second_yes_own BEFORE INSERT ON second_yes
WHEN EXISTS (
    SELECT 1 FROM (SELECT id AS post_id, by_name, by_staff FROM posts
        UNION ALL SELECT post_id, name, staff_id FROM post_writers
        UNION ALL SELECT post_id, by_name, by_staff FROM post_checks) AS worked
    WHERE worked.post_id = NEW.post_id
        AND CASE WHEN worked.by_staff IS NULL OR NEW.by_staff IS NULL THEN lower(worked.by_name) = lower(NEW.by_name)
            ELSE worked.by_staff = NEW.by_staff END)
BEGIN SELECT RAISE(ABORT, 'nobody says the second yes to their own'); END;
CREATE TRIGGER second_yes_signed BEFORE INSERT ON second_yes
WHEN EXISTS (SELECT 1 FROM posts WHERE id = NEW.post_id AND state IN ('draft', 'waiting_second')
    AND parts_version >= version)
BEGIN SELECT RAISE(ABORT, 'it is not said who altered the post last'); END;
CREATE TRIGGER second_yes_same BEFORE UPDATE ON second_yes
WHEN NEW.words <> '' OR NEW.id <> OLD.id OR NEW.post_id <> OLD.post_id OR NEW.subject <> OLD.subject
    OR NEW.version <> OLD.version OR NEW.yes <> OLD.yes OR NEW.by_name <> OLD.by_name OR NEW.by_role <> OLD.by_role
    OR NEW.by_staff IS NOT OLD.by_staff OR NEW.at_ms <> OLD.at_ms
    OR NOT EXISTS (SELECT 1 FROM posts WHERE id = OLD.post_id AND state IN ('sent', 'cancelled') AND text = ''
        AND purpose = '')
BEGIN SELECT RAISE(ABORT, 'a second yes is never altered'); END;
CREATE TABLE post_reviews (
    id INTEGER PRIMARY KEY,
    post_id INTEGER NOT NULL REFERENCES posts(id),
    by_name TEXT NOT NULL CHECK (by_name <> ''),
    by_role TEXT NOT NULL CHECK (by_role IN ('corporate_communications', 'trainee')),
    reviewed_ms INTEGER NOT NULL,
    next_ms INTEGER NOT NULL CHECK (next_ms > reviewed_ms)
) STRICT;
CREATE INDEX post_reviews_by_post ON post_reviews (post_id, next_ms);
CREATE TRIGGER post_reviews_same BEFORE UPDATE ON post_reviews
BEGIN SELECT RAISE(ABORT, 'a review is never altered'); END;
CREATE TRIGGER post_reviews_kept BEFORE DELETE ON post_reviews
BEGIN SELECT RAISE(ABORT, 'a review stays on the record'); END;
CREATE TRIGGER second_yes_kept BEFORE DELETE ON second_yes
BEGIN SELECT RAISE(ABORT, 'a second yes stays on the record'); END;
"""

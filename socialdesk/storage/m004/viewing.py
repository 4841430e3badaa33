"""Saved views, what waits for a reply, and why a person was looked up.

A look-up is on record by law (Data Protection Act 2018 s.62): it is never altered. `reason` is one of a short list or a
person's own words; a saved view's `words` are what would be typed into the search.
"""

VIEWING = """
CREATE TABLE lookups (
    id INTEGER PRIMARY KEY,
    author_id INTEGER NOT NULL REFERENCES authors(id),
    reason TEXT NOT NULL CHECK (trim(reason) <> ''),
    by_name TEXT NOT NULL CHECK (by_name <> ''),
    looked_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX lookups_by_author ON lookups (author_id, looked_ms);
CREATE TRIGGER lookups_same BEFORE UPDATE ON lookups
BEGIN SELECT RAISE(ABORT, 'that a person was looked up is never altered'); END;

CREATE TABLE saved_views (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL CHECK (trim(name) <> '' AND length(name) <= 60),
    words TEXT NOT NULL CHECK (trim(words) <> '' AND length(words) <= 500),
    by_name TEXT NOT NULL CHECK (by_name <> ''),
    saved_ms INTEGER NOT NULL,
    ended_ms INTEGER
) STRICT;
CREATE UNIQUE INDEX saved_views_by_name ON saved_views (lower(name)) WHERE ended_ms IS NULL;

ALTER TABLE worklist ADD COLUMN to_answer INTEGER NOT NULL DEFAULT 0 CHECK (to_answer IN (0, 1));
UPDATE worklist SET to_answer = 1 WHERE item_id IN (
    SELECT assessments.item_id FROM assessments, json_each(assessments.findings) AS found
    WHERE json_extract(found.value, '$.band') <> 'weak' AND json_extract(found.value, '$.ground')
        IN ('question', 'complaint', 'crime_report', 'foi_request', 'safety_advice'));
CREATE INDEX worklist_to_answer ON worklist (rank) WHERE open = 1 AND to_answer = 1;
CREATE INDEX worklist_handled ON worklist (handled_ms) WHERE handled_ms IS NOT NULL;

CREATE TABLE to_answer_count (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    number INTEGER NOT NULL CHECK (number >= 0)
) STRICT;
INSERT INTO to_answer_count (id, number) SELECT 1, count(*) FROM worklist WHERE open = 1 AND to_answer = 1;
CREATE TRIGGER to_answer_counted AFTER INSERT ON worklist WHEN NEW.open AND NEW.to_answer
BEGIN UPDATE to_answer_count SET number = number + 1; END;
CREATE TRIGGER to_answer_recounted AFTER UPDATE OF open, to_answer ON worklist
WHEN (NEW.open AND NEW.to_answer) <> (OLD.open AND OLD.to_answer)
BEGIN UPDATE to_answer_count SET number = number + iif(NEW.open AND NEW.to_answer, 1, -1); END;
CREATE TRIGGER to_answer_discounted AFTER DELETE ON worklist WHEN OLD.open AND OLD.to_answer
BEGIN UPDATE to_answer_count SET number = number - 1; END;
"""

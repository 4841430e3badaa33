"""What people say of a suggestion of triage: that they agree, or another ground; never who, which the record knows.

One row for each item and ground, the newest word on it. `band` is "" where it was not suggested, and a person chose
it. What is counted by identity word hangs on no item, so that it outlives the words it was found in.
"""

OPINIONS = """
ALTER TABLE decisions ADD COLUMN model TEXT NOT NULL DEFAULT '';

CREATE TABLE opinions (
    item_id INTEGER NOT NULL REFERENCES items(id),
    ground TEXT NOT NULL CHECK (ground <> ''),
    verdict TEXT NOT NULL CHECK (verdict IN ('agreed', 'kept', 'other', 'not_this', 'missed')),
    chosen TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(chosen)),
    marked INTEGER NOT NULL CHECK (marked IN (0, 1)),
    band TEXT NOT NULL CHECK (band IN ('', 'likely', 'possible', 'weak')),
    score REAL NOT NULL CHECK (score BETWEEN 0 AND 1),
    found_by TEXT NOT NULL CHECK (found_by IN ('', 'rules', 'model', 'both')),
    pack_version TEXT NOT NULL,
    rules TEXT NOT NULL,
    model TEXT NOT NULL,
    decision_id INTEGER REFERENCES decisions(id),
    reason TEXT NOT NULL DEFAULT '',
    said_ms INTEGER NOT NULL,
    PRIMARY KEY (item_id, ground),
    CHECK ((verdict = 'missed') = (band = '')),
    CHECK ((band = '') = (found_by = ''))
) STRICT, WITHOUT ROWID;
CREATE INDEX opinions_by_decision ON opinions (decision_id) WHERE decision_id IS NOT NULL;

CREATE TABLE identity_opinions (
    month TEXT NOT NULL CHECK (length(month) = 7),
    word TEXT NOT NULL CHECK (word <> ''),
    ground TEXT NOT NULL CHECK (ground <> ''),
    verdict TEXT NOT NULL,
    band TEXT NOT NULL,
    found_by TEXT NOT NULL,
    rules TEXT NOT NULL,
    model TEXT NOT NULL,
    number INTEGER NOT NULL CHECK (number >= 0),
    PRIMARY KEY (month, word, ground, verdict, band, found_by, rules, model)
) STRICT, WITHOUT ROWID;
"""

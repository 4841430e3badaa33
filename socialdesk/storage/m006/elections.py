"""Pre-election periods, parties and candidates as people of the Force enter them (3.3d, P7).

Days are dates as the Force's calendar has them. What was entered is never altered: it is taken off, and entered anew.
"""

ELECTIONS = """
CREATE TABLE election_periods (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL CHECK (name <> '' AND name = trim(name)),
    begins_on TEXT NOT NULL CHECK (begins_on IS date(begins_on)),
    ends_on TEXT NOT NULL CHECK (ends_on IS date(ends_on)),
    entered_ms INTEGER NOT NULL,
    entered_by TEXT NOT NULL CHECK (entered_by <> ''),
    ended_ms INTEGER,
    ended_by TEXT NOT NULL DEFAULT '',
    CHECK (begins_on <= ends_on),
    CHECK ((ended_ms IS NULL) = (ended_by = ''))
) STRICT;
CREATE TABLE election_names (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('party', 'candidate')),
    name TEXT NOT NULL CHECK (name <> '' AND name = trim(name)),
    party TEXT NOT NULL DEFAULT '',
    area TEXT NOT NULL DEFAULT '',
    also TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(also) AND json_type(also) = 'array'),
    since_on TEXT CHECK (since_on IS date(since_on)),
    until_on TEXT CHECK (until_on IS date(until_on)),
    entered_ms INTEGER NOT NULL,
    entered_by TEXT NOT NULL CHECK (entered_by <> ''),
    ended_ms INTEGER,
    ended_by TEXT NOT NULL DEFAULT '',
    CHECK (since_on IS NULL OR until_on IS NULL OR since_on <= until_on),
    CHECK ((ended_ms IS NULL) = (ended_by = ''))
) STRICT;
CREATE TRIGGER election_periods_same BEFORE UPDATE ON election_periods
WHEN OLD.ended_ms IS NOT NULL OR NEW.name <> OLD.name OR NEW.begins_on <> OLD.begins_on OR NEW.ends_on <> OLD.ends_on
    OR NEW.entered_ms <> OLD.entered_ms OR NEW.entered_by <> OLD.entered_by
BEGIN SELECT RAISE(ABORT, 'a period is never altered: it is taken off, and another is entered'); END;
CREATE TRIGGER election_periods_kept BEFORE DELETE ON election_periods
BEGIN SELECT RAISE(ABORT, 'a period stays on the record'); END;
CREATE TRIGGER election_names_same BEFORE UPDATE ON election_names
WHEN OLD.ended_ms IS NOT NULL OR NEW.kind <> OLD.kind OR NEW.name <> OLD.name OR NEW.also <> OLD.also
    OR NEW.entered_ms <> OLD.entered_ms OR NEW.entered_by <> OLD.entered_by
BEGIN SELECT RAISE(ABORT, 'a name is never altered: it is taken off, and another is entered'); END;
CREATE TRIGGER election_names_kept BEFORE DELETE ON election_names
BEGIN SELECT RAISE(ABORT, 'who stood for election stays on the record'); END;
"""

"""Saved views, and why a person was looked up.

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
"""

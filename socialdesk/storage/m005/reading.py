"""What the trained model made of each text, what it has still to read, and the index of texts that are alike (4.3e).

A key of `likeness` is a hash of some of a text's letters, from which no text can be had back. Keys and readings go with
the words of the item that they came from.
"""

READING = """
CREATE TABLE to_read (
    item_id INTEGER PRIMARY KEY REFERENCES items(id)
) STRICT;
INSERT INTO to_read (item_id) SELECT item_id FROM worklist WHERE open = 1;

CREATE TABLE readings (
    item_id INTEGER PRIMARY KEY REFERENCES items(id),
    model TEXT NOT NULL CHECK (model <> ''),
    heads TEXT NOT NULL CHECK (json_valid(heads))
) STRICT;

CREATE TABLE reading_mark (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    model TEXT NOT NULL
) STRICT;
INSERT INTO reading_mark (id, model) VALUES (1, '');

CREATE TABLE likeness (
    key INTEGER NOT NULL,
    item_id INTEGER NOT NULL,
    PRIMARY KEY (key, item_id)
) STRICT, WITHOUT ROWID;
"""

"""Posts and appeals of the Force's own that name a person: part of all that is held on them (T2; 3.3a)."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from socialdesk.exports.gather import Tree, when
from socialdesk.exports.leaves import Said, Staff
from socialdesk.model.ids import AuthorId
from socialdesk.model.names import name_key
from socialdesk.storage.database import Connection

_MOST = 500
_POSTS = """
SELECT posts.id, posts.text, posts.purpose, posts.created_ms, posts.by_name,
    (SELECT group_concat(text, char(10) || char(10)) FROM (SELECT DISTINCT post_parts.text FROM post_parts
        JOIN post_targets ON post_targets.id = target_id WHERE post_targets.post_id = posts.id)),
    (SELECT group_concat(alt_text, char(10)) FROM post_media WHERE post_media.post_id = posts.id)
FROM posts WHERE posts.text <> '' OR EXISTS (SELECT 1 FROM post_parts
    JOIN post_targets ON post_targets.id = target_id WHERE post_targets.post_id = posts.id AND post_parts.text <> '')
    OR posts.appeal_id IN (SELECT value FROM json_each(?)) ORDER BY posts.id DESC
"""


def named_by_the_force(db: Connection, authors: Sequence[AuthorId]) -> list[Tree]:
    """Appeals under their name, and posts with their full name in the words, newest first.

    Only a name of at least two words is looked for: one alone stands for too many people.
    """
    names = {
        name_key(str(row[0]))
        for row in db.execute(
            "SELECT name FROM authors WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps([int(each) for each in authors]),),
        ).fetchall()
        if len(str(row[0]).split()) > 1
    }
    if not names:
        return []
    appeals = [
        row
        for row in db.execute(
            "SELECT id, name, kind, state, opened_ms, opened_by FROM appeals ORDER BY id DESC"
        )
        if _names(str(row[1]), names)
    ]
    found: list[Tree] = [
        {
            "what": "appeal",
            "number": row[0],
            "kind": row[2],
            "state": row[3],
            "text": Said(row[1]),
            "when": when(row[4]),
            "by": Staff(row[5]),
        }
        for row in appeals
    ]
    for row in db.execute(_POSTS, (json.dumps([row[0] for row in appeals]),)):
        words = "\n\n".join(dict.fromkeys(str(each) for each in (row[1], row[5], row[6]) if each))
        if _names(words, names):
            found.append(
                {
                    "what": "post",
                    "number": row[0],
                    "purpose": Said(row[2]),
                    "text": Said(words),
                    "when": when(row[3]),
                    "by": Staff(row[4]),
                }
            )
        if len(found) >= _MOST:
            break
    return found


def _names(words: str, names: set[str]) -> bool:
    plain = name_key(words)
    return any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", plain) for name in names)

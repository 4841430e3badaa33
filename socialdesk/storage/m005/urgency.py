"""The order of the inbox by urgency: a weight of each item, and its place by weight and then by age.

`urgent_rank` has the weight (0 to 255) in its highest bits, then the minutes from 2020 turned round, so that what has
waited longer has the greater rank, and the item's own number in the lowest 31, as `rank` has.
"""

URGENCY = """
ALTER TABLE worklist ADD COLUMN weight INTEGER NOT NULL DEFAULT 0 CHECK (weight BETWEEN 0 AND 255);
UPDATE worklist SET weight = CASE
    WHEN urgency = 3 THEN 144 WHEN urgency = 2 THEN 112 WHEN flagged = 1 THEN 64
    WHEN to_answer = 1 THEN 32 WHEN top_ground <> '' THEN 16 ELSE 0 END
WHERE open = 1;
ALTER TABLE worklist ADD COLUMN urgent_rank INTEGER GENERATED ALWAYS AS (
    (weight << 55) | ((16777215 - min(max(created_ms / 60000 - 26297280, 0), 16777215)) << 31) | item_id
) VIRTUAL;
CREATE INDEX worklist_needed_urgent ON worklist (urgent_rank)
    WHERE open = 1 AND (parked = 0 OR flagged = 1 OR urgency >= 2);
"""

"""The characteristics of 4.3c, as triage names them and as a person reads them (R6)."""

from __future__ import annotations

STRANDS = {
    "disability": "disability",
    "race": "race",
    "religion": "religion or faith",
    "orientation": "sexual orientation",
    "transgender": "transgender identity",
}
"""The five of 4.3c in words, by the names that `hateful.txt` and the model use."""
SEX = "sex"
"""Hostility towards women or men, which is noticed as well and is none of the five."""
NOT_OF_THE_FIVE = "Sex is not one of the five characteristics of 4.3c: consider 4.3d instead."


def strand_words(strand: str) -> str:
    """A characteristic in words; as it is named where it is none of those known, "" for ""."""
    return STRANDS.get(strand, strand.replace("_", " "))

"""The index by which the likes of a text are found among a million (4.3e)."""

LIKENESS = """
"""

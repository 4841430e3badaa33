"""The record as a whole: looking through it, exporting, what is held on one person, what is due for review."""

"""Proceedings that are active, and unusual numbers of comments."""

WATCHING = ""

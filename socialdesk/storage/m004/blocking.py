"""Blocks, from the request to their end."""

BLOCKING = ""

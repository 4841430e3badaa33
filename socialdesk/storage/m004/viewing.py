"""Saved views, and why a person was looked up."""

VIEWING = ""

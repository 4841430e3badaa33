"""Warnings given in public."""

WARNING = ""

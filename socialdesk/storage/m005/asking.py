"""Answers to questions that came by telephone, and what disposal may take out of the register of blocks."""

ASKING = """
"""

"""Appeals, every post of each, and how they are taken down together (P4)."""

APPEALS = """
"""

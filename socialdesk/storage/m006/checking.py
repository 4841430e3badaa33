"""What was answered before a post may go (P2 to P9)."""

CHECKING = """
"""

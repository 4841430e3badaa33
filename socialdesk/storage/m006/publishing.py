"""Posts of the Force, where each goes, its pictures and parts; the outbox takes posts too (P1)."""

PUBLISHING = """
"""

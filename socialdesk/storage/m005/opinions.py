"""What people say of a suggestion of triage: that they agree, or another ground."""

OPINIONS = """
"""

"""What the last readings of an account had to leave out, a sentence on each line: the steady one and the re-read."""

NOTICES = """
ALTER TABLE account_health ADD COLUMN notice TEXT NOT NULL DEFAULT '';
ALTER TABLE account_health ADD COLUMN full_notice TEXT NOT NULL DEFAULT '';
"""

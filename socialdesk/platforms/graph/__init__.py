"""What Facebook and Instagram have in common: Meta's Graph API (platforms.md 1 and 2)."""

"""Bluesky by the AT Protocol (platforms.md section 7.1)."""

"""A YouTube channel by the Data API v3 (platforms.md section 4)."""

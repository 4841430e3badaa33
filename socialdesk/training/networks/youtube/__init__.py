"""A simulated YouTube, as the Data API v3 shows it (platforms.md section 4)."""

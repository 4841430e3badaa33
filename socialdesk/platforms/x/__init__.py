"""X (API v2): mentions, replies and messages of one account, and what may be done about them."""

"""Hootsuite: a route for posts, through the account that the Force has there (platforms.md 6)."""

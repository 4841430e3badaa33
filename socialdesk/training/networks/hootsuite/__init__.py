"""The simulated Hootsuite (platforms.md 6)."""

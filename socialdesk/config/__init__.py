"""Paths, settings and the one door to the OS keyring."""

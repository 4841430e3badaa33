"""Connecting an account to the desk, step by step, and taking one off it."""

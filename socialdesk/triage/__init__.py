"""What a text may be: signals with the exact words; pure."""

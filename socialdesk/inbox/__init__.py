"""What arrives: synchronising, taking in, listing and searching."""

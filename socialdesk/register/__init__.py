"""The Force's accounts and who is at the desk."""

"""What was passed on, asked, and answered."""

REFERRING = ""

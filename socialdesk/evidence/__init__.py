"""What is kept before anything is removed (R12)."""

"""A training session on screen: what the trainee sees of it, the trainer's panel, and the desk shown to a room."""

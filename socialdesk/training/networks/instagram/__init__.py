"""The simulated Instagram, through Facebook Login: a Graph of its own beside Facebook's (platforms.md 2)."""

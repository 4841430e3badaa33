"""Instagram through Facebook Login: the same Graph API with a Page's sign-in (platforms.md 2)."""

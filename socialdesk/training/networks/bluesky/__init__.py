"""A simulated Bluesky: an account's server, the view of the network, the chat service (platforms.md 7.1)."""

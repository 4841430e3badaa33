"""The outside world: one module per network, one HTTP client."""

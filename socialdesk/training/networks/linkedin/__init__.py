"""The simulated LinkedIn: organisations' pages on the wire of the Community Management API."""

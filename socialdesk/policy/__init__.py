"""The Force's policy as data, and what it says of an item; pure."""

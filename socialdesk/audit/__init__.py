"""Who did what, when and why: a hash chain over every step (T3)."""

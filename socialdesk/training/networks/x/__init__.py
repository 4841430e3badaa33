"""A simulated X: the same wire as API v2, in both vocabularies, with nobody real on it."""

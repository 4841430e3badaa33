"""How every account is: when it was last read, what is left of its allowance, what is wrong and what mends it."""

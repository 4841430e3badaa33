"""Plain frozen values used by several stages; no verbs, no I/O."""

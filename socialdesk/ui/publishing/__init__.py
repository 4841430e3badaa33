"""Where the Force's own posts are written, checked, planned, followed and taken down (P1 to P9)."""

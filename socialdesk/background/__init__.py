"""Named threads that wake, work and are joined."""

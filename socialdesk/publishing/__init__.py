"""What the Force shows of its own: drafted, checked, decided, sent once, and taken down again."""

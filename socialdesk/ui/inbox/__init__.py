"""The rail of views and accounts, and the list."""

"""The encrypted SQLite store: open, key, pragmas, the one writer thread, migrations, backup."""

"""The schema of the first migration, in SQL. Not edited once it is released."""

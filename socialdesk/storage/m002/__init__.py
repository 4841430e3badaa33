"""The schema's second step, in SQL: counts kept across restarts, and disposal. Not edited once it is released."""

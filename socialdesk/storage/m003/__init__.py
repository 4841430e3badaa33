"""The schema's third step, in SQL: what is done by hand, what a reading left out. Not edited once it is released."""

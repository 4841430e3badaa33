"""Who is on duty, what is handed over at a change of shift, and what may be done out of hours (2.5, 4.1; I2, A7)."""

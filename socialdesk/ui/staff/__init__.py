"""Who is at the desk: signing on, the blanked window, and the staff."""

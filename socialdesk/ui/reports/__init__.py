"""Reports: the desk in numbers."""

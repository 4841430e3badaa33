"""The side panel: what it may be, what can be done, and the record made by doing it."""

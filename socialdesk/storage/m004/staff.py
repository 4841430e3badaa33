"""Who works at the desk."""

STAFF = ""

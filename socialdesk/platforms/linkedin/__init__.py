"""LinkedIn, through its Community Management API: one organisation's page."""

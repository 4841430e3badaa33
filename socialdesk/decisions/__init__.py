"""What a person decides: what is open and why, one file per decision."""

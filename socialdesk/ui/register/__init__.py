"""The register of accounts on screen."""

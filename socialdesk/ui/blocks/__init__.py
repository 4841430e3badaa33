"""The register of blocks."""

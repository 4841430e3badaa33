"""The register of every account of the Force: holders, requests, reviews, leavers (A1 to A10)."""

REGISTERING = """
"""

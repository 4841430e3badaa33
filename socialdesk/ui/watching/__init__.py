"""Active proceedings, what they protect, and posts with an unusual number of comments."""

"""The conversation under the Force's own post, and where replies are written."""

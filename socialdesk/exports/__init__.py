"""What leaves the desk as files for people: evidence bundles, exports, all held on one person; and disposal."""

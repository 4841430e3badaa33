"""Facebook pages by the Graph API (platforms.md section 1)."""

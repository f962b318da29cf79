"""How session cookies are set."""

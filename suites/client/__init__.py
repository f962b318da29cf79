"""How the page uses its token."""

"""Several sessions of one user."""

"""Real products, what is true of them, and the audit that must find the same."""

"""What comes of credentials that nobody would write by hand."""

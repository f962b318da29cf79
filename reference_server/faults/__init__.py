"""Deliberate defects: each is the honest server with one difference, and the story of how it came about."""

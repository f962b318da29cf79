"""Whether the tie between tokens and browser is there, and holds."""

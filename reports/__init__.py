"""What we say: a typed copy of a run, the gate over it, and writers that only read it."""

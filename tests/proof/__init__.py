"""The proof that every rule fails on its faults, and on no other."""

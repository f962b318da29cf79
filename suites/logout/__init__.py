"""What a logout ends."""

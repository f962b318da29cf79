"""What a refresh gives, and what it takes away."""

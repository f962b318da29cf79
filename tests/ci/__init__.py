"""What runs in a CI service, run here as far as it can be."""

"""What a foreign page can make a browser do."""

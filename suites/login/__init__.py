"""What a login issues, and how it fails."""

"""Pages that a server renders for the user of the refresh cookie."""

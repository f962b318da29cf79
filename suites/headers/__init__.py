"""What answers say to the browser and to the client."""

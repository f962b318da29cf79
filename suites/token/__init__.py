"""What an access token is, and what an API must refuse to take for one."""

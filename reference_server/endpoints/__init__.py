"""What the server answers: authentication, the account API, and pages."""

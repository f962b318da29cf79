"""Where a browser keeps tokens, and where it must not."""

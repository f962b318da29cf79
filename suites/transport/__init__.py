"""How requests travel, and what their addresses hold."""

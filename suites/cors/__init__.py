"""What pages of other origins may read."""

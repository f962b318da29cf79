"""GraphQL beside or instead of REST: who asks, how much, and by which way."""

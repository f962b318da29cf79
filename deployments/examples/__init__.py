"""Target files of deployments that no product here is like, and an adapter for one of them."""

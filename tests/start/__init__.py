"""Deployments that an audit starts itself, and the clocks that move them: tried on real servers."""

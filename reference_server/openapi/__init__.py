"""The description of the API for machines, at ``/openapi.json``: what there is, what it takes, and what it answers."""

"""The pages of ``docs/`` that are made from the live catalogue, so that none of them can go stale."""

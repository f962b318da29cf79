"""Registers the plugins of the suite; everything they do lives in ``fixtures`` and ``bearproof``."""

pytest_plugins = ["fixtures.plugin", "bearproof.recording"]

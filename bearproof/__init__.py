"""The command ``bearproof``: audits a deployment with the suites, in the checkout and installed alike."""

from bearproof.tree import put_first_on_path

__version__ = "0.1.0"

put_first_on_path()

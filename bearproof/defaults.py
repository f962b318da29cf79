"""What holds where the user says nothing. Importing this costs nothing, so that ``--help`` can name it."""

from pathlib import Path

REPORT_DIR = Path("bearproof-report")
"""The folder for the reports, below the working folder."""
MIN_COVERAGE = 0.75
"""The share of applicable rules that must be judged: ``reports.model.DEFAULT_COVERAGE``, which a test compares."""

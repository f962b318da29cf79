"""The one place that asks what time it is."""

from datetime import UTC, datetime


def epoch_now() -> float:
    """Seconds since the epoch."""
    # NOTE: not time.time(). Under freezegun that keeps real time in worker threads, because "threading" is near the
    # bottom of their call stack and on freezegun's list of modules to spare; datetime is moved everywhere.
    return datetime.now(UTC).timestamp()

"""The history that a command was told to keep, for which SQLAlchemy is imported only then."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reports.history.database import History


def history_at(place: str | None) -> "History | None":
    """Open the history at ``place``, or return None where none is named. Raises ``RunError`` (bad usage)."""
    if not place:
        return None
    from bearproof.history import opened

    return opened(place)

"""What becomes of a history that cannot be used; apart from the database, which takes its time to be loaded."""


class HistoryError(Exception):
    """A history that cannot be read or written, as a sentence, with what to do next."""

    def __init__(self, sentence: str, *, next_step: str) -> None:
        super().__init__(sentence)
        self.next_step = next_step

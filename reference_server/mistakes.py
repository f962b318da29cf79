"""Mistakes in how the server was started."""


class Mistake(Exception):  # noqa: N818 - reads as the sentence it is
    """The user asked for something that can not be had; the message says what, and what to do instead."""

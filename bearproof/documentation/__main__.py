"""``python -m bearproof.documentation`` writes the pages about rules and statements anew."""

from bearproof.documentation.pages import settle_awaited, write

if __name__ == "__main__":
    settle_awaited()
    write()

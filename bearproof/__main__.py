"""The entry point of the command: every ending is a sentence and an exit code."""

import gc
import sys


def main() -> None:
    """Run the command line and leave with its exit code."""
    # A run is short and most of what it makes is kept to its end: looking through it again and again finds nothing.
    gc.set_threshold(1_000_000, 20, 50)
    from bearproof.command_line import run

    code = run(sys.argv[1:])
    # Python would go through every object once more before it ends, which takes longer than writing the reports.
    gc.freeze()
    sys.exit(code)


if __name__ == "__main__":
    main()

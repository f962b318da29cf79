"""The entry point of the command: every ending is a sentence and an exit code."""

import sys


def main() -> None:
    """Run the command line and leave with its exit code."""
    from bearproof.command_line import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()

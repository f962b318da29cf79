"""The entry point of the command: every ending is a sentence and an exit code."""

import gc
import sys


def main() -> None:
    """Run the command line and leave with its exit code."""
    from bearproof.command_line import run

    code = run(sys.argv[1:])
    # Python would go through every object once more before it ends, which takes longer than writing the reports.
    gc.freeze()
    sys.exit(code)


if __name__ == "__main__":
    main()

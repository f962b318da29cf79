"""``python -m reference_server``."""

import gc
import sys


def main() -> None:
    """Runs the command line; a mistake of the user's is one sentence on standard error and exit code 2."""
    from reference_server.arguments import parse

    arguments = parse()
    if arguments.list_faults:
        from reference_server.faults.listing import list_faults

        list_faults(as_json=arguments.as_json)
        return

    from sqlalchemy.exc import SQLAlchemyError

    from reference_server.launch import run
    from reference_server.mistakes import Mistake

    # What was imported stays: nothing of it is garbage.
    gc.freeze()

    try:
        run(arguments)
        # Whoever waits for the end need not wait until Python has gone through every object once more.
        gc.freeze()
    except Mistake as trouble:
        _give_up(str(trouble))
    except OSError as trouble:
        _give_up(f"can not listen on {arguments.host} port {arguments.port}, or not write ca.pem: {trouble}")
    except SQLAlchemyError as trouble:
        _give_up(f"the database given with --database can not be used: {str(trouble).splitlines()[0]}")


def _give_up(sentence: str) -> None:
    sys.stderr.write(f"reference_server: {sentence}\n")
    raise SystemExit(2)


if __name__ == "__main__":
    main()

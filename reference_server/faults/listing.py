"""Prints the registry of faults."""

import json
import sys

from reference_server.faults.registry import all_faults


def list_faults(*, as_json: bool) -> None:
    """Writes the faults to standard output: JSON objects for programs, or a name and its rules per line for people."""
    faults = all_faults()
    if as_json:
        rows = [
            {
                "name": one.name,
                "breaks": list(one.breaks),
                "profiles": [str(profile) for profile in one.profiles],
                "story": one.story,
                "kind": str(one.kind),
                "algorithm": None if one.algorithm is None else str(one.algorithm),
                "split_origin": one.split_origin,
                "fingerprint": one.fingerprint,
            }
            for one in faults
        ]
        sys.stdout.write(json.dumps(rows, indent=2) + "\n")
        return
    width = max((len(one.name) for one in faults), default=0)
    for one in faults:
        sys.stdout.write(f"{one.name:<{width}}  {', '.join(one.breaks)}\n")

"""The command line."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from reference_server.policy import Profile, SignatureAlgorithm


@dataclass(frozen=True, kw_only=True)
class Arguments:
    """What the command line asks for."""

    profile: Profile
    algorithm: SignatureAlgorithm | None
    """``None`` for that of the profile."""
    split_origin: bool
    """Whether the pages have an origin of their own."""
    host: str
    port: int
    """0 lets the system choose."""
    database: str
    faults: tuple[str, ...]
    control: bool
    state_dir: Path | None
    list_faults: bool
    as_json: bool


def parse(argv: Sequence[str] | None = None) -> Arguments:
    """Reads the command line; on a wrong one argparse says why and exits with 2."""
    parser = argparse.ArgumentParser(
        prog="python -m reference_server",
        description="An exemplary application with JWT sessions, at https://localhost:PORT. Accounts come from the "
        "environment variable REFERENCE_USERS; without it, two are made and named in the ready line.",
    )
    parser.add_argument("--profile", type=Profile, choices=list(Profile), default=Profile.GUIDE_2019)
    parser.add_argument(
        "--algorithm", type=SignatureAlgorithm, choices=list(SignatureAlgorithm), help="of the access tokens' signature"
    )
    parser.add_argument("--split-origin", action="store_true", help="serve the pages at an origin of their own")
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=int, default=0, help="0, the default, lets the system choose")
    parser.add_argument(
        "--database",
        default="sqlite://",
        metavar="URL",
        help="sqlite:///FILE, or postgresql://USER:PASSWORD@HOST/NAME (default: in memory)",
    )
    parser.add_argument("--fault", action="append", default=[], metavar="NAME", help="build in a deliberate defect")
    parser.add_argument("--control", action="store_true", help="take clock commands on standard input until it ends")
    parser.add_argument("--state-dir", type=Path, metavar="DIR", help="where to write ca.pem")
    parser.add_argument("--list-faults", action="store_true", help="list the deliberate defects and stop")
    parser.add_argument("--json", action="store_true", help="with --list-faults: as JSON")
    given = parser.parse_args(argv)
    return Arguments(
        profile=given.profile,
        algorithm=given.algorithm,
        split_origin=given.split_origin,
        host=given.host,
        port=given.port,
        database=given.database,
        faults=tuple(given.fault),
        control=given.control,
        state_dir=given.state_dir,
        list_faults=given.list_faults,
        as_json=given.json,
    )

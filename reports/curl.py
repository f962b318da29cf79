"""An exchange as a command line, to be tried by hand once the masked values are filled in."""

import shlex

from reports.evidence import Exchange
from reports.inert import one_line, visible

_OWN_HEADERS = frozenset({"host", "content-length", "connection", "accept-encoding"})
"""What curl writes by itself."""
_BODY_LIMIT = 4_096


def command(exchange: Exchange) -> str:
    """Return the request as a ``curl`` command for a POSIX shell, one option a line.

    Everything is quoted, so that nothing of the target is ever run; a secret stands there as its mask.
    """
    options = [f"curl --include --request {shlex.quote(one_line(exchange.method, limit=40) or 'GET')}"]
    for name, value in exchange.request_headers:
        if name.lower() not in _OWN_HEADERS and not name.startswith(":"):
            options.append(f"--header {shlex.quote(f'{one_line(name)}: {one_line(value, limit=2_000)}')}")
    if exchange.request_body:
        options.append(f"--data-raw {shlex.quote(visible(exchange.request_body, limit=_BODY_LIMIT))}")
    options.append(shlex.quote(one_line(exchange.url, limit=2_000)))
    return " \\\n  ".join(options)

"""A certificate authority of this run's own, and the TLS settings of the server."""

import ssl
from pathlib import Path
from typing import Final

import trustme

LOCAL_NAMES: Final = ("localhost", "127.0.0.1", "::1")
"""The names that the server's certificate is valid for."""


def serving_context(ca_file: Path, minimum: ssl.TLSVersion) -> ssl.SSLContext:
    """TLS of at least this version with a fresh certificate, vouched for by the authority written to ``ca_file``."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(ca_file)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = minimum
    authority.issue_cert(*LOCAL_NAMES).configure_cert(context)
    return context

"""A certificate authority of this run's own, and the TLS settings of the server."""

import ssl
import warnings
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
    if minimum < ssl.TLSVersion.TLSv1_2:
        # OpenSSL leaves out what old versions need, and Python warns of them: somebody asked for them on purpose.
        context.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = minimum
    authority.issue_cert(*LOCAL_NAMES).configure_cert(context)
    return context

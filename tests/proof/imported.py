"""What an audit and the reference server need, imported once, in the process that all others are forked from."""

import contextlib
import gc
import importlib

import playwright.sync_api
import schemathesis
from hypothesis import strategies as st

import bearproof.recording
import fixtures.plugin
import tests.proof.audited
from fixtures.catalogue import load_catalogue
from fixtures.search import smallest
from tests.proof import forked_server

_ON_DEMAND = (
    "cryptography.hazmat.backends.openssl.backend",
    "h2.connection",
    "httpcore",
    "hypothesis.stateful",
    "playwright._impl._json_pipe",
    "requests.sessions",
    "schemathesis.generation.jsonschema.strategy",
    "schemathesis.generation.stateful.state_machine",
    "schemathesis.openapi.generation.filters",
    "schemathesis.python._constants.orchestrator",
)
"""What the libraries themselves import when it is first needed; one that a library no longer has is not missed."""
LOADED = (bearproof.recording, fixtures.plugin, playwright.sync_api, schemathesis, tests.proof.audited)
"""Named, so that nothing here looks unused."""

for name in _ON_DEMAND:
    with contextlib.suppress(ImportError):
        importlib.import_module(name)
load_catalogue()
forked_server.prepare()
# Hypothesis reads every module of the checkout for its constants, and a table of all characters.
smallest(st.tuples(st.integers(), st.text(max_size=3), st.binary(max_size=3)), lambda _drawn: False, seed=1, drawn=20)
# What is there now lives as long as every fork does.
gc.freeze()

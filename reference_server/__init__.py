"""A small, complete and exemplary application with JWT sessions, in the style of the 2019 guide.

Start reading at :mod:`reference_server.policy` (what is decided), then :mod:`reference_server.sessions` (how refresh
tokens live and die), :mod:`reference_server.tokens` (how access tokens are made and read) and ``client/app.js`` (the
single-page application). Run it with ``python -m reference_server``.
"""

"""The working parts of one running server, wired together once and handed to the endpoints."""

from dataclasses import dataclass, field

from reference_server.accounts import Accounts
from reference_server.cookies import PageCookie, RefreshCookie
from reference_server.feed import NoteFeed
from reference_server.fingerprints import Fingerprints
from reference_server.passwords import Passwords
from reference_server.policy import Policy
from reference_server.sessions import Sessions
from reference_server.throttle import Throttle
from reference_server.tokens import AccessTokens


@dataclass(frozen=True, kw_only=True)
class Services:
    """What an endpoint may use."""

    policy: Policy
    origins: frozenset[str]
    """The origins of our own pages, e.g. ``https://localhost:8443``."""
    accounts: Accounts
    passwords: Passwords
    throttle: Throttle
    sessions: Sessions
    tokens: AccessTokens
    cookie: RefreshCookie
    page_cookie: PageCookie
    fingerprints: Fingerprints
    feed: NoteFeed
    api_origin: str | None = None
    """Where the pages find the API; ``None`` where that is their own origin."""
    operator_key: str | None = field(default=None, repr=False)
    """What the operator shows at ``/operator``; ``None`` closes it."""
